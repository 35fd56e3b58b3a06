import type { Language } from './locale.ts'

const en = { skip: 'Skip to the content' }
const fr: typeof en = { skip: 'Aller au contenu' }

/** What every page of staff and of service points says. */
export const frameTexts = (language: Language): typeof en => (language === 'fr' ? fr : en)
