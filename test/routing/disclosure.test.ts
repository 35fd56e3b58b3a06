import { eq } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { approvals, disclosures, referrals } from '../../db/schema.ts'
import { HOUR } from '../../src/platform/clock.ts'
import { dataKey, open } from '../../src/protection/seal.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { accept, aReferral, aRequest, codeTo, post, readLeg, sentTo } from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const everything = {
  name: 'canary-name',
  notes: 'canary-notes',
  arrival: 'canary-arrival',
  nights: 3,
  age: 24,
  languages: ['tpi'],
  household: { children: [{ ageBand: '6-12', gender: 'boy', atRisk: false }], pets: 1 },
  health: { pregnant: true, medication: true },
  safety: { someoneSearching: true, knowsArea: true },
  exploitation: ['ForcedLabour'],
  avoid: {
    areas: [{ place: 'Kenora', province: 'ON', radiusKm: 5 }],
    policeServices: ['canary-police'],
  },
  referrer: { unit: 'canary-unit', file: 'canary-file' },
}

/** What was kept of what a service point was shown, in order. */
async function shown(service: TestService, referralId: string) {
  return takeTurn(service, service.actor('system'), async ({ tx, keys }) => {
    const [referral] = await tx.select().from(referrals).where(eq(referrals.id, referralId))
    const key = await dataKey(tx, keys, referral!.keyId)
    const kept = await tx
      .select()
      .from(disclosures)
      .where(eq(disclosures.referralId, referralId))
      .orderBy(disclosures.at, disclosures.id)
    return kept.map(({ id, stage, sealed }) => ({
      stage,
      what: open<Record<string, unknown>>(
        key,
        { table: 'disclosures', row: id, field: 'sealed' },
        sealed,
      ),
    }))
  })
}

test('what a service point is shown, and what is kept of it', needsPostgres, async (t) => {
  const service = await aService(t)
  const accepts = { admission: ['pregnancy'], takes: ['pets'], children: null }
  const point = await aServicePoint(service, accepts)

  t.test('before a yes: this and nothing more', async (t) => {
    const { id } = await aReferral(service, everything)
    const [offer] = await shown(service, id)
    t.strictSame(offer, {
      stage: 'offer',
      what: {
        needs: ['emergency_shelter'],
        area: { en: 'Thunder Bay', fr: 'Thunder Bay' },
        urgency: 'urgent',
        gender: 'woman',
        ageGroup: '18-24',
        people: 2,
        childBands: ['6-12'],
        language: 'interpreter',
        facts: ['pregnancy'],
      },
    })
    t.notMatch(JSON.stringify(service.provider.sent), /canary|tpi|pregnan|Kenora|ForcedLabour/)
    await post(service, `/v1/referrals/${id}/withdrawal`)
  })

  t.test('on confirmation: contact, story and languages as far as the consent goes', async (t) => {
    for (const [scope, has] of [
      [['needs', 'area', 'age_gender'], []],
      [['needs', 'area', 'age_gender', 'contact'], ['contact']],
      [
        ['needs', 'area', 'age_gender', 'language', 'contact', 'story'],
        ['contact', 'story'],
      ],
    ] as const) {
      const { id } = await aReferral(service, { ...everything, consent: { scope } })
      const [offer] = (await readLeg(service, id)).offers
      await post(service, `/v1/offers/${offer!.id}/acceptance`)
      t.equal((await shown(service, id)).length, 1, 'a yes opens nothing')
      const { body } = await post(service, `/v1/offers/${offer!.id}/confirmation`)
      const [, confirmation] = await shown(service, id)
      t.same(confirmation, { stage: 'confirmation', what: body.details }, 'a snapshot is kept')
      const { contact, story, languages } = body.details
      t.strictSame(
        Object.entries({ contact, story }).flatMap(([name, value]) => (value ? [name] : [])),
        has,
      )
      t.strictSame(languages, scope.includes('language' as never) ? ['tpi'] : [])
      t.notMatch(JSON.stringify(body), /Kenora|canary-unit|canary-file|ForcedLabour/)
      await post(service, `/v1/referrals/${id}/withdrawal`)
      t.equal((await post(service, `/v1/offers/${offer!.id}/confirmation`)).status, 409)
    }
  })

  t.test('a number only inside its window, for 72 hours; kept is what was shown', async (t) => {
    const { id } = await aReferral(service, everything)
    const [offer] = (await readLeg(service, id)).offers
    await post(service, `/v1/offers/${offer!.id}/acceptance`)
    const { authorization } = await service.as('service_point', point.organizationId)
    const confirm = async () => {
      const url = `/v1/offers/${offer!.id}/confirmation`
      const { body } = await post(service, url, {}, { authorization })
      t.same((await shown(service, id)).at(-1)!.what, body.details)
      return body.details
    }
    const saturday = await confirm()
    t.match(saturday.contact, { codeWord: 'maple', channels: [{ window: 'later', from: '18:00' }] })
    t.notMatch(JSON.stringify(await shown(service, id)), '+18075550123')
    t.strictSame(saturday.story.avoidPoliceServices, ['canary-police'])
    await service.pass(52.5 * HOUR)
    const monday = await confirm()
    t.match(monday.contact.channels, [{ window: 'now', value: '+18075550123' }])
    await service.pass(24 * HOUR)
    const [tuesday] = (await confirm()).contact.channels
    t.strictSame([tuesday.window, tuesday.value], ['expired', undefined])
  })
})

const SECRETS = {
  contact: ['+18075550177', 'canary-word'],
  story: ['canary-name', 'canary-notes', 'canary-arrival', 'canary-police'],
  place: ['48.40912'],
}
const BEFORE = ['Emergency shelter', 'Thunder Bay']
const OVERRIDE = {
  ...{ basis: 'override', reason: 'canary-reason', givenBy: undefined, method: undefined },
  ...{ statement: undefined, language: undefined },
}

/** A referral before one service point, the way there by link and by API, and everything that it is shown. */
async function aHolder(service: TestService, t: Test, change: object = {}) {
  const point = await aServicePoint(service)
  const operator = await service.asStaff('operator')
  const { status, body, text } = await post(
    service,
    '/v1/referrals',
    aRequest({
      ...everything,
      ...{ household: undefined, location: { lat: 48.40912, lng: -89.26734 } },
      safeContact: {
        wanted: true,
        channels: [{ kind: 'voice', value: '+18075550177' }],
        codeWord: 'canary-word',
      },
      ...change,
    }),
    operator.headers,
  )
  t.equal(status, 201, text)
  await service.settle()
  const offers = (await readLeg(service, body.id)).offers
  const offer = offers.find(({ servicePoint }) => servicePoint!.id === point.id)!
  const letter = sentTo(service, point.sms).find((each) => each.includes('/answer/'))!
  const path = /\/answer\/[\w-]+/.exec(letter)![0]
  const member = await service.as('service_point', point.organizationId)
  let cookie = ''
  const form = (url: string, fields: Record<string, string>) =>
    service.app.inject({
      ...{ method: 'POST', url, payload: new URLSearchParams(fields).toString() },
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
    })
  return {
    ...{ id: body.id as string, legId: body.legs[0].id as string, point, offer },
    yes: async () => {
      const said = await form(path, { answer: 'yes', digits: /YES (\d{4})/.exec(letter)![1]! })
      t.equal(said.statusCode, 303)
      await service.settle()
    },
    confirm: async () => {
      const done = await form(`${path}/confirmation`, { code: codeTo(service, point.email) })
      t.equal(done.statusCode, 200)
      cookie = String(done.headers['set-cookie']).split(';')[0]!
    },
    /** By page with and without its cookie, by API as its member, and in every message to it. */
    sees: async () => {
      const headers = { authorization: member.authorization }
      const page = [
        await service.app.inject({ url: path }),
        await service.app.inject({ url: path, headers: { cookie } }),
        await form(`${path}/reading`, {}),
      ]
      const api = [
        await post(service, `/v1/offers/${offer.id}/readings`, {}, headers),
        await post(
          service,
          `/v1/referrals/${body.id}/readings`,
          { reason: 'x', parts: ['story'] },
          headers,
        ),
        { text: (await service.app.inject({ url: `/v1/referrals/${body.id}`, headers })).body },
        {
          text: (await service.app.inject({ url: `/v1/referrals/${body.id}/disclosures`, headers }))
            .body,
        },
      ]
      return {
        page: page.map((each) => each.body).join(),
        api: api.map((each) => each.text).join(),
        messages: [...sentTo(service, point.sms), ...sentTo(service, point.email)].join(),
      }
    },
  }
}

test('P4: who sees what, by state', needsPostgres, async (t) => {
  const service = await aService(t)
  type Holder = Awaited<ReturnType<typeof aHolder>>
  const end = (holder: Holder, how: 'withdrawal' | 'closure') =>
    post(service, `/v1/referrals/${holder.id}/${how}`, how === 'closure' ? { reason: 'other' } : {})
  const confirmed = async (holder: Holder) => {
    await holder.yes()
    await holder.confirm()
  }
  const approve = async (holder: Holder) => {
    const [asked] = await service.db.orm
      .select()
      .from(approvals)
      .where(eq(approvals.thing, `referral:${holder.id}`))
    const { headers } = await service.asStaff('supervisor')
    const done = await post(service, `/v1/approvals/${asked!.id}/approval`, {}, headers)
    t.equal(done.status, 201, done.text)
  }
  const override = { urgency: 'emergency', consent: OVERRIDE }
  const refuse = (holder: Holder) =>
    post(service, `/v1/offers/${holder.offer.id}/refusal`, { reason: 'other' })

  /** What was done, and what is seen then: the facts before a yes, the secrets by page and by API. */
  const STATES: Record<string, [object, (holder: Holder) => Promise<unknown>, boolean, boolean]> = {
    'before a yes': [{}, async () => {}, true, false],
    accepted: [{}, (it) => it.yes(), false, false],
    confirmed: [{}, confirmed, true, true],
    declined: [{}, refuse, false, false],
    'withdrawn before a yes': [{}, (it) => end(it, 'withdrawal'), false, false],
    'withdrawn after the confirmation': [
      {},
      async (it) => {
        await confirmed(it)
        await end(it, 'withdrawal')
      },
      false,
      false,
    ],
    'closed after the confirmation': [
      {},
      async (it) => {
        await confirmed(it)
        await end(it, 'closure')
      },
      false,
      false,
    ],
    'given back': [
      {},
      async (it) => {
        await confirmed(it)
        const given = { outcome: 'returned_by_service' }
        await post(service, `/v1/legs/${it.legId}/outcome`, given)
      },
      false,
      false,
    ],
    'override, not confirmed by a second person': [override, confirmed, true, false],
    'override, confirmed by a second person': [
      override,
      async (it) => {
        await confirmed(it)
        await approve(it)
      },
      true,
      true,
    ],
    'override, lapsed': [
      override,
      async (it) => {
        await confirmed(it)
        await service.pass(HOUR / 2)
      },
      false,
      false,
    ],
  }
  for (const [state, [change, act, facts, secrets]] of Object.entries(STATES)) {
    await t.test(state, async (t) => {
      const holder = await aHolder(service, t, change)
      await act(holder)
      await service.settle()
      const { page, api, messages } = await holder.sees()
      for (const fact of BEFORE) t.equal(page.includes(fact), facts, `${fact} on the page`)
      for (const secret of Object.values(SECRETS).flat()) {
        t.equal(page.includes(secret), secrets, `${secret} on the page`)
        t.equal(api.includes(secret), secrets, `${secret} by the API`)
        t.notOk(messages.includes(secret), `${secret} in no message`)
      }
      t.notMatch(messages, /canary|Thunder Bay|shelter/i, 'nothing of the person in a message')
      await end(holder, 'withdrawal')
      await service.db.orm.execute('update service_points set removed_at = now()')
      await service.db.orm.execute('delete from service_point_matches')
    })
  }

  await t.test('released because another took it', async (t) => {
    const other = await aServicePoint(service)
    const holder = await aHolder(service, t, { urgency: 'emergency' })
    const theirs = (await readLeg(service, holder.id)).offers.find(
      ({ servicePoint }) => servicePoint!.id === other.id,
    )
    await accept(service, theirs!.id)
    await service.settle()
    const { page, api, messages } = await holder.sees()
    t.notMatch(page + api + messages, /canary|Thunder Bay|shelter|48\.4|0177/i)
    t.match(page, 'Already placed')
  })
})
