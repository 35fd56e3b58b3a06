import { eq } from 'drizzle-orm'
import { type Static, Type } from 'typebox'
import { hiddenPlaces, servicePointMatches, servicePoints } from '../../db/schema.ts'
import { conflict, invalid, notFound } from '../platform/errors.ts'
import type { Approval } from '../protection/approval.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import { lockPoint } from './contacts.ts'
import { keepChange } from './keep-change.ts'
import { matchRow } from './match-row.ts'
import { judgePlace, storedPlace } from './place.ts'
import { type Facts, FactsSchema } from './schemas.ts'

const { address, city, province, postalCode, lat, lng } = FactsSchema.properties

/** Where everybody may read that it is. */
export const ShownPlaceSchema = Type.Object(
  { address, city, province, postalCode, lat, lng },
  { additionalProperties: false },
)
export type ShownPlace = Static<typeof ShownPlaceSchema>

/** Throws what stands against showing this service point there: 404, 409 if it is not hidden, 422. */
export async function checkUnhide(turn: Turn, id: string, place: ShownPlace) {
  const point = await lockPoint(turn, id)
  if (!point) throw notFound()
  if (!point.hidden) throw conflict('not_hidden', 'It is not hidden.')
  const judged = judgePlace(turn.gazetteer, place)
  const unusable = (judged?.cautions ?? []).filter((caution) => caution.unusable)
  const errors = [
    ...(judged ? [] : [{ field: 'province', detail: 'is not a province of Canada' }]),
    ...unusable,
  ]
  if (!judged || errors.length > 0)
    throw invalid(errors.map(({ field, detail }) => ({ pointer: `/what/${field}`, detail })))
  return { point, located: judged.located }
}

/** Two people agreed: it stands in the open from now on, at the place that they saw. */
export async function unhide(turn: Turn, approval: Approval, shown: ShownPlace): Promise<void> {
  const { tx, keys, now, actor, gazetteer } = turn
  const { thing } = approval
  const id = thing.replace('service_point:', '')
  const { point, located } = await checkUnhide(turn, id, shown)
  const facts = { ...point, ...shown, zone: undefined } as unknown as Facts
  const place = storedPlace(gazetteer, facts, located, false)
  await tx
    .update(servicePoints)
    .set({ ...place, hidden: false, updatedAt: now })
    .where(eq(servicePoints.id, id))
  const is = { id, organizationId: point.organizationId, partner: point.status === 'partner' }
  const pausedUntil = point.pausedUntil?.toISOString()
  const match = matchRow({ ...is, hidden: false }, { ...facts, pausedUntil }, place, now)
  await tx.update(servicePointMatches).set(match).where(eq(servicePointMatches.servicePointId, id))
  await tx.delete(hiddenPlaces).where(eq(hiddenPlaces.servicePointId, id))
  await keepChange(tx, keys, now, actor, {
    thing: 'service_point',
    thingId: id,
    fields: [{ field: 'hidden', from: true, to: false }],
    place: { secret: true },
  })
  const data = { approval: approval.id }
  await record(tx, keys, now, [
    { chain: thing, actor: actor.id, action: 'service_point.unhidden', thing, data },
  ])
}
