import { test } from 'tap'
import { HOUR } from '../../src/platform/clock.ts'
import { transact } from '../../src/platform/database.ts'
import { record } from '../../src/protection/record.ts'
import { aContract } from '../fixtures/contract.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral, aTaken, keyOf } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

test('S7: supervisors read the record', needsPostgres, async (t) => {
  const service = await aService(t)
  const contract = await aContract(service.app)
  await aServicePoint(service)
  const first = await aTaken(service)
  await service.pass(HOUR)
  const second = await aReferral(service)
  const supervisor = await service.asStaff('supervisor')
  const { id: keyId } = await service.app
    .inject({
      url: '/v1/events',
      headers: await keyOf(service, 'supervisor'),
      query: { thing: first.id },
    })
    .then((response) => ({ id: response.json().events.at(-1).actor }))

  type Seen = {
    chain: string
    seq: number
    at: string
    actor: string
    action: string
    thing: string
    what: { fr: string }
  }
  async function events(query: Record<string, string>, status = 200) {
    const url = `/v1/events?${new URLSearchParams(query)}`
    const { response, faults } = await contract.call({
      method: 'GET',
      url,
      headers: supervisor.headers,
    })
    t.same(faults, [])
    t.equal(response.statusCode, status, response.body.slice(0, 300))
    return response.json() as { events: Seen[]; next: string | null; code?: string }
  }

  await t.test(
    'by thing: a referral with all that belongs to it, by id, name or reference',
    async (t) => {
      const { events: all } = await events({ thing: `referral:${first.id}` })
      t.match(all.at(-1), {
        chain: `referral:${first.id}`,
        seq: 1,
        action: 'referral.made',
        what: { fr: /./ },
      })
      const actions = new Set(all.map(({ action }) => action))
      for (const action of ['leg.opened', 'offer.made', 'offer.confirmed'])
        t.ok(actions.has(action))
      const seqs = all.map(({ seq }) => seq)
      t.same(
        seqs,
        [...seqs].sort((a, b) => b - a),
        'the newest first',
      )
      t.same((await events({ thing: first.id })).events, all)
      t.same((await events({ thing: first.reference.toLowerCase() })).events, all)
      const { events: offer } = await events({ thing: first.offer.id })
      t.ok(offer.length > 1 && offer.every(({ thing }) => thing === `offer:${first.offer.id}`))
      t.same((await events({ thing: 'ZZZ-ZZZ' })).events, [])
    },
  )

  await t.test('by actor, by the beginning of the action, and by time', async (t) => {
    t.match(keyId, /^key:/)
    const { events: all } = await events({ actor: keyId })
    t.same(
      all.filter(({ action }) => action === 'referral.made').map(({ thing }) => thing),
      [`referral:${second.id}`, `referral:${first.id}`],
    )
    t.same((await events({ actor: keyId.slice(4) })).events, all)
    const { events: offers } = await events({ actor: keyId, action: 'offer.' })
    t.ok(offers.length > 0 && offers.every(({ action }) => action.startsWith('offer.')))
    const { at } = all.find(({ thing }) => thing === `referral:${second.id}`)!
    const { events: late } = await events({ actor: keyId, after: at })
    const { events: early } = await events({ actor: keyId, before: at })
    t.same([...late, ...early], all)
    t.ok(late.every((event) => event.at >= at) && early.every((event) => event.at < at))
  })

  await t.test('page after page, whole and without repetition', async (t) => {
    const { events: all } = await events({ thing: first.id })
    const read: Seen[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null && pages < 50; pages++) {
      const page = await events({ thing: first.id, limit: '3', ...(cursor && { cursor }) })
      read.push(...page.events)
      cursor = page.next
    }
    t.same(read, all)
  })

  await t.test('not all at once, and not by a cursor that is none', async (t) => {
    t.match(await events({}, 422), { code: 'invalid' })
    for (const cursor of ['x', Buffer.from('[1,"a b",2]').toString('base64url'), 'W10'])
      t.match(await events({ thing: first.id, cursor }, 422), { code: 'invalid' })
  })

  await t.test('and nobody else does', async (t) => {
    for (const role of [
      'operator',
      'police',
      'agency',
      'service_point',
      'editor',
      'rapporteur',
      'admin',
    ] as const) {
      const { headers } = await service.asStaff(role)
      for (const url of [`/v1/events?thing=${first.id}`, `/staff/record?thing=${first.id}`])
        t.equal((await service.app.inject({ url, headers })).statusCode, 403, `${role} ${url}`)
    }
    t.equal((await service.app.inject({ url: '/v1/events?thing=x' })).statusCode, 401)
    const away = await service.app.inject({ url: '/staff/record' })
    t.match([away.statusCode, away.headers.location], [303, /^\/sign-in/])
  })

  const page = async (query: string, status = 200) => {
    const { statusCode, body, headers } = await service.app.inject({
      ...{ url: `/staff/record?${query}`, headers: supervisor.headers },
    })
    t.equal(statusCode, status)
    t.match(headers['content-type'], /^text\/html/)
    return body
  }

  await t.test('on a page, in both languages, with ways from one entry to others', async (t) => {
    t.match(await page(''), /<html lang="en">[\s\S]*name="thing"[\s\S]*name="actor"/)
    const found = await page(`thing=${first.reference}`)
    t.match(found, 'offer.confirmed')
    t.match(found, `/staff/record?lang=en&amp;thing=referral%3A${first.id}`)
    t.match(found, `(operator)`, 'a key by its name')
    t.match(
      await page(`lang=fr&thing=${first.id}`),
      /<html lang="fr">[\s\S]*Registre[\s\S]*numéro 1</,
    )
    t.match(await page('thing=nothing'), /role="status"/)
    t.match(await page('thing=x&cursor=x', 422), /role="alert"/)
    t.notMatch(await page('thing=%3Cscript%3E'), '<script>')
    const home = await service.app.inject({ url: '/staff', headers: supervisor.headers })
    t.match(home.body, 'href="/staff/record"')
  })

  await t.test('with older entries behind a link', async (t) => {
    const chain = 'account:staff:x'
    const entries = Array.from({ length: 120 }, (_, n) => ({
      chain,
      thing: chain,
      actor: 'staff:x',
      action: 'counted',
      data: { n },
    }))
    await transact(service, (tx, now) => record(tx, service.keys, now, entries))
    let body = await page('actor=staff:x')
    let count = body.split('<li>\n<h3>').length - 1
    for (let older = /href="([^"]+cursor=[^"]+)"/.exec(body); older; ) {
      body = await page(older[1]!.replaceAll('&amp;', '&').split('?')[1]!)
      count += body.split('<li>\n<h3>').length - 1
      older = /href="([^"]+cursor=[^"]+)"/.exec(body)
    }
    t.equal(count, 120)
  })
})
