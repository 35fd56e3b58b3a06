import { sql } from 'drizzle-orm'
import { makeReferral, prepareReferral } from '../routing/make-referral.ts'
import type { ReferralInput } from '../routing/schemas.ts'
import { type Services, takeTurn } from '../services.ts'
import { CANARY } from './canary-lanes.ts'

/** Nobody: a place, a need, and what consent would say. */
const SYNTHETIC = {
  ...{ channel: 'hotline', urgency: 'urgent', location: { place: 'Ottawa', province: 'ON' } },
  ...{ needs: ['emergency_shelter'], languages: ['en'], gender: 'woman', age: 30 },
  relocation: 'stay',
  safeContact: { wanted: false },
  consent: {
    ...{ basis: 'consent', givenBy: 'person', method: 'verbal', statement: '2026-1' },
    ...{ language: 'en', scope: ['needs', 'area', 'age_gender'] },
    ...{ tellReferrer: false, followUp: false },
  },
} as unknown as ReferralInput

class Undone extends Error {}

/**
 * Takes a synthetic referral in, as every other one: read, matched, sealed, recorded, offered, with every
 * constraint and trigger looked at; and undoes it in the same transaction, so that nobody is asked and no
 * list or count ever holds it. True if all of it could be done.
 */
export async function rehearse(services: Services): Promise<boolean> {
  try {
    const prepared = await prepareReferral(services, SYNTHETIC)
    if (prepared.found === 'failed') return false
    await takeTurn(services, CANARY, async (turn) => {
      await makeReferral(turn, prepared)
      // What is looked at only when a transaction ends is looked at now.
      await turn.tx.execute(sql`set constraints all immediate`)
      throw new Undone()
    })
  } catch (error) {
    if (error instanceof Undone) return true
    services.log.error({ err: error }, 'the synthetic referral failed')
  }
  return false
}
