import { sql } from 'drizzle-orm'
import { Type } from 'typebox'
import type { Services } from '../services.ts'
import { rows } from './database.ts'
import { type App, problems } from './http.ts'

const Report = Type.Object(
  {
    ready: Type.Boolean(),
    mode: Type.String(),
    database: Type.Object({ kind: Type.String(), answers: Type.Boolean() }),
    oldestOverdueSeconds: Type.Union([Type.Number(), Type.Null()]),
    problems: Type.Array(Type.String(), { description: 'Why it cannot.' }),
    warnings: Type.Array(Type.String(), { description: 'What is not fit for real use.' }),
  },
  {
    description: 'Whether it can do its work.',
    examples: [
      {
        ready: true,
        mode: 'demo',
        database: { kind: 'embedded', answers: true },
        oldestOverdueSeconds: null,
        problems: [],
        warnings: ['Demo mode: fictional contacts, nothing is sent outside.'],
      },
    ],
  },
)

/** Is it alive, and can it do its work. */
export async function healthRoutes(app: App, services: Services): Promise<void> {
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
          '503 with the reasons when it cannot; warnings say what is not fit for real use.',
        response: { 200: Report, 503: Report, ...problems(500) },
      },
    },
    async (_, reply) => {
      const report = await readiness(services)
      return reply.code(report.ready ? 200 : 503).send(report)
    },
  )
}

async function readiness({ config, db }: Services) {
  const problems: string[] = []
  const warnings: string[] = []
  const overdue = await oldestOverdue(db).catch(() => undefined)
  if (overdue === undefined) problems.push('The database does not answer.')
  for (const list of ['ON_CALL_OPERATORS', 'ON_CALL_SUPERVISORS', 'ON_CALL_BACKUP'] as const) {
    if (config[list].length === 0) problems.push(`Nobody is on call: ${list} is empty.`)
  }
  if (overdue && overdue > 60)
    warnings.push(`Something has been overdue for ${Math.round(overdue)} seconds.`)
  if (db.kind === 'embedded') {
    warnings.push('The embedded database is for trying out: it does not survive a power cut.')
  }
  if (config.MODE === 'demo')
    warnings.push('Demo mode: fictional contacts, nothing is sent outside.')
  return {
    ready: problems.length === 0,
    mode: config.MODE,
    database: { kind: db.kind, answers: overdue !== undefined },
    oldestOverdueSeconds: overdue ?? null,
    problems,
    warnings,
  }
}

/** Seconds since the oldest row that nobody has taken up was due; null if nothing is. */
async function oldestOverdue(db: Services['db']): Promise<number | null> {
  const [row] = await rows<{ seconds: number | null }>(
    db.orm,
    sql`select extract(epoch from now() - min(due_at))::float8 as seconds from (
          select min(due_at) as due_at from messages union all select min(due_at) from offers
          union all select min(due_at) from legs union all select min(due_at) from tasks) due
         where due_at < now()`,
  )
  return row?.seconds ?? null
}
