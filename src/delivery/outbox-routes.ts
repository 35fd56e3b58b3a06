import { Type } from 'typebox'
import type { App } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { type Services, takeTurn } from '../services.ts'
import { takeInbound } from './inbound.ts'
import { readOutbox } from './local.ts'
import { outboxPage } from './outbox-pages.ts'
import { outboxFolder } from './providers.ts'
import { DELIVERY } from './send-one.ts'

const config = { access: { public: 'the demo only: nothing here is of a real person' } }
const LanguageSchema = Type.Enum(['en', 'fr'], { type: 'string', default: 'en' })

/** The demo's phones and mailboxes, so that a newcomer can play the service point. */
export async function outboxRoutes(app: App, services: Services): Promise<void> {
  const folder = outboxFolder(services.config)

  app.get(
    '/outbox',
    {
      config,
      schema: {
        querystring: Type.Object({
          lang: LanguageSchema,
          refresh: Type.Enum(['on', 'off'], { type: 'string', default: 'off' }),
        }),
      },
    },
    async ({ query }, reply) => {
      const page = outboxPage(await readOutbox(folder), {
        language: query.lang,
        refresh: query.refresh === 'on',
      })
      return reply.type('text/html; charset=utf-8').send(String(page))
    },
  )

  app.get('/outbox.json', { config }, async () => readOutbox(folder))

  app.post(
    '/outbox/replies',
    {
      config,
      schema: {
        body: Type.Object({
          from: Type.String({ pattern: '^\\+[1-9]\\d{6,14}$' }),
          to: Type.String({ maxLength: 40 }),
          body: Type.String({ minLength: 1, maxLength: 1600 }),
          lang: LanguageSchema,
        }),
      },
    },
    async ({ body: { lang, ...reply } }, response) => {
      await takeTurn(services, DELIVERY, (turn) =>
        takeInbound(turn, { ...reply, provider: 'local', providerId: newId(), channel: 'sms' }),
      )
      return response.redirect(`/outbox?lang=${lang}`, 303)
    },
  )
}
