import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../platform/errors.ts'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { sameHash } from '../protection/keys.ts'
import type { Services } from '../services.ts'
import { readGcNotifyStatus } from './gc-notify.ts'
import type { Hooks } from './hooks.ts'
import { takeReceiptSafely } from './receipt-job.ts'

/** What is read of a receipt; GC Notify sends more, the address among it, which nobody keeps. */
const Status = Type.Object(
  {
    id: Uuid('Its own id of the message.'),
    reference: Type.Optional(
      Type.Union([Type.String({ maxLength: 255 }), Type.Null()], {
        description: 'Our own id of the message.',
      }),
    ),
    status: Type.String({ minLength: 1, maxLength: 100 }),
  },
  {
    examples: [
      {
        id: '740e5834-3a29-46b4-9a6f-16142fde533a',
        reference: '019aa7c2-5d1e-7a40-8c3b-000000000020',
        status: 'delivered',
      },
    ],
  },
)
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What GC Notify calls: receipts, with the token that was typed on its page for callbacks. */
export async function gcNotifyRoutes(app: App, services: Services, hooks: Hooks): Promise<void> {
  const expected = services.config.GC_NOTIFY_CALLBACK_TOKEN
  /** Before the body is read. */
  const onRequest = async ({ headers }: FastifyRequest) => {
    const [scheme = '', token = ''] = headers.authorization?.split(' ') ?? []
    if (!expected || scheme.toLowerCase() !== 'bearer' || !isSame(token, expected))
      throw new Problem(403, 'bad_token', 'The token does not fit.')
  }

  app.post(
    '/v1/webhooks/gc-notify/status',
    {
      config: { access: { public: 'carries the token of GC_NOTIFY_CALLBACK_TOKEN' } },
      onRequest,
      schema: {
        operationId: 'gcNotifyStatus',
        tags: ['Webhooks'],
        summary: 'Receipt of a text message or an e-mail from GC Notify',
        description:
          'Sent with `Authorization: Bearer` and the token of GC_NOTIFY_CALLBACK_TOKEN. Late, repeated and disordered receipts are welcome: states only move forward. One that cannot be worked at once is kept and worked later.',
        body: Status,
        response: { 204: Type.Null(), ...problems(400, 403, 413, 422, 503) },
      },
    },
    async ({ body: { id, reference, status } }, reply) => {
      const receipt = readGcNotifyStatus(id, status)
      const messageId = reference && UUID.test(reference) ? reference : undefined
      if (receipt) await takeReceiptSafely(services, hooks, 'gc_notify', { ...receipt, messageId })
      return reply.code(204).send(null)
    },
  )
}

/** In constant time, whatever their lengths. */
const isSame = (a: string, b: string): boolean => sameHash(hashOf(a), hashOf(b))
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()
