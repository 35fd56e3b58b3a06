import { and, eq, inArray, isNull } from 'drizzle-orm'
import { legs, referrals, servicePoints, tasks } from '../../db/schema.ts'
import { emailHtml } from '../delivery/email-html.ts'
import { type NewMessage, queueMessages } from '../delivery/message.ts'
import { smsName } from '../delivery/sms-text.ts'
import { localTime } from '../geography/local-time.ts'
import { locale } from '../locales/locale.ts'
import { routingTexts } from '../locales/routing.ts'
import { after, HOUR, MINUTE } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { record } from '../protection/record.ts'
import { dataKey, standingKey } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { EMERGENCY_LADDER, POLICY, type Urgency } from './policy.ts'
import type { TaskKind } from './task-kinds.ts'

export type Task = typeof tasks.$inferSelect

export type NewTask = {
  kind: TaskKind
  role: 'operator' | 'supervisor' | 'editor'
  urgency: Urgency
  /** A code that says why, for the reader. */
  reason?: string
  /** The service point that a hold names. */
  candidateId?: string
  /** Service points whose numbers a human may call now. */
  listed?: string[]
  /** Default: by urgency. */
  dueAt?: Date
} & ({ legId: string; referralId: string } | { servicePointId: string })

/** Opens a task; one that is open already for this leg and kind stays as it is. Emergencies are told at once. */
export async function openTask(turn: Turn, task: NewTask): Promise<void> {
  const { tx, now, keys, actor } = turn
  const { dueAt, kind, role, urgency, reason, candidateId, listed } = task
  const about = 'legId' in task ? { legId: task.legId } : { servicePointId: task.servicePointId }
  const [opened] = await tx
    .insert(tasks)
    .values({
      ...about,
      id: newId(),
      kind,
      role,
      urgency,
      reason,
      candidateId,
      listed: listed ?? [],
      openedAt: now,
      dueAt: dueAt ?? after(now, POLICY[urgency].taskWithin),
    })
    .onConflictDoNothing()
    .returning()
  if (!opened) return
  const chain =
    'legId' in task ? `referral:${task.referralId}` : `service_point:${task.servicePointId}`
  const thing = `task:${opened.id}`
  await record(tx, keys, now, [
    {
      chain,
      actor: actor.id,
      action: 'task.opened',
      thing,
      data: { kind, role, reason, ...about },
    },
  ])
  if (urgency === 'emergency' && !dueAt) await escalate(turn, opened)
}

/** Ends open tasks of a leg, with the code of what ended them; those of `kinds`, or all. */
export async function endTasks(
  { tx, now, actor }: Turn,
  legIds: string[],
  outcome: string,
  kinds?: readonly TaskKind[],
): Promise<void> {
  if (legIds.length === 0) return
  await tx
    .update(tasks)
    .set({ doneAt: now, doneBy: actor.id, dueAt: null, outcome })
    .where(
      and(
        inArray(tasks.legId, legIds),
        isNull(tasks.doneAt),
        ...(kinds ? [inArray(tasks.kind, [...kinds])] : []),
      ),
    )
}

/** A task is due: tells the next people on its ladder, and sets its next deadline. */
export async function escalate(turn: Turn, task: Task): Promise<void> {
  const { tx, now } = turn
  const { tell, dueAt } =
    task.urgency === 'emergency' ? emergencyRung(task, now) : laterRung(task, now)
  await tx
    .update(tasks)
    .set({ step: task.step + 1, dueAt })
    .where(eq(tasks.id, task.id))
  if (tell) await tellOnCall(turn, task, tell, dueAt)
}

type Tell = (typeof EMERGENCY_LADDER)[number]['tell']
type Rung = { tell: Tell | undefined; dueAt: Date }

function emergencyRung(task: Task, now: Date): Rung {
  const rung = EMERGENCY_LADDER[task.step]
  const next = EMERGENCY_LADDER[task.step + 1]
  const planned = next ? after(task.openedAt, next.after) : after(now, 10 * MINUTE)
  // After an outage the rungs that were missed follow each other closely, not all at once.
  const dueAt = planned > now ? planned : after(now, 10_000)
  if (!rung) return { tell: 'supervisors', dueAt }
  return { tell: rung.unclaimed && task.owner ? undefined : rung.tell, dueAt }
}

function laterRung(task: Task, now: Date): Rung {
  const first = task.step === 0 && task.role !== 'supervisor'
  return {
    tell: first ? 'operators' : 'supervisors',
    dueAt: after(now, POLICY[task.urgency as Urgency].taskWithin),
  }
}

async function tellOnCall(turn: Turn, task: Task, tell: Tell, dueBy: Date): Promise<void> {
  const { config } = turn
  const lists: Record<Tell, string[]> = {
    first_operator: config.ON_CALL_OPERATORS.slice(0, 1),
    operators: config.ON_CALL_OPERATORS,
    supervisors: config.ON_CALL_SUPERVISORS,
    backup: config.ON_CALL_BACKUP,
  }
  const { key, name, zone, referralId } = await aboutWhat(turn, task)
  const { messages } = locale(config.LANGUAGE)
  const { hour, minute } = localTime(dueBy, zone)
  const text = {
    about: name,
    kind: routingTexts(config.LANGUAGE).taskShort[task.kind as TaskKind],
    urgency: task.urgency as Urgency,
    dueBy: messages.clock({ hours: hour, minutes: minute }),
  }
  const outgoing = lists[tell].map((to, i): NewMessage => {
    const phone = to.startsWith('+')
    const mail = messages.onCallEmail(text)
    return {
      referralId,
      subjectId: task.id,
      channel: phone ? 'sms' : 'email',
      purpose: 'on_call',
      turn: task.step * 20 + i,
      priority: POLICY[task.urgency as Urgency].priority,
      language: config.LANGUAGE,
      key,
      uselessAt: after(turn.now, HOUR),
      content: phone
        ? { to, text: messages.onCallSms(text) }
        : {
            to,
            subject: mail.subject,
            text: mail.text,
            html: emailHtml(mail.htmlParagraphs, config.LANGUAGE),
          },
    }
  })
  await queueMessages(turn, outgoing)
}

/** The reference or the service point's name, the zone to tell the time in, and the key that seals the message. */
async function aboutWhat(turn: Turn, task: Task) {
  const { tx, keys, now } = turn
  if (task.legId) {
    const [row] = await tx
      .select({
        id: referrals.id,
        reference: referrals.reference,
        keyId: referrals.keyId,
        province: referrals.province,
      })
      .from(legs)
      .innerJoin(referrals, eq(referrals.id, legs.referralId))
      .where(eq(legs.id, task.legId))
    return {
      referralId: row!.id,
      name: row!.reference,
      key: await dataKey(tx, keys, row!.keyId),
      zone: turn.config.ZONE,
    }
  }
  const [point] = await tx
    .select({ name: servicePoints.name })
    .from(servicePoints)
    .where(eq(servicePoints.id, task.servicePointId!))
  const name = smsName(point!.name) ?? routingTexts(turn.config.LANGUAGE).aServicePoint
  return {
    referralId: undefined,
    name,
    key: await standingKey(tx, keys, 'directory', now),
    zone: turn.config.ZONE,
  }
}
