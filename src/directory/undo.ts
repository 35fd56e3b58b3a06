import { eq } from 'drizzle-orm'
import { directoryChanges } from '../../db/schema.ts'
import { notFound, Problem } from '../platform/errors.ts'
import { assertMay } from '../protection/may.ts'
import { dataKey, open } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { type FactColumns, factsOf } from './columns.ts'
import { type Against, historyOf, type Thing } from './history.ts'
import { type FieldChange, type PlaceChange, sealedAt } from './keep-change.ts'
import { editOrganization } from './organization.ts'
import {
  lockOrganization,
  removeServicePoint,
  restoreOrganization,
  restoreServicePoint,
  retireOrganization,
} from './retire.ts'
import { findPoint, type ServicePointInput, saveServicePoint } from './service-point.ts'

const DETAILS: Record<Against, string> = {
  undone: 'What stood before stands again: there is nothing to undo.',
  changed_since: 'What it changed was changed again since.',
  two_people: 'This takes two people: ask for it at POST /v1/approvals.',
  retired: 'It is retired: bring it back first.',
}

const NAMED: Record<Against, string> = {
  undone: '',
  changed_since: 'was changed again since',
  two_people: 'takes two people',
  retired: '',
}

/**
 * Sets the fields of one change back to what stood before, by the verbs that write them, so that it is
 * a change itself and can be undone. What has come back from a retirement is listed. Throws 404 if there
 * is no such change; 409 `undone` where nothing is left of it, `changed_since` with the fields that changed again, `two_people` with those
 * that one person never sets back, `retired` while it is not there.
 */
export async function undo(turn: Turn, changeId: string): Promise<{ thing: Thing; id: string }> {
  const { tx, actor } = turn
  assertMay(actor, 'directory.edit')
  const [change] = await tx.select().from(directoryChanges).where(eq(directoryChanges.id, changeId))
  if (!change) throw notFound()
  const thing = change.thing as Thing
  const id = change.thingId
  // Locked before it is judged: what changes it at the same time waits, or is seen.
  if (thing === 'organization') await lockOrganization(tx, id)
  else await findPoint(tx, { id })
  const shown = (await historyOf(turn, thing, id)).find((each) => each.id === changeId)
  if (!shown) throw notFound()
  if (shown.against) {
    const { why, fields } = shown.against
    const named = fields.map((field) => ({ pointer: `/${field}`, detail: NAMED[why] }))
    throw new Problem(409, why, DETAILS[why], { fields: named })
  }
  const fields = change.fields as FieldChange[]
  const before = Object.fromEntries(fields.map(({ field, from }) => [field, from]))
  await (thing === 'organization'
    ? undoOrganization(turn, id, before)
    : undoPoint(turn, change, before))
  return { thing, id }
}

type Before = Record<string, unknown>

async function undoOrganization(turn: Turn, id: string, before: Before): Promise<void> {
  const { tx, now, actor } = turn
  if (before.removed === true) await retireOrganization(turn, id)
  else if (before.removed === false) await restoreOrganization(turn, id)
  else {
    const { name, nameFr, website } = (await lockOrganization(tx, id))!
    const facts = dropNulls({ name, nameFr, website, ...before })
    await editOrganization(tx, turn, { ...facts, name: facts.name as string, id }, now, actor)
  }
}

async function undoPoint(
  turn: Turn,
  change: typeof directoryChanges.$inferSelect,
  before: Before,
): Promise<void> {
  const { tx, keys, now, actor } = turn
  const id = change.thingId
  if (before.removed === true) return removeServicePoint(tx, turn, id, now, actor)
  if (before.removed === false) return restoreServicePoint(turn, id)
  const known = (await findPoint(tx, { id }))!
  const { place: mark, ...columns } = before
  const facts = factsOf({ ...known, ...columns } as FactColumns & { province: string })
  const moved = change.sealedPlace
    ? open<PlaceChange>(
        await dataKey(tx, keys, change.keyId!),
        sealedAt(change.id),
        change.sealedPlace,
      )
    : undefined
  const { organizationId } = known
  const input = { ...facts, organizationId, id, placeMark: mark as string | null }
  const place: Partial<ServicePointInput> = !moved
    ? { standing: 'stays' }
    : moved.secret
      ? { ...moved.from, standing: 'anew' }
      : { standing: moved.from }
  await saveServicePoint(tx, turn, { ...input, ...place }, now, actor)
}

const dropNulls = (facts: Before): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, (value ?? undefined) as string]),
  )
