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
