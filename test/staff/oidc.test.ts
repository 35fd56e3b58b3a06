import { and, eq } from 'drizzle-orm'
import { pino } from 'pino'
import { type Test, test } from 'tap'
import {
  events,
  identityProviders,
  organizations,
  staff,
  staffAccounts,
  staffSessions,
} from '../../db/schema.ts'
import { newId } from '../../src/platform/ids.ts'
import { takeTurn } from '../../src/services.ts'
import { NOBODY } from '../../src/staff/mail.ts'
import { nameFrom, roleFrom, valuesOf } from '../../src/staff/oidc-claims.ts'
import { issuerErrors } from '../../src/staff/oidc-provider.ts'
import { startSession } from '../../src/staff/start-session.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aForger, anOidcProvider, CLIENT } from '../fixtures/oidc.ts'
import { aService } from '../fixtures/services.ts'
import { aVisitor } from '../fixtures/visitor.ts'

const HERE = 'http://cw.example'
const SLUG = 'example-police'
const CALLBACK = `${HERE}/sign-in/with/${SLUG}/callback`
const ROLES = { 'anti-trafficking': 'police' }

/** The program, an administrator, and an organization whose provider is at `issuer`. */
async function aHotline(t: Test, kind = 'police') {
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(line) })
  const service = await aService(t, { log })
  const admin = await service.asStaff('admin')
  const organizationId = newId()
  await service.db.orm
    .insert(organizations)
    .values({ id: organizationId, kind, name: 'Example', createdAt: service.clock.at })
  const url = `/v1/organizations/${organizationId}/identity-provider`
  const set = (issuer: string, more: object = {}) =>
    service.app.inject({
      ...{ method: 'PUT', url, headers: admin.headers },
      payload: {
        ...{ slug: SLUG, issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret },
        ...{ roleClaim: 'groups', roles: ROLES, ...more },
      },
    })
  const get = (url: string, cookie = '') =>
    service.app.inject({ url, headers: { cookie, 'user-agent': 'Mozilla Firefox/140 Linux' } })
  const cookieOf = (response: { cookies: { name: string; value: string }[] }, name: string) => {
    const found = response.cookies.find((each) => each.name === name)
    return found?.value ? `${name}=${found.value}` : ''
  }
  /** Up to the provider: where the browser is sent, and what it keeps. */
  const begin = async () => {
    const response = await get(`/sign-in/with/${SLUG}`)
    const ticket = cookieOf(response, 'causeway-sign-in')
    return { response, ticket, address: response.headers.location as string }
  }
  const finish = async (back: string, ticket: string) => {
    const response = await get(back.slice(HERE.length), ticket)
    return { response, session: cookieOf(response, 'causeway') }
  }
  const works = async (session: string) => (await get('/v1/referrals', session)).statusCode === 200
  return { service, admin, organizationId, url, set, get, begin, finish, works, lines, cookieOf }
}

test('S9: police sign in with their own provider', needsPostgres, async (t) => {
  const place = await aHotline(t)
  const { service, admin, organizationId, set, begin, finish, works } = place
  const idp = await anOidcProvider(t, CALLBACK)
  const person = {
    ...{ name: 'Robin Example', email: 'Robin@police.example', email_verified: true },
    groups: ['everybody', 'anti-trafficking'],
  }
  idp.people.set('robin', person)
  t.equal((await set(idp.issuer)).statusCode, 200)
  const signIn = async (sub: string) => {
    const { address, ticket } = await begin()
    return finish(await idp.signIn(address, sub), ticket)
  }
  const rowOf = async (sub: string) => {
    const [found] = await service.db.orm
      .select({ person: staff, account: staffAccounts })
      .from(staffAccounts)
      .innerJoin(staff, eq(staff.id, staffAccounts.staffId))
      .where(eq(staffAccounts.accountId, sub))
    return found
  }

  await t.test('the browser is sent there with PKCE, a state and a nonce', async (t) => {
    const { response, address, ticket } = await begin()
    t.equal(response.statusCode, 303)
    const asked = new URL(address)
    t.equal(asked.origin, idp.issuer)
    t.match(Object.fromEntries(asked.searchParams), {
      ...{ client_id: CLIENT.id, redirect_uri: CALLBACK, response_type: 'code' },
      ...{ code_challenge_method: 'S256', state: /.{40}/, nonce: /.{40}/, code_challenge: /.{40}/ },
      scope: 'openid profile email',
    })
    const [cookie] = response.cookies
    t.match(cookie, { path: '/sign-in', httpOnly: true, sameSite: 'Lax', maxAge: 600 })
    const kept = Buffer.from(ticket.split('=')[1]!, 'base64url').toString('latin1')
    t.notMatch(kept, asked.searchParams.get('state')!, 'sealed')
  })

  await t.test('the first time makes the account, and the session is proved', async (t) => {
    const { response, session } = await signIn('robin')
    t.match([response.statusCode, response.headers.location], [303, '/staff'])
    t.ok(await works(session))
    const { person, account } = (await rowOf('robin'))!
    t.match(person, { name: 'Robin Example', email: 'robin@police.example', role: 'police' })
    t.match(person, { organizationId, emailVerified: true, disabledAt: null })
    t.match(account, { accessToken: null, refreshToken: null, idToken: null, scope: null })
    const [kept] = await service.db.orm
      .select()
      .from(staffSessions)
      .where(eq(staffSessions.staffId, person.id))
    t.match(kept, { provedBy: 'oidc', provedAt: Date, userAgent: 'Firefox, Linux' })
    await signIn('robin')
    t.equal((await rowOf('robin'))!.person.id, person.id, 'the same the second time')
  })

  await t.test('who has no role there is refused, and makes no account', async (t) => {
    idp.people.set('stranger', { ...person, email: 's@police.example', groups: ['everybody'] })
    const { response, session } = await signIn('stranger')
    t.equal(response.statusCode, 403)
    t.match(response.body, 'given you no role here')
    t.equal(session, '')
    t.equal(await rowOf('stranger'), undefined)
  })

  await t.test('who lost the role is refused, and the sessions end', async (t) => {
    idp.people.set('leaver', { ...person, email: 'l@police.example' })
    const { session } = await signIn('leaver')
    t.ok(await works(session))
    idp.people.set('leaver', { ...person, email: 'l@police.example', groups: [] })
    const again = await signIn('leaver')
    t.match([again.response.statusCode, again.session], [403, ''])
    t.notOk(await works(session), 'dead on its next request')
  })

  await t.test('a state that is not ours, or of another browser, signs nobody in', async (t) => {
    const mine = await begin()
    const theirs = await begin()
    const back = await idp.signIn(theirs.address, 'robin')
    const planted = await finish(back, mine.ticket)
    t.match([planted.response.statusCode, planted.session], [400, ''])
    t.equal((await finish(back, '')).response.statusCode, 400, 'a browser that did not ask')
    const forged = `${mine.ticket.slice(0, -3)}AAA`
    t.equal((await finish(back, forged)).response.statusCode, 400, 'a ticket that was changed')
    const head = { method: 'HEAD' as const, url: back.slice(HERE.length) }
    t.equal((await service.app.inject(head)).statusCode, 405, 'a look uses nothing up')
    const changed = back.replace(/state=[^&]+/, 'state=other')
    t.equal((await finish(changed, theirs.ticket)).response.statusCode, 400)
    t.equal((await finish(back.replace(/&?state=[^&]+/, ''), theirs.ticket)).session, '')
  })

  await t.test('somebody else’s code does not fit what this browser kept (PKCE)', async (t) => {
    const mine = await begin()
    const theirs = await begin()
    const code = new URL(await idp.signIn(theirs.address, 'robin')).searchParams.get('code')!
    const back = new URL(await idp.signIn(mine.address, 'robin'))
    back.searchParams.set('code', code)
    const { response, session } = await finish(back.href, mine.ticket)
    t.match([response.statusCode, session], [400, ''])
  })

  await t.test('an answer is good once, and not for long', async (t) => {
    const { address, ticket } = await begin()
    const back = await idp.signIn(address, 'robin')
    const first = await finish(back, ticket)
    t.equal(first.response.statusCode, 303)
    t.equal(place.cookieOf(first.response, 'causeway-sign-in'), '', 'the ticket is taken away')
    t.equal((await finish(back, ticket)).response.statusCode, 400, 'the code was used')
    const late = await begin()
    const then = await idp.signIn(late.address, 'robin')
    service.clock.tick(10 * 60_000)
    t.equal((await finish(then, late.ticket)).response.statusCode, 400)
  })

  await t.test('what the provider says went wrong is not shown', async (t) => {
    const { address, ticket } = await begin()
    const state = new URL(address).searchParams.get('state')
    const text = '<b>call 555-0100</b>'
    const query = new URLSearchParams({
      error: 'access_denied',
      error_description: text,
      state: state!,
    })
    const { response } = await finish(`${CALLBACK}?${query}`, ticket)
    t.equal(response.statusCode, 400)
    t.notMatch(response.body, '555-0100')
    t.notMatch(response.body, 'access_denied')
  })

  await t.test('what cannot name a provider is refused, as a page', async (t) => {
    for (const path of ['%00', '%00/callback', '%ff', 'A', 'a'.repeat(41)]) {
      const { statusCode } = await service.app.inject({ url: `/sign-in/with/${path}` })
      t.ok(statusCode === 400 || statusCode === 404, `${path}: ${statusCode}`)
    }
  })

  await t.test('an address proves nobody: accounts are never joined by it', async (t) => {
    const other = await service.asStaff('police')
    const [known] = await service.db.orm
      .select()
      .from(staff)
      .where(eq(staff.organizationId, other.organizationId))
    idp.people.set('thief', { ...person, email: known!.email })
    const { response, session } = await signIn('thief')
    t.match([response.statusCode, session], [403, ''])
    t.equal(await rowOf('thief'), undefined)
    const colleague = await service.asStaff('police', organizationId)
    const mail = `${colleague.actor.id.slice(6)}@cw.example`
    idp.people.set('same', { ...person, email: mail })
    t.ok((await signIn('same')).session)
    const { person: made } = (await rowOf('same'))!
    t.not(`staff:${made.id}`, colleague.actor.id, 'an account of its own')
    t.match(made, { email: /@sign-in\.invalid$/, emailVerified: false })
    idp.people.set('unchecked', { ...person, email: 'who@police.example', email_verified: false })
    await signIn('unchecked')
    t.match((await rowOf('unchecked'))!.person.email, /@sign-in\.invalid$/)
  })

  await t.test('a disabled account stays out', async (t) => {
    const { session } = await signIn('robin')
    const { person } = (await rowOf('robin'))!
    const url = `/v1/staff/${person.id}/disablement`
    const headers = (await service.asStaff('admin')).headers
    t.equal((await service.app.inject({ method: 'POST', url, headers })).statusCode, 201)
    t.notOk(await works(session), 'dead on the next request')
    const { response } = await signIn('robin')
    t.match([response.statusCode, response.body], [403, /disabled/])
    await service.app.inject({ method: 'DELETE', url, headers })
    t.ok((await signIn('robin')).session)
  })

  await t.test('its role and its ways in are not changed here', async (t) => {
    const { person } = (await rowOf('robin'))!
    const { headers } = await service.asStaff('admin')
    const url = `/v1/staff/${person.id}`
    const { organizationId: elsewhere } = await service.as('operator')
    const payload = { name: 'R', role: 'operator', organizationId: elsewhere, language: 'en' }
    const moved = await service.app.inject({ method: 'PUT', url, headers, payload })
    t.match(moved.json(), { status: 409, code: 'signs_in_elsewhere' })
    const reset = await service.app.inject({
      method: 'POST',
      url: `${url}/reset`,
      headers,
      payload: {},
    })
    t.match(reset.json(), { status: 409, code: 'signs_in_elsewhere' })
    const facts = { name: 'R', role: 'police', organizationId, language: 'en', email: person.email }
    const again = { method: 'POST' as const, url: '/v1/staff', headers, payload: facts }
    t.match((await service.app.inject(again)).json(), { status: 409, code: 'signs_in_elsewhere' })
    for (const provedBy of [undefined, 'passkey', 'totp'] as const) {
      const start = takeTurn(service, NOBODY, (turn) =>
        startSession(turn, { staffId: person.id, provedBy }),
      )
      await t.rejects(start, { code: 'signs_in_elsewhere' }, 'no other way in')
    }
    const robin = aVisitor(service)
    robin.cookies.set('causeway', (await signIn('robin')).session.split('=')[1]!)
    t.equal((await robin.post('/staff/security/app')).statusCode, 409, 'nothing else is set up')
    const list = await service.app.inject({ url: '/v1/staff?limit=100', headers })
    const seen = list.json().staff.find(({ id }: { id: string }) => id === person.id)
    t.match(seen, { signsIn: 'elsewhere', role: 'police' })
  })

  await t.test('a provider that was removed lets nobody in, and signs all out', async (t) => {
    const { session } = await signIn('robin')
    const under = await begin()
    const back = await idp.signIn(under.address, 'robin')
    const { headers } = await service.asStaff('admin')
    const removed = await service.app.inject({ method: 'DELETE', url: place.url, headers })
    t.equal(removed.statusCode, 204)
    t.notOk(await works(session))
    t.equal((await finish(back, under.ticket)).response.statusCode, 404)
    t.equal((await begin()).response.statusCode, 404)
    for (const method of ['GET', 'DELETE'] as const)
      t.equal((await service.app.inject({ method, url: place.url, headers })).statusCode, 404)
  })

  await t.test('no token, code, secret or claim is in a log or the record', async (t) => {
    const kept = place.lines.join('') + JSON.stringify(await service.db.orm.select().from(events))
    t.ok(place.lines.length > 20)
    for (const secret of [CLIENT.secret, 'code=', 'Robin', 'police.example', 'eyJ'])
      t.notMatch(kept, secret)
    t.ok(admin.organizationId)
  })
})

test(
  'S9: agencies whose provider says roles elsewhere, and demands of sign-in',
  needsPostgres,
  async (t) => {
    const place = await aHotline(t, 'hotline')
    const { service, set, begin, finish, organizationId } = place
    const roles = { operators: 'operator', supervisors: 'supervisor' }
    const signInBy = (idp: Awaited<ReturnType<typeof anOidcProvider>>) => async (sub: string) => {
      const { address, ticket } = await begin()
      return finish(await idp.signIn(address, sub), ticket)
    }

    await t.test('claims may come from the userinfo address, and by a path', async (t) => {
      const idp = await anOidcProvider(t, CALLBACK, { inToken: false })
      await set(idp.issuer, { roles, roleClaim: 'realm_access.roles' })
      idp.people.set('kim', { name: 'Kim', realm_access: { roles: ['operators'] } })
      const signIn = signInBy(idp)
      const first = await signIn('kim')
      const me = async (session: string) => {
        const { organizationId: _, ...actor } = (
          await service.db.orm.select().from(staff).where(eq(staff.name, 'Kim'))
        )[0]!
        return { role: actor.role, in: await place.works(session) }
      }
      t.same(await me(first.session), { role: 'operator', in: true })
      idp.people.set('kim', { name: 'Kim', realm_access: { roles: ['operators', 'supervisors'] } })
      const second = await signIn('kim')
      t.same(
        await me(second.session),
        { role: 'supervisor', in: true },
        'the role changes with the claim',
      )
      t.notOk(
        await place.works(first.session),
        'what was signed in with the other role is not any more',
      )
    })

    await t.test('who is "42" for one issuer is nobody’s "42" for another', async (t) => {
      const idp = await anOidcProvider(t, CALLBACK)
      await set(idp.issuer, { roles })
      idp.people.set('kim', { name: 'Another Kim', groups: 'operators' })
      await signInBy(idp)('kim')
      const both = await service.db.orm
        .select()
        .from(staffAccounts)
        .where(eq(staffAccounts.accountId, 'kim'))
      t.equal(new Set(both.map(({ staffId }) => staffId)).size, 2)
    })

    await t.test('a kind of sign-in that is demanded is checked', async (t) => {
      const idp = await anOidcProvider(t, CALLBACK)
      await set(idp.issuer, { roles, acrValues: 'phr phrh' })
      idp.people.set('weak', { name: 'W', groups: 'operators' })
      const { address } = await begin()
      t.equal(new URL(address).searchParams.get('acr_values'), 'phr phrh')
      const weak = await signInBy(idp)('weak')
      t.match([weak.response.statusCode, weak.response.body], [403, /second step/])
    })

    await t.test('a role that does not fit the organization is none', async (t) => {
      const idp = await anOidcProvider(t, CALLBACK)
      await set(idp.issuer, { roles })
      await service.db.orm
        .update(identityProviders)
        .set({ roles: { operators: 'police' } })
        .where(eq(identityProviders.organizationId, organizationId))
      idp.people.set('p', { groups: 'operators' })
      t.equal((await signInBy(idp)('p')).response.statusCode, 403)
    })
  },
)

test('S9: a provider that lies', needsPostgres, async (t) => {
  const { service, set, begin, finish } = await aHotline(t)
  const forger = await aForger(t)
  await set(forger.issuer)
  const claims = { sub: 'x', name: 'X', groups: ['anti-trafficking'] }
  const forge = async (made: object | ((nonce: string) => object), key?: 'other') => {
    const { address, ticket } = await begin()
    const { state, nonce } = Object.fromEntries(new URL(address).searchParams)
    const more = typeof made === 'function' ? made(nonce!) : made
    forger.token({ ...claims, nonce, ...more }, key)
    return finish(`${CALLBACK}?code=c&state=${state}`, ticket)
  }
  const refused = async (t: Test, made: Parameters<typeof forge>[0], key?: 'other') => {
    const { response, session } = await forge(made, key)
    t.match([response.statusCode, session], [400, ''])
  }

  await t.test('an honest token of it is taken', async (t) => {
    t.equal((await forge({})).response.statusCode, 303)
  })
  await t.test('the kind of sign-in that it says, where one is demanded', async (t) => {
    await set(forger.issuer, { acrValues: 'phr phrh' })
    t.equal((await forge({ acr: 'phrh' })).response.statusCode, 303)
    for (const acr of [undefined, '0', 'phr phrh', ['phr']])
      t.equal((await forge({ acr })).response.statusCode, 403)
    await set(forger.issuer)
  })
  await t.test('another nonce, or none', async (t) => {
    await refused(t, { nonce: 'other' })
    await refused(t, { nonce: undefined })
  })
  await t.test('another issuer’s token', (t) => refused(t, { iss: 'https://other.example' }))
  await t.test('a token for somebody else', (t) => refused(t, { aud: 'another-client' }))
  await t.test('one that has ended', (t) => refused(t, { exp: 1_700_000_000 }))
  await t.test('one that nobody knows to be its', (t) => refused(t, {}, 'other'))
  await t.test('one without a person', (t) => refused(t, { sub: undefined }))
  await t.test('an answer that names another issuer', async (t) => {
    const { address, ticket } = await begin()
    const { state } = Object.fromEntries(new URL(address).searchParams)
    const iss = encodeURIComponent('https://other.example')
    const { session } = await finish(`${CALLBACK}?code=c&state=${state}&iss=${iss}`, ticket)
    t.equal(session, '')
  })
  await t.test('one that sends us elsewhere, or talks without end', async (t) => {
    const elsewhere = await aForger(t)
    forger.at('/token', (_, response) => {
      response.writeHead(307, { location: `${elsewhere.issuer}/token` }).end()
    })
    await refused(t, {})
    forger.at('/token', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ access_token: 'x'.repeat(600_000) }))
    })
    await refused(t, {})
    t.same(elsewhere.asked, [])
  })
  await t.test(
    'one whose addresses are on another host, or that speaks for another issuer',
    async (t) => {
      const elsewhere = await aForger(t)
      const away = await aForger(t, () => ({ token_endpoint: `${elsewhere.issuer}/token` }))
      await set(away.issuer)
      const { address, ticket } = await begin()
      const { state } = Object.fromEntries(new URL(address).searchParams)
      t.equal((await finish(`${CALLBACK}?code=c&state=${state}`, ticket)).session, '')
      t.same(elsewhere.asked, [])
      const mask = await aForger(t, () => ({ issuer: 'https://login.example/{tenantid}' }))
      await set(mask.issuer)
      t.equal((await begin()).response.statusCode, 503)
    },
  )
  await t.test('one that is away says so, and is asked again when it is back', async (t) => {
    const away = await aForger(t)
    await set(away.issuer)
    let down = true
    away.at('/.well-known/openid-configuration', (_, response) => {
      if (down) response.destroy()
      else response.end()
    })
    const { response } = await begin()
    t.match([response.statusCode, response.body], [503, /does not answer/])
    down = false
    await begin()
    t.equal(away.asked.length, 2)
  })
  await t.test('what it says of itself is asked for once in ten minutes', async (t) => {
    const calm = await aForger(t)
    await set(calm.issuer)
    for (let i = 0; i < 3; i++) t.equal((await begin()).response.statusCode, 303)
    t.equal(calm.asked.length, 1)
  })
  t.equal(await service.db.orm.$count(staffAccounts), 1)
})

test('S9: how an organization’s provider is set', needsPostgres, async (t) => {
  const { service, admin, url, set, organizationId } = await aHotline(t)
  const issuer = 'https://login.police.example'
  const pointers = (response: { json(): { errors: { pointer: string }[] } }) =>
    response.json().errors.map(({ pointer }) => pointer)

  await t.test('its secret is sealed, and never comes back', async (t) => {
    const made = await set(issuer, { acrValues: 'phr' })
    t.match(made.json(), {
      slug: SLUG,
      issuer,
      signIn: `${HERE}/sign-in/with/${SLUG}`,
      callback: CALLBACK,
    })
    const read = await service.app.inject({ url, headers: admin.headers })
    t.same(read.json(), made.json())
    t.notMatch(read.body, CLIENT.secret)
    const [row] = await service.db.orm.select().from(identityProviders)
    t.notOk(Buffer.from(row!.sealedSecret).includes(CLIENT.secret))
    const [told] = await service.db.orm
      .select()
      .from(events)
      .where(and(eq(events.chain, `organization:${organizationId}`)))
    t.match(told, {
      action: 'identity_provider.set',
      actor: admin.actor.id,
      data: { roles: ['police'] },
    })
  })

  await t.test('it stays when left out, but goes to no other issuer', async (t) => {
    t.equal((await set(issuer, { clientSecret: undefined })).statusCode, 200)
    const moved = await set('https://evil.example', { clientSecret: undefined })
    t.same(pointers(moved), ['/clientSecret'])
  })

  await t.test('plain http, addresses with more in them, and roles of other kinds', async (t) => {
    for (const bad of [
      'http://login.police.example',
      'https://u:p@x.example',
      'https://x.example?y',
      'https://x.example/.well-known/openid-configuration',
    ])
      t.same(pointers(await set(bad)), ['/issuer'], bad)
    t.same(pointers(await set(issuer, { roles: { a: 'operator' } })), ['/roles'])
    t.same(pointers(await set(issuer, { roles: {} })), ['/roles'])
    t.same(issuerErrors({ MODE: 'live' }, 'http://127.0.0.1:1')[0]?.pointer, '/issuer')
    t.same(issuerErrors({ MODE: 'demo' }, 'http://127.0.0.1:1'), [])
  })

  await t.test('two organizations have two slugs', async (t) => {
    const id = newId()
    const made = { id, kind: 'police', name: 'Other', createdAt: service.clock.at }
    await service.db.orm.insert(organizations).values(made)
    const payload = {
      slug: SLUG,
      issuer,
      clientId: 'x',
      clientSecret: 'y',
      roleClaim: 'g',
      roles: ROLES,
    }
    const other = { method: 'PUT' as const, headers: admin.headers, payload }
    const taken = await service.app.inject({ ...other, url: url.replace(organizationId, id) })
    t.match(taken.json(), { status: 409, code: 'slug_taken' })
    const none = await service.app.inject({ ...other, url: url.replace(organizationId, newId()) })
    t.equal(none.statusCode, 404)
  })
})

test('S3: the role comes from the claim, and fits the organization', (t) => {
  const roles = { a: 'operator', b: 'supervisor', c: 'police', __proto__x: 'admin' } as const
  const from = (claims: object, roleClaim = 'groups', kind = 'hotline') =>
    roleFrom({ sub: 's', ...claims }, { roleClaim, roles, kind })
  t.equal(from({ groups: 'a' }), 'operator')
  t.equal(from({ groups: ['x', 'a'] }), 'operator')
  t.equal(from({ groups: ['a', 'b'] }), 'supervisor')
  t.equal(from({ groups: 'c' }), undefined)
  t.equal(from({ groups: 'c' }, 'groups', 'police'), 'police')
  t.equal(from({ groups: ['constructor', 'toString', '__proto__'] }), undefined)
  t.equal(from({ groups: { a: 1 } }), undefined)
  t.equal(from({ groups: 1 }), undefined)
  t.equal(from({}), undefined)
  t.equal(from({ x: { y: ['b'] } }, 'x.y'), 'supervisor')
  t.equal(from({ 'https://x.example/role': 'a' }, 'https://x.example/role'), 'operator')
  t.same(valuesOf({ sub: 's' }, 'constructor.name'), [], 'nothing that an object merely has')
  t.equal(nameFrom({ sub: 's', given_name: 'A\n', family_name: 'B' }), 'A B')
  t.equal(nameFrom({ sub: 's', name: ' ' }), undefined)
  t.end()
})
