type Labelled = { label: string }

/** What was done that lets somebody in who handles referrals, or takes such a person away. */
const access = {
  invited: 'A link to a new account was made.',
  reset:
    'A new link to an account was made. Once it is used, the old ways to sign in stop working.',
  joined: 'Somebody used a link, or their organization’s own sign-in: the account is open.',
  changed: 'The role or the organization of an account was changed.',
  disabled: 'An account was disabled.',
  enabled: 'An account that was disabled is good again.',
  key: 'An API key was made.',
  provider: 'The own sign-in of an organization was set up or changed. It gives these roles.',
}
export type AccessAct = keyof typeof access

/** Signing in, and what goes with it. English is the type. */
export const staff = {
  errorTitle: (title: string) => `Error: ${title}`,
  errorHeading: 'Please check',
  languages: 'Language',
  otherLanguage: 'Français',
  ways: 'Your account',
  signOut: 'Sign out',

  signIn: {
    heading: 'Sign in',
    email: 'E-mail address',
    emailHint: 'The one at which you were invited.',
    send: 'Send me a code',
    passkeyHeading: 'With a passkey',
    passkey: 'Sign in with a passkey',
    or: 'With a code by e-mail',
    elsewhere: 'Your organization signs in by itself? Use the address of its own sign-in.',
    badEmail: 'Enter an e-mail address, such as name@example.org.',
  },
  code: {
    heading: 'Enter the code',
    lead: 'If this address has an account, a code is on its way to it. It is good for five minutes.',
    label: 'Six-digit code from the e-mail',
    send: 'Continue',
    again: 'Send another code',
    wrong:
      'This code is not right, or not good any more. After three wrong tries, ask for another one.',
  },
  second: {
    heading: 'Second step',
    lead: 'The code from the e-mail was right. Now show that it is you.',
    appHeading: 'With your authenticator app',
    label: 'Six-digit code from the app',
    send: 'Sign in',
    wrong: 'This code is not right. Wait for the next one that the app shows.',
    recoveryHeading: 'With a recovery code',
    recovery: 'Recovery code',
    recoveryHint: 'Ten letters and digits, from the list that you kept. Each is good once.',
    recoveryWrong: 'This recovery code is not right, or was used before.',
    useRecovery: 'Use the recovery code',
    locked: 'Too many wrong tries. Wait fifteen minutes.',
    onlyPasskey: 'Your account has a passkey and no authenticator app.',
    noneHeading: 'No second step is set up',
    none: 'Your account has no passkey and no authenticator app. Ask your administrator for a new link.',
  },
  passkey: {
    wait: 'Waiting for your passkey …',
    failed: 'That did not work. Try again, or choose another way.',
    noScript: 'A passkey needs a current browser with JavaScript.',
  },
  invitation: {
    heading: 'Your account',
    lead: 'This link opens your account, once. Next you set up how you sign in: a passkey, or an authenticator app.',
    reset: 'If you had an account already, what you used to sign in until now stops working.',
    begin: 'Begin',
    goneHeading: 'This link is not good any more',
    gone: 'It was used, it is older than three days, or a newer one was made. Ask your administrator for another.',
  },
  security: {
    heading: 'Signing in',
    first: 'Set up one of these now. Until then you can do nothing else here.',
    afterRecovery:
      'You used a recovery code. If you lost your app or your key, set up a new one now.',
    stale: 'You signed in a while ago. Sign in again to change something here.',
    again: 'Sign in again',
    passkeys: 'Passkeys',
    passkeysLead:
      'A fingerprint, a face or a PIN on this device, or a security key. The safest way.',
    passkeyName: 'Name of the new passkey',
    passkeyNameHint: 'So that you know it again, such as “office laptop”.',
    addPasskey: 'Set up a passkey',
    noPasskey: 'None yet.',
    unnamed: 'Passkey',
    since: (day: string) => `since ${day}`,
    removePasskey: (name: string) => `Remove ${name}`,
    app: 'Authenticator app',
    appLead: 'An app that shows a new six-digit code every 30 seconds.',
    appOn: 'An app is set up.',
    appOff: 'None yet.',
    addApp: 'Set up an app',
    replaceApp: 'Set up another app instead',
    replaceHint: 'The app set up now stops working when the new one has given its first code.',
    removeApp: 'Remove the app',
    newCodes: 'Make new recovery codes',
    lastOne: 'This is your only way to sign in. Set up another before you remove it.',
    changed: 'Changed.',
  },
  app: {
    heading: 'Set up an authenticator app',
    scan: 'Scan this with the app.',
    picture: 'QR code with the key below',
    type: 'Or type this key into it:',
    label: 'Six-digit code that the app shows now',
    send: 'Confirm',
  },
  codes: {
    heading: 'Your recovery codes',
    lead: 'Write these down or print them now, and keep them away from your phone. They are shown only once; each signs you in once.',
    next: 'I have kept them. Continue',
  },
  sessions: {
    heading: 'My sessions',
    lead: 'Where you are signed in. A session ends after 30 minutes without use, and after 12 hours in any case.',
    this: 'This one',
    browser: 'Browser',
    unknown: 'Not known',
    since: 'Signed in',
    seen: 'Last used',
    by: 'With',
    proof: {
      passkey: 'a passkey',
      totp: 'an authenticator app',
      recovery_code: 'a recovery code',
      oidc: 'your organization’s sign-in',
      none: 'not finished',
    } as Record<string, string>,
    end: 'End this session',
    endAll: 'Sign out everywhere',
  },
  home: {
    heading: 'Start',
    name: 'Name',
    role: 'Role',
    organization: 'Organization',
    links: 'What you can do here',
    nothing: 'Nothing has a page for your role yet.',
  },
  roles: {
    operator: 'Hotline operator',
    supervisor: 'Supervisor',
    police: 'Police',
    service_point: 'Service point',
    agency: 'Agency',
    editor: 'Directory editor',
    rapporteur: 'Rapporteur',
    admin: 'Administrator',
  } as Record<string, string>,
  trouble: {
    heading: 'That did not work',
    403: 'You may not do this, or the page was not opened from here. Go back and try again.',
    404: 'There is no such page.',
    409: 'Something has changed meanwhile. Go back and look again.',
    429: 'Too many tries. Wait a minute and try again.',
    other: 'Something failed here. Try again in a minute.',
    back: 'Back to the start',
  } as Record<string | number, string>,

  mail: {
    code: ({ label, code }: Labelled & { code: string }) => ({
      subject: `${label}: your code`,
      paragraphs: [
        `Your code is ${code}. It is good for five minutes.`,
        'Type it only on the page where you asked for it. Nobody from us will ever ask you for it.',
        'If you did not ask for it, you need to do nothing.',
        label,
      ],
    }),
    changed: ({ label }: Labelled) => ({
      subject: `${label}: your account`,
      paragraphs: [
        'A way to sign in to your account was added or removed just now.',
        'If it was not you, call your administrator now.',
        label,
      ],
    }),
    newLink: ({ label }: Labelled) => ({
      subject: `${label}: your account`,
      paragraphs: [
        'An administrator made a new link to your account just now. Once it is used, what you sign in with until now stops working.',
        'If you did not ask for it, call your administrator now.',
        label,
      ],
    }),
    locked: ({ label }: Labelled) => ({
      subject: `${label}: your account`,
      paragraphs: [
        'Five wrong codes were typed at the second step of your sign-in. None is taken for fifteen minutes.',
        'If it was not you, somebody reads your e-mail: call your administrator now.',
        label,
      ],
    }),
    access: ({
      label,
      act,
      name,
      roles,
      who = 'no account here (the server itself, or the sign-in of an organization)',
    }: Labelled & { act: AccessAct; name: string; roles: string; who?: string }) => ({
      subject: `${label}: accounts`,
      paragraphs: [
        access[act],
        `Name: ${name}`,
        `Role: ${roles}`,
        `Done by: ${who}`,
        'If you do not know why, ask now, by a telephone number that you know.',
        label,
      ],
    }),
  },
}

export type StaffTexts = typeof staff
