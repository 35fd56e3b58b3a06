import { and, eq, inArray, isNull } from 'drizzle-orm'
import { apiKeys, referralRestrictions, referrals, staff } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import { conflict, invalid, notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { assertMay } from '../protection/may.ts'
import { dataKey, seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { note } from './case.ts'
import { referralThing } from './reach.ts'

/**
 * Restricts a referral to named actors, or to nobody in particular again (`null`). For all others it
 * does not exist from now on, also for the supervisor who does not name himself; service points go on
 * answering, and alarms go on naming the reference. The reason is kept sealed with the referral.
 * 404 if there is none, 409 once it is erased, 422 names whoever does not work here.
 */
export async function restrictReferral(
  turn: Turn,
  referralId: string,
  { staff: named, reason }: { staff: string[] | null; reason: string },
): Promise<{ id: string; reference: string; staff: string[] | null }> {
  const { tx, keys, now, actor } = turn
  const [found] = await tx
    .select()
    .from(referrals)
    .where(eq(referrals.id, referralId))
    .for('update')
  if (!found) throw notFound()
  assertMay(actor, 'referral.restrict', await referralThing(turn, found.id))
  if (found.erasedAt)
    throw conflict('erased', 'What was said is erased: nothing is left to restrict.')
  await assertWorkHere(tx, named ?? [])
  const id = newId()
  const key = await dataKey(tx, keys, found.keyId)
  const place = { table: 'referral_restrictions', row: id, field: 'sealed_reason' }
  await tx.insert(referralRestrictions).values({
    ...{ id, referralId: found.id, actor: actor.id, restrictedTo: named, at: now },
    sealedReason: seal(key, place, reason),
  })
  await tx.update(referrals).set({ restrictedTo: named }).where(eq(referrals.id, found.id))
  await note(turn, found.id, {
    action: named ? 'referral.restricted' : 'referral.unrestricted',
    thing: `referral:${found.id}`,
    ...(named && { data: { to: named } }),
  })
  return { id: found.id, reference: found.reference, staff: named }
}

/** A name that is nobody's would lock everyone out. */
async function assertWorkHere(tx: Tx, named: string[]): Promise<void> {
  const idsOf = (kind: string) =>
    named.filter((each) => each.startsWith(`${kind}:`)).map((each) => each.slice(kind.length + 1))
  const people = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(and(inArray(staff.id, idsOf('staff')), isNull(staff.disabledAt)))
  const programs = await tx
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(and(inArray(apiKeys.id, idsOf('key')), isNull(apiKeys.revokedAt)))
  const known = [...people.map(({ id }) => `staff:${id}`), ...programs.map(({ id }) => `key:${id}`)]
  const errors = named.flatMap((each, i) =>
    known.includes(each)
      ? []
      : [{ pointer: `/staff/${i}`, detail: 'is not the account of anybody who works here' }],
  )
  if (errors.length > 0) throw invalid(errors)
}
