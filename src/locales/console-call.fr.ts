import type { call as en } from './console-call.en.ts'

export const call: typeof en = {
  heading: 'Un appel',
  lead: 'Tout peut rester inconnu, sauf les besoins et le lieu. Rien de ce que vous écrivez n’est une demande avant que vous n’en fassiez une.',
  drafted: 'Gardé pour vous, scellé, pendant 24 heures : une coupure ne fait rien perdre.',
  unknown: 'Inconnu',
  yes: 'Oui',
  no: 'Non',
  colon: ' :',
  optional: 'facultatif',
  more: 'Plus',

  first: {
    heading: 'La première minute',
    safe: 'La personne peut-elle parler en sécurité ?',
    unsafe:
      'Pas en sécurité : dites que vous ne rappellerez que si la personne le veut, et comment. Posez des questions par oui ou non. Laissez-la raccrocher.',
    listening: 'Quelqu’un écoute-t-il ?',
    heard:
      'Quelqu’un écoute : ne demandez que ce à quoi oui ou non suffit; parlez d’un rendez-vous, pas d’aide.',
    danger: 'Est-elle en danger maintenant ?',
    call911:
      'Danger immédiat : 911. Restez en ligne, ou laissez-la raccrocher et appeler elle-même le 911.',
    callBack: 'Si nous sommes coupés, pouvons-nous rappeler ?',
    under18: 'Moins de 18 ans ?',
    unsure: 'Incertain, possible',
    young:
      'Moins de 18 ans, ou peut-être : rien n’est proposé automatiquement. Vous et une personne superviseure recevez aussitôt une tâche, avec l’organisme à aviser.',
    place: 'Où est-elle maintenant ?',
    placeHint: 'Une ville ou un quartier, comme « Thunder Bay » ou « Windsor, ON ».',
    province: 'Province',
    postal: 'Code postal',
  },

  contact: {
    heading: 'Comment rappeler',
    kind: 'Par',
    kinds: { voice: 'Téléphone', sms: 'Texto', email: 'Courriel' },
    value: 'Numéro ou adresse',
    voicemail: 'Boîte vocale',
    voicemails: {
      none: 'Ne laisser aucun message',
      vague: 'Un message vague seulement',
      full: 'Un message est sans danger',
    },
    text: 'Un texto est-il sans danger ?',
    callerId: 'Notre numéro',
    callerIds: { blocked: 'Le masquer', shown: 'L’afficher' },
    shared: 'D’autres utilisent ce téléphone',
    whoElse: 'Qui d’autre peut répondre ?',
    days: 'Quels jours ?',
    dayNames: {
      ...{ mo: 'lun.', tu: 'mar.', we: 'mer.', th: 'jeu.', fr: 'ven.', sa: 'sam.', su: 'dim.' },
    },
    from: 'Pas avant',
    to: 'Pas après',
    word: 'Mot de passe',
    wordHint:
      'La personne qui répond le dit avant toute chose. Elle en a besoin lorsqu’elle nous rappelle.',
  },

  needs: {
    heading: 'Ce qu’il faut',
    urgency: 'À quel point est-ce urgent ?',
    urgencies: {
      emergency: 'Urgence : en moins de 2 heures',
      urgent: 'Pressant : en moins d’une journée',
      standard: 'Normal : en moins d’une semaine',
    },
    auto: 'Selon la situation : urgence s’il y a danger, sinon pressant',
    legend: 'Besoins',
    jump: 'Les lettres sautent, les flèches déplacent, la barre d’espace choisit.',
  },

  person: {
    heading: 'La personne',
    languages: 'Langues, la meilleure d’abord',
    language: (n) => `Langue ${n}`,
    interpreter: 'Un interprète convient-il ?',
    gender: 'Genre, selon ses propres mots',
    age: 'Âge',
    ageGroup: 'ou groupe d’âge',
    name: 'Comment l’appeler',
    own: 'Ce qu’elle veut, dans ses propres mots',
    notes: 'Notes',
  },

  along: {
    heading: 'Qui l’accompagne',
    child: (n) => `Enfant ${n}`,
    band: 'Âge',
    gender: 'Fille ou garçon',
    risk: 'Peut aussi être exploité',
    none: 'Aucun',
    pets: 'Combien d’animaux ?',
  },

  health: {
    heading: 'Santé et accessibilité',
    health: 'Santé',
    kinds: {
      pregnant: 'Enceinte',
      urgentCare: 'A besoin de soins aujourd’hui',
      medication: 'Prend des médicaments',
    },
    substance: 'Drogues ou alcool ?',
    access: 'Accessibilité',
  },

  safety: {
    heading: 'Sécurité',
    searching: 'Quelqu’un la cherche-t-il ?',
    knows: 'Cette personne connaît-elle le secteur ?',
    relocation: 'Doit-elle partir d’ici ?',
    relocations: {
      stay: 'Peut rester ici',
      leave_area: 'Hors de ce secteur',
      leave_province: 'Hors de cette province',
    },
    exploitation: 'Genre d’exploitation, dans la mesure où cela a été dit',
  },

  wishes: {
    heading: 'Souhaits, et ce qu’il faut éviter',
    indigenous: 'Un lieu qui est',
    notCommunity: 'Pas sa propre communauté',
    communities: {
      indigenous_led: 'dirigé par des Autochtones',
      first_nations: 'des Premières Nations',
      inuit: 'inuit',
      metis: 'métis',
    },
    notFaith: 'Pas tenu par une communauté religieuse',
    interpreterGender: 'Interprète',
    woman: 'Une femme',
    man: 'Un homme',
    area: (n) => `Rester loin du lieu ${n}`,
    km: 'Kilomètres autour (sinon 25)',
    organization: 'Organisme à éviter, par son nom',
    police: 'Service de police à éviter',
    arrival: 'Quand et comment elle peut venir',
    nights: 'Nuits',
  },
}
