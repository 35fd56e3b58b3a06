import { and, eq, isNull } from 'drizzle-orm'
import { type Test, test } from 'tap'
import {
  contacts,
  directoryChanges,
  events,
  messages,
  reviewLinks,
  reviews,
  servicePoints,
  tasks,
} from '../../db/schema.ts'
import { forbiddenWord, gsmLength, isGsm7, SMS_LIMIT } from '../../src/delivery/sms-text.ts'
import { factsOf } from '../../src/directory/columns.ts'
import { formatPhone } from '../../src/directory/phones.ts'
import type { Facts } from '../../src/directory/schemas.ts'
import { saveServicePoint } from '../../src/directory/service-point.ts'
import { servicePointsByIds } from '../../src/directory/store.ts'
import { localTime } from '../../src/geography/local-time.ts'
import { DAY, HOUR } from '../../src/platform/clock.ts'
import { transact } from '../../src/platform/database.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint, testEditor } from '../fixtures/directory.ts'
import { postForm } from '../fixtures/letters.ts'
import { aReferral, reply, sentTo } from '../fixtures/referral.ts'
import {
  type ReviewLetter,
  reviewed,
  reviewLetters,
  reviewNow,
  seenAt,
} from '../fixtures/reviews.ts'
import { aProvider, aService, type TestService } from '../fixtures/services.ts'
import { everyRow } from '../fixtures/tables.ts'

const pointNow = async ({ db }: TestService, id: string) =>
  (await db.orm.select().from(servicePoints).where(eq(servicePoints.id, id)))[0]!
const openTasks = async ({ db }: TestService, id: string) =>
  (
    await db.orm
      .select()
      .from(tasks)
      .where(and(eq(tasks.servicePointId, id), isNull(tasks.doneAt)))
  ).map(({ kind, role }) => `${kind} for ${role}`)

const FORM = {
  ...{ hours: 'always', languages: ['en', 'fr'], interpreter: 'yes', needs: 'emergency_shelter' },
  ...{ genders: ['woman', 'man', 'non_binary', 'two_spirit', 'undisclosed'], minAge: '16' },
}

/** The form as a browser opens it now and sends it, with what was changed in it. */
async function send(
  service: TestService,
  path: string,
  changed: Record<string, string | string[]> = {},
  headers = {},
) {
  const seen = path.includes('/changes') ? { seen: await seenAt(service, path, headers) } : {}
  const all = Object.entries({ ...FORM, ...seen, ...changed }).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each] as [string, string]),
  )
  return service.app.inject({
    ...{ method: 'POST', url: path, payload: new URLSearchParams(all).toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })
}

test('asking', needsPostgres, async (t) => {
  t.test('a first start asks nobody at once, and spreads the rest over the period', async (t) => {
    const service = await aService(t)
    for (let i = 0; i < 40; i++) await aServicePoint(service)
    const silent = await aServicePoint(service, { contacts: [] })
    await service.db.orm
      .update(servicePoints)
      .set({ createdAt: new Date('2020-01-01'), vettedAt: new Date('2020-01-01') })
    const fresh = await aServicePoint(service)
    await service.settle()
    t.equal(reviewLetters(service).length, 0)
    const all = await service.db.orm.select().from(servicePoints)
    const days = all
      .filter(({ id }) => id !== fresh.id && id !== silent.id)
      .map(({ reviewDueAt }) => (reviewDueAt!.getTime() - service.clock.at.getTime()) / DAY)
    t.ok(days.every((day) => day >= 0 && day <= 90))
    const thirds = [0, 30, 60].map((from) => days.filter((day) => day >= from && day < from + 30))
    t.ok(
      thirds.every(({ length }) => length >= 4),
      `spread: ${thirds.map(({ length }) => length)}`,
    )
    const own = (await pointNow(service, fresh.id)).reviewDueAt!
    const wait = (own.getTime() - service.clock.at.getTime()) / DAY
    t.ok(wait >= 60 && wait <= 90, `who is new waits: ${wait}`)
    t.equal((await pointNow(service, silent.id)).reviewDueAt, null, 'nobody to ask')
  })

  t.test('goes to each first contact, by day, after everything about a person', async (t) => {
    const service = await aService(t)
    const confirmed = { by: 'test', at: service.clock.at }
    const point = await aServicePoint(service, {
      contacts: [
        { channel: 'sms', value: '+18195550111', language: 'fr', confirmed },
        { channel: 'email', value: 'first@point.example', language: 'en', confirmed },
        { channel: 'email', value: 'second@point.example', language: 'en', confirmed },
        { channel: 'sms', value: '+18195550112', language: 'fr' },
      ],
    })
    await service.settle()
    await service.pass(8 * HOUR)
    await reviewNow(service, point.id)
    await service.settle()
    t.equal(reviewLetters(service).length, 0, 'not at ten in the evening')
    await service.pass(12 * HOUR)
    const at = localTime(service.clock.at, 'America/Toronto')
    t.ok(at.hour >= 10 && at.hour < 17, `${at.hour}`)
    const letters = reviewLetters(service)
    t.same(letters.map(({ to }) => to).sort(), ['+18195550111', 'first@point.example'])
    const sms = letters.find(({ channel }) => channel === 'sms')!
    t.match(sms.text, /Causeway: vos renseignements/)
    t.ok(isGsm7(sms.text) && gsmLength(sms.text) <= SMS_LIMIT, sms.text)
    t.equal(
      forbiddenWord(letters.map(({ text, subject }) => `${subject} ${text}`).join()),
      undefined,
    )
    const rows = await service.db.orm.select().from(messages).where(eq(messages.purpose, 'review'))
    t.same([...new Set(rows.map(({ priority }) => priority))], [3])
    const all = await everyRow(service.db)
    for (const { path, digits } of letters) {
      t.notOk(all.includes(path.split('/')[2]!), 'no token at rest')
      t.notMatch(all, new RegExp(`"digits[^,]*${digits}`))
    }
  })

  t.test('reminds after 7 and 14 days, then gives it to an editor, then asks again', async (t) => {
    const service = await aService(t)
    const { id, letters } = await reviewed(service)
    t.equal(letters.length, 2)
    const count = () => reviewLetters(service).length
    await service.pass(6 * DAY)
    t.equal(count(), 2)
    await service.pass(DAY)
    t.equal(count(), 4)
    await service.pass(7 * DAY)
    t.equal(count(), 6)
    t.same(await openTasks(service, id), [])
    await service.pass(7 * DAY)
    t.equal(count(), 6)
    t.same(await openTasks(service, id), ['review_unanswered for editor'])
    const first = letters[0]!
    t.match((await service.app.inject({ url: first.path })).body, /All of this is right/)

    const { digits, path } = reviewLetters(service).at(-1)!
    t.equal((await send(service, path, { digits })).statusCode, 303)
    t.same(await openTasks(service, id), [], 'the answer ends the task')
    const next = (await pointNow(service, id)).reviewDueAt!
    t.equal(next.getTime() - service.clock.at.getTime(), 90 * DAY)
    await service.db.orm
      .update(contacts)
      .set({ confirmedAt: new Date('2027-02-01') })
      .where(eq(contacts.servicePointId, id))
    await service.pass(91 * DAY)
    t.equal(count(), 8, 'after the period it is asked again')
    const all = await service.db.orm.select().from(reviews).orderBy(reviews.id)
    t.same(
      all.map(({ outcome }) => outcome),
      ['right', null],
    )
  })

  t.test('who wants no reminders is asked once; who is paused, afterwards', async (t) => {
    const service = await aService(t)
    const { id, letters } = await reviewed(service, { reminders: false })
    t.equal(letters.length, 2)
    await service.pass(22 * DAY)
    t.equal(reviewLetters(service).length, 2)
    t.same(await openTasks(service, id), ['review_unanswered for editor'])
    const pausedUntil = new Date(service.clock.at.getTime() + 9 * DAY).toISOString()
    const away = await reviewed(service, { pausedUntil })
    t.equal(away.letters.length, 0)
    await service.pass(10 * DAY)
    t.equal(reviewLetters(service).filter(({ to }) => to === away.sms).length, 1)
    const verifiedOn = service.clock.at.toISOString().slice(0, 10)
    const known = await reviewed(service, { verifiedOn })
    t.equal(known.letters.length, 0, 'somebody has just looked')
    const due = (await pointNow(service, known.id)).reviewDueAt!
    t.equal(Math.round((due.getTime() - service.clock.at.getTime()) / DAY), 59)
  })

  t.test('a question that bounces is a task at once', async (t) => {
    const provider = aProvider('local', ({ channel, id }) =>
      channel === 'email'
        ? { kind: 'failed', reason: 'bad_address' }
        : { kind: 'sent', providerId: id },
    )
    const service = await aService(t, { provider })
    const { id, email } = await reviewed(service)
    t.same(await openTasks(service, id), ['contact_problem for editor'])
    const [failed] = await service.db.orm.select().from(contacts).where(eq(contacts.value, email))
    t.equal(failed!.failedReason, 'bad_address')
  })

  t.test('a contact that fails or is stopped gets none, and its links are dead', async (t) => {
    const service = await aService(t)
    const { id, sms, email, letters } = await reviewed(service)
    const [bySms] = letters.filter(({ to }) => to === sms)
    await service.db.orm
      .update(contacts)
      .set({ failedAt: service.clock.at, failedReason: 'suspended' })
      .where(eq(contacts.value, sms))
    t.match((await service.app.inject({ url: bySms!.path })).body, /This link is locked/)
    const { digits, path } = bySms!
    t.equal((await send(service, path, { digits })).statusCode, 409)
    t.equal((await pointNow(service, id)).verifiedOn, null)
    await service.pass(7 * DAY)
    t.equal(reviewLetters(service).filter(({ to }) => to === sms).length, 1)
    t.equal(reviewLetters(service).filter(({ to }) => to === email).length, 2)
  })
})

test('answering', needsPostgres, async (t) => {
  const service = await aService(t)
  const wrong = ({ digits }: ReviewLetter) => (digits === '0000' ? '0001' : '0000')

  t.test(
    'a look changes nothing, a robot’s post neither, and five wrong tries freeze',
    async (t) => {
      const { id, letters } = await reviewed(service)
      const [letter, other] = letters as [ReviewLetter, ReviewLetter]
      const hash = async () => {
        const all = await everyRow(service.db)
        return all
          .split('\n')
          .filter((row) => !/^(chores|staff_rate)/.test(row))
          .sort()
          .join('\n')
      }
      const before = await hash()
      for (const verb of ['', '/changes']) {
        t.equal((await service.app.inject({ url: `${letter.path}${verb}` })).statusCode, 200)
        t.equal((await send(service, `${letter.path}${verb}`, { words: 'x' })).statusCode, 422)
        t.equal((await postForm(service, `${letter.path}${verb}`)).statusCode, verb ? 409 : 422)
      }
      t.equal(await hash(), before)
      t.equal((await service.app.inject({ url: '/review/AAAAAAAAAAAAAAAAAAAAAA' })).statusCode, 404)
      t.equal(
        (await send(service, '/review/AAAAAAAAAAAAAAAAAAAAAA', { digits: '1234' })).statusCode,
        404,
      )

      for (let left = 4; left > 0; left--) {
        const page = await send(service, letter.path, { digits: wrong(letter) })
        t.match([page.statusCode, page.body], [422, new RegExp(`${left} (try is|tries are) left`)])
      }
      t.same(await openTasks(service, id), [])
      t.match((await send(service, letter.path, { digits: wrong(letter) })).body, /link is locked/)
      t.equal((await send(service, letter.path, { digits: letter.digits })).statusCode, 409)
      t.same(await openTasks(service, id), ['link_frozen for editor'])
      t.equal((await pointNow(service, id)).verifiedOn, null)
      const { digits } = other
      t.equal((await send(service, other.path, { digits })).statusCode, 303, 'the other one lives')
      t.equal((await pointNow(service, id)).verifiedOn, '2026-11-21')
      t.same(await openTasks(service, id), [])
      t.match((await service.app.inject({ url: letter.path })).body, /all is right as of today/)
    },
  )

  t.test('tries at the same moment count one after the other', async (t) => {
    const { letters } = await reviewed(service)
    const [letter] = letters as [ReviewLetter]
    const digits = wrong(letter)
    const all = await Promise.all(
      Array.from({ length: 9 }, () => send(service, letter.path, { digits })),
    )
    t.equal(all.filter(({ statusCode }) => statusCode === 422).length, 4)
    const found = await service.db.orm.select().from(reviewLinks)
    t.ok(found.every(({ wrongDigits }) => wrongDigits <= 5))
  })

  t.test('hours, languages, pause and description count at once, with their history', async (t) => {
    const { id, letters } = await reviewed(service, { description: 'A house.' })
    const { path, digits } = letters[0]!
    const page = await send(service, `${path}/changes`, {
      ...{ hours: 'weekly', 'day-mo': '9-17', 'day-tu': '9:00–12:00, 13:00–17:00' },
      ...{ 'day-sa': '22:00-06:00', languages: ['en', 'es'], otherLanguages: 'Oji-Cree, tigrinya' },
      ...{ interpreter: 'no', pause: '2026-12-24', description: 'A house by the lake.', digits },
    })
    t.equal(page.statusCode, 303)
    const point = await pointNow(service, id)
    t.match(point, {
      ...{ interpreter: false, description: 'A house by the lake.', verifiedOn: '2026-11-21' },
      languages: ['en', 'es', 'ojs', 'ti'],
      hours: {
        kind: 'weekly',
        ranges: [
          { days: ['mo'], opens: '09:00', closes: '17:00' },
          { days: ['tu'], opens: '09:00', closes: '12:00' },
          { days: ['tu'], opens: '13:00', closes: '17:00' },
          { days: ['sa'], opens: '22:00', closes: '06:00' },
        ],
      },
    })
    t.equal(point.pausedUntil!.toISOString(), '2026-12-24T13:00:00.000Z')
    t.same(await openTasks(service, id), [], 'nothing for an editor')
    t.match((await service.app.inject({ url: path })).body, /We have noted what is different/)
    const [change] = await service.db.orm
      .select()
      .from(directoryChanges)
      .where(eq(directoryChanges.thingId, id))
    t.match(change!.actor, /^contact:/)
    t.same((change!.fields as { field: string }[]).map(({ field }) => field).sort(), [
      ...['description', 'hours', 'interpreter', 'languages', 'pausedUntil', 'verifiedOn'],
    ])
    const said = await service.db.orm
      .select()
      .from(events)
      .where(
        and(eq(events.chain, `service_point:${id}`), eq(events.action, 'service_point.checked')),
      )
    t.match(said[0]!.data, { outcome: 'corrected' })
  })

  t.test('everything that cannot be taken is said at once, and nothing is lost', async (t) => {
    const { id, letters } = await reviewed(service)
    const { path, digits } = letters[0]!
    const page = await send(service, `${path}/changes?lang=fr`, {
      ...{
        hours: 'weekly',
        'day-mo': 'mornings',
        otherLanguages: 'Klingonish',
        pause: '2020-01-01',
      },
      ...{ minAge: '40', maxAge: '18', words: 'Notre nom a changé.', digits },
    })
    t.equal(page.statusCode, 422)
    for (const text of [
      ...[
        'Lundi : écrivez les heures',
        '« Klingonish » n’est pas une langue',
        'Choisissez un jour',
      ],
      ...['Le deuxième âge est inférieur', 'Notre nom a changé.', 'value="mornings"'],
    ])
      t.match(page.body, text, text)
    t.equal((await pointNow(service, id)).verifiedOn, null)
    const nothing = await send(service, `${path}/changes`, { digits })
    t.match([nothing.statusCode, nothing.body], [422, 'Nothing was changed here'])
  })

  for (const [name, hidden, lang, said] of [
    ['an open point', false, 'en', /Somebody changed your entry since you opened this page/],
    ['a confidential point', true, 'fr', /Quelqu’un a modifié votre fiche depuis/],
  ] as const)
    t.test(`a form opened before a change takes nothing back: ${name}`, async (t) => {
      const address = '7 Cedar Lane'
      const { id, sms, letters } = await reviewed(service, { hidden, address })
      const { path, digits } = letters[0]!
      const url = `${path}/changes?lang=${lang}`
      await reply(service, sms, 'PAUSE 9')
      const seen = await seenAt(service, url)
      t.match(seen, /^[\w-]{43}$/, 'a digest of what the form shows')
      const pause = localTime((await pointNow(service, id)).pausedUntil!, 'America/Toronto').date
      const opened = { pause, words: 'Our door is blue.', digits }

      await reply(service, sms, 'PAUSE OFF')
      await edit(service, id, { languages: ['en', 'fr', 'es'], hours: { kind: 'by_appointment' } })
      const before = await pointNow(service, id)
      const again = await send(service, url, { ...opened, seen })
      t.match([again.statusCode, again.body], [409, said])
      const stands = again.body.split('<form')[0]!
      t.match(stands, hidden ? /espagnol/ : /Spanish/, 'what stands now')
      t.match(again.body, 'Our door is blue.', 'what was written')
      t.match(again.body, `value="${pause}"`)
      t.equal(again.body.match(/<details open/g)?.length, 3, 'hours, languages and pause differ')
      if (hidden) t.notMatch(again.body, address)
      const old = Object.entries({ ...FORM, ...opened })
      t.equal((await send(service, url, { ...opened, seen: '' })).statusCode, 409)
      t.equal((await postForm(service, url, Object.fromEntries(old) as never)).statusCode, 409)
      t.same(await pointNow(service, id), before, 'nothing is taken back')
      t.equal((await service.app.inject({ url: path })).statusCode, 200, 'nor is a try counted')

      const both = { languages: ['en', 'fr', 'es'], hours: 'by_appointment', pause: '' }
      t.equal((await send(service, url, { ...opened, ...both })).statusCode, 303)
      const { languages, hours, pausedUntil } = await pointNow(service, id)
      t.same(
        { languages, hours, pausedUntil },
        { languages: both.languages, hours: before.hours, pausedUntil: null },
      )
    })

  t.test('P3: the page of a confidential point never says where it is', async (t) => {
    const secret = {
      address: '7 Cedar Lane',
      city: 'Kenora',
      province: 'ON',
      postalCode: 'P9N 1A1',
    }
    const { id, sms, letters } = await reviewed(service, { ...secret, hidden: true })
    const { path, digits } = letters[0]!
    for (const verb of ['', '/changes']) {
      const { body } = await service.app.inject({ url: `${path}${verb}` })
      for (const word of ['Cedar Lane', 'Kenora', 'P9N', sms, formatPhone(sms)])
        t.notMatch(body, word, word)
      if (verb === '') t.match(body, /Your address is kept sealed/)
    }
    const form = async () => (await service.app.inject({ url: `${path}/changes` })).body
    const shown = await form()
    await edit(service, id, { city: 'Dryden', postalCode: 'P8N 1A1' }, 'anew')
    t.equal(await form(), shown, 'where it moves changes no byte of the form')
    const before = await pointNow(service, id)
    t.equal((await send(service, path, { digits })).statusCode, 303)
    const { lat, lng, region, placeId, address } = await pointNow(service, id)
    t.match({ lat, lng, region, placeId, address }, { ...pick(before) })
    t.equal(address, null)
    await aReferral(service)
    t.notMatch(sentTo(service, letters[0]!.to).join(), /Cedar Lane/)
  })
})

/** An editor changes something. */
const edit = (
  service: TestService,
  pointId: string,
  changed: Partial<Facts>,
  standing: 'stays' | 'anew' = 'stays',
) =>
  transact(service, async (tx, now) => {
    const point = (await servicePointsByIds(tx, [pointId])).get(pointId)!
    const { id, organizationId } = point
    const facts = { ...factsOf(point as never), ...changed, id, organizationId }
    return saveServicePoint(tx, service, { ...facts, standing }, now, testEditor)
  })

const pick = ({ lat, lng, region, placeId, address }: Record<string, unknown>) => ({
  ...{ lat, lng, region, placeId, address },
})

test('what an editor decides', needsPostgres, async (t: Test) => {
  const service = await aService(t)
  const editor = await service.asStaff('editor')
  const page = async (path: string) =>
    (await service.app.inject({ url: `/staff/corrections${path}`, headers: editor.headers })).body
  const press = (path: string, headers = editor.headers) =>
    postForm(service, `/staff/corrections/${path}`, {}, headers)
  const parts = (body: string) =>
    [...body.matchAll(/corrections\/([\w-]+)\/([\w-]+)\/acceptance/g)].map(([, , part]) => part!)

  t.test('each part is accepted or declined by itself, and counts only then', async (t) => {
    const { id, letters } = await reviewed(service, { name: 'Cedar House' })
    const { path, digits } = letters[0]!
    t.match(await page(''), /Nothing waits for a decision/)
    const sent = await send(service, `${path}/changes`, {
      ...{ needs: ['emergency_shelter', 'food'], genders: ['woman'], maxAge: '64' },
      ...{ children: ['none'], words: 'Our name is Cedar Home now.', digits },
    })
    t.equal(sent.statusCode, 303)
    t.match(
      (await service.app.inject({ url: path })).body,
      /An editor looks at this now: what you offer, whom you serve, ages/,
    )
    t.match(await pointNow(service, id), { needs: ['emergency_shelter'], maxAge: null })
    t.same(await openTasks(service, id), ['correction_proposed for editor'])
    t.notMatch(await everyRow(service.db), 'Cedar Home', 'sealed')

    t.match(await page(''), /Cedar House[\s\S]*What they offer, Whom they serve, Ages/)
    const body = await page(`/${id}`)
    t.match(body, /Food[\s\S]*new[\s\S]*Man[\s\S]*no longer[\s\S]*up to 64|16 to 64/)
    t.match(body, /Our name is Cedar Home now\.[\s\S]*What takes two people/)
    const [needs, genders, ages, children, words] = parts(body)
    t.equal((await press(`${id}/${needs}/acceptance`)).statusCode, 303)
    t.same((await pointNow(service, id)).needs, ['emergency_shelter', 'food'])
    t.equal((await press(`${id}/${genders}/refusal`)).statusCode, 303)
    t.equal((await pointNow(service, id)).genders!.length, 5)
    t.equal((await press(`${id}/${genders}/acceptance`)).statusCode, 409, 'decided is decided')
    t.equal((await pointNow(service, id)).genders!.length, 5)
    for (const part of [ages, children]) await press(`${id}/${part}/acceptance`)
    t.match(await pointNow(service, id), { minAge: 16, maxAge: 64, children: [] })
    t.same(await openTasks(service, id), ['correction_proposed for editor'])
    await press(`${id}/${words}/acceptance`)
    t.same(await openTasks(service, id), [])
    t.match(await page(`/${id}`), /Nothing more waits here/)
  })

  t.test('a newer proposal takes the place of the older one', async (t) => {
    const { id, organizationId } = await reviewed(service)
    const { headers } = await service.asStaff('service_point', organizationId)
    for (const words of ['First words', 'Second words']) {
      const at = `/inbox/points/${id}/check/changes`
      t.equal((await send(service, at, { words }, headers)).statusCode, 303)
    }
    const body = await page(`/${id}`)
    t.equal(parts(body).length, 1)
    t.match(body, 'Second words')
    t.notMatch(body, 'First words')
  })

  t.test('is for editors and supervisors; a call ends the question too', async (t) => {
    const { id } = await reviewed(service)
    for (const role of ['operator', 'service_point', 'police', 'admin'] as const) {
      const { headers } = await service.asStaff(role)
      t.equal((await service.app.inject({ url: '/staff/corrections', headers })).statusCode, 403)
      t.equal((await press(`${id}/check`, headers)).statusCode, 403)
    }
    await service.pass(21 * DAY)
    t.same(await openTasks(service, id), ['review_unanswered for editor'])
    const { headers } = await service.asStaff('supervisor')
    t.equal((await press(`${id}/check`, headers)).statusCode, 303)
    t.same(await openTasks(service, id), [])
    t.equal((await pointNow(service, id)).verifiedOn, '2026-12-12')
    t.equal((await press('019aa7c2-5d1e-7a40-8c3b-000000000017/check', headers)).statusCode, 404)
  })

  t.test('a member says the same from the inbox, of their own service point alone', async (t) => {
    const { id, organizationId, letters } = await reviewed(service)
    const other = await aServicePoint(service)
    const { headers } = await service.asStaff('service_point', organizationId)
    const at = (point: string) => `/inbox/points/${point}/check`
    const details = await service.app.inject({ url: at(id), headers })
    t.match(details.body, /All of this is right/)
    t.notMatch(details.body, 'name="digits"')
    for (const verb of ['', '/changes', '/right', '/sent'])
      t.equal(
        (await service.app.inject({ url: `${at(other.id)}${verb}`, headers })).statusCode,
        404,
      )
    for (const verb of ['', '/changes'])
      t.equal((await send(service, `${at(other.id)}${verb}`, {}, headers)).statusCode, 404)
    const changes = `${at(id)}/changes`
    const seen = await seenAt(service, changes, headers)
    t.equal((await send(service, at(id), {}, headers)).headers.location, `${at(id)}/right`)
    await edit(service, id, { languages: ['en', 'oj'] })
    const late = await send(service, changes, { words: 'Our door is blue.', seen }, headers)
    t.match([late.statusCode, late.body], [409, /Somebody changed[\s\S]*Our door is blue/])
    t.equal((await postForm(service, changes, { words: 'x' }, headers)).statusCode, 409)
    t.equal((await pointNow(service, id)).verifiedOn, '2026-12-12')
    t.match((await service.app.inject({ url: letters[0]!.path })).body, /Thank you/)
  })
})
