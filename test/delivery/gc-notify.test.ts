import { test } from 'tap'
import { gcNotifyProvider } from '../../src/delivery/gc-notify.ts'
import { type GcNotifyBehaviour, gcNotifyStub } from '../fixtures/gc-notify-stub.ts'
import { anEmail, anSms, leaks, now, TOKEN } from '../fixtures/outgoing.ts'

const templates = {
  sms: '0a0a0a0a-0000-4000-8000-000000000001',
  email: '0a0a0a0a-0000-4000-8000-000000000002',
}
const id = '0a0a0a0a-0000-4000-8000-0000000000aa'

test('GC Notify', async (t) => {
  const stub = await gcNotifyStub()
  t.teardown(() => stub.close())
  if (!stub.contract) t.comment('CONTRACTS_DIR is not set: requests were NOT checked by contract')
  const config = { apiKey: TOKEN, templates, baseUrl: stub.url, timeoutMs: 300 }
  const provider = gcNotifyProvider(config)

  await t.test('SMS and e-mail go out by template, as the contract says', async (t) => {
    t.match(await provider.send(anSms(), now), { kind: 'sent', providerId: /^[0-9a-f-]{36}$/ })
    t.match(stub.taken.at(-1), {
      phone_number: '+16135550142',
      template_id: templates.sms,
      personalisation: { message: 'body-canary' },
      reference: 'm-1',
    })
    t.match(await provider.send(anEmail(), now), { kind: 'sent' })
    t.match(stub.taken.at(-1), {
      email_address: 'person@example.org',
      template_id: templates.email,
      personalisation: { subject: 'K7F-2QX', message: 'body-canary' },
    })
    t.same(stub.problems, [])
  })

  await t.test('what is over, or has no template, is not even asked', async (t) => {
    const before = stub.requests()
    t.same(await provider.send(anSms({ validUntil: now }), now), failed('too_late'))
    const mailOnly = gcNotifyProvider({ ...config, templates: { email: templates.email } })
    t.same(await mailOnly.send(anSms(), now), failed('misconfigured'))
    t.equal(stub.requests(), before)
  })

  const said = (status: number, error: string, message: string): GcNotifyBehaviour => ({
    ...{ kind: 'error', status },
    body: { status_code: status, errors: [{ error, message: `${message} body-canary` }] },
  })
  const table: [string, GcNotifyBehaviour, object][] = [
    [
      'a bad number',
      said(400, 'ValidationError', 'phone_number Not a valid'),
      failed('bad_address'),
    ],
    ['another fault', said(400, 'ValidationError', 'personalisation'), failed('refused')],
    ['trial mode', said(400, 'BadRequestError', 'trial mode'), failed('misconfigured')],
    ['a wrong key', said(403, 'AuthError', 'Invalid token'), failed('misconfigured')],
    [
      'too fast',
      said(429, 'RateLimitError', 'Exceeded'),
      { kind: 'retry', reason: 'rate_limited' },
    ],
    [
      'too many today',
      said(429, 'TooManyRequestsError', 'Exceeded'),
      { kind: 'retry', reason: 'rate_limited', afterSeconds: 3600 },
    ],
    ['ill', said(500, 'x', 'Internal server error'), unknown('empty_reply')],
    ['a gateway', { kind: 'error', status: 502 }, unknown('empty_reply')],
    ['an empty 201', { kind: 'error', status: 201 }, unknown('empty_reply')],
    ['a cut line', { kind: 'cut' }, unknown('reset')],
    ['silence', { kind: 'silence' }, unknown('timeout')],
  ]
  for (const [name, behaviour, outcome] of table) {
    await t.test(
      `${name} is ${JSON.stringify(outcome)}, asked once, and leaks nothing`,
      async (t) => {
        const before = stub.requests()
        stub.behave(behaviour)
        const got = await provider.send(anSms(), now)
        t.same(got, outcome)
        t.equal(stub.requests(), before + 1)
        t.same(leaks(got, provider), [])
      },
    )
  }

  await t.test('no connection is a certain no', async (t) => {
    const gone = await gcNotifyStub()
    await gone.close()
    const nobody = gcNotifyProvider({ ...config, baseUrl: gone.url })
    t.same(await nobody.send(anSms(), now), { kind: 'retry', reason: 'unavailable' })
    t.same(await nobody.find!(anSms(), now), { kind: 'unclear' })
  })

  await t.test(
    'D8: what was taken before the line was cut is found by its reference',
    async (t) => {
      stub.behave({ kind: 'cut' })
      t.same(await provider.send(anSms({ id }), now), unknown('reset'))
      const { id: providerId } = stub.taken.at(-1)!
      const find = () => provider.find!(anSms({ id }), now)
      t.same(await find(), { kind: 'seen', candidates: [{ providerId, state: 'queued' }] })
      stub.taken.at(-1)!.status = 'permanent-failure'
      t.match(await find(), { candidates: [{ state: 'failed', reason: 'bad_address' }] })
      t.same(await provider.find!(anSms({ id: 'other' }), now), { kind: 'seen', candidates: [] })
      t.same(stub.problems, [])
    },
  )
})

function failed(reason: string) {
  return { kind: 'failed', reason }
}
function unknown(reason: string) {
  return { kind: 'unknown', reason }
}
