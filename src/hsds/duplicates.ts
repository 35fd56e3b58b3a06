import { and, desc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { duplicatePairs } from '../../db/schema.ts'
import { type FactColumns, factsOf } from '../directory/columns.ts'
import { removeServicePoint } from '../directory/retire.ts'
import type { Facts } from '../directory/schemas.ts'
import { saveServicePoint } from '../directory/service-point.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { conflict, invalid, notFound } from '../platform/errors.ts'
import { assertMay, may } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'

/** Two service points that may be one. Nobody merges them but an editor. */
export type DuplicatePair = {
  a: PointDetails
  b: PointDetails
  sameName: boolean
  samePhone: boolean
  /** Between them; null where one has no position, or is hidden. */
  km: number | null
  foundAt: Date
}

/** Pairs that nobody has judged; those with a hidden point only for who may know of it. */
export async function listDuplicates(
  turn: Turn,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number } = {},
): Promise<DuplicatePair[]> {
  const { tx, actor } = turn
  assertMay(actor, 'directory.edit')
  const open = and(isNull(duplicatePairs.judgedAt), standing(may(actor, 'directory.read_hidden')))
  const found = await tx
    .select()
    .from(duplicatePairs)
    .where(open)
    .orderBy(
      desc(sql`${duplicatePairs.sameName}::int + ${duplicatePairs.samePhone}::int`),
      duplicatePairs.a,
      duplicatePairs.b,
    )
    .limit(limit)
    .offset(offset)
  const points = await servicePointsByIds(tx, [...new Set(found.flatMap(({ a, b }) => [a, b]))])
  return found.map(({ a, b, sameName, samePhone, km, foundAt }) => ({
    ...{ a: points.get(a)!, b: points.get(b)!, sameName, samePhone, km, foundAt },
  }))
}

/** What one says and the other does not know: offered for taking over when they are merged. */
export function takeable(kept: PointDetails, other: PointDetails): Partial<Facts> {
  const mine = factsOf(kept as unknown as FactColumns & { province: string })
  const theirs = factsOf(other as unknown as FactColumns & { province: string })
  const offered = Object.entries(theirs).flatMap(([name, value]): [string, unknown][] => {
    const standing: unknown = mine[name as keyof Facts]
    if (NEVER.includes(name) || (name === 'phones' && kept.status === 'partner')) return []
    if (Array.isArray(value) && Array.isArray(standing)) {
      const has = new Set(standing.map((each) => JSON.stringify(each)))
      const more = value.filter((each) => !has.has(JSON.stringify(each)))
      return more.length > 0 ? [[name, [...standing, ...more]]] : []
    }
    const asks = isUnknown(standing) || (name === 'remote' && standing === false)
    return asks && !isUnknown(value) && value !== standing ? [[name, value]] : []
  })
  return Object.fromEntries(offered)
}

/**
 * What an editor says of a pair: two different service points, or one. Of two that are one, `keep` stays,
 * takes over the facts named in `take`, and the other is retired. Throws 404 without such a pair for this
 * actor, 409 where a hidden point would end in a shown one or a partner in one that is only listed.
 */
export async function judgeDuplicate(
  turn: Turn,
  given: { a: string; b: string } & (
    | { verdict: 'different' }
    | { verdict: 'merge'; keep: string; take?: string[] }
  ),
): Promise<void> {
  const { tx, keys, now, actor } = turn
  assertMay(actor, 'directory.edit')
  const [a, b] = [given.a, given.b].sort() as [string, string]
  const [pair] = await tx
    .select()
    .from(duplicatePairs)
    .where(
      and(
        eq(duplicatePairs.a, a),
        eq(duplicatePairs.b, b),
        standing(may(actor, 'directory.read_hidden')),
      ),
    )
    .for('update')
  if (!pair) throw notFound()
  if (pair.judgedAt) throw conflict('already_judged', 'Somebody has judged this pair already.')
  const judgement = given.verdict === 'merge' ? 'merged' : 'different'
  if (given.verdict === 'merge') await merge(turn, [a, b], given.keep, given.take ?? [])
  await tx
    .update(duplicatePairs)
    .set({ judgedAt: now, judgedBy: actor.id, judgement })
    .where(and(eq(duplicatePairs.a, a), eq(duplicatePairs.b, b)))
  const entry = { actor: actor.id, action: `service_point.${judgement}` }
  await record(
    tx,
    keys,
    now,
    [a, b].map((id) => ({
      ...{ ...entry, chain: `service_point:${id}`, thing: `service_point:${id}` },
      data: { with: id === a ? b : a },
    })),
  )
}

async function merge(turn: Turn, pair: string[], keep: string, take: string[]): Promise<void> {
  const { tx, now, actor } = turn
  if (!pair.includes(keep))
    throw invalid([{ pointer: '/keep', detail: 'is neither of the two service points' }])
  const points = await servicePointsByIds(tx, pair)
  const kept = points.get(keep)!
  const other = points.get(pair.find((id) => id !== keep)!)!
  if (other.hidden && !kept.hidden)
    throw conflict('hidden_stays', 'A hidden service point never becomes part of a shown one.')
  if (other.status === 'partner' && kept.status !== 'partner')
    throw conflict('partner_stays', 'Keep the partner: the other one was never vetted.')
  const offered = takeable(kept, other)
  const foreign = take.filter((name) => !(name in offered))
  if (foreign.length > 0)
    throw invalid(foreign.map((name) => ({ pointer: '/take', detail: `${name} is not offered` })))
  if (take.length > 0) {
    const taken = Object.fromEntries(take.map((name) => [name, offered[name as keyof Facts]]))
    const facts = factsOf(kept as unknown as FactColumns & { province: string })
    const { organizationId } = kept
    const input = { ...facts, ...taken, id: keep, organizationId, standing: 'stays' as const }
    await saveServicePoint(tx, turn, input, now, actor)
  }
  await removeServicePoint(tx, turn, other.id, now, actor)
}

/** Both stand, and may be known. */
const standing = (hiddenToo: boolean): SQL => sql`not exists (
  select 1 from service_points p where p.id in (${duplicatePairs.a}, ${duplicatePairs.b})
     and (p.removed_at is not null or ${hiddenToo ? sql`false` : sql`p.hidden`}))`

/** States of the moment, and names: of two names the kept one's holds. */
const NEVER = ['name', 'accepting', 'reminders', 'pausedUntil', 'province', 'channels']

const isUnknown = (value: unknown): boolean =>
  value === undefined || value === null || (value as { kind?: string }).kind === 'unknown'
