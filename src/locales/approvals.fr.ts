import type { ApprovalTexts } from './approvals.en.ts'
import { firstThatFits } from './fit.ts'
import { mail } from './messages.types.ts'

export const approvals: ApprovalTexts = {
  title: 'Ce qui demande deux personnes',
  intro:
    'Une personne demande, une autre approuve exactement ce qui est écrit ici. Personne n’approuve sa propre demande.',
  none: 'Rien n’attend une deuxième personne.',
  open: 'En attente d’une deuxième personne',
  waiting: 'Approuvé, pas encore en vigueur',
  approve: 'Approuver',
  look: 'Voir ce que vous devez vérifier',
  show: 'Montrer la raison et ce qui est scellé',
  refuse: 'Refuser ou retirer',
  stop: 'Arrêter',
  another: 'Une autre personne approuve ceci.',
  fetched: 'La personne qui l’a demandé peut la télécharger pendant une heure.',
  askedBy: (o) => `Demandé par ${o.who} le ${o.at}.`,
  until: (o) => `Peut être approuvé jusqu’au ${o.at}.`,
  effective: (o) =>
    `Entre en vigueur le ${o.at}. Si le point de service dit au téléphone que c’est une erreur, arrêtez ce changement.`,
  place: (o) => `Il serait montré à tout le monde à : ${o.place}`,
  reason: (o) => `Raison : ${o.reason}`,
  noReason: 'Aucune raison n’a été donnée.',

  problems: {
    approval_by_another: 'Personne n’approuve sa propre demande.',
    approval_decided: 'Quelqu’un a déjà décidé.',
    approval_expired: 'Trop de temps a passé. Demandez de nouveau.',
    numbers_changed:
      'Ses numéros de téléphone ont changé depuis la demande. Refusez-la, regardez qui les a changés, et demandez de nouveau.',
    number_by_approver:
      'Vous avez mis un numéro au dossier vous-même : une autre personne approuve.',
    read_first: 'Faites d’abord montrer le lieu, puis approuvez.',
    forbidden: 'Votre rôle ne permet pas de décider ceci.',
    not_found: 'Ce n’est plus là.',
    other:
      'Cela n’a pas été fait : quelque chose a changé depuis la demande. Refusez-la et demandez de nouveau.',
  },

  kinds: {
    consent_override: 'Des offres sans consentement',
    partner_activation: 'Un nouveau partenaire',
    contact_change: 'Un changement de contacts',
    unhide: 'Montrer un point de service caché',
    directory_export: 'Une exportation du répertoire',
    legal_hold: 'Une conservation légale',
    legal_hold_end: 'La fin d’une conservation légale',
  },

  channels: { sms: 'SMS', email: 'courriel' },
  languageNames: { en: 'anglais', fr: 'français' },

  override: (o) =>
    `Offrir la demande ${o.reference} à des services sans l’accord de la personne : une urgence.`,
  hold: (o) => `Conserver toute la demande ${o.reference} jusqu’à la fin de la conservation.`,
  holdEnd: (o) =>
    `Mettre fin à la conservation de la demande ${o.reference} : elle est effacée à son échéance.`,
  activate: (o) => `Faire de ${o.name} un partenaire, à qui des demandes peuvent être offertes.`,
  belongs: (o) => `Organisme responsable : ${o.name}`,
  agreement: (o) => `Entente : ${o.agreement}`,
  called: (o) =>
    `Appel au ${o.number} le ${o.at}${o.spokeTo ? ` ; personne jointe : ${o.spokeTo}` : ''}.`,
  numbers: (o) => `Ses numéros, que seules deux personnes changent dès lors : ${o.phones}`,
  firstContact: (o) => `Premier contact pour les demandes : ${o.contact}`,
  noContacts: 'Sans contact pour les demandes.',
  change: (o) => `Changer la façon de joindre ${o.name} au sujet des demandes :`,
  add: (o) => `Ajouter ${o.contact}`,
  remove: (o) => `Enlever ${o.contact}`,
  phones: (o) => `Ses numéros de téléphone deviennent : ${o.phones}`,
  organization: (o) => `Il relève dès lors de : ${o.name}`,
  notice: 'Chaque ancien contact est avisé aussitôt ; le changement prend effet après 72 heures.',
  unhide: (o) => `Montrer ${o.name}, qui est caché, à tout le monde, au lieu qui est scellé ici.`,
  export:
    'Une copie de tout le répertoire, avec les contacts pour les demandes et les lieux réels des points de service cachés, pour la personne qui l’a demandée : une fois, dans l’heure qui suit l’approbation.',

  noticeSms: (o) =>
    o.line
      ? firstThatFits(
          `${o.label}: vos coordonnées chez nous changent ${o.from}. Si ce n'est pas vous, appelez le ${o.line} maintenant.`,
          `${o.label}: vos coordonnées changent ${o.from}. Pas vous? Appelez le ${o.line}`,
        )
      : `${o.label}: vos coordonnées chez nous changent ${o.from}. Si ce n'est pas vous, appelez-nous maintenant.`,
  noticeEmail: (o) =>
    mail('Vos coordonnées chez nous changent', [
      `Les coordonnées auxquelles nous vous joignons changent ${o.from}.`,
      `Si ce n’est pas vous, appelez-nous maintenant${o.line ? ` au ${o.line}` : ''} et nous arrêterons ce changement. Sinon, il n’y a rien à faire.`,
      o.label,
    ]),
}
