import { and, eq, inArray, isNull } from 'drizzle-orm'
import { reviewLinks, reviews, servicePoints, tasks } from '../../db/schema.ts'
import { cancelMessages, type NewMessage, queueMessages } from '../delivery/message.ts'
import type { Contact } from '../directory/store.ts'
import { locale } from '../locales/locale.ts'
import { after, DAY } from '../platform/clock.ts'
import { newDigits, newId, newToken } from '../platform/ids.ts'
import { keyedHash } from '../protection/keys.ts'
import { record } from '../protection/record.ts'
import { type DataKey, standingKey } from '../protection/seal.ts'
import { firstOfEachChannel } from '../routing/make-offer.ts'
import { mailContent } from '../routing/notices.ts'
import { POLICY } from '../routing/policy.ts'
import { reachableContacts } from '../routing/reachable.ts'
import type { TaskKind } from '../routing/task-kinds.ts'
import type { Turn } from '../services.ts'

export type Review = typeof reviews.$inferSelect

/** The question that is open now, if one is. */
export async function openReview(
  { tx }: Turn,
  servicePointId: string,
): Promise<Review | undefined> {
  const [open] = await tx
    .select()
    .from(reviews)
    .where(and(eq(reviews.servicePointId, servicePointId), isNull(reviews.doneAt)))
    .for('update')
  return open
}

/** Whom to ask: the first contact of each channel, of those that can be reached. */
export const toAsk = async (turn: Turn, servicePointId: string): Promise<Contact[]> =>
  firstOfEachChannel(await reachableContacts(turn, [servicePointId]), servicePointId)

/**
 * Sends the question, or the reminder of its step, to these contacts, each with a link and four digits of
 * its own, after whatever is about a person.
 */
export async function sendReview(
  turn: Turn,
  servicePointId: string,
  reviewId: string,
  /** 0: the question; 1, 2: a reminder. */
  time: number,
  contacts: readonly Contact[],
): Promise<void> {
  if (contacts.length === 0) return
  const { tx, keys, now } = turn
  const key = await standingKey(tx, keys, 'directory', now)
  const sent = contacts.map((contact) => ({
    ...{ contact, id: newId(), token: newToken(), digits: newDigits(4) },
  }))
  await tx.insert(reviewLinks).values(
    sent.map(({ contact, id, token, digits }) => ({
      ...{ id, reviewId, contactId: contact.id, channel: contact.channel },
      tokenHash: keyedHash(keys, 'token', token),
      digitsHash: keyedHash(keys, `digits:${id}`, digits),
    })),
  )
  await queueMessages(
    turn,
    sent.map((each) => ({ ...message(turn, key, each), subjectId: reviewId, turn: time })),
  )
  await note(turn, servicePointId, 'service_point.asked_to_check', {
    time,
    contacts: contacts.length,
  })
}

function message(
  { config, now }: Turn,
  key: DataKey,
  { contact, token, digits }: { contact: Contact; token: string; digits: string },
): Omit<NewMessage, 'subjectId'> {
  const { channel, language } = contact
  const { messages } = locale(language)
  const text = {
    ...{ label: config.SENDER_LABEL, digits },
    link: `${config.PUBLIC_URL}/review/${token}`,
  }
  return {
    ...{ contactId: contact.id, channel, purpose: 'review', language, key },
    priority: POLICY.standard.priority + 1,
    uselessAt: after(now, 5 * DAY),
    content:
      channel === 'sms'
        ? { to: contact.value, text: messages.reviewSms(text) }
        : mailContent(contact, messages.reviewEmail(text)),
  }
}

/** The directory was looked at by those who know: no reminder, no task, and the next question a period from now. */
export async function finishReview(
  turn: Turn,
  servicePointId: string,
  outcome: 'right' | 'corrected',
): Promise<void> {
  const { tx, now, config } = turn
  const open = await openReview(turn, servicePointId)
  if (open) {
    await endReview(turn, open, outcome)
    await cancelMessages(turn, { subjectIds: [open.id] })
  }
  await tx
    .update(servicePoints)
    .set({ reviewDueAt: after(now, config.REVIEW_DAYS * DAY) })
    .where(eq(servicePoints.id, servicePointId))
  await endPointTasks(turn, servicePointId, ['review_unanswered', 'link_frozen'], outcome)
}

export const endReview = (
  { tx, now }: Turn,
  { id }: Pick<Review, 'id'>,
  outcome: 'right' | 'corrected' | 'lapsed',
) => tx.update(reviews).set({ doneAt: now, outcome }).where(eq(reviews.id, id))

/** Ends open tasks of a service point that nobody needs to do any more. */
export async function endPointTasks(
  { tx, keys, now, actor }: Turn,
  servicePointId: string,
  kinds: readonly TaskKind[],
  outcome: string,
): Promise<void> {
  const open = and(eq(tasks.servicePointId, servicePointId), isNull(tasks.doneAt))
  const ended = await tx
    .update(tasks)
    .set({ doneAt: now, doneBy: actor.id, dueAt: null, outcome })
    .where(and(open, inArray(tasks.kind, [...kinds])))
    .returning({ id: tasks.id, kind: tasks.kind })
  const chain = `service_point:${servicePointId}`
  await record(
    tx,
    keys,
    now,
    ended.map(({ id, kind }) => ({
      ...{ chain, actor: actor.id, action: 'task.done' },
      ...{ thing: `task:${id}`, data: { kind, outcome } },
    })),
  )
}

/** Adds to the record of a service point. */
export function note(
  { tx, keys, now, actor }: Turn,
  servicePointId: string,
  action: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  const thing = `service_point:${servicePointId}`
  return record(tx, keys, now, [{ chain: thing, actor: actor.id, action, thing, data }])
}
