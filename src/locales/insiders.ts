import { insiders as en } from './insiders.en.ts'
import { insiders as fr } from './insiders.fr.ts'
import type { Language } from './locale.ts'

export const insiderTexts = (language: Language) => (language === 'fr' ? fr : en)
