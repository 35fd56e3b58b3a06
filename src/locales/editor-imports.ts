import { type EditorImportsTexts, editorImports as en } from './editor-imports.en.ts'
import { editorImports as fr } from './editor-imports.fr.ts'
import type { Language } from './locale.ts'

export type { EditorImportsTexts }

/** What the pages of duplicates, terms and files say, in the reader's language. */
export const importsTexts = (language: Language): EditorImportsTexts =>
  language === 'fr' ? fr : en
