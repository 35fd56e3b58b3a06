import { and, eq, inArray, isNull, notInArray } from 'drizzle-orm'
import { legs, tasks } from '../../db/schema.ts'
import { after } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import { escalate } from './on-call.ts'
import { POLICY, type Urgency } from './policy.ts'
import { taskChain } from './task-about.ts'
import type { TaskKind } from './task-kinds.ts'

export type Task = typeof tasks.$inferSelect

/** For whom a task may be. */
export const TASK_ROLES = ['operator', 'supervisor', 'editor'] as const
export type TaskRole = (typeof TASK_ROLES)[number]

export type NewTask = {
  kind: TaskKind
  role: TaskRole
  urgency: Urgency
  /** A code that says why, for the reader. */
  reason?: string
  /** The service point that a hold names. */
  candidateId?: string
  /** Service points whose numbers a human may call now. */
  listed?: string[]
  /** Default: by urgency. */
  dueAt?: Date
} & (
  | { legId: string; referralId: string }
  | { servicePointId: string }
  /** `account:<id>`, as its chain: of somebody who works here, of a key, or of none in particular. */
  | { account: string }
)

/** Opens a task; one that is open already for this leg, point or account and kind stays as it is. Emergencies are told at once. */
export async function openTask(turn: Turn, task: NewTask): Promise<void> {
  const { tx, now, keys, actor } = turn
  const { dueAt, kind, role, urgency, reason, candidateId, listed } = task
  const about = aboutOf(task)
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
  const chain = taskChain(opened, 'referralId' in task ? task.referralId : undefined)
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

function aboutOf(task: NewTask) {
  if ('legId' in task) return { legId: task.legId }
  return 'account' in task ? { account: task.account } : { servicePointId: task.servicePointId }
}

/**
 * A report that the law demands, and telling a person what was decided for them, outlive a yes, a
 * refusal and a withdrawal: only doing it ends them.
 */
export const NEVER_BY_ITSELF: readonly TaskKind[] = ['minor_report', 'tell_person']

/**
 * Ends open tasks of a leg, with the code of what ended them; those of `kinds`, or all but a report to be made.
 * @returns those that it ended
 */
export async function endTasks(
  { tx, keys, now, actor }: Turn,
  legIds: string[],
  outcome: string,
  kinds?: readonly TaskKind[],
): Promise<Task[]> {
  if (legIds.length === 0) return []
  const ended = await tx
    .update(tasks)
    .set({ doneAt: now, doneBy: actor.id, dueAt: null, outcome })
    .where(
      and(
        inArray(tasks.legId, legIds),
        isNull(tasks.doneAt),
        kinds ? inArray(tasks.kind, [...kinds]) : notInArray(tasks.kind, [...NEVER_BY_ITSELF]),
      ),
    )
    .returning()
  if (ended.length === 0) return []
  const [leg] = await tx
    .select({ referralId: legs.referralId })
    .from(legs)
    .where(eq(legs.id, legIds[0]!))
  const entry = { chain: `referral:${leg!.referralId}`, actor: actor.id, action: 'task.done' }
  await record(
    tx,
    keys,
    now,
    ended.map(({ id, kind }) => ({ ...entry, thing: `task:${id}`, data: { kind, outcome } })),
  )
  return ended
}
