import { type Test, test } from 'tap'
import { offers, referrals } from '../db/schema.ts'
import { loadDemoDirectory } from '../src/directory/demo.ts'
import { REFERRAL_EXAMPLE } from '../src/intake/examples.ts'
import { DAY, MINUTE } from '../src/platform/clock.ts'
import { openPostgres } from '../src/platform/postgres.ts'
import { dataKey } from '../src/protection/seal.ts'
import { FAULTS, verifyRecord } from '../src/protection/verify.ts'
import { takeTurn } from '../src/services.ts'
import { inviteAdmin } from '../src/staff/invite-admin.ts'
import { totp } from './fixtures/authenticator.ts'
import { aDatabase, needsPostgres } from './fixtures/database.ts'
import { dumpOf, restored } from './fixtures/dump.ts'
import { aService, type TestService } from './fixtures/services.ts'
import { aVisitor } from './fixtures/visitor.ts'

const NOTE = 'canary: she waits at the blue door'
const HANDOVER = {
  ...REFERRAL_EXAMPLE,
  channel: 'police',
  notes: NOTE,
  consent: { ...REFERRAL_EXAMPLE.consent, tellReferrer: false },
}

/** Somebody at a browser who follows the link, sets up an authenticator app, and then uses the API. */
async function joined(t: Test, service: TestService, link: string) {
  const visitor = aVisitor(service)
  await visitor.post(new URL(link).pathname)
  t.equal((await visitor.get('/staff/record')).statusCode, 303, 'nothing before the second step')
  const { body } = await visitor.post('/staff/security/app')
  const secret = body.match(/class="key">([A-Z2-7 ]+)</)![1]!
  await visitor.post('/staff/security/app/code', { code: totp(secret) })
  return async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { cookie, origin: service.config.PUBLIC_URL }
    const answer = await service.app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.json(), text: answer.body }
  }
}

// What the issue asks a newcomer to see, from the first administrator to the restored dump.
test(
  'S3, S7, S9, P2, P4: five people and one referral, to its erasure',
  needsPostgres,
  async (t) => {
    const db = await aDatabase(t)
    const service = await aService(t, { db })
    await loadDemoDirectory(service, () => {})
    const link = await takeTurn(service, service.actor('system'), (turn) => {
      const organization = 'Hotline'
      return inviteAdmin(turn, {
        email: 'admin@cw.example',
        name: 'A',
        organization,
        language: 'en',
      })
    })
    const admin = await joined(t, service, link)
    const { organization: hotline } = (await admin('GET', '/v1/staff')).body.staff[0]
    const police = await service.as('police')
    const invite = async (role: string, organizationId: string) => {
      const email = `${role}@cw.example`
      const person = { email, name: role, role, organizationId, language: 'en' }
      const { status, body, text } = await admin('POST', '/v1/staff', person)
      t.equal(status, 201, text)
      return joined(t, service, body.link)
    }
    const operator = await invite('operator', hotline.id)
    const supervisor = await invite('supervisor', hotline.id)
    const officer = await invite('police', police.organizationId)

    const made = await officer('POST', '/v1/referrals', HANDOVER)
    t.equal(made.status, 201, made.text)
    const { id, reference } = made.body
    await service.settle()
    const [asked] = await db.orm.select().from(offers)
    const member = await invite('service_point', asked!.organizationId)

    await t.test('each sees what they may, and nothing else', async (t) => {
      const { offers } = (await member('GET', '/v1/offers')).body
      t.match(offers, [{ reference, state: 'open' }])
      t.equal((await member('POST', `/v1/offers/${asked!.id}/readings`)).status, 409)
      t.equal((await member('POST', `/v1/offers/${asked!.id}/acceptance`)).status, 201)
      const confirmed = await member('POST', `/v1/offers/${asked!.id}/confirmation`)
      t.match(confirmed.text, NOTE)
      const handed = await officer('GET', `/v1/referrals/${id}`)
      t.match(handed.body, { stage: 'confirmed' })
      t.notMatch(handed.text, /canary|Shelter|House|servicePoint/)
      t.equal((await operator('GET', `/v1/referrals/${id}`)).body.code, 'reason_needed')
      const reason = 'The officer calls and asks.'
      t.equal((await operator('POST', '/v1/openings', { referral: reference, reason })).status, 201)
      t.notMatch((await operator('GET', `/v1/referrals/${id}`)).text, /canary/)
      const read = await operator('POST', `/v1/referrals/${id}/readings`, {
        reason,
        parts: ['story'],
      })
      t.match(read.text, NOTE)
      for (const url of ['', '/readings', '/disclosures', '/closure']) {
        const method = ['', '/disclosures'].includes(url) ? 'GET' : 'POST'
        const refused = await admin(method, `/v1/referrals/${id}${url}`, { reason })
        t.equal(refused.status, 403, url)
      }
      const seen = await operator('GET', `/v1/referrals/${id}/disclosures`)
      t.equal(seen.status, 200, seen.text)
      t.notMatch(seen.text, /canary/)
      t.equal((await supervisor('GET', `/v1/events?thing=referral:${id}`)).status, 200)
    })

    await t.test('withdrawn, the offers vanish and their holder reads no more', async (t) => {
      t.equal((await officer('POST', `/v1/referrals/${id}/withdrawal`)).status, 201)
      await service.settle()
      t.same((await member('GET', '/v1/offers')).body, { offers: [] })
      t.ok(
        service.provider.sent.some(({ text }) => /delete/i.test(text)),
        'the holder is told',
      )
      const read = await member('POST', `/v1/offers/${asked!.id}/readings`)
      t.equal(read.status, 409)
      t.notMatch(read.text, NOTE)
    })

    await t.test('one event, altered by SQL, is found and named', async (t) => {
      const faults = async () => {
        const found: string[] = []
        await service.pass(6 * MINUTE)
        await db.orm.transaction(async (tx) => {
          const checking = verifyRecord(tx, service.keys, { now: service.clock.at })
          for await (const { kind, chain } of checking) found.push(`${FAULTS[kind]}: ${chain}`)
        })
        return found
      }
      t.same(await faults(), [])
      const owner = openPostgres(db.adminUrl, { pool: 1 })
      t.teardown(() => owner.close())
      await owner.script(
        `alter table events disable trigger all; update events set actor = 'staff:nobody' where action = 'sealed.read'`,
      )
      t.match(await faults(), [`an event was changed: referral:${id}`])
    })

    await t.test('eight days later its note is nowhere, nor in a restored dump', async (t) => {
      await service.pass(8 * DAY)
      const dump = await dumpOf(db.adminUrl)
      t.notMatch(dump, /canary/)
      for (const each of [db, await restored(t, db.adminUrl, dump)]) {
        await t.rejects(
          each.orm.transaction(async (tx) => {
            const [row] = await tx.select().from(referrals)
            await dataKey(tx, service.keys, row!.keyId)
          }),
          { name: 'KeyDestroyed' },
        )
      }
    })
  },
)
