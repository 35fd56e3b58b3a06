import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'

/** One line of the record in the chain of a person's account, by whoever acts in this turn. */
export async function accountEvent(
  { tx, keys, now, actor }: Turn,
  staffId: string,
  action: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  const thing = `account:staff:${staffId}`
  await record(tx, keys, now, [{ chain: thing, actor: actor.id, action, thing, data }])
}
