import { and, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import { legs, referrals, staff, tasks } from '../../db/schema.ts'
import { routingTexts } from '../locales/routing.ts'
import { after, DAY } from '../platform/clock.ts'
import { rows } from '../platform/database.ts'
import { may, mayEver } from '../protection/may.ts'
import type { Turn } from '../services.ts'
import { isMine, isOpened, notRestricted } from './reach.ts'
import { TASK_ROLES } from './task.ts'
import type { TaskKind } from './task-kinds.ts'
import { told } from './view-task.ts'

/** `mine`: tasks that one took, and referrals that are one's own. */
export type BoardFilter = { mine?: boolean; province?: string; region?: string }

const AT_MOST = 500
const RECENTLY = DAY

/**
 * What needs somebody, at a glance and in two queries: tasks by deadline, then legs by what they wait
 * for. Tasks are everybody's of one's role; legs one's own and those opened with a reason, a
 * supervisor's all. Nothing of what is restricted to others, and nothing that was said.
 */
export async function readBoard(turn: Turn, filter: BoardFilter) {
  const all = await boardTasks(turn, filter)
  const found = await boardLegs(turn, filter)
  const inStage = (stage: Line['stage']) =>
    found.filter((line) => line.stage === stage).map(({ stage: _, ...line }) => line)
  return {
    at: turn.now.toISOString(),
    scope: mayEver(turn.actor, 'referral.list_all') ? ('all' as const) : ('own' as const),
    tasks: all.filter(({ kind }) => kind !== 'screening'),
    screening: all.filter(({ kind }) => kind === 'screening'),
    waiting: inStage('waiting'),
    toConfirm: inStage('toConfirm'),
    toArrive: inStage('toArrive'),
    connected: inStage('connected').reverse(),
  }
}

async function boardTasks({ tx, actor }: Turn, { mine, province, region }: BoardFilter) {
  const roles = TASK_ROLES.filter((role) => may(actor, `task.for_${role}`))
  const found = await tx
    .select({
      task: tasks,
      owner: staff.name,
      id: referrals.id,
      reference: referrals.reference,
      province: referrals.province,
      region: referrals.region,
      channel: referrals.channel,
      mine: sql<boolean>`coalesce(${isMine(actor)}, false)`,
    })
    .from(tasks)
    .leftJoin(legs, eq(legs.id, tasks.legId))
    .leftJoin(referrals, eq(referrals.id, legs.referralId))
    .leftJoin(staff, sql`'staff:' || ${staff.id} = ${tasks.owner}`)
    .where(
      and(
        ...[isNull(tasks.doneAt), inArray(tasks.role, roles), notRestricted(actor)],
        mine ? or(eq(tasks.owner, actor.id), isMine(actor)) : undefined,
        // What has no place (a tip, a contact that fails) is everywhere's.
        province ? or(isNull(referrals.id), eq(referrals.province, province)) : undefined,
        region ? or(isNull(referrals.id), eq(referrals.region, region)) : undefined,
      ),
    )
    .orderBy(tasks.dueAt)
    .limit(AT_MOST)
  return found.map(({ task, owner, id, reference, province, region, channel, mine }) => ({
    id: task.id,
    kind: task.kind,
    what: told((language) => routingTexts(language).taskShort[task.kind as TaskKind]),
    ...{ role: task.role, urgency: task.urgency, owner: task.owner },
    // A program has no name here, only its id.
    ownerName: owner,
    mine: mine || task.owner === actor.id,
    openedAt: task.openedAt.toISOString(),
    dueAt: task.dueAt!.toISOString(),
    referral: id && reference ? { id, reference } : null,
    ...{ legId: task.legId, channel, province, region },
  }))
}

type Found = {
  stage: 'waiting' | 'toConfirm' | 'toArrive' | 'connected'
  id: string
  reference: string
  legId: string
  offerId: string | null
  urgency: string
  channel: string
  province: string
  region: string
  mine: boolean
  reached: boolean
  asked: number
  since: number
  due: number | null
  name: string | null
  nameFr: string | null
  unread: number
}
type Line = Awaited<ReturnType<typeof boardLegs>>[number]

async function boardLegs(turn: Turn, { mine, province, region }: BoardFilter) {
  const { tx, actor, now } = turn
  const reached = sql`(${isMine(actor)} or ${isOpened(actor, now)})`
  const everybody = mayEver(actor, 'referral.list_all')
  const conditions: SQL[] = [
    sql`referrals.state = 'open'`,
    notRestricted(actor),
    sql`(l.state in ('accepted', 'confirmed') or (l.state = 'open' and live.asked > 0)
      or (l.state = 'connected' and l.connected_at > ${after(now, -RECENTLY).toISOString()}::timestamptz))`,
    ...(mine ? [isMine(actor)] : everybody ? [] : [reached]),
    ...(province ? [sql`referrals.province = ${province}`] : []),
    ...(region ? [sql`referrals.region = ${region}`] : []),
  ]
  const found = await rows<Found>(
    tx,
    sql`select case l.state when 'open' then 'waiting' when 'accepted' then 'toConfirm'
                 when 'confirmed' then 'toArrive' else 'connected' end as stage,
               referrals.id, referrals.reference, l.id as "legId", held.id as "offerId",
               referrals.urgency, referrals.channel, referrals.province, referrals.region,
               ${isMine(actor)} as mine, ${reached} as reached, live.asked,
               extract(epoch from coalesce(l.connected_at, held.confirmed_at, held.answered_at, live.since))
                 * 1000 as since,
               extract(epoch from case when l.state = 'open' then live.due else l.due_at end) * 1000 as due,
               p.name, p.name_fr as "nameFr",
               (select count(*)::int from offer_messages m where m.offer_id = held.id
                   and m.side = 'service_point' and m.seen_at is null) as unread
          from legs l
          join referrals on referrals.id = l.referral_id
          left join offers held on held.leg_id = l.id and held.state = 'accepted'
          left join service_points p on p.id = held.service_point_id
          cross join lateral (select count(*)::int as asked, min(o.due_at) as due, min(o.made_at) as since
                                from offers o where o.leg_id = l.id and o.state = 'open') live
         where ${sql.join(conditions, sql` and `)}
         order by due nulls last, since
         limit ${AT_MOST}`,
  )
  return found.map(({ id, reference, since, due, name, nameFr, reached, ...line }) => ({
    ...line,
    referral: { id, reference },
    since: new Date(Number(since)).toISOString(),
    dueAt: due === null ? null : new Date(Number(due)).toISOString(),
    // Whom it lies with is for those who may read it.
    servicePoint: reached && name ? { en: name, fr: nameFr ?? name } : null,
  }))
}
