import { and, eq } from 'drizzle-orm'
import { offers } from '../../db/schema.ts'
import { notFound } from '../platform/errors.ts'
import { type Action, assertMay } from '../protection/may.ts'
import type { Turn } from '../services.ts'

/** Lets staff do it, and members of the organization to which this offer, or the accepted offer of this leg, was made. */
export async function assertOfferedOrStaff(
  { tx, actor }: Turn,
  action: Action,
  which: { offerId: string } | { legId: string },
): Promise<void> {
  const found = await tx
    .select({ organizationId: offers.organizationId })
    .from(offers)
    .where(
      'offerId' in which
        ? eq(offers.id, which.offerId)
        : and(eq(offers.legId, which.legId), eq(offers.state, 'accepted')),
    )
  if ('offerId' in which && found.length === 0) throw notFound()
  assertMay(actor, action, { offeredTo: found.map(({ organizationId }) => organizationId) })
}
