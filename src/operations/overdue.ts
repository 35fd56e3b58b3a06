import { sql } from 'drizzle-orm'
import { rows, type Tx } from '../platform/database.ts'

/** What should have been taken up by now: rows of one kind that are due. */
export type Overdue = {
  kind: (typeof DUE_KINDS)[number]
  rows: number
  /** Since the oldest of them was due. */
  seconds: number
}

/** Everything whose own row says when it must be looked at, within seconds. */
export const DUE_KINDS = [
  ...(['leg', 'offer', 'reminder', 'task', 'message', 'receipt', 'reply'] as const),
  ...(['override', 'chore'] as const),
] as const

/**
 * All kinds of which something is due and nobody has it. What is leased is due later, so it is not counted;
 * nor are the canary and what a provider is asked, which may have been switched off.
 */
export async function overdueOf(tx: Tx, now: Date): Promise<Overdue[]> {
  const at = sql`${now.toISOString()}::timestamptz`
  return rows<Overdue>(
    tx,
    sql`select kind, rows::float8 as rows, extract(epoch from ${at} - oldest)::float8 as seconds from (
          select 'leg' as kind, count(*) as rows, min(due_at) as oldest from legs where due_at < ${at}
          union all select 'offer', count(*), min(due_at) from offers where due_at < ${at}
          union all select 'reminder', count(*), min(remind_at) from offers where remind_at < ${at}
          union all select 'task', count(*), min(due_at) from tasks where due_at < ${at}
          union all select 'message', count(*), min(due_at) from messages where due_at < ${at}
          union all select 'receipt', count(*), min(due_at) from message_receipts where due_at < ${at}
          union all select 'reply', count(*), min(due_at) from inbound_messages where due_at < ${at}
          union all select 'override', count(*), min(lapse_due_at) from consents where lapse_due_at < ${at}
          union all select 'chore', count(*), min(due_at) from chores where due_at < ${at} and name !~ '^(canary$|missed |unreported )') due
         where rows > 0 order by oldest`,
  )
}
