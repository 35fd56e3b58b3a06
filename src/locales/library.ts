import { library as en, type LibraryTexts } from './library.en.ts'
import { library as fr } from './library.fr.ts'
import type { Language } from './locale.ts'

export type { LibraryTexts }

/** What the library of tools says, in the reader's language. */
export const libraryTexts = (language: Language): LibraryTexts => (language === 'fr' ? fr : en)
