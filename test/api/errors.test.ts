import Fastify, { type InjectOptions } from 'fastify'
import { test } from 'tap'
import { MATCH_EXAMPLE, REFERRAL_EXAMPLE } from '../../src/intake/examples.ts'
import { DatabaseError } from '../../src/platform/errors.ts'
import { type App, answerErrors } from '../../src/platform/http.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aService } from '../fixtures/services.ts'

type Fault = { pointer: string; detail: string }

test('what cannot be accepted, and how it is said', needsPostgres, async (t) => {
  const service = await aService(t)
  const operator = await service.as('operator')
  const json = { ...operator, 'content-type': 'application/json' }
  const send = (options: InjectOptions) => service.app.inject({ headers: operator, ...options })
  const post = (url: string, payload: unknown) =>
    send({ method: 'POST', url, headers: json, payload: JSON.stringify(payload) })
  const pointers = (response: { json(): { errors: Fault[] } }) =>
    response
      .json()
      .errors.map(({ pointer }) => pointer)
      .sort()

  await t.test('every bad field of a body is named at once', async (t) => {
    const response = await post('/v1/referrals', {
      ...REFERRAL_EXAMPLE,
      age: '24',
      interpreterAccepted: 'true',
      nights: null,
      gender: 1,
      needs: ['emergency_shelter', 'teleport'],
      location: { place: 'Thunder Bay', planet: 'Earth' },
      referrer: { email: 'not an address', phone: '807 555 0199' },
      safeContact: {
        wanted: 'yes',
        channels: [{ kind: 'voice', value: '+18075550123', from: '25:00' }],
      },
      consent: { ...REFERRAL_EXAMPLE.consent, tellReferrer: 0, scope: ['needs', 'needs'] },
    })
    t.equal(response.statusCode, 422)
    t.match(response.headers['content-type'], 'application/problem+json')
    t.match(response.json(), { code: 'invalid', status: 422, type: 'about:blank#invalid' })
    t.same(pointers(response), [
      '/age',
      '/consent/scope',
      '/consent/tellReferrer',
      '/gender',
      '/interpreterAccepted',
      '/location/planet',
      '/needs/1',
      '/nights',
      '/referrer/email',
      '/referrer/phone',
      '/safeContact/channels/0/from',
      '/safeContact/wanted',
    ])
  })

  await t.test('what is malformed and what cannot be right come in one answer', async (t) => {
    const { language: _, ...consent } = REFERRAL_EXAMPLE.consent
    const response = await post('/v1/referrals', {
      ...REFERRAL_EXAMPLE,
      needs: ['teleport'],
      location: { place: 'Atlantis' },
      consent,
    })
    t.equal(response.statusCode, 422)
    t.same(pointers(response), ['/consent/language', '/location/place', '/needs/0'])
  })

  await t.test('rules beyond the schema are named at once too', async (t) => {
    const response = await post('/v1/referrals', {
      ...REFERRAL_EXAMPLE,
      location: { place: 'Windsor' },
      languages: ['en', 'zz'],
      ageGroup: '60+',
      consent: { basis: 'consent' },
    })
    t.equal(response.statusCode, 422)
    for (const pointer of ['/location/place', '/languages/1', '/ageGroup', '/consent/givenBy'])
      t.ok(pointers(response).includes(pointer), pointer)
    t.match(response.json().suggestions, [
      { name: 'Windsor', province: 'ON' },
      { province: String },
    ])
  })

  await t.test('formats are checked', async (t) => {
    const bad = { explain: { servicePointId: '1234' }, avoid: { organizations: ['x'] } }
    t.same(pointers(await post('/v1/matches', { ...MATCH_EXAMPLE, ...bad })), [
      '/avoid/organizations/0',
      '/explain/servicePointId',
    ])
    const task = `/v1/tasks/${crypto.randomUUID()}/completion`
    t.same(pointers(await post(task, { outcome: 'reported', at: 'yesterday' })), ['/at'])
  })

  await t.test('bad parts of the address and headers are 400, by name', async (t) => {
    t.same(pointers(await send({ url: '/v1/referrals?limit=0&before=x&page=2' })), [
      '/query/before',
      '/query/limit',
      '/query/page',
    ])
    t.equal((await send({ url: '/v1/referrals?limit=7' })).statusCode, 200, 'text is coerced there')
    t.same(pointers(await send({ url: '/v1/referrals/canary' })), ['/params/id'])
    const headers = { ...json, 'idempotency-key': 'x'.repeat(201) }
    const payload = JSON.stringify(REFERRAL_EXAMPLE)
    const long = await send({ method: 'POST', url: '/v1/referrals', headers, payload })
    t.match(long, { statusCode: 400 })
    t.same(pointers(long), ['/headers/idempotency-key'])
  })

  await t.test('an id is thirty-two digits with four dashes, nowhere anything else', async (t) => {
    const id = `urn:uuid:${crypto.randomUUID()}`
    const point = { servicePointId: id }
    const bodies = { ...MATCH_EXAMPLE, explain: point, avoid: { organizations: [id] } }
    t.same(pointers(await post('/v1/matches', bodies)), [
      '/avoid/organizations/0',
      '/explain/servicePointId',
    ])
    const leg = `/v1/legs/${crypto.randomUUID()}/offers`
    t.same(pointers(await post(leg, point)), ['/servicePointId'])
    t.same(pointers(await send({ url: `/v1/referrals?before=${id}` })), ['/query/before'])
    t.same(pointers(await send({ url: `/v1/service-points?after=${id}` })), ['/query/after'])
    const paths = ['/v1/referrals/ID', '/v1/service-points/ID', '/v1/organizations/ID']
    for (const path of paths)
      t.same(pointers(await send({ url: path.replace('ID', id) })), ['/params/id'], path)
    for (const path of ['/v1/tasks/ID/claim', '/v1/offers/ID/acceptance'])
      t.same(
        pointers(await send({ method: 'POST', url: path.replace('ID', id) })),
        ['/params/id'],
        path,
      )
  })

  await t.test('what is nested too deeply is refused, however deep', async (t) => {
    for (const levels of [30, 2500, 30_000]) {
      const payload = '['.repeat(levels) + ']'.repeat(levels)
      const deep = await send({ method: 'POST', url: '/v1/referrals', headers: json, payload })
      t.equal(deep.statusCode, 422)
      t.match(deep.json().errors, [{ detail: 'is nested too deeply' }])
    }
    const wide = await post('/v1/referrals', { notes: Array(5000).fill('\0') })
    t.match([wide.statusCode, wide.json().errors.length], [422, 100])
  })

  await t.test('what forms are for takes nothing else', async (t) => {
    const payload = JSON.stringify({ digits: '1234' })
    const headers = { 'content-type': 'application/json', 'x-twilio-signature': 'x' }
    for (const url of ['/answer/x', '/answer/x/confirmation'])
      t.equal((await send({ method: 'POST', url, headers, payload })).statusCode, 415, url)
  })

  await t.test('a value that only the database refuses is the sender’s fault', async (t) => {
    const app = Fastify() as unknown as App
    answerErrors(app)
    app.get('/', () => {
      throw new DatabaseError('22008', undefined)
    })
    t.match(await app.inject('/'), { statusCode: 422 })
    await app.close()
  })

  await t.test('what is no request at all has a plain answer', async (t) => {
    const url = '/v1/referrals'
    const asked = async (options: InjectOptions) => {
      const response = await send({ method: 'POST', url, headers: json, ...options })
      t.match(response.headers['content-type'], 'application/problem+json')
      return [response.statusCode, response.json().code]
    }
    t.same(await asked({ payload: '{"canary": ' }), [400, 'bad_request'])
    t.same(await asked({ payload: '{"__proto__": {"canary": 1}}' }), [400, 'bad_request'])
    t.same(await asked({ payload: '' }), [400, 'bad_request'])
    t.same(await asked({ payload: `{"notes":"${'x'.repeat(70_000)}"}` }), [413, 'too_large'])
    const text = { ...operator, 'content-type': 'text/plain' }
    t.same(await asked({ headers: text, payload: 'canary' }), [415, 'unsupported_media_type'])
    const xml = { ...operator, 'content-type': 'application/canary+xml' }
    t.same(await asked({ headers: xml, payload: '<a/>' }), [415, 'unsupported_media_type'])
    t.same(await asked({ url: '/v1/canary', headers: operator }), [404, 'not_found'])
    t.same(await asked({ url: '/v1/referrals/%E0%A4%A' }), [400, 'bad_request'])
    t.same(await asked({ url: `/v1/tasks/${'a'.repeat(300)}/claim` }), [414, 'too_long'])
    t.same(await asked({ method: 'DELETE', headers: operator }), [405, 'method_not_allowed'])
    const wrong = await send({ method: 'PUT', url: '/v1/tasks' })
    t.equal(wrong.headers.allow, 'GET, HEAD')
    t.same(await asked({ payload: JSON.stringify('canary') }), [422, 'invalid'])
    t.same(await asked({ payload: '[]' }), [422, 'invalid'])
  })

  await t.test('text that the database cannot keep is refused by name', async (t) => {
    const consent = { ...REFERRAL_EXAMPLE.consent, interpreter: 'a\0b' }
    const broken = await post('/v1/referrals', { ...REFERRAL_EXAMPLE, notes: '\ud800', consent })
    t.equal(broken.statusCode, 422)
    t.same(pointers(broken), ['/consent/interpreter', '/notes'])
    t.equal((await send({ url: '/v1/service-points?q=a%00b' })).statusCode, 400)
  })

  await t.test('nothing that was sent comes back', async (t) => {
    const c = 'Kanarie Vogel'
    const everywhere = {
      ...{ channel: c, urgency: c, needs: [c], languages: [c], gender: c, ageGroup: c, notes: [c] },
      ...{ [c]: c, location: { place: c, province: c, postalCode: c }, name: { [c]: c } },
      ...{
        referrer: { phone: c, email: c, [c]: c },
        consent: { basis: c, statement: c },
        arrival: 1,
      },
      safeContact: { wanted: c, channels: [{ kind: c, value: c, zone: c, from: c }] },
    }
    const valid = {
      ...REFERRAL_EXAMPLE,
      location: { place: c },
      languages: ['zz-Kanarie'],
      consent: { ...REFERRAL_EXAMPLE.consent, statement: c, reason: c, language: 'zz' },
      safeContact: { wanted: true, channels: [{ kind: 'voice', value: c, zone: c }] },
      avoid: { areas: [{ place: c, radiusKm: 1 }] },
    }
    const responses = await Promise.all([
      post('/v1/referrals', everywhere),
      post('/v1/referrals', valid),
      post('/v1/matches', everywhere),
      post('/v1/places', { query: c, province: c }),
      post('/v1/places', { query: { [c]: c } }),
      send({ url: `/v1/referrals/${encodeURIComponent(c)}?before=${encodeURIComponent(c)}` }),
      send({ url: `/v1/${encodeURIComponent(c)}` }),
      send({ url: '/v1/Kanarie%E0%A4%A' }),
      send({ url: `/v1/referrals?${encodeURIComponent(c)}=${encodeURIComponent(c)}` }),
      send({ method: 'POST', url: '/v1/referrals', headers: json, payload: `{"a": ${c}}` }),
      send({ url: '/v1/referrals', headers: { authorization: `Bearer ${c}` } }),
      send({ method: 'POST', url: '/v1/webhooks/twilio/status', payload: { [c]: [c] } }),
    ])
    for (const response of responses) {
      t.ok(response.statusCode >= 400 && response.statusCode < 500, response.body)
      t.notMatch(response.body, /Kanarie|Vogel/)
    }
  })

  await t.test('an Idempotency-Key gives one referral and one answer', async (t) => {
    await aServicePoint(service)
    const headers = { ...json, 'idempotency-key': 'one' }
    const make = (payload: object, as = headers) =>
      send({ method: 'POST', url: '/v1/referrals', headers: as, payload })
    const [first, second] = await Promise.all([make(REFERRAL_EXAMPLE), make(REFERRAL_EXAMPLE)])
    t.match([first, second], [{ statusCode: 201 }, { statusCode: 201 }])
    t.equal(second.body, first.body)
    t.equal(first.headers.location, `/v1/referrals/${first.json().id}`)
    t.match(await make({ ...REFERRAL_EXAMPLE, age: 25 }), { statusCode: 422 })
    const other = { ...headers, ...(await service.as('operator')) }
    t.not((await make(REFERRAL_EXAMPLE, other)).json().id, first.json().id, 'per actor')
    const failed = { ...headers, 'idempotency-key': 'two' }
    t.equal((await make({ ...REFERRAL_EXAMPLE, age: -1 }, failed)).statusCode, 422)
    t.equal((await make(REFERRAL_EXAMPLE, failed)).statusCode, 201, 'a refusal uses up no key')
  })
})
