import { carries } from '../delivery/message.ts'
import { type Contact, confirmedContacts } from '../directory/store.ts'
import type { Turn } from '../services.ts'

/**
 * The contacts that a message can reach now: confirmed, not failed, and of a channel that a provider
 * carries. An installation may have e-mail only: there a partner with a telephone only is called.
 */
export async function reachableContacts(
  { tx, providers }: Pick<Turn, 'tx' | 'providers'>,
  servicePointIds: readonly string[],
): Promise<Contact[]> {
  const confirmed = await confirmedContacts(tx, servicePointIds)
  return confirmed.filter(({ channel }) => carries(providers, channel))
}
