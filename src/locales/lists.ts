import { lists as en, type ListTexts } from './lists.en.ts'
import { lists as fr } from './lists.fr.ts'
import type { Language } from './locale.ts'

export type { ListTexts }

/** What lists to print say. A sheet says everything in both languages. */
export const listTexts = (language: Language): ListTexts => (language === 'fr' ? fr : en)
