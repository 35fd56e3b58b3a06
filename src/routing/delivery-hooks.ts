import { and, eq, isNull, sql } from 'drizzle-orm'
import { contacts, messages, referrals, tasks } from '../../db/schema.ts'
import type { Hooks } from '../delivery/hooks.ts'
import { flagContact } from '../directory/store.ts'
import type { Turn } from '../services.ts'
import { fail } from './answer.ts'
import { lockOffer } from './case.ts'
import { callTask } from './confirmation.ts'
import { maySend, offerIs } from './may-send.ts'
import { EMERGENCY_LADDER } from './policy.ts'
import { openTask } from './task.ts'
import { accountOf } from './task-about.ts'

type Message = Parameters<Hooks['ended']>[1]

/** Reasons that say something about the address, not about this message. */
const BAD_ADDRESS = new Set(['bad_address', 'landline', 'opted_out', 'unreachable'])

/** What routing has to say about messages: delivery knows no offers. */
export const routingHooks: Omit<Hooks, 'replied'> = {
  async lockReferral({ tx }, referralId) {
    await tx
      .select({ id: referrals.id })
      .from(referrals)
      .where(eq(referrals.id, referralId))
      .for('update')
  },

  maySend,

  async ended(turn, message) {
    if (message.contactId && BAD_ADDRESS.has(message.reason ?? '')) await badContact(turn, message)
    if (message.contactId && message.reason === 'filtered') await filtered(turn, message.contactId)
    // Nothing waits there any more, and what was said does not open.
    if (await isErased(turn, message)) return
    if (message.purpose === 'offer') return offerMessageEnded(turn, message)
    if (message.purpose === 'confirm_code') return codeEnded(turn, message)
    if (message.purpose === 'on_call' && message.state === 'failed') return climb(turn, message)
  },

  /** An offer went out by SMS and e-mail together; what has one way only goes the other way now. */
  async stalled(turn, message) {
    if (message.purpose === 'confirm_code') return codeEnded(turn, message)
    if (message.purpose === 'on_call') return climb(turn, message)
  },

  unworkable: (turn, what) =>
    openTask(turn, {
      account: accountOf(`system:${what}`),
      kind: 'stuck',
      role: 'supervisor',
      urgency: 'urgent',
      reason: `${what}_unworkable`,
    }),
}

async function isErased({ tx }: Turn, { referralId, purpose }: Message): Promise<boolean> {
  if (!referralId || purpose === 'on_call') return false
  const [referral] = await tx
    .select({ erasedAt: referrals.erasedAt })
    .from(referrals)
    .where(eq(referrals.id, referralId))
  return Boolean(referral?.erasedAt)
}

async function badContact(turn: Turn, { contactId, reason }: Message): Promise<void> {
  await flagContact(turn.tx, turn, contactId!, reason ?? 'failed', turn.now)
  const [contact] = await turn.tx.select().from(contacts).where(eq(contacts.id, contactId!))
  await contactTask(turn, contact!.servicePointId, reason ?? 'failed')
}

/** The number is good: a carrier took our text or our sender for spam, which a human must sort out. */
async function filtered(turn: Turn, contactId: string): Promise<void> {
  const [contact] = await turn.tx.select().from(contacts).where(eq(contacts.id, contactId))
  await contactTask(turn, contact!.servicePointId, 'filtered')
}

/** A human must call: a service point that cannot be reached misses every offer. */
export const contactTask = (turn: Turn, servicePointId: string, reason: string): Promise<void> =>
  openTask(turn, {
    servicePointId,
    kind: 'contact_problem',
    role: 'editor',
    urgency: 'urgent',
    reason: `contact_${reason}`,
  })

/** No channel is left that may have carried the offer: the next service point is asked. */
async function offerMessageEnded(turn: Turn, { subjectId, reason }: Message): Promise<void> {
  const [left] = await turn.tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.subjectId, subjectId),
        eq(messages.purpose, 'offer'),
        sql`${messages.state} <> 'failed'`,
      ),
    )
    .limit(1)
  if (!left && (await offerIs(turn, subjectId, 'open')))
    await fail(turn, subjectId, reason ?? 'failed')
}

async function codeEnded(turn: Turn, { subjectId }: Message): Promise<void> {
  const { it, leg, offer } = await lockOffer(turn, subjectId)
  if (offer.state === 'accepted' && leg.state === 'accepted')
    await openTask(turn, callTask(it, leg))
}

/** An on-call message that went nowhere: the next rung at once, not at its deadline. */
async function climb({ tx, now }: Turn, { subjectId }: Message): Promise<void> {
  await tx
    .update(tasks)
    .set({ dueAt: now })
    .where(
      and(
        eq(tasks.id, subjectId),
        isNull(tasks.doneAt),
        sql`${tasks.step} < ${EMERGENCY_LADDER.length}`,
      ),
    )
}
