import type { held as english } from './answer-held.en.ts'

/** Ce qu’un service dit et lit une fois qu’une demande est confirmée et à lui. */
export const held: typeof english = {
  talk: {
    heading: 'Messages avec la ligne d’aide',
    lead: 'Seuls la ligne d’aide et votre service les voient.',
    none: 'Pas encore de message.',
    unread: (count) => (count === 1 ? '1 nouveau message' : `${count} nouveaux messages`),
    show: (count) => (count === 1 ? 'Afficher le message' : `Afficher les ${count} messages`),
    from: { hotline: 'La ligne d’aide', service_point: 'Votre service' },
    seen: 'lu',
    unseen: 'pas encore lu',
    write: 'Écrire à la ligne d’aide',
    hint: 'Veuillez n’écrire aucun nom de personne.',
    send: 'Envoyer le message',
  },
  meeting: {
    heading: 'Comment la personne vient chez vous',
    lead: 'Qui amène la personne voit exactement ceci, et rien d’autre de l’endroit où vous êtes.',
    said: 'Vous avez dit comment. Cela peut changer tant que la personne n’est pas là.',
    now: 'Ce que vous avez dit',
    how: 'Comment ?',
    hows: {
      we_call: 'Nous appelons',
      meet: 'Nous nous retrouvons dans un lieu neutre',
    },
    howHint: {
      we_call:
        'Qui amène la personne attend votre appel. Son numéro, s’il est connu, est alors dans les détails.',
      meet: 'Par exemple une bibliothèque ou un café : jamais votre propre adresse.',
    },
    place: 'Où vous vous retrouvez',
    placeHint: 'En mots. Ni le nom ni l’adresse de votre service.',
    neutral: 'Ce lieu ne dit rien de l’endroit où nous sommes.',
    day: 'Jour',
    today: 'Aujourd’hui',
    tomorrow: 'Demain',
    time: 'Heure',
    timeHint: 'Votre heure locale. Laissez vide si vous ne savez pas encore.',
    optional: 'si connue',
    drives: 'Qui conduit ?',
    drivers: {
      undecided: 'Pas encore convenu',
      service: 'Nous',
      referrer: 'Qui amène la personne',
      person: 'La personne vient seule',
    },
    send: 'Le dire',
    change: 'Changer',
  },
  outcome: {
    heading: 'Ce qui s’est passé',
    question: 'La personne est-elle arrivée ?',
    later: 'La personne a-t-elle dû partir ?',
    outcomes: {
      arrived: 'Oui, la personne est ici',
      no_show: 'Non, la personne n’est pas venue',
      unreachable: 'Non, nous n’avons pas pu joindre la personne',
      returned_by_service:
        'Nous ne pouvons finalement pas accueillir la personne, ou elle a dû partir',
    },
    hints: {
      no_show: 'Nous nous en occupons ; les détails se ferment ici.',
      unreachable: 'Nous nous en occupons ; les détails se ferment ici.',
      returned_by_service: 'Nous cherchons aussitôt une autre place ; les détails se ferment ici.',
    },
    movedOn: 'Oui, la personne a dû partir, ou nous ne pouvons pas la garder',
    send: 'Le dire à la ligne d’aide',
    arrived: 'La personne est arrivée',
    arrivedText:
      'Merci. Vous pouvez encore nous écrire ici, et nous dire si la personne doit partir.',
  },
  returned: {
    heading: 'Merci de nous l’avoir dit',
    text: 'Cette demande est de nouveau chez nous, et nous nous en occupons. Veuillez effacer ce que vous avez noté, et n’en parlez à personne.',
  },
}
