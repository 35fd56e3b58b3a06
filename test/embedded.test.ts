import { eq, sql } from 'drizzle-orm'
import { test } from 'tap'
import {
  contacts,
  events,
  inboundMessages,
  messages,
  servicePointMatches,
  servicePoints,
} from '../db/schema.ts'
import { inboundJob, takeInbound } from '../src/delivery/inbound.ts'
import { takeReceipt } from '../src/delivery/receipts.ts'
import { browseOrganizations, browseServicePoints } from '../src/directory/browse.ts'
import { setCapacity } from '../src/directory/capacity.ts'
import { openingsDuty } from '../src/directory/openings.ts'
import {
  capacitiesOf,
  confirmedContacts,
  contactsByValue,
  flagContact,
  servicePointsByIds,
} from '../src/directory/store.ts'
import { MATCH_EXAMPLE, REFERRAL_EXAMPLE } from '../src/intake/examples.ts'
import { after, DAY, HOUR, SECOND } from '../src/platform/clock.ts'
import { transact } from '../src/platform/database.ts'
import { dutyJob, runUntilIdle } from '../src/platform/due.ts'
import { migrate } from '../src/platform/migrate.ts'
import { anchorDuty } from '../src/protection/anchor.ts'
import { record } from '../src/protection/record.ts'
import { standingKey } from '../src/protection/seal.ts'
import { apiKeyReader } from '../src/staff/api-key.ts'
import { totp } from './fixtures/authenticator.ts'
import { anEmbeddedDatabase } from './fixtures/database.ts'
import { aDelivery, aSendJob, look } from './fixtures/delivery.ts'
import { aServicePoint, testEditor } from './fixtures/directory.ts'
import { breakOf, verified } from './fixtures/record.ts'
import { aProvider, START } from './fixtures/services.ts'
import { aVisitor, joinWithApp, mailedCode } from './fixtures/visitor.ts'

/** What every store does on PostgreSQL, once on the embedded database: one instance, since each takes seconds. */
test('on the embedded database', async (t) => {
  const db = await anEmbeddedDatabase(t)
  const provider = aProvider()
  const service = await aDelivery(t, { db, providers: [provider] })
  const { keys, clock } = service
  const system = service.actor('system')
  const inOne = <T>(work: Parameters<typeof transact<T>>[1]) => transact(service, work)

  await t.test('a second migration changes nothing', async (t) => {
    t.same(await migrate(db), [])
  })

  await t.test('messages are leased, sent, retried, and moved by receipts', async (t) => {
    const first = await service.queue()
    const job = aSendJob(service, provider, service.hooks)
    t.same([await look(job), await look(job)], [true, false])
    const { providerId, state } = await service.message(first)
    t.equal(state, 'sent')
    for (const said of ['delivered', 'failed', 'sent', 'delivered'] as const) {
      await inOne((tx, now) =>
        takeReceipt({ ...service, tx, now, actor: system }, service.hooks, 'local', {
          providerId: providerId!,
          state: said,
        }),
      )
    }
    t.match(await service.message(first), { state: 'delivered' })
    const back = inOne((tx) =>
      tx.update(messages).set({ state: 'queued', dueAt: START }).where(eq(messages.id, first)),
    )
    await t.rejects(back, /message_only_forward/)

    const second = await service.queue()
    const busy = aProvider('local', () => ({ kind: 'retry', reason: 'unavailable' }))
    await look(aSendJob(service, busy, service.hooks))
    t.match(await service.message(second), { attempts: 1, dueAt: after(clock.at, 5 * SECOND) })
    await service.pass(5 * SECOND)
    t.match(await service.message(second), { state: 'sent', attempts: 2 })
  })

  await t.test('replies are kept sealed, once, and read', async (t) => {
    const reply = {
      ...{ provider: 'local', providerId: 'r1', channel: 'sms' as const },
      ...{ from: '+16135550142', to: '+16135550100', body: 'oui' },
    }
    for (let i = 0; i < 2; i++)
      await inOne((tx, now) => takeInbound({ ...service, tx, now, actor: system }, reply))
    await runUntilIdle([inboundJob(service, service.hooks)])
    const kept = await db.orm.select().from(inboundMessages)
    t.match(kept, [{ outcome: 'read', dueAt: null }])
    t.notMatch(JSON.stringify(kept), '6135550142')
  })

  await t.test('the record is one whole chain, and not even the owner rewrites it', async (t) => {
    const entry = { chain: 'account:e', actor: 'test', action: 'done', thing: 'thing:1' }
    for (let i = 0; i < 3; i++)
      await inOne((tx, now) => record(tx, keys, now, [{ ...entry, data: { i, b: null } }, entry]))
    t.equal(await breakOf(db.orm, keys, 'account:e'), undefined)
    for (const attempt of [sql`update events set actor = 'x'`, sql`delete from events`]) {
      await t.rejects(
        inOne((tx) => tx.execute(attempt)),
        /written_once/,
      )
    }
    const [last] = await db.orm.select().from(events).where(eq(events.chain, 'account:e'))
    const gap = inOne((tx) => tx.insert(events).values({ ...last!, seq: 99 }))
    await t.rejects(gap, /event_follows/)
  })

  await t.test(
    'S7: anchors are made there too, and what is tampered with past the triggers is found',
    async (t) => {
      const job = dutyJob(service, anchorDuty(keys))
      await runUntilIdle([job])
      for (const attempt of [sql`update anchors set leaves = 0`, sql`delete from anchor_leaves`]) {
        await t.rejects(
          inOne((tx) => tx.execute(attempt)),
          /written_once/,
        )
      }
      const look = async () => (await verified(db.orm, keys, { now: clock.at })).faults
      t.same(await look(), [])
      const where = `where chain = 'account:e' and seq`
      const undone = `update events set actor = 'test' ${where} = 2`
      const past = (...statements: string[]) =>
        db.script(
          `set session_replication_role = replica; ${statements.join('; ')}; reset session_replication_role`,
        )
      await past(`update events set actor = 'x' ${where} = 2`)
      t.same(await look(), [{ kind: 'event_changed', chain: 'account:e', seq: 2, anchor: 1 }])
      await past(
        undone,
        `create table cut as select * from events ${where} = 6`,
        `delete from events ${where} = 6`,
      )
      t.match(await look(), [
        { kind: 'head_differs' },
        { kind: 'anchored_event_missing', anchor: 1 },
      ])
      await past('insert into events select * from cut', 'drop table cut')
      t.same(await look(), [])
    },
  )

  await t.test('there is one standing key of each purpose', async (t) => {
    const found = await Promise.all(
      [1, 2, 3].map(() => inOne((tx, now) => standingKey(tx, keys, 'directory', now))),
    )
    t.equal(new Set(found.map(({ id }) => id)).size, 1)
  })

  const point = await aServicePoint(service)
  const office = await aServicePoint(service, {
    needs: ['legal_immigration'],
    hours: {
      kind: 'weekly',
      ranges: [{ days: ['mo', 'tu', 'we', 'th', 'fr'], opens: '09:00', closes: '17:00' }],
      exceptions: [],
    },
  })

  await t.test('the directory is written, read and browsed', async (t) => {
    const actor = testEditor
    const page = { limit: 50 }
    const found = await browseServicePoints(db.orm, actor, { ...page, province: 'ON', q: 'point' })
    t.same(
      found.map(({ id }) => id),
      [point.id, office.id],
    )
    t.ok((await browseOrganizations(db.orm, actor, page)).length >= 2)
    t.equal((await servicePointsByIds(db.orm, [point.id])).size, 1)
    t.equal((await confirmedContacts(db.orm, [point.id])).length, 2)
    const [contact] = await contactsByValue(db.orm, 'sms', office.sms)
    await inOne((tx, now) => flagContact(tx, service, contact!.id, 'landline', now))
    t.equal((await confirmedContacts(db.orm, [office.id])).length, 1)
    const [flagged] = await db.orm.select().from(contacts).where(eq(contacts.id, contact!.id))
    t.match(flagged, { failedReason: 'landline', failedAt: clock.at })
  })

  await t.test('openings are written again each day', async (t) => {
    const due = async () =>
      (
        await db.orm
          .select()
          .from(servicePointMatches)
          .where(eq(servicePointMatches.servicePointId, office.id))
      )[0]!
    const before = await due()
    t.match(before.openings, /^\{\[/)
    clock.tick(DAY)
    await runUntilIdle([dutyJob(service, openingsDuty())])
    t.same((await due()).openingsDueAt, after(clock.at, DAY))
    t.not((await due()).openings, before.openings)
  })

  await t.test('matching finds, and finds full', async (t) => {
    const operator = await service.as('operator')
    const ask = async () => {
      const answer = await service.app.inject({
        method: 'POST',
        url: '/v1/matches',
        headers: operator,
        payload: MATCH_EXAMPLE,
      })
      t.equal(answer.statusCode, 200, answer.body)
      return answer.json()
    }
    t.match((await ask()).candidates, [{ servicePointId: point.id }])
    const full = [{ need: 'emergency_shelter', population: 'women', room: 0 } as const]
    await inOne((tx, now) => setCapacity(tx, service, point.id, full, now, testEditor))
    t.match(await capacitiesOf(db.orm, point.id), [{ room: 0, freshUntil: after(clock.at, DAY) }])
    t.same((await ask()).candidates, [])
    t.match((await ask()).excluded, [{ servicePointId: point.id }])
    clock.tick(DAY + HOUR)
    t.match((await ask()).candidates, [{ servicePointId: point.id }], 'an old figure is unknown')
  })

  await t.test('keys are known, and requests that come again are one', async (t) => {
    const operator = await service.as('operator')
    const presented = operator.authorization.replace('Bearer ', '')
    t.match(await apiKeyReader(service)(presented), { role: 'operator' })
    t.equal(await apiKeyReader(service)(`${presented}x`), undefined)
    const make = (body: object) =>
      service.app.inject({
        method: 'POST',
        url: '/v1/referrals',
        headers: { ...operator, 'idempotency-key': 'again' },
        payload: body,
      })
    const [one, two] = [await make(REFERRAL_EXAMPLE), await make(REFERRAL_EXAMPLE)]
    t.same([one.statusCode, one.json()], [201, two.json()])
    const other = await make({ ...REFERRAL_EXAMPLE, urgency: 'standard' })
    t.match([other.statusCode, other.json().code], [422, 'idempotency_key_reused'])
  })

  await t.test('a person signs in with a code and an app', async (t) => {
    const { email, secret } = await joinWithApp(service, 'operator')
    const visitor = aVisitor(service)
    await visitor.post('/sign-in', { email })
    const code = await mailedCode({ ...service, provider })
    await visitor.post('/sign-in/code', { email, code })
    await visitor.post('/sign-in/second', { code: totp(secret, 1) })
    t.equal((await visitor.get('/staff')).statusCode, 200)
  })

  await t.test('a hidden point stays hidden', async (t) => {
    await db.orm.update(servicePoints).set({ hidden: true }).where(eq(servicePoints.id, office.id))
    const shown = inOne((tx) =>
      tx.update(servicePoints).set({ hidden: false }).where(eq(servicePoints.id, office.id)),
    )
    await t.rejects(shown, /service_point_stays_hidden/)
  })
})
