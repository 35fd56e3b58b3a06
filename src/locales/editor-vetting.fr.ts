import type { EditorVettingTexts } from './editor-vetting.en.ts'

/** Pour les responsables du répertoire : faire d’un point de service un partenaire, changer ses contacts. */
export const editorVetting: EditorVettingTexts = {
  back: 'Retour au point de service',
  toContacts: 'Contacts pour les demandes',
  toVetting: 'En faire un partenaire',
  listed: 'Répertorié',
  partner: 'Partenaire',
  hidden: 'Caché',
  waits: 'Attend une deuxième personne',
  done: 'Fait',
  missing: 'Manque',
  next: 'À faire maintenant',
  later: 'Ensuite',
  program: 'un programme',
  optional: 'facultatif',

  vetting: {
    heading: (name) => `Vérification : ${name}`,
    intro:
      'Répertorié veut dire qu’il est montré aux personnes qui peuvent téléphoner ; rien ne lui est jamais envoyé. Un partenaire reçoit des demandes. Deux personnes en décident : la première appelle et demande, la deuxième vérifie et approuve.',
    sinceBy: (o) => `Partenaire depuis le ${o.since} ; décidé par deux personnes : ${o.by}.`,
    since: (o) => `Partenaire depuis le ${o.since}.`,
    how: 'Comment il a été vérifié',
    stepsHeading: 'Comment il devient partenaire',
    steps: {
      number: 'Un numéro au dossier, mis par quelqu’un d’autre que la personne qui appelle',
      call: 'Un appel à ce numéro : on accepte, et on nomme ses contacts',
      ask: 'Ce qu’on a dit est noté, et une deuxième personne est demandée',
      second: 'Une deuxième personne vérifie et approuve',
    },
    callHeading: '1. Appelez le numéro au dossier',
    checkNumber:
      'Avant d’appeler : cherchez vous-même le numéro là où personne de nous n’écrit, comme son propre site, le 211 ou une liste imprimée. S’il n’est pas le même, ne l’appelez pas : corrigez-le sur sa page, et laissez quelqu’un d’autre faire cette vérification.',
    scriptHeading: '2. Dites ceci',
    scriptOther: 'La même chose en anglais',
    script: (o) => [
      `« Bonjour, je vous appelle de la part de ${o.label}. Suis-je bien chez ${o.name} ? Puis-je parler à la personne qui décide de vos collaborations ? »`,
      '« Les personnes qui ont besoin d’aide sont dirigées vers des services qui ont dit oui. Nous vous demanderions par texto ou par courriel, sans aucun nom, si vous avez de la place. Vous pouvez dire non chaque fois. »',
      '« Il y a une entente entre nous. L’avez-vous lue, et qui l’a signée ? »',
      '« À quel numéro de téléphone ou à quelle adresse devons-nous envoyer ces demandes ? En français ou en anglais ? Qui les lit la nuit ? »',
      '« Je vous le relis, chiffre par chiffre. »',
      '« Une ou un collègue vérifie ceci avant que cela commence. Dès lors, personne n’y change rien sans vous appeler à ce numéro. »',
    ],
    never:
      'Ne dites rien d’aucune personne. Si personne ne répond, ne laissez pas de message ; rappelez. Si on vous rappelle, remerciez, puis appelez vous-même le numéro au dossier.',
    askHeading: '3. Notez ce que vous avez entendu',
    agreement: 'Entente',
    agreementHint:
      'Son titre, sa date ou son numéro, et qui l’a signée pour eux (la fonction, pas de nom).',
    contactsHeading: 'Contacts pour les demandes',
    contactsHint:
      'Tels qu’on vous les a donnés pendant cet appel, dans l’ordre où on les essaie : des numéros qui reçoivent des textos, ou des adresses de courriel. Le premier est nécessaire.',
    ask: 'Demander une deuxième personne',
    none: 'Il n’a pas de numéro de téléphone au dossier : personne ne peut s’assurer de qui il s’agit.',
    noneNext: 'Ajoutez d’abord son numéro public. Puis quelqu’un d’autre l’appelle.',
    yours:
      'Vous avez mis ses numéros au dossier vous-même : vous ne pouvez donc ni appeler et demander, ni être la deuxième personne. Deux autres personnes de l’équipe du répertoire ou de la supervision le font.',
    fresh: (o) =>
      `Ses numéros ont changé il y a peu. Ils comptent à partir du ${o.at} : 72 heures pendant lesquelles quelqu’un peut remarquer un mauvais numéro.`,
  },

  numbers: {
    heading: 'Numéros au dossier',
    runBy: 'Organisme responsable :',
    members: (n) =>
      n === 0
        ? 'Personne n’ouvre de session pour lui.'
        : n === 1
          ? '1 personne ouvre une session pour lui et répond à ses demandes.'
          : `${n} personnes ouvrent une session pour lui et répondent à ses demandes.`,
    put: (o) => `Mis au dossier par ${o.who} le ${o.at}.`,
    source: (o) => `Source : ${o.source}.`,
    checked: (o) => `Les renseignements ont été vérifiés la dernière fois le ${o.day}.`,
    unchecked: 'Personne n’a dit quand les renseignements ont été vérifiés.',
    website: 'Son propre site :',
    agreed: 'Deux personnes les ont approuvés ; personne ne les change à soi seul.',
  },

  called: {
    number: 'Quel numéro avez-vous appelé ?',
    day: 'Quel jour ?',
    time: 'À quelle heure ?',
    timeHint: (zone) => `À l’heure de ${zone}, dans les 14 derniers jours.`,
    spokeTo: 'À qui avez-vous parlé ?',
    spokeToHint: 'La fonction, comme « responsable de nuit » ; jamais un nom.',
    reason: 'Ce que la deuxième personne devrait savoir d’autre',
    reasonHint: 'Gardé scellé.',
  },

  contact: {
    one: (n) => `Contact ${n}`,
    channel: 'Par',
    value: 'Numéro ou adresse',
    language: 'Langue',
    channels: { sms: 'SMS', email: 'courriel' },
    languages: { en: 'anglais', fr: 'français' },
  },

  second: {
    heading: 'Vous êtes la deuxième personne',
    intro:
      'Quelqu’un demande que ceci soit fait. Vous ne refaites pas son travail : vous vous assurez que c’est vrai. Si quelque chose est étrange, refusez ; rien n’est perdu.',
    yourNumber:
      'Vous avez mis un numéro au dossier vous-même : une autre personne approuve. Vous pouvez toujours refuser.',
    what: 'Ce qui est demandé',
    checks: 'Cochez ce que vous avez vérifié vous-même',
    number:
      'J’ai cherché le numéro là où personne de nous n’écrit (son propre site, le 211, une liste imprimée) : c’est le même.',
    agreement: 'J’ai vu l’entente.',
    contacts:
      'Je sais que chaque nouveau contact est le leur : j’ai appelé le numéro au dossier et on me l’a lu, ou il figure sur leur propre site.',
    out: 'Je sais que l’appel est parti de chez nous vers le numéro au dossier. Personne ne nous a donné ce numéro dans un appel ou un courriel reçu.',
    approve: 'J’ai tout vérifié : approuver',
    refuse: 'Refuser',
    takeBack: 'Retirer la demande',
    readOn: 'Lire la raison dans la liste de ce qui demande deux personnes',
    waitHeading: 'La demande attend une deuxième personne',
    wait: 'Quelqu’un d’autre vérifie ce que vous avez écrit, puis approuve ou refuse. Vous n’avez rien à faire.',
    who: 'Ces personnes le peuvent :',
    nobody:
      'Personne d’autre ne peut approuver : demandez à l’administration d’inviter une autre personne pour le répertoire ou la supervision.',
    asked: (o) => `Demandé par ${o.who} le ${o.at}.`,
    until: (o) => `Peut être approuvé jusqu’au ${o.at}.`,
    refused: (o) => `La dernière demande, du ${o.at}, a été refusée ou retirée.`,
    expired: (o) =>
      `La dernière demande, du ${o.at}, a attendu plus de sept jours. Appelez et demandez de nouveau.`,
  },

  contacts: {
    heading: (name) => `Contacts pour les demandes : ${name}`,
    intro:
      'C’est ici que lui parviennent les demandes. Ces numéros et adresses sont montrés à la ligne d’aide et à l’équipe du répertoire, jamais au public.',
    notPartner:
      'Ce n’est pas un partenaire : ses premiers contacts viennent quand deux personnes en font un.',
    none: 'Il n’a aucun contact. C’est un partenaire à qui personne ne peut écrire : faites-en ajouter un.',
    noneGood:
      'Aucun de ses contacts ne reçoit de demandes en ce moment. La ligne d’aide l’appelle.',
    order: (n) => `Contact ${n}`,
    states: {
      good: 'Reçoit les demandes',
      unsent: 'Rien n’est envoyé ainsi ici',
      never: 'Jamais confirmé',
      failed: 'Ne reçoit rien',
      soon: 'À confirmer bientôt',
    },
    confirmed: (o) => `Confirmé le ${o.at} par ${o.who}.`,
    holds: (o) => `Vaut jusqu’au ${o.at} ; ensuite quelqu’un rappelle.`,
    since: (o) => `Ici depuis le ${o.at}.`,
    failedOn: (o) => `Depuis le ${o.at} : ${o.why}`,
    why: {
      unconfirmed: 'personne ne l’avait confirmé depuis 90 jours.',
      unreachable: 'les messages n’arrivaient pas.',
      bad_address: 'le numéro ou l’adresse n’existe pas.',
      opted_out: 'quelqu’un y a envoyé ARRET.',
      wrong_number: 'quelqu’un y a dit que c’est un mauvais numéro.',
      landline: 'il ne peut pas recevoir de textos.',
      suspended: 'quelqu’un l’a arrêté : perdu, volé, ou la personne est partie.',
      other: 'les messages ont échoué.',
    },
    confirmHeading: 'Confirmer par un appel',
    confirmLead:
      'Appelez un numéro au dossier, pas un numéro qu’on vous a donné. Demandez si ce contact vaut toujours et si quelqu’un le lit la nuit.',
    confirmNumber: 'Le numéro que vous avez appelé',
    confirm: 'J’ai appelé : il vaut toujours',
    needsChange: 'Un appel n’y peut rien : il faut un changement, par deux personnes.',
    suspendHeading: 'L’arrêter tout de suite',
    suspendLead:
      'Si un téléphone est perdu ou volé, ou si quelqu’un est parti. Ce contact ne reçoit et ne répond plus rien ; deux personnes le remettent.',
    suspendWhy: 'Que s’est-il passé ?',
    suspend: 'Arrêter ce contact',
    reasons: {
      lost: 'Perdu',
      stolen: 'Volé',
      left: 'La personne qui l’avait est partie',
      other: 'Une autre raison',
    },

    pendingHeading: 'Un changement attend',
    clock: 'Il prend effet',
    clockText: (o) =>
      `Le ${o.at}. D’ici là, rien ne change. Chaque ancien contact a été avisé et peut appeler la ligne d’aide pour l’arrêter.`,
    agreed: (o) => `Demandé par ${o.asker}, approuvé par ${o.approver}.`,
    stop: 'Arrêter ce changement',
    stopLead: 'Si le point de service dit au téléphone que c’est une erreur, arrêtez-le aussitôt.',

    changeHeading: 'Demander un changement',
    changeLead: [
      'Vous appelez un numéro au dossier (jamais un numéro venu d’un courriel ou d’un appel reçu) et notez ici ce que vous avez entendu.',
      'Une deuxième personne vérifie et approuve.',
      'Chaque ancien contact apprend aussitôt qu’un changement vient, et qui appeler si c’est une erreur.',
      'Après 72 heures sans objection, le changement prend effet.',
    ],
    noNumber: 'Aucun numéro au dossier ne peut être appelé. Parlez-en à la supervision.',
    add: 'À ajouter',
    addHint:
      'Des numéros qui reçoivent des textos, ou des adresses de courriel. Laissez vide ce qui n’est pas nécessaire. Pour une autre langue, écrivez le contact de nouveau.',
    remove: 'À enlever',
    phones: 'Ses numéros publics, que la ligne d’aide appelle',
    phonesHint: 'Un par ligne. Laissez-les tels quels s’ils ne changent pas.',
    ask: 'Demander ce changement',
  },

  problems: {
    missing: 'Ceci est nécessaire.',
    agreement: 'Dites de quelle entente il s’agit.',
    unticked:
      'Cochez chaque case quand vous l’avez vérifiée. Si une case ne peut pas être cochée, refusez.',
    noContact: 'Écrivez au moins un contact.',
    time: 'Écrivez le jour et l’heure de l’appel, comme 14 h 30.',
    'is not a number on file': 'Ce n’est pas un numéro au dossier.',
    'was put on file by whoever asks':
      'La personne qui demande a mis ce numéro au dossier. Quelqu’un d’autre appelle et demande.',
    'has not stood on file for 72 hours': 'Ce numéro est au dossier depuis moins de 72 heures.',
    'is yet to come': 'Ce moment n’est pas encore passé.',
    'is too long ago': 'L’appel date de plus de 14 jours. Rappelez.',
    'is there twice': 'Ce contact y est deux fois.',
    'is not an address': 'Ce n’est pas une adresse de courriel.',
    'is not a telephone number': 'Ce n’est pas un numéro de téléphone.',
    'is a short code, not a telephone number':
      'C’est un numéro abrégé, pas un numéro de téléphone.',
    'is a number at premium rates': 'Un appel à ce numéro est surtaxé.',
    'is not a number of Canada, the United States or toll-free':
      'Ce n’est pas un numéro du Canada ou des États-Unis.',
    'is not one of its contacts': 'Ce n’est plus un de ses contacts.',
    'leaves nobody who can be asked':
      'Alors il ne resterait personne à qui demander. Ajoutez un contact, ou laissez-en un.',
    'changes nothing': 'Rien ne change. Ajoutez ou enlevez un contact, ou changez un numéro.',
    already_asked: 'Quelque chose a déjà été demandé : voyez ci-dessus.',
    is_a_partner: 'C’est déjà un partenaire.',
    not_a_partner: 'Ce n’est pas un partenaire.',
    needs_approval: 'Un appel n’y peut rien : il faut un changement, par deux personnes.',
    wrong_state: 'Il était déjà arrêté.',
    approval_by_another: 'Personne n’approuve sa propre demande.',
    number_by_approver:
      'Vous avez mis un numéro au dossier vous-même : une autre personne approuve.',
    approval_decided: 'Quelqu’un a déjà décidé.',
    approval_expired: 'Trop de temps a passé. Demandez de nouveau.',
    numbers_changed:
      'Ses numéros de téléphone ont changé depuis la demande. Refusez-la, regardez qui les a changés, et demandez de nouveau.',
    other:
      'Cela n’a pas été fait : quelque chose a changé entre-temps. Regardez la page de nouveau.',
  },
}
