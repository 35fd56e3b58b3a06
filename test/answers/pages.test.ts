import { sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { offerLinks } from '../../db/schema.ts'
import { localProvider } from '../../src/delivery/local.ts'
import type { Outgoing } from '../../src/delivery/provider.ts'
import { HOUR, MINUTE } from '../../src/platform/clock.ts'
import { rows } from '../../src/platform/database.ts'
import { windowOf } from '../../src/routing/contact-window.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aService, START, type TestService } from '../fixtures/services.ts'

const CANARIES = ['Canary-Name', 'canary-notes', '+18075550177', 'canary-word', 'canary-arrival']
const REFERRAL = {
  channel: 'hotline',
  urgency: 'urgent',
  location: { lat: 48.40912, lng: -89.26734 },
  needs: ['emergency_shelter', 'food'],
  languages: ['es'],
  gender: 'woman',
  age: 24,
  household: { children: [{ ageBand: '6-12', gender: 'boy', atRisk: false }] },
  health: { pregnant: true, medication: true },
  name: CANARIES[0],
  notes: `${CANARIES[1]} <b>bold</b>`,
  arrival: CANARIES[4],
  safeContact: {
    wanted: true,
    channels: [{ kind: 'voice', value: CANARIES[2], voicemail: 'none' }],
    codeWord: CANARIES[3],
  },
  consent: {
    ...{ basis: 'consent', givenBy: 'person', method: 'verbal', statement: '2026-1' },
    language: 'en',
    scope: ['needs', 'area', 'age_gender', 'language', 'contact', 'story'],
  },
}
const POINT = {
  needs: ['emergency_shelter', 'food'],
  children: ['0-5:girl', '0-5:boy', '6-12:girl', '6-12:boy'],
  admission: ['pregnancy'],
} as Parameters<typeof aServicePoint>[1]

type Letter = { token: string; path: string; digits: string; to: string }

/** A message of an offer, as whoever got it reads it. */
const read = ({ to, text }: Outgoing): Letter => ({
  to,
  token: /answer\/([\w-]+)/.exec(text)![1]!,
  path: /\/answer\/[\w-]+/.exec(text)![0],
  digits: /(?:YES|OUI|digits|chiffres) (\d{4})/.exec(text)![1]!,
})

/** A referral that was offered to a service point in Thunder Bay, by SMS and e-mail. */
async function anOffer(
  t: Test,
  change: { referral?: object; point?: object; points?: number; env?: Record<string, string> } = {},
) {
  const service = await aService(t, { env: change.env ?? {} })
  for (let i = 0; i < (change.points ?? 1); i++)
    await aServicePoint(service, { ...POINT, ...change.point })
  const operator = await service.as('operator')
  const made = await service.app.inject({
    method: 'POST',
    url: '/v1/referrals',
    headers: { ...operator, 'idempotency-key': 'one' },
    payload: { ...REFERRAL, ...change.referral },
  })
  t.equal(made.statusCode, 201, made.body)
  await service.settle()
  const offers = service.provider.sent.filter(({ text }) => text.includes('/answer/'))
  const letters = (channel: string) =>
    offers.filter((message) => message.channel === channel).map(read)
  const { id, reference } = made.json()
  return { service, operator, id, reference, sms: letters('sms'), email: letters('email') }
}

const get = (service: TestService, url: string, cookie = '') =>
  service.app.inject({ url, headers: cookie ? { cookie } : {} })

const post = (
  service: TestService,
  url: string,
  fields: Record<string, string> = {},
  cookie?: string,
) =>
  service.app.inject({
    method: 'POST',
    url,
    headers: {
      ...(cookie && { cookie }),
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: new URLSearchParams(fields).toString(),
  })

const tasksOf = async ({ db }: TestService) =>
  (await rows<{ kind: string }>(db.orm, sql`select kind from tasks where done_at is null`)).map(
    ({ kind }) => kind,
  )
const offerStates = async ({ db }: TestService) =>
  (await rows<{ state: string }>(db.orm, sql`select state from offers order by turn`)).map(
    ({ state }) => state,
  )

/** Stages of what was kept of what was shown, in order. */
const shownStages = async ({ db }: TestService) =>
  (await rows<{ stage: string }>(db.orm, sql`select stage from disclosures order by at, id`)).map(
    ({ stage }) => stage,
  )

/** A hash of every table that the program may read. */
async function snapshot({ db }: TestService): Promise<Record<string, string>> {
  const tables = await rows<{ name: string }>(
    db.orm,
    sql`select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
        and has_table_privilege(oid, 'select') and relname <> 'spatial_ref_sys' order by 1`,
  )
  const hashes: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await rows<{ hash: string }>(
      db.orm,
      sql`select md5(coalesce(string_agg(x::text, '|' order by x::text), '')) as hash from ${sql.identifier(name)} x`,
    )
    hashes[name] = row!.hash
  }
  return hashes
}

const lastCode = ({ provider }: TestService): string =>
  /\b(\d{6})\b/.exec(provider.sent.at(-1)!.text)![1]!
const wrong = (right: string): string =>
  String((Number(right) + 1) % 10 ** right.length).padStart(right.length, '0')

/** Says yes through the SMS's link; the code has gone to the e-mail. */
async function aYes(t: Test, change: Parameters<typeof anOffer>[1] = {}) {
  const offer = await anOffer(t, change)
  const [sms] = offer.sms
  const said = await post(offer.service, sms!.path, { digits: sms!.digits, answer: 'yes' })
  t.equal(said.statusCode, 303, said.body)
  await offer.service.settle()
  return { ...offer, letter: sms! }
}

test('the page behind the link', needsPostgres, async (t) => {
  t.test(
    'before a yes it shows what is asked, and nothing of story, contact or place',
    async (t) => {
      const { service, sms, reference } = await anOffer(t)
      const page = await get(service, sms[0]!.path)
      t.equal(page.statusCode, 200)
      for (const seen of [reference, 'Emergency shelter', 'Food', 'Thunder Bay', 'Woman'])
        t.match(page.body, seen)
      for (const seen of ['18 to 24', '2 people', '6 to 12', 'Spanish', 'Pregnancy', '14:30'])
        t.match(page.body, seen)
      for (const canary of [...CANARIES, 'Medication', '48.4', '89.2', sms[0]!.digits])
        t.notMatch(page.body, canary)
      t.match(page.headers, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': /default-src 'none'.*frame-ancestors 'none'/,
      })
      t.notMatch(
        page.body,
        /<script|style=|https?:\/\//,
        'no script, no inline style, no third party',
      )
    },
  )

  t.test('it speaks the language of the contact, and the other one on demand', async (t) => {
    const contact = { channel: 'sms', value: '+18075550188', language: 'fr' }
    const confirmed = { by: 'test', at: START }
    const { service, sms } = await anOffer(t, { point: { contacts: [{ ...contact, confirmed }] } })
    const french = await get(service, sms[0]!.path)
    t.match(french.body, 'lang="fr"')
    t.match(french.body, 'Hébergement d&#39;urgence')
    t.match(french.body, `href="${sms[0]!.path}?lang=en"`)
    t.match((await get(service, `${sms[0]!.path}?lang=en`)).body, 'Emergency shelter')
  })

  t.test('a token that opens nothing gets a neutral page, in both languages', async (t) => {
    const { service } = await anOffer(t)
    for (const token of ['AAAAAAAAAAAAAAAAAAAAAA', '%3Cb%3E', 'x'.repeat(90)]) {
      const page = await get(service, `/answer/${token}?lang=fr`)
      t.equal(page.statusCode, 404)
      t.match(page.body, 'Ce lien ne mène nulle part')
      t.notMatch(page.body, '<b>')
      t.equal((await post(service, `/answer/${token}`, { digits: '1234' })).statusCode, 404)
      t.equal((await post(service, `/answer/${token}/confirmation`)).statusCode, 404)
    }
  })

  t.test('S4: looking changes no row, in any state', async (t) => {
    const { service, letter, email } = await aYes(t)
    const look = async (cookie = '') => {
      const before = await snapshot(service)
      const more = ['', '/confirmation', '/reading'].map((end) => letter.path + end)
      for (const path of [...more, email[0]!.path]) {
        for (const method of ['GET', 'HEAD', 'OPTIONS'] as const)
          await service.app.inject({ method, url: path, headers: { cookie } })
      }
      t.strictSame(await snapshot(service), before)
    }
    await look()
    const done = await post(service, `${letter.path}/confirmation`, { code: lastCode(service) })
    const cookie = String(done.headers['set-cookie']).split(';')[0]!
    t.match((await post(service, `${letter.path}/reading`, {}, cookie)).body, CANARIES[0])
    await look(cookie)
  })

  t.test(
    'S5: scanners and blind posts leave the offer open, and the person succeeds',
    async (t) => {
      const { service, sms } = await anOffer(t)
      const { path, digits } = sms[0]!
      for (let i = 0; i < 50; i++) t.equal((await get(service, path)).statusCode, 200)
      for (const method of ['HEAD', 'OPTIONS'] as const)
        t.notMatch((await service.app.inject({ method, url: path })).body, 'Thunder Bay')
      const blind = [{}, { answer: 'yes' }, { answer: 'full' }, { answer: 'no', reason: 'other' }]
      const typed = [{ digits: '' }, { digits: '12' }, { digits: 'abcd' }, { digits: '12345' }]
      for (const fields of [...blind, ...typed, { answer: 'yes', digits: ' ' }])
        t.equal((await post(service, path, fields as Record<string, string>)).statusCode, 422)
      const json = { method: 'POST', url: path, payload: { digits: { $ne: '' } } } as const
      t.equal((await service.app.inject(json)).statusCode, 415)
      t.strictSame(await offerStates(service), ['open'])
      const [link] = await service.db.orm.select().from(offerLinks)
      t.equal(link!.wrongDigits, 0, 'nothing was counted')
      const said = await post(service, path, { digits, answer: 'yes' })
      t.equal(said.statusCode, 303)
      t.strictSame(await offerStates(service), ['accepted'])
    },
  )

  t.test('what cannot be read is refused kindly, as a page', async (t) => {
    const { service, sms } = await anOffer(t)
    const page = await service.app.inject({
      ...{ method: 'POST', url: sms[0]!.path, payload: 'x' },
      headers: { 'content-type': 'application/octet-stream' },
    })
    t.equal(page.statusCode, 415)
    t.match(page.body, 'This did not work just now')
  })

  t.test('what is missing is said beside its field, and what was chosen is kept', async (t) => {
    const { service, sms } = await anOffer(t)
    const page = await post(service, sms[0]!.path, { answer: 'no', digits: sms[0]!.digits })
    t.equal(page.statusCode, 422)
    t.match(page.body, /<title>Error:/)
    t.match(page.body, 'href="#reason"')
    t.match(page.body, /id="answer-no"[^>]* checked/)
    t.notMatch(page.body, sms[0]!.digits)
  })

  t.test('S5: five wrong digits freeze the link and raise a task; the e-mail lives', async (t) => {
    const { service, sms, email } = await anOffer(t)
    const { path, digits } = sms[0]!
    const bad = { digits: wrong(digits), answer: 'yes' }
    const first = await post(service, path, bad)
    t.equal(first.statusCode, 422)
    t.match(first.body, '4 tries are left')
    await Promise.all(Array.from({ length: 12 }, () => post(service, path, bad)))
    const links = await service.db.orm.select().from(offerLinks)
    const link = links.find(({ channel }) => channel === 'sms')
    t.match(link, { wrongDigits: 5, frozenAt: Date }, 'not one try more, side by side or not')
    t.match(await tasksOf(service), ['link_frozen'])
    const late = await post(service, path, { digits, answer: 'yes' })
    t.equal(late.statusCode, 409, 'the right digits come too late')
    t.match(late.body, 'This link is locked')
    t.strictSame(await offerStates(service), ['open'])
    t.notMatch((await get(service, path)).body, 'Thunder Bay')
    const said = await post(service, email[0]!.path, { digits: email[0]!.digits, answer: 'yes' })
    t.equal(said.statusCode, 303)
    t.strictSame(await offerStates(service), ['accepted'])
  })

  t.test(
    'S5: after a no the link shows no details, and its digits can still say yes',
    async (t) => {
      const { service, sms } = await anOffer(t)
      const { path, digits } = sms[0]!
      const no = await post(service, `${path}?lang=fr`, {
        digits,
        answer: 'no',
        reason: 'household',
      })
      t.equal(no.headers.location, `${path}?lang=fr`)
      const page = await get(service, path)
      t.match(page.body, 'your no is recorded')
      for (const detail of ['Thunder Bay', 'shelter', 'Woman', ...CANARIES])
        t.notMatch(page.body, detail)
      t.equal((await post(service, path, { digits: wrong(digits) })).statusCode, 422)
      t.equal((await post(service, path, { digits })).statusCode, 303)
      t.strictSame(await offerStates(service), ['accepted'])
    },
  )

  t.test('after "unsafe" no yes can follow', async (t) => {
    const { service, sms } = await anOffer(t)
    const { path, digits } = sms[0]!
    await post(service, path, { digits, answer: 'no', reason: 'unsafe' })
    t.match((await get(service, path)).body, 'your no is recorded')
    t.equal((await post(service, path, { digits, answer: 'yes' })).statusCode, 409)
    t.strictSame(await offerStates(service), ['declined'])
    t.ok((await tasksOf(service)).includes('unsafe'))
  })

  t.test('S5: after the deadline too; full is an answer of its own', async (t) => {
    const { service, sms } = await anOffer(t, { points: 2 })
    await service.pass(31 * MINUTE)
    const page = await get(service, sms[0]!.path)
    t.match(page.body, 'The time to answer has passed')
    t.notMatch(page.body, 'Thunder Bay')
    const next = read(service.provider.sent.filter(({ text }) => /YES \d{4}/.test(text)).at(-1)!)
    await post(service, next.path, { digits: next.digits, answer: 'full' })
    t.strictSame(await offerStates(service), ['expired', 'declined'])
    await post(service, sms[0]!.path, { digits: sms[0]!.digits, answer: 'yes' })
    t.strictSame(await offerStates(service), ['accepted', 'declined'])
    t.match((await get(service, next.path)).body, 'Already placed')
  })

  t.test('S5: once another took it, or the referral ended, only "already placed"', async (t) => {
    const emergency = { points: 2, referral: { urgency: 'emergency' } }
    const { service, sms, operator, id } = await anOffer(t, emergency)
    const [one, two] = sms
    await post(service, one!.path, { digits: one!.digits, answer: 'yes' })
    const late = await post(service, two!.path, { digits: two!.digits, answer: 'yes' })
    t.equal(late.statusCode, 409)
    t.match(late.body, 'Already placed')
    t.notMatch(late.body, 'Thunder Bay')
    t.strictSame((await offerStates(service)).sort(), ['accepted', 'released'])
    const regret = await post(service, one!.path, { digits: one!.digits, answer: 'no' })
    t.equal(regret.statusCode, 422)
    t.match(regret.body, 'has said yes to this already')
    const url = `/v1/referrals/${id}/withdrawal`
    const ended = await service.app.inject({ method: 'POST', url, headers: operator, payload: {} })
    t.equal(ended.statusCode, 201, ended.body)
    for (const { path } of sms) t.match((await get(service, path)).body, 'Already placed')
  })

  t.test('S5: tokens, digits and codes are stored hashed only', async (t) => {
    const { service, letter } = await aYes(t)
    const done = await post(service, `${letter.path}/confirmation`, { code: lastCode(service) })
    const viewer = /cw_[^=]+=([^;]+)/.exec(String(done.headers['set-cookie']))![1]!
    const [kept] = await rows<{ all: string; lengths: number[] }>(
      service.db.orm,
      sql`select concat((select string_agg(x::text, '') from offers x), (select string_agg(x::text, '') from offer_links x),
            (select string_agg(x::text, '') from events x), (select string_agg(x::text, '') from messages x)) as all,
            (select array[length(token_hash), length(digits_hash), length(code_hash), length(viewer_hash)]
               from offers o join offer_links l on l.offer_id = o.id limit 1) as lengths`,
    )
    t.strictSame([...kept!.lengths], [32, 32, 32, 32])
    for (const secret of [letter.token, viewer]) {
      t.equal(Buffer.from(secret, 'base64url').length, 16, '128 bits')
      t.notMatch(kept!.all, secret)
      for (const encoding of ['utf8', 'base64url'] as const)
        t.notMatch(kept!.all, Buffer.from(secret, encoding).toString('hex'))
    }
  })
})

test('the code after a yes', needsPostgres, async (t) => {
  t.test('the right one shows the rest, to this browser only, until the offer ends', async (t) => {
    const { service, letter, operator, id } = await aYes(t, {
      env: { PUBLIC_URL: 'https://cw.example' },
    })
    const asking = await get(service, letter.path)
    t.match(asking.body, 'we sent a code of six digits to your e-mail')
    for (const canary of CANARIES) t.notMatch(asking.body, canary)
    t.equal((await post(service, `${letter.path}/confirmation`, { code: '12' })).statusCode, 422)
    const done = await post(service, `${letter.path}/confirmation`, { code: lastCode(service) })
    t.equal(done.statusCode, 200)
    for (const canary of CANARIES) t.match(done.body, canary)
    t.match(done.body, '&lt;b&gt;bold', 'what was written is text, never markup')
    t.match(done.body, '48.40912, -89.26734')
    const set = String(done.headers['set-cookie'])
    t.match(set, /^cw_[0-9a-f]{12}=[\w-]{22}; Path=\/answer; HttpOnly; Secure; SameSite=Strict$/)

    const cookie = set.split(';')[0]!
    const ready = await get(service, letter.path, cookie)
    t.match(ready.body, `action="${letter.path}/reading?lang=en"`)
    for (const canary of CANARIES) t.notMatch(ready.body, canary, 'looking shows nothing')
    const reading = `${letter.path}/reading`
    t.match((await post(service, reading, {}, cookie)).body, CANARIES[1])
    t.equal((await get(service, reading, cookie)).headers.location, letter.path, 'a reload')
    const kept = await shownStages(service)
    t.strictSame(kept, ['offer', 'confirmation', 'reading'])
    for (const other of ['', cookie.replace(/=.*/, '=AAAAAAAAAAAAAAAAAAAAAA')]) {
      const page = await get(service, letter.path, other)
      t.match(page.body, 'This request is confirmed')
      const read = await post(service, reading, {}, other)
      t.equal(read.statusCode, 303)
      for (const canary of CANARIES) t.notMatch(page.body + read.body, canary)
    }
    t.strictSame(await shownStages(service), kept, 'others are shown nothing, and nothing is kept')
    const before = await snapshot(service)
    const acts = { text: 'hello', how: 'we_call', outcome: 'arrived' }
    for (const other of ['', cookie.replace(/=.*/, '=AAAAAAAAAAAAAAAAAAAAAA')])
      for (const verb of ['messages', 'messages/reading', 'meeting', 'outcome'])
        t.equal((await post(service, `${letter.path}/${verb}`, acts, other)).statusCode, 303, verb)
    t.strictSame(await snapshot(service), before, 'nor do others talk, meet, or end it')
    const url = `/v1/referrals/${id}/withdrawal`
    await service.app.inject({ method: 'POST', url, headers: operator, payload: {} })
    const over = await get(service, letter.path, cookie)
    t.match(over.body, 'Already placed')
    const again = await post(service, reading, {}, cookie)
    t.equal(again.statusCode, 303)
    for (const canary of CANARIES) t.notMatch(over.body + again.body, canary)
  })

  t.test('another device confirms again, until the confirmation deadline', async (t) => {
    const { service, letter, email } = await aYes(t)
    const code = lastCode(service)
    await post(service, `${letter.path}/confirmation`, { code })
    const again = await post(service, `${email[0]!.path}/confirmation?lang=fr`, { code })
    t.equal(again.statusCode, 200)
    t.match(again.body, 'Comment joindre la personne')
    await service.pass(61 * MINUTE)
    t.match((await get(service, letter.path)).body, 'To see them elsewhere, please call us')
    const late = await post(service, `${letter.path}/confirmation`, { code })
    t.equal(late.statusCode, 422)
    for (const canary of CANARIES) t.notMatch(late.body, canary)
  })

  t.test('wrong five times it is void, and an operator calls', async (t) => {
    const { service, letter } = await aYes(t)
    const code = lastCode(service)
    const answers = []
    for (let i = 0; i < 5; i++)
      answers.push(await post(service, `${letter.path}/confirmation`, { code: wrong(code) }))
    t.match(answers[0]!.body, '4 tries are left')
    t.match(answers[3]!.body, '1 try is left')
    t.match(answers[4]!.body, 'Expect a call')
    t.match(await tasksOf(service), ['confirm_by_call'])
    const right = await post(service, `${letter.path}/confirmation`, { code })
    t.equal(right.statusCode, 422)
    for (const canary of CANARIES) t.notMatch(right.body, canary)
  })

  t.test('not in time it is void; before a yes it is nothing', async (t) => {
    const { service, letter } = await aYes(t)
    await service.pass(61 * MINUTE)
    const late = await post(service, `${letter.path}/confirmation`, { code: lastCode(service) })
    t.match(late.body, 'Expect a call')
    t.match(await tasksOf(service), ['confirm_by_call'])
    const early = await anOffer(t)
    const page = await post(early.service, `${early.sms[0]!.path}/confirmation`, { code: '123456' })
    t.equal(page.statusCode, 303)
  })

  t.test('with one channel only the page says to expect a call', async (t) => {
    const confirmed = { by: 'test', at: START }
    const contacts = [{ channel: 'sms', value: '+18075550189', language: 'en', confirmed }]
    const { service, letter } = await aYes(t, { point: { contacts } })
    t.match((await get(service, letter.path)).body, 'Expect a call')
  })

  t.test('a number is shown only while it is safe to use it', async (t) => {
    const { channels, ...rest } = REFERRAL.safeContact
    const evening = [{ ...channels[0], from: '18:00', to: '21:00', zone: 'America/Toronto' }]
    const referral = { safeContact: { ...rest, channels: evening } }
    const { service, letter } = await aYes(t, { referral })
    const done = await post(service, `${letter.path}/confirmation`, { code: lastCode(service) })
    t.notMatch(done.body, CANARIES[2], 'it is 14:00 there')
    t.match(done.body, 'from 18:00 to 21:00 (America/Toronto)')
    await service.pass(5 * HOUR)
    const cookie = String(done.headers['set-cookie']).split(';')[0]!
    t.notMatch((await get(service, letter.path, cookie)).body, CANARIES[2])
    t.match((await post(service, `${letter.path}/reading`, {}, cookie)).body, CANARIES[2])
  })
})

test('the window of a safe contact', async (t) => {
  const at = (now: string, channel: object) =>
    windowOf(
      { kind: 'voice', value: '+18075550123', zone: 'America/Toronto', ...channel },
      {
        ...{ askedAt: START, fallbackZone: 'America/Toronto' },
        now: new Date(now),
      },
    )
  t.equal(at('2026-11-21T20:00:00Z', {}), 'now', 'without limits, at any time')
  t.equal(at('2026-11-24T19:00:00Z', {}), 'expired', 'after 72 hours the person is asked again')
  const night = { days: ['sa'], from: '22:00', to: '02:00' }
  t.equal(at('2026-11-22T02:59:00Z', night), 'later', 'Saturday 21:59')
  t.equal(at('2026-11-22T03:00:00Z', night), 'now', 'Saturday 22:00')
  t.equal(at('2026-11-22T06:59:00Z', night), 'now', 'Sunday 01:59 belongs to Saturday')
  t.equal(at('2026-11-22T07:00:00Z', night), 'later', 'Sunday 02:00')
  t.equal(at('2026-11-23T03:30:00Z', night), 'later', 'Sunday 22:30')
})

test('the outbox of the demo', needsPostgres, async (t) => {
  const folder = t.testdir()
  const service = await aService(t, { db: await aDatabase(t), env: { DATA_DIR: folder } })
  const message = {
    id: 'm1',
    channel: 'sms',
    to: '+18075550111',
    text: 'K7F-2QX <b>',
    language: 'en',
  }
  await localProvider({ folder: `${folder}/outbox` }).send(
    { ...message, validUntil: new Date(START.getTime() + HOUR) } as Outgoing,
    START,
  )
  const page = await get(service, '/outbox')
  t.match(page.body, 'K7F-2QX &lt;b&gt;')
  t.notMatch(page.body, 'http-equiv="refresh"')
  t.match((await get(service, '/outbox?lang=fr&refresh=on')).body, 'http-equiv="refresh"')
  t.match((await get(service, '/outbox.json')).json(), [{ to: '+18075550111' }])
  const reply = { from: '+18075550111', to: 'causeway', body: 'hello', lang: 'fr' }
  const sent = await post(service, '/outbox/replies', reply)
  t.equal(sent.headers.location, '/outbox?lang=fr')
  const kept = await rows<{ provider: string }>(
    service.db.orm,
    sql`select provider, channel from inbound_messages`,
  )
  t.match(kept, [{ provider: 'local', channel: 'sms' }])
  t.equal((await post(service, '/outbox/replies', { from: 'x' })).statusCode, 422)
  const styles = await get(service, '/assets/causeway.css')
  t.match(styles.headers, {
    'cache-control': 'no-store',
    'content-type': 'text/css; charset=utf-8',
  })
})
