import type { Language } from './locale.ts'
import { type AccessAct, staff as en, type StaffTexts } from './staff.en.ts'
import { staff as fr } from './staff.fr.ts'

export type { AccessAct, StaffTexts }

/** What the pages and e-mails of staff say, in the reader's language. */
export const staffTexts = (language: Language): StaffTexts => (language === 'fr' ? fr : en)
