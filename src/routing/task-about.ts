import { and, eq, isNull } from 'drizzle-orm'
import { apiKeys, legs, staff, tasks } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'

import type { TaskKind } from './task-kinds.ts'

type About = { servicePointId: string | null; account: string | null }

/** Where the record of a task stands: with its referral, its account, or its service point. */
export const taskChain = ({ servicePointId, account }: About, referralId?: string): string =>
  referralId ? `referral:${referralId}` : (account ?? `service_point:${servicePointId}`)

/** The account of an actor, as tasks and the record name it. */
export const accountOf = (actorId: string): string => `account:${actorId}`

/** What an account is called: the name of the person or of the key; undefined for one that is neither. */
export async function accountName(tx: Tx, account: string): Promise<string | undefined> {
  const [, kind, id = ''] = account.split(':')
  if (kind !== 'staff' && kind !== 'key') return undefined
  const table = kind === 'staff' ? staff : apiKeys
  const [found] = await tx.select({ name: table.name }).from(table).where(eq(table.id, id))
  return found?.name
}

/** The ids of a referral's open tasks of a kind. */
export async function openTasksOf(tx: Tx, referralId: string, kind: TaskKind): Promise<string[]> {
  const found = await tx
    .select({ id: tasks.id })
    .from(tasks)
    .innerJoin(legs, eq(legs.id, tasks.legId))
    .where(and(eq(legs.referralId, referralId), eq(tasks.kind, kind), isNull(tasks.doneAt)))
  return found.map(({ id }) => id)
}
