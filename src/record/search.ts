import { and, desc, eq, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import { apiKeys, events, referrals, staff } from '../../db/schema.ts'
import { invalid } from '../platform/errors.ts'
import type { Turn } from '../services.ts'

export type Line = typeof events.$inferSelect
export type Search = {
  /** `referral:<id>` and its like, an id alone, or the reference of a referral. */
  thing?: string
  /** `staff:<id>` and its like, or an id alone. */
  actor?: string
  /** How the action begins. */
  action?: string
  /** Not before this. */
  after?: Date
  before?: Date
  /** `next` of the page before. */
  cursor?: string
  limit: number
}

/** What an id alone may be the id of. */
const THINGS = [
  ...['referral', 'leg', 'offer', 'task', 'consent', 'service_point', 'organization', 'contact'],
  ...['account', 'account:staff', 'account:key', 'approval', 'duty_record'],
]
const ACTORS = ['staff', 'key', 'contact']

/**
 * Events, the newest first: of a thing (with all that belongs to it, where it has a chain of its own),
 * of an actor, or both. 422 without either, or with a cursor that is none.
 */
export async function searchEvents(
  turn: Turn,
  search: Search,
): Promise<{ lines: Line[]; next: string | null }> {
  const { thing, actor, action, after, before, cursor, limit } = search
  if (!thing && !actor)
    throw invalid([{ pointer: '/query/thing', detail: 'or actor must be given' }])
  const things = thing ? await namesOf(turn, thing) : []
  const lines = await turn.tx
    .select()
    .from(events)
    .where(
      and(
        thing ? or(inArray(events.thing, things), inArray(events.chain, things)) : undefined,
        actor ? inArray(events.actor, named(actor, ACTORS)) : undefined,
        action ? sql`starts_with(${events.action}, ${action})` : undefined,
        after ? gte(events.at, after) : undefined,
        before ? lt(events.at, before) : undefined,
        cursor ? past(cursor) : undefined,
      ),
    )
    .orderBy(desc(events.at), desc(events.chain), desc(events.seq))
    .limit(limit + 1)
  const page = lines.slice(0, limit)
  return { lines: page, next: lines.length > limit ? cursorAt(page.at(-1)!) : null }
}

/** Names for people of those who acted: of accounts and of keys, by actor. */
export async function actorNames({ tx }: Turn, actors: string[]): Promise<Map<string, string>> {
  const idsOf = (kind: string) =>
    actors.filter((id) => id.startsWith(kind)).map((id) => id.slice(kind.length))
  const people = await tx
    .select({ id: sql<string>`'staff:' || ${staff.id}`, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, idsOf('staff:').filter(isUuid)))
  const programs = await tx
    .select({ id: sql<string>`'key:' || ${apiKeys.id}`, name: apiKeys.name })
    .from(apiKeys)
    .where(inArray(apiKeys.id, idsOf('key:')))
  return new Map([...people, ...programs].map(({ id, name }) => [id, name]))
}

async function namesOf({ tx }: Turn, thing: string): Promise<string[]> {
  if (!/^[A-Z0-9]{3}-[A-Z0-9]{3}$/i.test(thing)) return named(thing, THINGS)
  const found = await tx
    .select({ id: referrals.id })
    .from(referrals)
    .where(eq(referrals.reference, thing.toUpperCase()))
  return found.map(({ id }) => `referral:${id}`)
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

function named(given: string, kinds: readonly string[]): string[] {
  if (given.includes(':')) return [given]
  const id = isUuid(given) ? given.toLowerCase() : given
  return [id, ...kinds.map((kind) => `${kind}:${id}`)]
}

const cursorAt = ({ at, chain, seq }: Line): string =>
  Buffer.from(JSON.stringify([at.getTime(), chain, seq])).toString('base64url')

function past(cursor: string): SQL {
  const [ms, chain, seq] = readCursor(cursor)
  const at = new Date(ms).toISOString()
  return sql`(${events.at}, ${events.chain}, ${events.seq}) < (${at}::timestamptz, ${chain}::text, ${seq}::integer)`
}

function readCursor(cursor: string): [ms: number, chain: string, seq: number] {
  try {
    const [ms, chain, seq] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const fits = Number.isSafeInteger(ms) && Math.abs(ms) < 1e14 && seq >= 0 && seq < 2 ** 31
    if (fits && Number.isInteger(seq) && /^[\w:.+-]{1,128}$/.test(chain)) return [ms, chain, seq]
  } catch {}
  throw invalid([{ pointer: '/query/cursor', detail: 'is not one that was given out' }])
}
