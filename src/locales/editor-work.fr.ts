import type { EditorWorkTexts } from './editor-work.en.ts'

/** Ce qui demande l’équipe du répertoire. */
export const editorWork: EditorWorkTexts = {
  heading: 'Ce qui demande une correction',
  home: 'Ce qui demande une correction',
  ways: {
    label: 'Le répertoire',
    names: {
      start: 'Accueil',
      points: 'Points de service',
      organizations: 'Organismes',
      work: 'À faire',
      duplicates: 'Doublons',
      terms: 'Termes',
      imports: 'Fichiers reçus',
      export: 'Fichiers sortants',
    },
  },
  intro:
    'Le pire d’abord, les partenaires avant tous les autres : des personnes y sont envoyées. Chaque ligne dit pourquoi, et quoi faire ensuite.',
  asOf: (o) => `Au ${o.at}, sur ${o.count} ${o.count === 1 ? 'point' : 'points'} de service.`,
  nothing: 'Rien dans le répertoire ne demande de correction en ce moment.',
  toGroup: 'Aller à',
  also: 'Attend aussi',
  alsoLines: {
    approvals: (n) => `${n} pour une deuxième personne`,
    duplicates: (n) => (n === 1 ? '1 doublon possible' : `${n} doublons possibles`),
    terms: (n) => `${n} ${n === 1 ? 'terme' : 'termes'} de fichiers sans sens ici`,
    corrections: (n) =>
      `${n} ${n === 1 ? 'correction envoyée' : 'corrections envoyées'} par des points de service`,
  },
  columns: { point: 'Point de service', why: 'Pourquoi', next: 'Quoi faire ensuite' },
  partner: 'Partenaire',
  hidden: 'Caché',
  all: (n) => `Montrer les ${n}`,
  shown: (o) => `Les ${o.shown} pires de ${o.count}.`,
  back: 'Tous les groupes',

  groups: {
    contacts: {
      name: 'Contacts qui ne fonctionnent pas',
      text: 'Des partenaires à qui on ne peut pas écrire, ou bientôt plus.',
      next: 'L’appeler et réparer ses contacts',
    },
    silent: {
      name: 'Ne répond jamais',
      text: 'Au moins la moitié de trois offres ou plus sont passées sans oui, sans non, sans « complet ».',
      next: 'L’appeler et demander pourquoi',
    },
    contradictory: {
      name: 'Contradictoire',
      text: 'Ce qui y est écrit ne peut pas être entièrement vrai, ou empêche de le trouver.',
      next: 'Le regarder et le corriger',
    },
    stale: {
      name: 'Ancien',
      text: 'Personne n’a vérifié les renseignements depuis plus longtemps qu’ils ne valent.',
      next: 'L’appeler et vérifier ses renseignements',
    },
    unverified: {
      name: 'Jamais vérifié',
      text: 'Personne n’a jamais dit que les renseignements sont justes.',
      next: 'L’appeler et vérifier ses renseignements',
    },
  },

  reasons: {
    no_contact: () =>
      'Un partenaire sans contact qu’un message puisse joindre : personne ne peut lui écrire.',
    no_working_contact: () => 'Aucun de ses contacts ne reçoit de demandes en ce moment.',
    failed_contact: (o) =>
      `Un contact ne reçoit plus rien : ${failures[String(o.why)] ?? failures.other}.`,
    contact_lapses: (o) =>
      o.days === 0
        ? 'Un contact cesse de valoir aujourd’hui si personne n’appelle.'
        : `Un contact cesse de valoir dans ${o.days} ${o.days === 1 ? 'jour' : 'jours'} si personne n’appelle.`,
    never_answers: (o) => `A laissé passer ${o.silent} offres sur ${o.all} sans réponse.`,
    ages_crossed: (o) =>
      `Ne prend personne : à partir de ${o.minAge} ans, mais jusqu’à ${o.maxAge} seulement.`,
    no_genders: () => 'Ne prend personne : aucun genre n’est nommé.',
    no_needs: () => 'N’offre rien qui ait un mot ici : on ne le trouve par aucun besoin.',
    no_channels: () => 'Ne prend de demandes de personne.',
    no_way: () => 'N’a ni téléphone, ni site, ni adresse de courriel.',
    apart: (o) => `Sa position est à ${o.km} km de ${o.city}, où il dit être.`,
    wrong_zone: (o) => `Son horloge, ${o.zone}, n’est pas une de ${o.province}.`,
    takes_and_refuses: (o) => `Dit qu’il accepte, et qu’il refuse : ${o.what}.`,
    offers_and_refuses: (o) => `Offre « ${o.need} » et refuse : ${o.what}.`,
    children_refused: (o) =>
      `Offre la protection de l’enfance et ne prend personne de moins de ${o.minAge} ans.`,
    no_reach: () => 'Dit ne servir nulle part : sa portée est de 0 km.',
    closed_at_night: () => 'Offre des lits pour la nuit, et est fermé chaque nuit.',
    long_pause: (o) => `Un partenaire en pause jusqu’au ${o.until}.`,
    hours_unread: (o) => `Ses heures n’ont pas pu être lues : « ${o.text} »`,
    checked_long_ago: (o) => `Vérifié la dernière fois le ${o.verifiedOn}, il y a ${o.days} jours.`,
    never_checked: () => 'Jamais vérifié.',
  },
}

const failures: Record<string, string> = {
  unconfirmed: 'personne ne l’avait confirmé depuis 90 jours',
  unreachable: 'les messages n’arrivaient pas',
  bad_address: 'le numéro ou l’adresse n’existe pas',
  opted_out: 'quelqu’un y a envoyé ARRET',
  wrong_number: 'c’est un mauvais numéro',
  landline: 'il ne peut pas recevoir de textos',
  suspended: 'quelqu’un l’a arrêté',
  other: 'les messages ont échoué',
}
