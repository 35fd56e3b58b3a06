import { test } from 'tap'
import { referrals } from '../../db/schema.ts'
import { MINUTE } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aHandover, HANDOVER, sendForm } from '../fixtures/officer.ts'
import { post, readLeg, sentTo } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

test('a handover by its page', needsPostgres, async (t) => {
  const service = await aService(t)
  const point = await aServicePoint(service, { name: 'Quiet Place' })
  const officer = await service.asStaff('police')
  const get = async (url: string, { headers } = officer) => service.app.inject({ url, headers })
  const count = () => service.db.orm.$count(referrals)
  const try_ = (change: Record<string, string | string[]>) =>
    sendForm(service, officer, '/handover', { ...HANDOVER, ...change })

  t.test('what is missing is said beside each field, and nothing is made', async (t) => {
    const empty = await sendForm(service, officer, '/handover', {})
    t.equal(empty.statusCode, 422)
    for (const field of ['urgency', 'place', 'need', 'agreed', 'phone', 'unit']) {
      t.match(empty.body, `href="#${field}"`)
      t.match(empty.body, `id="${field}-error"`)
    }
    const wrong = async (change: Record<string, string>, words: string) => {
      const { statusCode, body } = await try_(change)
      t.equal(statusCode, 422, words)
      t.match(body, words)
      t.match(body, 'canary-unit', 'what was answered is kept')
    }
    await wrong({ place: 'Nowhereville' }, 'We do not know this place')
    await wrong({ phone: '12' }, 'with its area code')
    await wrong({ agreed: 'minor' }, 'who are, or may be, under 18')
    await wrong({ language: 'other' }, 'Write which language they speak')
    await wrong({ language: 'other', other_language: 'Spanish' }, 'number of the interpreter')
    t.equal(await count(), 0)
  })

  t.test('a no is no error, and leaves nothing behind', async (t) => {
    const { statusCode, body } = await try_({ agreed: 'no' })
    t.equal(statusCode, 200)
    t.match(body, /Nothing was sent[\s\S]*1-800-555-0100/)
    t.equal(await count(), 0)
  })

  t.test('of several places of a name one is chosen; a postal code is one too', async (t) => {
    const asked = await try_({ place: 'Windsor' })
    t.equal(asked.statusCode, 422)
    const [, id = ''] = /value="([^"]+)"[^>]*> <span>Windsor, NS/.exec(asked.body) ?? []
    t.ok(id)
    t.ok(await aHandover(service, officer, { place: 'Windsor', pick: id }))
    t.ok(await aHandover(service, officer, { place: 'P7B' }))
  })

  t.test('sent twice it is made once, with what was answered and no more', async (t) => {
    const id = '019aa7c2-5d1e-7a40-8c3b-000000000077'
    const before = await count()
    const first = await aHandover(service, officer, { id, file: '' })
    t.equal(await aHandover(service, officer, { id, file: '' }), first)
    t.equal(await count(), before + 1)
    const other = await try_({ id, file: 'F-2' })
    t.equal(other.statusCode, 422)
    t.match(other.body, 'This was sent before')
    const operator = await service.asStaff('operator')
    const opened = { referral: first, reason: 'A test looks at it.' }
    await post(service, '/v1/openings', opened, operator.headers)
    const parts = ['referrer', 'contact', 'story']
    const read = await post(
      service,
      `/v1/referrals/${first}/readings`,
      { reason: 'x', parts },
      operator.headers,
    )
    t.match(read.text, '+18075550142')
    t.match(read.text, 'canary-unit')
  })

  t.test('the position becomes a name; elsewhere there is none', async (t) => {
    const ask = (lat: string, lng: string) =>
      sendForm(service, officer, '/handover/position', { lat, lng })
    t.same((await ask('48.38', '-89.25')).json(), { place: 'Thunder Bay, ON' })
    for (const [lat, lng] of [
      ['42.33', '-83.05'],
      ['0', '0'],
      ['x', ''],
    ] as const)
      t.equal((await ask(lat, lng)).statusCode, 422, lat)
    const allows = async (url: string) => (await get(url)).headers['permissions-policy']
    t.match(await allows('/handover'), 'geolocation=(self)')
    t.match(await allows('/handover/list'), 'geolocation=()')
    t.match((await get('/staff')).headers['permissions-policy'], 'geolocation=()')
  })

  t.test('after ten minutes without a yes: call now', async (t) => {
    const id = await aHandover(service, officer)
    t.match((await get(`/handover/${id}`)).body, /No yes by [\s\S]*1-800-555-0100/)
    await service.pass(11 * MINUTE)
    t.match((await get(`/handover/${id}`)).body, 'Ten minutes are over')
  })

  t.test('how to meet, and an arrival only with consent; never who, or where', async (t) => {
    for (const tells of [true, false]) {
      const id = await aHandover(service, officer, { also: tells ? ['tell'] : [] })
      const leg = await readLeg(service, id)
      const { authorization } = await service.as('service_point', point.organizationId)
      const url = `/v1/offers/${leg.offers[0]!.id}`
      const texts: string[] = []
      const look = async () => {
        await service.settle()
        const { body } = await get(`/handover/${id}`)
        texts.push(body, (await get('/handover/list')).body)
        return body
      }
      await post(service, `${url}/acceptance`, {}, { authorization })
      t.match(await look(), 'A service said yes')
      await post(service, `${url}/confirmation`, {}, { authorization })
      t.match(await look(), 'Keep your phone with you')
      const meeting = {
        ...{ how: 'meet', place: 'Library, main door', whoDrives: 'referrer' },
        at: '2026-11-21T20:30:00Z',
      }
      await service.app.inject({
        ...{ method: 'PUT', url: `${url}/meeting`, payload: meeting, headers: { authorization } },
      })
      t.match(await look(), /Library, main door[\s\S]*You bring them/)
      await post(service, `/v1/legs/${leg.id}/outcome`, { outcome: 'arrived' }, { authorization })
      t.equal(/They have arrived/.test(await look()), tells)
      t.notMatch(texts.join(), new RegExp(`Quiet Place|${point.id}|${point.sms.slice(2)}`))
      t.notMatch(sentTo(service, '+18075550142').join(), /Quiet|Library|Thunder|shelter/)
    }
  })

  t.test('a card only where it is safe, and nothing on it of what it is about', async (t) => {
    const id = await aHandover(service, officer)
    const card = await sendForm(service, officer, `/handover/${id}/card`, { safe: 'yes' })
    t.match(card.body, /Call this number[\s\S]*Appelez ce numéro[\s\S]*1-800-555-0100/)
    t.match(card.body, /<title>Causeway<\/title>/)
    const none = await sendForm(service, officer, `/handover/${id}/card`, { safe: 'no' })
    t.match(none.body, 'give them nothing in writing')
    t.notMatch(none.body, '555-0100')
    t.equal((await get(`/handover/${id}/card`)).headers.location, `/handover/${id}`)
  })

  t.test('their own police service only; nobody else has these pages', async (t) => {
    const id = await aHandover(service, officer)
    const colleague = await service.asStaff('police', officer.organizationId)
    t.equal((await get(`/handover/${id}`, colleague)).statusCode, 200)
    const stranger = await service.asStaff('police')
    t.equal((await get(`/handover/${id}`, stranger)).statusCode, 404)
    t.match((await get('/handover/list', stranger)).body, 'There is none yet')
    t.match((await get('/staff', stranger)).body, /<ul><li><a href="\/handover">/)
    const operator = await service.asStaff('operator')
    t.equal((await get('/handover', operator)).statusCode, 403)
    t.notMatch((await get('/staff', operator)).body, '"/handover"')
  })
})
