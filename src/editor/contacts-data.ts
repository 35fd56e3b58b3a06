import { and, asc, eq, isNull } from 'drizzle-orm'
import { contacts } from '../../db/schema.ts'
import { namesOf } from '../console/team.ts'
import { carries } from '../delivery/message.ts'
import { CONFIRMED_FOR, isMendedByACall, numbersOnFile } from '../directory/contacts.ts'
import type { Contact } from '../directory/store.ts'
import { after, DAY } from '../platform/clock.ts'
import type { Turn } from '../services.ts'
import { type Vetting, vettingOf } from './vetting-data.ts'

/** Before it lapses, somebody is told that a call is due; milliseconds. */
const SOON = 14 * DAY

export type ContactLine = Contact & {
  confirmedBy: string | null
  state: 'good' | 'soon' | 'never' | 'failed'
  /** False where no provider carries its channel: nothing is sent there, however good it is. */
  carried: boolean
  /** A call by one person mends or renews it. */
  callable: boolean
  holdsUntil?: Date | undefined
}

/** A service point with its contacts for referrals, and what waits to change them. */
export type Reached = Vetting & { lines: ContactLine[]; numbers: string[] }

/** 404 where this actor may not know of it. */
export async function reachedOf(turn: Turn, id: string): Promise<Reached> {
  const seen = await vettingOf(turn, id, 'contact_change')
  const { point, now } = seen
  const found = (await turn.tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.servicePointId, point.id), isNull(contacts.endsAt)))
    .orderBy(asc(contacts.position), asc(contacts.id))) as (Contact & {
    confirmedBy: string | null
  })[]
  const names = await namesOf(
    turn,
    found.map(({ confirmedBy }) => confirmedBy ?? ''),
  )
  return {
    ...seen,
    names: new Map([...seen.names, ...names]),
    lines: found.map((contact) => ({
      ...lineOf(contact, now),
      carried: carries(turn.providers, contact.channel),
    })),
    numbers: [...new Set(numbersOnFile(point, found))],
  }
}

function lineOf(
  contact: Contact & { confirmedBy: string | null },
  now: Date,
): Omit<ContactLine, 'carried'> {
  const { confirmedAt, failedAt } = contact
  const holdsUntil = confirmedAt && !failedAt ? after(confirmedAt, CONFIRMED_FOR) : undefined
  const state = !confirmedAt
    ? 'never'
    : !holdsUntil || holdsUntil <= now
      ? 'failed'
      : after(now, SOON) >= holdsUntil
        ? 'soon'
        : 'good'
  return { ...contact, state, callable: isMendedByACall(contact), holdsUntil }
}
