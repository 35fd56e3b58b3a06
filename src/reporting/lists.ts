import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { organizations, servicePoints } from '../../db/schema.ts'
import { NEEDS, type Need } from '../directory/needs.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import type { Province } from '../geography/place.ts'
import type { Region } from '../geography/region.ts'
import { rows } from '../platform/database.ts'
import type { Turn } from '../services.ts'
import { type Audience, takesAll } from './who.ts'

/** What a list is of: one region, or a province (its own region) with all of its regions. */
export type ListAsked = { area: Region; needs: readonly Need[]; audience?: Audience }

/** The entries of one part of a list, by need in the order of the needs. */
export type Part = { needs: { need: Need; points: PointDetails[] }[]; confidential: boolean }

export type List = {
  /** Regions with something in them, or a confidential service; by their English name. */
  regions: (Part & { region: Region })[]
  /** By telephone or online, for people there. */
  remote: Part['needs']
  /** Regions of which nothing is known for these needs. */
  empty: Region[]
  entries: number
}

/** More are no list that anybody reads; one page holds about eight. */
export const MOST_ENTRIES = 400

/**
 * Services as anybody may know them: none that is hidden, nothing of room, only who takes referrals (of
 * police, those from police). Where a region has a confidential service one line says so, wherever in
 * it that stands and whatever it offers.
 */
export async function readList(turn: Turn, asked: ListAsked): Promise<List> {
  const { gazetteer } = turn
  const { province, id } = asked.area
  const whole = id === province.toLowerCase()
  const all = [...gazetteer.regions.values()]
    .filter((region) => (whole ? region.province === province : region.id === id))
    .sort((a, b) => (a.name.en < b.name.en ? -1 : 1))
  const points = (await publicPoints(turn, province)).filter(
    (point) =>
      asked.needs.some((need) => point.needs.includes(need)) &&
      (!asked.audience || takesAll(point, asked.audience) !== 'no'),
  )
  const hidden = await regionsWithHidden(turn, province)
  const parts = all.map((region) => {
    const own = points.filter((point) => point.region === region.id && !point.remote)
    return { region, needs: byNeed(own, asked.needs), confidential: hidden.has(region.id) }
  })
  const shown = parts.filter(({ needs, confidential }) => needs.length > 0 || confidential)
  const remote = byNeed(
    points.filter((point) => point.remote && serves(point, asked.area, whole)),
    asked.needs,
  )
  return {
    ...{ regions: shown, remote },
    empty: parts
      .filter(({ needs, region }) => needs.length === 0 && !(whole && region.id === id))
      .map(({ region }) => region),
    entries: [...shown.flatMap(({ needs }) => needs), ...remote].reduce(
      (sum, { points }) => sum + points.length,
      0,
    ),
  }
}

function byNeed(points: readonly PointDetails[], asked: readonly Need[]): Part['needs'] {
  return NEEDS.filter((need) => asked.includes(need))
    .map((need) => ({ need, points: points.filter((point) => point.needs.includes(need)) }))
    .filter(({ points }) => points.length > 0)
}

function serves({ areas }: PointDetails, { id, province }: Region, whole: boolean): boolean {
  if (!areas || areas.includes('ca') || areas.includes(province.toLowerCase())) return true
  return whole ? areas.some((area) => area.startsWith(`${id}-`)) : areas.includes(id)
}

/** Of a province, and every service by telephone or online; by name. */
async function publicPoints({ tx, actor }: Turn, province: Province): Promise<PointDetails[]> {
  const only: SQL | undefined =
    actor.role === 'police' || actor.role === 'agency'
      ? sql`${actor.role} = any(${servicePoints.channels})`
      : undefined
  const found = await tx
    .select({ id: servicePoints.id })
    .from(servicePoints)
    .innerJoin(organizations, eq(organizations.id, servicePoints.organizationId))
    .where(
      and(
        ...[eq(servicePoints.hidden, false), eq(servicePoints.accepting, true)],
        ...[isNull(servicePoints.removedAt), isNull(organizations.removedAt)],
        eq(organizations.kind, 'service'),
        sql`(${servicePoints.province} = ${province} or ${servicePoints.remote})`,
        only,
      ),
    )
    .orderBy(asc(servicePoints.name), asc(servicePoints.id))
  const ids = found.map(({ id }) => id)
  const details = await servicePointsByIds(tx, ids)
  return ids.map((id) => details.get(id)!)
}

/** The same for every place of a region, as `hasHidden` of matching tells it. */
async function regionsWithHidden({ tx }: Turn, province: Province): Promise<Set<string>> {
  const found = await rows<{ region: string }>(
    tx,
    sql`select distinct region from service_point_matches where hidden and province = ${province}`,
  )
  return new Set(found.map(({ region }) => region))
}
