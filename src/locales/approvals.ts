import { type ApprovalTexts, approvals as en } from './approvals.en.ts'
import { approvals as fr } from './approvals.fr.ts'
import type { Language } from './locale.ts'

export type { ApprovalTexts }

export const approvalTexts = (language: Language): ApprovalTexts => (language === 'fr' ? fr : en)
