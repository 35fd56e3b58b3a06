import { and, eq, isNull } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { events, matchCounts, messages, staff, tasks } from '../../db/schema.ts'
import { MATCH_EXAMPLE } from '../../src/intake/examples.ts'
import { after, DAY, MINUTE } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/ids.ts'
import { type Counted, FIGURES, median, STANDS_OUT, standsOut } from '../../src/routing/insiders.ts'
import { nextMonday } from '../../src/routing/insiders-digest.ts'
import { aColleague, tick } from '../fixtures/colleague.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { sentTo } from '../fixtures/referral.ts'
import { aService, START } from '../fixtures/services.ts'

test('searches are counted, capped and told', needsPostgres, async (t) => {
  const service = await aService(t, { env: { MATCHES_PER_HOUR: '3', MATCHES_PER_HOUR_KEY: '4' } })
  await aServicePoint(service)
  const ann = await aColleague(service, 'operator')
  const search = (more: object = {}) => ann.post('/v1/matches', { ...MATCH_EXAMPLE, ...more })
  const alarms = () =>
    service.db.orm
      .select()
      .from(tasks)
      .where(and(eq(tasks.kind, 'matches_capped'), isNull(tasks.doneAt)))

  await t.test('with `explain` and as part of a referral too', async (t) => {
    t.equal((await search()).statusCode, 200)
    t.equal((await search({ explain: { servicePointId: newId() } })).statusCode, 200)
    await ann.make()
    t.same(await service.db.orm.select().from(matchCounts), [
      { actor: ann.id, hour: START, count: 3 },
    ])
    t.same(await alarms(), [])
  })

  await t.test('over the cap it is 429 until the next hour, but a referral is made', async (t) => {
    await tick(service, 50 * MINUTE)
    const answers = await Promise.all(Array.from({ length: 5 }, () => search()))
    for (const answer of answers) {
      t.match(answer.json(), { status: 429, code: 'too_many_matches' })
      t.equal(answer.headers['retry-after'], '600')
    }
    t.ok(await ann.make())
    t.equal((await search({ channel: 'police', needs: ['nothing'] })).statusCode, 422)
  })

  await t.test('supervisors are told once, and see whose account it is', async (t) => {
    await service.settle()
    t.match(await alarms(), [{ account: `account:${ann.id}`, role: 'supervisor' }])
    t.match(sentTo(service, '+18075550102'), [/too many searches, A operator/])
    const boss = await aColleague(service, 'supervisor')
    const { tasks } = (await boss.get('/v1/tasks')).json()
    const task = tasks.find(({ kind }: { kind: string }) => kind === 'matches_capped')
    t.match(task, { referral: null, account: `account:${ann.id}` })
    t.same(
      (await ann.get('/v1/tasks'))
        .json()
        .tasks.map(({ kind }: never) => kind)
        .includes('matches_capped'),
      false,
    )
    t.equal(
      (await ann.post(`/v1/tasks/${task.id}/completion`, { outcome: 'done' })).statusCode,
      403,
    )
    t.equal((await boss.post(`/v1/tasks/${task.id}/claim`)).statusCode, 201)
    const done = await boss.post(`/v1/tasks/${task.id}/completion`, { outcome: 'done', note: 'x' })
    t.equal(done.statusCode, 201)
    const lines = await service.db.orm
      .select()
      .from(events)
      .where(eq(events.chain, `account:${ann.id}`))
    t.same(
      lines.map(({ action }) => action).filter((action) => !action.startsWith('task.told')),
      ['matches.capped', 'task.opened', 'task.claimed', 'task.done'],
    )
  })

  await t.test('in the next hour it goes on; a program has a cap of its own', async (t) => {
    await tick(service, 10 * MINUTE)
    t.equal((await search()).statusCode, 200)
    const { authorization } = await service.as('operator')
    const by = { method: 'POST' as const, url: '/v1/matches', payload: MATCH_EXAMPLE }
    const codes: number[] = []
    for (let i = 0; i < 5; i++)
      codes.push((await service.app.inject({ ...by, headers: { authorization } })).statusCode)
    t.same(codes, [200, 200, 200, 200, 429])
  })
})

test('who stands out', async (t) => {
  const one = (account: string, figures: Partial<Counted> = {}, role = 'operator'): Counted => ({
    ...{ account, name: account, role, matches: 0, opened: 0, readings: 0 },
    ...{ claimed: 0, made: 0 },
    ...figures,
  })

  t.test('is far above the others of the role', async (t) => {
    const usual = [one('b', { matches: 10 }), one('c', { matches: 12 }), one('d', { matches: 8 })]
    t.same(standsOut(one('a', { matches: 31 }), usual), ['matches'])
    t.same(standsOut(one('a', { matches: 30 }), usual), [], 'three times is not above it')
    t.same(standsOut(one('a', { opened: 19 }), usual), [], 'few are few')
    t.same(standsOut(one('a', { opened: 20, readings: 21 }), usual), ['opened', 'readings'])
    t.same(standsOut(one('a', { claimed: 20 }), usual), ['claimed'])
    t.same(standsOut(one('a', { matches: 20 }, 'police'), usual), ['matches'], 'alone in its role')
    t.same(standsOut(one('a', { matches: 300 }), [one('a', { matches: 300 })]), ['matches'])
  })

  t.test('the middle of several', async (t) => {
    t.same([[], [7], [1, 9], [9, 1, 2], [4, 4, 1, 9]].map(median), [0, 7, 5, 2, 4])
  })

  const figures = fc.record(
    Object.fromEntries(FIGURES.map((name) => [name, fc.nat({ max: 200 })])) as Record<
      (typeof FIGURES)[number],
      fc.Arbitrary<number>
    >,
  )
  const accounts = fc
    .array(fc.tuple(figures, fc.constantFrom('operator', 'police')), { maxLength: 12 })
    .map((all) => all.map(([each, role], i) => one(`x${i}`, each, role)))

  t.test('never with few, never below the middle, and no less by doing more', async () => {
    fc.assert(
      fc.property(accounts, figures, fc.nat({ max: 50 }), (others, own, more) => {
        const found = standsOut(one('a', own), others)
        const peers = others.filter(({ role }) => role === 'operator')
        for (const figure of FIGURES) {
          const usual = median(peers.map((each) => each[figure]))
          if (found.includes(figure) && own[figure] < Math.max(STANDS_OUT.least, usual))
            return false
          const raised = standsOut(one('a', { ...own, [figure]: own[figure] + more }), others)
          if (found.includes(figure) && !raised.includes(figure)) return false
        }
        return true
      }),
    )
  })

  t.test('the order of the accounts, and other roles, change nothing', async () => {
    fc.assert(
      fc.property(accounts, figures, (others, own) => {
        const account = one('a', own)
        const found = standsOut(account, others).join()
        const peers = others.filter(({ role }) => role === 'operator')
        return (
          found === standsOut(account, [...others].reverse()).join() &&
          found === standsOut(account, [account, ...peers]).join()
        )
      }),
    )
  })
})

test('the weekly digest', needsPostgres, async (t) => {
  const service = await aService(t)
  const boss = await aColleague(service, 'supervisor')
  const ann = await aColleague(service, 'operator')
  const ben = await aColleague(service, 'operator')
  const count = (actor: string, n: number, at = START) =>
    service.db.orm.insert(matchCounts).values({ actor, hour: at, count: n })
  const digests = () =>
    service.db.orm.select().from(messages).where(eq(messages.purpose, 'insider_digest'))
  const until = async (at: Date) => service.pass(at.getTime() - service.clock.at.getTime())

  await t.test('comes on Mondays at 8, by the clocks of the hotline', (t) => {
    const at = (text: string) => nextMonday(new Date(text), 'America/Toronto').toISOString()
    t.equal(at('2026-11-21T19:00:00Z'), '2026-11-23T13:00:00.000Z')
    t.equal(at('2026-11-23T12:59:59Z'), '2026-11-23T13:00:00.000Z')
    t.equal(at('2026-11-23T13:00:00Z'), '2026-11-30T13:00:00.000Z')
    t.equal(at('2027-03-13T13:00:00Z'), '2027-03-15T12:00:00.000Z', 'on the day after the change')
    t.end()
  })

  await t.test('says nothing where nobody stands out', async (t) => {
    await service.settle()
    await until(new Date('2026-11-23T13:00:01Z'))
    t.same(await digests(), [])
  })

  await t.test('names accounts and counts, and asks a supervisor to answer', async (t) => {
    const monday = new Date('2026-11-30T13:00:00Z')
    await count(ann.id, 100, after(monday, -DAY))
    await count(ben.id, 10, after(monday, -DAY))
    await count(ben.id, 500, after(monday, -8 * DAY))
    await service.db.orm
      .update(staff)
      .set({ name: 'Ann Example' })
      .where(eq(staff.id, ann.id.slice('staff:'.length)))
    service.provider.sent.length = 0
    await until(after(monday, -1))
    t.same(await digests(), [])
    await until(after(monday, 1))
    t.equal((await digests()).length, 1)
    const [mail] = sentTo(service, 'supervisor@causeway.example')
    t.match(mail, 'Ann Example: 100 searches')
    t.notMatch(mail, 'A operator')
    const fresh = await aColleague(service, 'supervisor')
    const open = (await fresh.get('/v1/tasks')).json().tasks
    t.match(open, [{ kind: 'insider_digest', account: 'account:insiders', referral: null }])
    await until(after(monday, 7 * DAY + 1))
    t.equal((await digests()).length, 1, 'the next week was quiet')
  })

  await t.test('and the same table can be read for any time, by a supervisor', async (t) => {
    const fresh = await aColleague(service, 'supervisor')
    const read = async (query = '') => (await fresh.get(`/v1/insiders${query}`)).json()
    t.same((await read()).accounts, [])
    const { accounts } = await read('?from=2026-11-20T00:00:00Z&to=2026-12-01T00:00:00Z')
    const byAccount = new Map(accounts.map((each: { account: string }) => [each.account, each]))
    t.equal(byAccount.size, 2)
    const ofAnn = { name: 'Ann Example', role: 'operator', matches: 100, standsOut: [] }
    t.match(byAccount.get(ann.id), ofAnn)
    t.match(byAccount.get(ben.id), { matches: 510 })
    t.equal((await fresh.get('/v1/insiders?from=2027-01-01T00:00:00Z')).statusCode, 422)
    const operator = await aColleague(service, 'operator')
    t.equal((await operator.get('/v1/insiders')).statusCode, 403)
    t.ok(boss)
  })
})

test('tasks that one takes on referrals of others', needsPostgres, async (t) => {
  const service = await aService(t)
  const ann = await aColleague(service, 'operator')
  const ben = await aColleague(service, 'operator')
  const boss = await aColleague(service, 'supervisor')
  const claimedBy = async (who: { id: string }, query = '') => {
    const { accounts } = (await boss.get(`/v1/insiders${query}`)).json()
    return accounts.find(({ account }: Counted) => account === who.id)?.claimed
  }
  const aTask = async (made: { legs: { id: string }[] }) => {
    const about = { legId: made.legs[0]!.id, kind: 'follow_up_24h', role: 'operator' }
    const id = newId()
    await service.db.orm
      .insert(tasks)
      .values({ ...about, id, urgency: 'standard', listed: [], openedAt: START, dueAt: START })
    return `/v1/tasks/${id}`
  }
  const [first, second, third] = [await ann.make(), await ann.make(), await ben.make()]
  const [one, two, own] = [await aTask(first), await aTask(second), await aTask(third)]

  for (const path of [`${one}/claim`, `${one}/claim`, `${own}/claim`])
    t.equal((await ben.post(path)).statusCode, 201)
  await tick(service, 1)
  t.equal(await claimedBy(ben), 1, 'a task counts once, and one’s own referrals do not')
  t.equal(await claimedBy(ann), 0)
  t.equal((await ben.post(`${two}/completion`, { outcome: 'done' })).statusCode, 201)
  await tick(service, 1)
  t.equal(await claimedBy(ben), 2, 'completing what nobody took is taking it')
  await tick(service, DAY)
  t.equal((await ben.post(`${one}/completion`, { outcome: 'done' })).statusCode, 201)
  const from = after(service.clock.at, -MINUTE).toISOString()
  await tick(service, 1)
  t.equal(await claimedBy(ben, `?from=${from}`), undefined, 'it was taken the day before')
})
