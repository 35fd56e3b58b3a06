import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { disclosures, referrals } from '../../db/schema.ts'
import { HOUR } from '../../src/platform/clock.ts'
import { dataKey, open } from '../../src/protection/seal.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral, post, readLeg } from '../fixtures/referral.ts'
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
  await aServicePoint(service, { admission: ['pregnancy'], takes: ['pets'], children: null })

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
    const confirm = async () => {
      const { body } = await post(service, `/v1/offers/${offer!.id}/confirmation`)
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
