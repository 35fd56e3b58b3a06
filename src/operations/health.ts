import { Type } from 'typebox'
import { type App, problems } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { looker } from './look.ts'
import { ReportSchema, reportOf } from './readiness.ts'

/** Is it alive, and can it do its work. */
export async function healthRoutes(app: App, services: Services): Promise<void> {
  const look = looker(services)

  app.get(
    '/healthz',
    {
      config: { access: { public: 'for whoever restarts it' } },
      schema: {
        operationId: 'health',
        tags: ['Health'],
        summary: 'The process is alive',
        response: {
          200: Type.Object({ ok: Type.Boolean() }, { examples: [{ ok: true }] }),
          ...problems(500),
        },
      },
    },
    async () => ({ ok: true }),
  )

  app.get(
    '/readyz',
    {
      config: { access: { public: 'for whoever sends it traffic' } },
      schema: {
        operationId: 'readiness',
        tags: ['Health'],
        summary: 'It can do its work',
        description:
          'Answers within two seconds. 503 with the reasons when it cannot, and from the moment that it was told to stop; warnings say what a human should look at, and what is not fit for real use.',
        response: { 200: ReportSchema, 503: ReportSchema, ...problems(500) },
      },
    },
    async (_, reply) => {
      const report = reportOf(services, await look(), app.leaving.now)
      if (!report.ready) reply.header('retry-after', '5')
      return reply.code(report.ready ? 200 : 503).send(report)
    },
  )
}
