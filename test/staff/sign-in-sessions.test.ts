import { Writable } from 'node:stream'
import { and, eq } from 'drizzle-orm'
import { pino } from 'pino'
import { test } from 'tap'
import { events, messages, staff, staffSessions } from '../../db/schema.ts'
import { HOUR, MINUTE } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/ids.ts'
import { takeTurn } from '../../src/services.ts'
import { invite } from '../../src/staff/invitation.ts'
import { inviteAdmin } from '../../src/staff/invite-admin.ts'
import { totp } from '../fixtures/authenticator.ts'
import { formsOf } from '../fixtures/canaries.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aService } from '../fixtures/services.ts'
import { everyRow } from '../fixtures/tables.ts'
import {
  anInvitation,
  aVisitor,
  joinWithApp,
  mailedCode,
  type Visitor,
} from '../fixtures/visitor.ts'

const SIGN_IN = /^\/sign-in/
const statusOf = async (visitor: Visitor) => (await visitor.get('/staff')).statusCode

test('S9: how long a session lives', needsPostgres, async (t) => {
  const service = await aService(t)
  const { visitor, email } = await joinWithApp(service, 'operator')

  await t.test('it ends after 30 minutes without a request', async (t) => {
    const { visitor } = await joinWithApp(service, 'operator')
    service.clock.tick(29 * MINUTE)
    t.equal(await statusOf(visitor), 200)
    service.clock.tick(29 * MINUTE)
    t.equal(await statusOf(visitor), 200)
    service.clock.tick(30 * MINUTE)
    const { statusCode, headers } = await visitor.get('/staff')
    t.equal(statusCode, 303)
    t.match(headers.location, SIGN_IN)
  })

  await t.test('it ends after 12 hours in any case', async (t) => {
    const { visitor } = await joinWithApp(service, 'operator')
    for (let i = 0; i < 35; i++) {
      service.clock.tick(20 * MINUTE)
      t.equal(await statusOf(visitor), 200)
    }
    service.clock.tick(20 * MINUTE)
    t.equal(await statusOf(visitor), 303)
  })

  await t.test('nothing stays of one that ended by itself, once its owner is back', async (t) => {
    const { email } = await joinWithApp(service, 'operator')
    const idOf = async () =>
      (await service.db.orm.select().from(staff).where(eq(staff.email, email)))[0]!.id
    const mine = eq(staffSessions.staffId, await idOf())
    service.clock.tick(12 * HOUR)
    t.equal(await service.db.orm.$count(staffSessions, mine), 1)
    const back = aVisitor(service)
    await back.post('/sign-in', { email })
    await back.post('/sign-in/code', { email, code: await mailedCode(service) })
    t.equal(await service.db.orm.$count(staffSessions, mine), 1)
  })

  await t.test('one that was ended from elsewhere is dead on its next request', async (t) => {
    const { visitor, email, secret } = await joinWithApp(service, 'operator')
    const other = aVisitor(service)
    await other.post('/sign-in', { email })
    await other.post('/sign-in/code', { email, code: await mailedCode(service) })
    await other.post('/sign-in/second', { code: totp(secret, 1) })
    t.equal(await statusOf(other), 200)
    const { body } = await visitor.get('/staff/sessions')
    const [, path] = body.match(/action="(\/staff\/sessions\/[0-9a-f-]{36}\/end)"/)!
    t.match(body, 'Firefox, Windows')
    t.equal((await visitor.post(path!)).statusCode, 303)
    t.equal(await statusOf(other), 303)
    t.equal(await statusOf(visitor), 200)
  })

  await t.test('nobody ends the session of somebody else', async (t) => {
    const mine = await joinWithApp(service, 'operator')
    const theirs = await joinWithApp(service, 'operator')
    const list = await service.db.orm.select({ id: staffSessions.id }).from(staffSessions)
    for (const { id } of list) {
      const { statusCode } = await mine.visitor.post(`/staff/sessions/${id}/end`)
      if (statusCode === 303) break
      t.equal(statusCode, 404)
    }
    t.equal(await statusOf(theirs.visitor), 200)
  })

  await t.test(
    'signing out everywhere ends all of them, and a page of another site cannot',
    async (t) => {
      const { visitor } = await joinWithApp(service, 'operator')
      const foreign = { origin: 'https://elsewhere.example' }
      t.equal((await visitor.post('/staff/sessions/end-all', {}, foreign)).statusCode, 403)
      t.equal(await statusOf(visitor), 200)
      const gone = await visitor.post('/staff/sessions/end-all')
      t.match(gone.headers.location, SIGN_IN)
      t.equal(visitor.cookies.size, 0)
    },
  )

  await t.test('signing out ends the session also for whoever kept its cookie', async (t) => {
    const { visitor } = await joinWithApp(service, 'operator')
    const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ')
    await visitor.post('/staff/sign-out')
    const { statusCode } = await service.app.inject({ url: '/staff', headers: { cookie } })
    t.equal(statusCode, 303)
  })

  await t.test(
    'the token changes when the session is proved, and the old one is dead',
    async (t) => {
      const { path } = await anInvitation(service, 'operator')
      const visitor = aVisitor(service)
      await visitor.post(path)
      const planted = visitor.cookies.get('causeway')!
      const { body } = await visitor.post('/staff/security/app')
      const secret = body.match(/class="key">([A-Z2-7 ]+)</)![1]!
      await visitor.post('/staff/security/app/code', { code: totp(secret) })
      t.not(visitor.cookies.get('causeway'), planted)
      const headers = { cookie: `causeway=${planted}` }
      t.equal((await service.app.inject({ url: '/staff', headers })).statusCode, 303)
      t.equal(await statusOf(visitor), 200)
    },
  )

  await t.test(
    'the tables hold no token, no address, no browser line, no secret and no code',
    async (t) => {
      const visitor = aVisitor(service)
      await visitor.post('/sign-in', { email })
      const code = await mailedCode(service)
      await visitor.post('/sign-in/code', { email, code })
      const { visitor: whole, secret, codes } = await joinWithApp(service, 'supervisor')
      const text = await everyRow(service.db)
      const secrets = [
        visitor.cookies.get('causeway')!,
        whole.cookies.get('causeway')!,
        secret.replaceAll(' ', ''),
        codes[3]!,
        '127.0.0.1',
        'Gecko',
        '149.7',
      ]
      for (const each of secrets)
        t.strictSame(
          formsOf(each).filter((form) => text.includes(form)),
          [],
          each.slice(0, 4),
        )
      const [session] = await service.db.orm.select().from(staffSessions)
      t.match(session!.ipAddress, /^fd[0-9a-f:]+::$/)
      t.equal(session!.userAgent, 'Firefox, Windows')
    },
  )

  await t.test('the log holds no address of mail or machine, no code and no token', async (t) => {
    let log = ''
    const stream = new Writable({
      write(chunk, _, done) {
        log += chunk
        done()
      },
    })
    const service = await aService(t, { log: pino({ level: 'trace' }, stream) })
    const { email, visitor, secret } = await joinWithApp(service, 'operator')
    await visitor.post('/sign-in', { email })
    const code = await mailedCode(service)
    await visitor.post('/sign-in/code', { email, code: '000000' })
    await visitor.post('/sign-in/code', { email, code })
    await visitor.post('/sign-in/second', { code: totp(secret, 1) })
    t.match(log, '/sign-in/second')
    for (const each of [email, code, visitor.cookies.get('causeway')!, '127.0.0.1', 'Gecko'])
      t.notOk(log.includes(each), each.slice(0, 4))
  })

  await t.test(
    'cookies are out of reach of scripts, and bound to this host over https',
    async (t) => {
      const { path } = await anInvitation(service, 'operator')
      const [cookie] = (
        await service.app.inject({
          method: 'POST',
          url: path,
          headers: { origin: service.config.PUBLIC_URL },
        })
      ).cookies
      t.match(cookie, { name: 'causeway', httpOnly: true, sameSite: 'Lax', path: '/' })
      t.equal(await statusOf(visitor), 303)
    },
  )
})

test('S9: links that invite, and the ways to sign in', needsPostgres, async (t) => {
  const service = await aService(t)

  await t.test('opening a link changes nothing, using it works once', async (t) => {
    const { path } = await anInvitation(service, 'editor')
    for (let i = 0; i < 3; i++) t.equal((await aVisitor(service).get(path)).statusCode, 200)
    t.equal((await aVisitor(service).post(path)).headers.location, '/staff/security')
    const again = await aVisitor(service).post(path)
    t.equal(again.statusCode, 404)
    t.match(again.body, 'not good any more')
    t.equal((await aVisitor(service).get(path)).statusCode, 404)
  })

  await t.test('a link is good for 72 hours, and until a newer one is made', async (t) => {
    const old = await anInvitation(service, 'editor')
    service.clock.tick(72 * HOUR)
    t.equal((await aVisitor(service).post(old.path)).statusCode, 404)
    const first = await anInvitation(service, 'editor')
    const second = await anInvitation(service, 'editor', first.email)
    t.equal((await aVisitor(service).post(first.path)).statusCode, 404)
    t.equal((await aVisitor(service).post(second.path)).statusCode, 303)
  })

  await t.test('a link dies with the right of whoever made it', async (t) => {
    for (const ends of [{ disabledAt: service.clock.at }, { role: 'operator' }]) {
      const admin = await joinWithApp(service, 'admin')
      const found = eq(staff.email, admin.email)
      const [{ id, organizationId }] = (await service.db.orm.select().from(staff).where(found)) as [
        typeof staff.$inferSelect,
      ]
      const email = `${newId()}@cw.example`
      const link = await takeTurn(service, { id: `staff:${id}`, role: 'admin' }, (turn) =>
        invite(turn, { email, name: 'X', role: 'supervisor', organizationId, language: 'en' }),
      )
      const { pathname } = new URL(link)
      t.equal((await aVisitor(service).get(pathname)).statusCode, 200)
      await service.db.orm.update(staff).set(ends).where(found)
      t.equal((await aVisitor(service).get(pathname)).statusCode, 404)
      t.equal((await aVisitor(service).post(pathname)).statusCode, 404)
    }
  })

  await t.test('whoever came by a link does nothing before a factor is set up', async (t) => {
    const { path } = await anInvitation(service, 'editor')
    const visitor = aVisitor(service)
    await visitor.post(path)
    t.equal(await statusOf(visitor), 303)
    t.match((await visitor.get('/staff/security')).body, 'Set up one of these now')
    t.equal((await visitor.get('/sign-in/second')).headers.location, '/staff/security')
  })

  await t.test('a role has its kinds of organization', async (t) => {
    const { organizationId } = await anInvitation(service, 'police')
    const person = {
      email: 'x@cw.example',
      name: 'X',
      role: 'operator',
      organizationId,
      language: 'en',
    } as const
    await t.rejects(
      takeTurn(service, service.actor('admin'), (turn) => invite(turn, person)),
      { code: 'invalid' },
    )
  })

  await t.test(
    'the link of create-admin works once, and a second one takes the old factors away',
    async (t) => {
      const make = () =>
        takeTurn(service, service.actor('system'), (turn) =>
          inviteAdmin(turn, {
            email: 'Admin@cw.example',
            name: 'A',
            organization: 'Hotline',
            language: 'fr',
          }),
        )
      const path = new URL(await make()).pathname
      const visitor = aVisitor(service)
      await visitor.post(path)
      const { body } = await visitor.post('/staff/security/app')
      t.match(body, 'lang="fr"')
      const secret = body.match(/class="key">([A-Z2-7 ]+)</)![1]!
      await visitor.post('/staff/security/app/code', { code: totp(secret) })
      t.match((await visitor.get('/staff')).body, 'Administration')
      t.equal((await aVisitor(service).post(path)).statusCode, 404)
      await aVisitor(service).post(new URL(await make()).pathname)
      t.equal(await statusOf(visitor), 303)
      const other = aVisitor(service)
      const email = 'admin@cw.example'
      await other.post('/sign-in', { email })
      const answer = await other.post('/sign-in/code', { email, code: await mailedCode(service) })
      t.equal(answer.statusCode, 403)
      t.equal(other.cookies.size, 0)
    },
  )

  await t.test(
    'the last way to sign in stays; changes want a fresh sign-in and are told by e-mail',
    async (t) => {
      const { visitor, email } = await joinWithApp(service, 'operator')
      t.equal((await visitor.post('/staff/security/app/removal')).statusCode, 409)
      t.equal((await visitor.post('/staff/security/recovery-codes')).statusCode, 200)
      await service.settle()
      const told = service.provider.sent.filter((each) => each.to === email)
      t.match(told.at(-1)?.text, 'call your administrator')
      service.clock.tick(10 * MINUTE)
      t.match((await visitor.get('/staff/security')).body, 'Sign in again')
      t.equal((await visitor.post('/staff/security/recovery-codes')).statusCode, 409)
      t.equal((await visitor.post('/staff/security/app')).statusCode, 409)
    },
  )

  await t.test('whoever gives up setting another app up keeps the one before', async (t) => {
    const { visitor, email, secret, codes } = await joinWithApp(service, 'operator')
    await visitor.post('/staff/security/app')
    await visitor.post('/staff/security/app')
    const again = aVisitor(service)
    await again.post('/sign-in', { email })
    await again.post('/sign-in/code', { email, code: await mailedCode(service) })
    const recovery = aVisitor(service)
    await recovery.post('/sign-in', { email })
    await recovery.post('/sign-in/code', { email, code: await mailedCode(service) })
    t.equal((await again.post('/sign-in/second', { code: totp(secret, 1) })).statusCode, 303)
    t.equal(await statusOf(again), 200)
    t.equal(
      (await recovery.post('/sign-in/recovery', { recovery: codes[0]! })).headers.location,
      '/staff/security',
    )
  })

  await t.test('the code that showed a new app opens nothing after it', async (t) => {
    const { email, path } = await anInvitation(service, 'operator')
    const visitor = aVisitor(service)
    await visitor.post(path)
    const { body } = await visitor.post('/staff/security/app')
    const shown = totp(body.match(/class="key">([A-Z2-7 ]+)</)![1]!)
    t.equal((await visitor.post('/staff/security/app/code', { code: shown })).statusCode, 200)
    const other = aVisitor(service)
    await other.post('/sign-in', { email })
    await other.post('/sign-in/code', { email, code: await mailedCode(service) })
    t.equal((await other.post('/sign-in/second', { code: shown })).statusCode, 422)
  })

  await t.test('without an app there are no recovery codes', async (t) => {
    const { path } = await anInvitation(service, 'operator')
    const visitor = aVisitor(service)
    await visitor.post(path)
    t.equal((await visitor.post('/staff/security/recovery-codes')).statusCode, 404)
  })

  await t.test(
    'a new app takes the place of the old one, and nobody slips in between',
    async (t) => {
      const { visitor, email, secret } = await joinWithApp(service, 'operator')
      service.clock.tick(MINUTE)
      // Somebody who reads the mailbox waits with a pending session.
      const waiting = aVisitor(service)
      await waiting.post('/sign-in', { email })
      await waiting.post('/sign-in/code', { email, code: await mailedCode(service) })
      const { body } = await visitor.post('/staff/security/app')
      t.equal((await waiting.get('/sign-in/second')).statusCode, 403)
      t.match((await waiting.post('/staff/security/app')).headers.location, /second/)
      const renewed = body.match(/class="key">([A-Z2-7 ]+)</)![1]!
      t.not(renewed, secret)
      t.equal(
        (await visitor.post('/staff/security/app/code', { code: totp(renewed) })).statusCode,
        200,
      )
      t.equal((await waiting.post('/sign-in/second', { code: totp(secret, 1) })).statusCode, 422)
      t.equal((await waiting.post('/sign-in/second', { code: totp(renewed, 1) })).statusCode, 303)
    },
  )

  await t.test('each step is a line of the record, without an address', async (t) => {
    const { email } = await joinWithApp(service, 'operator')
    const lines = await service.db.orm.select().from(events)
    const actions = new Set(lines.map(({ action }) => action))
    for (const action of [
      'staff.invited',
      'staff.joined',
      'session.started',
      'session.proved',
      'staff.totp_added',
    ])
      t.ok(actions.has(action), action)
    t.notMatch(JSON.stringify(lines), email)
    const changed = and(eq(messages.purpose, 'sign_in_changed'), eq(messages.channel, 'email'))
    t.ok((await service.db.orm.$count(messages, changed)) > 0)
  })
})
