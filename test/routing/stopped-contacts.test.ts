import { and, eq, isNull } from 'drizzle-orm'
import { test } from 'tap'
import { contacts, events, offerLinks, tasks } from '../../db/schema.ts'
import { confirmedContacts } from '../../src/directory/store.ts'
import { HOUR } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/ids.ts'
import { byTwo, called, send } from '../fixtures/approvals.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  aReferral,
  aRequest,
  codeTo,
  contactNow,
  digitsTo,
  kindsOf,
  readLeg,
  reply,
  sentTo,
  statesOf,
} from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

test('S11: a contact that was stopped', needsPostgres, async (t) => {
  const service = await aService(t)
  const { orm } = service.db
  const suspend = async (
    value: string,
    reason = 'stolen',
    who?: { headers: Record<string, string> },
  ) => {
    const { id } = await contactNow(service, value)
    const person = who ?? (await service.asStaff('operator'))
    return send(service, person, 'POST', `/v1/contacts/${id}/suspension`, { reason })
  }
  /** An urgent offer to the only service point of a town of its own. */
  async function asked(city: string, overrides: object = {}) {
    const point = await aServicePoint(service, { city, province: 'ON', ...overrides })
    const made = await aReferral(service, { location: { place: city, province: 'ON' } })
    return { ...made, point, digits: digitsTo(service, point.sms) }
  }
  const linkTo = (to: string) =>
    new URL(/https?:\S+/.exec(sentTo(service, to).findLast((text) => text.includes('http'))!)![0])
      .pathname
  const answer = (url: string, form: Record<string, string>) =>
    service.app.inject({
      ...{ method: 'POST', url, payload: new URLSearchParams(form).toString() },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  const tasksOf = (id: string) =>
    orm
      .select()
      .from(tasks)
      .where(and(eq(tasks.servicePointId, id), isNull(tasks.doneAt)))

  await t.test('answers nothing any more, by text or by its link; the others do', async (t) => {
    const { id, point, digits } = await asked('Ottawa')
    const operator = await service.asStaff('operator')
    t.match(await suspend(point.sms, 'stolen', operator), { status: 201, body: { left: 1 } })
    t.match(await contactNow(service, point.sms), { failedReason: 'suspended' })
    for (const text of [`YES ${digits}`, 'no', 'full', 'stop', 'what?'])
      t.equal(await reply(service, point.sms, text), undefined, text)
    const page = await answer(linkTo(point.sms), { answer: 'yes', digits })
    t.match([page.statusCode, page.body], [409, /This link is locked/])
    t.strictSame(statesOf(await readLeg(service, id)), ['open'])
    t.match(kindsOf(await readLeg(service, id)), [], 'the e-mail can still answer')
    t.match(await tasksOf(point.id), [{ kind: 'contact_problem', reason: 'contact_suspended' }])
    const [line] = await orm.select().from(events).where(eq(events.action, 'contact.suspended'))
    t.match(line, {
      ...{ chain: `service_point:${point.id}`, actor: operator.actor.id },
      data: { channel: 'sms', reason: 'stolen', left: 1 },
    })
    const own = /digits (\d{4})/.exec(sentTo(service, point.email).at(-1)!)![1]!
    const other = await answer(linkTo(point.email), { answer: 'yes', digits: own })
    t.equal(other.statusCode, 303)
    t.strictSame(statesOf(await readLeg(service, id)), ['accepted'])
    t.match(await readLeg(service, id), { tasks: [{ kind: 'confirm_by_call' }] }, 'no code goes')
  })

  await t.test('reads nothing of what its yes had opened, and gets no code', async (t) => {
    const { id, point, digits } = await asked('Kingston')
    t.match(await reply(service, point.sms, `yes ${digits}`), /your yes is recorded/)
    const path = linkTo(point.email)
    await suspend(point.email)
    const code = codeTo(service, point.email)
    const page = await answer(`${path}/confirmation`, { code })
    t.match([page.statusCode, page.body], [409, /This link is locked/])
    t.match(await readLeg(service, id), { state: 'accepted' }, 'the number on file is called')
  })

  await t.test('the last one is said to be, and a human calls for what is open', async (t) => {
    const { id, point } = await asked('Sudbury')
    await suspend(point.sms, 'lost')
    t.match(await suspend(point.email, 'left'), { status: 201, body: { left: 0 } })
    t.match(await tasksOf(point.id), [{ kind: 'contact_problem', reason: 'contact_none_left' }])
    const leg = await readLeg(service, id)
    t.strictSame(statesOf(leg), ['open'], 'its deadline runs on')
    t.match(leg.tasks, [{ kind: 'link_frozen', call: [{ servicePointId: point.id }] }])
    t.match(await suspend(point.email), { status: 409, body: { code: 'wrong_state' } })
  })

  await t.test('comes back by two people only, and its old links do not', async (t) => {
    const { point } = await asked('Barrie')
    await suspend(point.sms)
    const { id } = await contactNow(service, point.sms)
    const operator = await service.asStaff('operator')
    const confirm = { calledNumber: point.sms }
    t.match(await send(service, operator, 'POST', `/v1/contacts/${id}/confirmation`, confirm), {
      status: 409,
      body: { code: 'needs_approval' },
    })
    await byTwo(service, await service.asStaff('editor'), await service.asStaff('editor'), {
      ...{ kind: 'contact_change', servicePointId: point.id },
      what: {
        add: [{ channel: 'sms', value: point.sms, language: 'en' }],
        called: called(service, point.sms),
      },
    })
    await service.pass(72 * HOUR)
    t.equal((await confirmedContacts(orm, [point.id])).length, 2)
    const links = await orm.select().from(offerLinks).where(eq(offerLinks.contactId, id))
    t.ok(links.length > 0 && links.every(({ frozenAt }) => frozenAt))
  })

  await t.test('is stopped by the hotline, an editor, and its own organization', async (t) => {
    const point = await aServicePoint(service)
    const other = await aServicePoint(service)
    const own = await service.asStaff('service_point', point.organizationId)
    const { authorization } = await service.as('service_point', point.organizationId)
    t.equal((await suspend(other.sms, 'lost', own)).status, 404)
    t.equal((await suspend(point.sms, 'forgotten', own)).status, 422)
    const key = { headers: { authorization } }
    t.equal((await suspend(point.sms, 'lost', key)).status, 403)
    t.equal((await suspend(point.sms, 'lost', await service.asStaff('police'))).status, 403)
    t.equal((await suspend(point.sms, 'lost', own)).status, 201)
    t.equal((await suspend(point.email, 'lost', await service.asStaff('editor'))).status, 201)
    const url = `/v1/contacts/${newId()}/suspension`
    t.equal((await send(service, own, 'POST', url, { reason: 'lost' })).status, 404)
  })

  await t.test('an offer that has not left goes to nobody there', async (t) => {
    const point = await aServicePoint(service, { city: 'Windsor', province: 'ON' })
    const operator = await service.asStaff('operator')
    const request = aRequest({ location: { place: 'Windsor', province: 'ON' } })
    t.equal((await send(service, operator, 'POST', '/v1/referrals', request)).status, 201)
    await suspend(point.sms)
    await service.settle()
    t.same(sentTo(service, point.sms), [])
    t.equal(sentTo(service, point.email).length, 1)
  })

  await t.test('a change of contacts freezes what it ends', async (t) => {
    const { point, id } = await asked('Kenora')
    const editors = [await service.asStaff('editor'), await service.asStaff('editor')] as const
    const ended = await contactNow(service, point.sms)
    await byTwo(service, ...editors, {
      ...{ kind: 'contact_change', servicePointId: point.id },
      what: { remove: [ended.id], called: called(service, point.sms) },
    })
    await service.pass(71 * HOUR)
    const late = await aReferral(service, { location: { place: 'Kenora', province: 'ON' } })
    t.strictSame(statesOf(await readLeg(service, late.id)), ['open'])
    const digits = digitsTo(service, point.sms)
    const path = linkTo(point.sms)
    await service.pass(HOUR)
    const [now] = await orm.select().from(contacts).where(eq(contacts.id, ended.id))
    t.ok(now!.endsAt)
    t.match(await reply(service, point.sms, `YES ${digits}`), /not on our list/)
    t.equal((await answer(path, { answer: 'yes', digits })).statusCode, 409)
    for (const each of [id, late.id])
      t.notMatch(statesOf(await readLeg(service, each)), ['accepted'])
    const links = await orm.select().from(offerLinks).where(eq(offerLinks.contactId, ended.id))
    t.ok(links.length >= 2 && links.every(({ frozenAt }) => frozenAt))
  })
})
