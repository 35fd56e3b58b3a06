import type { Language } from './locale.ts'
import { upkeep as en } from './upkeep.en.ts'
import { upkeep as fr } from './upkeep.fr.ts'

export type UpkeepTexts = typeof en

/** What is asked of service points about their own entries, in the reader's language. */
export const upkeepTexts = (language: Language): UpkeepTexts => (language === 'fr' ? fr : en)
