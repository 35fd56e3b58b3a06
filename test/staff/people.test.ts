import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { events, legs, offers, organizations, servicePoints, staff } from '../../db/schema.ts'
import { REFERRAL_EXAMPLE } from '../../src/intake/examples.ts'
import { newId } from '../../src/platform/ids.ts'
import { type Action, mayEver } from '../../src/protection/may.ts'
import { emailOf } from '../../src/staff/invitation.ts'
import { shownIn } from '../fixtures/canaries.ts'
import { aContract } from '../fixtures/contract.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aService, type TestService } from '../fixtures/services.ts'
import { aVisitor, joinWithApp } from '../fixtures/visitor.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const asking =
  ({ app }: TestService, headers: Record<string, string>) =>
  (method: Method, url: string, payload?: object) =>
    app.inject({ method, url, headers, ...(payload && { payload }) })
const idOf = ({ actor }: { actor: { id: string } }) => actor.id.slice('staff:'.length)
const works = async (service: TestService, headers: Record<string, string>) =>
  (await service.app.inject({ url: '/v1/tasks', headers })).statusCode === 200

test('S9: an administrator manages people', needsPostgres, async (t) => {
  const service = await aService(t)
  const admin = await service.asStaff('admin')
  const ask = asking(service, admin.headers)
  const { organizationId: hotline } = await service.as('operator')
  const invited = (more: object = {}) => ({
    ...{ email: 'Robin@hotline.example', name: 'Robin', role: 'operator' },
    ...{ organizationId: hotline, language: 'fr', ...more },
  })

  await t.test('an invitation is a link that is good once, by e-mail if wanted', async (t) => {
    const before = service.provider.sent.length
    const made = await ask('POST', '/v1/staff', invited())
    t.equal(made.statusCode, 201)
    t.match(made.json(), { link: /^http:\/\/cw\.example\/staff\/invitation\/.{22}$/, sent: false })
    await service.settle()
    t.equal(service.provider.sent.length, before)
    const { link } = (await ask('POST', '/v1/staff', invited({ send: true }))).json()
    await service.settle()
    const letter = service.provider.sent.at(-1)!
    t.match(letter, { to: 'robin@hotline.example', channel: 'email', language: 'fr' })
    t.ok(letter.text.includes(link))
    t.notMatch(letter.text + letter.subject, /hotline|traffick|traite|operator/i, 'neutral')
    t.equal((await aVisitor(service).post(new URL(link).pathname)).statusCode, 303)
    t.equal((await aVisitor(service).post(new URL(link).pathname)).statusCode, 404, 'once')
  })

  await t.test('the role must fit the kind of the organization', async (t) => {
    const wrong = await ask('POST', '/v1/staff', invited({ role: 'police' }))
    t.match(wrong.json(), { status: 422, errors: [{ pointer: '/role' }] })
    const bad = await ask('POST', '/v1/staff', invited({ email: 'x', name: ' ' }))
    t.same(
      bad
        .json()
        .errors.map(({ pointer }: { pointer: string }) => pointer)
        .sort(),
      ['/email', '/name'],
    )
  })

  await t.test('everybody is listed, in pages', async (t) => {
    const seen: string[] = []
    let url = '/v1/staff?limit=2'
    for (let i = 0; i < 20 && url; i++) {
      const page = (await ask('GET', url)).json()
      seen.push(...page.staff.map(({ id }: { id: string }) => id))
      url = page.next ? `/v1/staff?limit=2&after=${page.next}` : ''
    }
    t.equal(new Set(seen).size, await service.db.orm.$count(staff))
    const one = (await ask('GET', `/v1/staff?organizationId=${hotline}`)).json().staff
    t.match(one, [{ name: 'Robin', role: 'operator', state: 'active', signsIn: 'here' }])
  })

  await t.test(
    'another role or organization ends all sessions; another name does not',
    async (t) => {
      const person = await service.asStaff('operator', hotline)
      const url = `/v1/staff/${idOf(person)}`
      const facts = { name: 'Kim', role: 'operator', organizationId: hotline, language: 'fr' }
      t.match((await ask('PUT', url, facts)).json(), { name: 'Kim', language: 'fr' })
      t.ok(await works(service, person.headers))
      t.match((await ask('PUT', url, { ...facts, role: 'supervisor' })).json(), {
        role: 'supervisor',
      })
      t.notOk(await works(service, person.headers))
      const wrong = await ask('PUT', url, { ...facts, role: 'agency' })
      t.match(wrong.json(), { status: 422, errors: [{ pointer: '/role' }] })
      t.equal((await ask('PUT', `/v1/staff/${newId()}`, facts)).statusCode, 404)
      const told = await service.db.orm
        .select()
        .from(events)
        .where(eq(events.chain, `account:staff:${idOf(person)}`))
      t.match(
        told.map(({ actor, action, data }) => ({ actor, action, data })),
        [
          {
            actor: admin.actor.id,
            action: 'staff.changed',
            data: { fields: ['name', 'language'] },
          },
          { action: 'staff.changed', data: { role: 'supervisor', was: 'operator' } },
          { action: 'session.all_ended', data: { sessions: 1 } },
        ],
      )
      t.notMatch(JSON.stringify(told), 'Kim')
    },
  )

  await t.test('a disabled account is dead on its next request, until it is enabled', async (t) => {
    const person = await service.asStaff('operator', hotline)
    const url = `/v1/staff/${idOf(person)}/disablement`
    t.ok(await works(service, person.headers))
    t.match((await ask('POST', url)).json(), { state: 'disabled', disabledAt: String })
    t.notOk(await works(service, person.headers))
    t.match((await ask('POST', url)).json(), { status: 409, state: 'disabled' })
    const reset = await ask('POST', `/v1/staff/${idOf(person)}/reset`, {})
    t.match(reset.json(), { status: 409, code: 'account_disabled' })
    t.match((await ask('DELETE', url)).json(), { state: 'active' })
    t.notOk(await works(service, person.headers), 'a session that ended stays ended')
    t.match((await ask('DELETE', url)).json(), { status: 409, state: 'active' })
  })

  await t.test('a reset ends the sessions, and its link takes the old ways away', async (t) => {
    const { visitor, email } = await joinWithApp(service, 'operator')
    const [person] = await service.db.orm.select().from(staff).where(eq(staff.email, email))
    t.equal((await visitor.get('/staff/security')).statusCode, 200)
    const made = await ask('POST', `/v1/staff/${person!.id}/reset`, { send: true })
    t.match(made.json(), { link: String, sent: true })
    await service.settle()
    const told = () =>
      service.provider.sent.filter(
        ({ to, text }) => to === email && text.includes('administrator made a new link'),
      )
    t.equal(told().length, 1, 'the person is told, beside the link')
    t.notMatch(told()[0]!.text, made.json().link)
    t.equal((await visitor.get('/staff/security')).statusCode, 303)
    const { name, organizationId } = person!
    const again = await ask('POST', '/v1/staff', invited({ email, name, organizationId }))
    t.match(again.json(), { link: String, sent: false })
    await service.settle()
    t.equal(told().length, 2, 'also of a new invitation, whether or not it is sent')
    t.match(person, { twoFactorEnabled: true })
    await aVisitor(service).post(new URL(again.json().link).pathname)
    const [after] = await service.db.orm.select().from(staff).where(eq(staff.email, email))
    t.match(after, { twoFactorEnabled: false })
  })
})

test(
  'S9: whoever lets somebody in who handles referrals is seen at once',
  needsPostgres,
  async (t) => {
    const service = await aService(t)
    const admin = await service.asStaff('admin')
    const second = await service.asStaff('admin')
    const supervisor = await service.asStaff('supervisor')
    const gone = await service.asStaff('supervisor')
    await service.asStaff('editor')
    const { organizationId } = supervisor
    const disabledAt = service.clock.at
    await service.db.orm
      .update(staff)
      .set({ disabledAt })
      .where(eq(staff.id, idOf(gone)))
    await service.db.orm
      .update(staff)
      .set({ language: 'fr' })
      .where(eq(staff.id, idOf(second)))
    const ask = asking(service, admin.headers)
    /** Who is told of what this does, and how it begins. */
    const told = async (work: () => Promise<unknown>) => {
      await service.settle()
      const before = service.provider.sent.length
      await work()
      await service.settle()
      return service.provider.sent
        .slice(before)
        .filter(({ subject }) => /: accounts$| : comptes$/.test(subject ?? ''))
    }
    const addressOf = (person: { actor: { id: string } }) => `${idOf(person)}@cw.example`
    const watchers = [addressOf(second), addressOf(supervisor)].sort()
    const facts = {
      name: 'Robin https://evil.example\nRole: none',
      role: 'operator',
      organizationId,
    }
    const asked = { ...facts, email: 'robin@hotline.example', language: 'en' }
    let link = ''

    await t.test('by a link, its use, a key, a role, a provider', async (t) => {
      const acts: Record<string, () => Promise<{ statusCode: number }>> = {
        'link to a new account': async () => {
          const made = await ask('POST', '/v1/staff', asked)
          link = made.json().link
          return made
        },
        'used a link': () => aVisitor(service).post(new URL(link).pathname),
        'new link to an account': () => ask('POST', '/v1/staff', asked),
        'API key': () => ask('POST', '/v1/api-keys', facts),
        'own sign-in of an organization': () =>
          ask('PUT', `/v1/organizations/${organizationId}/identity-provider`, {
            ...{ slug: 'hotline', issuer: 'https://login.hotline.example', clientId: 'c' },
            ...{ clientSecret: 's', roleClaim: 'groups', roles: { staff: 'operator' } },
          }),
      }
      for (const [text, act] of Object.entries(acts)) {
        let status = 0
        const letters = await told(async () => {
          status = (await act()).statusCode
        })
        t.ok(status < 400, text)
        t.same(letters.map(({ to }) => to).sort(), watchers, text)
        const english = letters.find(({ to }) => to === addressOf(supervisor))!
        t.match(english.text, text)
        t.match(english.text, `Done by: A admin (${addressOf(admin)})`)
        t.match(english.text, 'Role: Hotline operator')
        t.notMatch(english.text + english.html, /https?:\/\/|^Role: none|invitation/m)
        t.equal(letters.find(({ to }) => to === addressOf(second))!.language, 'fr')
      }
    })

    await t.test('also of what takes one away, who is told too', async (t) => {
      const [robin] = await service.db.orm.select().from(staff).where(eq(staff.email, asked.email))
      const url = `/v1/staff/${robin!.id}`
      const person = { name: 'Robin', organizationId, language: 'en' }
      t.equal(
        (await told(() => ask('PUT', url, { ...person, role: 'operator' }))).length,
        0,
        'a name',
      )
      const made = await told(() => ask('PUT', url, { ...person, role: 'supervisor' }))
      const english = made.find(({ language }) => language === 'en')
      t.match(english!.text, 'Role: Hotline operator → Supervisor')
      t.equal(made.length, 2)
      const off = await told(() => ask('POST', `${url}/disablement`))
      t.ok(off.some(({ to }) => to === asked.email))
      t.equal((await told(() => ask('DELETE', `${url}/disablement`))).length, 3)
      t.equal((await told(() => ask('POST', `${url}/reset`, {}))).length, 3)
    })

    await t.test('and of nobody who sees no referral', async (t) => {
      const editor = { ...asked, role: 'editor', email: 'kim@hotline.example' }
      t.same(await told(() => ask('POST', '/v1/staff', editor)), [])
      t.same(await told(() => ask('POST', '/v1/api-keys', { ...facts, role: 'editor' })), [])
      t.same(await told(() => ask('POST', '/v1/staff', { ...asked, email: 'x' })), [], 'refused')
    })
  },
)

test('whoever can be invited can ask for a code, and nobody else is invited', async (t) => {
  const good = ["o'neil@cw.example", ' Robin.K+1@A-B.example ', `${'a'.repeat(64)}@cw.example`]
  for (const email of good) t.equal(emailOf(email), email.trim().toLowerCase())
  const bad = ['robin', 'robin@localhost', 'a@b@cw.example', 'é@cw.example', '.a@cw.example']
  const worse = ["a'@cw.example", 'a b@cw.example', 'a@-b.example', `${'a'.repeat(65)}@cw.example`]
  for (const email of [...bad, ...worse]) t.equal(emailOf(email), undefined, email)
})

test('S9: the last administrator stays', needsPostgres, async (t) => {
  const service = await aService(t)
  const admin = await service.asStaff('admin')
  const ask = asking(service, admin.headers)
  const { organizationId } = await service.as('operator')
  const role = { name: 'A', role: 'operator', organizationId, language: 'en' }
  const own = `/v1/staff/${idOf(admin)}`

  const key = asking(service, { authorization: (await service.as('admin')).authorization })
  for (const url of ['/v1/staff', '/v1/api-keys', `/v1/organizations/${newId()}/identity-provider`])
    t.equal((await key('GET', url)).statusCode, 403, 'a program manages nobody')
  t.equal((await key('PUT', own, role)).statusCode, 403)
  t.match((await ask('POST', `${own}/disablement`)).json(), { status: 409, code: 'last_admin' })
  t.equal((await ask('GET', '/v1/staff')).statusCode, 200)

  const second = await service.asStaff('admin')
  const [me] = await service.db.orm
    .select()
    .from(staff)
    .where(eq(staff.id, idOf(admin)))
  const mine = { name: 'Me', role: 'admin', organizationId: me!.organizationId, language: 'fr' }
  t.match(
    (await ask('PUT', own, mine)).json(),
    { name: 'Me', role: 'admin' },
    'a name is one’s own',
  )
  for (const facts of [role, { ...mine, organizationId }])
    t.match((await ask('PUT', own, facts)).json(), { status: 409, code: 'own_role' })
  const other = asking(service, second.headers)
  const both = await Promise.all([
    ask('POST', `/v1/staff/${idOf(second)}/disablement`),
    other('POST', `${own}/disablement`),
  ])
  const codes = both.map(({ statusCode }) => statusCode).sort()
  t.equal(codes[0], 201, 'two who would take each other away: one does')
  t.ok([401, 409].includes(codes[1]!), String(codes))
  const left = await service.db.orm.select().from(staff).where(eq(staff.role, 'admin'))
  t.equal(left.filter(({ disabledAt }) => !disabledAt).length, 1)
})

test('the page of people', needsPostgres, async (t) => {
  const service = await aService(t)
  const admin = await service.asStaff('admin')
  const visitor = aVisitor(service)
  const [name, token] = admin.headers.cookie.split('=')
  visitor.cookies.set(name!, token!)

  await t.test('is for administrators, and leads others to sign in', async (t) => {
    t.match((await aVisitor(service).get('/staff/people')).headers, {
      location: '/sign-in?next=%2Fstaff%2Fpeople',
    })
    const operator = await service.asStaff('operator')
    const refused = await service.app.inject({ url: '/staff/people', headers: operator.headers })
    t.equal(refused.statusCode, 403)
    t.match((await visitor.get('/staff')).body, 'href="/staff/people')
  })

  await t.test('in both languages, without script', async (t) => {
    for (const [lang, heading] of [
      ['en', 'People'],
      ['fr', 'Personnes'],
    ] as const) {
      const { body, statusCode } = await visitor.get(`/staff/people?lang=${lang}`)
      t.equal(statusCode, 200)
      t.match(body, `<h1>${heading}</h1>`)
      t.match(body, `<html lang="${lang}">`)
      t.notMatch(body, '<script')
      const fields = [...body.matchAll(/<(?:input|select)[^>]* id="([^"]+)"/g)].map(([, id]) => id)
      t.ok(fields.length >= 7)
      for (const id of fields)
        t.match(body, `<label${id === 'send' ? ' class="choice"' : ''} for="${id}"`)
    }
  })

  await t.test('an organization of staff is added there, and is not public', async (t) => {
    const form = { organizationName: 'City Police', kind: 'police' }
    t.equal((await visitor.post('/staff/people/organizations', form)).statusCode, 303)
    const [made] = await service.db.orm
      .select()
      .from(organizations)
      .where(eq(organizations.name, 'City Police'))
    t.match(made, { kind: 'police' })
    const { headers } = await service.asStaff('police')
    const seen = await service.app.inject({ url: `/v1/organizations/${made!.id}`, headers })
    t.equal(seen.statusCode, 404)
    for (const bad of [{ ...form, kind: 'service' }, { kind: 'police' }]) {
      const refused = await visitor.post('/staff/people/organizations', bad as typeof form)
      t.equal(refused.statusCode, 422)
      t.match(refused.body, /aria-invalid="true"/)
    }
  })

  await t.test('somebody is invited there, and the link is shown once', async (t) => {
    const [police] = await service.db.orm
      .select()
      .from(organizations)
      .where(eq(organizations.name, 'City Police'))
    const form = {
      ...{ name: 'Sam <b>', email: 'sam@police.example', role: 'police' },
      ...{ organizationId: police!.id, language: 'fr', send: 'yes' },
    }
    const empty = await visitor.post('/staff/people')
    t.equal(empty.statusCode, 422)
    t.equal(empty.body.match(/class="error"/g)?.length, 4, 'all that is missing, at once')
    const wrong = await visitor.post('/staff/people', { ...form, role: 'operator' })
    t.match([wrong.statusCode, wrong.body], [422, /does not fit/])
    t.match(wrong.body, 'value="sam@police.example"', 'what was typed is kept')
    const made = await visitor.post('/staff/people', form)
    t.equal(made.statusCode, 201)
    t.match(made.body, /http:\/\/cw\.example\/staff\/invitation\/.{22}</)
    t.match(made.body, 'Sam &lt;b&gt;')
    await service.settle()
    t.match(service.provider.sent.at(-1), { to: 'sam@police.example' })
  })

  await t.test('people are disabled, let in again and reset there', async (t) => {
    const person = await service.asStaff('operator')
    const url = `/staff/people/${idOf(person)}`
    t.equal((await visitor.post(`${url}/disablement`)).statusCode, 303)
    t.notOk(await works(service, person.headers))
    t.match((await visitor.get('/staff/people')).body, 'Disabled since 2026-11-21')
    t.equal((await visitor.post(`${url}/disablement`)).statusCode, 409)
    t.equal((await visitor.post(`${url}/enablement`)).statusCode, 303)
    t.match((await visitor.post(`${url}/reset`)).body, /staff\/invitation\/.{22}</)
    const own = await visitor.post(`/staff/people/${idOf(admin)}/disablement`)
    t.match([own.statusCode, own.body], [409, /last administrator/])
    t.equal((await visitor.post('/staff/people/1/disablement')).statusCode, 400)
    const foreign = await visitor.post(`${url}/reset`, {}, { origin: 'https://evil.example' })
    t.equal(foreign.statusCode, 403)
  })
})

test('S3: administrators read no sealed data', needsPostgres, async (t) => {
  const service = await aService(t)
  const contract = await aContract(service.app)
  const operator = await service.as('operator')
  const point = await aServicePoint(service, { needs: ['emergency_shelter', 'legal_immigration'] })
  const secret = await aServicePoint(service, { hidden: true, name: 'Hidden House' })
  const notes = `canary-${newId()}`
  // A word that is in the name of no place, as “maple” is.
  const safeContact = { ...REFERRAL_EXAMPLE.safeContact!, codeWord: 'quartzite' }
  const payload = { ...REFERRAL_EXAMPLE, notes, safeContact }
  const made = await service.app.inject({
    ...{ method: 'POST', url: '/v1/referrals', headers: operator, payload },
  })
  t.equal(made.statusCode, 201)
  await service.settle()
  const [leg] = await service.db.orm.select().from(legs)
  const [offer] = await service.db.orm.select().from(offers)
  const secrets = {
    ...{ notes, reference: made.json().reference, hidden: 'Hidden House' },
    ...{ codeWord: payload.safeContact!.codeWord!, unit: payload.referrer!.unit! },
    phone: payload.safeContact!.channels![0]!.value!,
  }
  const person = await service.asStaff('admin')
  const key = await service.as('admin')
  const ids: [path: RegExp, id: string][] = [
    [/^\/v1\/referrals/, made.json().id],
    [/^\/v1\/legs/, leg!.id],
    [/^\/v1\/offers/, offer!.id],
    [/^\/v1\/service-points/, secret.id],
    [/^\/v1\/organizations/, point.organizationId],
    [/^\/v1\/staff/, idOf(await service.asStaff('operator'))],
    [/^\/v1\/api-keys/, 'cw_000000000000'],
  ]

  await t.test('over the whole API, with a session and with a key', async (t) => {
    let answered = 0
    for (const { method, path, example } of contract.operations) {
      if (path.startsWith('/v1/webhooks/')) continue
      const id = ids.find(([pattern]) => pattern.test(path))?.[1] ?? newId()
      const url = path.replace(/\{\w+\}/g, id)
      const headers = [person.headers, { authorization: key.authorization }]
      for (const each of headers) {
        const { statusCode, body } = await service.app.inject({
          ...{ method: method as Method, url, headers: each, ...(example && { payload: example }) },
        })
        t.same(shownIn(body, secrets), [], `${method} ${path}`)
        if (statusCode < 300) answered++
      }
    }
    t.ok(answered > 15, `${answered} answers`)
    t.equal(await service.db.orm.$count(servicePoints), 2)
  })

  await t.test('and the table of who may do what gives them nothing of a referral', (t) => {
    const handling = contract.operations.flatMap(({ action, path }) =>
      action && /^\/v1\/(referrals|legs|offers|tasks|openings|matches)/.test(path) ? [action] : [],
    )
    t.ok(handling.length > 10)
    for (const action of handling as Action[]) t.notOk(mayEver(person.actor, action), action)
    t.end()
  })
})
