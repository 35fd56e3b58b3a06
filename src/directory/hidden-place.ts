import { eq } from 'drizzle-orm'
import { hiddenPlaces } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import type { Keys } from '../protection/keys.ts'
import { dataKey, open, seal, standingKey } from '../protection/seal.ts'
import { type Known, type WrittenPlace, writtenPlace } from './columns.ts'
import { type PlaceChange, saysTheSame } from './keep-change.ts'
import { placeColumns, type StoredPlace } from './place.ts'

/** Seals the true place of a hidden service point, in the stead of the one before. */
export async function sealPlace(
  tx: Tx,
  keys: Keys,
  id: string,
  place: WrittenPlace,
  now: Date,
): Promise<void> {
  const key = await standingKey(tx, keys, 'directory', now)
  const { zone: _, ...where } = trueParts(place)
  const sealed = seal(key, sealedAt(id), where)
  await tx
    .insert(hiddenPlaces)
    .values({ servicePointId: id, keyId: key.id, sealed })
    .onConflictDoUpdate({ target: hiddenPlaces.servicePointId, set: { keyId: key.id, sealed } })
}

/**
 * What the history keeps of a place when `known` comes to stand at `after`; `input` is what was
 * written, undefined where the place stays. Of a hidden point every place that is named is a change,
 * also the same one: else whoever names places finds out which is true.
 */
export async function movedPlace(
  tx: Tx,
  keys: Keys,
  known: Known,
  after: StoredPlace & { hidden: boolean },
  input: WrittenPlace | undefined,
): Promise<PlaceChange | undefined> {
  const before = writtenPlace(known)
  if (!known.hidden && !after.hidden) {
    if (saysTheSame(before, writtenPlace(after))) return undefined
    const { hidden: _, ...to } = after
    return { secret: false, from: placeColumns(known), to }
  }
  if (!input && known.zone === after.zone) return undefined
  const from = known.hidden ? { ...before, ...(await truePlace(tx, keys, known.id)) } : before
  const to = { ...trueParts(input ?? from), zone: after.zone }
  return { secret: true, from, to }
}

async function truePlace(tx: Tx, keys: Keys, id: string): Promise<Partial<WrittenPlace>> {
  const [row] = await tx.select().from(hiddenPlaces).where(eq(hiddenPlaces.servicePointId, id))
  return row ? open(await dataKey(tx, keys, row.keyId), sealedAt(id), row.sealed) : {}
}

const trueParts = ({
  address,
  city,
  province,
  postalCode,
  lat,
  lng,
  zone,
}: WrittenPlace): WrittenPlace => ({ address, city, province, postalCode, lat, lng, zone })

const sealedAt = (id: string) => ({ table: 'hidden_places', row: id, field: 'sealed' })
