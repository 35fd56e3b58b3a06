import { languageNames } from '../directory/language-names.ts'
import { isLanguage, languageName, normalizeLanguage } from '../directory/languages.ts'

/** Those that are offered as one types; every other one is known by name or code, too. */
const OFTEN = [
  ...['en', 'fr', 'es', 'zh', 'yue', 'pa', 'tl', 'ar', 'fa', 'hi', 'ur', 'th', 'vi', 'ko', 'pt'],
  ...['hu', 'ro', 'ru', 'uk', 'pl', 'it', 'de', 'tr', 'so', 'am', 'ti', 'sw', 'ta', 'bn', 'gu'],
  ...['ne', 'ps', 'prs', 'ku', 'ht', 'cr', 'oj', 'iu', 'mic', 'moh', 'ase', 'fcs'],
]

export type Languages = {
  /** From a code, or a name in English or French as somebody writes it. */
  codeOf(said: string): string | undefined
  often: readonly string[]
}

/** The table of names, made once. */
export function readLanguages(): Languages {
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const two = letters.flatMap((a) => letters.map((b) => a + b)).filter(isLanguage)
  const codes = [...two, ...Object.keys(languageNames), ...OFTEN]
  const names = new Map(
    codes.flatMap((code) =>
      (['en', 'fr'] as const).map((reader) => [plain(languageName(code, reader)), code] as const),
    ),
  )
  return {
    often: OFTEN.filter(isLanguage),
    codeOf: (said) => names.get(plain(said)) ?? normalizeLanguage(said),
  }
}

const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
