import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { contacts, servicePoints } from '../../db/schema.ts'
import { confirmedContacts, flagContact } from '../../src/directory/store.ts'
import { HOUR, MINUTE } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { contactNow } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

type Fields = Record<string, string | string[]>
const CHECKS = ['number', 'agreement', 'contacts']

test('pages of vetting and contacts', needsPostgres, async (t) => {
  const service = await aService(t)
  const { orm } = service.db
  const editor = await service.asStaff('editor')
  const second = await service.asStaff('supervisor')
  const operator = await service.asStaff('operator')
  type Person = typeof editor
  const at = (point: { id: string }, page: string) => `/staff/directory/points/${point.id}/${page}`
  const look = async (who: Person, path: string) => {
    const { statusCode, body } = await service.app.inject({ url: path, headers: who.headers })
    return { status: statusCode, body }
  }
  const send = async (who: Person, path: string, fields: Fields = {}) => {
    const payload = new URLSearchParams()
    for (const [name, value] of Object.entries(fields))
      for (const each of [value].flat()) payload.append(name, each)
    const response = await service.app.inject({
      ...{ method: 'POST', url: path, payload: payload.toString() },
      headers: { ...who.headers, 'content-type': 'application/x-www-form-urlencoded' },
    })
    return { status: response.statusCode, body: response.body }
  }
  const aListed = (more = {}) =>
    aServicePoint(service, { status: 'listed', vetted: undefined, contacts: [], ...more })
  const asked = (point: { sms: string }, more: Fields = {}): Fields => ({
    ...{ number: point.sms, day: '2026-11-21', time: '13:30', spokeTo: 'Director' },
    ...{ agreement: 'Agreement 12', 'channel-1': 'sms', 'value-1': '807 555-0133' },
    ...{ 'language-1': 'fr', 'channel-2': 'email', 'value-2': 'a@point.example' },
    ...more,
  })
  const waiting = (body: string) => /name="approval" value="([^"]+)"/.exec(body)?.[1] ?? ''

  await t.test('lead one through activation, and another through approving it', async (t) => {
    const point = await aListed({ name: 'Fir & House', nameFr: 'Maison du Sapin', source: '211' })
    const path = at(point, 'vetting')
    const first = await look(editor, path)
    t.match(first, { status: 200, body: /Vetting: Fir &amp; House[\s\S]*To do now/ })
    t.match(first.body, `href="tel:${point.sms}"`)
    t.match(first.body, /Run by <a[^>]*>Test organization \d+<\/a>\. Nobody signs in for it/)
    t.match(first.body, /Put on file by a program on 2026-11-21[\s\S]*From: 211/)
    t.match(first.body, /Causeway[\s\S]*Is this Fir &amp; House[\s\S]*Suis-je bien chez Maison/)
    t.match((await look(editor, `${path}?lang=fr`)).body, /Vérification : Maison du Sapin/)

    const empty = await send(editor, path)
    t.equal(empty.status, 422)
    for (const words of [
      /not a number on file/,
      /which agreement/,
      /at least one contact/,
      /14:30/,
    ])
      t.match(empty.body, words)
    const wrong = { 'value-1': 'abc', 'value-2': '', 'channel-3': 'email', 'value-3': 'nobody' }
    const bad = await send(editor, path, asked(point, wrong))
    t.match(bad, { status: 422, body: /href="#value-1">This is not a telephone number/ })
    t.match(bad.body, /href="#value-3">This is not an e-mail address[\s\S]*value="Agreement 12"/)

    t.equal((await send(editor, path, asked(point))).status, 303)
    const mine = (await look(editor, path)).body
    t.match(mine, /It waits for a second person[\s\S]*Any of these people can/)
    t.match(mine, /Take it back/)
    t.notMatch(mine, `${path}/approval`)
    const theirs = (await look(second, path)).body
    t.match(theirs, /You are the second person[\s\S]*It is run by: Test organization/)
    t.match(theirs, /Agreement: Agreement 12[\s\S]*Called at/)
    t.match(theirs, /SMS 807-555-0133 \(French\)[\s\S]*I looked the number up/)
    t.notMatch(theirs, /Ask for a second person/)

    const approval = waiting(theirs)
    const unticked = await send(second, `${path}/approval`, { approval, checked: 'number' })
    t.match(unticked, { status: 422, body: /href="#checked">Tick each box/ })
    const own = await send(editor, `${path}/approval`, { approval, checked: CHECKS })
    t.match(own, { status: 409, body: /Nobody approves what they asked themselves/ })
    t.equal((await send(second, `${path}/approval`, { approval, checked: CHECKS })).status, 303)
    t.match((await look(second, path)).body, /A partner since 2026-11-21[\s\S]*Agreement 12/)
    t.match(await confirmedContacts(orm, [point.id]), [
      ...[{ value: '+18075550133', language: 'fr' }, { value: 'a@point.example' }],
    ])
  })

  await t.test('say what stands in the way, and who', async (t) => {
    const none = await aListed({ phones: [] })
    t.match((await look(editor, at(none, 'vetting'))).body, /Missing[\s\S]*no telephone number/)
    const point = await aListed()
    const [row] = await orm.select().from(servicePoints).where(eq(servicePoints.id, point.id))
    const change = await service.app.inject({
      ...{ method: 'PUT', url: `/v1/service-points/${point.id}`, headers: editor.headers },
      payload: {
        ...{ organizationId: row!.organizationId, name: 'X', province: 'ON', needs: ['food'] },
        ...{ channels: ['hotline'], phones: [{ number: '+18075550144' }] },
      },
    })
    t.equal(change.statusCode, 200)
    const mine = (await look(editor, at(point, 'vetting'))).body
    t.match(mine, /You put its numbers on file yourself/)
    t.notMatch(mine, /name="agreement"/)
    const theirs = (await look(second, at(point, 'vetting'))).body
    t.match(theirs, /changed a short while ago\. They count from 2026-11-24 14:00/)
    t.match(theirs, /Put on file by A editor on 2026-11-21 14:00/)

    const made = await service.app.inject({
      ...{ method: 'POST', url: '/v1/service-points', headers: editor.headers },
      payload: {
        ...{ organizationId: row!.organizationId, name: 'Y', province: 'ON', needs: ['food'] },
        ...{ channels: ['hotline'], phones: [{ number: '+18075550144' }] },
      },
    })
    const own = { id: made.json().id as string, sms: '+18075550144' }
    t.equal((await send(second, at(own, 'vetting'), asked(own))).status, 303)
    const looked = (await look(editor, at(own, 'vetting'))).body
    t.match(looked, /You are the second person[\s\S]*You put a number on file yourself/)
    const fields = { approval: waiting(looked), checked: CHECKS }
    for (const [lang, words] of [
      ['en', /You put a number on file yourself: another person approves\.</],
      ['fr', /Vous avez mis un numéro au dossier vous-même : une autre personne approuve\.</],
    ] as const)
      t.match(await send(editor, `${at(own, 'vetting')}/approval?lang=${lang}`, fields), {
        ...{ status: 409, body: words },
      })
  })

  await t.test('one takes it back, and the next is told', async (t) => {
    const point = await aListed()
    const path = at(point, 'vetting')
    await send(editor, path, asked(point))
    const approval = waiting((await look(editor, path)).body)
    const other = await aListed()
    t.equal((await send(editor, `${at(other, 'vetting')}/refusal`, { approval })).status, 404)
    t.equal((await send(editor, `${path}/refusal`, { approval })).status, 303)
    t.match((await look(second, path)).body, /was refused or taken back[\s\S]*name="agreement"/)
  })

  await t.test('are for those who may', async (t) => {
    const point = await aListed({ hidden: true })
    await service.asStaff('service_point', point.organizationId)
    t.match((await look(editor, at(point, 'vetting'))).body, /1 person signs in for it/)
    for (const [who, vetting, reached] of [
      [editor, 200, 200],
      [second, 200, 200],
      [operator, 403, 200],
      [await service.asStaff('police'), 403, 403],
      [await service.asStaff('service_point', point.organizationId), 403, 403],
    ] as const) {
      t.equal((await look(who as Person, at(point, 'vetting'))).status, vetting)
      t.equal((await look(who as Person, at(point, 'contacts'))).status, reached)
    }
  })

  await t.test('a contact is confirmed by a call, and stopped at once', async (t) => {
    const point = await aServicePoint(service)
    const path = at(point, 'contacts')
    const sms = await contactNow(service, point.sms)
    await flagContact(orm as never, service, sms.id, 'unreachable', service.clock.at)
    const shown = (await look(operator, path)).body
    t.match(shown, /Gets nothing[\s\S]*messages did not arrive[\s\S]*Gets referrals/)
    t.notMatch(shown, /Ask for a change/, 'an operator asks for none')
    const confirm = `${path}/${sms.id}/confirmation`
    const called = (number: string) => ({ [`called-${sms.id}`]: number })
    const wrong = await send(operator, confirm, called('+18075550166'))
    t.match(wrong, { status: 422, body: `href="#called-${sms.id}">This is not a number on file` })
    t.equal((await send(operator, confirm, called(point.sms))).status, 303)
    t.match((await contactNow(service, point.sms)).failedAt, null)
    t.equal((await send(operator, `${path}/${sms.id}/suspension`, { why: 'stolen' })).status, 303)
    const stopped = (await look(operator, path)).body
    t.match(stopped, /lost, stolen, or left[\s\S]*it takes a change, by two people/)
    t.match(await send(operator, confirm, called(point.sms)), { status: 409 })
    const strange = await aServicePoint(service)
    const elsewhere = `${at(strange, 'contacts')}/${sms.id}/suspension`
    t.equal((await send(operator, elsewhere, { why: 'lost' })).status, 404)
  })

  await t.test('a change waits for another, then for 72 hours, and can be stopped', async (t) => {
    const point = await aServicePoint(service)
    const path = at(point, 'contacts')
    const old = await contactNow(service, point.email)
    const fields = {
      ...{ number: point.sms, day: '2026-11-21', time: '13:30', phones: point.sms },
      ...{ 'channel-1': 'email', 'value-1': 'new@point.example', remove: old.id },
    }
    const nothing = await send(editor, path, { ...fields, 'value-1': '', remove: [] })
    t.match(nothing, { status: 422, body: /Nothing changes/ })
    t.equal((await send(editor, path, fields)).status, 303)
    t.match((await look(operator, path)).body, /It waits for a second person/)
    const approval = waiting((await look(second, path)).body)
    const approve = (checked: string[]) => send(second, `${path}/approval`, { approval, checked })
    t.equal((await approve([])).status, 422)
    t.equal((await approve(['out', 'contacts'])).status, 303)
    const waits = (await look(operator, path)).body
    t.match(waits, /A change waits[\s\S]*in 3 days[\s\S]*2026-11-24 14:00[\s\S]*Stop this change/)
    t.notMatch((await look(editor, path)).body, /Ask for this change/)
    await service.pass(72 * HOUR - MINUTE)
    const later = await service.asStaff('operator')
    t.equal((await send(later, `${path}/refusal`, { approval })).status, 303)
    await service.pass(HOUR)
    const all = await orm.select().from(contacts).where(eq(contacts.servicePointId, point.id))
    t.notMatch(
      all.map(({ value }) => value),
      ['new@point.example'],
    )
    t.equal(all.length, 2)
  })
})
