import type { Language } from './locale.ts'

const en = {
  heading: 'Tips',
  lead: 'What people wrote about somebody else. Reading one is a line of the record. The person is not contacted because of it.',
  none: 'There are no tips now.',
  open: 'Waits',
  done: 'Looked at',
  read: 'Read it',
  at: 'Came in',
  state: 'State',
  danger: 'In danger now?',
  dangers: { yes: 'Yes', no: 'No', unknown: 'Not known' },
  where: 'Where',
  what: 'What was seen or heard',
  language: 'Written in',
}
const fr: typeof en = {
  heading: 'Signalements',
  lead: 'Ce que des gens ont écrit au sujet de quelqu’un d’autre. Chaque lecture est inscrite au registre. La personne n’est pas contactée pour cela.',
  none: 'Il n’y a pas de signalement pour le moment.',
  open: 'En attente',
  done: 'Examiné',
  read: 'Lire',
  at: 'Reçu',
  state: 'État',
  danger: 'En danger maintenant ?',
  dangers: { yes: 'Oui', no: 'Non', unknown: 'Inconnu' },
  where: 'Où',
  what: 'Ce qui a été vu ou entendu',
  language: 'Écrit en',
}

/** What the page of tips says, to operators. */
export const tipTexts = (language: Language): typeof en => (language === 'fr' ? fr : en)
