import type { Need } from '../directory/needs.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import type { Located } from '../geography/place.ts'
import { areaIds } from '../geography/region.ts'
import { match } from '../matching/match.ts'
import { hasHidden } from '../matching/store.ts'
import { type Services, takeTurn } from '../services.ts'
import { PERSON } from './receipt.ts'

export type Listed = {
  point: PointDetails
  open: 'open' | 'closed' | 'unknown'
}
export type FoundServices = { list: Listed[]; confidential: boolean }

const SHOWN = 12
/** Whoever is missing because of one of these has no room now: told apart, it would tell who has just refused. */
const NOT_NOW = ['full', 'paused']

/**
 * Services for one need near a place, as anybody may know them: none that is hidden, nothing of room,
 * by name. The place is used as coarsely as it is known, and is not kept.
 */
export async function findServices(
  services: Services,
  located: Located,
  need: Need,
): Promise<FoundServices> {
  const ask = {
    ...{ channel: 'web' as const, urgency: 'standard' as const, located, needs: [need] },
    ...{ areaIds: areaIds(services.gazetteer, located), languages: [], children: [], facts: [] },
    ...{ accessNeeds: [], relocation: 'stay' as const, wishes: {} },
    avoid: { areas: [], organizations: [], regions: [] },
  }
  return takeTurn(services, PERSON, async ({ tx, now }) => {
    const result = await match(tx, ask, now)
    const open = new Map(result.candidates.map((each) => [each.servicePointId, each.open]))
    const full = result.excluded.filter(({ reasons }) => reasons.every((r) => NOT_NOW.includes(r)))
    const ids = [...result.candidates, ...full]
      .filter(({ hidden }) => !hidden)
      .map(({ servicePointId }) => servicePointId)
    const points = await servicePointsByIds(tx, ids.slice(0, SHOWN))
    const list = [...points.values()]
      .filter(({ hidden, removedAt }) => !hidden && !removedAt)
      .map((point) => ({ point, open: open.get(point.id) ?? ('unknown' as const) }))
      .sort((a, b) => a.point.name.localeCompare(b.point.name))
    return { list, confidential: await hasHidden(tx, located.region) }
  })
}
