import { capacities, contacts } from '../../db/schema.ts'
import type { ServicePointInput } from '../directory/service-point.ts'
import type { Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Kept } from './read-restore.ts'

type KeptPoint = NonNullable<Kept['point']>

/** A service point with the vetting and the states that a full export says. */
export function restoredInput(input: ServicePointInput, kept: KeptPoint): ServicePointInput {
  const { status, vetting, accepting, reminders, pausedUntil, source } = kept
  return {
    ...input,
    ...{ accepting, reminders, pausedUntil: pausedUntil ?? null },
    ...(status && vetting && { status, vetted: { ...vetting, at: new Date(vetting.at) } }),
    ...(source?.sourceId && { source: source.source, sourceId: source.sourceId }),
  }
}

/** Its contacts, confirmed or not as they were, and its room. */
export async function restorePoint(tx: Tx, servicePointId: string, kept: KeptPoint): Promise<void> {
  const when = (value: unknown) => (typeof value === 'string' ? new Date(value) : null)
  if (kept.contacts.length > 0)
    await tx.insert(contacts).values(
      kept.contacts.map((contact, position) => ({
        ...{ id: newId(), servicePointId, position: Number(contact.position ?? position) },
        channel: String(contact.channel),
        value: String(contact.value),
        language: String(contact.language),
        confirmedAt: when(contact.confirmedAt),
        confirmedBy: contact.confirmedAt ? String(contact.confirmedBy) : null,
        failedAt: when(contact.failedAt),
        failedReason: typeof contact.failedReason === 'string' ? contact.failedReason : null,
        startsAt: when(contact.startsAt),
      })),
    )
  if (kept.capacities.length > 0)
    await tx.insert(capacities).values(
      kept.capacities.map(({ need, population, room, updatedAt, freshUntil }) => ({
        ...{ servicePointId, need: String(need), population: String(population) },
        ...{ room: Number(room), updatedAt: when(updatedAt)!, freshUntil: when(freshUntil)! },
      })),
    )
}
