/** One SMS segment in Canada, in GSM-7 (twilio.com/en/guidelines/ca/sms: 136, not 160). */
export const SMS_LIMIT = 136

/** The first text that fits one segment, else the last: give the friendliest first, the tightest last. */
export function firstThatFits(...texts: [string, ...string[]]): string {
  return texts.find((text) => text.length <= SMS_LIMIT) ?? (texts.at(-1) as string)
}

/** Two figures, as on a clock. */
export function pad(n: number): string {
  return String(n).padStart(2, '0')
}

export function listed(references: readonly string[]): string {
  return references.slice(0, 3).join(', ') + (references.length > 3 ? ', ...' : '')
}

/** Choices with their numbers, four at most. */
export function numbered(names: readonly string[]): string {
  const shown = names.slice(0, 4).map((name, i) => `${i + 1} ${name}`)
  return shown.join(', ') + (names.length > 4 ? ', ...' : '')
}

export function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}...` : text
}
