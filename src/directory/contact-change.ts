import { and, eq, isNotNull, isNull, lte } from 'drizzle-orm'
import { approvals, servicePointMatches, servicePoints } from '../../db/schema.ts'
import { after, HOUR } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import { backoff, type Duty, HELPLESS } from '../platform/due.ts'
import { conflict, invalid, notFound } from '../platform/errors.ts'
import { type Approval, markDone, waitUntil } from '../protection/approval.ts'
import type { Actor } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import type { Services, Turn } from '../services.ts'
import { tellOldContacts } from './contact-change-notice.ts'
import {
  calledErrors,
  contactErrors,
  endContacts,
  lockPoint,
  numbersOnFile,
  organizationErrors,
  type Stop,
  writeContacts,
} from './contacts.ts'
import type { ContactChange } from './contacts-schemas.ts'
import { PHONE_REASONS } from './fact-errors.ts'
import { differences, keepChange } from './keep-change.ts'
import { parsePhones } from './phones.ts'
import { contactsOf } from './store.ts'

/** Between the approval and its effect, in which an old contact can object; milliseconds. */
export const OBJECT_WITHIN = 72 * HOUR

/**
 * Throws what stands against this change of how a partner is reached: 404, 409 if it is no partner
 * or another change waits to take effect, 422 with every bad field.
 */
export async function checkContactChange(
  turn: Turn,
  id: string,
  what: ContactChange,
): Promise<void> {
  const { tx, now } = turn
  const point = await lockPoint(turn, id)
  if (!point) throw notFound()
  if (point.status !== 'partner')
    throw conflict('not_a_partner', 'Its first contacts come with its activation as a partner.')
  if (await anotherWaits(turn, id))
    throw conflict('already_asked', 'Another change of its contacts waits to take effect.')
  const known = await contactsOf(tx, id)
  const { add = [], remove = [], phones = [], organizationId, called } = what
  const strange = remove.flatMap((contact, i) =>
    known.some((each) => each.id === contact)
      ? []
      : [{ pointer: `/what/remove/${i}`, detail: 'is not one of its contacts' }],
  )
  const badPhones = phones.flatMap(({ number }, i) => {
    const reason = parsePhones(number).problems[0]?.reason
    return reason ? [{ pointer: `/what/phones/${i}/number`, detail: PHONE_REASONS[reason] }] : []
  })
  const left = add.length + known.filter((each) => !remove.includes(each.id)).length
  const nothing = add.length + remove.length + phones.length === 0 && !organizationId
  const errors = [
    ...calledErrors(called, numbersOnFile(point, known), now),
    ...contactErrors(add, '/what/add'),
    ...strange,
    ...badPhones,
    ...(organizationId
      ? await organizationErrors(turn, organizationId, '/what/organizationId')
      : []),
    ...(remove.length > 0 && left === 0
      ? [{ pointer: '/what/remove', detail: 'leaves nobody who can be asked' }]
      : []),
    ...(nothing ? [{ pointer: '/what', detail: 'changes nothing' }] : []),
  ]
  if (errors.length > 0) throw invalid(errors)
}

/** Two people agreed: every old contact is told at once, and nothing changes for 72 hours. */
export async function announceContactChange(turn: Turn, approval: Approval): Promise<void> {
  const id = approval.thing.replace('service_point:', '')
  await checkContactChange(turn, id, approval.what as ContactChange)
  const effectiveAt = after(turn.now, OBJECT_WITHIN)
  await waitUntil(turn, approval.id, effectiveAt)
  await tellOldContacts(turn, id, approval.id, effectiveAt)
}

/** Asks a human to look at a change that could not be carried out: routing knows tasks. */
type Stuck = (turn: Turn, servicePointId: string) => Promise<void>

/** Carries out changes of contacts to which nobody has objected; `stop`: for those that it ends. */
export function contactChanges({ db: _, ...services }: Services, stop: Stop, stuck: Stuck): Duty {
  const actor: Actor = { id: 'system:contacts', role: 'system' }
  return {
    name: 'contact changes',
    next: dueChange,
    run: (tx, id, now) => applyContactChange({ ...services, tx, now, actor }, id, stop),
    /** It waits, and at the third time a human is told. */
    async stumble(tx, id, now) {
      const own = and(waits, eq(approvals.id, id))
      const [failed] = await tx.select().from(approvals).where(own).for('update')
      if (!failed) return
      const { failures, thing } = failed
      await tx
        .update(approvals)
        .set({ effectiveAt: after(now, backoff(failures)), failures: failures + 1 })
        .where(own)
      if (failures + 1 >= HELPLESS)
        await stuck({ ...services, tx, now, actor }, thing.replace('service_point:', ''))
    },
  }
}

async function dueChange(tx: Tx, now: Date): Promise<string | undefined> {
  const [due] = await tx
    .select({ id: approvals.id })
    .from(approvals)
    .where(and(waits, lte(approvals.effectiveAt, now)))
    .limit(1)
    .for('update', { skipLocked: true })
  return due?.id
}

const waits = and(
  eq(approvals.kind, 'contact_change'),
  isNull(approvals.doneAt),
  isNull(approvals.refusedAt),
)

async function anotherWaits({ tx }: Turn, id: string): Promise<boolean> {
  const thing = eq(approvals.thing, `service_point:${id}`)
  const found = await tx
    .select({ id: approvals.id })
    .from(approvals)
    .where(and(waits, thing, isNotNull(approvals.effectiveAt)))
  return found.length > 0
}

async function applyContactChange(turn: Turn, approvalId: string, stop: Stop): Promise<void> {
  const { tx, keys, now, actor } = turn
  const [approval] = await tx.select().from(approvals).where(eq(approvals.id, approvalId))
  const { thing, what, approvedBy } = approval!
  const id = thing.replace('service_point:', '')
  const point = await lockPoint(turn, id)
  if (!point) return markDone(turn, approvalId, { outcome: 'removed' })
  const { add = [], remove = [], phones, organizationId } = what as ContactChange
  await endContacts(turn, id, { ids: remove }, stop)
  const written = await writeContacts(turn, id, add, approvedBy!)
  const facts = { ...(phones && { phones }), ...(organizationId && { organizationId }) }
  await tx
    .update(servicePoints)
    .set({ ...facts, updatedAt: now })
    .where(eq(servicePoints.id, id))
  const stood = { ...(phones && { phones: point.phones }), organizationId: point.organizationId }
  await keepChange(tx, keys, now, actor, {
    ...{ thing: 'service_point', thingId: id },
    fields: differences(stood, { ...stood, ...facts }),
  })
  if (organizationId)
    await tx
      .update(servicePointMatches)
      .set({ organizationId })
      .where(eq(servicePointMatches.servicePointId, id))
  await markDone(turn, approvalId)
  const data = {
    ...{ approval: approvalId, added: written, removed: remove },
    ...{ phones: phones !== undefined, organizationId },
  }
  await record(tx, keys, now, [
    { chain: thing, actor: actor.id, action: 'service_point.contacts_changed', thing, data },
  ])
}
