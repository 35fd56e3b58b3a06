import { sql } from 'drizzle-orm'
import { rows, type Tx } from '../platform/database.ts'
import type { Keys } from './keys.ts'
import { anchorFaults } from './verify-anchors.ts'
import { chainFaults, eventFaults } from './verify-chains.ts'

/** All that verifying needs: an auditor is given no other key. */
export type RecordKey = Pick<Keys, 'record'>

/** What can be wrong, and how it is said. */
export const FAULTS = {
  event_changed: 'an event was changed',
  event_missing: 'an event is missing',
  event_follows_another: 'an event does not follow the one before it',
  event_doubled: 'there are two events with one number',
  events_without_chain: 'events belong to a chain that is gone',
  chain_without_events: 'a chain has lost its events',
  head_differs: 'the head of a chain is not its last event',
  chain_held_back: 'a chain says that it was anchored further than it was',
  anchored_event_missing: 'an event that was anchored is missing',
  anchored_event_changed: 'an event is not the one that was anchored',
  anchor_changed: 'an anchor was changed',
  anchor_missing: 'an anchor is missing',
  anchor_follows_another: 'an anchor does not follow the one before it',
  leaves_changed: 'the leaves of an anchor are not those that were signed',
  leaves_without_anchor: 'leaves belong to an anchor that is gone',
  file_missing: 'the file of anchors is not there',
  line_changed: 'a line of the file of anchors was changed',
  line_missing: 'the file of anchors lacks an anchor',
  line_without_anchor:
    'the file has an anchor that the database lacks, or has it twice or out of order',
  anchor_not_of_file: 'the anchor of the database is another than the one in the file',
} as const

/** Where something is wrong; `anchor` is the first anchor that shows it, if one covers it. */
export type Fault = {
  kind: keyof typeof FAULTS
  chain?: string
  seq?: number
  anchor?: number
  /** Of the file, from 1. */
  line?: number
}

export type Verified = {
  chains: number
  events: number
  anchors: number
  /** Events that no anchor covers yet: if they were cut, nothing here would show it. */
  notAnchored: number
  lastAnchor?: { number: number; at: Date }
}

export type Verifying = {
  now: Date
  /** The lines of the file of anchors; `none` if it is not there; left out: not looked at. */
  lines?: AsyncIterable<string> | Iterable<string> | 'none'
  /** Called now and then with the number of events that were read. */
  progress?: (events: number) => void
}

/**
 * Recomputes the whole record in a stream and yields what is wrong. Give it a transaction that sees one
 * state of the database (repeatable read), begun after the lines were opened.
 */
export async function* verifyRecord(
  tx: Tx,
  keys: RecordKey,
  { now, lines, progress = () => {} }: Verifying,
): AsyncGenerator<Fault, Verified> {
  const events = yield* withAnchors(tx, eventFaults(tx, keys, progress))
  yield* withAnchors(tx, chainFaults(tx))
  const { count, last } = yield* anchorFaults(tx, keys, now, lines)
  const [found] = await rows<{ chains: number; notAnchored: number }>(
    tx,
    sql`select count(*)::float8 as chains,
               coalesce(sum(greatest(seq - anchored_seq, 0)), 0)::float8 as "notAnchored" from chains`,
  )
  return { ...found!, events, anchors: count, ...(last && { lastAnchor: last }) }
}

/** Names the first anchor over the place of each fault. */
async function* withAnchors<T>(tx: Tx, faults: AsyncGenerator<Fault, T>): AsyncGenerator<Fault, T> {
  for (;;) {
    const { done, value } = await faults.next()
    if (done) return value
    const [found] = await rows<{ anchor: number | null }>(
      tx,
      sql`select min(number)::float8 as anchor from anchor_leaves
           where chain = ${value.chain} and seq >= ${value.seq ?? 1}`,
    )
    yield { ...value, ...(found?.anchor != null && { anchor: found.anchor }) }
  }
}
