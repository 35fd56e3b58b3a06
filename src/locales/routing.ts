import type { Language } from './locale.ts'
import { routing as en } from './routing.en.ts'
import { routing as fr } from './routing.fr.ts'

export const routingTexts = (language: Language) => (language === 'fr' ? fr : en)
