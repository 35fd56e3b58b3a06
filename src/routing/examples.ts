const told = (en: string, fr: string) => ({ en, fr })
const id = (n: number) => `019aa7c2-5d1e-7a40-8c3b-0000000000${n}`

export const SUMMARY_EXAMPLE = {
  id: id(10),
  reference: 'K7F-2QX',
  state: 'open',
  createdAt: '2026-11-21T19:00:00.000Z',
  endedAt: null,
}

/** Fictional. What an operator reads of an urgent referral of one need that waits for an answer. */
export const REFERRAL_VIEW_EXAMPLE = {
  ...SUMMARY_EXAMPLE,
  channel: 'hotline',
  urgency: 'urgent',
  area: told('Thunder Bay', 'Thunder Bay'),
  endReason: null,
  cautions: [],
  stage: 'offered',
  legs: [
    {
      id: id(11),
      needs: ['emergency_shelter'],
      state: 'open',
      stage: 'offered',
      next: told(
        'One service point was asked; they can answer until 14:30 (Toronto). Then the next is asked.',
        'Un point de service a été sollicité; la réponse est attendue jusqu’à 14 h 30 (Toronto). Ensuite, le suivant est sollicité.',
      ),
      nextAt: '2026-11-21T19:30:00.000Z',
      offers: [
        {
          id: id(12),
          state: 'open',
          madeAt: '2026-11-21T19:00:00.000Z',
          answerBy: '2026-11-21T19:30:00.000Z',
          servicePoint: { id: id(13), name: told('Example Shelter', 'Refuge Exemple') },
          reason: null,
          answeredAt: null,
        },
      ],
      tasks: [],
    },
  ],
}

export const TASK_EXAMPLE = {
  id: id(14),
  kind: 'no_candidate',
  role: 'operator',
  urgency: 'urgent',
  owner: null,
  openedAt: '2026-11-21T19:00:00.000Z',
  dueAt: '2026-11-21T19:30:00.000Z',
  referral: { id: id(10), reference: 'K7F-2QX' },
  legId: id(11),
  servicePointId: null,
  account: null,
  todo: told(
    'There is nobody who can be asked automatically. Call the numbers below, widen what is asked for, or close.',
    'Personne ne peut être sollicité automatiquement. Appelez les numéros ci-dessous, élargissez la demande ou fermez.',
  ),
  why: told(
    'Only listed services offer this within reach; none is a vetted partner yet.',
    'Seuls des services répertoriés offrent cela à proximité; aucun n’est encore partenaire.',
  ),
  call: [
    {
      servicePointId: id(13),
      name: told('Example Shelter', 'Refuge Exemple'),
      status: 'listed',
      city: 'Thunder Bay',
      province: 'ON',
      phones: [{ number: '+18075550110' }],
    },
  ],
  lines: [{ name: 'Demo hotline (fictional)', phone: '+18005550100' }],
}

export const DETAILS_EXAMPLE = {
  needs: ['emergency_shelter'],
  area: told('Thunder Bay', 'Thunder Bay'),
  urgency: 'urgent',
  gender: 'woman',
  ageGroup: '18-24',
  people: 1,
  childBands: [],
  facts: [],
  languages: ['en'],
  story: { notes: 'Can come by taxi tonight.' },
  place: { lat: 48.38, lng: -89.25, label: 'Thunder Bay, ON', precision: 'place' },
}
