import type { AnswerTexts } from './answer.en.ts'
import { held } from './answer-held.fr.ts'

/** La page derrière le lien d'une demande. */
export const answer: AnswerTexts = {
  title: (label, reference) => (reference ? `${label} – demande ${reference}` : label),
  errorTitle: (title) => `Erreur : ${title}`,
  languages: 'Langue',
  otherLanguage: 'English',
  request: (reference) => `Demande ${reference}`,
  notKnown: 'Inconnu',
  colon: '\u00a0:',

  asked: {
    lead: ({ bed, people }) => {
      const what = bed ? (people === 1 ? 'un lit' : 'des lits') : 'un service'
      return `Il faut ${what} pour ${people === 1 ? '1 personne' : `${people} personnes`}. Pouvez-vous vous en charger ?`
    },
    replyBy: (clock) => `Veuillez répondre avant ${clock}, heure locale.`,
    heading: 'Ce qui est demandé',
    nothingMore: 'Vous verrez le reste une fois votre oui confirmé.',
  },
  urgency: { emergency: 'Immédiat', urgent: 'Urgent', standard: 'Courant' },
  glance: {
    needs: 'Besoins',
    area: 'Secteur',
    urgency: 'Urgence',
    gender: 'Genre',
    age: 'Âge',
    people: 'Combien viennent',
    language: 'Langue',
    facts: 'À noter',
  },
  people: (people, children) =>
    [
      people === 1 ? '1 personne' : `${people} personnes`,
      ...(children.length > 0
        ? [`dont ${children.length === 1 ? 'un enfant' : 'des enfants'} : ${children.join(', ')}`]
        : []),
    ].join(', '),
  interpreterNeeded: 'Il faut un interprète',

  form: {
    heading: 'Votre réponse',
    digits: 'Les quatre chiffres',
    digitsHint: {
      sms: 'Ils sont dans le texto qui vous a mené ici.',
      email: 'Ils sont dans le courriel qui vous a mené ici.',
    },
    answer: 'Pouvez-vous vous en charger ?',
    yes: 'Oui, nous pouvons',
    no: 'Non, nous ne pouvons pas',
    full: 'Non, nous sommes complets',
    yesHint: 'De tout, ou d’une partie.',
    fullHint:
      'Nous notons que vous êtes complets pour ce genre de demande, à partir de maintenant.',
    reason: 'Si non : pourquoi pas ?',
    chooseReason: 'Veuillez choisir',
    needs: 'Si oui : de quoi ?',
    needsHint: 'Décochez ce que vous ne pouvez pas faire : nous le cherchons ailleurs aussitôt.',
    send: 'Envoyer la réponse',
    sendYes: 'Oui, nous pouvons nous en charger',
    afterYes:
      'Après un oui, il reste une étape pour savoir qu’il vient de vous : un code envoyé à votre autre contact, ou un appel au numéro du répertoire.',
  },
  reasons: {
    gender: 'Nous n’accueillons pas ce genre',
    age: 'Nous n’accueillons pas cet âge',
    household: 'Nous ne pouvons pas accueillir toutes les personnes qui accompagnent',
    language: 'Nous ne pouvons pas aider dans cette langue',
    outside_area: 'C’est hors de notre territoire',
    closed: 'Nous sommes fermés',
    unsafe: 'Ce ne serait pas sûr pour cette personne ici',
    other: 'Une autre raison',
  },

  errors: {
    heading: 'À vérifier',
    digits_missing: 'Tapez les quatre chiffres de notre message.',
    digits_wrong: (left) =>
      `Ces chiffres ne correspondent pas. Veuillez relire notre message. ${left === 1 ? 'Il reste 1 essai.' : `Il reste ${left} essais.`}`,
    answer_missing: 'Choisissez oui, non ou complet.',
    reason_missing: 'Choisissez la raison du non.',
    needs_missing: 'Cochez au moins une chose dont vous pouvez vous charger, ou choisissez non.',
    code_missing: 'Tapez les six chiffres du code.',
    code_wrong: (left) =>
      `Ce code ne correspond pas. ${left === 1 ? 'Il reste 1 essai.' : `Il reste ${left} essais.`}`,
    already_yes: 'Votre service a déjà dit oui à cette demande. Pour la rendre, appelez-nous.',
    text_missing: 'Écrivez d’abord votre message.',
    text_long: 'Votre message est trop long. Veuillez le ramener à 1 000 caractères.',
    too_many_messages: 'Il y a trop de messages ici. Appelez-nous.',
    how_missing: 'Choisissez comment la personne vient chez vous.',
    place_missing: 'Dites où vous vous retrouvez.',
    place_named: 'Ce lieu nomme votre service. Dites plutôt un lieu neutre près de chez vous.',
    place_neutral: 'Cochez que ce lieu ne dit rien de l’endroit où vous êtes.',
    time_wrong: 'Tapez l’heure en heures et minutes, par exemple 18:30.',
    time_over: 'Cette heure est passée. Vérifiez aussi le jour.',
    outcome_missing: 'Choisissez ce qui s’est passé.',
  },

  late: {
    declined: 'Merci, votre non est noté.',
    full: 'Merci. Nous avons noté que vous êtes complets pour ce genre de demande, à partir de maintenant.',
    expired: 'Le temps pour répondre est passé.',
    missed: {
      failed:
        'Notre message vous est parvenu en retard. Si vous pouvez encore vous en charger, dites-le-nous : nous vous appelons alors.',
      parts:
        'Tout n’a pas pu être pris en charge ensemble, et il en reste à placer. Si vous pouvez encore vous charger d’une partie, dites-le-nous : nous vous appelons alors.',
    },
    heard:
      'Merci. Vous avez dit pouvoir vous en charger. Rien n’est encore convenu : veuillez attendre notre appel.',
    nothing: 'Vous n’avez rien de plus à faire.',
    after: 'Nous pouvons finalement nous en charger',
    stillYes: 'Vous pouvez encore dire oui : tapez les quatre chiffres de notre message.',
  },
  frozen: {
    heading: 'Ce lien est bloqué',
    text: 'De mauvais chiffres ont été tapés cinq fois, ou ce numéro ou cette adresse ne sert plus aux demandes. Veuillez répondre par notre autre message (texto ou courriel), ou attendre notre appel.',
  },
  placed: {
    heading: 'Déjà pris en charge',
    text: 'Cette demande est prise en charge, ou n’est plus nécessaire. Il n’y a rien de plus à faire. Merci de votre réponse.',
  },
  unknown: {
    heading: 'Ce lien ne mène nulle part',
    text: 'Veuillez ouvrir de nouveau le lien de notre message, ou le copier en entier. Vous pouvez aussi répondre au texto.',
  },
  trouble: {
    heading: 'Cela n’a pas fonctionné',
    text: 'Rien n’a changé. Veuillez revenir en arrière et réessayer dans une minute, ou répondre au texto.',
  },

  code: {
    said: 'Vous avez dit oui. Encore une étape.',
    thanks: 'Merci, votre oui est noté. Cette demande est à vous.',
    confirmed: 'Cette demande est confirmée.',
    heading: 'Tapez le code',
    sent: {
      email:
        'Pour vérifier que c’était vous, nous avons envoyé un code de six chiffres par courriel.',
      sms: 'Pour vérifier que c’était vous, nous avons envoyé un code de six chiffres par texto.',
    },
    until: (clock) => `Veuillez le taper avant ${clock}, heure locale.`,
    label: 'Les six chiffres',
    hint: 'Personne ne vous les demandera par téléphone.',
    send: 'Confirmer',
    noAccess:
      'Vous ne pouvez pas le lire maintenant ? Il n’y a alors rien à faire : si aucun code n’est tapé d’ici là, nous appelons le numéro que le répertoire a pour vous.',
    thenSee: 'Vous verrez ensuite qui attendre et comment joindre la personne sans danger.',
    here: 'Voir sur cet appareil',
    otherDevice: 'Pour voir les détails sur cet appareil, tapez de nouveau le même code.',
    noOtherDevice:
      'Les détails s’affichent dans le navigateur où la demande a été confirmée. Pour les voir ailleurs, appelez-nous.',
    showHere: 'J’ai confirmé dans ce navigateur : afficher les détails',
  },
  call: {
    heading: 'Attendez notre appel',
    text: 'Nous confirmons par téléphone : nous appelons le numéro que le répertoire a pour vous. D’ici là, il n’y a rien d’autre à faire. Si vous avez un compte ici, vous pouvez aussi vous connecter et confirmer vous-même.',
  },

  details: {
    said: 'Confirmé : la demande est à vous',
    confirmed: 'Merci. La personne est attendue chez vous.',
    arriveBy: (clock) =>
      `Veuillez nous dire avant ${clock}, heure locale, si la personne est arrivée.`,
    keep: 'Ces détails sont pour celles et ceux qui en ont besoin pour aider. Veuillez ne pas les transférer ni les copier.',
    show: 'Afficher les détails',
    kept: 'Chaque affichage est consigné, pour que l’on puisse dire à la personne qui a vu quoi.',
    waits:
      'La façon de joindre la personne et ce qu’elle a dit seront affichés lorsqu’une deuxième personne de la ligne d’aide l’aura confirmé. Veuillez revenir dans quelques minutes.',
    contact: 'Comment joindre la personne',
    noContact: 'Aucun contact n’a été convenu. Veuillez attendre la personne, ou appelez-nous.',
    codeWord: 'Mot de passe',
    codeWordUse: 'Qui répond le donne avant que vous disiez quoi que ce soit.',
    story: 'À savoir',
    name: 'Se fait appeler',
    ownWords: 'Dans ses propres mots',
    arrival: 'Arrivée',
    nights: 'Nuits',
    interpreter: 'Interprète',
    interpreterGender: { woman: 'Une femme', man: 'Un homme' },
    avoidPolice: 'Services de police à éviter',
    notes: 'Notes',
    languages: 'Langues',
    asked: 'Ce qui était demandé',
    place: 'Où se trouve la personne',
    position: 'Position',
  },
  held,
  questions: 'Des questions ? Appelez-nous.',
  contact: {
    kinds: { voice: 'Appel', sms: 'Texto', email: 'Courriel' },
    now: 'Vous pouvez l’utiliser maintenant.',
    later: 'Pas maintenant : il s’affiche quand c’est sûr.',
    expired: 'Convenu il y a plus de 72 heures. Appelez-nous ; nous redemanderons.',
    when: 'Quand',
    anyTime: 'en tout temps',
    anyDay: 'tous les jours',
    hours: (from, to, zone) => `de ${from} à ${to} (${zone})`,
    days: {
      mo: 'lundi',
      tu: 'mardi',
      we: 'mercredi',
      th: 'jeudi',
      fr: 'vendredi',
      sa: 'samedi',
      su: 'dimanche',
    },
    voicemail: {
      none: 'Ne laissez aucun message vocal.',
      vague: 'Message vocal : neutre seulement, sans nommer votre service.',
      full: 'Un message vocal convient.',
    },
    text: { true: 'Un texto convient.', false: 'N’envoyez pas de texto.' },
    callerId: { blocked: 'Masquez votre numéro.', shown: 'Affichez votre numéro.' },
    shared: 'D’autres utilisent aussi cet appareil.',
    whoElse: (who) => `D’autres pourraient répondre : ${who}`,
  },
}
