import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { corrections } from '../../db/schema.ts'
import { factsOf } from '../directory/columns.ts'
import { lockPoint } from '../directory/contacts.ts'
import type { Need } from '../directory/needs.ts'
import type { Gender } from '../directory/people.ts'
import type { Child, Facts } from '../directory/schemas.ts'
import { saveServicePoint } from '../directory/service-point.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { localTime } from '../geography/local-time.ts'
import { conflict, notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { texts } from '../platform/sql-arrays.ts'
import { assertMay } from '../protection/may.ts'
import { dataKeysOf, open, seal, standingKey } from '../protection/seal.ts'
import { openTask } from '../routing/task.ts'
import type { Turn } from '../services.ts'
import { endPointTasks, finishReview, note } from './review.ts'

/** What counts as soon as a service point says it. */
export type AtOnce = Pick<
  Facts,
  'hours' | 'languages' | 'interpreter' | 'pausedUntil' | 'description'
>
/** What waits for an editor, each part by itself. */
export type Proposed = {
  needs?: Need[]
  genders?: Gender[]
  ages?: { min: number | null; max: number | null }
  /** Null: not known. */
  children?: Child[] | null
  /** Everything else, as they wrote it. */
  words?: string
}
export type ProposedField = keyof Proposed
export const PROPOSED: readonly ProposedField[] = ['needs', 'genders', 'ages', 'children', 'words']
/** Of what was proposed together. */
const inOrder = sql`array_position(${texts(PROPOSED)}, ${corrections.field}::text)`

/** A part that waits. */
export type Correction = {
  id: string
  servicePointId: string
  field: ProposedField
  proposedAt: Date
  value: Proposed
}

/**
 * Those who know have looked: it is right as of today, but for what they say is different. Their hours,
 * languages, pause and description count at once; the rest waits for an editor. 404 if it is gone.
 */
export async function sayDetails(
  turn: Turn,
  servicePointId: string,
  different: { atOnce: AtOnce; proposed: Proposed } = { atOnce: {}, proposed: {} },
): Promise<void> {
  const point = await lockPoint(turn, servicePointId)
  if (!point) throw notFound()
  const { atOnce, proposed } = different
  const verifiedOn = localTime(turn.now, point.zone).date
  await saveFacts(turn, point, { ...atOnce, verifiedOn })
  const said = PROPOSED.filter((field) => proposed[field] !== undefined)
  for (const field of said) await propose(turn, point.id, field, proposed)
  if (said.length > 0)
    await openTask(turn, {
      ...{ servicePointId, kind: 'correction_proposed', role: 'editor', urgency: 'standard' },
    })
  const fields = [...Object.keys(atOnce), ...said]
  const outcome = fields.length > 0 ? 'corrected' : 'right'
  await note(turn, point.id, 'service_point.checked', { outcome, fields })
  await finishReview(turn, point.id, outcome)
}

/** By its one writer, which keeps the history of each field; the place and the rest stay as they stand. */
async function saveFacts(turn: Turn, point: PointDetails, changed: Partial<Facts>): Promise<void> {
  const { tx, now, actor } = turn
  const { id, organizationId } = point
  const facts = { ...factsOf(point as never), ...changed }
  await saveServicePoint(tx, turn, { ...facts, id, organizationId, standing: 'stays' }, now, actor)
}

/** Of two that wait for the same field, the newer one counts. */
async function propose(
  turn: Turn,
  servicePointId: string,
  field: ProposedField,
  proposed: Proposed,
): Promise<void> {
  const { tx, keys, now, actor } = turn
  await tx
    .update(corrections)
    .set({ decidedAt: now, decidedBy: actor.id, outcome: 'replaced' })
    .where(and(waiting(servicePointId), eq(corrections.field, field)))
  const id = newId()
  const key = await standingKey(tx, keys, 'directory', now)
  await tx.insert(corrections).values({
    ...{ id, servicePointId, field, proposedAt: now, proposedBy: actor.id, keyId: key.id },
    sealed: seal(key, sealedAt(id), { [field]: proposed[field] }),
  })
}

/** What waits for a decision: of one service point, or of all, the oldest first. */
export async function openCorrections(
  { tx, keys }: Turn,
  servicePointId?: string,
): Promise<Correction[]> {
  const found = await tx
    .select()
    .from(corrections)
    .where(servicePointId ? waiting(servicePointId) : isNull(corrections.decidedAt))
    .orderBy(asc(corrections.proposedAt), inOrder, asc(corrections.id))
    .limit(500)
  const all = await dataKeysOf(
    tx,
    keys,
    found.map(({ keyId }) => keyId),
  )
  return found.map(({ id, field, proposedAt, keyId, sealed, ...row }) => ({
    ...{ id, servicePointId: row.servicePointId, proposedAt },
    field: field as ProposedField,
    value: open(all.get(keyId)!, sealedAt(id), sealed) as Proposed,
  }))
}

/**
 * An editor accepts a part, which then counts, or declines it. Of what they wrote in words, accepting
 * means that it was dealt with. 404 without such a part, 409 if it was decided already.
 */
export async function decideCorrection(
  turn: Turn,
  servicePointId: string,
  id: string,
  outcome: 'accepted' | 'declined',
): Promise<void> {
  const { tx, now, actor } = turn
  assertMay(actor, 'directory.edit')
  const point = await lockPoint(turn, servicePointId)
  if (!point) throw notFound()
  const all = await openCorrections(turn, servicePointId)
  const meant = all.find((each) => each.id === id)
  if (!meant) {
    const [known] = await tx
      .select({ outcome: corrections.outcome })
      .from(corrections)
      .where(and(eq(corrections.id, id), eq(corrections.servicePointId, servicePointId)))
    if (!known) throw notFound()
    throw conflict('wrong_state', 'This was decided already.', { state: known.outcome! })
  }
  if (outcome === 'accepted' && meant.field !== 'words')
    await saveFacts(turn, point, factsIn(meant.value))
  await tx
    .update(corrections)
    .set({ decidedAt: now, decidedBy: actor.id, outcome })
    .where(eq(corrections.id, id))
  await note(turn, servicePointId, `correction.${outcome}`, { field: meant.field })
  if (all.length === 1) await endPointTasks(turn, servicePointId, ['correction_proposed'], 'done')
}

function factsIn({ needs, genders, ages, children }: Proposed): Partial<Facts> {
  return {
    ...(needs && { needs }),
    ...(genders && { genders: genders.length > 0 ? genders : null }),
    ...(ages && { minAge: ages.min, maxAge: ages.max }),
    ...(children !== undefined && { children }),
  }
}

const waiting = (servicePointId: string) =>
  and(eq(corrections.servicePointId, servicePointId), isNull(corrections.decidedAt))
const sealedAt = (id: string) => ({ table: 'corrections', row: id, field: 'sealed' })

/** The names of those of which something waits. */
export const pointsOf = async ({ tx }: Turn, list: readonly Correction[]) =>
  servicePointsByIds(tx, [...new Set(list.map(({ servicePointId }) => servicePointId))])
