import { and, asc, eq, gt, isNotNull, ne, sql } from 'drizzle-orm'
import { dataKeys, forgottenKeys } from '../../db/schema.ts'
import { rows, type Transacting, transact } from '../platform/database.ts'
import { conflict } from '../platform/errors.ts'
import { WrongSealKeys } from './key-ring.ts'
import type { Keys } from './keys.ts'
import { record } from './record.ts'
import { wrappedPlace } from './seal.ts'

type Rotating = Transacting & { keys: Keys }

const BATCH = 100
/** Keys that are made while others are rewrapped are met by the next pass. */
const PASSES = 5

/** How many data keys each key-encryption key wraps. Destroyed ones count for none. */
export async function keysInUse({ db }: Pick<Rotating, 'db'>): Promise<Map<string, number>> {
  const found = await rows<{ kek: string; count: number }>(
    db.orm,
    sql`select kek, count(*)::int as count from data_keys where wrapped is not null group by kek order by kek`,
  )
  return new Map(found.map(({ kek, count }) => [kek, count]))
}

/**
 * Wraps every data key by the newest key-encryption key, in small batches, while the service runs.
 * `progress` hears how many are done, after each batch.
 * @returns how many were rewrapped
 */
export async function rewrapAll(
  services: Rotating,
  progress: (done: number) => void = () => {},
): Promise<number> {
  const newest = await services.keys.seal.newest()
  let done = 0
  for (let pass = 0; pass < PASSES; pass++) {
    let found = 0
    for (let after: string | undefined; ; ) {
      const batch = await oldKeys(services, newest, after)
      if (batch.length === 0) break
      found += batch.length
      after = batch.at(-1)!.id
      done += await rewrap(services, newest, batch)
      progress(done)
    }
    if (found === 0) break
  }
  if (done > 0) await note(services, 'keys.rewrapped', { to: keyed(newest), count: done })
  return done
}

type Wrapped = { id: string; kek: string; wrapped: Buffer | null }

const oldKeys = ({ db }: Rotating, newest: string, after?: string): Promise<Wrapped[]> =>
  db.orm
    .select({ id: dataKeys.id, kek: dataKeys.kek, wrapped: dataKeys.wrapped })
    .from(dataKeys)
    .where(
      and(
        ne(dataKeys.kek, newest),
        isNotNull(dataKeys.wrapped),
        after ? gt(dataKeys.id, after) : undefined,
      ),
    )
    .orderBy(asc(dataKeys.id))
    .limit(BATCH)

/**
 * The ring is asked outside the transaction, because one in a cloud is a network call. So a key may
 * have been destroyed meanwhile, or rewrapped by another: only what still is as it was read is written,
 * and what was destroyed never comes back.
 */
async function rewrap(services: Rotating, newest: string, batch: Wrapped[]): Promise<number> {
  const { seal } = services.keys
  const fresh: { id: string; kek: string; old: Buffer; wrapped: Buffer }[] = []
  for (const { id, kek, wrapped } of batch) {
    const place = wrappedPlace(id)
    const plain = await seal.unwrap(kek, wrapped!, place).catch((error: Error) => {
      throw new WrongSealKeys(`data key ${id}: ${error.message}`)
    })
    fresh.push({ id, kek, old: wrapped!, wrapped: await seal.wrap(newest, plain, place) })
  }
  return transact(services, async (tx) => {
    let changed = 0
    for (const { id, kek, old, wrapped } of fresh) {
      const written = await tx
        .update(dataKeys)
        .set({ kek: newest, wrapped })
        .where(and(eq(dataKeys.id, id), eq(dataKeys.kek, kek), eq(dataKeys.wrapped, old)))
        .returning({ id: dataKeys.id })
      changed += written.length
    }
    return changed
  })
}

/**
 * Says in the database that a key-encryption key wraps nothing any more; then it can be taken out of
 * the ring. 409 while a data key is wrapped by it. Nothing can be lost by this:
 * - the lock waits for every transaction that has written a data key, and keeps others from beginning
 *   to, so that "none is wrapped by it" is true when it is written that the key is forgotten;
 * - from then on the database refuses what is wrapped by it. A verb that had wrapped and not yet written
 *   is tried again and wraps with the newest key; a process whose ring is still the old one fails each
 *   time, loudly, instead of sealing what nobody could open. The grace of `appears` finds such a process
 *   before, so that it does not come to that.
 */
export async function forgetKey(services: Rotating, name: string): Promise<void> {
  if ((await services.keys.seal.newest()) === name)
    throw conflict('key_newest', `${name} is the newest key: add another first.`)
  await transact(services, async (tx, now) => {
    await tx.execute(sql`set local lock_timeout = '5s'`)
    await tx.execute(sql`lock table data_keys in share mode`)
    const [used] = await tx
      .select({ id: dataKeys.id })
      .from(dataKeys)
      .where(and(eq(dataKeys.kek, name), isNotNull(dataKeys.wrapped)))
      .limit(1)
    if (used) throw conflict('key_in_use', `${name} still wraps data keys: rewrap them first.`)
    await tx.insert(forgottenKeys).values({ name, at: now }).onConflictDoNothing()
  })
  await note(services, 'keys.forgotten', { name: keyed(name) })
}

/** Was a key of this name forgotten here? Then another of the same name could wrap nothing. */
export async function isForgotten({ db }: Pick<Rotating, 'db'>, name: string): Promise<boolean> {
  const found = await db.orm.select().from(forgottenKeys).where(eq(forgottenKeys.name, name))
  return found.length > 0
}

/** Waits and looks: does anything appear that is wrapped by this key? Then some process has the old ring. */
export async function appears(
  { db }: Pick<Rotating, 'db'>,
  name: string,
  wait: () => Promise<unknown>,
  looks = 10,
): Promise<boolean> {
  for (let look = 0; look <= looks; look++) {
    if (look > 0) await wait()
    if (((await keysInUse({ db })).get(name) ?? 0) > 0) return true
  }
  return false
}

/** As the record names a key: a code, whatever it is called. */
export const keyed = (name: string): string => `key:${name}`

/** Names and counts only. */
export const note = (services: Rotating, action: string, data: Record<string, unknown>) =>
  transact(services, (tx, now) =>
    record(tx, services.keys, now, [
      { chain: 'account:keys', actor: 'script:rotate-keys', action, thing: 'account:keys', data },
    ]),
  )
