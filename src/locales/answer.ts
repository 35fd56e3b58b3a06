import { type AnswerTexts, answer as en } from './answer.en.ts'
import { answer as fr } from './answer.fr.ts'
import type { Language } from './locale.ts'

export type { AnswerTexts }

/** What the answer page says, in the reader's language. */
export const answerTexts = (language: Language): AnswerTexts => (language === 'fr' ? fr : en)
