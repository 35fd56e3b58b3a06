import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { contacts, organizations, servicePoints } from '../../db/schema.ts'
import { carriedChannels } from '../delivery/message.ts'
import type { Channel } from '../delivery/provider.ts'
import type { Need } from '../directory/needs.ts'
import { after, DAY } from '../platform/clock.ts'
import type { Turn } from '../services.ts'

export const STATES = ['', 'listed', 'partner', 'hidden', 'paused', 'retired'] as const
export const LOOKS = ['', 'never', 'old', 'hours', 'contact'] as const
export type PointSearch = {
  q: string
  province: string
  need: Need | ''
  state: (typeof STATES)[number]
  look: (typeof LOOKS)[number]
  organizationId?: string
}
export const EVERYTHING: PointSearch = { q: '', province: '', need: '', state: '', look: '' }

/** So many stand on a page. */
export const PER_PAGE = 30
/** Facts that nobody has checked for so long want a look. */
const OLD = 365 * DAY

export type FoundPoint = Awaited<ReturnType<typeof findPoints>>['found'][number]

/** Service points in the order of their names; `page` begins at 1. Hidden ones too, by their region. */
export async function findPoints(turn: Turn, search: PointSearch, page: number) {
  const { tx } = turn
  const which = whichPoints(turn, search)
  const { id, name, nameFr, city, province, region, status, hidden } = servicePoints
  const { accepting, pausedUntil, removedAt, verifiedOn } = servicePoints
  const found = await tx
    .select({
      ...{ id, name, nameFr, city, province, region, status, hidden },
      ...{ accepting, pausedUntil, removedAt, verifiedOn },
      organization: organizations.name,
      organizationFr: organizations.nameFr,
    })
    .from(servicePoints)
    .innerJoin(organizations, eq(organizations.id, servicePoints.organizationId))
    .where(which)
    .orderBy(asc(folded(name)), asc(id))
    .limit(PER_PAGE)
    .offset((page - 1) * PER_PAGE)
  const [counted] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(servicePoints)
    .innerJoin(organizations, eq(organizations.id, servicePoints.organizationId))
    .where(which)
  return { found, count: counted?.count ?? 0 }
}

function whichPoints({ now, providers }: Turn, search: PointSearch): SQL | undefined {
  const { q, province, need, state, look, organizationId } = search
  const { name, nameFr, city, needs, status, hidden, pausedUntil, removedAt } = servicePoints
  const states: Record<string, SQL | undefined> = {
    listed: eq(status, 'listed'),
    partner: eq(status, 'partner'),
    hidden: eq(hidden, true),
    paused: gt(pausedUntil, now),
  }
  const looks: Record<string, SQL | undefined> = {
    never: isNull(servicePoints.verifiedOn),
    old: lt(servicePoints.verifiedOn, after(now, -OLD).toISOString().slice(0, 10)),
    hours: sql`${servicePoints.hours} ->> 'kind' = 'unknown'`,
    contact: nobodyAnswers(now, carriedChannels(providers)),
  }
  return and(
    state === 'retired' ? isNotNull(removedAt) : isNull(removedAt),
    organizationId ? eq(servicePoints.organizationId, organizationId) : undefined,
    province ? eq(servicePoints.province, province) : undefined,
    need ? sql`${need} = any(${needs})` : undefined,
    states[state],
    looks[look],
    q
      ? or(
          ...[name, nameFr, city, organizations.name, organizations.nameFr].map((column) =>
            holds(column, q),
          ),
        )
      : undefined,
  )
}

/** No number to call; of a partner, no contact either that could be asked now. */
const nobodyAnswers = (
  now: Date,
  carried: Channel[],
): SQL => sql`case when ${servicePoints.status} = 'partner'
  then not exists (select from ${contacts} where ${contacts.servicePointId} = ${servicePoints.id}
    and ${contacts.confirmedAt} is not null and ${contacts.failedAt} is null and ${inArray(contacts.channel, carried)}
    and (${contacts.endsAt} is null or ${contacts.endsAt} > ${now.toISOString()}::timestamptz))
  else ${servicePoints.phones} = '[]' end`

export type FoundOrganization = Awaited<ReturnType<typeof findOrganizations>>['found'][number]

/** Organizations in the order of their names, with how many service points each runs now. */
export async function findOrganizations(
  { tx }: Turn,
  { q, state }: { q: string; state: string },
  page: number,
) {
  const { id, kind, name, nameFr, removedAt } = organizations
  const which = and(
    state === 'retired' ? isNotNull(removedAt) : isNull(removedAt),
    q ? or(holds(name, q), holds(nameFr, q)) : undefined,
  )
  const found = await tx
    .select({
      ...{ id, kind, name, nameFr, removedAt },
      points: sql<number>`(select count(*)::int from ${servicePoints}
        where ${servicePoints.organizationId} = ${organizations.id} and ${servicePoints.removedAt} is null)`,
    })
    .from(organizations)
    .where(which)
    .orderBy(asc(folded(name)), asc(id))
    .limit(PER_PAGE)
    .offset((page - 1) * PER_PAGE)
  const [counted] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(organizations)
    .where(which)
  return { found, count: counted?.count ?? 0 }
}

type Column = AnyPgColumn

/** Whether it is part of it, whatever the accents and capitals. */
const holds = (column: Column, q: string): SQL =>
  sql`${folded(column)} like ${`%${plain(q).replace(/[\\%_]/g, '\\$&')}%`}`

/** Letters as they are without accents, which people leave out. */
const ACCENTS = 'àáâäãçèéêëìíîïñòóôöõùúûüÿ’'
const PLAIN = "aaaaaceeeeiiiinooooouuuuy'"
const folded = (column: Column): SQL => sql`translate(lower(${column}), ${ACCENTS}, ${PLAIN})`
const plain = (text: string): string =>
  [...text.toLowerCase()].map((letter) => PLAIN[ACCENTS.indexOf(letter)] ?? letter).join('')
