import assert from 'node:assert/strict'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import postgres from 'postgres'
import { type Test, test } from 'tap'
import {
  directoryChanges,
  hiddenPlaces,
  servicePointMatches,
  servicePoints,
} from '../../db/schema.ts'
import { factsOf, plainFacts, writtenPlace } from '../../src/directory/columns.ts'
import { historyOf } from '../../src/directory/history.ts'
import { editOrganization, saveOrganization } from '../../src/directory/organization.ts'
import { pausePoint, setReminders } from '../../src/directory/pause.ts'
import {
  removeServicePoint,
  restoreServicePoint,
  retireOrganization,
} from '../../src/directory/retire.ts'
import { type ServicePointInput, saveServicePoint } from '../../src/directory/service-point.ts'
import { undo } from '../../src/directory/undo.ts'
import { EVERYTHING, findPoints, type PointSearch } from '../../src/editor/find.ts'
import { after, DAY } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Actor } from '../../src/protection/may.ts'
import { dataKey, open } from '../../src/protection/seal.ts'
import { type Services, type Turn, takeTurn } from '../../src/services.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint, directoryServices } from '../fixtures/directory.ts'

const NOW = new Date('2026-11-23T15:00:00Z')
const EDITOR: Actor = { id: 'staff:editor', role: 'editor', sessionId: newId() }
/** tap compares the thrown error with these fields only. */
const like = (fields: object) => fields as Error

test('the history of the directory', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const services = {
    ...directoryServices(db, { now: async () => NOW }),
    providers: { order: { sms: ['local'], email: ['local'] } },
  } as unknown as Services
  const asOwner = async (text: string) => {
    const owner = postgres(db.adminUrl, { max: 1 })
    await owner.unsafe(text).finally(() => owner.end())
  }
  const turn = <T>(work: (turn: Turn) => Promise<T>) => takeTurn(services, EDITOR, work)
  const save = (input: ServicePointInput) =>
    turn(({ tx }) => saveServicePoint(tx, services, input, NOW, EDITOR))
  const history = (id: string) => turn((turn) => historyOf(turn, 'service_point', id))
  const rowOf = async (id: string) =>
    (await db.orm.select().from(servicePoints).where(eq(servicePoints.id, id)))[0]!
  const matchOf = async (id: string) =>
    (
      await db.orm
        .select()
        .from(servicePointMatches)
        .where(eq(servicePointMatches.servicePointId, id))
    )[0]
  const organizationId = await turn(({ tx }) => saveOrganization(tx, { name: 'Home' }, NOW))
  const base: ServicePointInput = {
    organizationId,
    name: 'Before',
    city: 'Thunder Bay',
    province: 'ON',
    needs: ['food', 'transportation'],
    channels: ['hotline'],
    phones: [{ number: '+18075550110' }],
    languages: ['en'],
  }

  await t.test(
    'each field that changed is told, with what stood there, and nothing else',
    async (t) => {
      const { id } = await save(base)
      t.same(await history(id), [], 'being made is no change')
      await save({ ...base, id, needs: ['transportation', 'food'] })
      t.same(await history(id), [], 'codes have no order')
      await save({ ...base, id, name: 'After', city: 'Kenora', hours: { kind: 'always' } })
      const [change] = await history(id)
      t.match(change, { actor: 'staff:editor', at: NOW })
      t.same(change!.against, undefined)
      t.match(
        new Map(change!.fields.map(({ field, from, to }) => [field, [from, to]])),
        new Map<string, unknown>([
          ['name', ['Before', 'After']],
          ['hours', [{ kind: 'unknown' }, { kind: 'always' }]],
          ['city', ['Thunder Bay', 'Kenora']],
        ]),
      )
      const [stored] = await db.orm
        .select()
        .from(directoryChanges)
        .where(eq(directoryChanges.thingId, id))
      t.notMatch(JSON.stringify(stored!.fields), /Kenora|Thunder/, 'the place is sealed')
    },
  )

  await t.test('pause, reminders and retirement are changes too', async (t) => {
    const { id } = await save(base)
    await turn((turn) => pausePoint(turn, id, after(NOW, DAY)))
    await turn((turn) => setReminders(turn, id, false))
    await turn(({ tx }) => removeServicePoint(tx, services, id, NOW, EDITOR))
    t.notOk(await matchOf(id), 'matching does not find it from then on')
    const shown = await history(id)
    t.same(
      shown.map(({ fields }) => fields[0]),
      [
        { field: 'removed', from: false, to: true },
        { field: 'reminders', from: true, to: false },
        { field: 'pausedUntil', from: null, to: after(NOW, DAY).toISOString() },
      ],
    )
    t.match(shown[1], { against: { why: 'retired' } })
    for (const { id: change } of shown) await turn((turn) => undo(turn, change))
    t.match(await rowOf(id), { removedAt: null, reminders: true, pausedUntil: null })
    t.ok(await matchOf(id))
  })

  await t.test('any edits, undone in reverse, give the first facts', async () => {
    const edit = fc.record(
      {
        name: fc.constantFrom('One', 'Two', 'Three'),
        nameFr: fc.constantFrom('Un', 'Deux'),
        website: fc.constantFrom('https://a.example', 'https://b.example'),
        city: fc.constantFrom('Thunder Bay', 'Kenora', 'Winnipeg', 'Nowhereville'),
        address: fc.constantFrom('1 Main Street', '2 Main Street'),
        province: fc.constantFrom('ON', 'MB'),
        postalCode: fc.constantFrom('P7A 4B2', 'R3C 1A5', 'P0V 1A0'),
        zone: fc.constantFrom('America/Winnipeg', 'America/Toronto'),
        position: fc.constantFrom({ lat: 48.38, lng: -89.25 }, { lat: 49.9, lng: -97.14 }),
        needs: fc.subarray(['food', 'transportation', 'mental_health'] as const),
        genders: fc.option(fc.subarray(['woman', 'man'] as const)),
        minAge: fc.option(fc.integer({ min: 0, max: 20 })),
        children: fc.option(fc.subarray(['0-5:girl', '6-12:boy'] as const)),
        interpreter: fc.option(fc.boolean()),
        accepting: fc.boolean(),
        pausedUntil: fc.option(fc.constant('2026-12-01T00:00:00.000Z')),
        reachKm: fc.option(fc.constantFrom(1.5, 100)),
        areas: fc.option(fc.constant(['on'])),
        verifiedOn: fc.option(fc.constantFrom('2026-01-02', '2026-11-22')),
        phones: fc.constantFrom([], [{ number: '+18075550111', extension: '2' }]),
        hours: fc.constantFrom(
          { kind: 'always' as const },
          { kind: 'unknown' as const, text: 'mornings' },
          {
            kind: 'weekly' as const,
            ranges: [{ days: ['mo' as const], opens: '22:00', closes: '06:00' }],
            exceptions: [{ date: '2026-12-25', ranges: [] }],
          },
        ),
      },
      { requiredKeys: ['name', 'needs', 'province'] },
    )
    const stateOf = async (id: string) => {
      const row = await rowOf(id)
      const { lat, lng, precision, region, placeId } = row
      const facts = plainFacts(row as never) as Record<string, unknown>
      for (const [name, value] of Object.entries(facts))
        if (Array.isArray(value)) facts[name] = value.map((each) => JSON.stringify(each)).sort()
      const match = { ...(await matchOf(id)), openings: undefined, openingsUntil: undefined }
      return { facts, place: { ...writtenPlace(row), lat, lng, precision, region, placeId }, match }
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (edits, hidden) => {
          const inputs = edits.map(({ position, ...facts }) => ({
            ...{ channels: base.channels, organizationId, ...facts, ...position },
          })) as ServicePointInput[]
          const [first, ...later] = inputs
          const { id } = await save({ ...first!, hidden })
          const beginning = await stateOf(id)
          const sealed = await sealedPlaceOf(id)
          for (const input of later) await save({ ...input, id })
          const changes = await history(id)
          for (const change of changes) await turn((turn) => undo(turn, change.id))
          assert.deepEqual(await stateOf(id), beginning)
          assert.deepEqual(await sealedPlaceOf(id), sealed)
          // An undo is a change, and can be undone: forward again, and back.
          const undone = (await history(id)).slice(0, changes.length)
          for (const change of undone) await turn((turn) => undo(turn, change.id))
          for (const change of (await history(id)).slice(0, changes.length))
            await turn((turn) => undo(turn, change.id))
          assert.deepEqual(await stateOf(id), beginning)
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 15) },
    )
    async function sealedPlaceOf(id: string) {
      return turn(async ({ tx, keys }) => {
        const [row] = await tx
          .select()
          .from(hiddenPlaces)
          .where(eq(hiddenPlaces.servicePointId, id))
        if (!row) return undefined
        const where = { table: 'hidden_places', row: id, field: 'sealed' }
        return open(await dataKey(tx, keys, row.keyId), where, row.sealed)
      })
    }
  })

  await t.test('what changed again since is not undone, and the fields are named', async (t) => {
    const { id } = await save(base)
    await save({ ...base, id, name: 'Two', website: 'https://a.example' })
    await save({ ...base, id, name: 'Three', website: 'https://a.example' })
    const [, older] = await history(id)
    t.same(older!.against, { why: 'changed_since', fields: ['name'] })
    await t.rejects(
      turn((turn) => undo(turn, older!.id)),
      like({
        status: 409,
        code: 'changed_since',
        fields: [{ pointer: '/name', detail: 'was changed again since' }],
      }),
    )
    await t.rejects(
      turn((turn) => undo(turn, newId())),
      like({ status: 404 }),
    )
  })

  await t.test('what takes two people is not undone by one', async (t) => {
    const { id, organizationId: home } = await aServicePoint(services, {
      status: 'listed',
      vetted: undefined,
    })
    const row = await rowOf(id)
    const facts = { ...factsOf(row as never), ...writtenPlace(row), organizationId: home, id }
    await save({ ...facts, phones: [{ number: '+18075550177' }] })
    const vetted = { by: 'two', at: NOW, how: 'test' }
    await asOwner('alter table service_points disable trigger partner_was_approved')
    await save({ ...facts, phones: [{ number: '+18075550177' }], status: 'partner', vetted })
    await asOwner('alter table service_points enable trigger partner_was_approved')
    const [activated, phones] = await history(id)
    t.same(activated!.against, { why: 'two_people', fields: ['status'] })
    t.same(phones!.against, { why: 'two_people', fields: ['phones'] })
    await t.rejects(
      turn((turn) => undo(turn, phones!.id)),
      like({ code: 'two_people' }),
    )

    await turn(({ tx }) => removeServicePoint(tx, services, id, NOW, EDITOR))
    const [retired] = await history(id)
    await turn((turn) => undo(turn, retired!.id))
    t.match(await rowOf(id), { status: 'listed', vettedBy: null, removedAt: null })
    t.match(await matchOf(id), { partner: false })
  })

  await t.test(
    'an organization is retired with its service points, and comes back alone',
    async (t) => {
      const home = await turn(({ tx }) => saveOrganization(tx, { name: 'Old' }, NOW))
      const [one, two] = [
        await save({ ...base, organizationId: home }),
        await save({ ...base, organizationId: home }),
      ]
      await turn(({ tx }) => editOrganization(tx, services, { id: home, name: 'New' }, NOW, EDITOR))
      t.equal(await turn((turn) => retireOrganization(turn, home)), 2)
      t.notOk(await matchOf(one.id))
      const [retired, named] = await turn((turn) => historyOf(turn, 'organization', home))
      t.same(named!.fields, [{ field: 'name', from: 'Old', to: 'New' }])
      t.match(named, { against: { why: 'retired' } })
      await t.rejects(
        turn((turn) => restoreServicePoint(turn, two.id)),
        like({ status: 409, code: 'organization_retired' }),
      )
      await turn((turn) => undo(turn, retired!.id))
      t.notOk(await matchOf(one.id), 'its service points come back by themselves')
      await turn((turn) => restoreServicePoint(turn, two.id))
      t.ok(await matchOf(two.id))
      await turn((turn) => undo(turn, named!.id))
      t.equal(
        (await turn((turn) => historyOf(turn, 'organization', home)))[0]!.fields[0]!.to,
        'Old',
      )
    },
  )

  await t.test(
    'editors find by words without accents, by place, need, state and what to look at',
    async (t) => {
      const { id } = await save({
        ...base,
        name: 'Maison Sainte-Élisabeth',
        needs: ['clothing_hygiene'],
      })
      await save({
        ...base,
        name: '100% Help',
        verifiedOn: '2024-01-01',
        hours: { kind: 'always' },
      })
      const found = (search: Partial<PointSearch>) =>
        turn(async (turn) => {
          const { found, count } = await findPoints(turn, { ...EVERYTHING, ...search }, 1)
          t.equal(count, found.length)
          return found.map(({ name }) => name)
        })
      const elisabeth = ['Maison Sainte-Élisabeth']
      t.same(await found({ q: 'sainte-elisa' }), elisabeth)
      t.same(await found({ q: 'ÉLISABETH', province: 'ON', need: 'clothing_hygiene' }), elisabeth)
      t.same(await found({ q: 'elisabeth', province: 'QC' }), [])
      t.same(await found({ q: '100%' }), ['100% Help'])
      t.same(await found({ q: '%_%' }), [])
      t.same(await found({ q: 'thunder bay', need: 'clothing_hygiene' }), elisabeth)
      t.same(await found({ q: 'elisabeth', look: 'never' }), elisabeth)
      t.same(await found({ q: '100%', look: 'never' }), [])
      t.same(await found({ q: '100%', look: 'old' }), ['100% Help'])
      t.same(await found({ q: '100%', look: 'hours' }), [])
      t.same(await found({ q: 'elisabeth', look: 'contact' }), [])
      t.same(await found({ q: 'elisabeth', state: 'partner' }), [])
      await turn((turn) => pausePoint(turn, id, after(NOW, DAY)))
      t.same(await found({ state: 'paused', q: 'elisabeth' }), elisabeth)
      await turn(({ tx }) => removeServicePoint(tx, services, id, NOW, EDITOR))
      t.same(await found({ q: 'elisabeth' }), [])
      t.same(await found({ q: 'elisabeth', state: 'retired' }), elisabeth)
    },
  )

  await hiddenPoints(t)

  async function hiddenPoints(t: Test) {
    const near = { city: 'Thunder Bay', address: '1 Secret Street', postalCode: 'P7A 4B2' }
    const far = { city: 'Nipigon', address: '9 Hidden Lane', postalCode: undefined }

    await t.test(
      'P3: the history of a hidden point never shows a place, nor helps to guess it',
      async (t) => {
        // Two worlds that differ in where it truly is, inside one region; the same is done in both.
        const worlds = []
        for (const place of [near, far]) {
          const { id } = await save({ ...base, ...place, hidden: true })
          await save({ ...base, ...near, id, name: 'Renamed' })
          await save({ ...base, city: undefined, id, name: 'Again' })
          await save({ ...base, ...far, id, name: 'Again' })
          const changes = await history(id)
          const said = JSON.stringify(changes.map(({ id: _, ...change }) => change))
          t.notMatch(said, /Secret|Hidden Lane|P7A|Nipigon|Thunder Bay|"lat"|"lng"/)
          t.match(said, /"field":"place","secret":true/)
          await turn((turn) => undo(turn, changes[0]!.id))
          worlds.push([said, (await history(id)).map(({ id: _, ...change }) => change)])
          const row = await rowOf(id)
          t.match(row, { hidden: true, address: null, city: null })
        }
        t.same(worlds[0], worlds[1])
      },
    )

    await t.test('P3: what stood in the open before it was hidden is told no more', async (t) => {
      const source = { source: 'test', sourceId: newId() }
      const { id } = await save({ ...base, ...near, ...source, description: 'At 1 Secret Street.' })
      await save({ ...base, ...far, ...source, description: 'Ask for the place.' })
      t.match(JSON.stringify(await history(id)), /Secret/, 'while it stands in the open')
      await save({ ...base, ...far, ...source, description: 'Ask for the place.', hidden: true })
      const shown = await history(id)
      t.notMatch(JSON.stringify(shown), /Secret|Hidden Lane|P7A|Nipigon|Thunder Bay/)
      for (const change of shown) {
        t.match(change.against, { why: /two_people|changed_since/ })
        await t.rejects(
          turn((turn) => undo(turn, change.id)),
          like({ status: 409 }),
        )
      }
    })
  }
})
