import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { test } from 'tap'
import { apiKeys, events } from '../../db/schema.ts'
import { buildApp } from '../../src/app.ts'
import { DAY, HOUR } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/ids.ts'
import { apiKeyReader } from '../../src/staff/api-key.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aService } from '../fixtures/services.ts'

test('S9: the life of an API key', needsPostgres, async (t) => {
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(line) })
  const service = await aService(t, { log })
  let admin = await service.asStaff('admin')
  /** Longer than a session lives: the administrator signs in again. */
  const pass = async (ms: number) => {
    service.clock.tick(ms)
    admin = await service.asStaff('admin')
  }
  const { organizationId: hotline } = await service.as('operator')
  const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
    service.app.inject({ method, url, headers: admin.headers, ...(payload && { payload }) })
  const make = async (more: object = {}) => {
    const asked = { name: 'Night line', organizationId: hotline, role: 'operator', ...more }
    return ask('POST', '/v1/api-keys', asked)
  }
  const works = async (key: string, app = service.app) => {
    const headers = { authorization: `Bearer ${key}` }
    return (await app.inject({ url: '/v1/referrals', headers })).statusCode === 200
  }

  await t.test('one is made with an end: a year, at most two', async (t) => {
    const made = await make()
    t.equal(made.statusCode, 201)
    t.match(made.json(), { role: 'operator', state: 'valid', madeBy: admin.actor.id })
    t.equal(Date.parse(made.json().expiresAt) - service.clock.at.getTime(), 365 * DAY)
    t.ok(await works(made.json().key))
    const inDays = (days: number) => new Date(service.clock.at.getTime() + days * DAY).toISOString()
    t.equal((await make({ expiresAt: inDays(700) })).statusCode, 201)
    for (const days of [732, 0, -1]) {
      const refused = await make({ expiresAt: inDays(days) })
      t.match([refused.statusCode, refused.json().errors], [422, [{ pointer: '/expiresAt' }]])
    }
  })

  await t.test('its role must fit the kind of its organization', async (t) => {
    for (const role of ['police', 'service_point', 'agency'])
      t.match((await make({ role })).json(), { status: 422, errors: [{ pointer: '/role' }] })
    const nowhere = (await make({ organizationId: newId() })).json()
    t.match(nowhere, { status: 422, errors: [{ pointer: '/organizationId' }] })
  })

  await t.test('it is dead when its day comes', async (t) => {
    const expiresAt = new Date(service.clock.at.getTime() + HOUR).toISOString()
    const { key, id } = (await make({ expiresAt })).json()
    await pass(HOUR)
    t.notOk(await works(key))
    const { apiKeys } = (await ask('GET', '/v1/api-keys?limit=100')).json()
    t.match(
      apiKeys.find((each: { id: string }) => each.id === id),
      { state: 'expired' },
    )
  })

  await t.test('rotated, both are good for the overlap, and then the new one only', async (t) => {
    const old = (await make()).json()
    const rotate = (overlapHours: number) =>
      ask('POST', `/v1/api-keys/${old.id}/rotation`, { overlapHours })
    t.equal((await rotate(169)).statusCode, 422)
    const made = await rotate(168)
    t.equal(made.statusCode, 201)
    t.not(made.json().id, old.id)
    t.match(made.json(), { role: 'operator', organization: { id: hotline }, state: 'valid' })
    t.ok((await works(old.key)) && (await works(made.json().key)))
    t.match((await rotate(1)).json(), { status: 409, state: 'replaced' }, 'once only')
    const [row] = await service.db.orm.select().from(apiKeys).where(eq(apiKeys.id, old.id))
    t.match(row, { replacedBy: made.json().id })
    await pass(7 * DAY)
    const elsewhere = apiKeyReader(service)
    t.equal(await elsewhere(old.key), undefined)
    t.ok(await elsewhere(made.json().key))
  })

  await t.test('without an overlap the old one is dead at once', async (t) => {
    const old = (await make()).json()
    t.ok(await works(old.key))
    await ask('POST', `/v1/api-keys/${old.id}/rotation`, { overlapHours: 0 })
    t.notOk(await works(old.key))
  })

  await t.test('revoked, it is dead at once here, and soon in other processes', async (t) => {
    const { key, id } = (await make()).json()
    t.ok(await works(key))
    const revoke = () => ask('POST', `/v1/api-keys/${id}/revocation`)
    t.match((await revoke()).json(), { state: 'revoked', revokedAt: String })
    t.notOk(await works(key))
    const second = await buildApp(service)
    t.notOk(await works(key, second), 'a process that has not seen it before')
    await second.close()
    t.match((await revoke()).json(), { status: 409, state: 'revoked' })
    t.equal((await ask('POST', '/v1/api-keys/cw_000000000000/revocation')).statusCode, 404)
    t.match((await ask('POST', `/v1/api-keys/${id}/rotation`, { overlapHours: 1 })).json(), {
      status: 409,
      state: 'revoked',
    })
  })

  await t.test('a look that was under way when it was revoked does not revive it', async (t) => {
    const { key, id } = (await make()).json()
    const reader = apiKeyReader(service)
    const under = reader(key)
    reader.forget(id)
    t.equal(await under, undefined)
    t.equal(await reader(key), undefined)
  })

  await t.test('the list comes in pages, and holds no secret', async (t) => {
    const secret = (await make()).json().key.split('.')[1]
    const seen: string[] = []
    let url = '/v1/api-keys?limit=3'
    for (let i = 0; i < 20 && url; i++) {
      const page = await ask('GET', url)
      t.equal(page.statusCode, 200)
      t.notMatch(page.body, secret)
      t.notMatch(page.body, /hash|secret/i)
      seen.push(...page.json().apiKeys.map(({ id }: { id: string }) => id))
      url = page.json().next ? `/v1/api-keys?limit=3&after=${page.json().next}` : ''
    }
    const all = await service.db.orm.select({ id: apiKeys.id }).from(apiKeys)
    t.same(seen, all.map(({ id }) => id).sort())
  })

  await t.test('each change is an event of its chain, and no secret is in a log', async (t) => {
    const old = (await make()).json()
    const made = (await ask('POST', `/v1/api-keys/${old.id}/rotation`, { overlapHours: 2 })).json()
    await ask('POST', `/v1/api-keys/${old.id}/revocation`)
    const told = await service.db.orm
      .select()
      .from(events)
      .where(eq(events.chain, `account:key:${old.id}`))
    t.match(
      told.map(({ action, actor, data }) => ({ action, actor, data })),
      [
        { action: 'api_key.made', actor: admin.actor.id.slice(0, 6) },
        { action: 'api_key.replaced', data: { by: made.id, overlapHours: 2 } },
        { action: 'api_key.revoked' },
      ],
    )
    const kept = lines.join('') + JSON.stringify(await service.db.orm.select().from(events))
    t.ok(lines.length > 10)
    for (const { key } of [old, made]) t.notMatch(kept, key.split('.')[1])
  })

  await t.test('only administrators manage keys', async (t) => {
    for (const role of ['operator', 'supervisor', 'police', 'editor', 'rapporteur'] as const) {
      const { headers } = await service.asStaff(role)
      for (const url of ['/v1/api-keys', '/v1/api-keys/cw_000000000000/revocation']) {
        const method = url.endsWith('keys') ? 'GET' : 'POST'
        t.equal((await service.app.inject({ method, url, headers })).statusCode, 403, role)
      }
    }
  })
})
