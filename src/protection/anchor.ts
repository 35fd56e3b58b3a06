import { createHash, createHmac, type KeyObject } from 'node:crypto'
import { desc, gt, sql } from 'drizzle-orm'
import { anchors, chains } from '../../db/schema.ts'
import { choreDuty } from '../platform/chore.ts'
import { after, HOUR, MINUTE } from '../platform/clock.ts'
import { rows, type Tx } from '../platform/database.ts'
import type { Duty } from '../platform/due.ts'
import type { Keys } from './keys.ts'
import { canonical } from './record.ts'

export type Anchor = typeof anchors.$inferSelect
/** How far a chain had come: the number and the hash of its last event. */
export type Leaf = { chain: string; seq: number; hash: Buffer }

/** Chains in one anchor. More are signed by the next at once, so that no row is locked for long (2,000: 40 ms). */
const MOST_LEAVES = 2000

/**
 * Every five minutes the heads of the chains that moved are signed together with the anchor before.
 * Whoever cuts the end of a chain, or takes out a whole one, is shown by the last anchor over it.
 */
export const anchorDuty = (keys: Keys): Duty =>
  choreDuty({ name: 'anchors', every: 5 * MINUTE, run: (tx, now) => makeAnchor(tx, keys, now) })

/**
 * Makes the next anchor; where nothing moved one without leaves, once an hour, which shows that it ran.
 * One process at a time (the chore's row).
 * @returns whether more chains wait
 */
export async function makeAnchor(tx: Tx, keys: Keys, now: Date): Promise<boolean> {
  // At their committed heads, without a lock: a verb that extends one waits for nothing.
  const leaves: Leaf[] = await tx
    .select({ chain: chains.id, seq: chains.seq, hash: chains.head })
    .from(chains)
    .where(gt(chains.seq, chains.anchoredSeq))
    .orderBy(chains.id)
    .limit(MOST_LEAVES)
  const [last] = await tx.select().from(anchors).orderBy(desc(anchors.number)).limit(1)
  if (leaves.length === 0 && last && now < after(last.at, HOUR)) return false
  const anchor = {
    number: (last?.number ?? 0) + 1,
    previous: last?.mac ?? Buffer.alloc(0),
    root: rootOf(leaves),
    leaves: leaves.length,
    at: now,
  }
  await tx.insert(anchors).values({ ...anchor, mac: anchorMac(keys.record, anchor) })
  await keepLeaves(tx, anchor.number, leaves)
  const advanced = await advance(tx, anchor.number)
  return leaves.length === MOST_LEAVES && advanced > 0
}

/** HMAC-SHA-256 over everything that an anchor says. */
export function anchorMac(key: KeyObject, anchor: Omit<Anchor, 'mac'>): Buffer {
  const { number, previous, root, leaves, at } = anchor
  const text = canonical({
    ...{ number, leaves, at: at.toISOString() },
    ...{ previous: previous.toString('hex'), root: root.toString('hex') },
  })
  return createHmac('sha256', key).update('anchor\0').update(text).digest()
}

/** The root of the Merkle tree over leaves in the order of their chains, as RFC 6962, section 2.1, builds it. */
export function rootOf(leaves: readonly Leaf[]): Buffer {
  const sorted = [...leaves].sort((a, b) => (a.chain < b.chain ? -1 : 1))
  return merkle(sorted.map(leafHash))
}

const sha256 = (...parts: (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const LEAF = Buffer.of(0)
const NODE = Buffer.of(1)

const leafHash = ({ chain, seq, hash }: Leaf): Buffer =>
  sha256(LEAF, canonical({ chain, seq, hash: hash.toString('hex') }))

function merkle(hashes: Buffer[]): Buffer {
  if (hashes.length === 0) return sha256()
  if (hashes.length === 1) return hashes[0]!
  let half = 1
  while (half * 2 < hashes.length) half *= 2
  return sha256(NODE, merkle(hashes.slice(0, half)), merkle(hashes.slice(half)))
}

async function keepLeaves(tx: Tx, number: number, leaves: Leaf[]): Promise<void> {
  const list = leaves.map(({ chain, seq, hash }) => ({ chain, seq, hash: hash.toString('hex') }))
  await tx.execute(sql`
    insert into anchor_leaves (number, chain, seq, hash)
    select ${number}::bigint, chain, seq, decode(hash, 'hex')
      from jsonb_to_recordset(${JSON.stringify(list)}::text::jsonb) as l (chain text, seq integer, hash text)`)
}

/** A chain that is being extended just now is left as it is: the next anchor takes it again, further on. */
async function advance(tx: Tx, number: number): Promise<number> {
  const moved = await rows(
    tx,
    sql`with free as (
          select c.id, l.seq from chains c join anchor_leaves l on l.chain = c.id
           where l.number = ${number}::bigint for no key update of c skip locked)
        update chains c set anchored_seq = free.seq from free where c.id = free.id returning 1 as one`,
  )
  return moved.length
}
