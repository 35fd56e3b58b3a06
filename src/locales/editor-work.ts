import { type EditorWorkTexts, editorWork as en } from './editor-work.en.ts'
import { editorWork as fr } from './editor-work.fr.ts'
import type { Language } from './locale.ts'

export type { EditorWorkTexts }

/** What the list of an editor's work says, in the reader's language. */
export const workTexts = (language: Language): EditorWorkTexts => (language === 'fr' ? fr : en)
