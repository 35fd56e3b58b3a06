import { referral as en } from './console-referral.en.ts'
import { referral as fr } from './console-referral.fr.ts'
import type { Language } from './locale.ts'

export type ReferralTexts = typeof en

/** One referral as an operator works on it, in the reader's language. */
export const referralTexts = (language: Language): ReferralTexts => (language === 'fr' ? fr : en)
