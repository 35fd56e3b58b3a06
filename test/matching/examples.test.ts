import { type Test, test } from 'tap'
import { loadGazetteer } from '../../src/geography/gazetteer.ts'
import { matching as en } from '../../src/locales/matching.en.ts'
import { matching as fr } from '../../src/locales/matching.fr.ts'
import type { Ask } from '../../src/matching/ask.ts'
import { assess, match } from '../../src/matching/match.ts'
import { policy } from '../../src/matching/policy.ts'
import { present } from '../../src/matching/present.ts'
import { touchedRegions } from '../../src/matching/touched.ts'
import type { Tx } from '../../src/platform/database.ts'
import { aDatabase, anEmbeddedDatabase, needsPostgres } from '../fixtures/database.ts'
import {
  anAsk,
  aPoint,
  emptyDirectory,
  insertPoints,
  NOON,
  type Point,
} from '../fixtures/match-rows.ts'

/** Why a point is excluded, the first reason; undefined if it is a candidate. */
async function whyNot(tx: Tx, given: Partial<Point>, asked: Partial<Ask> = {}) {
  await emptyDirectory(tx)
  const point = aPoint(given)
  await insertPoints(tx, [point])
  const { explained } = await match(tx, anAsk(asked), NOON, { explain: point.id })
  return explained!.reasons[0]
}

/** The only point of the directory as a candidate. */
async function candidate(tx: Tx, given: Partial<Point>, asked: Partial<Ask> = {}) {
  await emptyDirectory(tx)
  await insertPoints(tx, [aPoint(given)])
  const { candidates } = await match(tx, anAsk(asked), NOON)
  return candidates[0]!
}

const boy = { ageBand: '13-17', gender: 'boy' } as const
const north = (km: number) => ({ lat: 48.38 + km / 111.2, lng: -89.25 })
const westfort = { point: { lat: 48.36, lng: -89.28 }, radiusKm: 5 }
const rough = { ...anAsk().located, precision: 'province', region: 'on' } as const

const hardRules = (tx: Tx) => async (t: Test) => {
  const cases: [string, Partial<Point>, Partial<Ask>, string | undefined][] = [
    ['a service point that helps is a candidate', {}, {}, undefined],
    [
      'police ask, it takes no police',
      { channels: ['hotline'] },
      { channel: 'police' },
      'not_accepting_channel',
    ],
    ['it is paused', { paused: true }, {}, 'paused'],
    ['it offers something else', { needs: ['food'] }, {}, 'need_not_offered'],
    ['it serves men', { genders: ['man'] }, {}, 'gender_not_served'],
    ['whom it serves is unknown', { genders: undefined }, {}, undefined],
    [
      'a person who does not say is not excluded',
      { genders: ['woman'] },
      { gender: 'undisclosed' },
      undefined,
    ],
    ['to 24 takes in the whole last year', { maxAge: 24 }, { age: 24.9 }, undefined],
    ['to 24 ends with the birthday', { maxAge: 24 }, { age: 25 }, 'age_not_served'],
    [
      'from 16, for someone under 16',
      { minAge: 16 },
      { age: undefined, ageGroup: 'under_16' },
      'age_not_served',
    ],
    [
      'an age group that may fit',
      { minAge: 18, maxAge: 20 },
      { age: undefined, ageGroup: '18-24' },
      undefined,
    ],
    ['an age that is unknown', { minAge: 18 }, { age: undefined }, undefined],
    [
      'no boys of 13 to 17',
      { children: ['0-5:boy', '0-5:girl', '13-17:girl'] },
      { children: [boy] },
      'household_not_taken',
    ],
    [
      'no children at all',
      { children: [] },
      { children: [{ ageBand: '0-5' }] },
      'household_not_taken',
    ],
    [
      'whether it takes children is unknown',
      { children: undefined },
      { children: [boy] },
      undefined,
    ],
    ['it cannot take pets', { refuses: ['pets'] }, { facts: ['pets'] }, 'stated_rule'],
    [
      'it has no wheelchair access',
      { access: ['deaf'] },
      { accessNeeds: ['wheelchair'] },
      'access_not_met',
    ],
    ['its service area is elsewhere', { areas: ['mb', 'on-kenora'] }, {}, 'outside_service_area'],
    [
      'its service area wins over its reach',
      { areas: ['on'], reachKm: 1, at: north(50) },
      {},
      undefined,
    ],
    ['31 km away, it goes 30', { at: north(31), reachKm: 30 }, {}, 'outside_reach'],
    ['29 km away, it goes 30', { at: north(29), reachKm: 30 }, {}, undefined],
    [
      'too far, but it helps from afar',
      { at: north(31), reachKm: 30, remote: true },
      {},
      undefined,
    ],
    [
      'she leaves the area',
      { takesFromElsewhere: true },
      { relocation: 'leave_area' },
      'place_left',
    ],
    [
      'she leaves for another region',
      { region: 'on-kenora-district', takesFromElsewhere: true },
      { relocation: 'leave_area' },
      undefined,
    ],
    [
      'she leaves the province',
      { region: 'on-kenora-district' },
      { relocation: 'leave_province' },
      'place_left',
    ],
    [
      'it takes nobody from elsewhere',
      { region: 'mb-north', province: 'MB', takesFromElsewhere: false },
      { relocation: 'leave_province' },
      'not_from_elsewhere',
    ],
    [
      'it lies in an area to avoid',
      {},
      { avoid: { areas: [westfort], organizations: [] } },
      'in_avoided_area',
    ],
    [
      'it is full for women',
      { rooms: [{ need: 'emergency_shelter', population: 'women', room: 0, fresh: true }] },
      {},
      'full',
    ],
    [
      'it is full for anyone',
      { rooms: [{ need: 'emergency_shelter', population: 'any', room: 0, fresh: true }] },
      {},
      'full',
    ],
    [
      'it is full for men',
      { rooms: [{ need: 'emergency_shelter', population: 'men', room: 0, fresh: true }] },
      {},
      undefined,
    ],
    [
      'it was full some time ago',
      { rooms: [{ need: 'emergency_shelter', population: 'women', room: 0, fresh: false }] },
      {},
      undefined,
    ],
    ['in an emergency it is closed', { open: false }, { urgency: 'emergency' }, 'closed_now'],
    [
      'in an emergency its hours are unknown',
      { open: undefined },
      { urgency: 'emergency' },
      undefined,
    ],
    ['it is closed, and there is time', { open: false }, {}, undefined],
    ['it is hidden from police', { hidden: true }, { channel: 'police' }, 'unknown_service_point'],
    [
      'somewhere in Ontario, it serves Thunder Bay',
      { areas: ['on-thunder-bay'] },
      { located: rough },
      undefined,
    ],
    [
      'somewhere in Ontario, it serves Manitoba',
      { areas: ['mb'] },
      { located: rough },
      'outside_service_area',
    ],
    [
      'somewhere in Ontario, it stands in Manitoba',
      { province: 'MB' },
      { located: rough },
      'outside_reach',
    ],
  ]
  for (const [name, point, ask, wanted] of cases)
    t.equal(await whyNot(tx, point, ask), wanted, name)

  const line = { remote: true, at: undefined, takesFromElsewhere: true }
  t.equal(
    await whyNot(tx, line, { relocation: 'leave_area' }),
    undefined,
    'a telephone line is nowhere that could be left',
  )
  const organizationId = '00000000-0000-4000-8000-000000000001'
  t.equal(
    await whyNot(tx, { organizationId }, { avoid: { areas: [], organizations: [organizationId] } }),
    'avoided_organization',
  )
  t.equal(await whyNot(tx, { id: organizationId }, { skip: [organizationId] }), 'already_asked')
}

test('the hard rules', needsPostgres, async (t) => {
  const { orm: tx } = await aDatabase(t)
  await hardRules(tx)(t)
})

test('the hard rules on the embedded database', async (t) => {
  const { orm: tx } = await anEmbeddedDatabase(t)
  await hardRules(tx)(t)
})

test('matching', needsPostgres, async (t) => {
  const { orm: tx } = await aDatabase(t)

  t.test('what is not known of the person holds a restricted place', async (t) => {
    const cases: [string, Partial<Point>, Partial<Ask>][] = [
      ['gender_unsure', { genders: ['woman'] }, { gender: undefined }],
      ['age_unsure', { minAge: 18 }, { age: undefined }],
      ['child_gender_unsure', { children: ['13-17:girl'] }, { children: [{ ageBand: '13-17' }] }],
      ['elsewhere_unknown', { region: 'on-algoma' }, { relocation: 'leave_area' }],
    ]
    for (const [why, point, ask] of cases) {
      const found = await candidate(tx, point, ask)
      t.same(found.hold, { kind: 'operator_release', why })
      t.equal(found.offerable, false)
    }
    const open = await candidate(tx, {}, { gender: undefined, age: undefined })
    t.equal(open.hold, undefined, 'a place for everyone is not held')
  })

  t.test('an unknown reach gives no automatic offer outside the province', async (t) => {
    const near = await candidate(tx, { reachKm: undefined })
    t.match(near.cautions, [{ code: 'reach_unknown' }])
    t.equal(near.offerable, true)
    const far = { reachKm: undefined, province: 'MB', region: 'mb-north' } as const
    t.equal((await candidate(tx, far)).offerable, false)
  })

  t.test('nothing is offered by itself to someone who is somewhere in the province', async (t) => {
    const found = await candidate(tx, {}, { located: rough })
    t.match(found, { offerable: false, cautions: [{ code: 'choose_by_hand' }] })
    t.equal(found.distance, undefined)
  })

  t.test('a listed point is shown and never offered', async (t) => {
    t.match(await candidate(tx, { partner: false }), { partner: false, offerable: false })
  })

  t.test(
    'a hidden point near an area to avoid is held by its region, never excluded',
    async (t) => {
      const gazetteer = loadGazetteer()
      const ask = (radiusKm: number, at = westfort.point): Partial<Ask> => {
        const areas = [{ point: at, radiusKm }]
        return { avoid: { areas, organizations: [], regions: touchedRegions(gazetteer, areas) } }
      }
      for (const radiusKm of [0.1, 5, 100]) {
        const found = await candidate(tx, { hidden: true }, ask(radiusKm))
        t.same(found.hold, { kind: 'supervisor_check', why: 'avoided_area_near' })
        t.same(found.distance, { band: '0-5' })
      }
      const far = await candidate(tx, { hidden: true }, ask(5, { lat: 43.7, lng: -79.4 }))
      t.equal(far.hold, undefined)
    },
  )

  t.test('one place that does three things beats three places a little nearer', async (t) => {
    await emptyDirectory(tx)
    const needs = ['emergency_shelter', 'legal_immigration', 'food'] as const
    const near = needs.map((need) => aPoint({ needs: [need], at: north(1) }))
    const hub = aPoint({ needs: [...needs], at: north(6) })
    await insertPoints(tx, [...near, hub])
    const { plan, candidates } = await match(tx, anAsk({ needs: [...needs] }), NOON)
    t.same(plan.legs, [{ servicePointId: hub.id, needs }])
    t.equal(candidates[0]!.servicePointId, hub.id)
    const more = await match(tx, anAsk({ needs: [...needs, 'peer_support'] }), NOON)
    t.same(more.unmet, ['peer_support'])
  })

  t.test('what is full for one need still covers the other', async (t) => {
    const found = await candidate(
      tx,
      {
        needs: ['emergency_shelter', 'food'],
        rooms: [{ need: 'emergency_shelter', population: 'any', room: 0, fresh: true }],
      },
      { needs: ['emergency_shelter', 'food'] },
    )
    t.same(found.needs, ['food'])
  })

  t.test('spoken beats a sister language beats an interpreter beats none', async (t) => {
    const part = async (point: Partial<Point>) =>
      (await candidate(tx, point, { languages: ['crk'] })).parts.language
    const parts = [
      await part({ languages: ['crk'] }),
      await part({ languages: ['crj'] }),
      await part({ interpreter: true }),
      await part({ interpreter: undefined }),
      await part({ interpreter: false }),
    ]
    t.same(
      parts,
      [...parts].sort((a, b) => b - a),
    )
    t.equal(new Set(parts).size, parts.length)
  })

  t.test('looks wider only until there are enough, and says how far', async (t) => {
    await emptyDirectory(tx)
    const here = Array.from({ length: 10 }, () => aPoint())
    const far = aPoint({ region: 'on-toronto', reachKm: undefined, at: { lat: 43.7, lng: -79.4 } })
    await insertPoints(tx, [...here, far])
    const enough = await match(tx, anAsk(), NOON, { explain: far.id })
    t.match(enough, { looked: 'region', complete: true })
    t.equal(enough.candidates.length, 10)
    t.same(enough.explained!.reasons, ['enough_nearer'])

    const { looked, candidates } = await match(tx, anAsk({ skip: [here[0]!.id] }), NOON)
    t.equal(looked, 'province')
    t.equal(candidates.length, 10)
  })

  t.test('a border never keeps a service out of the nearest ten', async (t) => {
    await emptyDirectory(tx)
    const here = Array.from({ length: 10 }, (_, i) => aPoint({ at: north(i * 5) }))
    const across = { region: 'on-kenora-district', reachKm: undefined }
    const near = aPoint({ ...across, at: north(12) })
    const far = aPoint({ ...across, at: north(60) })
    await insertPoints(tx, [...here, near, far])
    const { looked, candidates } = await match(tx, anAsk(), NOON)
    const ids = candidates.map(({ servicePointId }) => servicePointId)
    t.equal(looked, 'region')
    t.ok(ids.includes(near.id))
    t.notOk(ids.includes(far.id))
  })

  t.test(
    'of many at one place the same are taken, in whatever order they were written',
    async (t) => {
      const all = Array.from({ length: 80 }, () => aPoint())
      const tight = { ...policy, walk: 8, shortlist: 5, enough: { eligible: 5, partners: 1 } }
      const sorted = all.map(({ id }) => id).sort()
      for (const written of [all, [...all].reverse(), [...all.slice(40), ...all.slice(0, 40)]]) {
        await emptyDirectory(tx)
        await insertPoints(tx, written)
        const { candidates } = await match(tx, anAsk(), NOON, { policy: tight })
        t.same(
          candidates.map(({ servicePointId }) => servicePointId),
          sorted.slice(0, 5),
        )
      }
    },
  )

  t.test('the nearest is the nearest: 25 km are 25 km in Whitehorse too', async (t) => {
    const located = {
      ...anAsk().located,
      point: { lat: 60.72, lng: -135.05 },
      province: 'YT',
    } as const
    const ask = { located: { ...located, region: 'yt' }, areaIds: ['yt', 'ca'] }
    // 24 km on the ground, 49 km in Web Mercator metres
    const at = { lat: 60.72, lng: -135.05 + 24 / 54.6 }
    const found = await candidate(tx, { at, reachKm: 25, province: 'YT', region: 'yt' }, ask)
    t.match(found.distance, { km: 24 })
  })

  t.test('judges what a human chose, and what they overrode', async (t) => {
    await emptyDirectory(tx)
    const point = aPoint({ genders: ['man'], open: false })
    await insertPoints(tx, [point])
    const ask = anAsk({ urgency: 'emergency' })
    const [judged] = await assess(tx, ask, [point.id], NOON)
    t.same(judged!.failed, ['gender_not_served', 'closed_now'])
    const [later] = await assess(tx, { ...ask, override: ['hours', 'gender'] }, [point.id], NOON)
    t.same(later!.failed, [])
    t.same(await assess(tx, ask, ['00000000-0000-4000-8000-000000000009'], NOON), [])
  })

  t.test('answers in about a page that a person can read, in both languages', async (t) => {
    await emptyDirectory(tx)
    const points = Array.from({ length: 15 }, (_, i) =>
      aPoint({ at: north(i), interpreter: true, ...(i > 9 && { genders: ['man'] }) }),
    )
    await insertPoints(tx, points)
    const ask = anAsk({ languages: ['es'], needs: ['emergency_shelter', 'peer_support'] })
    const result = await match(tx, ask, NOON, { explain: points[14]!.id })
    const english = present(result, { language: 'en', viewer: 'operator' })
    t.match(english.candidates[0], {
      why: 'Covers 1 of 2 needs. Works with interpreters (Spanish). 0 km away. Open now.',
    })
    t.match(english.explained, { eligible: false, why: 'It does not serve this gender.' })
    t.equal(english.plan?.why, 'One stop. Nobody was found for: Peer support.')
    t.ok(JSON.stringify(english).length < 6000)
    const french = present(result, { language: 'fr', viewer: 'operator' })
    t.match(french.candidates[3]!.why, /Travaille avec des interprètes \(espagnol\)\. À 3 km\./)
  })
})

test('every sentence is there in French, and none names a victim', async (t) => {
  for (const group of ['rules', 'reasons', 'cautions'] as const) {
    const words = {
      count: '3',
      of: '4',
      km: '5',
      band: '0-5',
      language: 'x',
      needs: 'y',
      facts: 'z',
    }
    for (const [code, say] of Object.entries(en[group])) {
      const french = (fr[group] as typeof en.rules)[code as never] as typeof say
      t.not(say(words), french(words), code)
      t.notMatch(say(words) + french(words), /victim/i, code)
    }
  }
})
