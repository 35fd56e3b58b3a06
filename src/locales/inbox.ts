import { inbox as en } from './inbox.en.ts'
import { inbox as fr } from './inbox.fr.ts'
import type { Language } from './locale.ts'

export type InboxTexts = typeof en

/** What the signed-in pages of a service point say, in the reader's language. */
export const inboxTexts = (language: Language): InboxTexts => (language === 'fr' ? fr : en)
