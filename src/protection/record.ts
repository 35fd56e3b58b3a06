import { createHmac, type KeyObject } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { chains, events } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import type { Keys } from './keys.ts'
import { assertCodes } from './record-codes.ts'

/** One line of the record: who did what to which thing. `data` holds ids and codes, never a person's data. */
export type Entry = {
  /** `referral:<id>`, `service_point:<id>` or `account:<id>`: the thing whose row the verb has locked. */
  chain: string
  actor: string
  action: string
  thing: string
  data?: Record<string, unknown>
}

type Head = { seq: number; head: Buffer }

/**
 * The heads of the chains that a transaction has locked: nobody else moves them until it ends, so that
 * its next entries need no look (an intake writes a dozen). A savepoint is another `tx`: what is
 * recorded in one and around it would collide, and fail.
 */
const lockedBy = new WeakMap<Tx, Map<string, Head>>()

type Said = Entry & { at: Date }

/** What the turn at work in a transaction has recorded, and what is not written yet. */
const gathered = new WeakMap<Tx, Said[]>()

/**
 * Adds entries to their chains, in the transaction of the change that they tell of. Each chain is
 * extended under its own row's lock, so that referrals do not wait for each other. Throws if an entry
 * holds anything but ids and codes.
 */
export async function record(tx: Tx, keys: Keys, now: Date, entries: Entry[]): Promise<void> {
  for (const entry of entries) assertCodes(entry)
  const said = entries.map((entry) => ({ ...entry, at: now }))
  const waiting = gathered.get(tx)
  if (waiting) waiting.push(...said)
  else await write(tx, keys, said)
}

/** Does `work`, and writes all that it recorded in this transaction once, at its end: an intake has a dozen entries. */
export async function recordTogether<T>(tx: Tx, keys: Keys, work: () => Promise<T>): Promise<T> {
  gathered.set(tx, [])
  const result = await work()
  await writeRecord(tx, keys)
  gathered.delete(tx)
  return result
}

/** Writes what waits: for who reads the record of what the same turn did. */
export const writeRecord = (tx: Tx, keys: Keys): Promise<void> =>
  write(tx, keys, gathered.get(tx)?.splice(0) ?? [])

/** A chain of a thing that this transaction made has no rows: nobody else can begin it. */
export function beginChain(tx: Tx, chain: string): void {
  headsOf(tx).set(chain, { seq: 0, head: Buffer.alloc(0) })
}

async function write(tx: Tx, keys: Keys, entries: Said[]): Promise<void> {
  if (entries.length === 0) return
  const ids = [...new Set(entries.map(({ chain }) => chain))].sort()
  const heads = await lockChains(tx, ids)
  const added = entries.map(({ chain, at, actor, action, thing, data = {} }) => {
    const previous = heads.get(chain)!
    const line = { chain, seq: previous.seq + 1, at, actor, action, thing, data }
    const hash = eventHash(keys.record, previous.head, line)
    heads.set(chain, { seq: line.seq, head: hash })
    return { ...line, previous: previous.head, hash }
  })
  const moved = ids.map((id) => ({ id, ...heads.get(id)! }))
  // Sent together: one round trip.
  await Promise.all([
    ...inPieces(added).map((piece) => tx.insert(events).values(piece)),
    ...inPieces(moved).map((piece) =>
      tx
        .insert(chains)
        .values(piece)
        .onConflictDoUpdate({
          target: chains.id,
          set: { seq: sql`excluded.seq`, head: sql`excluded.head` },
        }),
    ),
  ])
}

/** A statement has 65,534 parameters at most, and a time in which it must be done. */
const AT_ONCE = 500

const inPieces = <T>(all: T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, i) =>
    all.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  )

async function lockChains(tx: Tx, ids: string[]): Promise<Map<string, Head>> {
  const heads = headsOf(tx)
  const free = ids.filter((id) => !heads.has(id))
  if (free.length === 0) return heads
  // An upsert that changes nothing locks a chain, and makes one that is new: two verbs that begin
  // the same chain at once wait for each other instead of both writing its first event.
  const begun = free.map((id) => ({ id, seq: 0, head: Buffer.alloc(0) }))
  const locked = await Promise.all(
    inPieces(begun).map((piece) =>
      tx
        .insert(chains)
        .values(piece)
        .onConflictDoUpdate({ target: chains.id, set: { seq: sql`${chains.seq}` } })
        .returning(),
    ),
  )
  for (const { id, seq, head } of locked.flat()) heads.set(id, { seq, head })
  return heads
}

function headsOf(tx: Tx): Map<string, Head> {
  const heads = lockedBy.get(tx) ?? new Map<string, Head>()
  lockedBy.set(tx, heads)
  return heads
}

/** HMAC-SHA-256 over the previous hash and the canonical line. */
export function eventHash(
  key: KeyObject,
  previous: Uint8Array,
  line: Required<Entry> & { seq: number; at: Date },
): Buffer {
  const { chain, seq, at, actor, action, thing, data } = line
  const text = canonical({ chain, seq, at: at.toISOString(), actor, action, thing, data })
  return createHmac('sha256', key).update(previous).update(text).digest()
}

/** JSON with the keys in order and nothing undefined: the same value always gives the same text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
  return `{${members.join(',')}}`
}
