import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { test } from 'tap'
import { chains } from '../../db/schema.ts'
import { takeInbound } from '../../src/delivery/inbound.ts'
import type { Outgoing } from '../../src/delivery/provider.ts'
import { REFERRAL_EXAMPLE } from '../../src/intake/examples.ts'
import { HOUR } from '../../src/platform/clock.ts'
import { rows } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/ids.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { takeTurn } from '../../src/services.ts'
import { digitsIn, formsOf, shownIn } from '../fixtures/canaries.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { breakOf } from '../fixtures/record.ts'
import { aProvider, aService } from '../fixtures/services.ts'

/** What was said about a person and by the referrer: each value stands nowhere else. */
const SAID = {
  phone: '+18075550171',
  codeWord: 'zanzibar-canary',
  notes: 'canary: hides at the Lakehead motel, rôom 12',
  unit: 'unit-canary of the night',
  referrerPhone: '+18075550188',
  lat: '48.381947',
  lng: '-89.247113',
}
const REFERRAL = {
  ...REFERRAL_EXAMPLE,
  channel: 'police',
  location: { lat: Number(SAID.lat), lng: Number(SAID.lng) },
  safeContact: {
    wanted: true,
    channels: [{ ...REFERRAL_EXAMPLE.safeContact.channels[0], value: SAID.phone }],
    codeWord: SAID.codeWord,
  },
  referrer: { unit: SAID.unit, phone: SAID.referrerPhone, language: 'en' },
  notes: SAID.notes,
}

test('S1: what was said in confidence', needsPostgres, async (t) => {
  const lines: string[] = []
  const log = pino(
    { level: 'trace', base: null },
    { write: (line: string) => void lines.push(line) },
  )
  const db = await aDatabase(t)
  const admin = openPostgres(db.adminUrl, { pool: 1 })
  t.teardown(() => admin.close())
  const unwell = new Set<string>()
  const provider = aProvider('local', ({ to, id }) =>
    unwell.has(to)
      ? { kind: 'failed', reason: 'unreachable' }
      : { kind: 'sent', providerId: `local-${id}` },
  )
  const service = await aService(t, { db, log, provider })
  const points = [await aServicePoint(service), await aServicePoint(service)]
  const police = await service.as('police')
  const operator = await service.as('operator')
  const answers: string[] = []
  const call = async (
    method: 'GET' | 'POST',
    url: string,
    payload?: object | string,
    headers = {},
  ) => {
    const form = typeof payload === 'string'
    const answer = await service.app.inject({
      method,
      url,
      headers: {
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : police),
        ...headers,
      },
      ...(payload ? { payload } : {}),
    })
    answers.push(answer.body)
    return answer
  }
  const sms = (from: string, body: string) =>
    takeTurn(service, service.actor('system'), (turn) =>
      takeInbound(turn, {
        ...{ provider: 'local', providerId: newId(), channel: 'sms', to: '+1' },
        ...{ from, body },
      }),
    ).then(() => service.settle())
  const offersSent = () => provider.sent.filter(({ text }) => text.includes('/answer/'))
  const partsOf = ({ text }: Outgoing) => ({
    token: /\/answer\/([\w-]+)/.exec(text)![1]!,
    digits: /(?<![\d+-])\d{4}(?![\d-])/.exec(text.replace(/https?:\S+/, ''))![0],
  })

  // A whole journey: refused, wrong, accepted, confirmed, ended, and with everything going wrong.
  const made = await call('POST', '/v1/referrals', REFERRAL, { 'idempotency-key': 'key-1' })
  t.equal(made.statusCode, 201, made.body)
  await service.settle()
  const [first] = offersSent()
  await sms(first!.to, 'no, canary of a reply')
  const second = offersSent()
    .filter(({ to }) => to !== first!.to && to.startsWith('+'))
    .at(-1)!
  const link = partsOf(second)
  const page = `/answer/${link.token}`
  t.equal((await call('GET', page)).statusCode, 200)
  await call('POST', page, 'digits=0000&answer=yes')
  await call('POST', page, `digits=${link.digits}&answer=yes`)
  await service.settle()
  const code = provider.sent.flatMap(({ text }) => /\b\d{6}\b/.exec(text) ?? []).at(-1)!
  const confirmed = await call('POST', `${page}/confirmation`, `code=${code}`)
  t.match(confirmed.body, SAID.codeWord, 'the journey reached what was said')
  await call('GET', `/v1/referrals/${made.json().id}`)
  await call('GET', `/v1/tasks`, undefined, operator)
  await call('POST', '/v1/referrals', { ...REFERRAL, urgency: SAID.notes, needs: [SAID.codeWord] })
  await call('POST', '/v1/referrals', { ...REFERRAL, location: { place: SAID.notes } })
  await call('GET', `/v1/${encodeURIComponent(SAID.notes)}/${link.token}`)
  await call('POST', '/v1/referrals', SAID.notes, { ...police, 'content-type': 'application/json' })
  for (const point of points) unwell.add(point.sms).add(point.email)
  await call('POST', '/v1/referrals', REFERRAL)
  await service.pass(HOUR)
  for (const table of ['service_point_matches', 'messages', 'events', 'offer_links']) {
    await admin.script(`alter table ${table} rename to away`)
    t.ok((await call('POST', '/v1/referrals', REFERRAL)).statusCode >= 201)
    await call('POST', page, `digits=${link.digits}&answer=yes`)
    await sms(first!.to, `canary ${table}`).catch(() => {})
    await service.pass(HOUR).catch(() => {})
    await admin.script(`alter table away rename to ${table}`)
  }

  const secretKeys = [police, operator].map(({ authorization }) => authorization.split('.')[1]!)
  const sentParts = offersSent().map(partsOf)
  const secrets: Record<string, string> = {
    ...SAID,
    reply: 'canary of a reply',
    ...Object.fromEntries(secretKeys.map((each, i) => [`key ${i}`, each])),
    ...Object.fromEntries(sentParts.map(({ token }, i) => [`token ${i}`, token])),
  }
  const digits = [...sentParts.map((each) => each.digits), code]
  const contacts = Object.fromEntries(
    points.flatMap(({ sms, email }, i) => [
      [`phone of ${i}`, sms],
      [`address of ${i}`, email],
    ]),
  )

  await t.test('is in no line of the log', async (t) => {
    const all = lines.join('')
    t.match(all, /"msg":"request"/)
    t.match(all, /matching failed/)
    t.match(all, /a request failed/)
    t.notMatch(all, /Failed query|params:/, 'an error of the database shows no parameter')
    t.same(shownIn(all, { ...secrets, ...contacts }), [])
    t.same(digitsIn(all, digits), [])
  })

  await t.test('is in no error that was answered', async (t) => {
    const errors = answers.filter((body) => body.includes('"about:blank#'))
    t.ok(errors.length > 3)
    t.same(shownIn(errors.join(), { ...secrets, ...contacts }), [])
  })

  await t.test(
    'is in no text message and no subject, but for the token and digits of its link',
    async (t) => {
      const { lat, lng, phone, codeWord, notes, unit, referrerPhone } = SAID
      const texts = provider.sent
        .map(({ text, subject, html }) => `${text}${subject}${html}`)
        .join()
      t.same(shownIn(texts, { lat, lng, phone, codeWord, notes, unit, referrerPhone }), [])
    },
  )

  await t.test('is in no column of any table', async (t) => {
    const tables = await rows<{ name: string }>(
      admin.orm,
      sql`select table_name as name from information_schema.tables
           where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'spatial_ref_sys'`,
    )
    for (const { name } of tables) {
      const found = await rows<{ text: string }>(
        admin.orm,
        sql.raw(`select to_jsonb(t)::text as text from "${name}" t`),
      )
      const text = found.map((row) => row.text).join('\n')
      t.same(shownIn(text, secrets), [], name)
      t.same(digitsIn(text, digits), [], `${name}: digits`)
    }
  })

  await t.test('stands behind a record that is whole in every chain', async (t) => {
    const known = await db.orm.select().from(chains)
    t.ok(known.length > 5)
    for (const { id } of known) t.equal(await breakOf(db.orm, service.keys, id), undefined)
  })

  await t.test('would be found, in whatever form', async (t) => {
    const coded = (text: string) => [
      btoa(`a${text}`),
      encodeURIComponent(text),
      Buffer.from(text).toString('hex'),
    ]
    for (const each of [SAID.phone, SAID.codeWord]) {
      for (const text of coded(`x ${each} y`)) t.same(shownIn(text, { each }), ['each'])
    }
    t.ok(formsOf(SAID.phone).every((form) => form.length > 8))
    t.same(digitsIn('say "1234" now', ['1234', '5678']), ['1234'])
  })
})
