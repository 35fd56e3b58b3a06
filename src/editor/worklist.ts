import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm'
import { answerCounts, contacts, servicePoints } from '../../db/schema.ts'
import { carriedChannels } from '../delivery/message.ts'
import type { Contact } from '../directory/store.ts'
import type { Actor } from '../protection/may.ts'
import { assertMay } from '../protection/may.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import {
  GROUPS,
  type Group,
  type Known,
  LOOKED_AT,
  type Reason,
  reasonsOf,
  type WorkPoint,
} from './worklist-rules.ts'

/** One line: a service point in a group, with every reason. */
export type WorkLine = {
  point: Pick<WorkPoint, 'id' | 'name' | 'nameFr' | 'city' | 'province' | 'status' | 'hidden'>
  reasons: Reason[]
}
export type Worklist = Record<Group, { count: number; lines: WorkLine[] }>

/** So many service points are in memory at a time. */
const PAGE = 1000

/** All that needs an editor: each group counted whole, with its worst `most` lines. */
export async function worklist(
  services: Services,
  actor: Actor,
  { most }: { most: number },
): Promise<Worklist> {
  assertMay(actor, 'directory.edit')
  const list = emptyList()
  const towns = new Map()
  let last: string | undefined
  for (;;) {
    const { points, known } = await takeTurn(services, actor, async (turn) => ({
      points: await pointsAfter(turn, last),
      known: { ...knownOf(turn), towns },
    }))
    for (const point of points) add(list, point, known, most)
    last = points.at(-1)?.id
    if (points.length < PAGE) return cut(list, most)
  }
}

export const knownOf = ({ now, gazetteer, config }: Turn): Known => ({
  ...{ now, gazetteer, reviewDays: config.REVIEW_DAYS },
})

const emptyList = (): Worklist =>
  Object.fromEntries(GROUPS.map((group) => [group, { count: 0, lines: [] }])) as unknown as Worklist

function add(list: Worklist, point: WorkPoint, known: Known, most: number): void {
  for (const [group, reasons] of Object.entries(reasonsOf(point, known)) as [Group, Reason[]][]) {
    const { id, name, nameFr, city, province, status, hidden } = point
    list[group].count += 1
    list[group].lines.push({ point: { id, name, nameFr, city, province, status, hidden }, reasons })
    if (list[group].lines.length > most * 4 + PAGE) cutGroup(list[group], most)
  }
}

function cut(list: Worklist, most: number): Worklist {
  for (const group of GROUPS) cutGroup(list[group], most)
  return list
}

function cutGroup(group: Worklist[Group], most: number): void {
  group.lines = group.lines.sort(worstFirst).slice(0, most)
}

/** Partners first, since people are sent there; then by the worst reason, by how many, by name and id. */
export function worstFirst(a: WorkLine, b: WorkLine): number {
  const partner = ({ point }: WorkLine) => (point.status === 'partner' ? 1 : 0)
  const weight = ({ reasons }: WorkLine) => reasons[0]?.weight ?? 0
  return (
    partner(b) - partner(a) ||
    weight(b) - weight(a) ||
    b.reasons.length - a.reasons.length ||
    compare(a.point.name, b.point.name) ||
    compare(a.point.id, b.point.id)
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const COLUMNS = Object.fromEntries(LOOKED_AT.map((name) => [name, servicePoints[name]])) as Pick<
  typeof servicePoints,
  (typeof LOOKED_AT)[number]
>

async function pointsAfter(
  { tx, providers }: Turn,
  last: string | undefined,
): Promise<WorkPoint[]> {
  const found = await tx
    .select({ point: COLUMNS, answered: answerCounts.answered, silent: answerCounts.silent })
    .from(servicePoints)
    .leftJoin(answerCounts, eq(answerCounts.servicePointId, servicePoints.id))
    .where(and(isNull(servicePoints.removedAt), last ? gt(servicePoints.id, last) : undefined))
    .orderBy(asc(servicePoints.id))
    .limit(PAGE)
  const partners = found.flatMap(({ point }) => (point.status === 'partner' ? [point.id] : []))
  const reached = (await tx
    .select()
    .from(contacts)
    .where(
      and(
        ...[inArray(contacts.servicePointId, partners), isNull(contacts.endsAt)],
        inArray(contacts.channel, carriedChannels(providers)),
      ),
    )
    .orderBy(asc(contacts.position), asc(contacts.id))) as Contact[]
  const byPoint = Map.groupBy(reached, ({ servicePointId }) => servicePointId)
  return found.map(({ point, answered, silent }) => ({
    ...(point as unknown as Omit<WorkPoint, 'contacts' | 'answered' | 'silent'>),
    ...{ contacts: byPoint.get(point.id) ?? [], answered: answered ?? 0, silent: silent ?? 0 },
  }))
}
