import { eq } from 'drizzle-orm'
import { servicePointMatches, servicePoints } from '../../db/schema.ts'
import { conflict, invalid, notFound } from '../platform/errors.ts'
import type { Approval } from '../protection/approval.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import {
  calledErrors,
  contactErrors,
  endContacts,
  lockPoint,
  type Stop,
  writeContacts,
} from './contacts.ts'
import type { Activation } from './contacts-schemas.ts'

/** Throws what stands against making this service point a partner: 404, 409 if it is one, 422. */
export async function checkActivation(turn: Turn, id: string, what: Activation): Promise<void> {
  const point = await lockPoint(turn, id)
  if (!point) throw notFound()
  if (point.status === 'partner') throw conflict('is_a_partner', 'It is a partner already.')
  const phones = point.phones.map(({ number }) => number)
  const errors = [
    ...calledErrors(what.called, phones, turn.now),
    ...contactErrors(what.contacts, '/what/contacts'),
  ]
  if (errors.length > 0) throw invalid(errors)
}

/** Two people agreed: it is a partner with exactly the contacts that they saw. */
export async function activatePartner(
  turn: Turn,
  { id: approvalId, what, thing, askedBy, approvedBy }: Approval,
  stop: Stop,
): Promise<void> {
  const { tx, keys, now, actor } = turn
  const id = thing.replace('service_point:', '')
  const activation = what as Activation
  await checkActivation(turn, id, activation)
  const { agreement, called, contacts } = activation
  await tx
    .update(servicePoints)
    .set({
      status: 'partner',
      vettedBy: `${askedBy} ${approvedBy}`,
      vettedAt: now,
      vettedHow: `${agreement}; ${called.number}, ${called.at}`,
      updatedAt: now,
    })
    .where(eq(servicePoints.id, id))
  await tx
    .update(servicePointMatches)
    .set({ partner: true })
    .where(eq(servicePointMatches.servicePointId, id))
  const written = await writeContacts(turn, id, contacts, approvedBy!)
  await endContacts(turn, id, { allBut: written }, stop)
  const data = { approval: approvalId, contacts: written.length }
  await record(tx, keys, now, [
    { chain: thing, actor: actor.id, action: 'service_point.activated', thing, data },
  ])
}
