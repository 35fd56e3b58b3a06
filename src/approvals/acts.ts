import { and, eq, isNull } from 'drizzle-orm'
import { approvals, referrals, tasks } from '../../db/schema.ts'
import { announceContactChange, checkContactChange } from '../directory/contact-change.ts'
import { activatePartner, checkActivation } from '../directory/partner.ts'
import { checkUnhide, type ShownPlace, unhide } from '../directory/unhide.ts'
import { conflict } from '../platform/errors.ts'
import {
  type Approval,
  type ApprovalKind,
  type Asking,
  approve,
  askApproval,
  lockApproval,
  markDone,
  refuse,
  unsealed,
} from '../protection/approval.ts'
import { assertMay } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import { type DataKey, dataKey } from '../protection/seal.ts'
import { confirmOverride, refuseOverride } from '../routing/override.ts'
import { assertReferral } from '../routing/reach.ts'
import { endHold, holdReferral } from '../routing/retention.ts'
import { stopLinks } from '../routing/stopped-contacts.ts'
import { openTask } from '../routing/task.ts'
import { accountOf } from '../routing/task-about.ts'
import type { Turn } from '../services.ts'
import { assertReach, assertRead, idOf } from './reading.ts'
import type { Asked } from './schemas.ts'

/** What happens when another person has approved; in the transaction of the approval. */
const APPROVED: Record<ApprovalKind, (turn: Turn, approval: Approval) => Promise<void>> = {
  consent_override: (turn, approval) => confirmOverride(turn, idOf(approval)),
  legal_hold: (turn, approval) => holdReferral(turn, idOf(approval)),
  legal_hold_end: (turn, approval) => endHold(turn, idOf(approval)),
  partner_activation: (turn, approval) => activatePartner(turn, approval, stopLinks),
  contact_change: announceContactChange,
  async unhide(turn, approval) {
    const { secret } = await unsealed<ShownPlace>(turn, approval)
    await unhide(turn, approval, secret!)
  },
  // Whoever asked fetches it: POST /v1/exports/{id}.
  async directory_export() {},
}

/** Done later than it is approved: after 72 hours, or when it is fetched. */
const LATER: readonly ApprovalKind[] = ['contact_change', 'directory_export']

/** One person asks. Throws what stands against it now; it is looked at again when it is approved. */
export async function ask(turn: Turn, asked: Asked): Promise<string> {
  assertMay(turn.actor, `ask.${asked.kind}`)
  const id = await askApproval(turn, await askingOf(turn, asked))
  await openTask(turn, {
    kind: 'approval',
    urgency: 'standard',
    role:
      asked.kind === 'partner_activation' || asked.kind === 'contact_change'
        ? 'editor'
        : 'supervisor',
    reason: asked.kind,
    ...('servicePointId' in asked
      ? { servicePointId: asked.servicePointId.toLowerCase() }
      : { account: accountOf(turn.actor.id) }),
  })
  return id
}

/** Another person approves exactly what was asked, and it happens. */
export async function approveAct(turn: Turn, id: string): Promise<void> {
  await assertReach(turn, await lockApproval(turn, id))
  const approval = await approve(turn, id)
  await assertRead(turn, approval)
  await APPROVED[approval.kind](turn, approval)
  if (!LATER.includes(approval.kind)) await markDone(turn, id)
  await endTask(turn, approval, 'approved')
}

/** Somebody refuses it, takes it back, or stops it before it takes effect. */
export async function refuseAct(turn: Turn, id: string): Promise<void> {
  await assertReach(turn, await lockApproval(turn, id))
  const approval = await refuse(turn, id)
  if (approval.kind === 'consent_override') await refuseOverride(turn, idOf(approval))
  await endTask(turn, approval, 'refused')
}

async function askingOf(turn: Turn, asked: Asked): Promise<Asking> {
  const { kind, reason } = asked
  switch (asked.kind) {
    case 'directory_export':
      return { kind, reason, what: {}, thing: accountOf(turn.actor.id) }
    case 'legal_hold':
    case 'legal_hold_end':
      return {
        ...{ kind, reason, what: {}, thing: `referral:${asked.referralId.toLowerCase()}` },
        key: await checkHold(turn, asked.referralId, kind),
      }
    default: {
      const thing = `service_point:${asked.servicePointId.toLowerCase()}`
      if (asked.kind === 'unhide') {
        await checkUnhide(turn, asked.servicePointId, asked.what)
        return { kind, reason, what: {}, secret: asked.what, thing }
      }
      if (asked.kind === 'partner_activation') {
        const what = await checkActivation(turn, asked.servicePointId, asked.what)
        return { kind, reason, what, thing }
      }
      await checkContactChange(turn, asked.servicePointId, asked.what)
      return { kind, reason, what: asked.what, thing }
    }
  }
}

/** Throws what stands against it; the referral's own key, so that the reason goes when the story goes. */
async function checkHold(turn: Turn, id: string, kind: ApprovalKind): Promise<DataKey> {
  const { tx, keys } = turn
  await assertReferral(turn, 'approval.of_referral', id)
  const [referral] = await tx.select().from(referrals).where(eq(referrals.id, id))
  const found = referral!
  if (found.erasedAt) throw conflict('erased', 'What was said was erased.')
  if (Boolean(found.heldAt) === (kind === 'legal_hold'))
    throw conflict('wrong_state', found.heldAt ? 'It is held already.' : 'It is not held.')
  return dataKey(tx, keys, found.keyId)
}

/** Nobody waits for a second person any more, unless something else about it does. */
async function endTask(turn: Turn, { thing, askedBy }: Approval, outcome: string): Promise<void> {
  const { tx, keys, now, actor } = turn
  const waiting = await tx
    .select({ id: approvals.id })
    .from(approvals)
    .where(
      and(
        thing.startsWith('service_point:')
          ? eq(approvals.thing, thing)
          : eq(approvals.askedBy, askedBy),
        isNull(approvals.approvedAt),
        isNull(approvals.refusedAt),
      ),
    )
  if (waiting.length > 0) return
  const about = thing.startsWith('service_point:')
    ? eq(tasks.servicePointId, idOf({ thing }))
    : eq(tasks.account, accountOf(askedBy))
  const done = await tx
    .update(tasks)
    .set({ doneAt: now, doneBy: actor.id, dueAt: null, outcome })
    .where(and(about, eq(tasks.kind, 'approval'), isNull(tasks.doneAt)))
    .returning({ id: tasks.id })
  const chain = thing.startsWith('service_point:') ? thing : accountOf(askedBy)
  await record(
    tx,
    keys,
    now,
    done.map((task) => ({
      ...{ chain, actor: actor.id, action: 'task.done', thing: `task:${task.id}` },
      data: { kind: 'approval', outcome },
    })),
  )
}
