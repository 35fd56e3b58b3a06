import type { Language } from './locale.ts'
import { reporting as en, type ReportingTexts } from './reporting.en.ts'
import { reporting as fr } from './reporting.fr.ts'

export type { ReportingTexts }

/** What the pages of coverage say, in the reader's language. */
export const reportingTexts = (language: Language): ReportingTexts => (language === 'fr' ? fr : en)
