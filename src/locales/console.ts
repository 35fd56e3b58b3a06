import { operator as en } from './console.en.ts'
import { operator as fr } from './console.fr.ts'
import type { Language } from './locale.ts'

export type ConsoleTexts = typeof en

/** The board and the pages around a call, in the reader's language. */
export const consoleTexts = (language: Language): ConsoleTexts => (language === 'fr' ? fr : en)
