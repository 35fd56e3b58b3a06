import { call as en } from './console-call.en.ts'
import { call as fr } from './console-call.fr.ts'
import { matches as enMatches } from './console-matches.en.ts'
import { matches as frMatches } from './console-matches.fr.ts'
import type { Language } from './locale.ts'

const texts = { en: { ...en, ...enMatches }, fr: { ...fr, ...frMatches } }
export type CallTexts = (typeof texts)['en']

/** The page of a call, in the reader's language: its questions, who could help, and how to go on. */
export const callTexts = (language: Language): CallTexts => texts[language]
