import type { Locale } from './en.ts'
import { messages } from './messages.fr.ts'

export const fr: Locale = { messages }
