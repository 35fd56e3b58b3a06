import { field } from '../answers/form.ts'
import { lockPoint } from '../directory/contacts.ts'
import { lastChange } from '../directory/keep-change.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import type { Language } from '../locales/locale.ts'
import { upkeepTexts } from '../locales/upkeep.ts'
import type { Turn } from '../services.ts'
import type { FieldError } from '../web/piece.ts'
import { type Different, differences, type Fields, fieldsOf, readFields } from './form.ts'

/** A form that is shown: what is in its fields, and the last change of the service point, its id. */
export type Shown = {
  fields: Fields
  seen: string
  /** Somebody changed it since it was last shown: what stands now is shown with it. */
  stale: boolean
  errors: readonly FieldError[]
}

/** The form as it is shown first: what stands in the directory, read after its last change was. */
export async function firstShown(
  { tx, now }: Turn,
  { id }: PointDetails,
  language: Language,
): Promise<Shown> {
  const seen = await lastChange(tx, id)
  const point = (await servicePointsByIds(tx, [id])).get(id)!
  return { fields: fieldsOf(point, language, now), seen, stale: false, errors: [] }
}

/**
 * What was sent, and what is different by it. Of a form that does not say what it was shown after, or after
 * which somebody changed something, nothing counts: it would take that back. Locks the service point.
 */
export async function readSaid(
  turn: Turn,
  point: PointDetails,
  body: unknown,
  language: Language,
): Promise<{ shown: Shown; different: Different }> {
  await lockPoint(turn, point.id)
  const seen = await lastChange(turn.tx, point.id)
  const stale = field(body, 'seen') !== seen
  const fields = readFields(body)
  const different = differences(point, fields, language, turn.now)
  const errors = stale ? [{ text: upkeepTexts(language).errors.stale }] : different.errors
  return { shown: { fields, seen, stale, errors }, different }
}
