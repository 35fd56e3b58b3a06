import type { Locale } from './en.ts'
import { clip, firstThatFits, listed, numbered, pad } from './fit.ts'
import { mail } from './messages.types.ts'

/**
 * SMS in French use only the letters of GSM-7 (é è à ù, but no ç, circumflex, œ, À or curly
 * quote): one other letter makes a text of 136 characters two or three segments.
 */
export const messages: Locale['messages'] = {
  urgency: { emergency: 'IMMÉDIAT', urgent: 'URGENT', standard: 'COURANT' },

  clock: ({ hours, minutes, weekday }) => {
    const time = `${pad(hours)}h${pad(minutes)}`
    return weekday === undefined ? time : `${WEEKDAYS[weekday]} ${time}`
  },

  offerSms: (o) => {
    const what = `${o.label} ${o.reference} ${messages.urgency[o.urgency]} ${o.bed ? 'lit' : 'autre'} x${o.people} avant ${o.replyBy}`
    return firstThatFits(
      `${what}. Répondez OUI ${o.digits}, NON ou COMPLET, ou ouvrez ${o.link}`,
      `${what}. Répondez OUI ${o.digits}, NON ou COMPLET: ${o.link}`,
      `${what}. OUI ${o.digits}/NON/COMPLET ${o.link}`,
    )
  },
  offerEmail: (o) =>
    mail(`${o.reference} : réponse attendue avant ${o.replyBy}`, [
      `${messages.urgency[o.urgency]}. Demande ${o.reference} : ${o.needsCount} ${o.needsCount === 1 ? 'besoin' : 'besoins'}, ${o.bed ? 'avec un lit' : 'sans lit'}, pour ${o.people} ${o.people === 1 ? 'personne' : 'personnes'}.`,
      `Veuillez répondre avant ${o.replyBy}. Ouvrez la page, lisez ce qui est demandé, tapez les quatre chiffres ${o.digits}, puis choisissez oui, non ou complet.`,
      o.link,
      'Ces chiffres ne valent que pour ce courriel. Veuillez ne pas le transférer et ne rien écrire sur une personne dans une réponse.',
      o.label,
    ]),
  digestSms: (d) =>
    firstThatFits(
      `${d.label}: ${waiting(d.references.length)} votre réponse: ${listed(d.references)}, avant ${d.replyBy}. Voir nos messages.`,
      `${d.label}: ${listed(d.references)}: réponse avant ${d.replyBy}. Voir nos messages.`,
    ),
  digestEmail: (d) =>
    mail(`${waiting(d.references.length)} votre réponse, avant ${d.replyBy}`, [
      `${waiting(d.references.length)} votre réponse : ${d.references.join(', ')}. La première avant ${d.replyBy}.`,
      'Le lien et les chiffres sont dans nos messages précédents. Les rappels peuvent être arrêtés : dites-le-nous.',
      d.label,
    ]),

  alreadyPlaced: (m) =>
    `${m.reference}: déjà pris en charge par un autre service. Rien de plus à faire. Merci de votre réponse.`,
  released: (m) =>
    `${m.reference}: plus nécessaire, un autre service s'en charge. Rien de plus à faire. Merci.`,
  withdrawn: (m) =>
    `${m.reference}: demande retirée. Veuillez effacer tout ce que vous avez à ce sujet et ne contacter personne.`,
  expired: (m) =>
    `${m.reference}: le temps pour répondre est passé. Si vous pouvez encore: OUI et les 4 chiffres de notre message.`,

  thanksYes: (m) =>
    `${m.reference}: merci, votre oui est noté. ${
      {
        email_code: 'Tapez maintenant le code de votre courriel sur la page de réponse.',
        sms_code: 'Tapez maintenant le code de vos textos sur la page de réponse.',
        call: "Attendez notre appel; d'ici là, rien d'autre à faire.",
      }[m.next]
    }`,
  thanksNo: (m) => `${m.reference}: merci, votre non est noté.`,
  thanksFull: (m) =>
    `${m.reference}: merci, noté comme complet pour ce type de demande à partir de maintenant.`,

  confirmCodeSms: (m) =>
    `${m.reference}: votre code est ${m.code}. Tapez-le sur la page de réponse. Personne ne vous le demandera par téléphone.`,
  confirmCodeEmail: (m) =>
    mail(`${m.reference} : votre code`, [
      `Votre code pour ${m.reference} est ${m.code}.`,
      'Tapez-le sur la page de réponse, le lien est dans notre premier message. Personne ne vous le demandera par téléphone.',
    ]),

  replyHelp: {
    needDigits: (m) =>
      `${m.reference}: pour dire oui, veuillez répondre OUI et les 4 chiffres de notre message.`,
    wrongDigits: (m) =>
      `${m.reference}: ces chiffres ne correspondent pas. Veuillez relire notre message et répondre OUI et ses 4 chiffres.`,
    olderDigits: (m) =>
      `${m.reference}: ces chiffres sont d'un message plus ancien. Veuillez répondre OUI et les 4 chiffres du plus récent.`,
    needReference: (m) =>
      `Plusieurs demandes vous attendent: ${listed(m.references)}. Veuillez ajouter la bonne, par exemple NON ${m.references[0] ?? ''}`,
    frozen: (m) =>
      `${m.reference}: trop de chiffres erronés. Veuillez répondre par notre courriel ou attendre notre appel.`,
    lateYes: (m) =>
      `${m.reference}: merci. Notre message est venu en retard, rien n'est encore convenu. Veuillez attendre notre appel.`,
    partsYes: (m) =>
      `${m.reference}: merci. La demande est maintenant divisée, rien n'est encore convenu. Veuillez attendre notre appel.`,
    notUnderstood: () =>
      "Désolé, nous n'avons pas compris. Veuillez répondre OUI et les 4 chiffres de notre message, ou NON, ou COMPLET.",
    noOpenOffer: () => "Aucune demande n'attend de réponse de ce numéro. Merci.",
    unknownNumber: (m) =>
      `${m.label}: ce numéro n'est pas inscrit. Pour répondre à une demande, prenez le téléphone ou le courriel où elle est arrivée.`,
    wrongNumberThanks: () =>
      "Merci de l'avoir dit. Nous n'enverrons plus de texto à ce numéro. Veuillez effacer notre message.",
    help: (m) =>
      `${m.label}: demandes aux services. OUI et les 4 chiffres, NON ou COMPLET. Vos places: LITS 3. ARRET: fin. Des frais peuvent s'appliquer.`,
  },

  standing: {
    room: (s) => {
      const what = `${s.label}: noté: ${beds(s.room)}${s.group ? ` (${s.group})` : ''}${s.name ? `, ${s.name}` : ''}, jusqu'à ${s.until}.`
      return firstThatFits(
        `${what} Si cela change: LITS et le nombre, ou COMPLET.`,
        `${what} Sinon: LITS 3 ou COMPLET.`,
      )
    },
    paused: (s) =>
      `${s.label}: ${s.name ? `${s.name}: ` : ''}en pause, fin: ${s.until}. Rien de nouveau d'ici là. Pour finir: PAUSE FIN`,
    resumed: (s) =>
      `${s.label}: ${s.name ? `${s.name}: ` : ''}pas de pause. De nouvelles demandes peuvent venir.`,
    which: (s) =>
      firstThatFits(
        `Lequel? Veuillez ajouter son numéro, par exemple ${s.said} 1: ${numbered(s.names)}. Rien n'a changé.`,
        `Lequel? Veuillez ajouter son numéro, par exemple ${s.said} 1: ${numbered(s.names)}`,
      ),
    forWhom: (s) =>
      `Pour qui? Veuillez écrire ${s.said} ${[...s.groups, 'tous'].join(', ou ')}. Rien n'a changé.`,
    groups: { families: 'familles', youth: 'jeunes', women: 'femmes', men: 'hommes', any: 'tous' },
    words: { beds: 'LITS', full: 'COMPLET', pause: 'PAUSE', off: 'FIN' },
    refused: () =>
      "Ce numéro n'est pas confirmé chez nous: rien n'a changé. Connectez-vous, ou appelez-nous.",
    nothing: () => "Rien de ce que vous offrez ne se compte en lits: rien n'a changé.",
    badPause: () =>
      "Rien n'a changé. Écrivez PAUSE et un nombre de jours, ou une date d'ici un an: PAUSE 2026-12-01",
  },

  reviewSms: (r) =>
    firstThatFits(
      `${r.label}: vos renseignements sont-ils exacts? Regardez et tapez ${r.digits}: ${r.link}`,
      `${r.label}: vos détails, exacts? Tapez ${r.digits}: ${r.link}`,
    ),
  reviewEmail: (r) =>
    mail('Veuillez vérifier vos renseignements', [
      'Les renseignements de notre liste à votre sujet sont-ils toujours exacts ? Ouvrez la page, regardez-les, et dites-le d’un seul bouton. Cela prend deux minutes.',
      `Vous y tapez les quatre chiffres ${r.digits}.`,
      r.link,
      'Ces chiffres ne valent que pour ce courriel. Veuillez ne pas le transférer.',
      r.label,
    ]),

  onCallSms: (t) =>
    `${messages.urgency[t.urgency]}: ${clip(t.kind)}, ${clip(t.about)}, avant ${t.dueBy}. Veuillez la prendre.`,
  onCallEmail: (t) =>
    mail(`Tâche à faire avant ${t.dueBy} : ${t.about}`, [
      `${messages.urgency[t.urgency]} : ${t.kind}, ${t.about}, avant ${t.dueBy}.`,
      "Veuillez la prendre, ou vous assurer que quelqu'un la prend.",
    ]),

  referrerAccepted: (m) =>
    `${m.reference}: un service a dit oui. Nous le confirmons maintenant et vous tiendrons au courant.`,
  referrerConfirmed: (m) => `${m.reference}: confirmé. Un service s'en charge.`,
  referrerDeclined: (m) =>
    `${m.reference}: un service n'a pas pu s'en charger. Nous cherchons toujours.`,
  referrerExpired: (m) =>
    `${m.reference}: un service n'a pas répondu à temps. Nous cherchons toujours.`,
  referrerBounced: (m) =>
    `${m.reference}: un service n'a pas pu recevoir notre message. Nous cherchons toujours.`,

  referrerMeeting: (m) =>
    `${m.reference}: le service a dit comment se retrouver. Veuillez regarder la demande.`,

  messageWaiting: (m) =>
    `${m.reference}: un message vous attend. Veuillez ouvrir la page de réponse, ou vous connecter.`,

  asEmail: (m) => mail(`Au sujet de ${m.reference}`, [m.text]),
}

const WEEKDAYS = ['dim', 'lun', 'mar', 'mer', 'jeu', 'ven', 'sam']

const beds = (n: number) => (n === 0 ? 'complet' : n === 1 ? '1 lit' : `${n} lits`)

const waiting = (n: number) => (n === 1 ? '1 demande attend' : `${n} demandes attendent`)
