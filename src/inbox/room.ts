import { type Need, needs, type Takes } from '../directory/needs.ts'
import { POPULATIONS, type Population } from '../directory/people.ts'
import type { Capacity } from '../directory/schemas.ts'
import type { OwnPoint } from './points.ts'

/** One figure that can be said: of a need, for all or for one group. */
export type RoomLine = {
  need: Need
  population: Population
  takes: Takes
  /** What was said last. */
  room?: number
  at?: Date
  /** It still counts. */
  fresh: boolean
}

const MOST = 999

/**
 * What can be said: everything that can run out, for all; and every group of which something still
 * counts, so that a "full" for one group can be taken back.
 */
export function roomLines({ point, room }: OwnPoint, now: Date): RoomLine[] {
  return point.needs.flatMap((need) =>
    POPULATIONS.toReversed().flatMap((population) => {
      const { takes } = needs[need]
      const said = room.find((each) => each.need === need && each.population === population)
      const fresh = said !== undefined && said.freshUntil > now
      const always = population === 'any' && takes !== 'nothing'
      if (!fresh && !always) return []
      return [
        { need, population, takes, fresh, ...(said && { room: said.room, at: said.updatedAt }) },
      ]
    }),
  )
}

export const fieldOf = ({ need, population }: Pick<RoomLine, 'need' | 'population'>): string =>
  `room:${need}:${population}`

/** The figures of the form of all lines, or of the form of one; undefined for a number that is none. */
export function readRoom(
  body: unknown,
  { point }: Pick<OwnPoint, 'point'>,
): Capacity[] | undefined {
  const fields = (body ?? {}) as Record<string, unknown>
  const all = point.needs.flatMap((need) =>
    POPULATIONS.flatMap((population) => {
      const room = numberOf(fields[fieldOf({ need, population })])
      return room === undefined ? [] : [{ need, population, room }]
    }),
  )
  if (fields.count === undefined) return all
  const need = point.needs.find((each) => each === fields.need)
  const population = POPULATIONS.find((each) => each === fields.group)
  const room = numberOf(fields.count)
  return need && population && room !== undefined ? [{ need, population, room }] : undefined
}

function numberOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\s*\d{1,3}\s*$/.test(value)) return undefined
  const number = Number(value)
  return number <= MOST ? number : undefined
}
