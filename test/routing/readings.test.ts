import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { disclosures, events, referralReadings, referrals } from '../../db/schema.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { accept, aReferral, aTaken, keyOf, opening, post, readLeg } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

const SAID = {
  name: 'canary-name',
  notes: 'canary-notes',
  ownWords: 'canary-own-words',
  location: { lat: 48.40912, lng: -89.26734 },
  safeContact: {
    wanted: true,
    channels: [{ kind: 'voice', value: '+18075550177' }],
    codeWord: 'canary-word',
  },
  referrer: { unit: 'canary-unit' },
}

test('S7: reading what is sealed', needsPostgres, async (t) => {
  const service = await aService(t)
  const point = await aServicePoint(service)
  const { operator, supervisor } = {
    operator: await service.asStaff('operator'),
    supervisor: await service.asStaff('supervisor'),
  }
  const made = await aReferral(service, SAID, operator.headers)
  const url = `/v1/referrals/${made.id}/readings`
  const why = 'canary-reason: they call back'
  const read = (parts: string[], who: Record<string, string> = operator.headers) =>
    post(service, url, { reason: why, parts }, who)
  const lines = async () =>
    (await service.db.orm.select().from(events).where(eq(events.action, 'sealed.read'))).map(
      ({ actor, thing, data }) => ({ actor, thing, ...(data as object) }),
    )

  t.test(
    'gives those parts and no others; the reason is sealed, the reading is a line',
    async (t) => {
      const { status, body, text } = await read(['contact'])
      t.equal(status, 201, text)
      t.match(body, { contact: { codeWord: 'canary-word', channels: [{ value: '+18075550177' }] } })
      t.strictSame(Object.keys(body), ['contact'])
      const rest = await read(['story', 'place', 'referrer', 'consent_reason', 'report'])
      t.match(rest.body, {
        story: {
          name: 'canary-name',
          notes: 'canary-notes',
          ownWords: 'canary-own-words',
          age: 24,
        },
        place: { lat: 48.40912, precision: 'exact' },
        referrer: { unit: 'canary-unit' },
        consent_reason: [],
        report: [],
      })
      t.notMatch(rest.body.story, { location: {} }, 'where and whom to call are parts of their own')
      t.notMatch(JSON.stringify(rest.body.story), /0177|48\.4/)
      const thing = `referral:${made.id}`
      t.strictSame(await lines(), [
        { actor: operator.actor.id, thing, parts: ['contact'] },
        {
          ...{ actor: operator.actor.id, thing },
          parts: ['story', 'place', 'referrer', 'consent_reason', 'report'],
        },
      ])
      const kept = await service.db.orm.select().from(referralReadings)
      t.equal(kept.length, 2)
      t.notMatch(JSON.stringify(kept), /canary/)
    },
  )

  t.test(
    'is for people, who handle it or opened it; why others did is for supervisors',
    async (t) => {
      t.match(await read(['contact'], await keyOf(service, 'operator')), { status: 403 })
      t.match(await read(['opening_reasons']), { status: 403 })
      const blunt = await service.app.inject({
        ...{ method: 'POST', url, headers: supervisor.headers },
        payload: { reason: why, parts: ['story'] },
      })
      t.match(blunt.json(), { status: 403, code: 'reason_needed' })
      const reasons = await read(['opening_reasons'], supervisor.headers)
      t.match(reasons.body.opening_reasons, [
        { actor: operator.actor.id, reason: why },
        { actor: operator.actor.id, reason: why },
        { actor: supervisor.actor.id, reason: String },
        { actor: supervisor.actor.id, reason: why },
      ])
      for (const role of ['police', 'agency', 'editor', 'admin', 'service_point'] as const)
        t.equal((await read(['story'], (await service.asStaff(role)).headers)).status, 403, role)
      t.equal((await post(service, url, { parts: ['story'] }, operator.headers)).status, 422)
      t.equal((await read([])).status, 422)
    },
  )

  t.test('by a service point is kept with what it was shown', async (t) => {
    const taken = await aTaken(service, SAID)
    const member = (organizationId: string) => service.as('service_point', organizationId)
    const { authorization } = await member(point.organizationId)
    const again = await post(
      service,
      `/v1/offers/${taken.offer.id}/readings`,
      {},
      { authorization },
    )
    t.equal(again.status, 201, again.text)
    t.match(again.body, { story: { notes: 'canary-notes' }, contact: { codeWord: 'canary-word' } })
    const other = await service.as('service_point')
    t.equal(
      (
        await post(
          service,
          `/v1/offers/${taken.offer.id}/readings`,
          {},
          { authorization: other.authorization },
        )
      ).status,
      404,
    )

    const seen = await opening(service, {
      url: `/v1/referrals/${taken.id}/disclosures`,
      headers: await keyOf(service, 'operator'),
    })
    t.equal(seen.statusCode, 200, seen.body)
    t.match(seen.json(), {
      consents: [{ basis: 'consent', statement: '2026-1', language: 'en', withdrawnAt: null }],
      disclosures: [
        { stage: 'offer', shown: ['needs', 'area', 'age_gender'], ways: ['email', 'sms'] },
        { stage: 'confirmation', ways: ['called_out'] },
        { stage: 'reading', ways: ['member'], servicePoint: { id: point.id } },
      ],
      readings: [],
      openings: [],
    })
    const everything = ['needs', 'area', 'age_gender', 'language', 'contact', 'story', 'place']
    t.strictSame(seen.json().disclosures[2].shown.sort(), everything.sort())
    t.notMatch(seen.body, /canary|0177|48\.4/)
    t.match((await lines()).at(-1), { thing: `offer:${taken.offer.id}`, how: 'member' })

    await post(service, `/v1/referrals/${taken.id}/withdrawal`)
    const over = await post(service, `/v1/offers/${taken.offer.id}/readings`, {}, { authorization })
    t.equal(over.status, 409)
    t.notMatch(over.text, /canary/)
  })

  t.test(
    'goes as far as the newest consent: a narrower one closes, a wider one opens',
    async (t) => {
      const narrow = { scope: ['needs', 'area', 'age_gender', 'story'] }
      const taken = await aTaken(service, { ...SAID, consent: narrow })
      const headers = {
        authorization: (await service.as('service_point', point.organizationId)).authorization,
      }
      const shown = async () => {
        const { body } = await post(service, `/v1/offers/${taken.offer.id}/readings`, {}, headers)
        return [Boolean(body.contact), Boolean(body.story)]
      }
      const give = (change: object) =>
        post(service, `/v1/referrals/${taken.id}/consents`, {
          ...{ basis: 'consent', givenBy: 'person', method: 'verbal', statement: '2026-1' },
          ...{ language: 'en', scope: ['needs', 'area', 'age_gender'], ...change },
        })
      t.strictSame(await shown(), [false, true])
      t.equal((await give({})).status, 201)
      service.clock.tick(1000)
      t.strictSame(await shown(), [false, false])
      t.equal((await give({ scope: ['needs', 'area', 'age_gender', 'contact'] })).status, 201)
      t.strictSame(await shown(), [true, false])
      t.match(await give({ basis: 'override', reason: 'x' }), { status: 422 })
      t.match(await give({ scope: ['needs'], interpreter: 'x', language: 'es' }), {
        status: 422,
      })
      service.clock.tick(1000)
      t.equal((await give({ recipients: ['hotline'] })).status, 201)
      await service.settle()
      const leg = await readLeg(service, taken.id)
      t.strictSame(
        [leg.state, leg.offers.map(({ state }) => state)],
        ['open', ['returned']],
        'who is of a kind that is not agreed to holds it no more',
      )
      t.equal(
        (await post(service, `/v1/offers/${taken.offer.id}/readings`, {}, headers)).status,
        409,
      )
      const chosen = await post(service, `/v1/legs/${leg.id}/offers`, { servicePointId: point.id })
      t.match(chosen, { status: 409, body: { code: 'not_agreed_to' } })
      await post(service, `/v1/referrals/${taken.id}/withdrawal`)
    },
  )

  t.test('is not the confirmation again: a yes is confirmed by a call once', async (t) => {
    const taken = await aTaken(service, SAID)
    const before = await lines()
    for (const [who, status, code] of [
      [operator.headers, 409, 'already_confirmed'],
      [await keyOf(service, 'operator'), 403, 'person_needed'],
    ] as const)
      t.match(await post(service, `/v1/offers/${taken.offer.id}/confirmation`, {}, who), {
        ...{ status, body: { code } },
      })
    t.strictSame(await lines(), before)
    const { authorization } = await service.as('service_point', point.organizationId)
    const path = `/v1/offers/${taken.offer.id}/confirmation`
    t.equal((await post(service, path, {}, { authorization })).status, 201, 'it is theirs')
    await post(service, `/v1/referrals/${taken.id}/withdrawal`)
  })

  t.test('of what was erased is 409 to whom it was offered, and 404 to strangers', async (t) => {
    const { id, offer } = await aTaken(service, SAID)
    await post(service, '/v1/openings', { referral: id, reason: why }, operator.headers)
    const row = { sealed: null, lat: null, lng: null, erasedAt: service.clock.at }
    await service.db.orm.update(referrals).set(row).where(eq(referrals.id, id))
    for (const [organizationId, status] of [
      [point.organizationId, 409],
      [undefined, 404],
    ] as const) {
      const { authorization } = await service.as('service_point', organizationId)
      const read = await post(service, `/v1/offers/${offer.id}/readings`, {}, { authorization })
      t.equal(read.status, status)
    }
    const asked = { reason: why, parts: ['story'] }
    const staff = await post(service, `/v1/referrals/${id}/readings`, asked, operator.headers)
    t.match(staff, { status: 409, body: { code: 'erased' } })
  })

  t.test('a yes that nobody confirmed shows nothing, whoever asks the database', async (t) => {
    const { id } = await aReferral(service, SAID)
    const [offer] = (await readLeg(service, id)).offers
    await accept(service, offer!.id)
    const headers = {
      authorization: (await service.as('service_point', point.organizationId)).authorization,
    }
    const early = await post(service, `/v1/offers/${offer!.id}/readings`, {}, headers)
    t.equal(early.status, 409)
    const [first] = await service.db.orm
      .select()
      .from(disclosures)
      .where(eq(disclosures.referralId, id))
    for (const stage of ['confirmation', 'reading'])
      await t.rejects(
        service.db.orm.insert(disclosures).values({ ...first!, id: made.id, stage }),
        { cause: { constraint_name: 'disclosure_is_allowed' } },
      )
  })
})
