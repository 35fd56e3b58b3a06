/**
 * The terms of the taxonomy `fact`, by code: name, and how `value` says it. Of a service and its
 * location they stand where the fact belongs; `facts` and everything from `status` on stand on the
 * service at its location, and everything from `status` on in a full export only.
 */
export const FACTS = {
  // of an organization, or of a service
  name_fr: ['French name', 'Text. It is `alternate_name` too where a file gave no other.'],
  none: [
    'None at all',
    'A code of our lists (gender, child, access): it is known that none of its terms holds. Without this and without any term it is not known.',
  ],
  // of a service
  interpreter: ['Works with interpreters', 'true or false; not there: not known.'],
  for_trafficked: ['Made for people who were trafficked', 'true or false; not there: not known.'],
  faith_based: ['Run by a faith community', 'true or false; not there: not known.'],
  remote: ['Helps by telephone or online', 'true or false; not there: false.'],
  takes_from_elsewhere: ['Takes people from elsewhere', 'true or false; not there: not known.'],
  reach_km: ['How far it serves', 'A number of kilometres; not there: not known.'],
  // of a location
  province: ['Province or territory', 'Its postal abbreviation, such as ON. Always there.'],
  zone: ['Time zone', 'IANA, such as America/Toronto. Offsets in schedules are only of one day.'],
  precision: [
    'How well the position is known',
    'exact, postal_urban, place, postal_rural or province. But for `exact`, latitude and longitude were derived from the city or the postal code.',
  ],
  // of a service at its location
  hours: [
    'Hours',
    'JSON of Causeway’s hours, where schedules cannot say them: always open, by appointment, dated exceptions, words only.',
  ],
  facts: [
    'Facts that HSDS’s fields say otherwise',
    'JSON by the names of Causeway’s API (`phones`, `website`, `needs` …; null: not known). They hold instead of what the fields, the service, its location and their attributes say.',
  ],
  // an organization, in a full export
  kind: [
    'Kind of organization',
    'service, hotline, police, agency or ministry; not there: service.',
  ],
  trusted: ['Trusted agency', 'JSON: at, by.'],
  // of either, in a full export
  source: ['Where it was imported from', 'JSON: source, sourceId.'],
  // a service at its location, in a full export
  status: ['Status', 'listed or partner.'],
  vetting: ['Vetting', 'JSON: by, at, how.'],
  accepting: ['Takes referrals', 'true or false; not there: true.'],
  paused_until: ['Gets no offers before', 'A moment (RFC 3339).'],
  reminders: ['Wants to be reminded', 'true or false; not there: true.'],
  contact: [
    'Contact for referrals',
    'JSON: channel, value, language, position, and, where it is so, confirmedAt, confirmedBy, failedAt, failedReason, startsAt.',
  ],
  capacity: ['Room', 'JSON: need, population, room, updatedAt, freshUntil.'],
  hidden: ['Hidden', 'true: its location here is the public anchor of its region.'],
  true_place: [
    'True place of a hidden service point',
    'JSON: address, city, province, postalCode, lat, lng. It is to be sealed, and told to nobody.',
  ],
} as const satisfies Record<string, [name: string, description: string]>

export type FactCode = keyof typeof FACTS
