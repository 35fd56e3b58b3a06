import { eq } from 'drizzle-orm'
import Fastify from 'fastify'
import { type Test, test } from 'tap'
import { apiKeys } from '../../db/schema.ts'
import { MATCH_EXAMPLE, REFERRAL_EXAMPLE } from '../../src/intake/examples.ts'
import { requireAccess } from '../../src/platform/access.ts'
import { transact } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Role } from '../../src/protection/may.ts'
import { makeApiKey } from '../../src/staff/api-key.ts'
import { aContract, type Operation } from '../fixtures/contract.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aService, type TestService } from '../fixtures/services.ts'

/** The least that a stranger would try: ids of nothing. */
const trying = ({ method, path, body }: Operation) => ({
  method: method as 'GET',
  url: path.replace(/\{.*?\}/g, newId()),
  ...(body && { payload: {} }),
})

/** Spot checks of the one table, so that a slip in it does not pass as its own expectation. */
const NEVER: [string, Role[]][] = [
  ['listTasks', ['police', 'agency', 'service_point', 'rapporteur', 'admin']],
  ['completeTask', ['police', 'agency', 'service_point', 'rapporteur', 'admin']],
  ['listReferrals', ['service_point', 'editor', 'rapporteur', 'admin']],
  ['readReferral', ['service_point', 'editor', 'rapporteur', 'admin']],
  ['findMatches', ['service_point', 'editor', 'rapporteur', 'admin']],
  ['acceptOffer', ['police', 'agency', 'editor', 'rapporteur', 'admin']],
  ['confirmOffer', ['police', 'agency', 'editor', 'rapporteur', 'admin']],
  ['chooseOffer', ['police', 'agency', 'service_point', 'editor', 'rapporteur', 'admin']],
  ['createServicePoint', ['operator', 'police', 'agency', 'service_point', 'rapporteur', 'admin']],
]

test('S3: keys, and what is public', needsPostgres, async (t) => {
  const service = await aService(t, { env: { RATE_LIMITS: '{"refused":1000000}' } })
  const { operations, call, document } = await aContract(service.app)
  const guarded = operations.filter(({ roles }) => roles)
  await t.test('what some roles must never do, beside the table itself', (t) => {
    for (const [id, roles] of NEVER) {
      const { roles: allowed } = guarded.find(({ operationId }) => operationId === id)!
      t.same(
        roles.filter((role) => allowed!.includes(role)),
        [],
        id,
      )
    }
    t.end()
  })

  await t.test('without a good key nothing is let in', async (t) => {
    const { authorization: good, organizationId } = await service.as('supervisor')
    const made = (expiresAt?: Date) =>
      transact(service, (tx, now) =>
        makeApiKey(
          tx,
          service.keys,
          { name: 'x', organizationId, role: 'supervisor', expiresAt },
          now,
        ),
      )
    const expired = await made(new Date(service.clock.at.getTime() - 1))
    const revoked = await made()
    await service.db.orm
      .update(apiKeys)
      .set({ revokedAt: service.clock.at })
      .where(eq(apiKeys.id, revoked.split('.')[0]!))
    const bad = {
      none: undefined,
      empty: 'Bearer ',
      basic: good.replace('Bearer', 'Basic'),
      'wrong secret': `${good.slice(0, -2)}zz`,
      'no secret': good.split('.')[0],
      unknown: 'Bearer cw_000000000000.secret',
      long: `Bearer ${'x'.repeat(2000)}.y`,
      expired: `Bearer ${expired}`,
      revoked: `Bearer ${revoked}`,
    }
    for (const operation of guarded) {
      for (const [name, authorization] of Object.entries(bad)) {
        const headers = authorization ? { authorization } : {}
        const { response, faults } = await call({ ...trying(operation), headers })
        t.match(response, { statusCode: 401 }, `${operation.operationId}: ${name}`)
        t.same(faults, [])
      }
    }
  })

  await t.test('what is public says so, and nothing else is', async (t) => {
    const open = operations.filter(({ roles }) => !roles).map(({ path }) => path)
    t.same(
      open.filter((path) => !/^\/(healthz|readyz|metrics|hsds|v1\/webhooks\/)/.test(path)),
      [],
    )
    for (const url of ['/documentation', '/documentation/', '/documentation/json', '/healthz'])
      t.ok((await service.app.inject({ url })).statusCode < 400, url)
    for (const operation of operations.filter(({ method }) => method === 'GET'))
      t.notOk(operation.body, 'no GET has a body')
    t.ok(document.components.securitySchemes.apiKey)
  })
})

test('whose it is', needsPostgres, async (t) => {
  const service = await aService(t)
  const ask = (
    as: { authorization: string },
    method: 'GET' | 'POST',
    url: string,
    payload?: object,
  ) => service.app.inject({ method, url, headers: { authorization: as.authorization }, payload })
  const point = await aServicePoint(service)
  const operator = await service.as('operator')

  await t.test(
    'another organization’s referral does not exist for police and agencies',
    async (t) => {
      for (const role of ['police', 'agency'] as const) {
        const own = await service.as(role)
        const colleague = await service.as(role, own.organizationId)
        const stranger = await service.as(role)
        const handed = { ...REFERRAL_EXAMPLE, channel: role, referrer: undefined }
        const made = (await ask(own, 'POST', '/v1/referrals', handed)).json()
        const unknown = await ask(stranger, 'GET', `/v1/referrals/${newId()}`)
        const foreign = await ask(stranger, 'GET', `/v1/referrals/${made.id}`)
        t.match([unknown.statusCode, foreign.statusCode], [404, 404])
        t.equal(foreign.body, unknown.body, 'and cannot be told from one that is not there')
        const taken = await ask(stranger, 'POST', `/v1/referrals/${made.id}/withdrawal`)
        t.equal(taken.statusCode, 404)
        t.same((await ask(stranger, 'GET', '/v1/referrals')).json(), { referrals: [] })
        t.match((await ask(colleague, 'GET', '/v1/referrals')).json(), {
          referrals: [{ id: made.id }],
        })
        const seen = (await ask(own, 'GET', `/v1/referrals/${made.id}`)).body
        t.notMatch(seen, point.id, 'a referrer sees no service point')
        t.notMatch(seen, /"(tasks|actor|servicePoint)"/)
        const unopened = await ask(operator, 'GET', `/v1/referrals/${made.id}`)
        t.match(unopened.json(), { status: 403, code: 'reason_needed' })
      }
    },
  )

  await t.test(
    'a service point answers what was offered to it, and nothing else exists',
    async (t) => {
      const made = (await ask(operator, 'POST', '/v1/referrals', REFERRAL_EXAMPLE)).json()
      const [leg] = made.legs
      const [offer] = leg.offers
      const member = await service.as('service_point', point.organizationId)
      const stranger = await service.as('service_point')
      const requests: [string, object?][] = [
        [`/v1/offers/${offer.id}/acceptance`],
        [`/v1/offers/${offer.id}/refusal`, { reason: 'full' }],
        [`/v1/offers/${offer.id}/confirmation`],
        [`/v1/legs/${leg.id}/outcome`, { outcome: 'arrived' }],
      ]
      const notTheirs = async (t: Test, as: typeof stranger) => {
        for (const [url, payload] of requests)
          t.equal((await ask(as, 'POST', url, payload)).statusCode, 404, url)
      }
      await notTheirs(t, stranger)
      t.equal(
        (await ask(member, 'POST', requests[3]![0], requests[3]![1])).statusCode,
        404,
        'no yes yet',
      )
      t.equal((await ask(member, 'POST', requests[0]![0])).statusCode, 201)
      await notTheirs(t, stranger)
      t.equal((await ask(member, 'POST', requests[2]![0])).statusCode, 201)
      t.equal((await ask(member, 'POST', requests[3]![0], requests[3]![1])).statusCode, 201)
    },
  )

  await t.test('lists come in pages, the newest first', async (t) => {
    const agency = await service.as('agency')
    const handed = { ...REFERRAL_EXAMPLE, channel: 'agency', referrer: undefined }
    const ids: string[] = []
    for (let i = 0; i < 5; i++)
      ids.unshift((await ask(agency, 'POST', '/v1/referrals', handed)).json().id)
    const seen: string[] = []
    let next: string | undefined
    for (let i = 0; i < 5 && (i === 0 || next); i++) {
      const page = await ask(agency, 'GET', `/v1/referrals?limit=2${next ? `&before=${next}` : ''}`)
      seen.push(...page.json().referrals.map(({ id }: { id: string }) => id))
      next = page.json().next
    }
    t.same(seen, ids)
    t.equal(next, undefined, 'the last page says so')
  })
})

test('what the matches tell to whom', needsPostgres, async (t) => {
  const service = await aService(t)
  const near = await aServicePoint(service)
  const secret = await aServicePoint(service, { hidden: true, name: 'Quiet' })
  const matches = async (role: 'operator' | 'police' | 'agency', more: object = {}) => {
    const channel = role === 'operator' ? 'hotline' : role
    const payload = { ...MATCH_EXAMPLE, channel, ...more }
    const headers = await service.as(role)
    return service.app.inject({ method: 'POST', url: '/v1/matches', headers, payload })
  }

  await t.test('an operator sees the confidential one, police and agencies one line', async (t) => {
    t.match((await matches('operator')).body, secret.id)
    for (const role of ['police', 'agency'] as const) {
      const seen = await matches(role)
      t.match(seen.json().candidates, [{ servicePointId: near.id }])
      t.match(seen.json().confidential, 'hotline')
      t.notMatch(seen.body, secret.id)
      t.notMatch(seen.body, 'Quiet')
    }
  })

  await t.test('an unknown id and a hidden id get the same explanation', async (t) => {
    const explained = async (id: string) => {
      const { explained } = (await matches('police', { explain: { servicePointId: id } })).json()
      return { ...explained, servicePointId: '' }
    }
    t.same(await explained(secret.id), await explained(newId()))
    t.match(await explained(near.id), { eligible: true, reasons: [] })
  })

  await t.test('police and agencies ask through their own channel', async (t) => {
    for (const role of ['police', 'agency'] as const)
      t.equal((await matches(role, { channel: 'hotline' })).statusCode, 403)
  })

  await t.test('in the language that was asked for, on about a page', async (t) => {
    for (let i = 0; i < 12; i++) await aServicePoint(service, { nameFr: `Refuge ${i}` })
    for (let i = 0; i < 12; i++) await aServicePoint(service, { genders: ['man'] })
    const french = (await matches('operator', { language: 'fr' })).json()
    t.match(french.candidates[0].why, /Couvre|Ouvert|km/)
    t.ok(french.candidates.length <= 10 && french.excluded.length <= 10)
    t.ok(JSON.stringify(french).length < 8000, `${JSON.stringify(french).length} characters`)
  })
})

test('a route that does not say who may call it keeps the server from starting', async (t) => {
  const app = Fastify()
  requireAccess(app)
  app.get('/said', { config: { access: { public: 'test' } } }, () => 'yes')
  app.post('/v1/unsaid', () => 'no')
  await t.rejects(async () => app.ready(), { message: /POST \/v1\/unsaid/ })
})

test('HEAD is as guarded as GET', needsPostgres, async (t) => {
  const { app }: TestService = await aService(t)
  t.equal((await app.inject({ method: 'HEAD', url: '/v1/referrals' })).statusCode, 401)
  t.equal((await app.inject({ method: 'OPTIONS', url: '/v1/referrals' })).statusCode, 405)
})
