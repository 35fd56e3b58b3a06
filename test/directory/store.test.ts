import { eq, sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { events, hiddenPlaces, servicePointMatches, servicePoints } from '../../db/schema.ts'
import { setCapacity } from '../../src/directory/capacity.ts'
import { openingsDuty } from '../../src/directory/openings.ts'
import { saveOrganization } from '../../src/directory/organization.ts'
import { removeServicePoint } from '../../src/directory/retire.ts'
import { saveServicePoint } from '../../src/directory/service-point.ts'
import {
  capacitiesOf,
  confirmedContacts,
  contactsByValue,
  flagContact,
  servicePointsByIds,
} from '../../src/directory/store.ts'
import { after, DAY, HOUR } from '../../src/platform/clock.ts'
import { type Database, rows, transact } from '../../src/platform/database.ts'
import { dataKey, open } from '../../src/protection/seal.ts'
import { aDatabase, anEmbeddedDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint, directoryServices, testEditor } from '../fixtures/directory.ts'

const NOW = new Date('2026-11-23T15:00:00Z') // a Monday, 10:00 in Thunder Bay

test('the directory on PostgreSQL', needsPostgres, async (t) => suite(t, await aDatabase(t)))
test('the directory on the embedded database', async (t) => suite(t, await anEmbeddedDatabase(t)))

/** tap compares the thrown error with these fields only. */
const like = (fields: object) => fields as Error

async function suite(t: Test, db: Database) {
  const now = NOW
  const services = directoryServices(db, { now: async () => now })
  const { keys } = services
  const tx = db.orm
  const matchOf = async (id: string) =>
    (
      await tx.select().from(servicePointMatches).where(eq(servicePointMatches.servicePointId, id))
    )[0]
  const actionsOf = async (id: string) =>
    (
      await tx
        .select({ action: events.action })
        .from(events)
        .where(eq(events.chain, `service_point:${id}`))
        .orderBy(events.seq)
    ).map(({ action }) => action)
  const save = (input: Parameters<typeof saveServicePoint>[2]) =>
    transact(services, (tx, now) => saveServicePoint(tx, services, input, now, testEditor))

  await t.test('a service point gets the row that matching reads, and an event', async (t) => {
    const { id } = await aServicePoint(services, {
      needs: ['emergency_shelter', 'food'],
      genders: ['woman', 'non_binary'],
      children: ['0-5:girl', '0-5:boy', '13-17:boy'],
      takes: ['pets'],
      refuses: ['substance_use'],
      access: [],
      channels: ['hotline', 'web'],
      areas: ['on'],
    })
    const match = await matchOf(id)
    t.match(match, {
      partner: true,
      needBits: 1n + (1n << 17n),
      genderBits: 0b101,
      childBits: 0b100011,
      takeBits: 1 << 4,
      refuseBits: 1 << 3,
      accessBits: 0,
      channelBits: 0b101,
      province: 'ON',
      areas: ['on'],
      openings: '{(,)}',
      openingsDueAt: null,
    })
    t.same(await actionsOf(id), ['service_point.created'])
    const point = (await servicePointsByIds(tx, [id])).get(id)
    t.match(point, { status: 'partner', zone: 'America/Toronto', hours: { kind: 'always' } })
    t.match(point?.organizationName, /^Test organization/)
  })

  await t.test('what is not known is null in every place, and not "none"', async (t) => {
    const organizationId = await saveOrganization(tx, { name: 'Unknown things' }, now)
    const { id } = await save({
      organizationId,
      name: 'Known by its telephone only',
      province: 'NU',
      needs: [],
      channels: ['hotline'],
    })
    t.match(await matchOf(id), {
      partner: false,
      lat: null,
      lng: null,
      genderBits: null,
      childBits: null,
      accessBits: null,
      reachKm: null,
      areas: null,
      openings: null,
    })
    const point = (await servicePointsByIds(tx, [id])).get(id)
    t.match(point, { status: 'listed', region: 'nu', precision: 'province', genders: null })
  })

  await t.test(
    'one that accepts no referrals has no channel, and an import does not change that',
    async (t) => {
      const { id, organizationId } = await aServicePoint(services, {
        accepting: false,
        source: 'test',
        sourceId: 'resting',
      })
      t.equal((await matchOf(id))?.channelBits, 0)
      const again = await save({
        organizationId,
        source: 'test',
        sourceId: 'resting',
        name: 'Resting',
        province: 'ON',
        city: 'Thunder Bay',
        needs: ['food'],
        channels: ['hotline'],
      })
      t.match(again, { id, changed: true })
      t.equal((await matchOf(id))?.channelBits, 0)
      t.match((await servicePointsByIds(tx, [id])).get(id), { status: 'partner', name: 'Resting' })
    },
  )

  await t.test(
    'a hidden point is stored at the anchor of its region, and its place is sealed',
    async (t) => {
      const place = {
        city: 'Kakabeka Falls',
        province: 'ON',
        address: '12 Example Road',
        lat: 48.4,
        lng: -89.62,
      }
      const { id } = await aServicePoint(services, { hidden: true, ...place })
      const elsewhere = await aServicePoint(services, { hidden: true, lat: 48.38, lng: -89.25 })
      const [one, other] = [...(await servicePointsByIds(tx, [id, elsewhere.id])).values()]
      for (const field of [
        'lat',
        'lng',
        'region',
        'zone',
        'precision',
        'city',
        'placeId',
      ] as const) {
        t.equal(one?.[field], other?.[field], field)
      }
      t.match(one, { address: null, city: null, postalCode: null, placeId: null })
      const [hidden] = await tx
        .select()
        .from(hiddenPlaces)
        .where(eq(hiddenPlaces.servicePointId, id))
      const key = await dataKey(tx, keys, hidden!.keyId)
      const where = { table: 'hidden_places', row: id, field: 'sealed' }
      t.match(open(key, where, hidden!.sealed), place)

      const changed = { ...(await inputOf(id)), name: 'Renamed', needs: ['safe_house' as const] }
      await save(changed)
      t.match((await servicePointsByIds(tx, [id])).get(id), {
        hidden: true,
        name: 'Renamed',
        lat: one?.lat,
      })
      const [still] = await tx
        .select()
        .from(hiddenPlaces)
        .where(eq(hiddenPlaces.servicePointId, id))
      t.match(open(key, where, still!.sealed), place, 'an editor who names no place moves nothing')
      await t.rejects(
        transact(services, (tx) =>
          tx.update(servicePoints).set({ hidden: false }).where(eq(servicePoints.id, id)),
        ),
        like({ constraint: 'service_point_stays_hidden' }),
      )
    },
  )

  await t.test(
    'a removed point is out of matching at once and no import brings it back',
    async (t) => {
      const source = { source: 'test', sourceId: 'gone' }
      const { id, organizationId } = await aServicePoint(services, source)
      await transact(services, (tx, now) => removeServicePoint(tx, services, id, now, testEditor))
      t.equal(await matchOf(id), undefined)
      const facts = { name: 'Back?', province: 'ON', needs: [], channels: [] }
      t.match(await save({ ...source, ...facts, organizationId }), { id, changed: false })
      t.ok((await servicePointsByIds(tx, [id])).get(id)?.removedAt)
      await t.rejects(save({ id, ...facts, organizationId }), like({ status: 404 }))
      t.same(await actionsOf(id), ['service_point.created', 'service_point.removed'])
    },
  )

  await t.test('room is as of now, for as long as it can be relied on', async (t) => {
    const { id } = await aServicePoint(services, { needs: ['emergency_shelter', 'food'] })
    const set = (room: number, need: 'emergency_shelter' | 'safe_house' = 'emergency_shelter') =>
      transact(services, (tx, now) =>
        setCapacity(tx, services, id, [{ need, population: 'women', room }], now, testEditor),
      )
    await set(4)
    await set(0)
    t.same(await capacitiesOf(tx, id), [
      {
        need: 'emergency_shelter',
        population: 'women',
        room: 0,
        updatedAt: now,
        freshUntil: after(now, DAY),
      },
    ])
    await t.rejects(
      set(1, 'safe_house'),
      like({ status: 422, fields: [{ pointer: '/capacities/0/need' }] }),
    )
    t.same((await actionsOf(id)).slice(1), Array(2).fill('service_point.capacity_set'))
  })

  await t.test('openings reach eight days ahead and are written again each day', async (t) => {
    const { id } = await aServicePoint(services, {
      hours: {
        kind: 'weekly',
        ranges: [{ days: ['mo'], opens: '09:00', closes: '17:00' }],
        exceptions: [],
      },
    })
    const openAt = async (at: Date) =>
      (
        await rows<{ open: boolean }>(
          tx,
          sql`select openings @> ${at.toISOString()}::timestamptz as open
                from service_point_matches where service_point_id = ${id}`,
        )
      )[0]?.open
    const nextWeek = after(now, 7 * DAY)
    const twoWeeks = after(now, 14 * DAY)
    t.equal(await openAt(now), true)
    t.equal(await openAt(after(now, -6 * HOUR)), false)
    t.equal(await openAt(nextWeek), true)
    t.equal(await openAt(twoWeeks), false, 'too far ahead to be written')

    const duty = openingsDuty()
    t.equal(await duty.next(tx, now), undefined)
    const later = after(now, 7 * DAY)
    t.equal(await duty.next(tx, later), id)
    await duty.run(tx, id, later)
    t.equal(await openAt(twoWeeks), true)
    t.equal(await duty.next(tx, later), undefined)
    await duty.stumble(tx, id, later)
    t.equal(await openAt(nextWeek), null, 'unknown, rather than closed by mistake')
  })

  await t.test('only confirmed contacts that work get offers, in their order', async (t) => {
    const confirmed = { by: 'test', at: now }
    const { id } = await aServicePoint(services, {
      contacts: [
        { channel: 'sms', value: '+18075550111', language: 'fr', confirmed },
        { channel: 'email', value: 'night@point.example', language: 'en', confirmed },
        { channel: 'sms', value: '+18075550112', language: 'en' },
        { channel: 'sms', value: '+18075550113', language: 'en', confirmed },
      ],
    })
    const values = async () => (await confirmedContacts(tx, [id])).map(({ value }) => value)
    t.same(await values(), ['+18075550111', 'night@point.example', '+18075550113'])
    const [first] = await contactsByValue(tx, 'sms', '+18075550111')
    t.match(first, { servicePointId: id, language: 'fr' })
    for (const reason of ['wrong_number', 'bounced']) {
      await transact(services, (tx, now) => flagContact(tx, services, first!.id, reason, now))
    }
    t.same(await values(), ['night@point.example', '+18075550113'])
    t.match(await contactsByValue(tx, 'sms', '+18075550111'), [{ failedReason: 'wrong_number' }])
    t.same((await actionsOf(id)).slice(1), ['contact.failed'])
    t.same(await confirmedContacts(tx, []), [])
  })

  async function inputOf(id: string) {
    const point = (await servicePointsByIds(tx, [id])).get(id)!
    const { organizationId, province, channels } = point
    return { id, organizationId, province, channels }
  }
}

test('who runs a service point, and the telephone of a partner', needsPostgres, async (t) => {
  const services = directoryServices(await aDatabase(t))
  const [one, other] = [await aServicePoint(services), await aServicePoint(services)]
  const point = () =>
    transact(services, async (tx) => (await servicePointsByIds(tx, [one.id])).get(one.id)!)
  const before = await point()
  await transact(services, (tx, now) => {
    const facts = { name: 'New name', city: 'Thunder Bay', province: 'ON' as const }
    const input = { ...facts, needs: before.needs, channels: before.channels }
    const phones = [{ number: '+18075550199' }]
    const changed = { ...input, id: one.id, organizationId: other.organizationId, phones }
    return saveServicePoint(tx, services, changed, now, testEditor)
  })
  const { name, organizationId, phones } = await point()
  t.same(
    { name, organizationId, phones },
    { name: 'New name', organizationId: before.organizationId, phones: before.phones },
    'are not changed by whoever writes facts',
  )
})
