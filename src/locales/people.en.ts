/** People and how they get in. English is the type. */
export const people = {
  heading: 'People',
  lead: 'Who works here, and as what. Everything that is changed here is recorded.',
  list: 'Accounts',
  name: 'Name',
  email: 'E-mail address',
  role: 'Role',
  organization: 'Organization',
  signsIn: 'Signs in',
  here: 'here',
  elsewhere: 'with the organization’s own sign-in',
  disabledSince: (day: string) => `Disabled since ${day}`,
  disable: (name: string) => `Disable ${name}`,
  enable: (name: string) => `Let ${name} in again`,
  reset: (name: string) => `New link for ${name}`,
  resetHint:
    'Disabling ends all sessions at once. API keys that the person made stay good: end them one by one. A new link takes away every way to sign in that was set up, once it is used.',
  more: 'Next page',

  invite: 'Invite somebody',
  language: 'Language',
  languages: { en: 'English', fr: 'Français' },
  mail: 'Also send the link by e-mail',
  send: 'Make the link',
  choose: 'Choose',

  linkHeading: 'The link is made',
  link: (name: string) => `For ${name}. It is good once, for three days, and shown only now.`,
  mailed: 'It is on its way by e-mail too.',
  linkHint: 'Hand it over in person or on the telephone you know, not through somebody else.',
  back: 'Back to people',

  addOrganization: 'Add an organization of staff',
  addHint: 'Hotlines, police services, agencies and ministries are never shown in the directory.',
  kind: 'Kind',
  kinds: {
    hotline: 'Hotline',
    police: 'Police service',
    agency: 'Agency',
    ministry: 'Ministry',
    service: 'Service',
  } as Record<string, string>,
  add: 'Add',
  done: 'Done.',

  errors: {
    name: 'Enter a name.',
    email: 'Enter an e-mail address, such as name@example.org.',
    role: 'This role does not fit the kind of this organization.',
    organizationId: 'Choose an organization.',
    kind: 'Choose a kind.',
    last_admin: 'This is the last administrator. Make another one first.',
    account_disabled: 'This account is disabled. Let the person in again first.',
    other_role: 'This address belongs to an account with another role or organization.',
    signs_in_elsewhere: 'This person signs in with the organization’s own sign-in.',
    wrong_state: 'That was done before.',
    other: 'This cannot be done as it is.',
  } as Record<string, string>,

  letter: ({ label, link }: { label: string; link: string }) => ({
    subject: `${label}: your account`,
    paragraphs: [
      'You are invited to sign in here. This link is good once, for three days:',
      link,
      'If you do not know why you got this, do nothing, and tell whoever runs it.',
      label,
    ],
  }),

  oidc: {
    heading: 'Sign in',
    unknown: 'There is no such sign-in here. Check the address with your administrator.',
    provider_gone: 'This sign-in was changed or removed just now. Ask your administrator.',
    again: 'That did not work, or it took too long.',
    away: 'Your organization’s sign-in does not answer now. Try again in a minute.',
    weak: 'Your organization must ask for a second step when you sign in. Ask its administrator.',
    no_role: 'Your organization has given you no role here. Ask its administrator.',
    disabled: 'Your account here is disabled. Ask the administrator here.',
    address_elsewhere:
      'Your e-mail address belongs to an account of another organization here. Ask the administrator here.',
    tryAgain: 'Sign in again',
  },
}

export type PeopleTexts = typeof people
