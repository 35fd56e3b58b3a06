import type { Language } from './locale.ts'
import { people as en, type PeopleTexts } from './people.en.ts'
import { people as fr } from './people.fr.ts'

export type { PeopleTexts }

/** What the page of people, their invitations, and the sign-in of organizations say. */
export const peopleTexts = (language: Language): PeopleTexts => (language === 'fr' ? fr : en)
