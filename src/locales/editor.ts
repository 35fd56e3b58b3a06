import { editor as en } from './editor.en.ts'
import { editor as fr } from './editor.fr.ts'
import type { Language } from './locale.ts'

export type EditorTexts = typeof en

/** What the editor's pages of the directory say, in the reader's language. */
export const editorTexts = (language: Language): EditorTexts => (language === 'fr' ? fr : en)
