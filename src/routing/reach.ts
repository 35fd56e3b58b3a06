import { eq, inArray, type SQL, sql } from 'drizzle-orm'
import { legs, offers, referrals } from '../../db/schema.ts'
import { rows } from '../platform/database.ts'
import { notFound } from '../platform/errors.ts'
import { type Action, type Actor, assertMay, type Thing } from '../protection/may.ts'
import type { Turn } from '../services.ts'

/** Throws unless the actor may do this to this referral; 404 if there is none. */
export async function assertReferral(turn: Turn, action: Action, id: string): Promise<void> {
  assertMay(turn.actor, action, await referralThing(turn, id))
}

/** The same for the referral of a leg. */
export async function assertLeg(turn: Turn, action: Action, legId: string): Promise<void> {
  const [leg] = await turn.tx
    .select({ referralId: legs.referralId })
    .from(legs)
    .where(eq(legs.id, legId))
  if (!leg) throw notFound()
  const held = await holders(turn, sql`o.leg_id = ${legId}::uuid and o.state = 'accepted'`)
  assertMay(turn.actor, action, {
    ...(await referralThing(turn, leg.referralId)),
    offeredTo: held,
  })
}

/** The same for an offer. */
export async function assertOffer(turn: Turn, action: Action, offerId: string): Promise<void> {
  const [offer] = await turn.tx
    .select({ referralId: offers.referralId })
    .from(offers)
    .where(eq(offers.id, offerId))
  if (!offer) throw notFound()
  const offeredTo = await holders(turn, sql`o.id = ${offerId}::uuid`)
  assertMay(turn.actor, action, { ...(await referralThing(turn, offer.referralId)), offeredTo })
}

/** What the table of who may what asks about a referral. 404 if there is none. */
export async function referralThing(turn: Turn, id: string): Promise<Thing> {
  const found = (await referralThings(turn, [id])).get(id.toLowerCase())
  if (!found) throw notFound()
  return found
}

/** The same of several, by id. */
export async function referralThings(
  { tx, actor, now }: Turn,
  ids: readonly string[],
): Promise<Map<string, Thing>> {
  const found = await tx
    .select({
      id: referrals.id,
      madeBy: referrals.organizationId,
      state: referrals.state,
      restrictedTo: referrals.restrictedTo,
      mine: sql<boolean>`${isMine(actor)}`,
      opened: sql<boolean>`${isOpened(actor, now)}`,
    })
    .from(referrals)
    .where(inArray(referrals.id, [...ids]))
  return new Map(found.map(({ id, ...thing }) => [id, thing]))
}

/** The actor made it, or has or had a task in it. */
export const isMine = ({ id }: Actor): SQL =>
  sql`(referrals.made_by = ${id} or exists (
    select from tasks t join legs l on l.id = t.leg_id
     where l.referral_id = referrals.id and t.owner = ${id}))`

/** The actor opened it with a reason, and that still holds. */
export const isOpened = ({ id }: Actor, now: Date): SQL =>
  sql`exists (select from referral_openings o
    where o.referral_id = referrals.id and o.actor = ${id}
      and o.until > ${now.toISOString()}::timestamptz)`

/** Restricted to nobody, or to people of whom the actor is one; also where a join found no referral. */
export const notRestricted = ({ id }: Actor): SQL =>
  sql`(referrals.restricted_to is null or ${id} = any(referrals.restricted_to))`

async function holders({ tx }: Turn, which: ReturnType<typeof sql>): Promise<string[]> {
  const found = await rows<{ organizationId: string }>(
    tx,
    sql`select distinct o.organization_id as "organizationId" from offers o where ${which}`,
  )
  return found.map(({ organizationId }) => organizationId)
}
