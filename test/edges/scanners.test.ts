import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { rows } from '../../src/platform/database.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { lettersOf, postForm } from '../fixtures/letters.ts'
import { aReferral, readLeg, statesOf } from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

/** How those who open every link come: scanners of mail, previews of messengers, prefetching browsers. */
const HABITS: Record<string, string>[] = [
  { 'user-agent': 'Mozilla/5.0 (compatible; SafeLinks)' },
  { 'user-agent': 'WhatsApp/2.23.20.0', accept: '*/*' },
  { 'user-agent': 'facebookexternalhit/1.1', range: 'bytes=0-524287' },
  { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender', 'sec-fetch-site': 'none' },
  { 'x-purpose': 'preview', 'sec-fetch-site': 'cross-site', referer: 'https://mail.example/' },
]

const links = (html: string): string[] =>
  [...html.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, path]) =>
    path!.replaceAll('&amp;', '&'),
  )

/** The forms of a page, each with every button and choice that a script would try, and no digits. */
function blindForms(
  html: string,
  own: string,
): { action: string; fields: Record<string, string> }[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, tag, content]) => {
    const action = /action="([^"]*)"/.exec(tag!)?.[1] || own
    const inputs = [...content!.matchAll(/<(?:input|button|select)\b[^>]*>/g)].map(([input]) => ({
      name: /name="([^"]*)"/.exec(input)?.[1] ?? '',
      value: /value="([^"]*)"/.exec(input)?.[1] ?? '',
    }))
    const fields = Object.fromEntries(
      inputs.filter(({ name }) => name).map(({ name }) => [name, '']),
    )
    const chosen = inputs.filter(({ value }) => value)
    return [{}, ...chosen.map(({ name, value }) => ({ [name]: value }))].map((choice) => ({
      action,
      fields: { ...fields, ...choice },
    }))
  })
}

test('S5: scanners that follow every link and send every form', needsPostgres, async (t) => {
  const service = await aService(t)
  await aServicePoint(service)
  const made = await aReferral(service)
  const [letter] = lettersOf(service)
  const { path, digits } = letter!
  const jars = new Map<number, string>()

  /** 50 looks, HEAD among them, each scanner with the cookies that it was given. */
  for (let i = 0; i < 50; i++) {
    const who = i % HABITS.length
    const cookie = jars.get(who)
    const headers = { ...HABITS[who], ...(cookie && { cookie }) }
    const method = i % 7 === 6 ? 'HEAD' : 'GET'
    const page = await service.app.inject({ method, url: path, headers })
    t.equal(page.statusCode, 200)
    const given = page.headers['set-cookie']
    if (given) jars.set(who, String(given).split(';')[0]!)
    for (const link of i < 5 ? links(page.body) : [])
      t.ok((await service.app.inject({ url: link, headers })).statusCode < 500, link)
  }
  t.equal(jars.size, 0, 'who only looks gets no cookie')

  const page = await service.app.inject({ url: path })
  const forms = blindForms(page.body, path)
  t.ok(forms.length >= 4, `${forms.length} forms to try`)
  for (let i = 0; i < Math.max(10, forms.length); i++) {
    const { action, fields } = forms[i % forms.length]!
    const sent = await postForm(service, action, fields, HABITS[i % HABITS.length])
    t.ok([403, 422].includes(sent.statusCode), `${sent.statusCode} of ${JSON.stringify(fields)}`)
  }
  t.same(statesOf(await readLeg(service, made.id)), ['open'])
  t.same(await wrongDigits(service), [0, 0], 'nobody’s tries are used up')

  const yes = await postForm(service, path, { digits, answer: 'yes' })
  t.equal(yes.statusCode, 303, 'and the person succeeds')
  t.same(statesOf(await readLeg(service, made.id)), ['accepted'])
})

const wrongDigits = async ({ db }: TestService): Promise<number[]> =>
  (await rows<{ n: number }>(db.orm, sql`select wrong_digits as n from offer_links`)).map(
    ({ n }) => n,
  )
