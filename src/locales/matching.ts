import type { Language } from './locale.ts'
import { matching as en } from './matching.en.ts'
import { matching as fr } from './matching.fr.ts'

export type { Words } from './matching.en.ts'

/** The sentences of matching, in the reader's language. */
export const matchingTexts = (language: Language): typeof en => (language === 'fr' ? fr : en)
