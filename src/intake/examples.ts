/** As in the README: an urgent request of one need, for a woman of 24 in Thunder Bay. */
export const MATCH_EXAMPLE = {
  channel: 'hotline',
  urgency: 'urgent',
  location: { place: 'Thunder Bay', province: 'ON' },
  needs: ['emergency_shelter'],
  languages: ['en'],
  gender: 'woman',
  age: 24,
  relocation: 'stay',
}

export const REFERRAL_EXAMPLE = {
  ...MATCH_EXAMPLE,
  safeContact: {
    wanted: true,
    channels: [
      {
        kind: 'voice',
        value: '+18075550123',
        voicemail: 'none',
        days: ['mo', 'tu', 'we'],
        from: '18:00',
        to: '21:00',
        zone: 'America/Toronto',
      },
    ],
    codeWord: 'maple',
  },
  consent: {
    basis: 'consent',
    givenBy: 'person',
    method: 'verbal',
    statement: '2026-1',
    language: 'en',
    scope: ['needs', 'area', 'age_gender', 'language', 'contact', 'story'],
    tellReferrer: true,
    followUp: true,
  },
  referrer: { unit: 'night shift' },
  notes: 'Can come by taxi tonight.',
}

/** Fictional. What an operator is told for the above. */
export const MATCH_VIEW_EXAMPLE = {
  area: { en: 'Thunder Bay', fr: 'Thunder Bay' },
  cautions: [],
  looked: 'province',
  complete: true,
  candidates: [
    {
      servicePointId: '019aa7c2-5d1e-7a40-8c3b-000000000013',
      name: 'Example Shelter',
      partner: true,
      offerable: true,
      needs: ['emergency_shelter'],
      score: 0.8312,
      distance: { km: 2.4 },
      open: 'open',
      why: 'Covers everything asked. Staff speak English. 2.4 km away. Open now. Room: 3.',
      phones: ['+18075550110'],
    },
  ],
  excluded: [
    {
      servicePointId: '019aa7c2-5d1e-7a40-8c3b-000000000014',
      name: 'Example Men’s Shelter',
      reason: 'gender_not_served',
      why: 'It does not serve this gender.',
    },
  ],
  plan: {
    legs: [
      {
        servicePointId: '019aa7c2-5d1e-7a40-8c3b-000000000013',
        name: 'Example Shelter',
        needs: ['emergency_shelter'],
      },
    ],
    why: 'One stop.',
  },
  unmet: [],
}

export const PLACES_VIEW_EXAMPLE = {
  places: [
    {
      id: 'qc-montreal',
      name: 'Montreal',
      nameFr: 'Montréal',
      province: 'QC',
      point: { lat: 45.5088, lng: -73.5878 },
      population: 1600000,
      region: 'qc-montreal-laval',
    },
  ],
  ambiguous: false,
  nearestSpellings: [],
  unknown: false,
}
