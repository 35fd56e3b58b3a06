import type { PeopleTexts } from './people.en.ts'

export const people: PeopleTexts = {
  heading: 'Personnes',
  lead: 'Qui travaille ici, et à quel titre. Tout ce qui est changé ici est consigné.',
  list: 'Comptes',
  name: 'Nom',
  email: 'Adresse courriel',
  role: 'Rôle',
  organization: 'Organisme',
  signsIn: 'Connexion',
  here: 'ici',
  elsewhere: 'par la connexion de l’organisme',
  disabledSince: (day) => `Désactivé depuis le ${day}`,
  disable: (name) => `Désactiver ${name}`,
  enable: (name) => `Redonner accès à ${name}`,
  reset: (name) => `Nouveau lien pour ${name}`,
  resetHint:
    'La désactivation met fin aussitôt à toutes les sessions. Les clés d’API que la personne a créées restent valables : révoquez-les une à une. Un nouveau lien retire, dès qu’il est utilisé, tous les moyens de connexion déjà configurés.',
  more: 'Page suivante',

  invite: 'Inviter quelqu’un',
  language: 'Langue',
  languages: { en: 'English', fr: 'Français' },
  mail: 'Envoyer aussi le lien par courriel',
  send: 'Créer le lien',
  choose: 'Choisir',

  linkHeading: 'Le lien est créé',
  link: (name) =>
    `Pour ${name}. Il sert une seule fois, pendant trois jours, et n’est affiché que maintenant.`,
  mailed: 'Il part aussi par courriel.',
  linkHint:
    'Remettez-le en personne ou par un téléphone que vous connaissez, sans passer par quelqu’un d’autre.',
  back: 'Retour aux personnes',

  addOrganization: 'Ajouter un organisme du personnel',
  addHint:
    'Les lignes d’aide, services de police, agences et ministères ne figurent jamais au répertoire.',
  kind: 'Genre',
  kinds: {
    hotline: 'Ligne d’aide',
    police: 'Service de police',
    agency: 'Agence',
    ministry: 'Ministère',
    service: 'Service',
  },
  add: 'Ajouter',
  done: 'C’est fait.',

  errors: {
    name: 'Entrez un nom.',
    email: 'Entrez une adresse courriel, comme nom@example.org.',
    role: 'Ce rôle ne convient pas à ce genre d’organisme.',
    organizationId: 'Choisissez un organisme.',
    kind: 'Choisissez un genre.',
    last_admin: 'C’est la dernière personne qui administre. Nommez-en d’abord une autre.',
    account_disabled: 'Ce compte est désactivé. Redonnez d’abord accès à la personne.',
    other_role: 'Cette adresse appartient à un compte d’un autre rôle ou organisme.',
    signs_in_elsewhere: 'Cette personne se connecte par son organisme.',
    wrong_state: 'C’était déjà fait.',
    other: 'Ce n’est pas possible ainsi.',
  },

  letter: ({ label, link }) => ({
    subject: `${label} : votre compte`,
    paragraphs: [
      'Vous êtes invité à vous connecter ici. Ce lien sert une seule fois, pendant trois jours :',
      link,
      'Si vous ne savez pas pourquoi vous recevez ceci, ne faites rien et avisez qui administre ce service.',
      label,
    ],
  }),

  oidc: {
    heading: 'Connexion',
    unknown:
      'Il n’y a pas de telle connexion ici. Vérifiez l’adresse auprès de qui administre ce service.',
    provider_gone:
      'Cette connexion vient d’être changée ou retirée. Demandez à qui administre ce service.',
    again: 'Cela n’a pas fonctionné, ou a pris trop de temps.',
    away: 'La connexion de votre organisme ne répond pas. Réessayez dans une minute.',
    weak: 'Votre organisme doit demander une deuxième étape à la connexion. Demandez à qui l’administre.',
    no_role: 'Votre organisme ne vous a donné aucun rôle ici. Demandez à qui l’administre.',
    disabled: 'Votre compte est désactivé ici. Demandez à qui administre ce service.',
    address_elsewhere:
      'Votre adresse courriel appartient ici à un compte d’un autre organisme. Demandez à qui administre ce service.',
    tryAgain: 'Se connecter de nouveau',
  },
}
