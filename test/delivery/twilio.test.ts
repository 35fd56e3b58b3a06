import { createHmac } from 'node:crypto'
import { test } from 'tap'
import {
  readTwilioInbound,
  readTwilioStatus,
  twilioProvider,
  verifyTwilio,
} from '../../src/delivery/twilio.ts'
import { outcomeOfError } from '../../src/delivery/twilio-outcomes.ts'
import { anSms, leaks, now, TOKEN } from '../fixtures/outgoing.ts'
import { type Behaviour, twilioStub } from '../fixtures/twilio-stub.ts'

async function aTwilio(fields: { baseUrl: string; timeoutMs?: number }) {
  return twilioProvider({
    accountSid: `AC${'0a'.repeat(16)}`,
    authToken: TOKEN,
    from: '+16135550100',
    publicUrl: 'https://causeway.example.org/',
    ...fields,
  })
}

test('twilio', async (t) => {
  const stub = await twilioStub()
  const provider = await aTwilio({ baseUrl: stub.url, timeoutMs: 400 })
  t.teardown(() => stub.close())
  if (!stub.contract) t.comment('CONTRACTS_DIR is not set: requests were NOT checked by contract')

  await t.test(
    'a message goes out as the official contract says, for its window only',
    async (t) => {
      const outcome = await provider.send(anSms(), now)
      t.match(outcome, { kind: 'sent', providerId: /^SM[0-9a-f]{32}$/ })
      t.match(stub.taken.at(-1), {
        To: '+16135550142',
        From: '+16135550100',
        Body: 'body-canary',
        ValidityPeriod: '300',
        ContentRetention: 'discard',
        AddressRetention: 'obfuscate',
        StatusCallback:
          'https://causeway.example.org/v1/webhooks/twilio/status?message=m-1#rc=5&rp=5xx,ct,rt',
      })
    },
  )

  await t.test(
    'the window is at most ten hours, and a message whose window is over is not sent',
    async (t) => {
      await provider.send(anSms({ validUntil: new Date('2026-11-24T18:00:00Z') }), now)
      t.equal(stub.taken.at(-1)?.ValidityPeriod, '36000')
      const before = stub.requests()
      t.same(await provider.send(anSms({ validUntil: now }), now), {
        kind: 'failed',
        reason: 'too_late',
      })
      t.equal(stub.requests(), before)
    },
  )

  const error = (status: number, code: number): Behaviour => ({ kind: 'error', status, code })
  const failed = (reason: string) => ({ kind: 'failed', reason })
  const unavailable = { kind: 'retry', reason: 'unavailable' }
  const table: [string, Behaviour, object][] = [
    ['opted out', error(400, 21610), failed('opted_out')],
    ['a bad number', error(400, 21211), failed('bad_address')],
    ['an unroutable number', error(400, 21612), failed('bad_address')],
    ['not a mobile', error(400, 21614), failed('landline')],
    ['a landline', error(400, 30006), failed('landline')],
    ['an unreachable handset', error(400, 30003), failed('unreachable')],
    ['an unknown handset', error(400, 30005), failed('unreachable')],
    ['an unknown carrier error', error(400, 30008), failed('unreachable')],
    ['filtered', error(400, 30007), failed('filtered')],
    ['wrong credentials', error(401, 20003), failed('misconfigured')],
    ['a sender that is not ours', error(400, 21606), failed('misconfigured')],
    ['a code nobody knows', error(400, 29999), failed('refused')],
    ['too many', error(429, 20429), { kind: 'retry', reason: 'rate_limited' }],
    [
      'too many, with a time',
      { ...error(429, 20429), retryAfter: 7 } as Behaviour,
      { kind: 'retry', reason: 'rate_limited', afterSeconds: 7 },
    ],
    ['twilio ill', error(500, 20500), unavailable],
    ['twilio ill, by code', error(400, 30500), unavailable],
    ['maintenance', error(400, 21730), unavailable],
    ['a gateway', { kind: 'html', status: 502 }, { kind: 'unknown', reason: 'empty_reply' }],
    ['an empty 201', { kind: 'empty' }, { kind: 'unknown', reason: 'empty_reply' }],
    ['half a 201', { kind: 'garbage' }, { kind: 'unknown', reason: 'empty_reply' }],
    ['a cut line', { kind: 'cut' }, { kind: 'unknown', reason: 'reset' }],
    ['silence', { kind: 'silence' }, { kind: 'unknown', reason: 'timeout' }],
  ]
  for (const [name, behaviour, outcome] of table) {
    await t.test(`${name} is ${JSON.stringify(outcome)}, asked once`, async (t) => {
      const before = stub.requests()
      stub.behave(behaviour)
      const got = await provider.send(anSms(), now)
      t.same(got, outcome)
      t.equal(stub.requests(), before + 1)
      t.same(leaks(got, provider), [])
    })
  }

  await t.test('no connection is a certain no', async (t) => {
    const nobody = await aTwilio({ baseUrl: 'http://127.0.0.1:1' })
    t.same(await nobody.send(anSms(), now), unavailable)
  })

  await t.test(
    'an error that the SDK throws becomes an outcome that holds nothing of it',
    async (t) => {
      const thrown = Object.assign(new Error(`body-canary ${TOKEN}`), {
        code: 'ECONNRESET',
        config: { data: '+16135550142' },
      })
      t.not(leaks(thrown).length, 0, 'the check itself sees what the error holds')
      t.same(leaks(outcomeOfError(thrown)), [])
      t.same(outcomeOfError(undefined), { kind: 'unknown', reason: 'reset' })
    },
  )

  t.same(stub.problems, [], 'every request is as the contract says')
})

test('twilio webhooks', async (t) => {
  const config = { authToken: '12345', publicUrl: 'https://causeway.example.org' }
  const path = '/v1/webhooks/twilio/message'
  const params = {
    MessageSid: 'SM1',
    To: '+16135550100',
    From: '+16135550142',
    Body: 'OUI 4821, désolé',
  }
  /** By the rule of twilio.com/docs/usage/security, not by the SDK. */
  const signed = Object.entries(params).sort().flat().join('')
  const signature = createHmac('sha1', '12345')
    .update(`https://causeway.example.org${path}${signed}`)
    .digest('base64')

  await t.test(
    'a signature counts for our configured address and these parameters only',
    async (t) => {
      t.equal(await verifyTwilio(config, path, params, signature), true)
      t.equal(await verifyTwilio(config, path, { ...params, Body: 'OUI 4822' }, signature), false)
      t.equal(await verifyTwilio(config, '/other', params, signature), false)
      t.equal(
        await verifyTwilio(
          { ...config, publicUrl: 'https://evil.example' },
          path,
          params,
          signature,
        ),
        false,
      )
      t.equal(await verifyTwilio({ ...config, authToken: 'x' }, path, params, signature), false)
      t.equal(await verifyTwilio(config, path, params, undefined), false)
      t.equal(await verifyTwilio(config, path, params, ''), false)
    },
  )

  await t.test(
    'each status is a receipt, those of incoming texts and unknown ones are none',
    async (t) => {
      const read = (MessageStatus: string, ErrorCode = '') =>
        readTwilioStatus({ MessageSid: 'SM1', MessageStatus, ErrorCode })
      t.same(read('accepted'), { providerId: 'SM1', state: 'queued' })
      t.same(read('sending'), { providerId: 'SM1', state: 'sending' })
      t.same(read('sent'), { providerId: 'SM1', state: 'sent' })
      t.same(read('delivered'), { providerId: 'SM1', state: 'delivered' })
      t.same(read('undelivered', '30007'), {
        providerId: 'SM1',
        state: 'failed',
        reason: 'filtered',
      })
      t.same(read('failed', '30036'), { providerId: 'SM1', state: 'failed', reason: 'too_late' })
      for (const code of ['', '30500', '99999'])
        t.same(
          read('failed', code),
          { providerId: 'SM1', state: 'failed', reason: 'refused' },
          code,
        )
      t.equal(read('received'), undefined)
      t.equal(read('constructor'), undefined)
      t.equal(readTwilioStatus({ MessageStatus: 'sent' }), undefined)
    },
  )

  await t.test('an incoming text is read, even an empty one', async (t) => {
    const text = { MessageSid: 'SM2', From: '+16135550142', To: '+16135550100', Body: 'OUI 4821' }
    t.same(readTwilioInbound(text), {
      providerId: 'SM2',
      from: '+16135550142',
      to: '+16135550100',
      body: 'OUI 4821',
    })
    t.match(readTwilioInbound({ ...text, Body: '' }), { body: '' })
    t.equal(readTwilioInbound({ Body: 'YES' }), undefined)
  })
})
