import { createHash } from 'node:crypto'
import { and, eq, isNotNull, isNull, lte } from 'drizzle-orm'
import { approvals } from '../../db/schema.ts'
import { choreDuty } from '../platform/chore.ts'
import { after, DAY, HOUR } from '../platform/clock.ts'
import type { Duty } from '../platform/due.ts'
import { conflict, forbidden, notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Turn } from '../services.ts'
import { type Actor, assertMay, may } from './may.ts'
import { canonical, record } from './record.ts'
import { type DataKey, dataKey, KeyDestroyed, open, seal, standingKey } from './seal.ts'

/** What one person asks and another approves. */
export const APPROVAL_KINDS = [
  'consent_override',
  'partner_activation',
  'contact_change',
  'unhide',
  'directory_export',
  'legal_hold',
  'legal_hold_end',
] as const
export type ApprovalKind = (typeof APPROVAL_KINDS)[number]

export type Approval = Omit<typeof approvals.$inferSelect, 'kind'> & { kind: ApprovalKind }

export type Asking = {
  kind: ApprovalKind
  /** `referral:<id>`, `service_point:<id>` or `account:<id>`: also the chain of the record. */
  thing: string
  /** Exactly what is approved: ids, codes and directory data, never a person's. It cannot change later. */
  what: Record<string, unknown>
  /** Why; sealed. */
  reason?: string
  /** Part of what is approved and not to be stored in the open; sealed, and gone once it is decided. */
  secret?: unknown
  /** What both are sealed with: a referral's own key. Default: the directory's standing key. */
  key?: DataKey
  /** Default: in seven days. */
  expiresAt?: Date
}

const OPEN_FOR = 7 * DAY

/**
 * One person asks. 409 `already_asked` while another of this kind about this thing waits.
 * The caller has seen to it that the thing exists for the actor.
 * @returns the id of the approval
 */
export async function askApproval(turn: Turn, asking: Asking): Promise<string> {
  const { tx, keys, now, actor } = turn
  const { kind, thing, what, reason, secret, expiresAt = after(now, OPEN_FOR) } = asking
  assertMay(actor, `ask.${kind}`)
  const same = and(eq(approvals.kind, kind), eq(approvals.thing, thing))
  const open = and(isNull(approvals.approvedAt), isNull(approvals.refusedAt))
  await tx
    .update(approvals)
    .set({ refusedBy: 'system', refusedAt: now, sealedSecret: null })
    .where(and(same, open, lte(approvals.expiresAt, now)))
  const id = newId()
  const key = asking.key ?? (await standingKey(tx, keys, 'directory', now))
  const asked = { askedBy: actor.id, askedAt: now, expiresAt }
  const sealed = {
    keyId: key.id,
    sealedReason: seal(key, placeOf(id, 'sealed_reason'), { reason }),
    sealedSecret: secret === undefined ? null : seal(key, placeOf(id, 'sealed_secret'), secret),
  }
  const made = await tx
    .insert(approvals)
    .values({ id, kind, thing, what, ...sealed, ...asked })
    .onConflictDoNothing()
    .returning({ id: approvals.id })
  if (made.length === 0)
    throw conflict('already_asked', 'This was asked already and waits for another person.')
  await note(turn, { id, kind, thing }, 'asked', { what: hashOf(what) })
  return id
}

/**
 * Another person approves; the caller does what was approved in the same transaction.
 * 409 if it is one's own, was decided already, or waited too long.
 */
export async function approve(turn: Turn, id: string): Promise<Approval> {
  const { tx, now, actor } = turn
  const found = await lockApproval(turn, id)
  assertMay(actor, `approve.${found.kind}`)
  if (found.askedBy === actor.id)
    throw conflict('approval_by_another', 'Another person than the one who asked approves.')
  assertUndecided(found)
  if (found.expiresAt <= now) throw conflict('approval_expired', 'It waited too long. Ask again.')
  const decided = { approvedBy: actor.id, approvedAt: now }
  await tx.update(approvals).set(decided).where(eq(approvals.id, id))
  await note(turn, found, 'approved')
  return { ...found, ...decided }
}

/**
 * Whoever might approve it refuses it, or whoever asked takes it back. What is approved and not yet
 * in effect can be stopped in the same way; a change of contacts also by the hotline, whom the old
 * contacts call.
 */
export async function refuse(turn: Turn, id: string): Promise<Approval> {
  const { tx, now, actor } = turn
  assertMay(actor, 'approval.refuse')
  const found = await lockApproval(turn, id)
  if (!mayRefuse(actor, found)) throw forbidden()
  const waits = found.effectiveAt && found.effectiveAt > now && !found.doneAt && !found.refusedAt
  if (!waits) assertUndecided(found)
  const decided = { refusedBy: actor.id, refusedAt: now, sealedSecret: null }
  await tx.update(approvals).set(decided).where(eq(approvals.id, id))
  await note(turn, found, 'refused')
  return { ...found, ...decided }
}

export const mayRefuse = (
  actor: Actor,
  { kind, askedBy }: Pick<Approval, 'kind' | 'askedBy'>,
): boolean =>
  may(actor, 'approval.refuse') &&
  (askedBy === actor.id || may(actor, `approve.${kind}`) || kind === 'contact_change')

/** It was approved and takes effect then, unless somebody objects before. */
export async function waitUntil({ tx }: Turn, id: string, effectiveAt: Date): Promise<void> {
  await tx.update(approvals).set({ effectiveAt }).where(eq(approvals.id, id))
}

/** What was approved is done: it cannot be used again. */
export async function markDone(turn: Turn, id: string, data: object = {}): Promise<void> {
  const { tx, now } = turn
  const [done] = await tx
    .update(approvals)
    .set({ doneAt: now, sealedSecret: null })
    .where(and(eq(approvals.id, id), isNull(approvals.doneAt)))
    .returning()
  if (!done) throw conflict('approval_used', 'What was approved is done already.')
  await note(turn, done as Approval, 'done', data)
}

/** The approval, locked until the end of the transaction. 404 if there is none. */
export async function lockApproval({ tx }: Turn, id: string): Promise<Approval> {
  const [found] = await tx.select().from(approvals).where(eq(approvals.id, id)).for('update')
  if (!found) throw notFound()
  return found as Approval
}

/**
 * What was sealed when it was asked: of a secret nothing once it was refused, done, or too late, and
 * nothing at all once the key is destroyed.
 */
export async function unsealed<T = undefined>(
  { tx, keys, now }: Turn,
  { id, keyId, sealedReason, sealedSecret, approvedAt, expiresAt }: Approval,
): Promise<{ reason?: string; secret?: T }> {
  if (!keyId || !sealedReason) return {}
  try {
    const key = await dataKey(tx, keys, keyId)
    const { reason } = open<{ reason?: string }>(key, placeOf(id, 'sealed_reason'), sealedReason)
    if (!sealedSecret || (!approvedAt && expiresAt <= now)) return { reason }
    return { reason, secret: open<T>(key, placeOf(id, 'sealed_secret'), sealedSecret) }
  } catch (error) {
    if (error instanceof KeyDestroyed) return {}
    throw error
  }
}

const placeOf = (id: string, field: 'sealed_reason' | 'sealed_secret') => ({
  ...{ table: 'approvals', row: id, field },
})

/** So that the record shows what was asked, and holds none of it. */
const hashOf = (what: object): string =>
  `sha256:${createHash('sha256').update(canonical(what)).digest('hex').slice(0, 32)}`

/** What was refused or done has no secret any more; what waited too long loses it here, within the hour. */
export const expiredSecrets = (): Duty =>
  choreDuty({
    name: 'expired approvals',
    every: HOUR,
    async run(tx, now) {
      const late = and(isNull(approvals.approvedAt), lte(approvals.expiresAt, now))
      await tx
        .update(approvals)
        .set({ sealedSecret: null })
        .where(and(late, isNotNull(approvals.sealedSecret)))
      return false
    },
  })

function assertUndecided({ approvedAt, refusedAt }: Approval): void {
  const state = refusedAt ? 'refused' : approvedAt ? 'approved' : undefined
  if (state) throw conflict('approval_decided', 'This was decided already.', { state })
}

async function note(
  { tx, keys, now, actor }: Turn,
  { id, kind, thing }: Pick<Approval, 'id' | 'kind' | 'thing'>,
  what: 'asked' | 'approved' | 'refused' | 'done',
  data: object = {},
): Promise<void> {
  await record(tx, keys, now, [
    {
      chain: thing,
      actor: actor.id,
      action: `approval.${what}`,
      thing: `approval:${id}`,
      data: { kind, about: thing, ...data },
    },
  ])
}
