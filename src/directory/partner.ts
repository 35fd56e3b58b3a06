import { isDeepStrictEqual } from 'node:util'
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
import { numberErrors, numbersPut } from './contacts-numbers.ts'
import type { Activation } from './contacts-schemas.ts'
import { keepChange } from './keep-change.ts'
import type { Phone } from './schemas.ts'

/** What two people agree to: with the numbers that stood on file when it was asked. */
export type AskedActivation = Activation & { phones: Phone[] }

/**
 * Throws what stands against making this service point a partner: 404, 409 if it is one, 422.
 * @returns what is asked, with all its numbers: operators call them from then on, and no single
 *   person changes them
 */
export async function checkActivation(
  turn: Turn,
  id: string,
  what: Activation,
  askedBy = turn.actor.id,
): Promise<AskedActivation> {
  const point = await lockPoint(turn, id)
  if (!point) throw notFound()
  if (point.status === 'partner') throw conflict('is_a_partner', 'It is a partner already.')
  const phones = point.phones.map(({ number }) => number)
  const errors = [
    ...calledErrors(what.called, phones, turn.now),
    ...numberErrors(await numbersPut(turn.tx, point), askedBy, turn.now),
    ...contactErrors(what.contacts, '/what/contacts'),
  ]
  if (errors.length > 0) throw invalid(errors)
  return { ...what, phones: point.phones }
}

/**
 * Two people agreed: it is a partner with exactly the contacts that they saw. Neither of them put one of
 * its numbers on file: 422 or 409.
 */
export async function activatePartner(
  turn: Turn,
  { id: approvalId, what, thing, askedBy, approvedBy }: Approval,
  stop: Stop,
): Promise<void> {
  const { tx, keys, now, actor } = turn
  const id = thing.replace('service_point:', '')
  const activation = what as AskedActivation
  const { phones } = await checkActivation(turn, id, activation, askedBy)
  if (!isDeepStrictEqual(phones, activation.phones))
    throw conflict('numbers_changed', 'Its numbers were changed since it was asked. Ask again.')
  const put = await numbersPut(tx, (await lockPoint(turn, id))!)
  if (put.some(({ by }) => by === approvedBy))
    throw conflict('number_by_approver', 'You put a number on file: another person approves.')
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
  const status = { field: 'status', from: 'listed', to: 'partner' }
  await keepChange(tx, keys, now, actor, {
    ...{ thing: 'service_point', thingId: id, fields: [status] },
  })
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
