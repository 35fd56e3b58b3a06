import { en, type Locale } from './en.ts'
import { fr } from './fr.ts'

export type Language = 'en' | 'fr'
export type { Locale }

export function locale(language: Language): Locale {
  return language === 'fr' ? fr : en
}
