import { MACROLANGUAGES } from '../directory/language-families.ts'
import { languageNames } from '../directory/language-names.ts'
import { isLanguage, languageName, normalizeLanguage } from '../directory/languages.ts'

/** Languages as somebody writes them, by name in English or French or by code, with commas between. */
export function codesOf(text: string): { codes: string[]; unknown?: string } {
  const said = text
    .split(/[,;\n]/)
    .map((each) => each.trim())
    .filter(Boolean)
  const codes = said.map((each) => names().get(plain(each)) ?? codeOf(each))
  const unknown = said.find((_, i) => codes[i] === undefined)
  return { codes: codes.filter((code) => code !== undefined), ...(unknown && { unknown }) }
}

/** A bare code; longer ones may be names that begin with letters of another code (Oji-Cree). */
const codeOf = (said: string): string | undefined =>
  /^[a-z]{2,3}$/i.test(said) ? normalizeLanguage(said) : undefined

/** Made on first need: few forms name a language that cannot be ticked. */
function names(): ReadonlyMap<string, string> {
  if (all) return all
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const two = letters.flatMap((a) => letters.map((b) => a + b)).filter(isLanguage)
  const members = Object.values(MACROLANGUAGES).flatMap((list) => list.split(' '))
  all = new Map(
    [...two, ...members, ...Object.keys(languageNames)].flatMap((code) =>
      (['en', 'fr'] as const).map((reader) => [plain(languageName(code, reader)), code] as const),
    ),
  )
  return all
}
let all: ReadonlyMap<string, string> | undefined

const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
