import { and, eq, inArray, isNull } from 'drizzle-orm'
import { legs, tasks } from '../../db/schema.ts'
import { conflict, forbidden, invalid, notFound } from '../platform/errors.ts'
import { record } from '../protection/record.ts'
import { seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { type Case, type Leg, lockCase, note } from './case.ts'
import { chooseOffer } from './choose.ts'
import { closeReferral } from './end-referral.ts'
import { seek } from './seek.ts'
import { endTasks, type Task } from './task.ts'
import { COMPLETIONS, type TaskKind } from './task-kinds.ts'

export type Completion = {
  /** By kind; `done` where nothing else is asked. */
  outcome: string
  note?: string
  agency?: string
  at?: string
  number?: string
}

/** Takes a task for oneself, so that the rungs for unclaimed tasks are passed over. */
export async function claimTask(turn: Turn, taskId: string): Promise<void> {
  const { task, it } = await lockTask(turn, taskId)
  if (task.owner && task.owner !== turn.actor.id && turn.actor.role !== 'supervisor') {
    throw conflict('task_claimed', 'Somebody else has this task.')
  }
  await turn.tx.update(tasks).set({ owner: turn.actor.id }).where(eq(tasks.id, task.id))
  await noteTask(turn, task, it, 'task.claimed', {})
}

/**
 * A human did what the task asked. What follows depends on its kind: a screening releases the referral
 * or refuses it, a hold makes the offer or passes on, a report about a minor keeps where and when.
 * Refused when the leg would be left without a next step.
 */
export async function completeTask(
  turn: Turn,
  taskId: string,
  completion: Completion,
): Promise<void> {
  const { tx, now, actor } = turn
  const { task, it, leg } = await lockTask(turn, taskId)
  const kind = task.kind as TaskKind
  const allowed = COMPLETIONS[kind] ?? ['done']
  if (!allowed.includes(completion.outcome)) {
    throw invalid([{ pointer: '/outcome', detail: `must be one of: ${allowed.join(', ')}` }])
  }
  if (kind === 'minor_report') checkReport(completion)
  const { outcome, ...said } = completion
  await tx
    .update(tasks)
    .set({
      outcome,
      doneAt: now,
      doneBy: actor.id,
      dueAt: null,
      owner: task.owner ?? actor.id,
      sealed: it ? seal(it.key, { table: 'tasks', row: task.id, field: 'sealed' }, said) : null,
    })
    .where(eq(tasks.id, task.id))
  await noteTask(turn, task, it, 'task.done', { outcome })
  if (it && leg) await follow(turn, it, leg, task, outcome)
}

function checkReport({ agency, at, number }: Completion): void {
  const missing = Object.entries({ agency, at, number }).filter(([, value]) => !value)
  if (missing.length > 0) {
    throw invalid(
      missing.map(([field]) => ({ pointer: `/${field}`, detail: 'is needed for a report' })),
    )
  }
}

async function follow(turn: Turn, it: Case, leg: Leg, task: Task, outcome: string): Promise<void> {
  if (task.kind === 'screening') {
    if (outcome === 'refuse') return closeReferral(turn, it.referral.id, 'refused')
    return releaseScreening(turn, it)
  }
  if (outcome === 'offer') await chooseOffer(turn, leg.id, task.candidateId!)
  // Whoever was dropped is passed over; with a report made, a human may still have to choose.
  if (outcome === 'drop' || outcome === 'reported') await seek(turn, it, leg)
}

/** One release lets the whole referral go on. */
async function releaseScreening(turn: Turn, it: Case): Promise<void> {
  const open = await turn.tx
    .select()
    .from(legs)
    .where(and(eq(legs.referralId, it.referral.id), eq(legs.state, 'open')))
  await endTasks(
    turn,
    open.map(({ id }) => id),
    'release',
    ['screening'],
  )
  for (const leg of open) await seek(turn, it, leg)
}

async function lockTask(turn: Turn, taskId: string): Promise<{ task: Task; it?: Case; leg?: Leg }> {
  const { tx, actor } = turn
  const [found] = await tx
    .select({ referralId: legs.referralId, legId: tasks.legId })
    .from(tasks)
    .leftJoin(legs, eq(legs.id, tasks.legId))
    .where(eq(tasks.id, taskId))
  if (!found) throw notFound()
  const it = found.referralId ? await lockCase(turn, found.referralId) : undefined
  const [leg] = found.legId
    ? await tx.select().from(legs).where(eq(legs.id, found.legId)).for('update')
    : []
  const [task] = await tx.select().from(tasks).where(eq(tasks.id, taskId)).for('update')
  if (task!.doneAt)
    throw conflict('task_done', 'This task is done already.', { outcome: task!.outcome })
  const ranks: Record<string, readonly string[]> = {
    operator: ['operator', 'supervisor'],
    supervisor: ['supervisor'],
    editor: ['editor', 'operator', 'supervisor'],
  }
  if (!ranks[task!.role]?.includes(actor.role)) throw forbidden(`This task is for a ${task!.role}.`)
  return { task: task!, ...(it ? { it } : {}), ...(leg ? { leg } : {}) }
}

async function noteTask(
  turn: Turn,
  task: Task,
  it: Case | undefined,
  action: string,
  data: object,
): Promise<void> {
  const thing = `task:${task.id}`
  const details = { kind: task.kind, ...data }
  if (it) return note(turn, it.referral.id, { action, thing, data: details })
  const chain = `service_point:${task.servicePointId}`
  await record(turn.tx, turn.keys, turn.now, [
    { chain, actor: turn.actor.id, action, thing, data: details },
  ])
}

/** Tasks that wait for one of these roles, the most overdue first. */
export const openTasks = ({ tx }: Turn, roles: readonly string[]) =>
  tx
    .select()
    .from(tasks)
    .where(and(isNull(tasks.doneAt), inArray(tasks.role, [...roles])))
    .orderBy(tasks.dueAt)
    .limit(500)
