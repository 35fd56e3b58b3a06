import { readFileSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { events, staff, staffVerifications } from '../../db/schema.ts'
import { MINUTE } from '../../src/platform/clock.ts'
import { totp } from '../fixtures/authenticator.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aService, type TestService } from '../fixtures/services.ts'
import { aVisitor, joinWithApp, mailedCode } from '../fixtures/visitor.ts'

/** Asks for a code and types it: a pending session. */
async function withCode(service: TestService, email: string) {
  const visitor = aVisitor(service)
  await visitor.post('/sign-in', { email })
  const code = await mailedCode(service)
  const answer = await visitor.post('/sign-in/code', { email, code })
  return { visitor, code, answer }
}

const actionsOf = async ({ db }: TestService) =>
  (await db.orm.select({ action: events.action }).from(events)).map(({ action }) => action)

async function signsIn(t: Test, service: TestService) {
  const { email, secret } = await joinWithApp(service, 'operator')
  const { visitor, answer } = await withCode(service, email)
  t.equal(answer.headers.location, '/sign-in/second')
  const done = await visitor.post('/sign-in/second', {
    code: totp(secret, 1),
    next: '/staff/sessions',
  })
  t.equal(done.headers.location, '/staff/sessions')
  t.equal((await visitor.get('/staff/sessions')).statusCode, 200)
}

test(
  'S9: sign-in by a code sent by e-mail, then an authenticator app',
  needsPostgres,
  async (t) => {
    const service = await aService(t)
    const { email, secret, codes } = await joinWithApp(service, 'operator')

    await t.test('two steps sign in, and lead back to where one was going', (t) =>
      signsIn(t, service),
    )

    await t.test('a right code is good once', async (t) => {
      const { code, answer } = await withCode(service, email)
      t.equal(answer.statusCode, 303)
      const again = await aVisitor(service).post('/sign-in/code', { email, code })
      t.equal(again.statusCode, 422)
      t.match(again.body, /id="code-error"/)
      t.match(again.body, /aria-describedby="code-error"/)
    })

    await t.test('after three wrong tries the right code opens nothing', async (t) => {
      const visitor = aVisitor(service)
      await visitor.post('/sign-in', { email })
      const code = await mailedCode(service)
      const wrong = code === '000000' ? '000001' : '000000'
      for (let i = 0; i < 3; i++)
        t.equal((await visitor.post('/sign-in/code', { email, code: wrong })).statusCode, 422)
      t.equal((await visitor.post('/sign-in/code', { email, code })).statusCode, 422)
      t.equal(visitor.cookies.size, 0)
    })

    await t.test('a code that is five minutes old opens nothing', async (t) => {
      const visitor = aVisitor(service)
      await visitor.post('/sign-in', { email })
      const code = await mailedCode(service)
      await service.db.orm
        .update(staffVerifications)
        .set({ expiresAt: new Date('2026-01-01T00:00:00Z') })
      t.equal((await visitor.post('/sign-in/code', { email, code })).statusCode, 422)
    })

    await t.test('an app code is good once', async (t) => {
      service.clock.tick(16 * MINUTE)
      const code = totp(secret, 1)
      const first = await withCode(service, email)
      t.equal((await first.visitor.post('/sign-in/second', { code })).statusCode, 303)
      const second = await withCode(service, email)
      t.equal((await second.visitor.post('/sign-in/second', { code })).statusCode, 422)
    })

    await t.test('a recovery code signs in once, and asks for a new factor', async (t) => {
      service.clock.tick(16 * MINUTE)
      const first = await withCode(service, email)
      const recovery = codes[0]!.toUpperCase().replace('-', ' ')
      const done = await first.visitor.post('/sign-in/recovery', { recovery })
      t.equal(done.headers.location, '/staff/security')
      t.match((await first.visitor.get('/staff/security')).body, 'You used a recovery code')
      const second = await withCode(service, email)
      const again = await second.visitor.post('/sign-in/recovery', { recovery })
      t.equal(again.statusCode, 422)
      t.match(again.body, /aria-describedby="recovery-error recovery-hint"/)
    })

    await t.test(
      'five wrong app codes lock for a quarter of an hour, with a line in the record',
      async (t) => {
        service.clock.tick(16 * MINUTE)
        const { email, secret } = await joinWithApp(service, 'police')
        const { visitor } = await withCode(service, email)
        const right = totp(secret, 1)
        for (let i = 0; i < 5; i++) {
          const code = String((Number(right) + 7 * i + 1) % 1_000_000).padStart(6, '0')
          const { body } = await visitor.post('/sign-in/second', { code })
          t.match(body, i < 4 ? 'Wait for the next one' : 'Wait fifteen minutes')
        }
        t.match(
          (await visitor.post('/sign-in/second', { code: right })).body,
          'Wait fifteen minutes',
        )
        t.ok((await actionsOf(service)).includes('sign_in.locked'))
        await service.settle()
        const told = service.provider.sent.filter(
          ({ to, text }) => to === email && text.includes('Five wrong codes'),
        )
        t.equal(told.length, 1, 'and an e-mail to whose account it is')
        service.clock.tick(15 * MINUTE)
        t.equal((await visitor.post('/sign-in/second', { code: right })).statusCode, 303)
      },
    )
  },
)

test('S9: many guesses at once are five guesses', needsPostgres, async (t) => {
  const service = await aService(t)
  const { email, secret } = await joinWithApp(service, 'operator')
  const { visitor } = await withCode(service, email)
  const right = Number(totp(secret, 0))
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) => {
      const code = String((right + 7 * i + 1) % 1_000_000).padStart(6, '0')
      return visitor.post('/sign-in/second', { code })
    }),
  )
  const locked = answers.filter(({ body }) => body.includes('Wait fifteen minutes'))
  t.ok(locked.length >= 7)
  const looked = (await actionsOf(service)).filter(
    (action) => action === 'sign_in.wrong_code' || action === 'sign_in.locked',
  )
  t.ok(looked.length <= 5)
})

test('S9: a pending session opens nothing', needsPostgres, async (t) => {
  const service = await aService(t)
  const { email } = await joinWithApp(service, 'operator')
  const { visitor } = await withCode(service, email)
  const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ')

  await t.test('no operation of the API', async (t) => {
    const { paths } = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as {
      paths: Record<string, Record<string, { security?: object[] }>>
    }
    const closed = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, { security = [] }]) => security.length > 0)
        .map(([method]) => ({ method: method.toUpperCase() as 'GET', path })),
    )
    t.ok(closed.length > 20)
    for (const { method, path } of closed) {
      const url = path.replaceAll(/\{\w+\}/g, '01a20000-0000-7000-8000-000000000000')
      const headers = { cookie, origin: service.config.PUBLIC_URL }
      const { statusCode, body } = await service.app.inject({ method, url, headers })
      t.equal(statusCode, 401, `${method} ${path}`)
      t.match(body, 'sign_in_unfinished')
    }
  })

  await t.test('no page but the second step', async (t) => {
    for (const path of ['/staff', '/staff/sessions', '/staff/security']) {
      const { statusCode, headers } = await visitor.get(path)
      t.equal(statusCode, 303)
      t.match(headers.location, /^\/sign-in\/second/)
    }
    t.equal((await visitor.get('/sign-in/second')).statusCode, 200)
  })

  await t.test('no factor is set up, replaced or removed from it', async (t) => {
    for (const path of [
      '/staff/security/app',
      '/staff/security/app/code',
      '/staff/security/app/removal',
      '/staff/security/recovery-codes',
    ])
      t.match(
        (await visitor.post(path, { code: '123456' })).headers.location,
        /^\/sign-in\/second/,
        path,
      )
    const options = await visitor.post('/staff/security/passkeys/options')
    t.equal(options.statusCode, 401)
  })
})

test('S9: asking for codes without end', needsPostgres, async (t) => {
  const service = await aService(t)
  const { email } = await joinWithApp(service, 'operator')
  const ask = () => aVisitor(service).post('/sign-in', { email })
  const rows = () => service.db.orm.$count(staffVerifications)

  await t.test('voids no code that was sent, and buys no guesses', async (t) => {
    let code = ''
    for (let i = 0; i < 5; i++) {
      await ask()
      code = await mailedCode(service)
    }
    await ask()
    const wrong = code === '000000' ? '000001' : '000000'
    await aVisitor(service).post('/sign-in/code', { email, code: wrong })
    const answer = await aVisitor(service).post('/sign-in/code', { email, code })
    t.equal(answer.headers.location, '/sign-in/second')
    await ask()
    t.equal(await rows(), 0)
  })

  await t.test('many times at once is once, so that no time tells who is known', async (t) => {
    service.clock.tick(16 * MINUTE)
    for (const { statusCode } of await Promise.all([ask(), ask(), ask()])) t.equal(statusCode, 200)
    t.equal(await rows(), 1)
  })
})

test('S9: signing in tells nobody who has an account', needsPostgres, async (t) => {
  const service = await aService(t)
  const known = await joinWithApp(service, 'operator')
  const disabled = await joinWithApp(service, 'operator')
  await service.db.orm
    .update(staff)
    .set({ disabledAt: service.clock.at })
    .where(eq(staff.email, disabled.email))
  const unknown = known.email.replace(/^.{8}/, 'nobody00')
  await service.settle()
  const sentBefore = service.provider.sent.length

  await t.test('known, unknown and disabled addresses are answered alike', async (t) => {
    const answers = await Promise.all(
      [known.email, unknown, disabled.email].map(async (email) => {
        const visitor = aVisitor(service)
        const asked = await visitor.post('/sign-in', { email })
        const typed = await visitor.post('/sign-in/code', { email, code: '000000' })
        const { date: _, ...headers } = asked.headers
        return [asked, typed]
          .map(({ statusCode, body }) => `${statusCode} ${body.replaceAll(email, 'EMAIL')}`)
          .concat(JSON.stringify(Object.keys(headers)))
      }),
    )
    t.strictSame(answers[1], answers[0])
    t.strictSame(answers[2], answers[0])
    await service.settle()
    const told = service.provider.sent.slice(sentBefore).map(({ to }) => to)
    t.strictSame(told, [known.email])
  })

  await t.test('a mailbox gets five codes in a quarter of an hour at most', async (t) => {
    for (let i = 0; i < 6; i++) await aVisitor(service).post('/sign-in', { email: known.email })
    await service.settle()
    const told = service.provider.sent.slice(sentBefore).filter(({ to }) => to === known.email)
    t.equal(told.length, 5)
  })

  await t.test('a page of another site signs nobody in', async (t) => {
    const foreign = { origin: 'https://elsewhere.example' }
    for (const path of ['/sign-in', '/sign-in/code', '/sign-in/second'])
      t.equal(
        (await aVisitor(service).post(path, { email: known.email }, foreign)).statusCode,
        403,
        path,
      )
  })

  await t.test(
    'a page opened without a session leads to sign-in and back, never to elsewhere',
    async (t) => {
      const { headers } = await aVisitor(service).get('/staff/sessions?secret=1')
      t.equal(headers.location, '/sign-in?next=%2Fstaff%2Fsessions')
      for (const next of [
        '//elsewhere.example',
        '/\\elsewhere.example',
        'https://elsewhere.example',
      ])
        t.match(
          (await aVisitor(service).get(`/sign-in?next=${encodeURIComponent(next)}`)).body,
          'name="next" value="/staff"',
        )
    },
  )

  await t.test('one address that tries without end is told to wait', async (t) => {
    let last = 200
    for (let i = 0; i < 30 && last !== 429; i++)
      last = (await aVisitor(service).post('/sign-in', { email: unknown })).statusCode
    t.equal(last, 429)
  })
})
