import { type SQL, sql } from 'drizzle-orm'
import { rows, type Tx } from '../platform/database.ts'
import { eventHash } from './record.ts'
import type { Fault, RecordKey } from './verify.ts'

const PAGE = 2000

type Line = {
  chain: string
  seq: number
  /** Seconds, with six places. */
  at: string
  actor: string
  action: string
  thing: string
  data: string
  previous: string
  hash: string
}

/** Every event from the first to the last of each chain, against the one before it and its own HMAC. Returns their number. */
export async function* eventFaults(
  tx: Tx,
  keys: RecordKey,
  progress: (events: number) => void,
): AsyncGenerator<Fault, number> {
  let count = 0
  let before = { chain: '', seq: 0, hash: '', sound: true }
  for await (const line of pages<Line>(tx, (last) => eventsAfter(last))) {
    const { chain, seq } = line
    if (chain !== before.chain) before = { chain, seq: 0, hash: '', sound: true }
    const kind = fault(line, before, keys)
    if (kind) yield { kind, chain, seq: kind === 'event_missing' ? before.seq + 1 : seq }
    before = { chain, seq, hash: line.hash, sound: kind !== 'event_changed' }
    if (++count % PAGE === 0) progress(count)
  }
  progress(count)
  return count
}

function fault(
  line: Line,
  before: { seq: number; hash: string; sound: boolean },
  keys: RecordKey,
): Fault['kind'] | undefined {
  if (line.seq <= before.seq) return 'event_doubled'
  if (!isSigned(line, keys)) return 'event_changed'
  if (line.seq > before.seq + 1) return 'event_missing'
  // What follows a changed event is told by that one.
  if (before.sound && line.previous !== before.hash) return 'event_follows_another'
  return undefined
}

function isSigned({ previous, hash, at, data, ...line }: Line, keys: RecordKey): boolean {
  const moment = momentOf(at)
  const value = dataOf(data)
  if (!moment || value === undefined) return false
  const signed = eventHash(keys.record, Buffer.from(previous, 'hex'), {
    ...{ ...line, at: moment },
    data: value as Record<string, unknown>,
  })
  return signed.toString('hex') === hash
}

/** To the millisecond, as events are signed; undefined if the database holds anything finer, or no time at all. */
export function momentOf(seconds: string): Date | undefined {
  const [, whole, milli] = /^(-?\d{1,12})\.(\d{3})000$/.exec(seconds) ?? []
  if (!whole) return undefined
  const date = new Date(Number(whole) * 1000 + Number(milli))
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** Undefined if a number is written otherwise than it was signed (1.0 for 1, or more digits than a number has). */
function dataOf(text: string): unknown {
  let same = true
  // TypeScript does not know the third argument yet (JSON.parse source text access, ES2026).
  const look = (_: string, value: unknown, context?: { source?: string }) => {
    if (typeof value === 'number' && context?.source !== String(value)) same = false
    return value
  }
  const value = JSON.parse(text, look)
  return same ? value : undefined
}

/** Every chain against its events and its anchors. */
export async function* chainFaults(tx: Tx): AsyncGenerator<Fault> {
  const wrong = pages<{ chain: string; seq: number; last: number | null; headFits: boolean }>(
    tx,
    (last) => wrongChains(last?.chain),
  )
  for await (const { chain, seq, last, headFits } of wrong) {
    if (last === null) yield { kind: 'chain_without_events', chain }
    else if (!headFits)
      yield { kind: 'head_differs', chain, seq: last === seq ? seq : Math.min(last, seq) + 1 }
    else yield { kind: 'chain_held_back', chain, seq: last }
  }
  const orphans = pages<{ chain: string }>(
    tx,
    (last) => sql`select distinct e.chain from events e
       where not exists (select from chains c where c.id = e.chain) and e.chain > ${last?.chain ?? ''}
       order by e.chain limit ${PAGE}`,
  )
  for await (const { chain } of orphans) yield { kind: 'events_without_chain', chain }
}

const eventsAfter = (last: Line | undefined): SQL => sql`
  select chain, seq, extract(epoch from at)::text as at, actor, action, thing, data::text as data,
         encode(previous, 'hex') as previous, encode(hash, 'hex') as hash
    from events where (chain, seq) > (${last?.chain ?? ''}, ${last?.seq ?? -2147483648})
   order by chain, seq limit ${PAGE}`

const wrongChains = (from = ''): SQL => sql`
  select c.id as chain, c.seq, last.seq as last,
         (last.seq, last.hash) is not distinct from (c.seq, c.head) as "headFits"
    from chains c
    left join lateral (
      select e.seq, e.hash from events e where e.chain = c.id order by e.seq desc limit 1) last on true
   where c.id > ${from}
     and ((last.seq, last.hash) is distinct from (c.seq, c.head)
       or c.anchored_seq > (select coalesce(max(l.seq), 0) from anchor_leaves l where l.chain = c.id))
   order by c.id limit ${PAGE}`

/** Page after page, until one is not full. */
export async function* pages<T>(tx: Tx, next: (last: T | undefined) => SQL): AsyncGenerator<T> {
  let last: T | undefined
  for (;;) {
    const page = await rows<T>(tx, next(last))
    yield* page
    if (page.length < PAGE) return
    last = page.at(-1)
  }
}
