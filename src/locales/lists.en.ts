/** Lists to print. What stands on the sheet itself is in both languages. English is the type. */
export const lists = {
  home: 'Lists to print',
  heading: 'Lists to print',
  lead: 'Services by region and need, in both languages on one sheet, for when the network does not work.',
  area: 'Where',
  choose: 'Choose',
  whole: (province: string) => `All of ${province}`,
  needs: 'What is needed',
  audience: 'For whom',
  anyone: 'Everybody',
  make: 'Make the list',
  hint: 'Confidential services are never on a list. Police and agencies get those services that take referrals from them.',
  errors: {
    area: 'Choose a province or a region.',
    needs: 'Choose at least one need.',
    many: 'That is more than fits a list. Choose a region, or fewer needs.',
  },

  print: 'To print it, or to save it as a PDF, use your browser’s print command.',
  again: 'Another list',
  title: 'Services',
  asOf: (day: string) => `As of ${day}.`,
  stale: 'Call before you send somebody: hours and room change.',
  hotline: 'Ask the hotline',
  columns: { service: 'Service', call: 'Call', whom: 'For whom, when, languages' },
  partner: 'Vetted partner',
  listed: 'Listed, not vetted',
  remote: 'By telephone or online',
  nothing: 'Nothing is known for these needs in:',
  nothingAtAll: 'Nothing is known for these needs.',
  extension: (number: string) => `ext. ${number}`,
  noPhone: 'No number is known.',
  whomUnknown: 'Whom it takes is not known: ask.',
  ages: ({ min, max }: { min: number | null; max: number | null }) =>
    min !== null && max !== null
      ? `ages ${min} to ${max}`
      : min !== null
        ? `${min} and over`
        : max !== null
          ? `up to ${max}`
          : '',
  everybody: 'people of every gender',
  genders: {
    woman: 'women',
    man: 'men',
    non_binary: 'non-binary people',
    two_spirit: 'Two-Spirit people',
    undisclosed: 'who does not say',
  },
  above: 'see above',
  children: 'children may come',
  always: 'Day and night',
  byAppointment: 'By appointment',
  hoursUnknown: 'Hours not known',
  special: 'other hours on some days',
  days: { mo: 'Mon', tu: 'Tue', we: 'Wed', th: 'Thu', fr: 'Fri', sa: 'Sat', su: 'Sun' },
  everyDay: 'Every day',
  checked: (day: string) => `Checked on ${day}`,
}

export type ListTexts = typeof lists
