import type { ListTexts } from './lists.en.ts'

export const lists: ListTexts = {
  home: 'Listes à imprimer',
  heading: 'Listes à imprimer',
  lead: 'Les services par région et par besoin, dans les deux langues sur une feuille, pour quand le réseau ne marche pas.',
  area: 'Où',
  choose: 'Choisissez',
  whole: (province) => `${province} (tout)`,
  needs: 'De quoi a-t-on besoin',
  audience: 'Pour qui',
  anyone: 'Tout le monde',
  make: 'Faire la liste',
  hint: 'Les services confidentiels ne figurent jamais sur une liste. La police et les organismes reçoivent les services qui acceptent leurs demandes.',
  errors: {
    area: 'Choisissez une province ou une région.',
    needs: 'Choisissez au moins un besoin.',
    many: 'C’est trop pour une liste. Choisissez une région, ou moins de besoins.',
  },

  print:
    'Pour l’imprimer ou l’enregistrer en PDF, utilisez la commande d’impression du navigateur.',
  again: 'Une autre liste',
  title: 'Services',
  asOf: (day) => `En date du ${day}.`,
  stale: 'Appelez avant d’envoyer quelqu’un : les heures et les places changent.',
  hotline: 'Demandez à la ligne d’aide',
  columns: { service: 'Service', call: 'Appeler', whom: 'Pour qui, quand, langues' },
  partner: 'Partenaire vérifié',
  listed: 'Répertorié, non vérifié',
  remote: 'Par téléphone ou en ligne',
  nothing: 'Rien n’est connu pour ces besoins ici :',
  nothingAtAll: 'Rien n’est connu pour ces besoins.',
  extension: (number) => `poste ${number}`,
  noPhone: 'Aucun numéro n’est connu.',
  whomUnknown: 'On ne sait pas qui est accueilli : demandez.',
  ages: ({ min, max }) =>
    min !== null && max !== null
      ? `de ${min} à ${max} ans`
      : min !== null
        ? `${min} ans et plus`
        : max !== null
          ? `jusqu’à ${max} ans`
          : '',
  everybody: 'personnes de tout genre',
  genders: {
    woman: 'femmes',
    man: 'hommes',
    non_binary: 'personnes non binaires',
    two_spirit: 'personnes bispirituelles',
    undisclosed: 'qui ne le dit pas',
  },
  above: 'voir plus haut',
  children: 'les enfants peuvent venir',
  always: 'Jour et nuit',
  byAppointment: 'Sur rendez-vous',
  hoursUnknown: 'Heures inconnues',
  special: 'autres heures certains jours',
  days: { mo: 'lun', tu: 'mar', we: 'mer', th: 'jeu', fr: 'ven', sa: 'sam', su: 'dim' },
  everyDay: 'Tous les jours',
  checked: (day) => `Vérifié le ${day}`,
}
