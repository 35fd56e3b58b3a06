import { and, asc, eq, isNotNull, lte } from 'drizzle-orm'
import { offers, referrals } from '../../db/schema.ts'
import { type NewMessage, queueMessages } from '../delivery/message.ts'
import { type Contact, servicePointsByIds } from '../directory/store.ts'
import { locale } from '../locales/locale.ts'
import { after, HOUR, MINUTE } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import { type Duty, dutyJob, type Job } from '../platform/due.ts'
import { nothingLost } from '../platform/heartbeat.ts'
import { CLOCK } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import { standingKey } from '../protection/seal.ts'
import type { Services, Turn } from '../services.ts'
import { firstOfEachChannel } from './make-offer.ts'
import { clockText, mailContent } from './notices.ts'
import { POLICY } from './policy.ts'
import { reachableContacts } from './reachable.ts'

/** Reminds service points of what waits for them: one digest for each, where they want it. */
export function reminderJob(all: Services): Job {
  const { db: _, ...services } = all
  const duty: Duty = {
    name: 'reminders',
    next: dueServicePoint,
    run: (tx, id, now) => remind({ ...services, tx, now, actor: CLOCK }, id),
    async stumble(tx, id, now) {
      await tx
        .update(offers)
        .set({ remindAt: after(now, HOUR) })
        .where(and(eq(offers.servicePointId, id), lte(offers.remindAt, now)))
    },
  }
  return dutyJob(all, duty)
}

async function dueServicePoint(tx: Tx, now: Date): Promise<string | undefined> {
  const [due] = await tx
    .select({ id: offers.servicePointId })
    .from(offers)
    .where(and(lte(offers.remindAt, now), nothingLost(now)))
    .orderBy(asc(offers.remindAt))
    .limit(1)
    .for('update', { skipLocked: true })
  return due?.id
}

/** Everything that waits there goes into this one, so that no other reminder follows for it. */
async function remind(turn: Turn, servicePointId: string): Promise<void> {
  const { tx, keys, now } = turn
  const waiting = await tx
    .select({ reference: referrals.reference, dueAt: offers.dueAt })
    .from(offers)
    .innerJoin(referrals, eq(referrals.id, offers.referralId))
    .where(and(eq(offers.servicePointId, servicePointId), eq(offers.state, 'open')))
    .orderBy(asc(offers.dueAt))
  await tx
    .update(offers)
    .set({ remindAt: null })
    .where(and(eq(offers.servicePointId, servicePointId), isNotNull(offers.remindAt)))
  const point = (await servicePointsByIds(tx, [servicePointId])).get(servicePointId)!
  if (!point.reminders || waiting.length === 0) return
  const contacts = firstOfEachChannel(
    await reachableContacts(turn, [servicePointId]),
    servicePointId,
  )
  if (contacts.length === 0) return
  const key = await standingKey(tx, keys, 'directory', now)
  const replyBy = waiting[0]!.dueAt!
  const references = waiting.map(({ reference }) => reference)
  await queueMessages(
    turn,
    contacts.map((contact) => ({
      ...digest(turn, contact, { references, replyBy, zone: point.zone }),
      subjectId: servicePointId,
      key,
    })),
  )
  const thing = `service_point:${servicePointId}`
  const data = { references: references.length }
  await record(tx, keys, now, [
    { chain: thing, actor: CLOCK.id, action: 'service_point.reminded', thing, data },
  ])
}

function digest(
  { config, now }: Turn,
  contact: Contact,
  { references, replyBy, zone }: { references: string[]; replyBy: Date; zone: string },
): Omit<NewMessage, 'subjectId' | 'key'> {
  const { messages } = locale(contact.language)
  const text = {
    label: config.SENDER_LABEL,
    references,
    replyBy: clockText(messages, replyBy, now, zone),
  }
  return {
    contactId: contact.id,
    channel: contact.channel,
    purpose: 'reminder',
    // Minutes since 1970: there may be another one tomorrow.
    turn: Math.floor(now.getTime() / MINUTE),
    priority: POLICY.standard.priority,
    language: contact.language,
    uselessAt: replyBy,
    content:
      contact.channel === 'sms'
        ? { to: contact.value, text: messages.digestSms(text) }
        : mailContent(contact, messages.digestEmail(text)),
  }
}
