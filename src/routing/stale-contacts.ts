import { staleContacts } from '../directory/contacts.ts'
import { flagContact } from '../directory/store.ts'
import { transact } from '../platform/database.ts'
import type { Job } from '../platform/due.ts'
import { CLOCK } from '../protection/may.ts'
import type { Services, Turn } from '../services.ts'
import { contactTask } from './delivery-hooks.ts'

/**
 * Before an offer: contacts there that nobody has confirmed for 90 days get nothing, and a human is told.
 * @returns their ids
 */
export async function suspendStaleContacts(
  turn: Turn,
  servicePointIds: readonly string[],
): Promise<string[]> {
  const stale = await staleContacts(turn.tx, turn.now, { servicePointIds })
  await suspend(turn, stale)
  return stale.map(({ id }) => id)
}

/** The same for every partner by itself, as the days pass. */
export function staleContactJob(all: Services): Job {
  const { db: _, ...services } = all
  return {
    name: 'stale contacts',
    run: () =>
      transact(all, async (tx, now) =>
        suspend(
          { ...services, tx, now, actor: CLOCK },
          await staleContacts(tx, now, { limit: 20 }),
        ),
      ),
  }
}

async function suspend(
  turn: Turn,
  list: { id: string; servicePointId: string }[],
): Promise<boolean> {
  for (const { id, servicePointId } of list) {
    await flagContact(turn.tx, turn, id, 'unconfirmed', turn.now)
    await contactTask(turn, servicePointId, 'unconfirmed')
  }
  return list.length > 0
}
