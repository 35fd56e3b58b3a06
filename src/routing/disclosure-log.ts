import { asc, eq, inArray } from 'drizzle-orm'
import {
  consents,
  disclosures,
  events,
  offerLinks,
  offers,
  referralOpenings,
  referralReadings,
} from '../../db/schema.ts'
import { servicePointsByIds } from '../directory/store.ts'
import type { Turn } from '../services.ts'
import { assertReferral } from './reach.ts'
import { nameOf } from './view-task.ts'

/**
 * What was agreed, and who has seen what of a referral: service points by stage, and staff. Groups of
 * fields, times and ways only; nothing that was said, and no reasons.
 */
export async function whoHasSeen(turn: Turn, referralId: string) {
  const { tx } = turn
  await assertReferral(turn, 'referral.disclosures', referralId)
  const shown = await tx
    .select({ disclosure: disclosures, servicePointId: offers.servicePointId })
    .from(disclosures)
    .innerJoin(offers, eq(offers.id, disclosures.offerId))
    .where(eq(disclosures.referralId, referralId))
    .orderBy(asc(disclosures.at), asc(disclosures.id))
  const points = await servicePointsByIds(tx, [...new Set(shown.map((row) => row.servicePointId))])
  const ways = await waysOf(
    turn,
    referralId,
    shown.map(({ disclosure }) => disclosure),
  )
  const readings = await tx
    .select()
    .from(referralReadings)
    .where(eq(referralReadings.referralId, referralId))
    .orderBy(asc(referralReadings.at))
  const openings = await tx
    .select()
    .from(referralOpenings)
    .where(eq(referralOpenings.referralId, referralId))
    .orderBy(asc(referralOpenings.at))
  const agreed = await tx
    .select()
    .from(consents)
    .where(eq(consents.referralId, referralId))
    .orderBy(asc(consents.givenAt), asc(consents.id))
  return {
    consents: agreed.map(viewConsent),
    disclosures: shown.map(({ disclosure, servicePointId }) => ({
      id: disclosure.id,
      at: disclosure.at.toISOString(),
      stage: disclosure.stage,
      offerId: disclosure.offerId,
      servicePoint: { id: servicePointId, name: nameOf(points.get(servicePointId)!) },
      shown: disclosure.shown,
      ways: ways(disclosure),
    })),
    readings: readings.map(({ actor, at, parts }) => ({ actor, at: at.toISOString(), parts })),
    openings: openings.map(({ actor, at, until }) => ({
      ...{ actor, at: at.toISOString(), until: until.toISOString() },
    })),
  }
}

const viewConsent = (consent: typeof consents.$inferSelect) => {
  const { id, basis, givenBy, method, statement, language, interpreter } = consent
  const { scope, recipients, tellReferrer, followUp, confirmedBy } = consent
  return {
    ...{ id, basis, givenBy, method, statement, language, interpreter, scope, recipients },
    ...{ tellReferrer, followUp, confirmedBy },
    givenAt: consent.givenAt.toISOString(),
    confirmedAt: consent.confirmedAt?.toISOString() ?? null,
    withdrawnAt: consent.withdrawnAt?.toISOString() ?? null,
  }
}

type Disclosure = typeof disclosures.$inferSelect

/** An offer went by the channels of its links; how the rest was shown stands in the record. */
async function waysOf({ tx }: Turn, referralId: string, shown: Disclosure[]) {
  const ids = [...new Set(shown.map(({ offerId }) => offerId))]
  const links =
    ids.length > 0 ? await tx.select().from(offerLinks).where(inArray(offerLinks.offerId, ids)) : []
  const lines = await tx
    .select()
    .from(events)
    .where(eq(events.chain, `referral:${referralId}`))
    .orderBy(asc(events.seq))
  return ({ offerId, stage, at }: Disclosure): string[] => {
    if (stage === 'offer')
      return links
        .filter((link) => link.offerId === offerId)
        .map(({ channel }) => channel)
        .sort()
    const action = stage === 'confirmation' ? 'offer.confirmed' : 'sealed.read'
    const line = lines.find(
      (each) =>
        each.action === action &&
        each.thing === `offer:${offerId}` &&
        each.at.getTime() === at.getTime(),
    )
    const { how } = (line?.data ?? {}) as { how?: string }
    return how ? [how] : []
  }
}
