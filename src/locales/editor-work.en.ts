/** Figures and words of a reason. */
type Said = Record<string, string | number>

/** What needs an editor: the page, and the reasons in words. */
export const editorWork = {
  heading: 'What needs an editor',
  home: 'What needs an editor',
  ways: {
    label: 'The directory',
    names: {
      start: 'Start',
      points: 'Service points',
      organizations: 'Organizations',
      work: 'To do',
      duplicates: 'Duplicates',
      terms: 'Terms',
      imports: 'Files in',
      export: 'Files out',
    },
  },
  intro:
    'Worst first, partners before all others: people are sent there. Each line says why, and what to do next.',
  asOf: (o: { at: string; count: number }) =>
    `As of ${o.at}, of ${o.count} service ${o.count === 1 ? 'point' : 'points'}.`,
  nothing: 'Nothing in the directory needs an editor now.',
  toGroup: 'Go to',
  also: 'Also waiting',
  alsoLines: {
    approvals: (n: number) => `${n} for a second person`,
    duplicates: (n: number) => `${n} possible ${n === 1 ? 'duplicate' : 'duplicates'}`,
    terms: (n: number) => `${n} ${n === 1 ? 'term' : 'terms'} from files without a meaning here`,
    corrections: (n: number) =>
      `${n} ${n === 1 ? 'correction' : 'corrections'} that service points sent`,
  },
  columns: { point: 'Service point', why: 'Why', next: 'What to do next' },
  partner: 'Partner',
  hidden: 'Hidden',
  all: (n: number) => `Show all ${n}`,
  shown: (o: { shown: number; count: number }) => `The worst ${o.shown} of ${o.count}.`,
  back: 'All groups',

  groups: {
    contacts: {
      name: 'Contacts that do not work',
      text: 'Partners that cannot be asked, or soon cannot.',
      next: 'Call it, and mend its contacts',
    },
    silent: {
      name: 'Never answers',
      text: 'At least half of three offers or more went by without a yes, a no or a full.',
      next: 'Call it, and ask why',
    },
    contradictory: {
      name: 'Contradictory',
      text: 'What stands there cannot all be true, or keeps it from being found.',
      next: 'Look at it, and correct it',
    },
    stale: {
      name: 'Stale',
      text: 'Nobody has checked the details for longer than they hold.',
      next: 'Call it, and check its details',
    },
    unverified: {
      name: 'Unverified',
      text: 'Nobody has ever said that the details are right.',
      next: 'Call it, and check its details',
    },
  },

  reasons: {
    no_contact: () =>
      'A partner without a contact that we can write to: nobody can ask it by message.',
    no_working_contact: () => 'None of its contacts gets referrals now.',
    failed_contact: (o: Said) =>
      `A contact gets nothing any more: ${failures[String(o.why)] ?? failures.other}.`,
    contact_lapses: (o: Said) =>
      o.days === 0
        ? 'A contact lapses today unless somebody calls.'
        : `A contact lapses in ${o.days} ${o.days === 1 ? 'day' : 'days'} unless somebody calls.`,
    never_answers: (o: Said) => `Let ${o.silent} of ${o.all} offers go by without an answer.`,
    ages_crossed: (o: Said) => `Takes nobody: from ${o.minAge} years, but only to ${o.maxAge}.`,
    no_genders: () => 'Takes nobody: no gender is named.',
    no_needs: () => 'Offers nothing that has a word here: it is never found by a need.',
    no_channels: () => 'Takes referrals from nobody.',
    no_way: () => 'Has no telephone number, site or e-mail address.',
    apart: (o: Said) => `Its position lies ${o.km} km from ${o.city}, where it says it is.`,
    wrong_zone: (o: Said) => `Its clock, ${o.zone}, is not one of ${o.province}.`,
    takes_and_refuses: (o: Said) => `Says that it takes, and that it refuses: ${o.what}.`,
    offers_and_refuses: (o: Said) => `Offers “${o.need}” and refuses: ${o.what}.`,
    children_refused: (o: Said) =>
      `Offers the protection of children, and takes nobody under ${o.minAge}.`,
    no_reach: () => 'Says that it serves nowhere: its reach is 0 km.',
    closed_at_night: () => 'Offers beds for the night, and is closed every night.',
    long_pause: (o: Said) => `A partner that is paused until ${o.until}.`,
    hours_unread: (o: Said) => `Its hours could not be read: “${o.text}”`,
    checked_long_ago: (o: Said) => `Last checked on ${o.verifiedOn}, ${o.days} days ago.`,
    never_checked: () => 'Never checked.',
  },
}

const failures: Record<string, string> = {
  unconfirmed: 'nobody had confirmed it for 90 days',
  unreachable: 'messages did not arrive',
  bad_address: 'the number or address does not exist',
  opted_out: 'somebody there sent STOP',
  wrong_number: 'it is a wrong number',
  landline: 'it cannot get text messages',
  suspended: 'somebody stopped it',
  other: 'messages failed',
}

export type EditorWorkTexts = typeof editorWork
