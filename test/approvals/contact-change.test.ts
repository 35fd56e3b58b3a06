import { isDeepStrictEqual } from 'node:util'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { contacts, servicePoints, tasks } from '../../db/schema.ts'
import { approvalJobs } from '../../src/approvals/jobs.ts'
import { forbiddenWord, gsmLength, isGsm7, SMS_LIMIT } from '../../src/delivery/sms-text.ts'
import { confirmedContacts } from '../../src/directory/store.ts'
import { approvalTexts } from '../../src/locales/approvals.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/ids.ts'
import { byTwo, called, send } from '../fixtures/approvals.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral, contactNow, kindsOf, readLeg, sentTo } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

const LINE = '+18075550190'
const env = { CALL_LINES: JSON.stringify({ ON: [{ name: 'The hotline', phone: LINE }] }) }

test('S11: a change of contacts', needsPostgres, async (t) => {
  const service = await aService(t, { env })
  const { orm } = service.db
  const fresh = () => service.asStaff('editor')
  const change = (point: { id: string }, what: object) => ({
    kind: 'contact_change',
    servicePointId: point.id,
    what,
  })
  const valuesOf = async (id: string) =>
    (await confirmedContacts(orm, [id])).map(({ value }) => value)
  const NEW = { channel: 'sms', value: '+18075550166', language: 'fr' }

  await t.test('tells every old contact at once and takes effect after 72 hours', async (t) => {
    const point = await aServicePoint(service)
    const old = await contactNow(service, point.sms)
    const what = { add: [NEW], remove: [old.id], called: called(service, point.sms) }
    const done = await byTwo(service, await fresh(), await fresh(), change(point, what))
    t.match(done, { status: 201, body: { state: 'approved', effectiveAt: '2026-11-24T19:00:00' } })
    t.match(done.body.words.en, [/Test point/, /Add SMS 807-555-0166 \(French\)/, /Remove SMS/])
    await service.settle()
    const [sms] = sentTo(service, point.sms)
    t.equal(
      sms,
      'Causeway: your contact details with us change on Tue 14:00. If this was not you, call 807-555-0190 now.',
    )
    t.match(sentTo(service, point.email), [/details with us change[\s\S]*807-555-0190/])
    t.same(sentTo(service, NEW.value), [])

    await service.pass(72 * HOUR - MINUTE)
    t.same(await valuesOf(point.id), [point.sms, point.email])
    const later = await fresh()
    const again = change(point, { remove: [old.id], called: called(service, point.sms) })
    t.match(await send(service, later, 'POST', '/v1/approvals', again), {
      status: 409,
      body: { code: 'already_asked' },
    })
    await service.pass(MINUTE)
    t.same(await valuesOf(point.id), [point.email, NEW.value])
    const read = await send(service, later, 'GET', `/v1/service-points/${point.id}`)
    t.same(
      read.body.contacts.map(({ value }: { value: string }) => value),
      [point.email, NEW.value],
    )
    t.match(await send(service, later, 'POST', `/v1/approvals/${done.id}/refusal`), {
      status: 409,
      body: { code: 'approval_decided' },
    })
  })

  await t.test('is stopped by anybody of the hotline while it waits', async (t) => {
    const point = await aServicePoint(service)
    const what = { add: [{ ...NEW, channel: 'email', value: 'n@point.example' }] }
    const asked = change(point, { ...what, called: called(service, point.sms) })
    const { id } = await byTwo(service, await fresh(), await fresh(), asked)
    await service.pass(20 * HOUR)
    const operator = await service.asStaff('operator')
    const shown = await send(service, operator, 'GET', '/v1/approvals?state=approved')
    t.match(shown.body.approvals, [{ id, mayRefuse: true, mayApprove: false }])
    t.match(await send(service, operator, 'POST', `/v1/approvals/${id}/refusal`), {
      status: 201,
      body: { state: 'refused' },
    })
    await service.pass(60 * HOUR)
    t.same(await valuesOf(point.id), [point.sms, point.email])
  })

  await t.test('a language, telephone numbers and the organization go the same way', async (t) => {
    const point = await aServicePoint(service)
    const other = await aServicePoint(service)
    const what = {
      add: [{ channel: 'email', value: point.email, language: 'fr' }],
      phones: [{ number: '+18075550177' }],
      organizationId: other.organizationId,
      called: called(service, point.sms),
    }
    const done = await byTwo(service, await fresh(), await fresh(), change(point, what))
    t.match(done.body.words.en.join(' '), /become: 807-555-0177.*belongs.*Test organization/)
    const now = async () =>
      (await orm.select().from(servicePoints).where(eq(servicePoints.id, point.id)))[0]!
    t.match(await now(), { phones: [{ number: point.sms }], organizationId: point.organizationId })
    await service.pass(72 * HOUR)
    t.match(await now(), { phones: what.phones, organizationId: other.organizationId })
    t.match(await contactNow(service, point.email), { language: 'fr', position: 1 })
  })

  await t.test('that fails is tried again, and an editor is told at the third time', async (t) => {
    const point = await aServicePoint(service)
    const old = await contactNow(service, point.sms)
    const asked = change(point, { remove: [old.id], called: called(service, point.sms) })
    await byTwo(service, await fresh(), await fresh(), asked)
    service.clock.tick(72 * HOUR)
    const cannot = () => Promise.reject(new Error('it cannot be done'))
    const [broken] = approvalJobs(service, cannot)
    const told = async () =>
      (await orm.select().from(tasks).where(eq(tasks.servicePointId, point.id))).filter(
        ({ kind }) => kind === 'stuck',
      )
    for (const seconds of [5, 10, 20]) {
      t.same(await told(), [])
      t.equal(await broken!.run(), true)
      t.equal(await broken!.run(), false, 'it waits')
      service.clock.tick(seconds * SECOND)
    }
    t.match(await told(), [{ role: 'editor', reason: 'contact_change', doneAt: null }])
    await service.settle()
    t.same(await valuesOf(point.id), [point.email])
  })

  await t.test('everything that stands against it is said at once', async (t) => {
    const point = await aServicePoint(service)
    const editor = await fresh()
    const foreign = await contactNow(service, (await aServicePoint(service)).sms)
    const asked = change(point, {
      add: [
        { channel: 'sms', value: 'a@b.example', language: 'en' },
        { channel: 'email', value: '+18075550111', language: 'en' },
        { channel: 'sms', value: '+19005550199', language: 'en' },
      ],
      remove: [foreign.id],
      phones: [{ number: '+19005550199' }],
      organizationId: newId(),
      called: { number: '+18075550166', at: '2026-11-01T00:00:00Z' },
    })
    const { status, body } = await send(service, editor, 'POST', '/v1/approvals', asked)
    t.equal(status, 422)
    t.same(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      '/what/add/0/value',
      '/what/add/1/value',
      '/what/add/2/value',
      '/what/called/at',
      '/what/called/number',
      '/what/organizationId',
      '/what/phones/0/number',
      '/what/remove/0',
    ])
    const listed = await aServicePoint(service, { status: 'listed', vetted: undefined })
    t.match(
      await send(
        service,
        editor,
        'POST',
        '/v1/approvals',
        change(listed, { add: [NEW], called: called(service, listed.sms) }),
      ),
      { status: 409, body: { code: 'not_a_partner' } },
    )
    const all = (await orm.select().from(contacts)).filter((c) => c.servicePointId === point.id)
    const none = { remove: all.map(({ id }) => id), called: called(service, point.sms) }
    t.match(await send(service, editor, 'POST', '/v1/approvals', change(point, none)), {
      body: { errors: [{ pointer: '/what/remove' }] },
    })
  })

  await t.test('the notice fits one message, in both languages, and gives nothing away', (t) => {
    for (const language of ['en', 'fr'] as const) {
      for (const line of [undefined, '1-800-555-0190', '807-555-0190']) {
        const { noticeSms, noticeEmail } = approvalTexts(language)
        const from = language === 'en' ? 'Wed 14:00' : 'mer. 14h00'
        const said = { label: 'Causeway 2', from, line }
        const text = noticeSms(said)
        t.ok(isGsm7(text) && gsmLength(text) <= SMS_LIMIT, `${gsmLength(text)} ${text}`)
        t.equal(forbiddenWord(text + noticeEmail(said).text), undefined)
      }
    }
    t.end()
  })
})

test('a contact that nobody has confirmed for 90 days', needsPostgres, async (t) => {
  const service = await aService(t)
  const { orm } = service.db
  const old = new Date(service.clock.at.getTime() - 90 * DAY)
  const aStale = () =>
    aServicePoint(service).then(async (point) => {
      await orm
        .update(contacts)
        .set({ confirmedAt: old })
        .where(eq(contacts.servicePointId, point.id))
      return point
    })
  const tasksOf = async (id: string) =>
    (await orm.select().from(tasks).where(eq(tasks.servicePointId, id))).filter((e) => !e.doneAt)

  await t.test('gets no offer, and a human is told', async (t) => {
    const point = await aStale()
    const made = await aReferral(service)
    t.same((await readLeg(service, made.id)).offers, [])
    t.match(kindsOf(await readLeg(service, made.id)), ['no_candidate'])
    t.match(await tasksOf(point.id), [{ kind: 'contact_problem', reason: 'contact_unconfirmed' }])
    t.match(await contactNow(service, point.sms), { failedReason: 'unconfirmed' })
  })

  await t.test('is suspended as the days pass, without an offer', async (t) => {
    const point = await aServicePoint(service, { city: 'Halifax', province: 'NS' })
    await service.pass(89 * DAY)
    t.equal((await confirmedContacts(orm, [point.id])).length, 2)
    await service.pass(DAY)
    t.same(await confirmedContacts(orm, [point.id]), [])
    t.match(await tasksOf(point.id), [{ kind: 'contact_problem' }])
  })

  await t.test('counts again when somebody has called a number on file', async (t) => {
    const point = await aStale()
    await service.settle()
    const operator = await service.asStaff('operator')
    const { id } = await contactNow(service, point.email)
    const confirm = (number: string, who: { headers: Record<string, string> } = operator) =>
      send(service, who, 'POST', `/v1/contacts/${id}/confirmation`, { calledNumber: number })
    t.match(await confirm('+18075550166'), { status: 422 })
    const { authorization } = await service.as('editor')
    t.equal((await confirm(point.sms, { headers: { authorization } })).status, 403)
    t.match(await confirm(point.sms), { status: 201, body: { id } })
    t.match(await confirmedContacts(orm, [point.id]), [{ value: point.email }])
    t.match(await contactNow(service, point.email), { confirmedBy: operator.actor.id })
  })

  await t.test('a first confirmation and a wrong number take two people', async (t) => {
    const point = await aServicePoint(service, {
      contacts: [{ channel: 'sms', value: '+18075550151', language: 'en' }],
    })
    const operator = await service.asStaff('operator')
    const contact = await contactNow(service, '+18075550151')
    const confirm = () =>
      send(service, operator, 'POST', `/v1/contacts/${contact.id}/confirmation`, {
        calledNumber: point.sms,
      })
    t.match(await confirm(), { status: 409, body: { code: 'needs_approval' } })
    const marked = { confirmedAt: old, confirmedBy: 'x', failedReason: 'wrong_number' }
    await orm
      .update(contacts)
      .set({ ...marked, failedAt: old })
      .where(eq(contacts.id, contact.id))
    t.match(await confirm(), { status: 409, body: { code: 'needs_approval' } })
  })
})

test('S11: no verbs of one person, in any order', needsPostgres, async (t) => {
  const service = await aService(t, { env })
  const { orm } = service.db
  const stateOf = async (ids: string[]) => {
    const points = await orm.select().from(servicePoints)
    const all = await orm.select().from(contacts).orderBy(contacts.position)
    return ids.map((id) => {
      const { status, hidden, phones, organizationId } = points.find((each) => each.id === id)!
      const own = all.filter(({ servicePointId }) => servicePointId === id)
      const reached = own.map(({ value, language, endsAt, position, confirmedAt }) => ({
        ...{ value, language, endsAt, position, confirmed: confirmedAt !== null },
      }))
      return { status, hidden, phones: status === 'partner' ? phones : [], organizationId, reached }
    })
  }
  const verbs = fc.constantFrom(
    ...(['activate', 'change', 'unhide', 'export', 'approve', 'refuse'] as const),
    ...(['fetch', 'put', 'confirm', 'pass', 'press'] as const),
  )
  const roles = fc.constantFrom('editor', 'supervisor', 'admin', 'operator')

  await t.test('change a contact, make a partner, un-hide or export', async (t) => {
    await fc.assert(
      fc.asyncProperty(
        roles,
        fc.array(verbs, { minLength: 6, maxLength: 16 }),
        async (role, list) => {
          const partner = await aServicePoint(service)
          const listed = await aServicePoint(service, { status: 'listed', vetted: undefined })
          const hidden = await aServicePoint(service, { hidden: true })
          const ids = [partner.id, listed.id, hidden.id]
          const before = await stateOf(ids)
          const who = await service.asStaff(role as 'editor')
          const asked: string[] = []
          const post = (url: string, payload?: object) => send(service, who, 'POST', url, payload)
          const askFor = async (body: object) => {
            const made = await post('/v1/approvals', body)
            if (made.status === 201) asked.push(made.body.id)
          }
          const contact = await contactNow(service, partner.sms)
          const add = [{ channel: 'sms', value: '+18075550166', language: 'en' }]
          const facts = {
            ...{ organizationId: listed.organizationId, name: 'X', province: 'ON' },
            ...{ needs: ['food'], channels: ['hotline'] },
          }
          for (const verb of list) {
            const id = asked.at(-1) ?? newId()
            const act = {
              activate: () =>
                askFor({
                  kind: 'partner_activation',
                  servicePointId: listed.id,
                  what: { agreement: 'A', called: called(service, listed.sms), contacts: add },
                }),
              change: () =>
                askFor({
                  kind: 'contact_change',
                  servicePointId: partner.id,
                  what: { add, remove: [contact.id], called: called(service, partner.sms) },
                }),
              unhide: () =>
                askFor({
                  kind: 'unhide',
                  servicePointId: hidden.id,
                  what: { city: 'Thunder Bay', province: 'ON' },
                  reason: 'r',
                }),
              export: () => askFor({ kind: 'directory_export', reason: 'r' }),
              approve: () =>
                Promise.all(asked.map((each) => post(`/v1/approvals/${each}/approval`))),
              refuse: () => post(`/v1/approvals/${id}/refusal`),
              fetch: async () => {
                for (const each of asked)
                  t.not((await post(`/v1/exports/${each}`)).status, 201, 'no export')
              },
              put: () =>
                send(service, who, 'PUT', `/v1/service-points/${partner.id}`, {
                  ...facts,
                  phones: [{ number: '+18075550166' }],
                }),
              confirm: () =>
                post(`/v1/contacts/${contact.id}/confirmation`, { calledNumber: partner.sms }),
              pass: () => service.pass(25 * MINUTE),
              press: async () => {
                const { headers } = who
                const url = `/staff/approvals/${id}/approval`
                const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
                await service.app.inject({ method: 'POST', url, headers: form, payload: '' })
              },
            }[verb]
            await act()
          }
          const after = await stateOf(ids)
          t.same(after, before)
          return isDeepStrictEqual(after, before)
        },
      ),
      { numRuns: 12 },
    )
  })
})
