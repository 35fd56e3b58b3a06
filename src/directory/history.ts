import { desc, eq } from 'drizzle-orm'
import { directoryChanges, organizations, servicePoints } from '../../db/schema.ts'
import { notFound } from '../platform/errors.ts'
import { assertMay } from '../protection/may.ts'
import { dataKeysOf, open } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { type FactColumns, type Known, plainFacts, writtenPlace } from './columns.ts'
import {
  type FieldChange,
  type PlaceChange,
  placeMark,
  saysTheSame,
  sealedAt,
} from './keep-change.ts'

export type Thing = 'organization' | 'service_point'

/** A field that changed. `secret`: that it changed is all that anybody is told. */
export type ShownField = { field: string; from?: unknown; to?: unknown; secret?: true }

/** A change as it is shown; `against` says why it cannot be undone by one person now. */
export type ShownChange = {
  id: string
  at: Date
  actor: string
  fields: ShownField[]
  against?: { why: Against; fields: string[] }
}

/**
 * `undone`: what stood before stands again. `changed_since`: these fields were changed again.
 * `two_people`: these take two people. `retired`: it is not there.
 */
export type Against = 'undone' | 'changed_since' | 'two_people' | 'retired'

/** More than this is never shown of one thing. */
const MOST = 500

/**
 * What was changed of an organization or a service point, by whom and when; the newest first. Of a
 * point that is or was hidden no place of that time or before is told. Throws 404 if there is none.
 */
export async function historyOf(turn: Turn, thing: Thing, id: string): Promise<ShownChange[]> {
  const { tx, keys, actor } = turn
  assertMay(actor, 'directory.edit')
  const standing = await stateOf(turn, thing, id)
  const rows = await tx
    .select()
    .from(directoryChanges)
    .where(eq(directoryChanges.thingId, id))
    .orderBy(desc(directoryChanges.id))
    .limit(MOST)
  const sealed = rows.flatMap(({ keyId }) => keyId ?? [])
  const opened = await dataKeysOf(tx, keys, sealed)
  let wasHidden = standing.hidden
  let beforeHiding = false
  return rows.map((row) => {
    const fields = row.fields as FieldChange[]
    const place = row.sealedPlace
      ? open<PlaceChange>(opened.get(row.keyId!)!, sealedAt(row.id), row.sealedPlace)
      : undefined
    wasHidden ||= place?.secret ?? false
    if (standing.hidden && hides(fields)) beforeHiding = true
    const { id, at, actor } = row
    const shown = fields.flatMap((each): ShownField[] => {
      const tellable = each.field !== 'hidden' && each.field !== 'removed'
      if (beforeHiding && tellable) return [{ field: each.field, secret: true }]
      if (each.field !== 'place') return [each]
      return wasHidden || !place || place.secret
        ? [{ field: 'place', secret: true }]
        : placeFields(place)
    })
    const against = standsAgainst(standing, fields, { beforeHiding, wasHidden })
    return { id, at, actor, fields: shown, ...(against && { against }) }
  })
}

/** What stands now of what a history can tell. */
export type Standing = {
  removed: boolean
  hidden: boolean
  partner: boolean
  values: Record<string, unknown>
}

/** Locks nothing; throws 404. */
export async function stateOf({ tx }: Turn, thing: Thing, id: string): Promise<Standing> {
  const table = thing === 'organization' ? organizations : servicePoints
  const [row] = await tx.select().from(table).where(eq(table.id, id))
  if (!row) throw notFound()
  const removed = row.removedAt !== null
  if (thing === 'organization') {
    const { name, nameFr, website } = row
    const values = { name, nameFr, website, removed }
    return { removed, hidden: false, partner: false, values }
  }
  const point = row as Known
  const { status, hidden, organizationId } = point
  const place = await placeMark(tx, id)
  const values = { ...plainFacts(point as FactColumns), status, hidden, organizationId }
  return { removed, hidden, partner: status === 'partner', values: { ...values, removed, place } }
}

/** What one person never sets back. */
const TWO_PEOPLE = ['status', 'hidden', 'organizationId']

/** Why this change cannot be undone now, by one person. */
export function standsAgainst(
  { removed, partner, values }: Standing,
  fields: readonly FieldChange[],
  { beforeHiding, wasHidden }: { beforeHiding: boolean; wasHidden: boolean },
): ShownChange['against'] {
  const named = fields.map(({ field }) => field)
  if (fields.every(({ field, from }) => saysTheSame(values[field], from)))
    return { why: 'undone', fields: [] }
  const since = fields.filter(({ field, to }) => !saysTheSame(values[field], to))
  const changed = since.map(({ field }) => field)
  const ofRemoval = named.includes('removed')
  if (changed.length > 0 && (ofRemoval || !removed))
    return { why: 'changed_since', fields: changed }
  if (ofRemoval) return undefined
  if (removed) return { why: 'retired', fields: [] }
  const two = named.filter((field) => TWO_PEOPLE.includes(field) || (field === 'phones' && partner))
  if (two.length > 0) return { why: 'two_people', fields: two }
  // What stood in the open before it was hidden, or while it was, comes back by nobody alone.
  if (beforeHiding) return { why: 'two_people', fields: named }
  if (wasHidden && !values.hidden && named.includes('place'))
    return { why: 'two_people', fields: ['place'] }
  return undefined
}

export const hides = (fields: readonly FieldChange[]): boolean =>
  fields.some(({ field, to }) => field === 'hidden' && to === true)

/** The parts of a place that differ. */
function placeFields(place: Extract<PlaceChange, { secret: false }>): ShownField[] {
  const from = writtenPlace({ ...place.from, hidden: false })
  const to = writtenPlace({ ...place.to, hidden: false })
  const names = ['address', 'city', 'province', 'postalCode', 'lat', 'lng', 'zone'] as const
  return names
    .filter((name) => from[name] !== to[name])
    .map((name) => ({ field: name, from: from[name] ?? null, to: to[name] ?? null }))
}
