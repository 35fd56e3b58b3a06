import { referralTexts } from '../locales/console-referral.ts'
import type { Language } from '../locales/locale.ts'

/** What a verb refused, by its code, in the reader's words. */
export function problemIn(language: Language, code: string): string {
  const { problems } = referralTexts(language)
  return problems[code] ?? problems.other!
}
