import type { Language } from './locale.ts'
import { operations as en } from './operations.en.ts'
import { operations as fr } from './operations.fr.ts'

export const operationsTexts = (language: Language) => (language === 'fr' ? fr : en)
