import { and, eq, isNotNull, notInArray, sql } from 'drizzle-orm'
import type { FastifyBaseLogger } from 'fastify'
import { messages, organizations } from '../db/schema.ts'
import { openProviders } from './delivery/providers.ts'
import { forbiddenWord } from './delivery/sms-text.ts'
import { loadGazetteer } from './geography/gazetteer.ts'
import { clockAhead, DAY, databaseClock } from './platform/clock.ts'
import { BadConfig, type Config } from './platform/config.ts'
import { rows, transact } from './platform/database.ts'
import { newId } from './platform/ids.ts'
import { explained, openDatabase } from './platform/open.ts'
import { createSignal } from './platform/signal.ts'
import { keysOf } from './protection/demo-keys.ts'
import { standingKey } from './protection/seal.ts'
import type { Services } from './services.ts'
import { makeApiKey } from './staff/api-key.ts'

/** Opens everything that features use, for the server and for scripts. Close `db` when done. `deadline`: the server's, see `openPostgres`. */
export async function openServices(
  config: Config,
  log: FastifyBaseLogger,
  say: (line: string) => void = () => {},
  deadline?: number,
): Promise<Services> {
  const word = forbiddenWord(config.SENDER_LABEL)
  if (word) throw new BadConfig([`SENDER_LABEL must not hold the word "${word}"`])
  const db = await openDatabase(config, say, deadline)
  const services: Services = {
    config,
    db,
    log,
    clock: clockAhead(databaseClock, config.DEMO_CLOCK_DAYS * DAY),
    committed: createSignal(),
    keys: keysOf(config, (line) => log.error(line)),
    gazetteer: loadGazetteer(config.GAZETTEER_FILE),
    providers: await openProviders(config),
  }
  if (config.MODE === 'live') {
    await refuseOwner(services)
    await refuseDemo(services)
  }
  await explained('DATABASE_URL', adoptMessages(services))
  await transact(services, async (tx, now) => {
    for (const purpose of ['directory', 'inbound'] as const)
      await standingKey(tx, services.keys, purpose, now)
  })
  return services
}

/** What waits for a provider that is not configured any more goes to the first one that is. */
async function adoptMessages(services: Services): Promise<void> {
  const { byName, order } = services.providers
  await transact(services, async (tx) => {
    for (const channel of ['sms', 'email'] as const) {
      const [provider] = order[channel]
      if (!provider) continue
      const orphaned = and(
        eq(messages.channel, channel),
        isNotNull(messages.dueAt),
        notInArray(messages.provider, [...byName.keys()]),
      )
      await tx.update(messages).set({ provider }).where(orphaned)
    }
  })
}

/** In live mode the program's role must not be able to change or drop a table, or to rewrite the record. */
async function refuseOwner({ db }: Services): Promise<void> {
  const [row] = await rows<{ owned: number; super: boolean }>(
    db.orm,
    sql`select (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = 'public' and pg_has_role(current_user, c.relowner, 'member')) as owned,
               (select rolsuper from pg_roles where rolname = current_user) as super`,
  )
  if (!row || row.owned > 0 || row.super) {
    throw new BadConfig([
      'DATABASE_URL must name a role that owns no table (such as causeway_app) when MODE=live',
    ])
  }
}

/** Real people are never offered to fictional places, nor let in by a key that was shown on a screen. */
async function refuseDemo({ db }: Services): Promise<void> {
  const [found] = await rows<{ demo: boolean }>(
    db.orm,
    sql`select exists (select from organizations where source = 'demo')
            or exists (select from api_keys where name = ${DEMO_KEY}) as demo`,
  )
  if (found?.demo) {
    throw new BadConfig([
      'DATABASE_URL names a database that demo mode has used: MODE=live needs one of its own',
    ])
  }
}

const DEMO_KEY = 'demo'

/**
 * `first`: demo mode has not run here to its end before. `bare`: nothing but the fictional directory
 * is here, so that it may be loaded; it is never mixed into a real one.
 */
export async function demoState({ db }: Services): Promise<{ first: boolean; bare: boolean }> {
  const [found] = await rows<{ first: boolean; bare: boolean }>(
    db.orm,
    sql`select not exists (select from api_keys where name = ${DEMO_KEY}) as first,
               not exists (select from service_points where source is distinct from 'demo') as bare`,
  )
  return found!
}

/** For the first start of a demo: a key for an organization of operators, shown once. */
export async function demoKey(services: Services): Promise<string> {
  return transact(services, async (tx, now) => {
    const [known] = await tx
      .select({ id: organizations.id })
      .from(organizations)
      .where(eq(organizations.kind, 'hotline'))
    const organizationId = known?.id ?? newId()
    if (!known) {
      const name = 'Demo hotline (fictional)'
      await tx
        .insert(organizations)
        .values({ id: organizationId, kind: 'hotline', name, createdAt: now })
    }
    return makeApiKey(tx, services.keys, { name: DEMO_KEY, organizationId, role: 'operator' }, now)
  })
}
