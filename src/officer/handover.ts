import { eq } from 'drizzle-orm'
import { referrals } from '../../db/schema.ts'
import { zoneOf } from '../geography/local-time.ts'
import type { Meeting } from '../routing/meeting.ts'
import { viewReferral } from '../routing/view.ts'
import type { Stage } from '../routing/view-leg.ts'
import { listReferrals } from '../routing/view-list.ts'
import type { Turn } from '../services.ts'

/** A handover as its officer may know it: how far it is, and how to meet. Never who was asked, or where. */
export type Handover = {
  id: string
  reference: string
  stage: Stage
  createdAt: Date
  legs: { needs: string[]; stage: Stage; meeting?: Meeting }[]
  province: string
  /** IANA zone in which the officer is told the time: that of the place. */
  zone: string
}

/** 404 if it is none of the officer's police service. */
export async function readHandover(turn: Turn, id: string): Promise<Handover> {
  const { reference, stage, state, endReason, createdAt, legs } = await viewReferral(turn, id)
  const arrived = endReason === 'connected' ? 'connected' : 'closed'
  return {
    ...{ id, reference, createdAt: new Date(createdAt) },
    stage: state === 'open' ? stage : arrived,
    legs: state === 'open' ? legs.filter((leg) => leg.stage !== 'closed') : [],
    ...(await placeOf(turn, id)),
  }
}

/** More than a shift has. */
const MOST = 12

/** Those of the police service, the newest first. */
export async function listHandovers(turn: Turn): Promise<Handover[]> {
  const found = await listReferrals(turn, { scope: 'own', limit: MOST })
  const handovers: Handover[] = []
  for (const { id } of found) handovers.push(await readHandover(turn, id))
  return handovers
}

/** The place is erased with what was said. */
async function placeOf({ tx, config, gazetteer }: Turn, id: string) {
  const [at] = await tx
    .select({ lat: referrals.lat, lng: referrals.lng, province: referrals.province })
    .from(referrals)
    .where(eq(referrals.id, id))
  const { lat, lng, province } = at!
  const zone = lat === null || lng === null ? config.ZONE : zoneOf({ lat, lng }, gazetteer)
  return { zone, province }
}
