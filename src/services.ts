import type { FastifyBaseLogger } from 'fastify'
import type { Providers } from './delivery/providers.ts'
import type { Gazetteer } from './geography/gazetteer.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { type Database, type Tx, transact } from './platform/database.ts'
import type { Signal } from './platform/signal.ts'
import type { Keys } from './protection/keys.ts'
import type { Actor } from './protection/may.ts'
import { recordTogether } from './protection/record.ts'

/** What features may use. Made once by main.ts (or by a test), passed as the first argument. */
export type Services = {
  config: Config
  db: Database
  clock: Clock
  committed: Signal
  log: FastifyBaseLogger
  keys: Keys
  gazetteer: Gazetteer
  providers: Providers
}

/** One verb at work: the services, its transaction, its instant, and who does it. Only `tx` touches the database. */
export type Turn = Omit<Services, 'db'> & { tx: Tx; now: Date; actor: Actor }

/** Runs one verb: one transaction, one instant, one actor. */
export async function takeTurn<T>(
  services: Services,
  actor: Actor,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const { db: _, ...rest } = services
  return transact(services, (tx, now) =>
    recordTogether(tx, rest.keys, () => work({ ...rest, tx, now, actor })),
  )
}
