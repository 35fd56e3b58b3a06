import { and, eq, inArray, or } from 'drizzle-orm'
import { legs, offers } from '../../db/schema.ts'
import { namesOf } from '../console/team.ts'
import { writtenPlace } from '../directory/columns.ts'
import { historyOf, type Thing } from '../directory/history.ts'
import { judgePlace, type PlaceCaution } from '../directory/place.ts'
import {
  type CapacityRow,
  capacitiesOf,
  type PointDetails,
  servicePointsByIds,
} from '../directory/store.ts'
import type { Language } from '../locales/locale.ts'
import { notFound } from '../platform/errors.ts'
import { may } from '../protection/may.ts'
import type { Turn } from '../services.ts'
import type { History } from './history-view.ts'

/** A service point as an editor sees it: retired ones too, never where a hidden one is. */
export type SeenPoint = {
  point: PointDetails
  rooms: CapacityRow[]
  cautions: PlaceCaution[]
  history: History | undefined
  mayEdit: boolean
}

/** Throws 404 if there is none. */
export async function readSeen(turn: Turn, id: string, language: Language): Promise<SeenPoint> {
  const { tx, gazetteer, actor } = turn
  const point = await readAny(turn, id)
  const mayEdit = may(actor, 'directory.edit')
  const judged = point.hidden ? undefined : judgePlace(gazetteer, writtenPlace(point))
  return {
    point,
    rooms: await capacitiesOf(tx, point.id),
    cautions: judged?.cautions ?? [],
    history: mayEdit ? await historyFor(turn, 'service_point', point.id, language) : undefined,
    mayEdit,
  }
}

/** Also a retired one. */
export async function readAny({ tx }: Turn, id: string): Promise<PointDetails> {
  const point = (await servicePointsByIds(tx, [id.toLowerCase()])).get(id.toLowerCase())
  if (!point) throw notFound()
  return point
}

/** What was changed, with the names of who did it. */
export async function historyFor(
  turn: Turn,
  thing: Thing,
  id: string,
  language: Language,
): Promise<History> {
  const changes = await historyOf(turn, thing, id)
  const { gazetteer, config } = turn
  return {
    changes,
    names: await namesOf(
      turn,
      changes.map(({ actor }) => actor),
    ),
    reading: { language, gazetteer, zone: config.ZONE },
  }
}

/** How many requests it has before it, or holds: they outlive its retirement. */
export async function liveOffers({ tx }: Turn, pointId: string): Promise<number> {
  const found = await tx
    .select({ id: offers.id })
    .from(offers)
    .innerJoin(legs, eq(legs.id, offers.legId))
    .where(
      and(
        eq(offers.servicePointId, pointId),
        or(
          eq(offers.state, 'open'),
          and(eq(offers.state, 'accepted'), inArray(legs.state, ['accepted', 'confirmed'])),
        ),
      ),
    )
  return found.length
}
