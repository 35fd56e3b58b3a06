import { eq } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { contacts, messages, tasks } from '../../db/schema.ts'
import { smtpProvider } from '../../src/delivery/smtp.ts'
import { twilioProvider } from '../../src/delivery/twilio.ts'
import { REFERRAL_EXAMPLE } from '../../src/intake/examples.ts'
import { MINUTE, SECOND } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aClock, aService } from '../fixtures/services.ts'
import { smtpSink } from '../fixtures/smtp-sink.ts'
import { twilioSignature } from '../fixtures/twilio-signature.ts'
import { twilioStub } from '../fixtures/twilio-stub.ts'

const TOKEN = 'auth-token-of-the-test'
const PUBLIC = 'https://causeway.example.org'

/** The whole program on real HTTP, with Twilio's stub and a mail server behind it, and two partners. */
async function aProgram(t: Test) {
  const clock = aClock()
  const [stub, sink] = await Promise.all([twilioStub(undefined, () => clock.at), smtpSink()])
  t.teardown(() => Promise.all([stub.close(), sink.close()]))
  if (!stub.contract) t.comment('CONTRACTS_DIR is not set: requests were NOT checked by contract')
  const twilio = {
    accountSid: `AC${'0a'.repeat(16)}`,
    authToken: TOKEN,
    from: '+16135550100',
    publicUrl: PUBLIC,
    baseUrl: stub.url,
    timeoutMs: 500,
  }
  const service = await aService(t, {
    clock,
    env: { PUBLIC_URL: PUBLIC },
    providers: {
      byName: new Map([
        ['twilio', await twilioProvider(twilio)],
        ['smtp', smtpProvider({ url: sink.url, from: 'Causeway <offers@causeway.example.org>' })],
      ]),
      order: { sms: ['twilio'], email: ['smtp'] },
      twilio,
    },
  })
  const points = [await aServicePoint(service), await aServicePoint(service)]
  const operator = await service.as('operator')
  const origin = await service.app.listen({ host: '127.0.0.1', port: 0 })
  const webhook = (kind: 'status' | 'message', params: Record<string, string>) => {
    const path = `/v1/webhooks/twilio/${kind}`
    return fetch(origin + path, {
      method: 'POST',
      headers: { 'x-twilio-signature': twilioSignature(TOKEN, PUBLIC + path, params) },
      body: new URLSearchParams(params),
    })
  }
  const json = async (path: string, body?: unknown) => {
    const { authorization } = operator
    const response = await fetch(origin + path, {
      method: body ? 'POST' : 'GET',
      headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: response.status, body: (await response.json()) as { id: string } }
  }
  const rowOf = async (to: 'sms' | 'email', purpose: string) =>
    (await service.db.orm.select().from(messages).where(eq(messages.channel, to))).find(
      (row) => row.purpose === purpose,
    )!
  return { service, stub, sink, points, webhook, json, rowOf }
}

/** A mail's plain text. */
function textOf({ raw }: { raw: string }): string {
  const part = raw.split(/\r\n--/).find((each) => /content-type: text\/plain/i.test(each)) ?? raw
  const [head, ...body] = part.split('\r\n\r\n')
  const text = body.join('\n')
  if (/base64/i.test(head!)) return Buffer.from(text, 'base64').toString()
  return text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}

test('by Twilio and SMTP', needsPostgres, async (t) => {
  await t.test(
    'an offer goes out by both, a yes by SMS comes back, the code goes by e-mail',
    async (t) => {
      const { service, stub, sink, points, webhook, json, rowOf } = await aProgram(t)
      const made = await json('/v1/referrals', REFERRAL_EXAMPLE)
      t.equal(made.status, 201)
      await service.settle()

      const [sms] = stub.taken
      const asked = points.find((point) => point.sms === sms?.To)!
      t.match(sms, {
        StatusCallback: `${PUBLIC}/v1/webhooks/twilio/status`,
        ValidityPeriod: '1800',
      })
      t.match(sink.received, [{ to: [asked.email] }])
      const digits = /YES (\d{4})/.exec(sms!.Body!)![1]!
      t.notMatch(textOf(sink.received[0]!), digits, 'each channel has digits of its own')

      const { providerId } = await rowOf('sms', 'offer')
      for (const MessageStatus of ['delivered', 'queued', 'sent', 'delivered']) {
        const answer = await webhook('status', { MessageSid: providerId!, MessageStatus })
        t.equal(answer.status, 204)
      }
      t.match(await rowOf('sms', 'offer'), { state: 'delivered' })
      t.match(await rowOf('email', 'offer'), { state: 'sent' })

      const reply = {
        MessageSid: 'SMreply',
        From: asked.sms,
        To: sms!.From!,
        Body: `Yes! ${digits}`,
      }
      t.equal((await webhook('message', reply)).status, 200)
      t.equal((await webhook('message', reply)).status, 200)
      await service.settle()
      t.match((await json(`/v1/referrals/${made.body.id}`)).body, {
        stage: 'accepted',
        legs: [{ offers: [{ state: 'accepted', servicePoint: { id: asked.id } }] }],
      })
      t.equal(stub.taken.filter(({ To }) => To === asked.sms).length, 2, 'thanked once')
      const code = sink.received.at(-1)!
      t.same(code.to, [asked.email])
      t.match(textOf(code), /\b\d{6}\b/)
      t.same(stub.problems, [], 'as the contract says')
    },
  )

  type Program = Awaited<ReturnType<typeof aProgram>>
  const refusesTo = (code: number) => ({ kind: 'error', status: 400, code }) as const
  const optOuts: Record<string, (program: Program) => Promise<unknown>> = {
    'Twilio refuses: 21610': async () => {},
    'a receipt says 21610': async ({ webhook, rowOf }) => {
      const { providerId } = await rowOf('sms', 'offer')
      const failed = { MessageStatus: 'failed', ErrorCode: '21610' }
      await webhook('status', { MessageSid: providerId!, ...failed })
    },
    ...Object.fromEntries(
      ['STOP', 'Arrêt', 'ARRET'].map((Body) => [
        Body,
        ({ webhook, stub }: Program) =>
          webhook('message', {
            MessageSid: `SM-${Body}`,
            From: stub.taken[0]!.To!,
            To: '+16135550100',
            Body,
          }),
      ]),
    ),
  }
  for (const [how, optOut] of Object.entries(optOuts)) {
    await t.test(
      `D15: opted out (${how}): channel off, a human told, the e-mail goes on`,
      async (t) => {
        const program = await aProgram(t)
        const { service, stub, sink, points, json } = program
        if (how.startsWith('Twilio')) stub.behave(refusesTo(21610))
        const made = await json('/v1/referrals', REFERRAL_EXAMPLE)
        await service.settle()
        await optOut(program)
        await service.settle()
        t.match((await json(`/v1/referrals/${made.body.id}`)).body, { stage: 'offered' })
        const asked = points.find(({ email }) => sink.received[0]?.to.includes(email))!
        const [flagged] = await service.db.orm
          .select()
          .from(contacts)
          .where(eq(contacts.value, asked.sms))
        t.match(flagged, { failedReason: 'opted_out', failedAt: service.clock.at })
        const raised = await service.db.orm.select().from(tasks)
        t.match(
          raised.filter(({ kind }) => kind === 'contact_problem'),
          [{ servicePointId: asked.id, reason: 'contact_opted_out', doneAt: null }],
        )
        t.equal(stub.requests(), 1, 'nothing more goes to that number')
      },
    )
  }

  await t.test('a carrier filtered it: an alarm, and the number stays good', async (t) => {
    const { service, stub, sink, points, json } = await aProgram(t)
    stub.behave(refusesTo(30007))
    const made = await json('/v1/referrals', REFERRAL_EXAMPLE)
    await service.settle()
    t.match((await json(`/v1/referrals/${made.body.id}`)).body, { stage: 'offered' })
    const asked = points.find(({ email }) => sink.received[0]?.to.includes(email))!
    const raised = await service.db.orm.select().from(tasks)
    t.match(
      raised.filter(({ kind }) => kind === 'contact_problem'),
      [{ servicePointId: asked.id, reason: 'contact_filtered', doneAt: null }],
    )
    const [contact] = await service.db.orm
      .select()
      .from(contacts)
      .where(eq(contacts.value, asked.sms))
    t.match(contact, { failedAt: null })
  })

  await t.test('a time-out is looked up, and Twilio gets no second message for it', async (t) => {
    const { service, stub, sink, json, rowOf } = await aProgram(t)
    stub.behave({ kind: 'silence' })
    const made = await json('/v1/referrals', REFERRAL_EXAMPLE)
    await service.settle()
    t.match(await rowOf('sms', 'offer'), { state: 'sending', unsureAt: service.clock.at })
    t.equal(sink.received.length, 1, 'the e-mail went')
    stub.behave({ kind: 'accept' })
    const body = stub.taken[0]!.Body
    await service.pass(SECOND)
    t.match(await rowOf('sms', 'offer'), { state: 'sent', providerId: stub.kept[0]!.sid })
    await service.pass(10 * MINUTE)
    await service.pass(10 * MINUTE)
    t.equal(stub.taken.filter(({ Body }) => Body === body).length, 1)
    t.match((await json(`/v1/referrals/${made.body.id}`)).body, { stage: 'offered' })
  })

  await t.test(
    'D7: SMS is down: the alarm goes to the next people by e-mail within 15 s',
    async (t) => {
      const { service, stub, sink, json } = await aProgram(t)
      stub.behave({ kind: 'error', status: 500, code: 20500 })
      const made = await json('/v1/referrals', { ...REFERRAL_EXAMPLE, urgency: 'emergency' })
      t.equal(made.status, 201)
      await service.settle()
      const alarmed = () =>
        sink.received.flatMap(({ to }) => to).filter((to) => /^(operator|supervisor)@/.test(to))
      t.same(alarmed(), [], 'the first operator is told by phone')
      for (let i = 0; i < 3; i++) await service.pass(5 * SECOND)
      t.not(alarmed().length, 0)
      t.equal(stub.taken.length, 0)
    },
  )

  await t.test('neither channel takes it: the next service point is asked at once', async (t) => {
    const { service, stub, sink, json } = await aProgram(t)
    stub.behave({ kind: 'error', status: 400, code: 21211 })
    const made = await json('/v1/referrals', REFERRAL_EXAMPLE)
    await service.db.orm
      .update(messages)
      .set({ state: 'failed', reason: 'bad_address', dueAt: null })
      .where(eq(messages.channel, 'email'))
    await service.settle()
    t.match((await json(`/v1/referrals/${made.body.id}`)).body, {
      stage: 'offered',
      legs: [{ offers: [{ state: 'failed', reason: 'bad_address' }, { state: 'open' }] }],
    })
    t.equal(sink.received.length, 1, 'the second one gets its e-mail')
  })
})
