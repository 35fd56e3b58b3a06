import { type EditorVettingTexts, editorVetting as en } from './editor-vetting.en.ts'
import { editorVetting as fr } from './editor-vetting.fr.ts'
import type { Language } from './locale.ts'

export type { EditorVettingTexts }

/** What the pages of vetting and contacts say, in the reader's language. */
export const vettingTexts = (language: Language): EditorVettingTexts =>
  language === 'fr' ? fr : en
