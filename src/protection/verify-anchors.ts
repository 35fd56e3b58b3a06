import { sql } from 'drizzle-orm'
import { MINUTE } from '../platform/clock.ts'
import { rows, type Tx } from '../platform/database.ts'
import { type Anchor, anchorMac, type Leaf, rootOf } from './anchor.ts'
import { readLine } from './anchor-file.ts'
import type { Fault, RecordKey, Verifying } from './verify.ts'
import { momentOf } from './verify-chains.ts'

const ANCHORS = 200
/** Of the leaves that are read together; one anchor has 2,000 at most. */
const LEAVES = 5000
/** A line is written right after the commit; so long it may be on its way. */
const ON_ITS_WAY = MINUTE

type Signed = Omit<Anchor, 'at'> & { at: Date | undefined }
type Seen = Leaf & { number: number; there: string | null }

/** Every anchor against its MAC, the one before it, its leaves, the events that they name, and the file. */
export async function* anchorFaults(
  tx: Tx,
  keys: RecordKey,
  now: Date,
  lines: Verifying['lines'],
): AsyncGenerator<Fault, { count: number; last?: { number: number; at: Date } }> {
  const file = lines && lines !== 'none' ? readFile(lines, keys, now) : undefined
  let before: Signed | undefined
  let count = 0
  for await (const group of groupsOf(tx)) {
    const leaves = await leavesOf(tx, group[0]!.number, group.at(-1)!.number)
    for (const anchor of group) {
      count++
      yield* faultsOf(anchor, before, leaves.get(anchor.number) ?? [], keys)
      if (file) yield* file.upTo(anchor)
      before = anchor
    }
  }
  yield* await orphans(tx)
  if (lines === 'none' && count > 0) yield { kind: 'file_missing' }
  if (file) yield* file.rest()
  return { count, ...(before?.at && { last: { number: before.number, at: before.at } }) }
}

function* faultsOf(
  anchor: Signed,
  before: Signed | undefined,
  leaves: Seen[],
  keys: RecordKey,
): Generator<Fault> {
  const { number, at } = anchor
  const expected = (before?.number ?? 0) + 1
  if (!at || !anchorMac(keys.record, { ...anchor, at }).equals(anchor.mac))
    yield { kind: 'anchor_changed', anchor: number }
  if (number !== expected) yield { kind: 'anchor_missing', anchor: expected }
  else if (!anchor.previous.equals(before?.mac ?? Buffer.alloc(0)))
    yield { kind: 'anchor_follows_another', anchor: number }
  if (leaves.length !== anchor.leaves || !rootOf(leaves).equals(anchor.root))
    yield { kind: 'leaves_changed', anchor: number }
  for (const { chain, seq, hash, there } of leaves) {
    if (there === hash.toString('hex')) continue
    const kind = there === null ? 'anchored_event_missing' : 'anchored_event_changed'
    yield { kind, chain, seq, anchor: number }
  }
}

/** Anchors in order, so many at once as have some thousand leaves. */
async function* groupsOf(tx: Tx): AsyncGenerator<Signed[]> {
  let last = -1
  for (;;) {
    const page = await rows<Record<'number' | 'leaves', number> & Record<string, string>>(
      tx,
      sql`select number::float8 as number, leaves, extract(epoch from at)::text as at,
                 encode(previous, 'hex') as previous, encode(root, 'hex') as root, encode(mac, 'hex') as mac
            from anchors where number > ${last} order by number limit ${ANCHORS}`,
    )
    let group: Signed[] = []
    let leaves = 0
    for (const { number, leaves: some, at, previous, root, mac } of page) {
      if (group.length > 0 && leaves + some > LEAVES) {
        yield group
        group = []
        leaves = 0
      }
      const bytes = (hex: string | undefined) => Buffer.from(hex ?? '', 'hex')
      const hashes = { previous: bytes(previous), root: bytes(root), mac: bytes(mac) }
      group.push({ number, leaves: some, at: momentOf(at ?? ''), ...hashes })
      leaves += some
    }
    if (group.length > 0) yield group
    if (page.length < ANCHORS) return
    last = page.at(-1)!.number
  }
}

async function leavesOf(tx: Tx, from: number, to: number): Promise<Map<number, Seen[]>> {
  const found = await rows<Omit<Seen, 'hash'> & { hash: string }>(
    tx,
    sql`select l.number::float8 as number, l.chain, l.seq, encode(l.hash, 'hex') as hash,
               encode(e.hash, 'hex') as there
          from anchor_leaves l left join events e on e.chain = l.chain and e.seq = l.seq
         where l.number between ${from} and ${to}`,
  )
  const leaves = found.map((leaf) => ({ ...leaf, hash: Buffer.from(leaf.hash, 'hex') }))
  return Map.groupBy(leaves, ({ number }) => number)
}

async function orphans(tx: Tx): Promise<Fault[]> {
  const found = await rows<{ anchor: number }>(
    tx,
    sql`select distinct l.number::float8 as anchor from anchor_leaves l
         where not exists (select from anchors a where a.number = l.number) order by 1 limit 1000`,
  )
  return found.map(({ anchor }) => ({ kind: 'leaves_without_anchor', anchor }))
}

/** Reads the file beside the table: both are in the order of the anchors' numbers. */
function readFile(lines: AsyncIterable<string> | Iterable<string>, keys: RecordKey, now: Date) {
  const iterator = numbered(lines)
  let next: { line: number; anchor: Anchor } | undefined
  let missing: { number: number; at: Date | undefined }[] = []

  /** Fills `next`; tells of lines that nobody signed. */
  async function* step(): AsyncGenerator<Fault> {
    while (!next) {
      const { done, value } = await iterator.next()
      if (done) return
      const anchor = readLine(value.text)
      if (anchor && anchorMac(keys.record, anchor).equals(anchor.mac))
        next = { line: value.line, anchor }
      else yield { kind: 'line_changed', line: value.line }
    }
  }

  return {
    async *upTo({ number, at, mac }: Signed): AsyncGenerator<Fault> {
      yield* step()
      while (next && next.anchor.number < number) {
        yield { kind: 'line_without_anchor', line: next.line, anchor: next.anchor.number }
        next = undefined
        yield* step()
      }
      if (next?.anchor.number !== number) {
        missing.push({ number, at })
        return
      }
      for (const each of missing) yield { kind: 'line_missing', anchor: each.number }
      missing = []
      if (!next.anchor.mac.equals(mac))
        yield { kind: 'anchor_not_of_file', line: next.line, anchor: number }
      next = undefined
    },

    async *rest(): AsyncGenerator<Fault> {
      for (yield* step(); next; yield* step()) {
        yield { kind: 'line_without_anchor', line: next.line, anchor: next.anchor.number }
        next = undefined
      }
      for (const { number, at } of missing)
        if (!at || now.getTime() - at.getTime() > ON_ITS_WAY)
          yield { kind: 'line_missing', anchor: number }
    },
  }
}

async function* numbered(lines: AsyncIterable<string> | Iterable<string>) {
  let line = 0
  for await (const text of lines) yield { line: ++line, text }
}
