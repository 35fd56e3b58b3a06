import { sql } from 'drizzle-orm'
import { answerCounts } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'

/** Keeps whether a service point answers at all: a yes, a no and a full are all answers. */
export async function countAnswer(
  tx: Tx,
  servicePointId: string,
  what: 'answered' | 'silent',
): Promise<void> {
  await tx
    .insert(answerCounts)
    .values({ servicePointId, [what]: 1 })
    .onConflictDoUpdate({
      target: answerCounts.servicePointId,
      set: { [what]: sql`${answerCounts[what]} + 1` },
    })
}
