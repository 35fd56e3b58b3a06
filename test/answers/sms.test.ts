import { and, eq } from 'drizzle-orm'
import { test } from 'tap'
import { events, inboundMessages } from '../../db/schema.ts'
import { flagContact } from '../../src/directory/store.ts'
import { HOUR, MINUTE } from '../../src/platform/clock.ts'
import { transact } from '../../src/platform/database.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  aReferral,
  codeTo,
  contactNow,
  digitsTo,
  keyOf,
  kindsOf,
  post,
  readLeg,
  reply,
  sentTo,
  statesOf,
} from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

type Point = Awaited<ReturnType<typeof aServicePoint>>
const wrong = (digits: string) => (digits === '1234' ? '4321' : '1234')

/** An urgent referral in a town of its own, and the service point that was asked. */
async function asked(service: TestService, city: string, overrides: object = {}, count = 2) {
  const points = await Promise.all(
    Array.from({ length: count }, () =>
      aServicePoint(service, { city, province: 'ON', ...overrides }),
    ),
  )
  const made = await aReferral(service, { location: { place: city, province: 'ON' } })
  const leg = await readLeg(service, made.id)
  const at = (i: number): Point => points.find(({ id }) => id === leg.offers[i]!.servicePoint!.id)!
  return { ...made, points, point: at(0), digits: digitsTo(service, at(0).sms) }
}

const editorTasks = async (service: TestService) =>
  (await service.app.inject({ url: '/v1/tasks', headers: await keyOf(service, 'editor') })).json()
    .tasks as { kind: string; servicePointId: string }[]

test('replies by SMS', needsPostgres, async (t) => {
  const service = await aService(t)

  t.test(
    'yes with the digits takes it, in any spelling, and the code comes by e-mail',
    async (t) => {
      const { id, point, digits, reference } = await asked(service, 'Ottawa')
      t.match(await reply(service, point.sms, `  OUI, ${digits}. Merci!`), /votre oui/)
      t.strictSame(statesOf(await readLeg(service, id)), ['accepted'])
      t.match(codeTo(service, point.email), /^\d{6}$/)
      t.match(
        await reply(service, point.sms, `yes ${digits}`),
        /your yes is recorded/,
        'twice is harmless',
      )
      t.match(await reply(service, point.sms, 'Yes'), /your yes is recorded/)
      t.match(await reply(service, point.sms, `NO ${reference}`), /No request waits/)
      t.ok(
        kindsOf(await readLeg(service, id)).includes('unclear_reply'),
        'a no after the yes is for a human',
      )
      t.match(await readLeg(service, id), { state: 'accepted' })
    },
  )

  t.test('yes without digits is asked for them, and takes nothing', async (t) => {
    const { id, point } = await asked(service, 'Kingston')
    t.match(await reply(service, point.sms, 'yes!'), /reply YES and the 4 digits/)
    t.strictSame(statesOf(await readLeg(service, id)), ['open'])
  })

  t.test('five wrong digits freeze the link and raise a task; the e-mail lives', async (t) => {
    const { id, point, digits } = await asked(service, 'Sudbury')
    for (let i = 0; i < 4; i++)
      t.match(await reply(service, point.sms, `yes ${wrong(digits)}`), /do not match/)
    t.strictSame(kindsOf(await readLeg(service, id)), [])
    t.match(await reply(service, point.sms, `yes ${wrong(digits)}`), /too many wrong digits/)
    t.match(await reply(service, point.sms, `yes ${digits}`), /too many wrong digits/)
    const leg = await readLeg(service, id)
    t.strictSame([statesOf(leg), kindsOf(leg)], [['open'], ['link_frozen']])
    const mail = sentTo(service, point.email).findLast((text) => text.includes('/answer/'))!
    const link = /http:\/\/cw\.example(\S+)/.exec(mail)![1]!
    const page = await service.app.inject({ url: link })
    t.equal(page.statusCode, 200)
    t.match(page.body, /<form/)
  })

  t.test('a guess counts on every request of that number, and no more than five do', async (t) => {
    const { point, ...first } = await asked(service, 'North Bay', {}, 1)
    await service.pass(MINUTE)
    const location = { place: 'North Bay', province: 'ON' }
    const second = await aReferral(service, { location })
    const value = point.sms
    const right = sentTo(service, value).flatMap((text) => /YES (\d{4})/.exec(text)?.[1] ?? [])
    t.equal(right.length, 2)
    const guesses = Array.from({ length: 42 }, (_, i) => String(5000 + i))
    for (const [i, guess] of guesses.filter((each) => !right.includes(each)).entries())
      await reply(service, value, `yes ${guess} ${i === 7 ? first.reference : ''}`)
    for (const digits of right)
      t.match(await reply(service, value, `yes ${digits}`), /too many wrong digits/)
    for (const { id } of [first, second]) {
      const leg = await readLeg(service, id)
      t.strictSame([statesOf(leg), kindsOf(leg)], [['open'], ['link_frozen']])
    }
  })

  t.test('no and full take one word when one request is live, else the reference', async (t) => {
    const one = await asked(service, 'London')
    t.match(await reply(service, one.point.sms, 'nope'), /your no is recorded/)
    t.strictSame(statesOf(await readLeg(service, one.id)), ['declined', 'open'])

    const only = await asked(service, 'Barrie', {}, 1)
    const location = { place: 'Barrie', province: 'ON' }
    const second = await aReferral(service, { location })
    const third = await aReferral(service, { location })
    const help = await reply(service, only.point.sms, 'Complet')
    t.match(help, /Plusieurs demandes|Several requests/)
    t.ok(help!.includes(second.reference))
    t.match(
      await reply(service, only.point.sms, `COMPLET ${second.reference.toLowerCase()}`),
      second.reference,
    )
    t.match((await readLeg(service, second.id)).offers[0], { state: 'declined', reason: 'full' })
    t.strictSame(statesOf(await readLeg(service, only.id)), ['open'])
    t.strictSame(statesOf(await readLeg(service, third.id)), ['open'])
    t.match(
      await reply(service, only.point.sms, `no ${digitsTo(service, only.point.sms)}`),
      third.reference,
    )
  })

  t.test('a number of two service points means both', async (t) => {
    const shared = '+17055550123'
    const contacts = [
      {
        channel: 'sms' as const,
        value: shared,
        language: 'fr' as const,
        confirmed: { by: 'test', at: service.clock.at },
      },
    ]
    for (let i = 0; i < 2; i++)
      await aServicePoint(service, { city: 'Timmins', province: 'ON', contacts })
    const { id } = await aReferral(service, {
      location: { place: 'Timmins', province: 'ON' },
      urgency: 'emergency',
    })
    t.strictSame(statesOf(await readLeg(service, id)), ['open', 'open'])
    t.match(await reply(service, shared, 'NON'), /non/)
    t.strictSame(statesOf(await readLeg(service, id)), ['declined', 'declined'])
    t.ok(kindsOf(await readLeg(service, id)).includes('no_candidate'))
  })

  t.test('a late yes counts while the leg waits, then it is told that it is placed', async (t) => {
    const { id, points, point, digits } = await asked(service, 'Windsor')
    const other = points.find((each) => each !== point)!
    await service.pass(30 * MINUTE)
    t.strictSame(statesOf(await readLeg(service, id)), ['expired', 'open'])
    const theirs = digitsTo(service, other.sms)
    t.match(await reply(service, point.sms, `yes ${digits}`), /your yes is recorded/)
    t.match(await reply(service, other.sms, `yes ${theirs}`), /already placed/)
    t.strictSame(statesOf(await readLeg(service, id)), ['accepted', 'released'])
  })

  t.test('what cannot be read is for a human while something waits', async (t) => {
    const { id, point } = await asked(service, 'Guelph')
    t.match(await reply(service, point.sms, 'we are not full, yes maybe no'), /did not understand/)
    t.strictSame(kindsOf(await readLeg(service, id)), ['unclear_reply'])
    t.strictSame(statesOf(await readLeg(service, id)), ['open'])
  })

  t.test('help is answered; an unknown number is told where to answer, once a day', async (t) => {
    const { point } = await asked(service, 'Peterborough')
    t.match(await reply(service, point.sms, 'AIDE'), /STOP|ARRET/)
    t.match(await reply(service, '+14165550199', 'yes 1234'), /not on our list/)
    for (const said of ['yes 1234', 'oui', 'out of office', 'HELP'])
      t.equal(await reply(service, '+14165550199', said), undefined, 'it may be a machine')
    t.match(await reply(service, '+14165550198', 'Oui 1234'), /pas inscrit/)
    t.match(await reply(service, '+14165550197', 'AIDE'), /ARRET/)
    t.equal(await reply(service, '+14165550196', 'STOP'), undefined)
    t.equal(await reply(service, '+18075550101', 'ok, on it'), undefined, 'one of ours')
    const [kept] = await service.db.orm
      .select()
      .from(inboundMessages)
      .where(eq(inboundMessages.outcome, 'unknown_sender'))
    t.ok(kept)
  })
})

test('a yes that fits nothing', needsPostgres, async (t) => {
  const service = await aService(t)
  const tasksOf = async (role: 'operator' | 'editor') =>
    (await service.app.inject({ url: '/v1/tasks', headers: await keyOf(service, role) })).json()
      .tasks as {
      id: string
      kind: string
      servicePointId: string
      why: { en: string } | null
      call: object[]
    }[]

  t.test('nothing was put to that number: a helpful text, and a human hears of it', async (t) => {
    const point = await aServicePoint(service, { city: 'Ottawa', province: 'ON' })
    for (const said of ['Oui 4821', 'yes', 'YES 1234 K7F-2QX'])
      t.match(await reply(service, point.sms, said), /No request waits|Aucune demande/)
    const [task, ...more] = (await tasksOf('operator')).filter(
      ({ servicePointId }) => servicePointId === point.id,
    )
    t.match(task, { kind: 'unclear_reply', why: { en: /said yes to a request/ } })
    t.match(task!.call, [{ servicePointId: point.id, phones: [{ number: point.sms }] }])
    t.same(more, [], 'one task, however often it is said')
    const headers = await keyOf(service, 'operator')
    const url = `/v1/tasks/${task!.id}`
    for (const verb of ['claim', 'completion']) {
      const done = await service.app.inject({
        ...{ method: 'POST', url: `${url}/${verb}`, headers, payload: { outcome: 'done' } },
      })
      t.ok(done.statusCode < 300, done.body)
    }
    t.match(await reply(service, point.sms, 'merci, non'), /Aucune demande/)
    t.same(
      (await tasksOf('operator')).filter(({ servicePointId }) => servicePointId === point.id),
      [],
      'a no is for nobody',
    )
  })

  t.test('a slip in the reference is said, and a human hears of it', async (t) => {
    const { id, point, digits, reference } = await asked(service, 'Kingston')
    t.match(await reply(service, point.sms, `yes ${digits} 222-222`), new RegExp(`^${reference}`))
    const leg = await readLeg(service, id)
    t.strictSame([statesOf(leg), kindsOf(leg)], [['open'], ['unclear_reply']])
    t.match(await reply(service, point.sms, `yes ${digits}`), /your yes is recorded/)
  })

  t.test('a full that may mean that there is room declines nobody: a human calls', async (t) => {
    const { id, point } = await asked(service, 'Brantford')
    for (const text of [
      ...['We are no longer full', 'Nous ne sommes plus complets', 'full?'],
      ...['Full for women but 2 beds for men', 'Complete'],
    ])
      t.match(await reply(service, point.sms, text), /did not understand|pas compris/, text)
    const leg = await readLeg(service, id)
    t.strictSame([statesOf(leg), kindsOf(leg)], [['open'], ['unclear_reply']])
    await reply(service, point.sms, 'nous sommes complets')
    t.match((await readLeg(service, id)).offers[0], { state: 'declined', reason: 'full' })
  })

  t.test('from a number that is not on file, with a reference: a human hears of it', async (t) => {
    const { id, digits, reference } = await asked(service, 'Sudbury')
    t.match(await reply(service, '+14165550195', `yes ${digits} ${reference}`), /not on our list/)
    const leg = await readLeg(service, id)
    t.strictSame([statesOf(leg), kindsOf(leg)], [['open'], ['unclear_reply']])
  })

  t.test('a machine that answers each of our texts is answered five times an hour', async (t) => {
    const { point } = await asked(service, 'London')
    const told: unknown[] = []
    for (let i = 0; i < 20; i++) told.push(await reply(service, point.sms, 'I am away this week.'))
    t.equal(told.filter(Boolean).length, 5)
    t.match(await reply(service, point.sms, 'no'), /your no is recorded/, 'what counts is answered')
    await service.pass(HOUR + MINUTE)
    t.match(await reply(service, point.sms, 'I am away this week.'), /did not understand/)
  })
})

test('a number that is no way any more', needsPostgres, async (t) => {
  const service = await aService(t)

  t.test('STOP ends the SMS, tells a human, and the e-mail goes on', async (t) => {
    const { id, point } = await asked(service, 'Ottawa', {}, 1)
    t.equal(await reply(service, point.sms, 'ARRÊT'), undefined, 'the carrier answers')
    t.match(await contactNow(service, point.sms), { failedReason: 'opted_out' })
    t.match(await contactNow(service, point.email), { failedReason: null })
    t.match(await editorTasks(service), [{ kind: 'contact_problem', servicePointId: point.id }])
    t.strictSame(statesOf(await readLeg(service, id)), ['open'])
    await post(service, `/v1/referrals/${id}/withdrawal`)
    const before = sentTo(service, point.sms).length
    const next = await aReferral(service, { location: { place: 'Ottawa', province: 'ON' } })
    t.strictSame(statesOf(await readLeg(service, next.id)), ['open'])
    t.ok(sentTo(service, point.email).some((text) => text.includes(next.reference)))
    t.equal(sentTo(service, point.sms).filter((text) => text.includes(next.reference)).length, 0)
    t.ok(before)
  })

  t.test('STOP counts also where something else was wrong with the number already', async (t) => {
    const { point } = await asked(service, 'Kingston', {}, 1)
    const { id } = await contactNow(service, point.sms)
    const flag = (reason: string) =>
      transact(service, (tx, now) => flagContact(tx, service, id, reason, now))
    await flag('unconfirmed')
    await reply(service, point.sms, 'STOP')
    t.match(await contactNow(service, point.sms), { failedReason: 'opted_out' })
    await flag('unreachable')
    t.match(await contactNow(service, point.sms), { failedReason: 'opted_out' }, 'and stays')
    const told = await service.db.orm
      .select({ data: events.data })
      .from(events)
      .where(and(eq(events.thing, `contact:${id}`), eq(events.action, 'contact.failed')))
      .orderBy(events.seq)
    t.match(
      told.map(({ data }) => data),
      [{ reason: 'unconfirmed' }, { reason: 'opted_out' }],
    )
  })

  const STOPS = [
    'STOP',
    'ARRET',
    'Arrêt.',
    'stop all',
    'UNSUBSCRIBE',
    'Cancel',
    'END',
    'quit!',
    'revoke',
  ]
  STOPS.push(
    'Opt-out',
    'FIN',
    'Désabonner',
    'DESABONNEMENT',
    'Arrêtez',
    'Arrett',
    'annuler',
    'quitter',
  )
  t.test('D15: each word for it turns the channel off; the next is asked at once', async (t) => {
    const confirmed = { by: 'test', at: service.clock.at }
    for (const [i, word] of STOPS.entries()) {
      const value = `+1705555${String(100 + i).padStart(4, '0')}`
      const place = { city: 'Timmins', province: 'ON' }
      const contacts = [{ channel: 'sms' as const, value, language: 'fr' as const, confirmed }]
      const point = await aServicePoint(service, { ...place, contacts })
      const { id } = await aReferral(service, { location: { place: 'Timmins', province: 'ON' } })
      t.equal(await reply(service, value, word), undefined, word)
      t.match(await contactNow(service, value), { failedReason: 'opted_out' }, word)
      t.ok(
        (await editorTasks(service)).some((task) => task.servicePointId === point.id),
        word,
      )
      t.strictSame(statesOf(await readLeg(service, id)), ['failed'], word)
      await post(service, `/v1/referrals/${id}/withdrawal`)
    }
  })

  t.test('D15: whatever was still to go there does not go, by any provider', async (t) => {
    const { point } = await asked(service, 'Sarnia', {}, 1)
    await reply(service, point.sms, 'what do you mean?')
    const before = service.provider.sent.length
    for (const said of ['STOP', 'help', 'yes', 'Je ne comprends pas']) {
      t.equal(await reply(service, point.sms, said), undefined, said)
    }
    await aReferral(service, { location: { place: 'Sarnia', province: 'ON' } })
    await service.pass(HOUR)
    t.same(
      service.provider.sent.slice(before).filter(({ to }) => to === point.sms),
      [],
    )
  })

  t.test('a wrong number with no e-mail beside it: the next is asked at once', async (t) => {
    const confirmed = { by: 'test', at: service.clock.at }
    const point = await aServicePoint(service, {
      ...{ city: 'London', province: 'ON' },
      contacts: [{ channel: 'sms', value: '+15195550144', language: 'en', confirmed }],
    })
    const { id } = await aReferral(service, { location: { place: 'London', province: 'ON' } })
    await aServicePoint(service, { city: 'London', province: 'ON' })
    t.match(await reply(service, '+15195550144', 'Sorry, wrong number'), /stop texting/)
    t.match(await contactNow(service, '+15195550144'), { failedReason: 'wrong_number' })
    t.strictSame(statesOf(await readLeg(service, id)), ['failed', 'open'])
    t.ok((await editorTasks(service)).some((task) => task.servicePointId === point.id))
  })

  t.test('with one channel only, a yes is a call for an operator at once', async (t) => {
    const confirmed = { by: 'test', at: service.clock.at }
    await aServicePoint(service, {
      ...{ city: 'Windsor', province: 'ON' },
      contacts: [{ channel: 'sms', value: '+15195550155', language: 'en', confirmed }],
    })
    const { id } = await aReferral(service, { location: { place: 'Windsor', province: 'ON' } })
    const answer = await reply(service, '+15195550155', `yes ${digitsTo(service, '+15195550155')}`)
    t.match(answer, /Expect a call/)
    const leg = await readLeg(service, id)
    t.strictSame(kindsOf(leg), ['confirm_by_call'])
    t.equal((await post(service, `/v1/offers/${leg.offers[0]!.id}/confirmation`)).status, 201)
    t.strictSame(kindsOf(await readLeg(service, id)), [])
    await service.pass(HOUR)
    t.match(await readLeg(service, id), { state: 'confirmed' })
  })
})
