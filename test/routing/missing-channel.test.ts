import { eq } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { offerLinks } from '../../db/schema.ts'
import { HOUR } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  aReferral,
  codeTo,
  digitsTo,
  keyOf,
  kindsOf,
  post,
  readLeg,
  reply,
  sentTo,
  statesOf,
} from '../fixtures/referral.ts'
import { aProvider, aService, START, type TestService } from '../fixtures/services.ts'

type Channel = 'sms' | 'email'
type Point = Awaited<ReturnType<typeof aServicePoint>>

/** An installation whose providers carry this channel only. */
async function carrying(t: Test, channel: Channel): Promise<TestService> {
  const provider = aProvider()
  const order = { sms: [], email: [], [channel]: [provider.name] }
  const providers = { byName: new Map([[provider.name, provider]]), order }
  return aService(t, { provider, providers })
}

/** A partner with one confirmed contact only. */
function withOnly(service: TestService, channel: Channel, more: object = {}): Promise<Point> {
  const value = { sms: '+18075550142', email: 'only@point.example' }[channel]
  const confirmed = { by: 'test', at: START }
  const contacts = [{ channel, value, language: 'en' as const, confirmed }]
  return aServicePoint(service, { contacts, ...more })
}

const pointsOf = (leg: Awaited<ReturnType<typeof readLeg>>) =>
  leg.offers.map(({ servicePoint }) => servicePoint!.id)

test('where only e-mail is carried', needsPostgres, async (t) => {
  t.test('a partner with a telephone only is never asked by itself', async (t) => {
    const service = await carrying(t, 'email')
    // It would be the best: it is made for this, and the other is not.
    const deaf = await withOnly(service, 'sms', { languages: ['es', 'en', 'fr'] })
    const other = await withOnly(service, 'email')
    const { id, legId } = await aReferral(service)
    const leg = await readLeg(service, id)
    t.strictSame([pointsOf(leg), kindsOf(leg)], [[other.id], []])
    t.equal(sentTo(service, 'only@point.example').length, 1)

    await post(service, `/v1/offers/${leg.offers[0]!.id}/refusal`, { reason: 'other' })
    await service.settle()
    const after = await readLeg(service, id)
    t.strictSame([pointsOf(after), kindsOf(after)], [[other.id], ['no_candidate']])
    const [task] = after.tasks
    t.match(task!.call, [{ servicePointId: deaf.id }], 'it is to be called')

    const chosen = await post(service, `/v1/legs/${legId}/offers`, { servicePointId: deaf.id })
    t.match(chosen, { status: 409, body: { code: 'no_contact' } })
    t.match(chosen.text, 'Call it instead')
  })

  t.test('a leg that only such a partner could take is a human’s at once', async (t) => {
    const service = await carrying(t, 'email')
    const deaf = await withOnly(service, 'sms')
    const { id } = await aReferral(service)
    const leg = await readLeg(service, id)
    t.strictSame([statesOf(leg), kindsOf(leg)], [[], ['no_candidate']])
    t.match(leg.tasks[0]!.call, [{ servicePointId: deaf.id }])
    t.match(leg.tasks[0], { why: { en: /or call/ } })
  })

  t.test('a yes that no code can follow opens the task to call at once', async (t) => {
    const service = await carrying(t, 'email')
    const point = await aServicePoint(service)
    const { id } = await aReferral(service)
    const links = await service.db.orm.select().from(offerLinks)
    t.match(links, [{ channel: 'email' }], 'no link for what is never sent')
    const [mail] = sentTo(service, point.email)
    const said = await service.app.inject({
      ...{ method: 'POST', url: /\/answer\/[\w-]+/.exec(mail!)![0] },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `answer=yes&digits=${/digits (\d{4})/.exec(mail!)![1]}`,
    })
    t.equal(said.statusCode, 303, said.body)
    await service.settle()
    const leg = await readLeg(service, id)
    t.strictSame([statesOf(leg), kindsOf(leg)], [['accepted'], ['confirm_by_call']])
    const page = await service.app.inject({ url: /\/answer\/[\w-]+/.exec(mail!)![0] })
    t.match(page.body, 'Expect a call')
    t.equal(codeTo(service, point.sms), 'none')
  })

  t.test('reminders go by what there is, and nothing is said of those that cannot', async (t) => {
    const service = await carrying(t, 'email')
    const point = await aServicePoint(service)
    await aReferral(service, { urgency: 'standard' })
    service.provider.sent.length = 0
    await service.pass(12 * HOUR)
    t.strictSame(
      service.provider.sent.filter(({ to }) => [point.sms, point.email].includes(to)).length,
      1,
    )
  })

  t.test('a referrer with a telephone and an address is told by the address', async (t) => {
    const service = await carrying(t, 'email')
    await aServicePoint(service)
    const [phone, email] = ['+18075550155', 'officer@police.example']
    const headers = await keyOf(service, 'police')
    const referrer = { unit: 'night shift', phone, email, language: 'en' }
    const { id } = await aReferral(service, { channel: 'police', referrer }, headers)
    const [offer] = (await readLeg(service, id)).offers
    await post(service, `/v1/offers/${offer!.id}/acceptance`)
    await service.settle()
    t.match(sentTo(service, email), [/a service said yes/])
    t.same(sentTo(service, phone), [])
  })

  t.test('pages and figures promise nothing that cannot be', async (t) => {
    const service = await carrying(t, 'email')
    const deaf = await withOnly(service, 'sms', { name: 'Deaf House' })
    const { headers } = await service.asStaff('editor')
    const get = async (url: string) => (await service.app.inject({ url, headers })).body
    const page = await get(`/staff/directory/points/${deaf.id}/contacts`)
    t.match(page, 'Nothing is sent that way here')
    t.match(page, 'None of its contacts gets referrals now')
    t.notMatch(page, 'Gets referrals')
    t.match(
      await get(`/staff/directory/points/${deaf.id}/contacts?lang=fr`),
      'Rien n’est envoyé ainsi ici',
    )
    t.match(await get('/staff/directory?look=contact'), 'Deaf House')
    t.match(await get('/v1/directory/work'), 'no_contact')
    const { provinces } = JSON.parse(await get('/v1/coverage'))
    t.match(
      provinces.find(({ province }: { province: string }) => province === 'ON'),
      { partners: 1, reachable: false },
    )
    await withOnly(service, 'email')
    const after = JSON.parse(await get('/v1/coverage')).provinces
    t.match(
      after.find(({ province }: { province: string }) => province === 'ON'),
      { partners: 2, reachable: true },
    )
  })
})

test('where only SMS is carried', needsPostgres, async (t) => {
  const service = await carrying(t, 'sms')
  const both = await aServicePoint(service)
  const deaf = await withOnly(service, 'email')
  const { id } = await aReferral(service, { urgency: 'emergency' })
  t.strictSame(pointsOf(await readLeg(service, id)), [both.id], 'one could be asked, not two')
  const yes = await reply(service, both.sms, `yes ${digitsTo(service, both.sms)}`)
  t.match(yes, /Expect a call/)
  const leg = await readLeg(service, id)
  t.ok(kindsOf(leg).includes('confirm_by_call'))
  const sent = await service.db.orm.select().from(offerLinks).where(eq(offerLinks.channel, 'email'))
  t.same(sent, [])
  t.same(sentTo(service, deaf.email), [])
})
