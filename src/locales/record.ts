import type { Language } from './locale.ts'
import { record as en, type RecordTexts } from './record.en.ts'
import { record as fr } from './record.fr.ts'

export type { RecordTexts }

/** What the page of the record says, in the reader's language. */
export const recordTexts = (language: Language): RecordTexts => (language === 'fr' ? fr : en)
