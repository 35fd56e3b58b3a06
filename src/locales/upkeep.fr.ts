import type { upkeep as english } from './upkeep.en.ts'

/** Comment le répertoire reste vrai. */
export const upkeep: typeof english = {
  review: {
    heading: 'Veuillez vérifier votre fiche',
    lead: 'Voici ce que le répertoire dit de vous. C’est avec cela que l’on vous trouve : veuillez le relire une fois.',
    sealed: 'Votre adresse reste scellée',
    sealedText:
      'Votre lieu est confidentiel : on ne montre à personne où vous êtes, et cette page ne le dit pas non plus.',
    hours: 'Quand vous êtes ouverts',
    facts: 'Ce que vous offrez, et à qui',
    paused: (day) => `Vous êtes en pause jusqu’au ${day} : rien de nouveau n’arrive avant.`,
    contacts:
      'L’endroit où les demandes sont envoyées n’est ni montré ni changé ici : appelez-nous s’il est différent.',
    question: 'Tout cela est-il exact ?',
    right: 'Tout est exact',
    different: 'Quelque chose est différent',
    back: 'Retour à ce que dit le répertoire',
  },

  form: {
    heading: 'Qu’est-ce qui est différent ?',
    lead: 'Ouvrez ce qui est différent et changez-le. Le reste demeure tel quel.',
    topics: {
      hours: 'Heures',
      languages: 'Langues et interprètes',
      pause: 'Une pause',
      description: 'Description',
      people: 'Qui vous servez : genres, âges, enfants',
      needs: 'Ce que vous offrez',
    },
    now: 'Compte aussitôt',
    later: 'Relu d’abord par l’équipe du répertoire',
    laterText:
      'Qui peut venir chez vous en dépend : l’équipe du répertoire le lit avant que cela ne compte.',
    hours: 'Quand êtes-vous ouverts ?',
    kinds: {
      always: 'Toujours, jour et nuit',
      weekly: 'À ces heures chaque semaine',
      by_appointment: 'Sur rendez-vous',
      unknown: 'Je ne peux pas le dire',
    },
    days: 'Heures de chaque jour',
    daysHint:
      'Par exemple 9:00–17:00, ou 9 h–12 h, 13 h–17 h. Laissez un jour vide quand vous êtes fermés.',
    special:
      'Les jours fériés et autres jours particuliers restent tels quels. Dites-le plus bas s’ils sont différents.',
    languages: 'Quelles langues votre personnel parle-t-il ?',
    otherLanguages: 'Autres langues',
    otherLanguagesHint: 'Séparées par des virgules.',
    interpreter: 'Travaillez-vous avec des interprètes ?',
    pause: 'Avez-vous besoin d’une pause ? Jusqu’à quel jour ?',
    pauseHint: 'Rien de nouveau n’arrive avant 8 h ce jour-là. Laissez vide pour aucune pause.',
    description: 'Ce que vous faites, en quelques phrases',
    needs: 'Ce que vous offrez',
    genders: 'Qui vous servez',
    minAge: 'À partir de quel âge',
    maxAge: 'Jusqu’à quel âge',
    agesHint: 'Laissez vide s’il n’y a pas de limite.',
    children: 'Quels enfants peuvent accompagner ?',
    noChildren: 'Aucun',
    words: 'Autre chose qui est différent',
    wordsHint:
      'Votre nom, adresse, téléphone, site, accessibilité, qui peut être accueilli. N’écrivez rien sur une personne.',
    optional: 'facultatif',
    yes: 'Oui',
    no: 'Non',
    notKnown: 'Pas dit',
    send: 'Envoyer ce qui est différent',
  },

  errors: {
    day: (day) => `${day} : écrivez les heures comme 9:00–17:00, ou laissez vide.`,
    noDay: 'Écrivez les heures d’au moins un jour.',
    hours: 'Ces heures se chevauchent. Veuillez les relire.',
    language: (said) =>
      `« ${said} » n’est pas une langue que nous connaissons. Veuillez vérifier l’orthographe.`,
    pause: 'Choisissez un jour dans l’année qui vient.',
    age: 'Écrivez un âge de 0 à 120, ou laissez vide.',
    ages: 'Le deuxième âge est inférieur au premier.',
    needs: 'Cochez au moins une chose que vous offrez.',
    stale:
      'Quelqu’un a modifié votre fiche depuis que vous avez ouvert cette page. Rien n’est encore enregistré. Ce qui y figure maintenant est montré d’abord, et ce que vous avez écrit est encore dans le formulaire : comparez, puis envoyez de nouveau.',
    nothing: 'Rien n’a été changé ici. Si tout est exact, revenez en arrière et dites-le.',
  },

  thanks: {
    heading: 'Merci',
    right:
      'Nous avons noté que tout est exact en date d’aujourd’hui. Nous vous le redemanderons dans quelques mois.',
    corrected: 'Nous avons noté ce qui est différent.',
    proposed: (what) => `L’équipe du répertoire regarde maintenant ceci : ${what.join(', ')}.`,
    more: 'Il n’y a rien de plus à faire.',
    home: 'Retour à votre service',
  },
  over: {
    heading: 'Cette question est close',
    text: 'Nous avons redemandé depuis, ou elle n’est plus utile. Veuillez prendre notre message le plus récent.',
  },
  frozen: {
    heading: 'Ce lien est bloqué',
    text: 'De mauvais chiffres ont été tapés cinq fois, ou ce numéro ou cette adresse ne sert plus. Veuillez prendre notre autre message (texto ou courriel), ou attendre notre appel.',
  },

  corrections: {
    heading: 'Corrections proposées',
    lead: 'Ce que des points de service disent être différent à leur sujet. Décidez chaque partie séparément ; rien n’en compte avant.',
    none: 'Rien n’attend de décision.',
    point: 'Point de service',
    what: 'Ce qui est différent',
    when: 'Attend',
    changed: 'Cela a déjà été décidé. La page montre ce qui vaut maintenant.',
    since: (day) => `depuis le ${day}`,
    fields: {
      needs: 'Ce qu’ils offrent',
      genders: 'Qui ils servent',
      ages: 'Âges',
      children: 'Enfants qui peuvent accompagner',
      words: 'Dans leurs propres mots',
    },
    stands: 'Au répertoire maintenant',
    proposed: 'Ils disent',
    added: 'nouveau',
    gone: 'plus maintenant',
    accept: 'Accepter',
    decline: 'Refuser',
    noted: 'C’est réglé',
    wordsText:
      'Changez à la main ce qui en est juste. Les numéros de téléphone d’un partenaire, et l’endroit où les demandes sont envoyées, demandent deux personnes :',
    twoPeople: 'Ce qui demande deux personnes',
    decided: 'Décidé. Plus rien n’attend ici.',
    phone: 'Avez-vous relu la fiche au téléphone ?',
    phoneText:
      'Appelez le numéro du répertoire, lisez la fiche à voix haute et corrigez ce qui est différent. Dites ensuite ici que tout est exact en date d’aujourd’hui.',
    phoneButton: 'Tout est exact en date d’aujourd’hui',
    back: 'Toutes les corrections proposées',
    unknown: 'Inconnu',
    whole: 'La fiche entière',
  },
}
