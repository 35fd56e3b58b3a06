/** What is wrong with the letters of a text, and what it was where that is certain. */
export type Lettering =
  | { is: 'fine' }
  | { is: 'mended'; text: string }
  /** Letters are lost: U+FFFD, or a question mark inside a word. */
  | { is: 'lost' }

/**
 * Finds text that was read in a wrong encoding. "MontrÃ©al" is UTF-8 that was read as Windows-1252: it
 * is mended when all of the text goes back without a remainder, and only then. "Montr?al" and U+FFFD
 * have lost their letter: nobody knows which it was.
 */
export function lettering(text: string): Lettering {
  if (TWICE.test(text)) {
    const mended = undone(text)
    if (mended !== undefined) return { is: 'mended', text: undone(mended) ?? mended }
    return { is: 'lost' }
  }
  if (text.includes('\ufffd') || LOST.test(text)) return { is: 'lost' }
  return { is: 'fine' }
}

/** Two bytes of UTF-8, as Windows-1252 shows them: Ã©, Ã‰, Â°, â€™, Å“. */
const TWICE =
  /[\u00c2-\u00df][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]|\u00e2\u20ac/

/** A question mark between letters, "Montr?al"; not the one of an address, "page?id". */
const LOST = /(?<!\S*[/=]\S*)\p{L}\?\p{Ll}{2}/u

function undone(text: string): string | undefined {
  if (!TWICE.test(text)) return undefined
  const bytes: number[] = []
  for (const letter of text) {
    const code = letter.codePointAt(0)!
    const byte = code < 256 ? code : BYTES.get(letter)
    if (byte === undefined) return undefined
    bytes.push(byte)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))
  } catch {
    return undefined
  }
}

/** The letters of Windows-1252 from 0x80 to 0x9f, which Unicode has elsewhere. */
const BYTES = new Map(
  Array.from({ length: 32 }, (_, i) => 0x80 + i).map((byte) => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(byte)),
    byte,
  ]),
)
