import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { rows } from '../../src/platform/database.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { ANSWERS, aPerson, codeOf, send, stateOf } from '../fixtures/person.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const look = (service: TestService, code: string, more: Record<string, string> = {}) =>
  send(service, '/en/receipt', { code, ...more })
const tasksOf = async ({ db }: TestService) =>
  (
    await rows<{ kind: string }>(
      db.orm,
      sql`select kind from tasks where done_at is null order by kind`,
    )
  ).map(({ kind }) => kind)
const one = async (service: TestService, query: ReturnType<typeof sql>) =>
  (await rows<Record<string, unknown>>(service.db.orm, query))[0]!

/** An operator lets the referral go on, and a service point says yes and confirms. */
async function release(service: TestService): Promise<void> {
  const { headers } = await service.asStaff('operator')
  const { id } = await one(service, sql`select id from tasks where kind = 'screening' limit 1`)
  const url = `/v1/tasks/${id}/completion`
  const payload = { outcome: 'release' }
  await service.app.inject({ method: 'POST', url, headers, payload })
  await service.settle()
}

test('a person asks for help on the web', needsPostgres, async (t) => {
  t.test('it goes to an operator first, and nothing is offered before', async (t) => {
    const service = await aService(t)
    await aServicePoint(service, { needs: ['emergency_shelter', 'legal_immigration'] })
    const { reference } = await aPerson(service)
    t.match(
      await one(
        service,
        sql`select channel, urgency, made_by, organization_id, reference from referrals`,
      ),
      {
        ...{
          channel: 'web',
          urgency: 'urgent',
          made_by: 'person',
          organization_id: null,
          reference,
        },
      },
    )
    t.ok((await tasksOf(service)).includes('screening'))
    t.same(await rows(service.db.orm, sql`select id from offers`), [])
    await release(service)
    t.match(await one(service, sql`select state from offers`), { state: 'open' })
  })

  t.test('all errors at once, and what was typed is still there', async (t) => {
    const service = await aService(t)
    const answers = { value: '12', place: 'Nowhereville', needs: [], consent: '' }
    const page = await send(service, '/en/form', { step: 'answers', ...ANSWERS, ...answers })
    t.equal(page.statusCode, 422)
    t.match(page.body, '<title>Error: Causeway</title>')
    for (const text of ['We cannot call', 'at least one thing', 'this town', 'Choose an answer'])
      t.match(page.body, text)
    for (const typed of ['value="12"', 'value="Nowhereville"', 'canary-words'])
      t.match(page.body, typed)
    const windsor = await send(service, '/en/form', {
      step: 'answers',
      ...ANSWERS,
      place: 'Windsor',
    })
    t.match(windsor.body, 'Several towns have this name')
  })

  t.test('whoever is not to be contacted, is not; all but three may be left out', async (t) => {
    const service = await aService(t)
    const least = { needs: ['talk'], province: 'NU', consent: 'yes' }
    const receipt = await send(service, '/en/form', { step: 'answers', ...least })
    const done = await send(service, '/en/form', { step: 'send', state: stateOf(receipt.body) })
    t.match(done.body, 'We do not contact you')
    t.match(await one(service, sql`select urgency, province from referrals`), {
      ...{ urgency: 'urgent', province: 'NU' },
    })
    t.match((await look(service, codeOf(receipt.body))).body, 'We are still looking.')
  })

  t.test('who wants to speak first agrees to nothing, and nothing can be offered', async (t) => {
    const service = await aService(t)
    await aServicePoint(service, { needs: ['emergency_shelter', 'legal_immigration'] })
    await aPerson(service, { answers: { consent: 'later' } })
    const consent = await one(service, sql`select scope, method, language from consents`)
    t.match(consent, { method: 'electronic', language: 'en' })
    t.same([...(consent.scope as string[])], [])
    await release(service)
    t.same(await rows(service.db.orm, sql`select id from offers`), [])
    t.ok((await tasksOf(service)).includes('choose'), 'an operator speaks with them')
  })

  t.test('under 18, people first', async (t) => {
    const service = await aService(t)
    await aPerson(service, { answers: { age: '16-17', urgency: 'now' } })
    const open = await tasksOf(service)
    for (const kind of ['screening', 'minor_report', 'minor_review'])
      t.ok(open.includes(kind), kind)
  })
})

test('P7: the receipt', needsPostgres, async (t) => {
  t.test('is made before the last step and makes it happen once', async (t) => {
    const service = await aService(t)
    const { code, reference, state } = await aPerson(service)
    t.match(code, /^\d{5}( \d{5}){4}$/, 'over 80 bits')
    const again = await Promise.all(
      [1, 2, 3].map(() => send(service, '/en/form', { step: 'send', state, word: 'other' })),
    )
    for (const { statusCode, body } of again) {
      t.equal(statusCode, 200)
      t.match(body, reference)
    }
    t.match(await one(service, sql`select count(*)::int as n from referrals`), { n: 1 })
  })

  t.test('sent many times at once it is one referral', async (t) => {
    const service = await aService(t)
    const receipt = await send(service, '/en/form', { step: 'answers', ...ANSWERS })
    const state = stateOf(receipt.body)
    const all = await Promise.all(
      Array.from({ length: 8 }, () =>
        send(service, '/en/form', { step: 'send', state, word: 'x' }),
      ),
    )
    // on a busy machine some are told to come again
    const taken = all.filter(({ statusCode }) => statusCode === 200)
    t.ok(taken.length > 0 && all.every(({ statusCode }) => [200, 503].includes(statusCode)))
    t.match(await one(service, sql`select count(*)::int as n from referrals`), { n: 1 })
  })

  t.test('is stored as a keyed hash alone', async (t) => {
    const service = await aService(t)
    const { code } = await aPerson(service)
    const kept = await one(
      service,
      sql`select length(code_hmac) as length, (select string_agg(r::text, '') from receipts r) ||
        (select string_agg(e::text, '') from events e) || (select string_agg(x::text, '') from referrals x) as all from receipts`,
    )
    t.equal(kept.length, 32)
    t.notMatch(kept.all, code.replaceAll(' ', ''))
    t.notMatch(kept.all, code.slice(0, 5))
  })

  t.test(
    'tells that we look, then that someone waits; no service, need, place or name',
    async (t) => {
      const service = await aService(t)
      await aServicePoint(service, { needs: ['emergency_shelter', 'legal_immigration'] })
      const { code } = await aPerson(service)
      const before = await look(service, code)
      t.match(before.body, 'We are still looking.')
      await release(service)
      const { headers } = await service.asStaff('supervisor')
      const { id, referral } = await one(
        service,
        sql`select id, referral_id as referral from offers`,
      )
      const opened = { referral, reason: 'to see it through' }
      await service.app.inject({ method: 'POST', url: '/v1/openings', headers, payload: opened })
      const said = await service.app.inject({
        ...{ method: 'POST', url: `/v1/offers/${id}/acceptance`, headers, payload: {} },
      })
      t.ok(said.statusCode < 300, said.body)
      const after = await look(service, code)
      t.match(after.body, 'Someone is waiting for your call.')
      for (const { body } of [before, after]) {
        t.match(body, '1-800-555-0100')
        for (const secret of ['Thunder', 'Test point', 'shelter', 'sleep', 'immigration', 'canary'])
          t.notMatch(body.toLowerCase(), secret.toLowerCase())
        for (const secret of ['8075550123', '555 0123', 'maple']) t.notMatch(body, secret)
      }
    },
  )

  t.test('typed with spaces, hyphens or in another script it is the same', async (t) => {
    const service = await aService(t)
    const { code } = await aPerson(service)
    const arabic = code.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))
    const persian = code.replace(/\d/g, (digit) => String.fromCodePoint(0x6f0 + Number(digit)))
    for (const typed of [
      code,
      code.replaceAll(' ', ''),
      code.replaceAll(' ', '-'),
      arabic,
      persian,
    ])
      t.match((await look(service, typed)).body, 'We are still looking.')
    for (const wrong of ['', '123', `${code}1`, '0'.repeat(25)]) {
      const page = await look(service, wrong)
      t.equal(page.statusCode, 422)
      t.match(page.body, 'We do not know this number')
      t.match(page.body, `name="code" type="text" value="${wrong}"`, 'what was typed stays')
    }
  })

  t.test('what was sealed into the form opens for a while, here, and unchanged only', async (t) => {
    const service = await aService(t)
    const receipt = await send(service, '/en/form', { step: 'answers', ...ANSWERS })
    const state = stateOf(receipt.body)
    for (const secret of ['Thunder', 'canary', '555'])
      t.notMatch(Buffer.from(state, 'base64url').toString('latin1'), secret)
    const back = await send(service, '/en/form', { step: 'back', state })
    t.match(back.body, 'value="Thunder Bay"')
    const broken = `${state.slice(0, -8)}AAAAAAAA`
    t.equal((await send(service, '/en/form', { step: 'send', state: broken })).statusCode, 422)
    service.clock.tick(4 * 3_600_000)
    t.match((await send(service, '/en/form', { step: 'send', state })).body, 'Please begin again')
    t.match(await one(service, sql`select count(*)::int as n from referrals`), { n: 0 })
  })
})

test('P7: changing and stopping ask for the word', needsPostgres, async (t) => {
  t.test('with it the contact changes, whatever its case, and is fresh again', async (t) => {
    const service = await aService(t)
    const { code } = await aPerson(service, { word: 'Maple Leaf' })
    const change = { change: 'contact', how: 'email', value: 'canary@new.example' }
    const page = await look(service, code, { ...change, 'word-contact': ' mapleleaf' })
    t.match(page.body, 'It is changed.')
    t.notMatch(page.body, 'canary@new')
    t.match(await one(service, sql`select action from events where action = 'contact.changed'`), {})
    const bad = await look(service, code, {
      change: 'contact',
      value: 'x@',
      'word-contact': 'mapleleaf',
    })
    t.equal(bad.statusCode, 422)
    t.match(bad.body, 'not an e-mail address')
  })

  t.test('with it everything is withdrawn', async (t) => {
    const service = await aService(t)
    const { code } = await aPerson(service)
    const page = await look(service, code, { change: 'withdraw', 'word-withdraw': 'maple' })
    t.match(page.body, 'Everything is stopped')
    t.match(await one(service, sql`select state from referrals`), { state: 'withdrawn' })
    t.match((await look(service, code)).body, 'Everything is stopped')
  })

  t.test(
    'without it nothing is offered or shown any more, until an operator has checked',
    async (t) => {
      const service = await aService(t)
      await aServicePoint(service, { needs: ['emergency_shelter', 'legal_immigration'] })
      const { code } = await aPerson(service)
      await release(service)
      const page = await look(service, code, { change: 'no_word' })
      t.match(page.body, 'Everything is stopped')
      await service.settle()
      t.match(await one(service, sql`select state from referrals`), { state: 'open' })
      t.match(await one(service, sql`select state from offers`), { state: 'released' })
      t.ok((await tasksOf(service)).includes('receipt_check'))
      t.match(await one(service, sql`select withdrawn_at is null as stands from consents`), {
        stands: false,
      })
      t.match((await look(service, code)).body, 'Everything is stopped')

      const { headers } = await service.asStaff('supervisor')
      const { id } = await one(service, sql`select id from referrals`)
      const opened = { referral: id, reason: 'I called her' }
      await service.app.inject({ method: 'POST', url: '/v1/openings', headers, payload: opened })
      const url = `/v1/referrals/${id}/consents`
      const consent = {
        ...{ basis: 'consent', givenBy: 'person', method: 'verbal', statement: '2026-1' },
        ...{ language: 'en', scope: ['needs', 'area', 'age_gender'] },
      }
      const agreed = await service.app.inject({ method: 'POST', url, headers, payload: consent })
      t.ok(agreed.statusCode < 300, agreed.body)
      t.match((await look(service, code)).body, 'We are still looking.')
    },
  )

  t.test('a wrong word changes nothing; the fifth is as none', async (t) => {
    const service = await aService(t)
    const { code } = await aPerson(service)
    for (let i = 0; i < 4; i++) {
      const page = await look(service, code, { change: 'withdraw', 'word-withdraw': 'guess' })
      t.equal(page.statusCode, 422)
      t.match(page.body, 'not the word that you chose')
    }
    t.notOk((await tasksOf(service)).includes('receipt_check'))
    await look(service, code, { change: 'withdraw', 'word-withdraw': 'guess' })
    t.ok((await tasksOf(service)).includes('receipt_check'))
    t.match(await one(service, sql`select state from referrals`), { state: 'open' })
  })

  t.test('who chose no word has none', async (t) => {
    const service = await aService(t)
    const { code } = await aPerson(service, { word: '' })
    await look(service, code, { change: 'withdraw', 'word-withdraw': '' })
    t.match(await one(service, sql`select state from referrals`), { state: 'open' })
    t.ok((await tasksOf(service)).includes('receipt_check'))
  })
})
