import { eq, inArray, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { answerCounts, servicePoints } from '../../db/schema.ts'
import { NEEDS } from '../../src/directory/needs.ts'
import { ADMISSION } from '../../src/directory/people.ts'
import { worklist, worstFirst } from '../../src/editor/worklist.ts'
import { CODES, reasonsOf, type WorkPoint } from '../../src/editor/worklist-rules.ts'
import { loadGazetteer } from '../../src/geography/gazetteer.ts'
import { after, DAY } from '../../src/platform/clock.ts'
import { send } from '../fixtures/approvals.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aService } from '../fixtures/services.ts'

const NOW = new Date('2026-11-21T19:00:00Z')
const gazetteer = loadGazetteer()
const known = { now: NOW, gazetteer, reviewDays: 90 }

/** Nothing is wrong with it. */
const FINE = {
  ...{ id: '019a9d6e-3a10-7c55-9d4a-0f5f1c2b7a10', name: 'Cedar House', nameFr: null },
  ...{ status: 'partner', hidden: false, pausedUntil: null, verifiedOn: '2026-11-01' },
  ...{ city: 'Thunder Bay', province: 'ON', zone: 'America/Toronto', precision: 'exact' },
  ...{ lat: 48.38, lng: -89.25, phones: [{ number: '+18075550110' }], website: null, email: null },
  ...{ needs: ['food'], genders: ['woman'], minAge: 16, maxAge: null, takes: [], refuses: [] },
  ...{ channels: ['hotline'], reachKm: null, hours: { kind: 'always' }, answered: 0, silent: 0 },
  contacts: [{ confirmedAt: after(NOW, -DAY), failedAt: null, failedReason: null }],
} as unknown as WorkPoint

const codesOf = (point: WorkPoint) =>
  Object.values(reasonsOf(point, known))
    .flat()
    .map(({ code }) => code)
const weekly = (opens: string, closes: string) =>
  ({
    ...{ kind: 'weekly', exceptions: [] },
    ranges: [{ days: ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'], opens, closes }],
  }) as WorkPoint['hours']
const contact = (days: number, failedReason: string | null = null) => ({
  ...{ confirmedAt: after(NOW, -days * DAY), failedReason },
  failedAt: failedReason ? NOW : null,
})

test('each rule, by an example', async (t) => {
  t.same(codesOf(FINE), [])
  const EXAMPLES: [Partial<WorkPoint>, string[]][] = [
    [{ contacts: [] }, ['no_contact']],
    [{ contacts: [], status: 'listed' }, []],
    [{ contacts: [contact(1, 'opted_out')] }, ['no_working_contact']],
    [{ contacts: [contact(90)] }, ['no_working_contact']],
    [{ contacts: [{ ...contact(1), confirmedAt: null }] }, ['no_working_contact']],
    [{ contacts: [contact(1), contact(2, 'bad_address')] }, ['failed_contact']],
    [{ contacts: [contact(1), contact(80)] }, ['contact_lapses']],
    [{ contacts: [contact(1), contact(76)] }, []],
    [{ answered: 1, silent: 2 }, ['never_answers']],
    [{ answered: 0, silent: 2 }, []],
    [{ answered: 4, silent: 3 }, []],
    [{ minAge: 30, maxAge: 20 }, ['ages_crossed']],
    [{ genders: [] }, ['no_genders']],
    [{ genders: null }, []],
    [{ needs: [] }, ['no_needs']],
    [{ channels: [] }, ['no_channels']],
    [{ phones: [] }, ['no_way']],
    [{ phones: [], website: 'https://a.example' }, []],
    [{ lat: 43.65, lng: -79.38 }, ['apart']],
    [{ lat: 43.65, lng: -79.38, hidden: true }, []],
    [{ zone: 'America/Vancouver' }, ['wrong_zone']],
    [{ takes: ['pets'], refuses: ['pets'] }, ['takes_and_refuses']],
    [{ needs: ['prenatal_care'], refuses: ['pregnancy'] }, ['offers_and_refuses']],
    [{ needs: ['child_protection'], minAge: 18 }, ['children_refused']],
    [{ needs: ['child_protection'], minAge: null }, []],
    [{ reachKm: 0 }, ['no_reach']],
    [{ needs: ['emergency_shelter'], hours: weekly('09:00', '17:00') }, ['closed_at_night']],
    [{ needs: ['emergency_shelter'], hours: weekly('18:00', '09:00') }, []],
    [{ needs: ['emergency_shelter'], hours: weekly('00:00', '24:00') }, []],
    [{ hours: weekly('09:00', '17:00') }, []],
    [{ pausedUntil: after(NOW, 31 * DAY) }, ['long_pause']],
    [{ pausedUntil: after(NOW, 29 * DAY) }, []],
    [{ hours: { kind: 'unknown', text: 'when we can' } }, ['hours_unread']],
    [{ hours: { kind: 'unknown' } }, []],
    [{ verifiedOn: '2026-08-20' }, ['checked_long_ago']],
    [{ verifiedOn: '2026-08-23' }, []],
    [{ verifiedOn: null }, ['never_checked']],
  ]
  for (const [change, codes] of EXAMPLES)
    t.same(codesOf({ ...FINE, ...change }), codes, JSON.stringify(change))
  const shown = new Set(EXAMPLES.flatMap(([, codes]) => codes))
  t.same(
    CODES.filter((code) => !shown.has(code)),
    [],
    'every rule has its example',
  )
})

/** Hours, days and lists as somebody would look at them who never read the rules. */
function naive(point: WorkPoint): string[] {
  const found: string[] = []
  const days = (from: Date) => (NOW.getTime() - from.getTime()) / 86_400_000
  const alive = point.contacts.filter(
    (c) => c.confirmedAt && !c.failedAt && days(c.confirmedAt) < 90,
  )
  if (point.status === 'partner') {
    if (point.contacts.length === 0) found.push('no_contact')
    else if (alive.length === 0) found.push('no_working_contact')
    else {
      if (point.contacts.some((c) => c.failedAt)) found.push('failed_contact')
      if (alive.some((c) => days(c.confirmedAt!) > 76)) found.push('contact_lapses')
    }
    const all = point.silent + point.answered
    if (all >= 3 && point.silent * 2 >= all) found.push('never_answers')
    if (point.pausedUntil && -days(point.pausedUntil) > 30) found.push('long_pause')
  }
  const { minAge, maxAge, genders, needs, channels, takes, refuses, hours } = point
  if (typeof minAge === 'number' && typeof maxAge === 'number' && maxAge < minAge)
    found.push('ages_crossed')
  if (genders && genders.length === 0) found.push('no_genders')
  if (!needs.length) found.push('no_needs')
  if (!channels.length) found.push('no_channels')
  if (!point.phones.length && !point.website && !point.email) found.push('no_way')
  if (ADMISSION.some((fact) => takes.includes(fact) && refuses.includes(fact)))
    found.push('takes_and_refuses')
  const has = (need: string, fact: string) =>
    needs.includes(need as never) && refuses.includes(fact as never)
  if (
    has('prenatal_care', 'pregnancy') ||
    has('medical_care', 'medication') ||
    has('addiction_support', 'substance_use')
  )
    found.push('offers_and_refuses')
  if (needs.includes('child_protection') && minAge !== null && minAge > 17)
    found.push('children_refused')
  if (point.reachKm !== null && point.reachKm < 1) found.push('no_reach')
  if (needs.includes('emergency_shelter') && hours.kind === 'weekly') {
    const [range] = hours.ranges
    const at = (clock: string) => Number(clock.slice(0, 2)) + Number(clock.slice(3)) / 60
    const [opens, closes] = [at(range!.opens), at(range!.closes)]
    const open = closes > opens ? opens <= 3 && closes > 3 : opens <= 3 || closes > 3
    if (!open) found.push('closed_at_night')
  }
  if (hours.kind === 'unknown' && hours.text) found.push('hours_unread')
  if (!point.verifiedOn) found.push('never_checked')
  else if (days(new Date(`${point.verifiedOn}T00:00:00Z`)) >= 91) found.push('checked_long_ago')
  return found
}

const clock = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), half: fc.boolean() })
  .map(({ hour, half }) => `${String(hour).padStart(2, '0')}:${half ? '30' : '00'}`)
const someOf = <T>(list: readonly T[]) => fc.subarray([...list], { maxLength: 4 })
const age = fc.option(fc.integer({ min: 0, max: 70 }))
const anyPoint = fc
  .record({
    status: fc.constantFrom('partner', 'listed'),
    contacts: fc.array(
      fc.record({
        age: fc.option(fc.integer({ min: 0, max: 120 })),
        reason: fc.option(fc.constantFrom('opted_out', 'unreachable')),
      }),
      { maxLength: 3 },
    ),
    answered: fc.integer({ min: 0, max: 5 }),
    silent: fc.integer({ min: 0, max: 5 }),
    ...{ minAge: age, maxAge: age },
    genders: fc.constantFrom(null, [], ['woman']),
    needs: someOf(NEEDS),
    channels: fc.constantFrom([], ['hotline']),
    phones: fc.constantFrom([], [{ number: '+18075550110' }]),
    website: fc.constantFrom(null, 'https://a.example'),
    ...{ takes: someOf(ADMISSION), refuses: someOf(ADMISSION) },
    reachKm: fc.constantFrom(null, 0, 0.5, 1, 100),
    pause: fc.option(fc.integer({ min: -40, max: 60 })),
    hours: fc.oneof(
      fc.constant({ kind: 'always' }),
      fc.record({ kind: fc.constant('unknown'), text: fc.constantFrom(undefined, 'often') }),
      fc
        .tuple(clock, clock)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => weekly(a, b)),
    ),
    checked: fc.option(fc.integer({ min: 0, max: 400 })),
  })
  .map(({ contacts, pause, checked, ...rest }) => ({
    ...FINE,
    ...(rest as unknown as Partial<WorkPoint>),
    pausedUntil: pause === null ? null : after(NOW, pause * DAY),
    verifiedOn:
      checked === null
        ? null
        : after(NOW, -checked * DAY)
            .toISOString()
            .slice(0, 10),
    contacts: contacts.map(({ age, reason }) => ({
      confirmedAt: age === null ? null : after(NOW, -age * DAY),
      ...{ failedAt: reason ? NOW : null, failedReason: reason },
    })),
  }))

test('the rules find what a naive reader finds, in order', async (t) => {
  fc.assert(
    fc.property(anyPoint, (point) => {
      const found = reasonsOf(point as WorkPoint, known)
      const codes = Object.values(found)
        .flat()
        .map(({ code }) => code)
      const wanted = naive(point as WorkPoint)
      if ([...codes].sort().join() !== wanted.sort().join())
        throw new Error(`${codes} instead of ${wanted}`)
      for (const reasons of Object.values(found))
        for (const [i, each] of reasons.entries())
          if (i > 0 && each.weight > reasons[i - 1]!.weight) throw new Error('not worst first')
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.array(anyPoint, { minLength: 2, maxLength: 20 }), (points) => {
      const lines = points.flatMap((point, i) => {
        const reasons = reasonsOf(point as WorkPoint, known).contradictory
        return reasons ? [{ point: { ...FINE, ...point, id: `${i}` }, reasons }] : []
      })
      const [first, ...rest] = lines.sort(worstFirst as never)
      for (const each of rest)
        if (worstFirst(first as never, each as never) > 0) throw new Error('not in order')
    }),
  )
  t.end()
})

test('the list of what needs an editor', needsPostgres, async (t) => {
  const service = await aService(t)
  const { orm } = service.db
  const editor = await service.asStaff('editor')
  const page = async (query = '', who: { headers: Record<string, string> } = editor) => {
    const url = `/staff/directory/work${query}`
    const { statusCode, body } = await service.app.inject({ url, headers: who.headers })
    return { status: statusCode, body }
  }
  const verified = { verifiedOn: '2026-11-20' }

  await t.test('is empty where nothing is wrong', async (t) => {
    await aServicePoint(service, verified)
    const { status, body } = await page()
    t.equal(status, 200)
    t.match(body, /Nothing in the directory needs an editor now/)
  })

  await t.test('counts each group, says why in words, and leads on', async (t) => {
    const mute = await aServicePoint(service, { ...verified, name: 'Mute', nameFr: 'Muet' })
    await orm.insert(answerCounts).values({ servicePointId: mute.id, answered: 0, silent: 4 })
    const gone = await aServicePoint(service, { ...verified, name: 'Gone & away', contacts: [] })
    const odd = await aServicePoint(service, {
      ...{ ...verified, name: 'Odd', status: 'listed', vetted: undefined, hidden: true },
      ...{ takes: ['pets'], refuses: ['pets'], contacts: [] },
    })
    await aServicePoint(service, { name: 'New', status: 'listed', vetted: undefined, contacts: [] })
    await aServicePoint(service, { ...verified, name: 'Stopped' }).then(({ id }) =>
      orm
        .update(servicePoints)
        .set({ removedAt: NOW, verifiedOn: null })
        .where(eq(servicePoints.id, id)),
    )
    const { body } = await page()
    t.match(body, /Contacts that do not work \(1\)[\s\S]*Gone &amp; away[\s\S]*A partner without a/)
    t.match(body, `/staff/directory/points/${gone.id}/contacts`)
    t.match(body, /Never answers \(1\)[\s\S]*Let 4 of 4 offers go by/)
    t.match(body, /Contradictory \(1\)[\s\S]*Odd[\s\S]*that it refuses: Pets/)
    t.match(body, `/staff/directory/points/${odd.id}/edit`)
    t.match(body, /Unverified \(1\)[\s\S]*New[\s\S]*Never checked/)
    t.notMatch(body, /Stopped|Stale/)
    t.match((await page('?lang=fr')).body, /Ne répond jamais \(1\)[\s\S]*Muet[\s\S]*4 offres sur 4/)
    t.match((await page('?group=silent')).body, /All groups[\s\S]*Mute/)
    t.notMatch((await page('?group=silent')).body, 'Gone')
    t.equal((await page('?group=nonsense')).status, 400)
  })

  await t.test('is the same for programs, and closed to others', async (t) => {
    const { authorization } = await service.as('editor')
    const key = { headers: { authorization } }
    const { status, body } = await send(service, key, 'GET', '/v1/directory/work')
    t.equal(status, 200)
    t.same(
      body.groups.map(({ group, count }: { group: string; count: number }) => [group, count]),
      [
        ...[
          ['contacts', 1],
          ['silent', 1],
          ['contradictory', 1],
          ['stale', 0],
          ['unverified', 1],
        ],
      ],
    )
    t.match(body.groups[1].lines, [{ reasons: [{ words: { fr: /4 offres sur 4/ } }] }])
    for (const role of ['operator', 'police', 'service_point', 'rapporteur'] as const)
      t.equal((await page('', await service.asStaff(role))).status, 403)
  })

  await t.test('over more points than are read at once, the worst are on top', async (t) => {
    const one = await aServicePoint(service, { ...verified, status: 'listed', vetted: undefined })
    await orm.execute(sql`
      insert into service_points select (jsonb_populate_record(p, jsonb_build_object(
        'id', gen_random_uuid(), 'service_id', gen_random_uuid(), 'location_id', gen_random_uuid(),
        'name', 'Copy ' || n, 'verified_on', date '2026-01-01' + (n % 100)))).*
      from service_points p, generate_series(1, 2500) n where p.id = ${one.id}::uuid`)
    const list = await worklist(service, editor.actor, { most: 10 })
    t.equal(list.stale.count, 2500)
    t.equal(list.stale.lines.length, 10)
    const worst = await orm
      .select({ on: servicePoints.verifiedOn })
      .from(servicePoints)
      .where(
        inArray(
          servicePoints.id,
          list.stale.lines.map(({ point }) => point.id),
        ),
      )
    t.ok(
      worst.every(({ on }) => on! < '2026-01-06'),
      'the oldest',
    )
    const { body } = await page()
    t.match(body, /Stale \(2500\)[\s\S]*The worst 25 of 2500[\s\S]*Show all 2500/)
  })
})
