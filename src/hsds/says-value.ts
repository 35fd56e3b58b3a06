import type { Hours } from '../directory/hours-schema.ts'
import { printHours } from '../directory/hours-text.ts'
import { editorForm } from '../locales/editor-form.fr.ts'
import { listTexts } from '../locales/lists.ts'
import type { Said } from './import-findings.ts'

/** What findings say of a value, behind the value itself or by themselves. */
export const valueSays = {
  empty: { en: 'is empty', fr: 'est vide' },
  unfit: { en: 'is not what the field takes', fr: 'n’est pas ce que ce champ admet' },
  too_long: { en: 'is too long', fr: 'est trop long' },
  no_number: { en: 'is not a number', fr: 'n’est pas un nombre' },
  no_date: { en: 'is not a date', fr: 'n’est pas une date' },
  no_yes_or_no: { en: 'is neither yes nor no', fr: 'n’est ni oui ni non' },
  no_extension: { en: 'is no extension', fr: 'n’est pas un numéro de poste' },
  no_json: { en: 'is not the JSON that it should be', fr: 'n’est pas le JSON attendu' },
  not_listed: (codes: readonly string[]) => ({
    en: `not in the list: ${codes.join(', ')}`,
    fr: `pas dans la liste : ${codes.join(', ')}`,
  }),
  cut: (length: number) => ({
    en: `was cut to ${length} letters`,
    fr: `a été réduit à ${length} caractères`,
  }),
  contradiction: {
    en: 'its facts contradict each other',
    fr: 'ses données se contredisent',
  },
  unknown_field: (field: string, table: string) => ({
    en: `HSDS has no field ${field} in ${table}; kept as it is (said once)`,
    fr: `HSDS n’a pas de champ ${field} dans ${table}; gardé tel quel (dit une seule fois)`,
  }),

  unwritable: {
    en: 'signs that cannot be written were taken out',
    fr: 'des signes qui ne peuvent s’écrire ont été enlevés',
  },
  wrong_encoding: (text: string) => ({
    en: `was read in the wrong encoding; it is "${text.slice(0, 60)}"`,
    fr: `a été lu dans le mauvais encodage; c’est "${text.slice(0, 60)}"`,
  }),
  lost_letters: { en: 'has lost letters', fr: 'a perdu des lettres' },

  no_site: { en: 'is not the address of a site', fr: 'n’est pas l’adresse d’un site' },
  https: { en: 'was taken as https://', fr: 'a été pris comme https://' },
  no_email: { en: 'is not an e-mail address', fr: 'n’est pas une adresse courriel' },

  not_canada: { en: 'is not Canada', fr: 'n’est pas le Canada' },
  no_province: { en: 'is no province of Canada', fr: 'n’est pas une province du Canada' },
  no_province_there: {
    en: 'is not a province of Canada',
    fr: 'n’est pas une province du Canada',
  },
  no_postal_code: {
    en: 'is no postal code of Canada',
    fr: 'n’est pas un code postal du Canada',
  },
  no_place: {
    en: 'no place in Canada is said; --province NAME takes such services as help from afar of that province',
    fr: 'aucun lieu au Canada n’est donné; --province NOM prend ces services comme de l’aide à distance de cette province',
  },
  area_as_words: {
    en: 'the service area is kept as words',
    fr: 'le territoire desservi est gardé en toutes lettres',
  },
  confidential: {
    en: 'the address is said to be confidential: a hidden point, its coordinates not believed',
    fr: 'l’adresse est dite confidentielle : un point caché, dont les coordonnées ne sont pas retenues',
  },
  // of a hidden point nothing more is said of its place
  hidden_place: { en: 'its place contradicts itself', fr: 'son lieu se contredit' },
  hidden_unread: {
    en: 'its place contradicts itself, or was not understood',
    fr: 'son lieu se contredit, ou n’a pas été compris',
  },

  half: {
    en: 'a position has both, latitude and longitude',
    fr: 'une position a les deux, latitude et longitude',
  },
  sea: {
    en: 'is the sea off Africa: the position is not known',
    fr: 'est la mer au large de l’Afrique : la position n’est pas connue',
  },
  swapped: {
    en: 'is the longitude: the two were swapped',
    fr: 'est la longitude : les deux étaient inversées',
  },
  outside: (most: number) => ({
    en: `is outside -${most} to ${most}`,
    fr: `est hors de -${most} à ${most}`,
  }),
  minus: {
    en: 'has lost its minus: west is negative',
    fr: 'a perdu son moins : l’ouest est négatif',
  },

  schedules_contradict: {
    en: 'the schedules contradict each other; hours are unknown',
    fr: 'les horaires se contredisent; les heures sont inconnues',
  },
  hours_as_words: {
    en: 'was not understood; kept as words, hours unknown',
    fr: 'n’a pas été compris; gardé en toutes lettres, heures inconnues',
  },
  hours: (hours: Hours, holidays?: boolean) => ({
    en: `was read as ${printHours(hours)}${holidays ? '; that it is closed on holidays is not kept' : ''}`,
    fr: `a été compris comme ${inFrench(hours)}${holidays ? '; la fermeture les jours fériés n’est pas gardée' : ''}`,
  }),
  no_week: {
    en: 'says not on which days from when to when; hours are unknown',
    fr: 'ne dit pas quels jours, de quand à quand; les heures sont inconnues',
  },
  not_every_week: (rules: readonly string[]) => {
    const which = rules.length > 0 ? ` (${rules.join(', ')})` : ''
    return {
      en: `is not of every week${which}; hours are unknown`,
      fr: `n’est pas de chaque semaine${which}; les heures sont inconnues`,
    }
  },
  no_time: {
    en: 'is not a time of day; hours are unknown',
    fr: 'n’est pas une heure du jour; les heures sont inconnues',
  },
  no_day: {
    en: 'is not a date; hours are unknown',
    fr: 'n’est pas une date; les heures sont inconnues',
  },

  no_language: { en: 'is no language of ISO 639', fr: 'n’est pas une langue d’ISO 639' },
  not_spoken: (language: string | undefined) => ({
    en: `so ${language ?? 'it'} is not counted as spoken there`,
    fr: `donc ${language ?? 'cette langue'} ne compte pas parmi les langues parlées`,
  }),
  neither: {
    en: 'says neither yes nor no; kept as words',
    fr: 'ne dit ni oui ni non; gardé en toutes lettres',
  },
  by_interpreters: (part: string) => ({
    en: `${part}: by interpreters`,
    fr: `${part} : par des interprètes`,
  }),
  no_promise: (part: string) => ({
    en: `${part}: taken neither as yes nor as no`,
    fr: `${part} : pris ni pour un oui ni pour un non`,
  }),
  in_part: (part: string) => ({
    en: `${part}: only in part, so it is not counted`,
    fr: `${part} : en partie seulement, donc cela ne compte pas`,
  }),
  not_understood: (part: string) => ({
    en: `${part}: not understood`,
    fr: `${part} : pas compris`,
  }),

  read_as: (words: string) => ({ en: `was read as ${words}`, fr: `a été compris comme ${words}` }),
  served_unsure: {
    en: 'was not understood as a whole; who is turned away stays unknown',
    fr: 'n’a pas été compris en entier; on ignore toujours qui n’est pas accueilli',
  },
  below_minimum: (minAge: number) => ({
    en: `is below minimum_age ${minAge}; both were left out`,
    fr: `est au-dessous de minimum_age ${minAge}; les deux ont été omis`,
  }),
  no_age: { en: 'is no age in years', fr: 'n’est pas un âge en années' },
  term_against: (words: string) => ({
    en: `its terms mean ${words}; what the service says itself goes before`,
    fr: `ses termes veulent dire ${words}; ce que le service dit lui-même l’emporte`,
  }),
  no_meaning: {
    en: 'has no meaning here yet: an editor decides it',
    fr: 'n’a pas encore de sens ici : qui tient le répertoire en décide',
  },
} satisfies Record<string, Said | ((...given: never[]) => Said)>

/** Hours that were understood, as `printHours` says them in English. */
function inFrench(hours: Hours): string {
  const { days: names } = listTexts('fr')
  if (hours.kind === 'by_appointment') return editorForm.hours.by_appointment
  if (hours.kind !== 'weekly') return printHours(hours)
  return hours.ranges
    .map(
      ({ days, opens, closes }) => `${days.map((day) => names[day]).join(', ')} ${opens}-${closes}`,
    )
    .join('; ')
}
