import { asc, sql } from 'drizzle-orm'
import { canaries, providerHealth } from '../../db/schema.ts'
import { rows } from '../platform/database.ts'
import type { Services } from '../services.ts'
import { type Overdue, overdueOf } from './overdue.ts'
import { type Standbys, standbysOf } from './standbys.ts'

/** What the database says of how the service does. */
export type Look = {
  now: Date
  writable: boolean
  overdue: Overdue[]
  providers: (typeof providerHealth.$inferSelect)[]
  canaries: (typeof canaries.$inferSelect)[]
  /** `unknown`: it could not be asked. */
  standbys: Standbys | 'none' | 'unknown'
}

/**
 * Milliseconds; whoever asks /readyz is answered within two seconds, also when the database hangs. The
 * embedded one is this process: it is slow only when all of it is.
 */
const PATIENCE = { postgres: 1500, embedded: 15_000 }

/**
 * Looks at the database, one look at a time: those who ask meanwhile share it. Undefined when the
 * database fails or does not answer in time; a look that hangs is not joined for ever, nor doubled.
 */
export function looker(services: Services): () => Promise<Look | undefined> {
  let looking: Promise<Look | undefined> | undefined
  return () => {
    looking ??= look(services)
      .catch(() => undefined)
      .finally(() => {
        looking = undefined
      })
    return inTime(services, looking)
  }
}

/** What it comes to, or undefined where that takes too long. */
export async function inTime<T>(
  { db }: Pick<Services, 'db'>,
  work: Promise<T>,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE[db.kind], undefined)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

async function look(services: Services): Promise<Look> {
  const { db, clock } = services
  const { orm } = db
  const [state] = await rows<{ writable: boolean }>(
    orm,
    sql`select not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off' as writable`,
  )
  const now = await clock.now(orm)
  const [overdue, providers, birds, copies] = await Promise.all([
    overdueOf(orm, now),
    orm.select().from(providerHealth).orderBy(asc(providerHealth.provider)),
    orm.select().from(canaries).orderBy(asc(canaries.lane)),
    standbys(services),
  ])
  return { now, writable: state!.writable, overdue, providers, canaries: birds, standbys: copies }
}

async function standbys({ db }: Services): Promise<Look['standbys']> {
  if (db.kind === 'embedded') return 'none'
  return standbysOf(db.orm).catch(() => 'unknown' as const)
}
