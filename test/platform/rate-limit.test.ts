import { test } from 'tap'
import { pseudonyms } from '../../src/platform/address.ts'
import { DAY } from '../../src/platform/clock.ts'
import { RATE_LIMITS } from '../../src/platform/rate-limit.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aService } from '../fixtures/services.ts'

test('P1: an address is known by a pseudonym, for a day', async (t) => {
  let elapsed = 0
  const pseudonymOf = pseudonyms(() => elapsed)
  const first = pseudonymOf('203.0.113.7')
  t.match(first, /^fd[0-9a-f]{2}(:[0-9a-f]{4}){3}::$/, 'reads as an address, and is one of nobody')
  elapsed = DAY - 1
  t.equal(pseudonymOf('203.0.113.7'), first)
  t.equal(pseudonymOf('::ffff:203.0.113.7'), first, 'IPv4 within IPv6')
  t.not(pseudonymOf('203.0.113.8'), first)
  t.equal(pseudonymOf('2001:db8::1'), pseudonymOf('2001:db8::2'), 'one caller has a whole /64')
  t.not(pseudonymOf('2001:db8::1'), pseudonymOf('2001:db8:0:1::1'))
  elapsed = DAY
  t.not(pseudonymOf('203.0.113.7'), first, 'the key of yesterday is gone')
  t.not(pseudonyms()('203.0.113.7'), pseudonyms()('203.0.113.7'), 'each process has its own')
})

test('P1: too many requests', needsPostgres, async (t) => {
  const most = { page: 4, form: 3, sign_in: 3, webhook: 3, account: 5, refused: 3, unknown: 3 }
  const serviceWith = (env: Record<string, string> = {}) =>
    aService(t, { env: { RATE_LIMITS: JSON.stringify(most), ...env } })
  type Service = Awaited<ReturnType<typeof serviceWith>>
  const tries = async (
    service: Service,
    count: number,
    request: { method?: 'GET' | 'POST'; url: string; headers?: object },
    remoteAddress = '203.0.113.7',
  ) => {
    let last = await service.app.inject({
      ...request,
      headers: { ...request.headers },
      remoteAddress,
    })
    for (let i = 1; i < count; i++)
      last = await service.app.inject({
        ...request,
        headers: { ...request.headers },
        remoteAddress,
      })
    return last
  }
  const page = { url: '/answer/AAAAAAAAAAAAAAAAAAAAAA' }

  await t.test('of each kind are refused, with the time to wait', async (t) => {
    const service = await serviceWith()
    const kinds = {
      page: page,
      form: { method: 'POST', ...page },
      sign_in: { method: 'POST', url: '/sign-in' },
      webhook: { method: 'POST', url: '/v1/webhooks/twilio/status' },
      refused: { url: '/v1/referrals' },
      unknown: { url: '/wp-login.php' },
    } as const
    for (const [kind, request] of Object.entries(kinds)) {
      const max = most[kind as keyof typeof most]
      t.not((await tries(service, max, request)).statusCode, 429, kind)
      const refused = await tries(service, 1, request)
      t.equal(refused.statusCode, 429, kind)
      t.match(refused.headers, { 'retry-after': /^\d+$/, 'ratelimit-limit': `${max}` })
      const other = await tries(service, 1, request, '203.0.113.8')
      t.not(other.statusCode, 429, `${kind}: another address is not concerned`)
      t.notOk(other.headers['ratelimit-limit'], 'nor told how much came from there')
    }
  })

  await t.test('of those who are let in nowhere are refused, however that is said', async (t) => {
    const service = await serviceWith()
    const operator = await service.asStaff('operator')
    const { cookie } = operator.headers
    const ways = {
      'a page that leads to the sign-in': { url: '/staff', headers: { cookie: 'causeway=junk' } },
      'another site': {
        ...{ method: 'POST', url: '/staff/sign-out' },
        headers: { cookie, origin: 'https://evil.example' },
      },
      'another role': { url: '/v1/api-keys', headers: operator.headers },
    } satisfies Record<string, Parameters<typeof tries>[2]>
    let last = 0
    for (const [way, request] of Object.entries(ways)) {
      const address = `198.51.100.${++last}`
      t.not((await tries(service, most.refused, request, address)).statusCode, 429, way)
      t.equal((await tries(service, 1, request, address)).statusCode, 429, way)
    }
    t.equal(
      (await tries(service, 4, { url: '/v1/tasks', headers: operator.headers })).statusCode,
      200,
      'who is let in is counted as an account',
    )
  })

  await t.test('are told in the way of the route', async (t) => {
    const service = await serviceWith()
    const html = await tries(service, 5, page)
    t.match(html.headers['content-type'], 'text/html')
    const json = await tries(service, 4, { url: '/v1/referrals' })
    t.match(json.headers['content-type'], 'application/problem+json')
    t.match(json.json(), { status: 429, code: 'too_many_requests' })
    t.notMatch(`${html.body}${json.body}`, '203.0.113.7')
  })

  await t.test(
    'of an account count wherever they come from, and it is told what is left',
    async (t) => {
      const service = await serviceWith()
      const headers = { ...(await service.as('operator')) }
      const ask = (remoteAddress: string) =>
        service.app.inject({ url: '/v1/referrals', headers, remoteAddress })
      for (let i = 0; i < 5; i++)
        t.match((await ask(`203.0.113.${i}`)).headers, { 'ratelimit-remaining': `${4 - i}` })
      t.equal((await ask('203.0.113.99')).statusCode, 429)
      const another = { ...(await service.as('operator')) }
      const same = await service.app.inject({ url: '/v1/referrals', headers: another })
      t.equal(same.statusCode, 200, 'another key of the same address is not concerned')
    },
  )

  await t.test('never stop who asks whether it lives, nor styles', async (t) => {
    const service = await serviceWith()
    for (const url of ['/healthz', '/readyz', '/assets/causeway.css'])
      t.not((await tries(service, 20, { url })).statusCode, 429)
  })

  await t.test(
    'X-Forwarded-For is believed of the proxies that are named, and of no other',
    async (t) => {
      const asked = async (service: Service, from: string) =>
        (await tries(service, 5, { ...page, headers: { 'x-forwarded-for': from } })).statusCode
      const nobody = await serviceWith()
      t.equal(await asked(nobody, '198.51.100.1'), 429)
      t.equal(await asked(nobody, '198.51.100.2'), 429, 'a made-up address changes nothing')
      for (const TRUST_PROXY of ['1', '203.0.113.0/24,2001:db8::/32']) {
        const proxied = await serviceWith({ TRUST_PROXY })
        await asked(proxied, '198.51.100.1')
        const other = { ...page, headers: { 'x-forwarded-for': '198.51.100.2' } }
        t.equal((await tries(proxied, 1, other)).statusCode, 404)
        const spoofed = { ...page, headers: { 'x-forwarded-for': '192.0.2.1, 198.51.100.1' } }
        t.equal(
          (await tries(proxied, 1, spoofed)).statusCode,
          429,
          'what it was sent itself does not count',
        )
      }
    },
  )

  await t.test(
    'D12: too many at once in one lane are told to come again, and hold up no other',
    async (t) => {
      const service = await aService(t, { env: { PUBLIC_AT_ONCE: '1', STAFF_AT_ONCE: '1' } })
      const headers = { ...(await service.as('operator')) }
      const flood = (count: number, request: { url: string; headers?: object }) =>
        Promise.all(
          Array.from({ length: count }, (_, i) =>
            service.app.inject({
              ...request,
              headers: { ...request.headers },
              remoteAddress: `203.0.113.${i}`,
            }),
          ),
        )
      const counted = (answers: { statusCode: number }[], status: number) =>
        answers.filter(({ statusCode }) => statusCode === status).length
      for (const round of ['first', 'again: every place was given back']) {
        const [pages, own, well] = await Promise.all([
          flood(30, page),
          flood(4, { url: '/v1/referrals', headers }),
          flood(4, { url: '/healthz' }),
        ])
        // one at work, eight in line; on a busy machine some of those wait for too long
        t.ok(counted(pages, 503) >= 21, round)
        t.ok(counted(pages, 404) >= 1, round)
        t.equal(counted(pages, 503) + counted(pages, 404), 30, round)
        t.match(pages.find(({ statusCode }) => statusCode === 503)?.headers, {
          'retry-after': /^\d+$/,
        })
        t.equal(counted(own, 200), 4, 'the staff has a lane of its own')
        t.equal(counted(well, 200), 4)
      }
      const strangers = await flood(30, { url: '/v1/referrals' })
      t.equal(counted(strangers, 401), 30, 'who is not let in takes no place of the staff')
    },
  )

  t.ok(RATE_LIMITS.page >= 100, 'fifty scanners behind one address, and the person')
})
