import { and, eq } from 'drizzle-orm'
import { events } from '../../db/schema.ts'
import type { ShownPlace } from '../directory/unhide.ts'
import { conflict } from '../platform/errors.ts'
import { type Approval, lockApproval, unsealed } from '../protection/approval.ts'
import { type Action, type Actor, assertMay, may } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import { assertReferral } from '../routing/reach.ts'
import type { Turn } from '../services.ts'

/** What was sealed when it was asked: nothing of it where its key was destroyed. */
export type ApprovalReading = { id: string; reason?: string; place?: ShownPlace }

/** Whether this actor may read what is sealed in it. */
export const mayRead = (actor: Actor, approval: Approval): boolean =>
  toRead(actor, approval).every((action) => may(actor, action))

/** Whoever asked it, or may approve it; of what another asked about a referral supervisors alone. */
const toRead = (actor: Actor, approval: Approval): Action[] => [
  'approval.read_sealed',
  ...(approval.askedBy === actor.id
    ? []
    : isOfReferral(approval)
      ? (['approval.read_of_referral'] as const)
      : ([`approve.${approval.kind}`] as const)),
]

/**
 * Reads why it was asked, and the place that would be shown; that somebody did is a line of the
 * record. 403 for whoever may not, 404 if there is none.
 */
export async function readSealedApproval(turn: Turn, id: string): Promise<ApprovalReading> {
  const { tx, keys, now, actor } = turn
  assertMay(actor, 'approval.read_sealed')
  const approval = await lockApproval(turn, id)
  const { kind, thing } = approval
  for (const action of toRead(actor, approval)) assertMay(actor, action)
  await assertReach(turn, approval)
  const { reason, secret: place } = await unsealed<ShownPlace>(turn, approval)
  const parts = [...(reason ? ['reason'] : []), ...(place ? ['place'] : [])]
  await record(tx, keys, now, [
    {
      ...{ chain: thing, actor: actor.id, action: 'sealed.read', thing: `approval:${id}` },
      data: { kind, parts },
    },
  ])
  return { id, reason, place }
}

/** Nobody approves a place unseen. Throws 409 `read_first` if this actor has not read it. */
export async function assertRead({ tx, actor }: Turn, { id, kind }: Approval): Promise<void> {
  if (kind !== 'unhide') return
  const read = await tx.$count(
    events,
    and(
      ...[eq(events.thing, `approval:${id}`), eq(events.action, 'sealed.read')],
      eq(events.actor, actor.id),
    ),
  )
  if (read === 0)
    throw conflict('read_first', 'Read the place first: POST /v1/approvals/{id}/reading.')
}

/** Throws 404 for one about a referral that is restricted to others. */
export async function assertReach(turn: Turn, approval: Approval): Promise<void> {
  if (isOfReferral(approval)) await assertReferral(turn, 'approval.of_referral', idOf(approval))
}

const isOfReferral = ({ thing }: Approval): boolean => thing.startsWith('referral:')

export const idOf = ({ thing }: Pick<Approval, 'thing'>): string =>
  thing.slice(thing.indexOf(':') + 1)
