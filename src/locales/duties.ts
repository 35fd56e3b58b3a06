import { type DutyTexts, duties as en } from './duties.en.ts'
import { duties as fr } from './duties.fr.ts'
import type { Language } from './locale.ts'

/** What the law asks of an operator about a minor, in the reader's language. */
export const dutyTexts = (language: Language): DutyTexts => (language === 'fr' ? fr : en)
