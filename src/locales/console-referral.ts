import { care as enCare } from './console-care.en.ts'
import { care as frCare } from './console-care.fr.ts'
import { referral as en } from './console-referral.en.ts'
import { referral as fr } from './console-referral.fr.ts'
import type { Language } from './locale.ts'

const texts = { en: { ...en, ...enCare }, fr: { ...fr, ...frCare } }
export type ReferralTexts = (typeof texts)['en']

/** One referral as an operator works on it, and what comes beside it, in the reader's language. */
export const referralTexts = (language: Language): ReferralTexts => texts[language]
