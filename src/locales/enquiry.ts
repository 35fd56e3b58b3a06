import { enquiry as en } from './enquiry.en.ts'
import { enquiry as fr } from './enquiry.fr.ts'
import type { Language } from './locale.ts'

export const enquiryTexts = (language: Language) => (language === 'fr' ? fr : en)
