import type { RecordTexts } from './record.en.ts'

export const record: RecordTexts = {
  heading: 'Registre',
  lead: 'Qui a fait quoi, et quand. Rien n’y est récrit; il contient des identifiants et des codes, rien de ce qu’une personne a dit.',
  thing: 'Sur quoi',
  actor: 'Par qui',
  hints: {
    thing: 'La référence d’une demande (K7F-2QX), ou un identifiant.',
    actor: 'Un identifiant, tel qu’il figure dans une entrée. L’un des deux champs suffit.',
  },
  search: 'Afficher',
  nothing: 'Rien n’est inscrit à ce sujet.',
  found: 'Entrées, les plus récentes d’abord',
  older: 'Entrées plus anciennes',
  badPage: 'Cette page d’entrées ne peut pas être affichée. Refaites la recherche.',
  by: 'Par',
  what: 'Action',
  to: 'Sur',
  chain: 'Inscrite sous',
  number: (seq) => `numéro ${seq}`,
}
