import { eq } from 'drizzle-orm'
import { legs, referrals, servicePoints, tasks } from '../../db/schema.ts'
import { emailHtml } from '../delivery/email-html.ts'
import { type NewMessage, queueMessages } from '../delivery/message.ts'
import { smsName } from '../delivery/sms-text.ts'
import { localTime } from '../geography/local-time.ts'
import { locale } from '../locales/locale.ts'
import { routingTexts } from '../locales/routing.ts'
import { after, HOUR, MINUTE, SECOND } from '../platform/clock.ts'
import { record } from '../protection/record.ts'
import { standingKey } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { EMERGENCY_LADDER, POLICY, type Urgency } from './policy.ts'
import type { Task } from './task.ts'
import { accountName, taskChain } from './task-about.ts'
import type { TaskKind } from './task-kinds.ts'

/** A task is due: tells the next people on its ladder, and sets its next deadline, always ahead. */
export async function escalate(turn: Turn, task: Task): Promise<void> {
  const { tx, now } = turn
  const { tell, dueAt } =
    task.urgency === 'emergency' ? emergencyRung(task, now) : laterRung(task, now)
  await tx
    .update(tasks)
    .set({ step: task.step + 1, dueAt, failures: 0 })
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
  const dueAt = planned > now ? planned : after(now, 10 * SECOND)
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

/** More contacts than this are in no list, so that every message of a task has a turn of its own. */
const MOST_ON_CALL = 1000

async function tellOnCall(turn: Turn, task: Task, tell: Tell, dueBy: Date): Promise<void> {
  const { tx, keys, now, actor, config } = turn
  const lists: Record<Tell, string[]> = {
    first_operator: config.ON_CALL_OPERATORS.slice(0, 1),
    operators: config.ON_CALL_OPERATORS,
    supervisors: config.ON_CALL_SUPERVISORS,
    backup: config.ON_CALL_BACKUP,
  }
  const { name, referralId } = await aboutWhat(turn, task)
  // Not under the referral's key: an alarm must go out also when that key, or what it seals, is broken.
  const key = await standingKey(tx, keys, 'directory', now)
  const { messages } = locale(config.LANGUAGE)
  const { hour, minute } = localTime(dueBy, config.ZONE)
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
      turn: task.step * MOST_ON_CALL + i,
      priority: POLICY[task.urgency as Urgency].priority,
      language: config.LANGUAGE,
      key,
      uselessAt: after(now, HOUR),
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
  const chain = taskChain(task, referralId)
  const data = { kind: task.kind, told: tell, step: task.step }
  await record(tx, keys, now, [
    { chain, actor: actor.id, action: 'task.told', thing: `task:${task.id}`, data },
  ])
}

/** The referral and its reference, or the name of the service point or the account: never what was said. */
async function aboutWhat(turn: Turn, task: Task): Promise<{ name: string; referralId?: string }> {
  const { tx, config } = turn
  if (task.legId) {
    const [row] = await tx
      .select({ referralId: referrals.id, name: referrals.reference })
      .from(legs)
      .innerJoin(referrals, eq(referrals.id, legs.referralId))
      .where(eq(legs.id, task.legId))
    return row!
  }
  const { aServicePoint, accounts } = routingTexts(config.LANGUAGE)
  if (task.account) {
    const name = await accountName(tx, task.account)
    return { name: (name && smsName(name)) ?? accounts }
  }
  const [point] = await tx
    .select({ name: servicePoints.name })
    .from(servicePoints)
    .where(eq(servicePoints.id, task.servicePointId!))
  return { name: smsName(point!.name) ?? aServicePoint }
}
