import type { Language } from './locale.ts'
import { officer as en } from './officer.en.ts'
import { officer as fr } from './officer.fr.ts'

export type OfficerTexts = typeof en

/** The pages with which police hand a person over, in the reader's language. */
export const officerTexts = (language: Language): OfficerTexts => (language === 'fr' ? fr : en)
