import { and, desc, eq, gt, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import { approvals, contacts, organizations, referrals, staff } from '../../db/schema.ts'
import type { ContactChange, ContactFacts } from '../directory/contacts-schemas.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { notFound } from '../platform/errors.ts'
import {
  APPROVAL_KINDS,
  type Approval,
  type ApprovalKind,
  lockApproval,
  mayRefuse,
} from '../protection/approval.ts'
import { type Actor, may } from '../protection/may.ts'
import { notRestricted } from '../routing/reach.ts'
import { nameOf, told } from '../routing/view-task.ts'
import type { Turn } from '../services.ts'
import { assertReach, idOf, mayRead } from './reading.ts'
import type { ApprovalView } from './schemas.ts'
import { inWords } from './words.ts'

export const LISTS = ['open', 'approved', 'done'] as const
/** `approved`: not in effect or not fetched yet. `done`: done, refused, or too late. */
export type List = (typeof LISTS)[number]

const MOST = 200

/** Those that this actor may see: that they asked, or may approve or refuse; the newest first. */
export async function listApprovals(turn: Turn, list: List): Promise<ApprovalView[]> {
  const { tx, now, actor } = turn
  const undecided = and(isNull(approvals.approvedAt), isNull(approvals.refusedAt))
  const approved = and(
    isNotNull(approvals.approvedAt),
    isNull(approvals.refusedAt),
    isNull(approvals.doneAt),
  )
  const which = {
    open: and(undecided, gt(approvals.expiresAt, now)),
    approved,
    done: or(
      isNotNull(approvals.doneAt),
      isNotNull(approvals.refusedAt),
      and(undecided, lte(approvals.expiresAt, now)),
    ),
  }[list]
  const kinds = APPROVAL_KINDS.filter((kind) => seesAll(actor, kind))
  const seen = or(eq(approvals.askedBy, actor.id), inArray(approvals.kind, kinds))
  const found = await tx
    .select({ approval: approvals })
    .from(approvals)
    .leftJoin(
      referrals,
      sql`${referrals.id} = case when ${approvals.thing} like 'referral:%'
            then split_part(${approvals.thing}, ':', 2)::uuid end`,
    )
    .where(and(which, seen, notRestricted(actor)))
    .orderBy(desc(approvals.askedAt))
    .limit(MOST)
  return viewAll(
    turn,
    found.map(({ approval }) => approval as Approval),
  )
}

/** The latest few of one kind about one service point, decided ones too; none for who may not see that kind. */
export async function approvalsAbout(
  turn: Turn,
  kind: ApprovalKind,
  servicePointId: string,
): Promise<ApprovalView[]> {
  if (!seesAll(turn.actor, kind)) return []
  const found = await turn.tx
    .select()
    .from(approvals)
    .where(and(eq(approvals.kind, kind), eq(approvals.thing, `service_point:${servicePointId}`)))
    .orderBy(desc(approvals.askedAt))
    .limit(10)
  return viewAll(turn, found as Approval[])
}

/** One of them; 404 if there is none for this actor. */
export async function readApproval(turn: Turn, id: string): Promise<ApprovalView> {
  const found = await lockApproval(turn, id)
  if (found.askedBy !== turn.actor.id && !seesAll(turn.actor, found.kind)) throw notFound()
  await assertReach(turn, found)
  const [view] = await viewAll(turn, [found])
  return view!
}

/** Also those of this kind that others asked. */
const seesAll = (actor: Actor, kind: ApprovalKind): boolean =>
  may(actor, `ask.${kind}`) ||
  may(actor, `approve.${kind}`) ||
  mayRefuse(actor, { kind, askedBy: '' })

/** What is sealed stays so: reading it is an act of its own. */
async function viewAll(turn: Turn, list: Approval[]): Promise<ApprovalView[]> {
  const { tx, actor } = turn
  const idsOf = (kind: string) => list.filter(({ thing }) => thing.startsWith(`${kind}:`)).map(idOf)
  const points = await servicePointsByIds(tx, idsOf('service_point'))
  const about = await tx
    .select({ id: referrals.id, reference: referrals.reference })
    .from(referrals)
    .where(inArray(referrals.id, idsOf('referral')))
  const people = await tx
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(
      inArray(
        staff.id,
        list.map(({ askedBy }) => askedBy.replace('staff:', '')),
      ),
    )
  const views: ApprovalView[] = []
  for (const approval of list) {
    const id = idOf(approval)
    const point = points.get(id)
    const referral = about.find((each) => each.id === id)
    const named = await namedIn(turn, approval, point)
    const words = (language: 'en' | 'fr') =>
      inWords(
        approval,
        {
          name: point ? nameOf(point)[language] : id,
          reference: referral?.reference ?? id,
          ...named,
          zone: turn.config.ZONE,
        },
        language,
      )
    views.push({
      ...stateOf(turn, approval),
      ...(point && { servicePoint: { id, name: told((language) => nameOf(point)[language]) } }),
      ...(referral && { referral: { id, reference: referral.reference } }),
      what: approval.what as object,
      words: { en: words('en'), fr: words('fr') },
      sealed: approval.sealedReason !== null,
      mayRead: approval.sealedReason !== null && mayRead(actor, approval),
      askedByName: people.find((each) => `staff:${each.id}` === approval.askedBy)?.name,
    })
  }
  return views
}

function stateOf({ actor, now }: Turn, approval: Approval) {
  const { id, kind, askedBy, approvedBy, approvedAt, refusedAt, doneAt } = approval
  const { askedAt, expiresAt, effectiveAt } = approval
  const late = expiresAt <= now
  const state = refusedAt
    ? 'refused'
    : doneAt
      ? 'done'
      : approvedAt
        ? 'approved'
        : late
          ? 'expired'
          : 'open'
  const stoppable = state === 'approved' && effectiveAt !== null && effectiveAt > now
  return {
    ...({ id, kind, askedBy, state } as const),
    askedAt: askedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    approvedBy: approvedBy ?? undefined,
    effectiveAt: effectiveAt?.toISOString(),
    mayApprove: state === 'open' && askedBy !== actor.id && may(actor, `approve.${kind}`),
    mayRefuse: (state === 'open' || stoppable) && mayRefuse(actor, approval),
  }
}

/** Contacts and an organization that a change names by their ids. */
async function namedIn({ tx }: Turn, { kind, what }: Approval, point: PointDetails | undefined) {
  const { remove = [], organizationId } = (kind === 'contact_change' ? what : {}) as ContactChange
  const gone =
    remove.length > 0 ? await tx.select().from(contacts).where(inArray(contacts.id, remove)) : []
  const [organization] = organizationId
    ? await tx.select().from(organizations).where(eq(organizations.id, organizationId))
    : []
  return {
    contacts: new Map(gone.map((each) => [each.id, each as ContactFacts])),
    organization: organization?.name ?? organizationId ?? point?.organizationName ?? '',
  }
}
