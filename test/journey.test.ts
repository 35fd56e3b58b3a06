import { type Test, test } from 'tap'
import { takeInbound } from '../src/delivery/inbound.ts'
import { loadDemoDirectory } from '../src/directory/demo.ts'
import { REFERRAL_EXAMPLE } from '../src/intake/examples.ts'
import { takeTurn } from '../src/services.ts'
import { aDatabase, anEmbeddedDatabase, needsPostgres } from './fixtures/database.ts'
import { aService, type TestService } from './fixtures/services.ts'

/** The README's journey: an urgent referral in Thunder Bay; full, then yes by SMS, then the code. */
async function journey(t: Test, service: TestService): Promise<void> {
  await loadDemoDirectory(service, () => {})
  const operator = await service.as('operator')
  const made = await service.app.inject({
    method: 'POST',
    url: '/v1/referrals',
    headers: { ...operator, 'idempotency-key': 'one' },
    payload: REFERRAL_EXAMPLE,
  })
  t.equal(made.statusCode, 201, made.body)
  const referral = made.json()
  t.match(referral, {
    reference: /^[0-9A-Z]{3}-[0-9A-Z]{3}$/,
    stage: 'offered',
    legs: [{ offers: [{ state: 'open' }] }],
  })
  await service.settle()

  // Both go out at the same time: either may be the first.
  const channels = service.provider.sent.map(({ channel }) => channel)
  t.same(channels.sort(), ['email', 'sms'])
  const sms = service.provider.sent.find(({ channel }) => channel === 'sms')
  await replies(service, sms!.to, 'FULL')
  const second = service.provider.sent
    .filter(({ channel, text }) => channel === 'sms' && text.includes('YES'))
    .at(-1)!
  t.not(second.to, sms!.to, 'the next service point is asked')
  const digits = /YES (\d{4})/.exec(second.text)![1]
  await replies(service, second.to, `yes ${digits}`)
  const code = service.provider.sent.filter(({ channel }) => channel === 'email').at(-1)!
  t.match(code.text, /\b\d{6}\b/, 'the code comes by the other channel')

  const read = await service.app.inject({ url: `/v1/referrals/${referral.id}`, headers: operator })
  t.match(read.json(), {
    stage: 'accepted',
    legs: [{ offers: [{ state: 'declined', reason: 'full' }, { state: 'accepted' }] }],
  })
  t.match(
    read.json().timeline.map(({ action }: { action: string }) => action),
    ['referral.made', 'leg.opened', 'offer.made', 'offer.declined', 'offer.made', 'offer.accepted'],
  )
}

async function replies(service: TestService, from: string, body: string): Promise<void> {
  await takeTurn(service, service.actor('system'), (turn) =>
    takeInbound(turn, {
      provider: 'local',
      providerId: `${from} ${body}`,
      channel: 'sms',
      from,
      to: '+1',
      body,
    }),
  )
  await service.settle()
}

test('the journey of the README, on PostgreSQL', needsPostgres, async (t) => {
  await journey(t, await aService(t, { db: await aDatabase(t) }))
})

test('the journey of the README, on the embedded database', async (t) => {
  await journey(t, await aService(t, { db: await anEmbeddedDatabase(t) }))
})
