import { and, eq, inArray, isNull } from 'drizzle-orm'
import { consents, legs, referrals, tasks } from '../../db/schema.ts'
import { conflict, forbidden, invalid, notFound } from '../platform/errors.ts'
import { assertMay, may } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import { seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { type Case, type Leg, lockKept, note } from './case.ts'
import { chooseOffer } from './choose.ts'
import { keepDutyRecord } from './duty-records.ts'
import { closeReferral } from './end-referral.ts'
import { notRestricted, referralThing } from './reach.ts'
import { seek } from './seek.ts'
import { endTasks, TASK_ROLES, type Task, type TaskRole } from './task.ts'
import { taskChain } from './task-about.ts'
import { COMPLETIONS, type TaskKind } from './task-kinds.ts'

export type Completion = {
  /** By kind; `done` where nothing else is asked. */
  outcome: string
  note?: string
  agency?: string
  at?: string
  number?: string
}

/**
 * Takes a task for oneself, so that the rungs for unclaimed tasks are passed over. From then on its
 * referral is one's own.
 */
export async function claimTask(turn: Turn, taskId: string): Promise<void> {
  const { task, referralId } = await lockTask(turn, taskId)
  if (isAnothers(turn, task) && !may(turn.actor, 'task.take_over'))
    throw conflict('task_claimed', 'Somebody else has this task.')
  await turn.tx.update(tasks).set({ owner: turn.actor.id }).where(eq(tasks.id, task.id))
  await noteTask(turn, task, referralId, 'task.claimed', {})
}

/**
 * A human did what the task asked. What follows depends on its kind: a screening releases the referral
 * or refuses it, a hold makes the offer or passes on, a report about a minor keeps where and when.
 * Refused when the leg would be left without a next step. What nobody took is taken with it; what
 * somebody else took needs its referral opened first.
 */
export async function completeTask(
  turn: Turn,
  taskId: string,
  completion: Completion,
): Promise<void> {
  const { tx, now, actor } = turn
  const { task, it, leg, referralId } = await lockTask(turn, taskId)
  if (it && isAnothers(turn, task))
    assertMay(actor, 'task.finish', await referralThing(turn, it.referral.id))
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
  await noteTask(turn, task, referralId, 'task.done', { outcome })
  if (kind === 'minor_report') await keepReport(turn, referralId!, completion)
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

/** That it was made outlives the referral: where, when and its number, not what was told there. */
const keepReport = (turn: Turn, id: string, { agency, at, number }: Completion): Promise<void> =>
  keepDutyRecord(turn, { referral: { id } }, 'minor_report', {
    ...{ agency, at, number, by: turn.actor.id },
  })

async function follow(turn: Turn, it: Case, leg: Leg, task: Task, outcome: string): Promise<void> {
  if (task.kind === 'screening') {
    if (outcome === 'refuse') return closeReferral(turn, it.referral.id, 'refused')
    return releaseScreening(turn, it)
  }
  if (task.kind === 'minor_review') return confirmMinor(turn, it)
  if (outcome === 'offer') await chooseOffer(turn, leg.id, task.candidateId!)
  // Whoever was dropped is passed over; with a report made, a human may still have to choose.
  if (outcome === 'drop' || outcome === 'reported') await seek(turn, it, leg)
}

/** A supervisor looked: where a minor could not agree, whoever confirms a yes may now see what was said. */
async function confirmMinor(turn: Turn, { consent, referral }: Case): Promise<void> {
  const { tx, now, actor } = turn
  if (consent.basis !== 'minor' || consent.confirmedAt || consent.withdrawnAt) return
  assertMay(actor, 'referral.confirm_minor')
  if (actor.id === referral.madeBy) throw forbidden('Another person must look at this.')
  await tx
    .update(consents)
    .set({ confirmedAt: now, confirmedBy: actor.id })
    .where(eq(consents.id, consent.id))
  const thing = `consent:${consent.id}`
  await note(turn, referral.id, { action: 'minor.confirmed', thing })
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

type Locked = { task: Task; referralId?: string; it?: Case; leg?: Leg }

/** Without `it` where it is about no referral, or what was said there was erased. */
async function lockTask(turn: Turn, taskId: string): Promise<Locked> {
  const { tx, actor } = turn
  const [found] = await tx
    .select({ referralId: legs.referralId, legId: tasks.legId })
    .from(tasks)
    .leftJoin(legs, eq(legs.id, tasks.legId))
    .where(eq(tasks.id, taskId))
  if (!found) throw notFound()
  assertMay(actor, 'task.work', found.referralId ? await referralThing(turn, found.referralId) : {})
  const it = found.referralId ? await lockKept(turn, found.referralId) : undefined
  const [leg] = found.legId
    ? await tx.select().from(legs).where(eq(legs.id, found.legId)).for('update')
    : []
  const [task] = await tx.select().from(tasks).where(eq(tasks.id, taskId)).for('update')
  assertMay(actor, `task.for_${task!.role as TaskRole}`)
  if (task!.doneAt)
    throw conflict('task_done', 'This task is done already.', { outcome: task!.outcome })
  const { referralId } = found
  return { task: task!, ...(referralId && { referralId }), ...(it && { it }), ...(leg && { leg }) }
}

async function noteTask(
  turn: Turn,
  task: Task,
  referralId: string | undefined,
  action: string,
  data: object,
): Promise<void> {
  const line = { chain: taskChain(task, referralId), actor: turn.actor.id, action }
  await record(turn.tx, turn.keys, turn.now, [
    { ...line, thing: `task:${task.id}`, data: { kind: task.kind, ...data } },
  ])
}

const isAnothers = ({ actor }: Turn, { owner }: Task): boolean =>
  owner !== null && owner !== actor.id

/** Tasks that wait for somebody of the actor's role, the most overdue first; none of what is restricted to others. */
export async function openTasks({ tx, actor }: Turn): Promise<Task[]> {
  const roles = TASK_ROLES.filter((role) => may(actor, `task.for_${role}`))
  const found = await tx
    .select({ task: tasks })
    .from(tasks)
    .leftJoin(legs, eq(legs.id, tasks.legId))
    .leftJoin(referrals, eq(referrals.id, legs.referralId))
    .where(and(isNull(tasks.doneAt), inArray(tasks.role, roles), notRestricted(actor)))
    .orderBy(tasks.dueAt)
    .limit(500)
  return found.map(({ task }) => task)
}
