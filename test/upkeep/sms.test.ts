import { and, eq } from 'drizzle-orm'
import * as fc from 'fast-check'
import { test } from 'tap'
import { capacities, contacts, events, inboundMessages, servicePoints } from '../../db/schema.ts'
import {
  forbiddenWord,
  gsmLength,
  isGsm7,
  MAX_PUBLIC_URL,
  SMS_LIMIT,
} from '../../src/delivery/sms-text.ts'
import { MATCH_EXAMPLE } from '../../src/intake/examples.ts'
import { locale } from '../../src/locales/locale.ts'
import { DAY, HOUR } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral, keyOf, kindsOf, readLeg, reply, statesOf } from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

/** Every figure of a service point: `need population room`. */
async function figures({ db }: TestService, id: string): Promise<string[]> {
  const found = await db.orm.select().from(capacities).where(eq(capacities.servicePointId, id))
  return found.map(({ need, population, room }) => `${need} ${population} ${room}`).sort()
}

const confirmed = (service: TestService) => ({ by: 'test', at: service.clock.at })
const anSms = (service: TestService, value: string, language: 'en' | 'fr' = 'en') => ({
  contacts: [{ channel: 'sms' as const, value, language, confirmed: confirmed(service) }],
})

test('room and pauses by SMS', needsPostgres, async (t) => {
  const service = await aService(t)
  const says = async (from: string, text: string) => {
    const answer = await reply(service, from, text)
    if (answer) {
      t.ok(isGsm7(answer) && gsmLength(answer) <= SMS_LIMIT, `one segment: ${answer}`)
      service.clock.tick(HOUR)
    }
    return answer
  }

  t.test('a number counts as of now, and what is on record is told', async (t) => {
    const point = await aServicePoint(service, { city: 'Kenora' })
    t.equal(
      await says(point.sms, 'BEDS 3'),
      'Causeway: recorded: 3 beds, until Sun 14:00. If it changes, text BEDS and the number, or FULL.',
    )
    t.same(await figures(service, point.id), ['emergency_shelter any 3'])
    const [row] = await service.db.orm
      .select()
      .from(capacities)
      .where(eq(capacities.servicePointId, point.id))
    t.equal(row!.freshUntil.getTime() - row!.updatedAt.getTime(), DAY)
    t.match(await says(point.sms, 'lits : 2'), /noté: 2 lits, jusqu'à dim/)
    t.match(await says(point.sms, 'we have 1 bed tonight'), /1 bed,/)
    t.match(await says(point.sms, 'Beds0'), /full,/)
    t.same(await figures(service, point.id), ['emergency_shelter any 0'])
    const said = await service.db.orm
      .select()
      .from(events)
      .where(
        and(
          eq(events.chain, `service_point:${point.id}`),
          eq(events.action, 'service_point.capacity_set'),
        ),
      )
    t.equal(said.length, 4)
    t.match(said[0]!.actor, /^contact:/)
  })

  t.test('FULL with nothing asked means no room; with a request it is the refusal', async (t) => {
    const needs = ['emergency_shelter', 'transitional_housing', 'food'] as never
    const point = await aServicePoint(service, { city: 'Dryden', province: 'ON', needs })
    t.match(await says(point.sms, 'Complet!'), /noté: complet, jusqu'à/)
    const none = ['emergency_shelter any 0', 'transitional_housing any 0']
    t.same(await figures(service, point.id), none, 'its beds, nothing else')
    const task = await aServicePoint(service, { city: 'Atikokan', province: 'ON' })
    t.match(await says(task.sms, 'Complete'), /did not understand/, 'of a task, in English')
    t.same(await figures(service, task.id), [])

    const other = await aServicePoint(service, { city: 'Cochrane', province: 'ON' })
    const location = { place: 'Cochrane', province: 'ON' }
    const { id } = await aReferral(service, { location })
    t.match(await reply(service, other.sms, 'FULL'), /recorded as full for this kind of request/)
    t.match((await readLeg(service, id)).offers[0], { state: 'declined', reason: 'full' })
    t.same(await figures(service, other.id), ['emergency_shelter women 0'])
  })

  t.test('“3 beds” while something waits counts, and a human calls too', async (t) => {
    const point = await aServicePoint(service, { city: 'Hearst', province: 'ON' })
    const { id } = await aReferral(service, { location: { place: 'Hearst', province: 'ON' } })
    t.match(await reply(service, point.sms, '3 beds'), /3 beds/)
    t.same(await figures(service, point.id), ['emergency_shelter any 3'])
    const leg = await readLeg(service, id)
    t.same([statesOf(leg), kindsOf(leg)], [['open'], ['unclear_reply']])
  })

  t.test('a number of several is asked which, a figure of groups for whom', async (t) => {
    const shared = '+17055550177'
    const cedar = await aServicePoint(service, { name: 'Cedar House', ...anSms(service, shared) })
    const quiet = await aServicePoint(service, {
      ...{ name: 'Hébergement Quiet Place', hidden: true },
      ...anSms(service, shared, 'fr'),
    })
    const asked = await says(shared, 'BEDS 3')
    t.equal(
      asked,
      'Which one? Please add its number, as in BEDS 3 1: 1 Cedar, 2 Quiet. Nothing was changed yet.',
    )
    for (const text of ['BEDS 3 3', 'BEDS 3 maple', 'FULL', 'BEDS 3 taken', 'PAUSE 3'])
      t.match(await says(shared, text), /Which one|Lequel/, text)
    t.same([await figures(service, cedar.id), await figures(service, quiet.id)], [[], []])
    t.match(await says(shared, 'BEDS 3 1'), /3 beds, Cedar,/)
    t.match(await says(shared, 'LITS 2 quiet'), /2 lits, Quiet,/)
    t.match(await says(shared, 'beds 1 women 1'), /1 bed for women, Cedar,/)
    t.match(await says(shared, 'BEDS 4 cedar'), /For whom\? Please text BEDS 4 women, or all/)
    t.match(await says(shared, 'BEDS 4 all cedar'), /4 beds for all, Cedar/)
    t.same(await figures(service, cedar.id), [
      'emergency_shelter any 4',
      'emergency_shelter women 4',
    ])
    t.match(await says(shared, 'full cedar'), /full, Cedar/)
    t.same(await figures(service, cedar.id), [
      'emergency_shelter any 0',
      'emergency_shelter women 0',
    ])
    t.same(await figures(service, quiet.id), ['emergency_shelter any 2'])
  })

  t.test('a pause of days or until a day, and its end', async (t) => {
    const point = await aServicePoint(service, { city: 'Marathon', province: 'ON' })
    const until = async () => {
      const [row] = await service.db.orm
        .select({ at: servicePoints.pausedUntil })
        .from(servicePoints)
        .where(eq(servicePoints.id, point.id))
      return row!.at?.toISOString() ?? null
    }
    t.match(await says(point.sms, 'PAUSE 3'), /paused until Wed 08:00/)
    t.equal(await until(), '2026-11-25T13:00:00.000Z')
    t.match(await says(point.sms, 'pause 2026-12-24'), /paused until 2026-12-24 08:00/)
    t.equal(await until(), '2026-12-24T13:00:00.000Z')
    for (const text of ['PAUSE 2020-01-01', 'PAUSE 2026-13-01', 'PAUSE 900'])
      t.match(await says(point.sms, text), /Nothing was changed/, text)
    t.equal(await until(), '2026-12-24T13:00:00.000Z')
    for (const text of ['PAUSE until 15', 'pause jusqu’au 15'])
      t.match(await says(point.sms, text), /did not understand|pas compris/, text)
    t.equal(await until(), '2026-12-24T13:00:00.000Z', 'a day of the month is no figure of days')
    t.match(await says(point.sms, 'Pause fin'), /no pause|pas de pause/)
    t.equal(await until(), null)
  })

  t.test('who offers nothing that is counted is told so', async (t) => {
    const point = await aServicePoint(service, { city: 'Nipigon', needs: ['food'] as never })
    t.match(await says(point.sms, 'BEDS 3'), /Nothing that you offer is counted in beds/)
    t.same(await figures(service, point.id), [])
    t.match(await says(point.sms, 'help'), /Room now: BEDS 3/)
  })

  t.test('only a confirmed number that works says anything', async (t) => {
    const point = await aServicePoint(service, { city: 'Geraldton', province: 'ON' })
    const set = (values: Partial<typeof contacts.$inferInsert>) =>
      service.db.orm.update(contacts).set(values).where(eq(contacts.value, point.sms))
    for (const values of [
      { failedAt: service.clock.at, failedReason: 'suspended' },
      { failedAt: service.clock.at, failedReason: 'unconfirmed' },
      { failedAt: null, failedReason: null, confirmedAt: null, confirmedBy: null },
    ]) {
      await set(values)
      await reply(service, point.sms, 'BEDS 3')
      await reply(service, point.sms, 'FULL')
      await reply(service, point.sms, 'PAUSE 3')
    }
    t.same(await figures(service, point.id), [])
    await reply(service, '+18075550199', 'BEDS 3')
    const outcomes = await service.db.orm.select().from(inboundMessages)
    t.ok(outcomes.some(({ outcome }) => outcome === 'standing_refused'))
  })

  t.test('older than its limit is unknown', async (t) => {
    const point = await aServicePoint(service, { name: 'Birch House' })
    const { headers } = await service.asStaff('service_point', point.organizationId)
    const room = async () =>
      (await service.app.inject({ url: `/inbox/points/${point.id}`, headers })).body
    await reply(service, point.sms, 'FULL')
    t.match(await room(), /full, as of now/)
    await service.pass(23 * HOUR)
    const needs = ['emergency_shelter']
    const ask = async () => {
      const payload = { ...MATCH_EXAMPLE, needs }
      const answer = await service.app.inject({
        ...{
          method: 'POST',
          url: '/v1/matches',
          payload,
          headers: await keyOf(service, 'operator'),
        },
      })
      const { candidates, excluded } = answer.json()
      const own = ({ servicePointId }: { servicePointId: string }) => servicePointId === point.id
      return candidates.some(own) ? 'eligible' : excluded.find(own)?.reason
    }
    t.equal(await ask(), 'full')
    await service.pass(HOUR)
    t.equal(await ask(), 'eligible')
    const later = await service.asStaff('service_point', point.organizationId)
    const body = await service.app.inject({
      ...{ url: `/inbox/points/${point.id}`, headers: later.headers },
    })
    t.match(body.body, /Was full, said[^<]*too old to count/)
  })
})

test('whatever is written', needsPostgres, async (t) => {
  const service = await aService(t)
  const point = await aServicePoint(service)
  const stopped = await aServicePoint(service)
  await service.db.orm
    .update(contacts)
    .set({ failedAt: service.clock.at, failedReason: 'suspended' })
    .where(eq(contacts.value, stopped.sms))
  const word = fc.constantFrom(
    ...['BEDS', 'lits', 'Places', 'FULL', 'complet', '3', '0', '12', '999', '1000', 'women'],
    ...['hommes', 'all', 'PAUSE', 'not', '?', '-', '4821', 'yes', 'no', 'STOPPED', 'maple', ','],
  )
  const texts = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))

  await t.test('no stranger and no suspended number ever changes a figure', async (t) => {
    await fc.assert(
      fc.asyncProperty(texts, fc.boolean(), async (text, known) => {
        await reply(service, known ? stopped.sms : '+18075550198', text)
        return (
          (await figures(service, stopped.id)).length +
            (await figures(service, point.id)).length ===
          0
        )
      }),
      { numRuns: 25 },
    )
    t.pass()
  })

  await t.test('what is accepted sets exactly that, and nothing else is changed', async (t) => {
    const rooms = fc.integer({ min: 0, max: 999 })
    const forms = fc.constantFrom<(n: number) => string>(
      (n) => `BEDS ${n}`,
      (n) => `lits: ${n} ce soir`,
      (n) => `${n} beds available`,
      (n) => `Nous avons ${n} lits libres!`,
      (n) => `BEDS ${n} all`,
      (n) => `places=${n}`,
    )
    await fc.assert(
      fc.asyncProperty(rooms, forms, async (room, form) => {
        await reply(service, point.sms, form(room))
        const now = await figures(service, point.id)
        return now.length === 1 && now[0] === `emergency_shelter any ${room}`
      }),
      { numRuns: 15 },
    )
    const before = await figures(service, point.id)
    for (const text of ['3-4 beds', 'BEDS -3', 'beds 3?', 'not 3 beds', 'BEDS 1000', 'need 3 beds'])
      await reply(service, point.sms, text)
    t.same(await figures(service, point.id), before)
  })
})

test('every text fits one segment and names nothing', async (t) => {
  const label = 'Causeway12'
  const name = 'Abcdefghijkl'
  const link = `https://${'a'.repeat(MAX_PUBLIC_URL - 8)}/review/${'A'.repeat(22)}`
  for (const language of ['en', 'fr'] as const) {
    const { messages } = locale(language)
    const { standing, replyHelp } = messages
    const until = messages.clock({ hours: 23, minutes: 59, weekday: 3 })
    const groups = Object.values(standing.groups)
    for (const text of [
      ...groups.map((group) => standing.room({ label, room: 999, group, name, until })),
      standing.room({ label, room: 0, until }),
      standing.paused({ label, name, until: `2026-12-24 ${until}` }),
      standing.resumed({ label, name }),
      standing.which({ said: `${standing.words.beds} 999`, names: Array(9).fill(name) }),
      standing.which({ said: 'PAUSE 2026-12-24', names: Array(4).fill(name) }),
      standing.forWhom({ said: `${standing.words.beds} 999`, groups: groups.slice(0, 4) }),
      ...[standing.refused(), standing.nothing(), standing.badPause(), replyHelp.help({ label })],
      messages.reviewSms({ label, digits: '4821', link }),
    ]) {
      t.ok(isGsm7(text) && gsmLength(text) <= SMS_LIMIT, `${gsmLength(text)}: ${text}`)
      t.equal(forbiddenWord(text), undefined)
    }
    const { subject, text } = messages.reviewEmail({ label, digits: '4821', link })
    t.equal(forbiddenWord(`${subject} ${text}`), undefined)
    t.notMatch(subject, '4821')
  }
})
