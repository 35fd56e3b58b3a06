import { and, asc, eq, sql } from 'drizzle-orm'
import { directoryChanges, events } from '../../db/schema.ts'
import { after, HOUR } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import type { FieldError } from '../platform/errors.ts'
import type { FieldChange } from './keep-change.ts'
import type { Phone } from './schemas.ts'
import type { PointDetails } from './store.ts'

/** A number that was added counts only after so long, in which somebody may notice; milliseconds. */
export const NUMBERS_STAND_FOR = 72 * HOUR

/** Who put a number of a service point on file, and when. */
export type NumberPut = {
  number: string
  by: string
  at: Date
  /** After the service point was made: others stood there before, or none. */
  changed: boolean
}

/** Who put each of its numbers on file: whoever wrote it last, else whoever made the service point. */
export async function numbersPut(
  tx: Tx,
  { id, createdAt, phones }: Pick<PointDetails, 'id' | 'createdAt' | 'phones'>,
): Promise<NumberPut[]> {
  const { thingId, fields, actor, at } = directoryChanges
  const changes = await tx
    .select({ by: actor, at, fields })
    .from(directoryChanges)
    .where(and(eq(thingId, id), sql`${fields} @> '[{"field": "phones"}]'`))
    .orderBy(asc(directoryChanges.id))
  const [made] = await tx
    .select({ by: events.actor })
    .from(events)
    .where(and(eq(events.chain, `service_point:${id}`), eq(events.action, 'service_point.created')))
    .limit(1)
  const first = { by: made?.by ?? 'system', at: createdAt, changed: false }
  return [...new Set(numbersIn(phones))].map((number) => {
    const last = changes.findLast((change) => adds(change.fields as FieldChange[], number))
    return { number, ...(last ? { by: last.by, at: last.at, changed: true } : first) }
  })
}

/**
 * What stands against calling these numbers to vet a service point: whoever asks put one of them there,
 * or it has stood there for less than 72 hours. Else one person puts a number of their own on file, and
 * calls it; all of them are looked at, since operators call any of them later.
 */
export function numberErrors(put: readonly NumberPut[], askedBy: string, now: Date): FieldError[] {
  const pointer = '/what/called/number'
  if (put.some(({ by }) => by === askedBy))
    return [{ pointer, detail: 'was put on file by whoever asks' }]
  return countFrom(put, now) ? [{ pointer, detail: 'has not stood on file for 72 hours' }] : []
}

/** When the last of them begins to count, if that is yet to come. */
export function countFrom(put: readonly NumberPut[], now: Date): Date | undefined {
  const ends = put.filter(({ changed }) => changed).map(({ at }) => after(at, NUMBERS_STAND_FOR))
  return ends.filter((end) => end > now).sort((a, b) => b.getTime() - a.getTime())[0]
}

function adds(fields: FieldChange[], number: string): boolean {
  const change = fields.find(({ field }) => field === 'phones')
  return numbersIn(change?.to).includes(number) && !numbersIn(change?.from).includes(number)
}

const numbersIn = (phones: unknown): string[] =>
  ((phones ?? []) as Phone[]).map(({ number }) => number)
