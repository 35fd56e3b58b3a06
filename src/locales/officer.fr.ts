import type { OfficerTexts } from './officer.ts'

/** Les pages par lesquelles la police confie une personne : à lire la nuit, sur un téléphone. */
export const officer: OfficerTexts = {
  colon: '\u00a0:',
  ways: { label: 'Passation', form: 'Confier', list: 'Vos passations' },
  home: 'Confier une personne à un service',
  heading: 'Confier une personne',
  step: (n, of) => `Question ${n} sur ${of}`,
  next: 'Suivant',
  back: 'Retour',
  optional: 'facultatif',
  notKnown: 'Inconnu',
  choose: 'Choisissez une réponse pour continuer.',
  send: 'Demander une place maintenant',
  sendHint: 'Les services des environs sont sollicités aussitôt, sans aucun nom.',

  soon: {
    question: 'Quand a-t-elle besoin d’aide ?',
    options: {
      emergency: { label: 'Maintenant', hint: 'En moins de deux heures' },
      urgent: { label: 'Aujourd’hui ou cette nuit', hint: 'En moins d’une journée' },
      standard: { label: 'Dans les prochains jours', hint: 'En moins d’une semaine' },
    },
    searching: 'Est-elle recherchée par quelqu’un ?',
    yes: 'Oui',
    no: 'Non',
  },

  where: {
    question: 'Où est la personne ?',
    label: 'Lieu ou code postal',
    hint: 'Une ville suffit. D’un code postal, trois caractères suffisent.',
    use: 'Utiliser ma position',
    useHint: 'Elle devient un nom de lieu, que vous pouvez changer. La position n’est pas gardée.',
    busy: 'Recherche en cours …',
    found: 'C’est le lieu connu le plus proche. Changez-le s’il est faux.',
    failed: 'Cela n’a pas fonctionné. Veuillez écrire le lieu.',
    which: 'Lequel est-ce ?',
    none: 'Aucun de ceux-ci',
  },

  needs: {
    question: 'De quoi a-t-elle besoin ?',
    hint: 'Choisissez tout ce qui convient. Le service demande le reste lui-même.',
    options: {
      emergency_shelter: 'Un lit, en lieu sûr',
      crisis_counselling: 'Quelqu’un à qui parler',
      medical_care: 'Un médecin ou une infirmière',
      sexual_assault_care: 'Des soins après une agression sexuelle',
      food: 'De quoi manger',
      clothing_hygiene: 'Des vêtements, du savon, une douche',
      interpretation: 'Un ou une interprète',
      childcare_family: 'La garde de ses enfants',
      addiction_support: 'De l’aide en matière de drogues ou d’alcool',
      case_management: 'Quelqu’un qui l’accompagne les prochaines semaines',
    },
  },

  who: {
    question: 'Qui est-ce ?',
    hint: 'Selon ses propres mots. Aucun nom n’est nécessaire.',
    gender: 'Genre',
    age: 'Âge',
    maybe: 'Incertain : peut-être moins de 18 ans',
    adult: 'Incertain, mais 18 ans ou plus',
  },

  along: {
    question: 'Qui l’accompagne, et dans quelle langue ?',
    children: (band) => `Enfants, ${band.toLowerCase()}`,
    none: 'Aucun',
    language: 'Langue',
    english: 'Anglais',
    french: 'Français',
    another: 'Une autre',
    which: 'Quelle autre langue ?',
    whichHint: 'En français ou en anglais, par exemple espagnol.',
  },

  agree: {
    question: 'Est-elle d’accord ?',
    read: 'Dites-lui ceci, avec vos mots ou ceux-ci :',
    inEnglish: 'Les mots en anglais',
    inFrench: 'Les mots en français',
    line: 'Une autre langue ? La ligne d’interprètes le lit avec vous :',
    noLine: 'Une autre langue ? Un ou une interprète le lit avec vous.',
    interpreter: 'Numéro de l’interprète',
    interpreterHint: 'Par exemple LL-4471. Nécessaire si ni l’anglais ni le français ne convient.',
    legend: 'Sa réponse',
    options: {
      yes: { label: 'Oui, elle est d’accord', hint: '' },
      minor: {
        label: 'Elle a, ou pourrait avoir, moins de 18 ans et ne peut pas donner son accord',
        hint: 'Quelqu’un de la ligne d’aide l’examine d’abord.',
      },
      no: { label: 'Non, ou elle ne peut pas répondre', hint: '' },
    },
    also: 'Elle accepte aussi que',
    tell: 'vous appreniez son arrivée',
    speak: 'le service sache quelle langue elle parle',
    refused: 'Alors rien n’est envoyé, et rien n’est noté.',
  },

  you: {
    question: 'Comment vous joindre ?',
    phone: 'Votre numéro de rappel',
    phoneHint:
      'Nous y envoyons un message texte quand quelque chose change. Le service appelle ce numéro s’il vous appelle.',
    unit: 'Votre unité',
    file: 'Votre numéro de dossier',
  },

  errors: {
    urgency: 'Choisissez quand.',
    place: 'Écrivez où est la personne.',
    unknown: 'Nous ne connaissons pas ce lieu. Écrivez une ville voisine, avec sa province.',
    several: 'Plusieurs lieux portent ce nom. Choisissez-en un.',
    need: 'Choisissez ce dont elle a besoin.',
    agreed: 'Choisissez ce qu’elle a répondu.',
    adult: 'Cette réponse est pour les personnes qui ont, ou pourraient avoir, moins de 18 ans.',
    language: 'Écrivez quelle langue elle parle, en français ou en anglais.',
    interpreter: 'Écrivez le numéro de l’interprète qui le lui a lu.',
    phone: 'Écrivez un numéro où l’on peut vous appeler, avec l’indicatif régional.',
    unit: 'Écrivez votre unité.',
    sent: 'Cela a déjà été envoyé. Regardez sous « Vos passations ».',
    other: 'Quelque chose ne convient pas. Revoyez vos réponses, ou appelez la ligne d’aide.',
  },

  nothing: {
    heading: 'Rien n’a été envoyé',
    text: 'La personne n’était pas d’accord, ou ne pouvait pas répondre. Rien n’a été noté.',
    can: 'Ce que vous pouvez faire',
    call: 'Si elle ne peut pas répondre et qu’elle est en danger, appelez la ligne d’aide. Elle peut commencer sans accord.',
    tell: 'Elle peut appeler la ligne d’aide elle-même, à tout moment. Vous pouvez lui en dire le numéro.',
  },

  list: {
    heading: 'Vos passations',
    lead: 'Celles de votre service, les plus récentes d’abord.',
    empty: 'Il n’y en a pas encore.',
    reference: 'Référence',
    at: 'Commencée',
    state: 'Où elle en est',
  },

  states: {
    screening: 'La ligne d’aide s’en occupe',
    matched: 'La ligne d’aide s’en occupe',
    offered: 'Services sollicités',
    accepted: 'Un service a dit oui : vérification',
    confirmed: 'Prise en charge',
    connected: 'La personne est arrivée',
    closed: 'Terminée',
  },

  one: {
    heading: (reference) => `Passation ${reference}`,
    forNeeds: 'Pour',
    says: {
      screening: 'Quelqu’un de la ligne d’aide l’examine d’abord. Appelez maintenant.',
      matched:
        'Personne ne peut être sollicité automatiquement. Quelqu’un de la ligne d’aide s’en occupe. Appelez maintenant.',
      offered: 'Les services des environs sont sollicités. Restez avec la personne.',
      accepted:
        'Un service a dit oui. Nous vérifions que c’est bien lui ; cela prend quelques minutes.',
      confirmed: 'C’est confirmé : un service s’en charge.',
      connected: 'La personne est arrivée. Merci.',
      closed: 'C’est terminé. La personne est encore avec vous ? Appelez la ligne d’aide.',
    },
    still: (by) => `Pas de oui à ${by} ? Appelez ce numéro :`,
    late: 'Dix minutes sont passées. Appelez ce numéro maintenant :',
    now: 'Appelez ce numéro maintenant :',
    anyTime: 'Une question, ou quelque chose a changé ? Appelez ce numéro :',
    say: (reference) => `Dites la référence ${reference}.`,
    noNumber:
      'Le numéro de votre ligne d’aide n’est pas réglé ici : appelez celui que vous connaissez.',
    meet: 'Comment vous vous rencontrez',
    wait: 'Le service dit ici comment vous vous rencontrez. Gardez votre téléphone sur vous.',
    weCall: 'Le service vous appelle.',
    place: 'Où',
    at: 'Quand',
    drives: 'Qui conduit',
    drivers: {
      service: 'Le service vient la chercher',
      referrer: 'Vous l’amenez',
      person: 'Elle vient par ses propres moyens',
      undecided: 'Pas encore décidé : demandez au service',
    },
    thenOver:
      'Vous n’en apprendrez pas plus, sauf si elle a accepté que vous en sachiez davantage.',
    again: 'Regarder à nouveau',
    live: 'Cette page se met à jour d’elle-même.',
    lost: 'La connexion est perdue. Ce que vous voyez est peut-être ancien. Nouvel essai …',
    idle: 'Cette page se repose. Rechargez-la pour voir ce qu’il y a de nouveau.',
  },

  card: {
    heading: 'Quelque chose à emporter',
    question: 'Peut-elle porter ceci sur elle sans danger ?',
    hint: 'Une carte avec un numéro et six caractères, et rien d’autre. Demandez-le-lui : qui fouille dans ses affaires ?',
    yes: 'Oui, sans danger',
    no: 'Non, ou pas certain',
    write: 'Imprimez ceci, ou copiez-le à la main sur du papier.',
    not: 'Alors ne lui donnez rien par écrit',
    notText: 'Elle peut retenir le numéro, si elle le veut. Le service lui dit le reste.',
    back: 'Retour à la passation',
    say: 'Appelez ce numéro et dites :',
  },

  toCall: {
    heading: 'Qui vous appelez',
    lead: 'Vous avez dit que vous appelez. On attend votre appel, pour convenir de la rencontre.',
    phone: 'Numéro',
    unit: 'Unité',
  },
}
