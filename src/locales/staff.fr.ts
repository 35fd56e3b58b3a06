import type { AccessAct, StaffTexts } from './staff.en.ts'

const access: Record<AccessAct, string> = {
  invited: 'Un lien vers un nouveau compte a été créé.',
  reset:
    'Un nouveau lien vers un compte a été créé. Une fois utilisé, les anciens moyens de connexion cessent de fonctionner.',
  joined: 'Un lien, ou la connexion d’un organisme, a été utilisé : le compte est ouvert.',
  changed: 'Le rôle ou l’organisme d’un compte a été changé.',
  disabled: 'Un compte a été désactivé.',
  enabled: 'Un compte qui était désactivé est de nouveau valable.',
  key: 'Une clé d’API a été créée.',
  provider: 'La connexion propre à un organisme a été configurée ou changée. Elle donne ces rôles.',
}

export const staff: StaffTexts = {
  errorTitle: (title) => `Erreur : ${title}`,
  errorHeading: 'À vérifier',
  languages: 'Langue',
  otherLanguage: 'English',
  ways: 'Votre compte',
  signOut: 'Se déconnecter',

  signIn: {
    heading: 'Connexion',
    email: 'Adresse de courriel',
    emailHint: 'Celle à laquelle vous avez été invité.',
    send: 'M’envoyer un code',
    passkeyHeading: 'Avec une clé d’accès',
    passkey: 'Se connecter avec une clé d’accès',
    or: 'Avec un code par courriel',
    elsewhere:
      'Votre organisation se connecte à sa façon ? Utilisez l’adresse de sa propre connexion.',
    badEmail: 'Entrez une adresse de courriel, comme nom@example.org.',
  },
  code: {
    heading: 'Entrez le code',
    lead: 'Si cette adresse a un compte, un code y est envoyé. Il est valable cinq minutes.',
    label: 'Code à six chiffres reçu par courriel',
    send: 'Continuer',
    again: 'Envoyer un autre code',
    wrong:
      'Ce code est inexact ou n’est plus valable. Après trois essais manqués, demandez-en un autre.',
  },
  second: {
    heading: 'Deuxième étape',
    lead: 'Le code reçu par courriel est exact. Montrez maintenant que c’est bien vous.',
    appHeading: 'Avec votre application d’authentification',
    label: 'Code à six chiffres de l’application',
    send: 'Se connecter',
    wrong: 'Ce code est inexact. Attendez le prochain que l’application affiche.',
    recoveryHeading: 'Avec un code de secours',
    recovery: 'Code de secours',
    recoveryHint:
      'Dix lettres et chiffres, de la liste que vous avez gardée. Chacun sert une fois.',
    recoveryWrong: 'Ce code de secours est inexact ou a déjà servi.',
    useRecovery: 'Utiliser le code de secours',
    locked: 'Trop d’essais manqués. Attendez quinze minutes.',
    onlyPasskey: 'Votre compte a une clé d’accès et aucune application d’authentification.',
    noneHeading: 'Aucune deuxième étape n’est configurée',
    none: 'Votre compte n’a ni clé d’accès ni application d’authentification. Demandez un nouveau lien à votre administrateur.',
  },
  passkey: {
    wait: 'En attente de votre clé d’accès…',
    failed: 'Cela n’a pas fonctionné. Réessayez ou choisissez une autre façon.',
    noScript: 'Une clé d’accès demande un navigateur récent avec JavaScript.',
  },
  invitation: {
    heading: 'Votre compte',
    lead: 'Ce lien ouvre votre compte, une seule fois. Vous choisirez ensuite comment vous connecter : une clé d’accès ou une application d’authentification.',
    reset:
      'Si vous aviez déjà un compte, ce qui servait à vous connecter jusqu’ici cesse de fonctionner.',
    begin: 'Commencer',
    goneHeading: 'Ce lien n’est plus valable',
    gone: 'Il a servi, il a plus de trois jours, ou un plus récent existe. Demandez-en un autre à votre administrateur.',
  },
  security: {
    heading: 'Façons de se connecter',
    first: 'Configurez-en une maintenant. D’ici là, vous ne pouvez rien faire d’autre ici.',
    afterRecovery:
      'Vous avez utilisé un code de secours. Si vous avez perdu votre application ou votre clé, configurez-en une nouvelle maintenant.',
    stale: 'Votre connexion date un peu. Connectez-vous de nouveau pour changer quelque chose ici.',
    again: 'Se connecter de nouveau',
    passkeys: 'Clés d’accès',
    passkeysLead:
      'Une empreinte, un visage ou un NIP sur cet appareil, ou une clé de sécurité. La façon la plus sûre.',
    passkeyName: 'Nom de la nouvelle clé d’accès',
    passkeyNameHint: 'Pour la reconnaître, par exemple « portable du bureau ».',
    addPasskey: 'Configurer une clé d’accès',
    noPasskey: 'Aucune pour le moment.',
    unnamed: 'Clé d’accès',
    since: (day) => `depuis le ${day}`,
    removePasskey: (name) => `Retirer ${name}`,
    app: 'Application d’authentification',
    appLead: 'Une application qui affiche un nouveau code à six chiffres toutes les 30 secondes.',
    appOn: 'Une application est configurée.',
    appOff: 'Aucune pour le moment.',
    addApp: 'Configurer une application',
    replaceApp: 'Configurer une autre application à la place',
    replaceHint:
      'L’application actuelle cesse de fonctionner quand la nouvelle a donné son premier code.',
    removeApp: 'Retirer l’application',
    newCodes: 'Faire de nouveaux codes de secours',
    lastOne:
      'C’est votre seule façon de vous connecter. Configurez-en une autre avant de la retirer.',
    changed: 'Modifié.',
  },
  app: {
    heading: 'Configurer une application d’authentification',
    scan: 'Numérisez ceci avec l’application.',
    picture: 'Code QR de la clé ci-dessous',
    type: 'Ou tapez-y cette clé :',
    label: 'Code à six chiffres que l’application affiche maintenant',
    send: 'Confirmer',
  },
  codes: {
    heading: 'Vos codes de secours',
    lead: 'Notez-les ou imprimez-les maintenant, et gardez-les loin de votre téléphone. Ils ne sont montrés qu’une fois ; chacun permet une connexion.',
    next: 'Je les ai gardés. Continuer',
  },
  sessions: {
    heading: 'Mes sessions',
    lead: 'Où vous êtes connecté. Une session prend fin après 30 minutes sans usage, et après 12 heures dans tous les cas.',
    this: 'Celle-ci',
    browser: 'Navigateur',
    unknown: 'Inconnu',
    since: 'Connexion',
    seen: 'Dernier usage',
    by: 'Avec',
    proof: {
      passkey: 'une clé d’accès',
      totp: 'une application d’authentification',
      recovery_code: 'un code de secours',
      oidc: 'la connexion de votre organisme',
      none: 'non terminée',
    },
    end: 'Mettre fin à cette session',
    endAll: 'Se déconnecter partout',
  },
  home: {
    heading: 'Accueil',
    name: 'Nom',
    role: 'Rôle',
    organization: 'Organisme',
    links: 'Ce que vous pouvez faire ici',
    nothing: 'Aucune page n’existe encore pour votre rôle.',
  },
  roles: {
    operator: 'Intervenante ou intervenant de la ligne',
    supervisor: 'Supervision',
    police: 'Police',
    service_point: 'Point de service',
    agency: 'Organisme partenaire',
    editor: 'Tenue du répertoire',
    rapporteur: 'Rapporteuse ou rapporteur',
    admin: 'Administration',
  },
  trouble: {
    heading: 'Cela n’a pas fonctionné',
    403: 'Vous ne pouvez pas faire cela, ou la page n’a pas été ouverte d’ici. Revenez et réessayez.',
    404: 'Cette page n’existe pas.',
    409: 'Quelque chose a changé entre-temps. Revenez et regardez de nouveau.',
    429: 'Trop d’essais. Attendez une minute et réessayez.',
    other: 'Quelque chose a échoué ici. Réessayez dans une minute.',
    back: 'Retour à l’accueil',
  },

  mail: {
    code: ({ label, code }) => ({
      subject: `${label} : votre code`,
      paragraphs: [
        `Votre code est ${code}. Il est valable cinq minutes.`,
        'Tapez-le seulement sur la page où vous l’avez demandé. Personne de chez nous ne vous le demandera jamais.',
        'Si vous ne l’avez pas demandé, vous n’avez rien à faire.',
        label,
      ],
    }),
    changed: ({ label }) => ({
      subject: `${label} : votre compte`,
      paragraphs: [
        'Une façon de vous connecter à votre compte vient d’être ajoutée ou retirée.',
        'Si ce n’était pas vous, appelez votre administrateur maintenant.',
        label,
      ],
    }),
    newLink: ({ label }) => ({
      subject: `${label} : votre compte`,
      paragraphs: [
        'Un nouveau lien vers votre compte vient d’être créé par l’administration. Une fois utilisé, ce qui vous sert à vous connecter cesse de fonctionner.',
        'Si vous ne l’avez pas demandé, appelez votre administrateur maintenant.',
        label,
      ],
    }),
    locked: ({ label }) => ({
      subject: `${label} : votre compte`,
      paragraphs: [
        'Cinq codes erronés ont été tapés à la deuxième étape de votre connexion. Aucun n’est accepté pendant quinze minutes.',
        'Si ce n’était pas vous, quelqu’un lit vos courriels : appelez votre administrateur maintenant.',
        label,
      ],
    }),
    access: ({
      label,
      act,
      name,
      roles,
      who = 'aucun compte d’ici (le serveur même, ou la connexion d’un organisme)',
    }) => ({
      subject: `${label} : comptes`,
      paragraphs: [
        access[act],
        `Nom : ${name}`,
        `Rôle : ${roles}`,
        `Fait par : ${who}`,
        'Si vous ne savez pas pourquoi, demandez-le maintenant, à un numéro de téléphone que vous connaissez.',
        label,
      ],
    }),
  },
}
