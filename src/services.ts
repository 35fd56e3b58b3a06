import type { FastifyBaseLogger } from 'fastify'
import type { Providers } from './delivery/providers.ts'
import type { Gazetteer } from './geography/gazetteer.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import type { Database } from './platform/database.ts'
import type { Signal } from './platform/signal.ts'
import type { Keys } from './protection/keys.ts'

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
