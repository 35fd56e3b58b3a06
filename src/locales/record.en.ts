/** The page of the record. English is the type. */
export const record = {
  heading: 'Record',
  lead: 'Who did what, and when. It is written once and holds ids and codes, nothing that a person said.',
  thing: 'What it was done to',
  actor: 'Who did it',
  hints: {
    thing: 'The reference of a referral (K7F-2QX), or an id.',
    actor: 'An id, as it stands in an entry. One of the two fields is enough.',
  },
  search: 'Show',
  nothing: 'Nothing is recorded of that.',
  found: 'Entries, the newest first',
  older: 'Older entries',
  badPage: 'This page of entries cannot be shown. Search again.',
  by: 'Who',
  what: 'Action',
  to: 'To what',
  chain: 'Recorded under',
  number: (seq: number) => `number ${seq}`,
}
export type RecordTexts = typeof record
