import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { type Test, test } from 'tap'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { lastCode, lettersOf, postForm } from '../fixtures/letters.ts'
import { aReferral } from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'
import { joinWithApp } from '../fixtures/visitor.ts'

const HTTPS = { PUBLIC_URL: 'https://cw.example' }
const STRICT = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'permissions-policy':
    /camera=\(\).*geolocation=\(\).*microphone=\(\).*publickey-credentials-get=\(self\)/,
  'content-security-policy': /^default-src 'none'; ?.*base-uri 'none'; ?frame-ancestors 'none';?$/,
}

/** Scripts and styles of the console, named by their content: they lie on machines of staff and say nothing. */
const KEPT = /^\/assets\/\w+\.[\w-]{12}\.\w+$/

function assertStrict(t: Test, { headers }: LightMyRequestResponse, what: string): void {
  t.match(headers, STRICT, what)
  t.notMatch(headers['content-security-policy'], /unsafe|https?:|\*/, what)
  for (const name of ['server', 'x-powered-by', 'access-control-allow-origin'])
    t.notOk(headers[name], `${what}: ${name}`)
}

test('S10: every answer has the strict headers', needsPostgres, async (t) => {
  const service = await aService(t, { env: HTTPS })
  const { app } = service
  const { headers } = await service.asStaff('supervisor')
  for (const { method, url } of app.everyRoute) {
    for (const each of [method].flat() as 'GET'[]) {
      const filled = url.replace(/:\w+|\*/g, 'none')
      const answer = await app.inject({ method: each, url: filled, headers })
      if (KEPT.test(url)) {
        t.match(answer.headers['cache-control'], /immutable$/)
        answer.headers['cache-control'] = 'no-store'
      }
      assertStrict(t, answer, `${each} ${url} ${answer.statusCode}`)
      t.match(answer.headers['strict-transport-security'], /^max-age=\d{8}/)
    }
  }
  const odd: InjectOptions[] = [
    { url: '/nothing' },
    { url: '/%zz' },
    { url: `/answer/${'x'.repeat(200)}` },
    { method: 'DELETE', url: '/healthz' },
    {
      method: 'POST',
      url: '/v1/referrals',
      payload: '{',
      headers: { 'content-type': 'application/json' },
    },
  ]
  for (const each of odd) {
    const answer = await app.inject(each)
    t.ok(answer.statusCode >= 400)
    assertStrict(t, answer, `${answer.statusCode}`)
  }
  const plain = await aService(t)
  const answer = await plain.app.inject({ url: '/healthz' })
  t.notOk(answer.headers['strict-transport-security'], 'over http it would lock a newcomer out')
})

test(
  'S10: every cookie is for this site, for requests, and for https alone',
  needsPostgres,
  async (t) => {
    const service = await aService(t, { env: HTTPS })
    const cookies = cookiesOf(service)
    await aServicePoint(service)
    await joinWithApp(service, 'supervisor')
    await aReferral(service)
    const [letter] = lettersOf(service)
    await postForm(service, letter!.path, { digits: letter!.digits, answer: 'yes' })
    await service.settle()
    await postForm(service, `${letter!.path}/confirmation`, { code: lastCode(service) })
    const { headers } = await service.asStaff('supervisor')
    for (const { method, url } of service.app.everyRoute) {
      const filled = url.replace(/:\w+|\*/g, 'none')
      for (const each of [method].flat() as 'GET'[])
        await service.app.inject({ method: each, url: `${filled}?lang=fr`, headers })
    }
    t.ok(cookies.length >= 2, `${cookies.length} cookies`)
    for (const cookie of cookies) {
      const [name = ''] = cookie.split('=')
      t.match(cookie, /; HttpOnly/i, name)
      t.match(cookie, /; SameSite=(Strict|Lax)/i, name)
      t.match(cookie, /; Path=\//i, name)
      t.match(cookie, /; Secure/i, name)
      t.notMatch(cookie, /; Domain=/i, name)
      if (/; Path=\/(;|$)/i.test(cookie)) t.match(name, /^__Host-/)
    }
  },
)

/** All that the service sets from now on. */
function cookiesOf({ app }: TestService): string[] {
  const seen: string[] = []
  const inject = app.inject.bind(app) as (request: InjectOptions) => Promise<LightMyRequestResponse>
  const watched = async (request: InjectOptions) => {
    const answer = await inject(request)
    seen.push(...[answer.headers['set-cookie'] ?? []].flat())
    return answer
  }
  Object.assign(app, { inject: watched })
  return seen
}

test('S10: what another site makes a browser send changes nothing', needsPostgres, async (t) => {
  const service = await aService(t)
  await aServicePoint(service)
  await aReferral(service)
  const [letter] = lettersOf(service)
  const person = await service.asStaff('operator')
  const yes = { digits: letter!.digits, answer: 'yes' }
  const other: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://cw.example.evil.example' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of other) {
    t.equal((await postForm(service, letter!.path, yes, headers)).statusCode, 403)
    const reply = { from: '+18075550111', to: '+1', body: 'YES', lang: 'en' }
    t.equal((await postForm(service, '/outbox/replies', reply, headers)).statusCode, 403)
    const cookie = { ...person.headers, origin: '', ...headers }
    const opened = { method: 'POST', url: '/v1/openings', headers: cookie, payload: {} } as const
    t.equal((await service.app.inject(opened)).statusCode, 403)
  }
  const silent = { method: 'POST', url: '/v1/openings', payload: {} } as const
  const { cookie } = person.headers
  t.equal(
    (await service.app.inject({ ...silent, headers: { cookie } })).statusCode,
    403,
    'a cookie, and no word of where from',
  )
  const own = { cookie, origin: 'null', 'sec-fetch-site': 'same-origin' }
  t.equal(
    (await service.app.inject({ ...silent, headers: own })).statusCode,
    422,
    'a form of our own',
  )
  const sent = await postForm(service, letter!.path, yes, { origin: 'null' })
  t.equal(sent.statusCode, 303, 'a browser that says nothing, and no cookie to misuse')
})
