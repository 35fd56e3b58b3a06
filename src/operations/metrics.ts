import { createHash, timingSafeEqual } from 'node:crypto'
import { Type } from 'typebox'
import { Problem } from '../platform/errors.ts'
import { type App, problems } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { databaseGauges } from './database-gauges.ts'
import { figuresOf } from './figures.ts'
import { inTime, looker } from './look.ts'
import { processMetrics } from './process-metrics.ts'

/**
 * `/metrics` for Prometheus. What concerns referrals and messages is read from the database when it is
 * asked for, so that every process says the same; the rest is of this process. Small numbers can tell of
 * a person, so it takes METRICS_TOKEN, and without one there is nothing here.
 */
export async function metricsRoutes(app: App, services: Services): Promise<void> {
  const registry = processMetrics(app)
  const fill = databaseGauges(registry)
  const look = looker(services)
  const { db, clock, config } = services

  async function figures() {
    const found = await look()
    const more = found && (await inTime(services, figuresNow()).catch(() => undefined))
    return found && more && { look: found, figures: more }
  }
  const figuresNow = async () => figuresOf(db.orm, await clock.now(db.orm))

  app.get(
    '/metrics',
    {
      config: { access: { public: 'for whoever shows METRICS_TOKEN, which it checks itself' } },
      schema: {
        operationId: 'metrics',
        tags: ['Health'],
        summary: 'Figures for Prometheus',
        description:
          'In the text format of Prometheus, for whoever shows METRICS_TOKEN as a bearer token; 404 where none is configured. Figures of the database are of all processes and, where they count what was made, of the last 24 hours; `causeway_database_up` is 0 and they are left out when it does not answer within seconds.',
        response: {
          200: {
            description: 'Counters, gauges and histograms.',
            content: {
              'text/plain': {
                schema: Type.String(),
                example: 'causeway_due_rows{kind="message"} 0\n',
              },
            },
          },
          ...problems(401, 404, 500),
        },
      },
    },
    async (request, reply) => {
      assertToken(config.METRICS_TOKEN, request.headers.authorization)
      fill(await figures(), services)
      return reply.type(registry.contentType).send(await registry.metrics())
    },
  )
}

function assertToken(token: string | undefined, header = ''): void {
  if (!token) throw new Problem(404, 'not_found', 'There is no such thing here.')
  const [scheme, presented = ''] = header.split(' ')
  const hash = (text: string) => createHash('sha256').update(text).digest()
  if (scheme?.toLowerCase() !== 'bearer' || !timingSafeEqual(hash(presented), hash(token)))
    throw new Problem(401, 'not_signed_in', 'Show METRICS_TOKEN as "Authorization: Bearer …".')
}
