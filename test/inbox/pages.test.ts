import { sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { HOUR } from '../../src/platform/clock.ts'
import { rows } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/ids.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral, post, readLeg } from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const NEEDS = ['emergency_shelter', 'food'] as never
const WATCHED = [
  ...['offers', 'legs', 'events', 'tasks', 'offer_messages', 'disclosures', 'messages'],
  ...['capacities', 'service_points', 'service_point_matches', 'referrals'],
]

/** What stands in the tables that a look must not change. */
async function snapshot({ db }: TestService): Promise<string[]> {
  const found: string[] = []
  for (const name of WATCHED) {
    const [row] = await rows<{ hash: string }>(
      db.orm,
      sql`select md5(coalesce(string_agg(x::text, '|' order by x::text), '')) as hash from ${sql.identifier(name)} x`,
    )
    found.push(`${name} ${row!.hash}`)
  }
  return found
}

async function aMember(t: Test) {
  const service = await aService(t)
  const point = await aServicePoint(service, { name: 'Cedar House', needs: NEEDS })
  const { headers } = await service.asStaff('service_point', point.organizationId)
  const get = (path: string, who = headers) =>
    service.app.inject({ url: `/inbox${path}`, headers: who })
  const send = (path: string, fields: Record<string, string | string[]> = {}, who = headers) =>
    service.app.inject({
      ...{ method: 'POST', url: `/inbox${path}` },
      headers: { ...who, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(
        Object.entries(fields).flatMap(([name, value]) =>
          [value].flat().map((each) => [name, each] as [string, string]),
        ),
      ).toString(),
    })
  return { service, point, get, send, headers }
}

test('the inbox of a service point', needsPostgres, async (t) => {
  t.test('is for its own members, and shows nothing of another organization', async (t) => {
    const { service, point, get, send } = await aMember(t)
    const other = await aServicePoint(service, {
      city: 'Sudbury',
      province: 'ON',
      name: 'Elsewhere',
    })
    const theirs = await aReferral(service, { location: { place: 'Sudbury', province: 'ON' } })
    const offer = (await readLeg(service, theirs.id)).offers[0]!
    t.notMatch((await get('')).body, theirs.reference)
    t.notMatch((await get('/points')).body, 'Elsewhere')
    const unknown = await get(`/offers/${newId()}`)
    for (const path of [`/offers/${offer.id}`, `/points/${other.id}`]) {
      const found = await get(path)
      t.equal(found.statusCode, 404)
      t.equal(found.body.replaceAll(offer.id, ''), unknown.body, 'as if there were none')
    }
    const before = await snapshot(service)
    for (const verb of ['answer', 'confirmation', 'reading', 'messages', 'meeting', 'outcome'])
      t.equal((await send(`/offers/${offer.id}/${verb}`, ALL)).statusCode, 404, verb)
    for (const verb of ['room', 'pause', 'reminders'])
      t.equal((await send(`/points/${other.id}/${verb}`, ALL)).statusCode, 404, verb)
    t.same(await snapshot(service), before)
    for (const role of ['operator', 'editor', 'police'] as const) {
      const { headers } = await service.asStaff(role)
      t.equal((await get('', headers)).statusCode, 403)
      t.equal((await send(`/points/${point.id}/room`, ALL, headers)).statusCode, 403)
    }
    t.equal((await get('', {} as never)).statusCode, 303, 'to sign in')
  })

  t.test('S4: looking changes nothing, in any state', async (t) => {
    const { service, point, get, send } = await aMember(t)
    const made = await aReferral(service, { needs: NEEDS })
    const { id } = (await readLeg(service, made.id)).offers[0]!
    const look = async () => {
      const before = await snapshot(service)
      for (const path of ['', '/points', `/points/${point.id}`, `/offers/${id}`])
        t.ok((await get(path)).statusCode < 400, path)
      for (const verb of ['answer', 'confirmation', 'reading', 'messages/reading', 'meeting'])
        t.equal((await get(`/offers/${id}/${verb}`)).statusCode, 303)
      t.same(await snapshot(service), before)
    }
    await look()
    await send(`/offers/${id}/answer`, { answer: 'yes' })
    await look()
    await send(`/offers/${id}/confirmation`)
    await post(service, `/v1/offers/${id}/messages`, { text: 'canary-text' })
    await look()
    t.notMatch((await get(`/offers/${id}`)).body, /canary-text|maple/)
    t.match((await send(`/offers/${id}/messages/reading`)).body, 'canary-text')
    await send(`/offers/${id}/outcome`, { outcome: 'no_show' })
    await look()
    const over = await get(`/offers/${id}`)
    t.match(over.body, 'Thank you for telling us')
    t.equal((await send(`/offers/${id}/reading`)).statusCode, 303, 'closed to them at once')
  })

  t.test('after a no it tells nothing of what was asked, and can still say yes', async (t) => {
    const { service, get, send } = await aMember(t)
    const made = await aReferral(service, { needs: NEEDS })
    const { id } = (await readLeg(service, made.id)).offers[0]!
    const missing = await send(`/offers/${id}/answer`, { answer: 'no' })
    t.equal(missing.statusCode, 422)
    t.match(missing.body, /href="#reason"/)
    const none = await send(`/offers/${id}/answer`, { answer: 'yes', parts: 'true' })
    t.match(none.body, /href="#needs"[\s\S]*Tick at least one/)
    await send(`/offers/${id}/answer`, { answer: 'full' })
    const page = await get(`/offers/${id}`)
    t.match(page.body, 'We have noted that you are full')
    t.notMatch(page.body, /Thunder Bay|Woman|Emergency shelter/)
    t.match((await get('')).body, /full, as of now/, 'it stands in their room')
    await send(`/offers/${id}/answer`, { answer: 'yes' })
    t.equal((await readLeg(service, made.id)).state, 'accepted')
  })

  t.test('a confidential place says its own, and nothing of where', async (t) => {
    const service = await aService(t)
    const hidden = await aServicePoint(service, {
      ...{ name: 'Quiet Place', hidden: true, address: '1 Canary Street' },
      ...{ lat: 48.40912, lng: -89.26734 },
    })
    const { headers } = await service.asStaff('service_point', hidden.organizationId)
    const page = await service.app.inject({ url: `/inbox/points/${hidden.id}`, headers })
    t.match(page.body, /Quiet Place[\s\S]*Your place is shown to nobody/)
    t.notMatch(page.body, /Canary|48\.4|89\.2/)
  })

  t.test('room, a pause and reminders are said in a form', async (t) => {
    const { service, point, get, send } = await aMember(t)
    const at = `/points/${point.id}`
    t.equal((await send(`${at}/room`)).statusCode, 422)
    const wrong = { need: 'legal_immigration', group: 'any', count: '3', back: 'point' }
    t.equal((await send(`${at}/room`, wrong)).statusCode, 422, 'it does not offer this')
    const saved = await send(`${at}/room`, { 'room:emergency_shelter:any': '3' })
    t.equal(saved.headers.location, `/inbox#point-${point.id}`)
    t.match((await get('')).body, /3 beds, as of now/)

    for (const bad of [
      {},
      { day: 'x', time: '08:00' },
      { day: '2020-01-01', time: '08:00' },
    ] as Record<string, string>[])
      t.equal((await send(`${at}/pause`, bad)).statusCode, 422)
    await send(`${at}/pause`, { day: '2027-01-15', time: '8 h 30' })
    t.match((await get(at)).body, /Paused until January 15, 2027, 08:30/)
    t.match((await get('?lang=fr')).body, /En pause jusqu’à/)
    await send(`${at}/pause`, { until: 'end' })
    await send(`${at}/reminders`, { on: 'no' })
    t.match((await get(at)).body, /Not paused[\s\S]*Off: requests still come/)

    await service.pass(25 * HOUR)
    const { headers } = await service.asStaff('service_point', point.organizationId)
    t.match((await get('', headers)).body, /Was 3 beds, said 25 hours ago/)
  })
})

/** What any of the forms may send. */
const ALL = {
  ...{ answer: 'yes', text: 'hello', how: 'we_call', outcome: 'arrived' },
  ...{ until: 'week', on: 'no', need: 'food', group: 'any', count: '1' },
}
