import { editorForm } from './editor-form.en.ts'

/** For editors: finding, reading, changing and retiring what the directory holds. */
export const editor = {
  ...editorForm,
  home: 'The directory',
  ways: {
    label: 'The directory',
    home: 'Start',
    points: 'Service points',
    organizations: 'Organizations',
  },
  colon: ':',
  optional: 'optional',
  yes: 'Yes',
  no: 'No',
  unknown: 'Not known',
  nothing: 'nothing',
  none: 'None',
  program: 'a program',
  actors: { contact: 'the service point itself', import: 'an import' } as Record<string, string>,
  listed: 'Listed',
  partner: 'Partner',
  hidden: 'Confidential place',
  paused: 'Paused',
  notAccepting: 'Takes no referrals',
  retired: 'Retired',
  never: 'never',
  before: 'Before',
  after: 'Next',
  pages: 'Pages',
  back: 'Back',

  find: {
    points: 'Service points',
    organizations: 'Organizations',
    q: 'Name, organization or town',
    qOrganization: 'Name',
    province: 'Province',
    everywhere: 'All provinces',
    need: 'Need',
    every: 'All needs',
    state: 'State',
    states: {
      '': 'All but retired',
      listed: 'Listed',
      partner: 'Partners',
      hidden: 'Confidential',
      paused: 'Paused',
      retired: 'Retired',
    } as Record<string, string>,
    looks: 'What to look at',
    look: {
      '': 'Everything',
      never: 'Never checked',
      old: 'Checked over a year ago',
      hours: 'Hours not known',
      contact: 'Nobody can be reached',
    } as Record<string, string>,
    search: 'Search',
    reset: 'Clear the search',
    count: (n: number) =>
      n === 0
        ? 'No service points'
        : n === 1
          ? '1 service point'
          : `${n.toLocaleString('en-CA')} service points`,
    countOrganizations: (n: number) =>
      n === 0
        ? 'No organizations'
        : n === 1
          ? '1 organization'
          : `${n.toLocaleString('en-CA')} organizations`,
    page: (o: { page: number; of: number }) => `Page ${o.page} of ${o.of}`,
    empty: 'Nothing fits this search. Try a shorter word, or fewer conditions.',
    emptyDirectory:
      'The directory is empty. Begin with an organization, then add its service points.',
    name: 'Name',
    organization: 'Organization',
    place: 'Place',
    stateOf: 'State',
    checked: 'Last checked',
    kind: 'Kind',
    howMany: 'Service points',
    addPoint: 'Add a service point',
    addOrganization: 'Add an organization',
  },

  point: {
    who: 'Who',
    where: 'Where',
    when: 'When',
    what: 'What it offers',
    whom: 'For whom',
    public: 'Contact for the public',
    state: 'State',
    history: 'What was changed',
    edit: 'Edit',
    vetting: 'Vetting',
    contacts: 'Contacts for referrals',
    check: 'I checked all of this today',
    checkHint: 'Every fact on this page, with the service point itself or on its own site.',
    checkedOn: (day: string) => `Last checked on ${day}.`,
    neverChecked: 'Nobody has checked these facts yet.',
    checkedToday: 'Checked today.',
    hide: 'Make its place confidential',
    hideIt: 'Yes, seal its place',
    hideText:
      'Its place is sealed at once: nobody reads it any more, and only two people together can show it again. Its name, numbers and description stay as they are: make sure that they do not tell where it is.',
    ending: 'Retire it, or hide its place',
    retire: 'Retire it',
    isRetired:
      'It is retired: nobody finds it, and nothing is offered to it. To bring it back, undo its retirement below. It comes back listed: a partner is vetted anew.',
    hiddenPlace: (region: string) =>
      `Confidential. It stands for the region “${region}” everywhere.`,
    hiddenText: 'The stored place is not shown to anybody, not to you either.',
    precision: {
      exact: 'exact',
      postal_urban: 'from the postal code',
      place: 'the middle of the town',
      postal_rural: 'only from a rural postal code: never ranked by distance',
      province: 'only the province: never ranked by distance',
    } as Record<string, string>,
    position: 'Position',
    region: 'Region',
    map: 'Where it is',
    cautions: 'The place contradicts itself',
    room: 'Room now',
    pausedUntil: (at: string) => `Paused until ${at}`,
    twoPeople: 'Takes two people',
    phonesTwo: 'Two people change these numbers, since operators call them to confirm.',
    changeContacts: 'Ask for a change',
    source: (source: string) => `Imported from: ${source}.`,
    vettedHow: 'How it was vetted',
  },

  history: {
    empty: 'Nothing was changed yet.',
    undo: 'Undo',
    from: 'before',
    to: 'since',
    secret: 'changed; not shown',
    place: 'Place',
    what: {
      removed: 'Retired',
      restored: 'Brought back',
      hidden: 'Place made confidential',
      shown: 'Place shown again',
    },
    against: {
      undone: (_: string) => 'What stood before stands again.',
      changed_since: (fields: string) => `Cannot be undone: changed again since: ${fields}.`,
      two_people: (fields: string) => `Takes two people to change back: ${fields}.`,
      retired: (_: string) => 'Can be undone once it is brought back.',
    } as Record<string, (fields: string) => string>,
    more: 'Earlier changes',
  },

  retire: {
    heading: (name: string) => `Retire: ${name}`,
    pointText:
      'From now on nobody finds it and nothing new is offered to it. Its past stays in the record. You can bring it back by undoing it; a partner then has to be vetted anew.',
    live: (n: number) =>
      n === 1
        ? 'One request waits for its answer now, or was just accepted. It is not taken back: call them, or the request goes on as it is.'
        : `${n} requests wait for its answer now, or were just accepted. They are not taken back: call them, or the requests go on as they are.`,
    organizationText: 'From now on nobody finds it nor any of its service points:',
    noPoints: 'It has no service points.',
    comesBack:
      'Undone, the organization comes back alone; each service point comes back by undoing its own retirement.',
    confirm: (name: string) => `Yes, retire ${name}`,
    button: 'Retire',
    cancel: 'Keep it',
  },

  organization: {
    heading: 'Organization',
    edit: 'Edit',
    editHeading: (name: string) => `Edit: ${name}`,
    newHeading: 'Add an organization',
    kinds: {
      service: 'Runs services',
      hotline: 'Hotline',
      police: 'Police',
      agency: 'Agency',
      ministry: 'Ministry',
    } as Record<string, string>,
    kind: 'Kind',
    kindHint: 'It never changes. Only one that runs services is ever public.',
    points: 'Its service points',
    noPoints: 'It has none yet.',
    retire: 'Retire it',
    isRetired:
      'It is retired, and its service points with it. To bring it back, undo its retirement below.',
  },
}
