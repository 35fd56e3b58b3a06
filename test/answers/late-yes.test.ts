import { type Test, test } from 'tap'
import { consents, events, offers } from '../../db/schema.ts'
import { MINUTE } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  accept,
  aReferral,
  digitsTo,
  kindsOf,
  post,
  readLeg,
  readReferral,
  reply,
  statesOf,
} from '../fixtures/referral.ts'
import { aProvider, aService, START, type TestService } from '../fixtures/services.ts'

type Language = 'en' | 'fr'

/** What the first message to them opens. */
const letterOf = (provider: TestService['provider']) => (to: string) => {
  const { text } = provider.sent.find((each) => each.to === to && /answer\//.test(each.text))!
  const digits = /(?:YES|OUI|digits|chiffres) (\d{4})/.exec(text)![1]!
  return { digits, url: /\/answer\/[\w-]+/.exec(text)![0] }
}

/** Both messages of the first offer failed, and came after all; others have not answered. */
async function failed(
  t: Test,
  {
    language = 'en',
    others = 0,
    needs = ['emergency_shelter'],
    able = 0,
  }: { language?: Language; others?: number; needs?: string[]; able?: number } = {},
) {
  const gone = new Set<string>()
  const provider = aProvider('local', ({ to, id, text }) =>
    gone.has(to) && /answer\//.test(text)
      ? { kind: 'failed', reason: 'unreachable' }
      : { kind: 'sent', providerId: `local-${id}` },
  )
  const service = await aService(t, { provider })
  const confirmed = { by: 'test', at: START }
  const [sms, email] = ['+18075550142', 'late@point.example']
  const contacts = [
    { channel: 'sms' as const, value: sms, language, confirmed },
    { channel: 'email' as const, value: email, language, confirmed },
  ]
  // The best: it speaks the person's language.
  const languages = ['es', 'en', 'fr']
  const point = await aServicePoint(service, { contacts, needs, languages })
  // Each of whom can do a part only.
  if (needs.length > 1) for (const need of needs) await aServicePoint(service, { needs: [need] })
  gone.add(sms).add(email)
  // Asked after it, for all of it.
  for (let i = 0; i < able; i++) await aServicePoint(service, { needs })
  const made = await aReferral(service, { needs })
  const rest = await Promise.all(Array.from({ length: others }, () => aServicePoint(service)))
  const letter = letterOf(provider)
  const { legs } = await readReferral(service, made.id)
  const leg = legs.find(({ offers }) => offers[0]?.servicePoint?.id === point.id)!
  t.strictSame(statesOf(leg), ['failed', ...Array(able).fill('open')])
  return { service, ...made, point, sms, email, rest, letter, offer: leg.offers[0]! }
}

/** Who was asked for all of it ended so, and its parts are sought with others since. */
async function divided(t: Test, how: string) {
  const needs = ['emergency_shelter', 'food']
  const service = await aService(t)
  const point = await aServicePoint(service, { needs })
  for (const need of needs) await aServicePoint(service, { needs: [need] })
  const { id } = await aReferral(service, { needs })
  const letter = letterOf(service.provider)
  const { url, digits } = letter(point.email)
  if (how === 'expired') await service.pass(30 * MINUTE)
  else await send(service, url, { answer: 'no', reason: how === 'unsafe' ? how : 'other', digits })
  await service.settle()
  const { legs } = await readReferral(service, id)
  t.strictSame(legs.map(({ state }) => state).sort(), ['open', 'open', 'replaced'])
  return { service, id, point, sms: point.sms, email: point.email, letter }
}

/** What humans are asked to call about, in any leg. */
const heard = async (service: TestService, id: string) =>
  (await readReferral(service, id)).legs.flatMap(({ tasks }) =>
    tasks.filter(({ kind }) => kind === 'unclear_reply'),
  )

const wrong = (digits: string) => String((Number(digits) + 1) % 10000).padStart(4, '0')

const late = async (service: TestService, id: string) =>
  (await readLeg(service, id)).tasks.filter(({ kind }) => kind === 'unclear_reply')

const send = (service: TestService, url: string, fields: Record<string, string>) =>
  service.app.inject({
    ...{ method: 'POST', url, payload: new URLSearchParams(fields).toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

const SAID = {
  en: {
    word: 'YES',
    sms: /came to you late/,
    page: /came to you late/,
    call: /wait for our call/,
  },
  fr: {
    word: 'OUI',
    sms: /venu en retard/,
    page: /parvenu en retard/,
    call: /attendre notre appel/,
  },
}

test('a yes to an offer whose messages had failed', needsPostgres, async (t) => {
  for (const language of ['en', 'fr'] as const) {
    const { word, sms: text, page: words, call } = SAID[language]

    t.test(`by SMS is heard by a human, once (${language})`, async (t) => {
      const { service, id, point, sms, letter, offer, reference } = await failed(t, { language })
      const { digits } = letter(sms)
      const answer = await reply(service, sms, `${word} ${digits}`)
      t.match(answer, reference)
      t.match(answer, text)
      t.match(answer, call)
      const again = await reply(service, sms, `${word} ${digits}`)
      t.equal(again, answer, 'they hear it again')
      t.match(await late(service, id), [
        {
          ...{ role: 'operator', servicePointId: point.id, call: [{ servicePointId: point.id }] },
          why: { en: /yes after our messages/, fr: /oui après l’échec/ },
        },
      ])
      const leg = await readLeg(service, id)
      t.match(leg, { state: 'open' }, 'nobody has it')
      t.strictSame(statesOf(leg), ['failed'], 'what ended stays so')
      const noted = await service.db.orm.select().from(events)
      t.match(
        noted.filter(({ action }) => action === 'offer.yes_late'),
        [{ thing: `offer:${offer.id}`, data: { servicePointId: point.id } }],
      )
    })

    t.test(`by the link is heard by a human, once (${language})`, async (t) => {
      const { service, id, point, sms, email, letter } = await failed(t, { language })
      const { url, digits } = letter(email)
      const page = (await service.app.inject({ url })).body
      t.match(page, words)
      t.match(page, /<form/)
      t.same(await late(service, id), [], 'to look at it says nothing')
      const guess = await send(service, url, { answer: 'yes', digits: wrong(digits) })
      t.equal(guess.statusCode, 422)
      t.same(await late(service, id), [])
      for (let i = 0; i < 2; i++)
        t.equal((await send(service, url, { answer: 'yes', digits })).statusCode, 303)
      t.match(await late(service, id), [{ servicePointId: point.id, role: 'operator' }])
      const after = (await service.app.inject({ url })).body
      t.match(after, call)
      t.notMatch(after, 'name="digits"')
      t.match((await service.app.inject({ url: letter(sms).url })).body, call, 'by the other too')
      t.strictSame(statesOf(await readLeg(service, id)), ['failed'])
    })
  }

  t.test('without digits, or with wrong ones, is asked for them', async (t) => {
    const { service, id, sms, letter } = await failed(t)
    t.match(await reply(service, sms, 'yes'), /reply YES and the 4 digits/)
    const { digits } = letter(sms)
    for (let i = 0; i < 4; i++)
      t.match(await reply(service, sms, `yes ${wrong(digits)}`), /do not match/)
    t.match(await reply(service, sms, `yes ${wrong(digits)}`), /too many wrong digits/)
    t.same(await late(service, id), [])
    t.ok(kindsOf(await readLeg(service, id)).includes('link_frozen'))
  })

  t.test('of a place that was given away meanwhile is told so, as ever', async (t) => {
    const { service, id, legId, sms, email, letter, rest } = await failed(t, { others: 1 })
    await reply(service, sms, `yes ${letter(sms).digits}`)
    t.equal((await late(service, id)).length, 1)
    await post(service, `/v1/legs/${legId}/offers`, { servicePointId: rest[0]!.id })
    const taken = (await readLeg(service, id)).offers.find(({ state }) => state === 'open')!
    t.equal((await accept(service, taken.id)).status, 201)
    t.same(await late(service, id), [], 'the yes of another ends the task')
    t.match(await reply(service, sms, `yes ${letter(sms).digits}`), /already placed/)
    const { url, digits } = letter(email)
    t.match((await service.app.inject({ url })).body, 'Already placed')
    t.match(await send(service, url, { answer: 'yes', digits }), { statusCode: 409 })
    t.same(await late(service, id), [])
  })

  t.test('whose needs are sought in parts since is heard as long as a part is open', async (t) => {
    const needs = ['emergency_shelter', 'food']
    const { service, id, sms, email, letter, point } = await failed(t, { needs })
    const parts = (await readReferral(service, id)).legs.filter(({ state }) => state === 'open')
    t.equal(parts.length, 2)
    const { url, digits } = letter(email)
    t.match((await service.app.inject({ url })).body, /came to you late/)
    t.match(await reply(service, sms, `yes ${letter(sms).digits}`), /wait for our call/)
    t.match((await service.app.inject({ url })).body, /wait for our call/)
    t.match(await heard(service, id), [
      { servicePointId: point.id, call: [{ servicePointId: point.id }] },
    ])
    for (const part of parts) await accept(service, part.offers[0]!.id)
    t.same(await heard(service, id), [])
    t.match(await reply(service, sms, `yes ${letter(sms).digits}`), /already placed/)
    t.match(await send(service, url, { answer: 'yes', digits }), { statusCode: 409 })
  })

  for (const [how, ended] of Object.entries({ expired: 'silence', declined: 'a no' }))
    t.test(`whose needs are sought in parts since ${ended} is heard as well`, async (t) => {
      const { service, id, point, sms, email, letter } = await divided(t, how)
      const { url, digits } = letter(email)
      const page = async (lang: string) => (await service.app.inject(`${url}?lang=${lang}`)).body
      t.equal(/your no is recorded/.test(await page('en')), how === 'declined')
      t.match(await page('en'), /still take on some of it[\s\S]*<form/)
      t.match(await page('fr'), /vous charger d’une partie[\s\S]*<form/)
      t.match(await reply(service, sms, 'yes'), /reply YES and the 4 digits/)
      t.same(await heard(service, id), [])
      t.match(await reply(service, sms, `yes ${letter(sms).digits}`), /sought in parts by now/)
      t.match(await page('en'), /wait for our call/)
      // From a page that was opened before, with what is not sought any more.
      const old = { answer: 'yes', parts: 'true', needs: 'crisis_counselling', digits }
      t.equal((await send(service, url, old)).statusCode, 303)
      const why = { en: /sought in parts since/, fr: /divisée depuis/ }
      const call = [{ servicePointId: point.id }]
      t.match(await heard(service, id), [{ servicePointId: point.id, call, why }], 'once')
      const { legs } = await readReferral(service, id)
      const own = legs.find(({ offers }) => offers[0]?.servicePoint?.id === point.id)!
      t.match(own, { state: 'replaced', offers: [{ state: how }] })
      // The same from the inbox.
      const { headers } = await service.asStaff('service_point', point.organizationId)
      const inbox = await service.app.inject({
        ...{ method: 'POST', url: `/inbox/offers/${own.offers[0]!.id}/answer` },
        payload: 'answer=yes&parts=true&needs=crisis_counselling',
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      })
      t.equal(inbox.statusCode, 303, inbox.body)
      t.equal((await heard(service, id)).length, 1)
      const refused = await accept(service, own.offers[0]!.id)
      t.match(refused, { status: 409, body: { code: 'offer_ended' } })
      const [first, second] = legs.filter(({ state }) => state === 'open')
      await accept(service, first!.offers[0]!.id)
      t.match(await heard(service, id), [{ servicePointId: point.id, call, why }], 'still')
      t.match(await page('en'), /wait for our call/)
      await accept(service, second!.offers[0]!.id)
      t.same(await heard(service, id), [])
      t.match(await reply(service, sms, `yes ${letter(sms).digits}`), /already placed/)
      t.match(await send(service, url, { answer: 'yes', digits }), { statusCode: 409 })
    })

  t.test('stays heard when what it was said of is sought in parts afterwards', async (t) => {
    const needs = ['emergency_shelter', 'food']
    const { service, id, point, sms, letter } = await failed(t, { needs, able: 1 })
    t.match(await reply(service, sms, `yes ${letter(sms).digits}`), /wait for our call/)
    const [whole] = (await readReferral(service, id)).legs
    t.match(await heard(service, id), [{ servicePointId: point.id }])
    const { id: other } = whole!.offers.find(({ state }) => state === 'open')!
    await post(service, `/v1/offers/${other}/refusal`, { reason: 'other' })
    const { legs } = await readReferral(service, id)
    t.strictSame(legs.map(({ state }) => state).sort(), ['open', 'open', 'replaced'])
    t.match(await heard(service, id), [{ servicePointId: point.id }])
    t.match((await service.app.inject(letter(sms).url)).body, /wait for our call/)
  })

  t.test('is asked for the newer digits where they were asked again since', async (t) => {
    const { service, id, point, sms, letter } = await divided(t, 'expired')
    const { legs } = await readReferral(service, id)
    const part = legs.find(({ state, needs }) => state === 'open' && needs[0] === 'food')!
    const again = await post(service, `/v1/legs/${part.id}/offers`, { servicePointId: point.id })
    t.equal(again.status, 201, again.text)
    await service.settle()
    t.match(await reply(service, sms, `yes ${letter(sms).digits}`), /of an older message/)
    t.same(await heard(service, id), [])
    t.match(await reply(service, sms, `yes ${digitsTo(service, sms)}`), /your yes is recorded/)
    t.match(await reply(service, sms, 'yes'), /your yes is recorded/, 'to what they have')
  })

  t.test('is not heard of what went on without its consent', async (t) => {
    const { service, id, sms, email, letter } = await divided(t, 'expired')
    await service.db.orm.update(consents).set({ withdrawnAt: service.clock.at })
    t.match(await reply(service, sms, `yes ${letter(sms).digits}`), /already placed/)
    t.match((await service.app.inject(letter(email).url)).body, 'Already placed')
    t.same(await heard(service, id), [])
  })

  t.test('is not heard after it was said to be unsafe there', async (t) => {
    const { service, id, sms, email, letter } = await divided(t, 'unsafe')
    t.match(await reply(service, sms, `yes ${letter(sms).digits}`), /already placed/)
    t.match((await service.app.inject(letter(email).url)).body, 'your no is recorded')
    t.same(await heard(service, id), [])
  })

  t.test('stands beside another that a human reads already', async (t) => {
    const { service, id, legId, point, sms, letter, rest } = await failed(t, { others: 1 })
    await post(service, `/v1/legs/${legId}/offers`, { servicePointId: rest[0]!.id })
    await service.settle()
    await reply(service, rest[0]!.sms, 'perhaps tomorrow')
    t.match(await late(service, id), [{ servicePointId: rest[0]!.id }])
    for (let i = 0; i < 2; i++) await reply(service, sms, `yes ${letter(sms).digits}`)
    const [task, ...more] = await late(service, id)
    t.same(more, [])
    t.strictSame(
      task!.call.map(({ servicePointId }) => servicePointId),
      [rest[0]!.id, point.id],
    )
  })

  t.test('by who signed in is heard too, and an API says that it ended', async (t) => {
    const { service, id, point, offer } = await failed(t)
    t.match(await accept(service, offer.id), { status: 409, body: { code: 'offer_ended' } })
    t.same(await late(service, id), [])
    const { headers } = await service.asStaff('service_point', point.organizationId)
    const url = `/inbox/offers/${offer.id}`
    const look = async (lang: string) =>
      (await service.app.inject({ url: `${url}?lang=${lang}`, headers })).body
    t.match(await look('en'), /came to you late[\s\S]*<form/)
    const said = await service.app.inject({
      ...{ method: 'POST', url: `${url}/answer`, payload: 'answer=yes' },
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    })
    t.equal(said.statusCode, 303, said.body)
    t.match(await late(service, id), [{ servicePointId: point.id }])
    t.match(await look('en'), /wait for our call/)
    t.match(await look('fr'), /attendre notre appel/)
  })

  t.test('is not what a yes after the deadline is: that one counts', async (t) => {
    const service = await aService(t)
    const point = await aServicePoint(service)
    const { id } = await aReferral(service)
    await service.pass(30 * MINUTE)
    t.strictSame(statesOf(await readLeg(service, id)), ['expired'])
    const sent = service.provider.sent.find(({ to, text }) => to === point.sms && /YES/.test(text))!
    const digits = /YES (\d{4})/.exec(sent.text)![1]!
    t.match(await reply(service, point.sms, `yes ${digits}`), /your yes is recorded/)
    t.match(await service.db.orm.select().from(offers), [{ state: 'accepted' }])
    t.same(await late(service, id), [])
  })
})
