import { setCapacity } from '../directory/capacity.ts'
import { type Need, needs as needList } from '../directory/needs.ts'
import { servicePointsByIds } from '../directory/store.ts'
import type { Turn } from '../services.ts'
import type { Case, Leg, Offer } from './case.ts'
import { populationOfAsk } from './facts.ts'

/** Full for what was asked, for this population, as of now, and for nothing else. */
export async function markFull(turn: Turn, it: Case, leg: Leg, offer: Offer): Promise<void> {
  const point = (await servicePointsByIds(turn.tx, [offer.servicePointId])).get(
    offer.servicePointId,
  )!
  // It may have left, or dropped a need, since it was asked: its no counts all the same.
  if (point.removedAt) return
  const asked = leg.needs.filter((need) => (point.needs as string[]).includes(need))
  const limited = asked.filter((need) => needList[need as Need].takes !== 'nothing')
  const population = populationOfAsk(it.said.ask)
  const entries = (limited.length > 0 ? limited : asked).map((need) => ({
    need: need as Need,
    population,
    room: 0,
  }))
  await setCapacity(turn.tx, turn, offer.servicePointId, entries, turn.now, turn.actor)
}
