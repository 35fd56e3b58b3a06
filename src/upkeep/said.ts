import { createHash } from 'node:crypto'
import { field } from '../answers/form.ts'
import { lockPoint } from '../directory/contacts.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import type { Language } from '../locales/locale.ts'
import { upkeepTexts } from '../locales/upkeep.ts'
import type { Turn } from '../services.ts'
import type { FieldError } from '../web/piece.ts'
import { type Different, differences, type Fields, fieldsOf, readFields } from './form.ts'

/** A form that is shown: what is in its fields, and a digest of what stood in them when it was first shown. */
export type Shown = {
  fields: Fields
  seen: string
  /** Somebody changed it since it was last shown: what stands now is shown with it. */
  stale: boolean
  errors: readonly FieldError[]
}

/** The form as it is shown first: what stands in the directory. */
export function firstShown(
  { now }: Pick<Turn, 'now'>,
  point: PointDetails,
  language: Language,
): Shown {
  const fields = fieldsOf(point, language, now)
  return { fields, seen: digest(fields), stale: false, errors: [] }
}

/**
 * What was sent, and what is different by it. Of a form that does not say what stood in it, or where that
 * stands no more, nothing counts: it would take back what somebody changed. Locks the service point.
 */
export async function readSaid(
  turn: Turn,
  { id }: PointDetails,
  body: unknown,
  language: Language,
): Promise<{ shown: Shown; different: Different }> {
  await lockPoint(turn, id)
  const point = (await servicePointsByIds(turn.tx, [id])).get(id)!
  const { seen } = firstShown(turn, point, language)
  const stale = field(body, 'seen') !== seen
  const fields = readFields(body)
  const different = differences(point, fields, language, turn.now)
  const errors = stale ? [{ text: upkeepTexts(language).errors.stale }] : different.errors
  return { shown: { fields, seen, stale, errors }, different }
}

/** Of what the form shows and nothing else: a hidden point that moves changes no byte of it. */
const digest = (fields: Fields): string =>
  createHash('sha256').update(JSON.stringify(fields)).digest('base64url')
