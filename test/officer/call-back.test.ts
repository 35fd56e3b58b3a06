import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { disclosures, offers, referrals } from '../../db/schema.ts'
import { dataKey, open } from '../../src/protection/seal.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aRequest, post, sentTo } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

const OFFICER = '+18075550142'
const SECRET = /8075550142|canary/
const WE_CALL = { how: 'we_call', whoDrives: 'service' }
const MEET = { how: 'meet', whoDrives: 'referrer', place: 'Library, main door' }
/** Each is tried whatever came before: what is refused changes nothing. */
const ACTS = ['yes', 'confirm', 'confirm and call', 'call', 'meet', 'return', 'withdraw'] as const
const numRuns = Number(process.env.PROVE ? 500 : 5)

test(
  'the officer’s number: for whoever confirmed and calls, never before, and for nobody else',
  needsPostgres,
  async (t) => {
    const service = await aService(t)
    const point = await aServicePoint(service)
    const officer = await service.asStaff('police')
    const { authorization } = await service.as('service_point', point.organizationId)
    const member = { authorization }

    /** What this service point was ever shown, as it is kept. */
    const kept = (referralId: string) =>
      takeTurn(service, service.actor('system'), async ({ tx, keys }) => {
        const [referral] = await tx.select().from(referrals).where(eq(referrals.id, referralId))
        const key = await dataKey(tx, keys, referral!.keyId)
        const all = await tx
          .select()
          .from(disclosures)
          .where(eq(disclosures.referralId, referralId))
          .orderBy(disclosures.at, disclosures.id)
        return all.map(({ id, sealed, shown, stage }) => {
          const place = { table: 'disclosures', row: id, field: 'sealed' }
          return { stage, shown, text: JSON.stringify(open(key, place, sealed)) }
        })
      })

    async function live(channel: 'police' | 'hotline', acts: readonly (typeof ACTS)[number][]) {
      const referrer = { phone: OFFICER, unit: 'canary-unit', file: 'canary-file' }
      const maker = channel === 'police' ? officer : await service.asStaff('operator')
      const request = aRequest({ channel, referrer, safeContact: undefined })
      const { body, text } = await post(service, '/v1/referrals', request, maker.headers)
      if (!body.id) throw new Error(text)
      await service.settle()
      const [offer] = await service.db.orm
        .select()
        .from(offers)
        .where(eq(offers.referralId, body.id))
      const url = `/v1/offers/${offer!.id}`
      const put = (payload: object) =>
        service.app.inject({ method: 'PUT', url: `${url}/meeting`, headers: member, payload })
      const legUrl = `/v1/legs/${offer!.legId}/outcome`
      const does: Record<(typeof ACTS)[number], () => Promise<unknown>> = {
        yes: () => post(service, `${url}/acceptance`, {}, member),
        confirm: () => post(service, `${url}/confirmation`, {}, member),
        'confirm and call': () =>
          post(service, `${url}/confirmation`, { meeting: WE_CALL }, member),
        call: () => put(WE_CALL),
        meet: () => put(MEET),
        return: () => post(service, legUrl, { outcome: 'returned_by_service' }, member),
        withdraw: () => post(service, `/v1/referrals/${body.id}/withdrawal`, {}, maker.headers),
      }
      /** What the rules say: 'asked', 'said yes', 'confirmed', 'over'. */
      let state = 'asked'
      let calls = false
      for (const act of acts) {
        await does[act]()
        await service.settle()
        if (act === 'yes' && state === 'asked') state = 'said yes'
        if (act.startsWith('confirm') && ['said yes', 'confirmed'].includes(state)) {
          state = 'confirmed'
          if (act === 'confirm and call') calls = true
        }
        if (act === 'call' && state === 'confirmed') calls = true
        if (act === 'meet' && state === 'confirmed') calls = false
        if (act === 'return' && ['said yes', 'confirmed'].includes(state)) state = 'over'
        if (act === 'withdraw') state = 'over'

        const seen = await post(service, `${url}/readings`, {}, member)
        const due = channel === 'police' && state === 'confirmed' && calls
        const at = `${channel}: ${acts.join(', ')}; after ${act} ${seen.status}`
        if (SECRET.test(seen.text) !== due) throw new Error(`${at}: ${seen.text}`)
        if (due) {
          const { referrer } = seen.body.details ?? seen.body
          t.strictSame(referrer, { phone: OFFICER, unit: 'canary-unit' }, 'never the file number')
        }
        const list = await service.app.inject({ url: '/v1/offers', headers: member })
        if (SECRET.test(list.body)) throw new Error(`${at}: in the list`)
        const snapshots = await kept(body.id)
        for (const { stage, shown, text } of snapshots)
          if (
            SECRET.test(text) !== shown.includes('referrer') ||
            (stage === 'offer' && SECRET.test(text))
          )
            throw new Error(`${at}: kept ${stage} ${shown}`)
        if (due && !SECRET.test(snapshots.at(-1)!.text)) throw new Error(`${at}: shown, not kept`)
        const messages = [...sentTo(service, point.sms), ...sentTo(service, point.email)].join()
        if (SECRET.test(messages)) throw new Error(`${at}: in a message`)
      }
      await does.withdraw()
      await service.settle()
    }

    await live('police', ['yes', 'confirm', 'call', 'meet', 'confirm and call', 'return'])
    await live('police', ['call', 'yes', 'call', 'confirm and call', 'withdraw'])
    await live('hotline', ['yes', 'confirm and call', 'call'])
    const walks = fc.array(fc.constantFrom(...ACTS), { minLength: 1, maxLength: 7 })
    const property = fc.asyncProperty(walks, (acts) => live('police', acts))
    await fc.assert(property, { numRuns, endOnFailure: true })
  },
)

test('without consent and a second look, not even whoever calls', needsPostgres, async (t) => {
  const service = await aService(t)
  const point = await aServicePoint(service, { minAge: 0 })
  const officer = await service.asStaff('police')
  const { authorization } = await service.as('service_point', point.organizationId)
  const request = aRequest({
    ...{ channel: 'police', referrer: { phone: OFFICER, unit: 'canary-unit' } },
    ...{ age: undefined, maybeMinor: true, safeContact: undefined },
    consent: {
      ...{ basis: 'minor', givenBy: undefined, method: undefined, statement: undefined },
      ...{ language: undefined, interpreter: undefined, scope: ['needs', 'area', 'age_gender'] },
    },
  })
  const made = await post(service, '/v1/referrals', request, officer.headers)
  t.equal(made.status, 201)
  await service.settle()
  const supervisor = await service.asStaff('supervisor')
  await post(
    service,
    `/v1/legs/${made.body.legs[0].id}/offers`,
    { servicePointId: point.id },
    supervisor.headers,
  )
  await service.settle()
  const [offer] = await service.db.orm
    .select()
    .from(offers)
    .where(eq(offers.referralId, made.body.id))
  t.ok(offer, 'a human chose it')
  const url = `/v1/offers/${offer!.id}`
  await post(service, `${url}/acceptance`, {}, { authorization })
  const told = await post(service, `${url}/confirmation`, { meeting: WE_CALL }, { authorization })
  t.match(told.body.details, { waitsFor: 'supervisor' })
  t.notMatch(told.text, SECRET)
})
