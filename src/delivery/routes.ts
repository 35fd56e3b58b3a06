import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../platform/errors.ts'
import { type App, problems } from '../platform/http.ts'
import { type Services, takeTurn } from '../services.ts'
import type { Hooks } from './hooks.ts'
import { takeInbound } from './inbound.ts'
import { takeReceiptSafely } from './receipt-job.ts'
import { DELIVERY } from './send-one.ts'
import { readTwilioInbound, readTwilioStatus, verifyTwilio } from './twilio.ts'

const Form = Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 5000 }))
const SIGNATURE = 'x-twilio-signature'
const access = { access: { public: 'signed by the provider' } }
const about = { tags: ['Webhooks'], body: Form, consumes: ['application/x-www-form-urlencoded'] }

/** What Twilio calls: receipts and replies, checked against their signature and the configured public URL. */
export async function twilioRoutes(app: App, services: Services, hooks: Hooks): Promise<void> {
  app.removeContentTypeParser('application/json')
  const { twilio } = services.providers
  const refused = () => new Problem(403, 'bad_signature', 'The signature does not fit.')
  /** Without a signature the body is not even read; one that does not fit is checked no further. */
  const signed = {
    onRequest: async ({ headers }: FastifyRequest) => {
      if (!twilio || typeof headers[SIGNATURE] !== 'string') throw refused()
    },
    preValidation: async ({ body, headers, routeOptions, url }: FastifyRequest) => {
      const params = (body ?? {}) as Record<string, string>
      const signature = headers[SIGNATURE] as string
      const query = url.includes('?') ? url.slice(url.indexOf('?')) : ''
      if (!(await verifyTwilio(twilio!, routeOptions.url! + query, params, signature)))
        throw refused()
    },
  }

  app.post(
    '/v1/webhooks/twilio/status',
    {
      config: access,
      ...signed,
      schema: {
        ...about,
        operationId: 'twilioStatus',
        summary: 'Receipt of a text message',
        description:
          'Late, repeated and disordered receipts are welcome: states only move forward. One that cannot be worked at once is kept and worked later.',
        querystring: Type.Object({
          message: Type.Optional(
            Type.String({
              format: 'uuid',
              maxLength: 36,
              description: 'Our own id of the message.',
            }),
          ),
        }),
        response: { 204: Type.Null(), ...problems(403, 503) },
      },
    },
    async ({ body, query: { message: messageId } }, reply) => {
      const receipt = readTwilioStatus(body)
      if (receipt) await takeReceiptSafely(services, hooks, 'twilio', { ...receipt, messageId })
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/webhooks/twilio/message',
    {
      config: access,
      ...signed,
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
    async ({ body }, reply) => {
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
