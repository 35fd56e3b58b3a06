import type { editor as en } from './editor.en.ts'
import { editorForm } from './editor-form.fr.ts'

const n1 = (n: number) => n.toLocaleString('fr-CA')

/** Pour qui tient le répertoire : trouver, lire, modifier et retirer ce qu’il contient. */
export const editor: typeof en = {
  ...editorForm,
  home: 'Le répertoire',
  ways: {
    label: 'Le répertoire',
    home: 'Accueil',
    points: 'Points de service',
    organizations: 'Organismes',
  },
  colon: ' :',
  optional: 'facultatif',
  yes: 'Oui',
  no: 'Non',
  unknown: 'On ne sait pas',
  nothing: 'rien',
  none: 'Aucun',
  program: 'un programme',
  actors: { contact: 'le point de service lui-même', import: 'une importation' },
  listed: 'Répertorié',
  partner: 'Partenaire',
  hidden: 'Lieu confidentiel',
  paused: 'En pause',
  notAccepting: 'N’accepte aucun aiguillage',
  retired: 'Retiré',
  never: 'jamais',
  before: 'Précédente',
  after: 'Suivante',
  pages: 'Pages',
  back: 'Retour',

  find: {
    points: 'Points de service',
    organizations: 'Organismes',
    q: 'Nom, organisme ou ville',
    qOrganization: 'Nom',
    province: 'Province',
    everywhere: 'Toutes les provinces',
    need: 'Besoin',
    every: 'Tous les besoins',
    state: 'État',
    states: {
      '': 'Tous sauf les retirés',
      listed: 'Répertoriés',
      partner: 'Partenaires',
      hidden: 'Confidentiels',
      paused: 'En pause',
      retired: 'Retirés',
    },
    looks: 'Ce qu’il faut regarder',
    look: {
      '': 'Tout',
      never: 'Jamais vérifiés',
      old: 'Vérifiés il y a plus d’un an',
      hours: 'Heures inconnues',
      contact: 'Personne à joindre',
    },
    search: 'Chercher',
    reset: 'Effacer la recherche',
    count: (n) =>
      n === 0
        ? 'Aucun point de service'
        : n === 1
          ? '1 point de service'
          : `${n1(n)} points de service`,
    countOrganizations: (n) =>
      n === 0 ? 'Aucun organisme' : n === 1 ? '1 organisme' : `${n1(n)} organismes`,
    page: ({ page, of }) => `Page ${page} sur ${of}`,
    empty:
      'Rien ne correspond à cette recherche. Essayez un mot plus court ou moins de conditions.',
    emptyDirectory:
      'Le répertoire est vide. Commencez par un organisme, puis ajoutez ses points de service.',
    name: 'Nom',
    organization: 'Organisme',
    place: 'Lieu',
    stateOf: 'État',
    checked: 'Dernière vérification',
    kind: 'Genre',
    howMany: 'Points de service',
    addPoint: 'Ajouter un point de service',
    addOrganization: 'Ajouter un organisme',
  },

  point: {
    who: 'Qui',
    where: 'Où',
    when: 'Quand',
    what: 'Ce qu’il offre',
    whom: 'Pour qui',
    public: 'Coordonnées pour le public',
    state: 'État',
    history: 'Ce qui a été modifié',
    edit: 'Modifier',
    vetting: 'Vérification d’un partenaire',
    contacts: 'Contacts pour les aiguillages',
    check: 'J’ai tout vérifié aujourd’hui',
    checkHint:
      'Chaque renseignement de cette page, auprès du point de service lui-même ou sur son propre site.',
    checkedOn: (day) => `Dernière vérification le ${day}.`,
    neverChecked: 'Personne n’a encore vérifié ces renseignements.',
    checkedToday: 'Vérifié aujourd’hui.',
    hide: 'Rendre son lieu confidentiel',
    hideIt: 'Oui, sceller son lieu',
    hideText:
      'Son lieu est scellé aussitôt : personne ne le lit plus, et seules deux personnes ensemble peuvent le montrer de nouveau. Son nom, ses numéros et sa description restent tels quels : assurez-vous qu’ils ne disent pas où il se trouve.',
    ending: 'Le retirer, ou cacher son lieu',
    retire: 'Le retirer',
    isRetired:
      'Il est retiré : personne ne le trouve et rien ne lui est proposé. Pour le rétablir, annulez son retrait ci-dessous. Il revient comme répertorié : un partenaire est vérifié de nouveau.',
    hiddenPlace: (region) => `Confidentiel. La région « ${region} » en tient lieu partout.`,
    hiddenText: 'Le lieu enregistré n’est montré à personne, à vous non plus.',
    precision: {
      exact: 'exacte',
      postal_urban: 'd’après le code postal',
      place: 'le centre de la ville',
      postal_rural: 'd’après un code postal rural seulement : jamais classé par distance',
      province: 'la province seulement : jamais classé par distance',
    },
    position: 'Position',
    region: 'Région',
    map: 'Où il se trouve',
    cautions: 'Le lieu se contredit',
    room: 'Places en ce moment',
    pausedUntil: (at) => `En pause jusqu’au ${at}`,
    twoPeople: 'Il faut deux personnes',
    phonesTwo:
      'Il faut deux personnes pour changer ces numéros, car on les appelle pour confirmer.',
    changeContacts: 'Demander un changement',
    source: (source) => `Importé de : ${source}.`,
    vettedHow: 'Comment il a été vérifié',
  },

  history: {
    empty: 'Rien n’a encore été modifié.',
    undo: 'Annuler',
    from: 'avant',
    to: 'depuis',
    secret: 'modifié; non montré',
    place: 'Lieu',
    what: {
      removed: 'Retiré',
      restored: 'Rétabli',
      hidden: 'Lieu rendu confidentiel',
      shown: 'Lieu montré de nouveau',
    },
    against: {
      undone: () => 'Ce qui précédait est rétabli.',
      changed_since: (fields) => `Ne peut être annulé : modifié de nouveau depuis : ${fields}.`,
      two_people: (fields) => `Il faut deux personnes pour revenir en arrière : ${fields}.`,
      retired: () => 'Pourra être annulé une fois rétabli.',
    },
    more: 'Modifications plus anciennes',
  },

  retire: {
    heading: (name) => `Retirer : ${name}`,
    pointText:
      'Dès maintenant, personne ne le trouve et rien de nouveau ne lui est proposé. Son passé reste dans le registre. Vous pouvez le rétablir en annulant le retrait; un partenaire doit alors être vérifié de nouveau.',
    live: (n) =>
      n === 1
        ? 'Une demande attend sa réponse ou vient d’être acceptée. Elle n’est pas reprise : appelez-le, sinon la demande suit son cours.'
        : `${n} demandes attendent sa réponse ou viennent d’être acceptées. Elles ne sont pas reprises : appelez-le, sinon les demandes suivent leur cours.`,
    organizationText: 'Dès maintenant, personne ne le trouve, ni aucun de ses points de service :',
    noPoints: 'Il n’a aucun point de service.',
    comesBack:
      'Une fois le retrait annulé, l’organisme revient seul; chaque point de service revient quand on annule son propre retrait.',
    confirm: (name) => `Oui, retirer ${name}`,
    button: 'Retirer',
    cancel: 'Le garder',
  },

  organization: {
    heading: 'Organisme',
    edit: 'Modifier',
    editHeading: (name) => `Modifier : ${name}`,
    newHeading: 'Ajouter un organisme',
    kinds: {
      service: 'Offre des services',
      hotline: 'Ligne d’aide',
      police: 'Police',
      agency: 'Organisme public',
      ministry: 'Ministère',
    },
    kind: 'Genre',
    kindHint: 'Il ne change jamais. Seul un organisme qui offre des services est public.',
    points: 'Ses points de service',
    noPoints: 'Il n’en a pas encore.',
    retire: 'Le retirer',
    isRetired:
      'Il est retiré, et ses points de service avec lui. Pour le rétablir, annulez son retrait ci-dessous.',
  },
}
