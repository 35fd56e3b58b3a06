import { Type } from 'typebox'
import { Problem } from '../platform/errors.ts'
import { type App, problems } from '../platform/http.ts'
import { type Services, takeTurn } from '../services.ts'
import { DELIVERY } from './dispatch.ts'
import type { Hooks } from './hooks.ts'
import { takeInbound } from './inbound.ts'
import { takeReceipt } from './receipts.ts'
import { readTwilioInbound, readTwilioStatus, verifyTwilio } from './twilio.ts'

const Form = Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 5000 }))
const access = { access: { public: 'signed by the provider' } }
const about = { tags: ['Webhooks'], body: Form, consumes: ['application/x-www-form-urlencoded'] }

/** What Twilio calls: receipts and replies, checked against their signature and the configured public URL. */
export async function twilioRoutes(app: App, services: Services, hooks: Hooks): Promise<void> {
  const verified = async (path: string, params: Record<string, string>, signature: unknown) => {
    const { twilio } = services.providers
    if (
      twilio &&
      typeof signature === 'string' &&
      (await verifyTwilio(twilio, path, params, signature))
    )
      return
    throw new Problem(403, 'bad_signature', 'The signature does not fit.')
  }

  app.post(
    '/v1/webhooks/twilio/status',
    {
      config: access,
      schema: {
        ...about,
        operationId: 'twilioStatus',
        summary: 'Receipt of a text message',
        description:
          'Late, repeated and disordered receipts are welcome: states only move forward.',
        response: { 204: Type.Null(), ...problems(403, 503) },
      },
    },
    async ({ body, headers }, reply) => {
      await verified('/v1/webhooks/twilio/status', body, headers['x-twilio-signature'])
      const receipt = readTwilioStatus(body)
      if (receipt) {
        await takeTurn(services, DELIVERY, (turn) => takeReceipt(turn, hooks, 'twilio', receipt))
      }
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/webhooks/twilio/message',
    {
      config: access,
      schema: {
        ...about,
        operationId: 'twilioMessage',
        summary: 'A text message came in',
        description:
          'Kept sealed and read by a worker; the answer, if any, is a message of its own.',
        response: {
          200: { description: 'TwiML', content: { 'text/xml': { schema: Type.String() } } },
          ...problems(403, 503),
        },
      },
    },
    async ({ body, headers }, reply) => {
      await verified('/v1/webhooks/twilio/message', body, headers['x-twilio-signature'])
      const arrived = readTwilioInbound(body)
      if (arrived) {
        await takeTurn(services, DELIVERY, (turn) =>
          takeInbound(turn, { provider: 'twilio', channel: 'sms', ...arrived }),
        )
      }
      return reply.type('text/xml').send('<Response/>')
    },
  )
}
