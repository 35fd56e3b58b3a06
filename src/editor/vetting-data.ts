import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { staff } from '../../db/schema.ts'
import type { ApprovalView } from '../approvals/schemas.ts'
import { approvalsAbout } from '../approvals/view.ts'
import { namesOf } from '../console/team.ts'
import { findServicePoint } from '../directory/browse.ts'
import { type NumberPut, numbersPut } from '../directory/contacts-numbers.ts'
import type { PointDetails } from '../directory/store.ts'
import { notFound } from '../platform/errors.ts'
import { type Actor, may, ROLES } from '../protection/may.ts'
import type { Turn } from '../services.ts'

export type TwoPersonKind = 'partner_activation' | 'contact_change'

/** A service point, and how far something about it is that takes two people. */
export type Vetting = {
  point: PointDetails
  put: NumberPut[]
  /** The latest first. */
  approvals: ApprovalView[]
  /** What waits for a second person, or for its 72 hours. */
  pending?: ApprovalView | undefined
  /** How many people sign in for its organization, and answer there. */
  members: number
  /** Who may approve it, beside the reader and whoever asked. */
  others: string[]
  /** Of those whom the record names. */
  names: Map<string, string>
  actor: Actor
  now: Date
  /** IANA zone of the hotline. */
  zone: string
}

/** 404 where this actor may not know of it. */
export async function vettingOf(turn: Turn, id: string, kind: TwoPersonKind): Promise<Vetting> {
  const { tx, actor, now, config } = turn
  const point = await findServicePoint(tx, actor, id.toLowerCase())
  if (!point) throw notFound()
  const put = await numbersPut(tx, point)
  const approvals = await approvalsAbout(turn, kind, point.id)
  const pending = approvals.find(({ state }) => state === 'open' || state === 'approved')
  const askedBy = pending?.askedBy ?? actor.id
  const named = [
    ...[...put.map(({ by }) => by), ...(point.vettedBy ?? '').split(' ')],
    ...approvals.flatMap((each) => [each.askedBy, each.approvedBy ?? '']),
  ]
  return {
    ...{ point, put, approvals, pending, actor, now, zone: config.ZONE },
    others: await othersWhoMay(turn, kind, askedBy),
    members: await tx.$count(
      staff,
      and(eq(staff.organizationId, point.organizationId), isNull(staff.disabledAt)),
    ),
    names: await namesOf(turn, named),
  }
}

async function othersWhoMay({ tx }: Turn, kind: TwoPersonKind, askedBy: string) {
  const roles = ROLES.filter((role) => may({ id: '', role, sessionId: 'any' }, `approve.${kind}`))
  const found = await tx
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(and(isNull(staff.disabledAt), inArray(staff.role, [...roles])))
    .orderBy(asc(staff.name))
  return found.filter(({ id }) => `staff:${id}` !== askedBy).map(({ name }) => name)
}
