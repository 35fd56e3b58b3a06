import { and, asc, eq, inArray, isNotNull } from 'drizzle-orm'
import {
  consents,
  legs,
  referralOpenings,
  referralReadings,
  referralRestrictions,
  tasks,
} from '../../db/schema.ts'
import { zoneOf } from '../geography/local-time.ts'
import { forbidden } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { mayEver } from '../protection/may.ts'
import { open, seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { type Case, contactAskedAt, lockCase, note } from './case.ts'
import { shownContact } from './contact-window.ts'
import { reasonOf } from './override.ts'
import { assertReferral } from './reach.ts'

/** What of a sealed referral can be asked for, each by itself. */
export const PARTS = [
  'contact',
  'story',
  'place',
  'referrer',
  'consent_reason',
  'opening_reasons',
  'report',
] as const
export type Part = (typeof PARTS)[number]

/**
 * Staff read what is sealed, with a reason: those parts and nothing else. That they did, and which
 * parts, is a line of the record; why, is sealed with the referral. Reasons of others are for
 * supervisors. 409 once it was erased.
 */
export async function readSealed(
  turn: Turn,
  referralId: string,
  { reason, parts }: { reason: string; parts: Part[] },
) {
  const { tx, now, actor } = turn
  await assertReferral(turn, 'referral.read_sealed', referralId)
  if (parts.includes('opening_reasons') && !mayEver(actor, 'referral.read_reasons'))
    throw forbidden('Why others opened it is for supervisors.')
  const it = await lockCase(turn, referralId)
  const id = newId()
  await tx.insert(referralReadings).values({
    ...{ id, referralId, actor: actor.id, parts, at: now },
    sealedReason: seal(it.key, reasonPlace('referral_readings', id), reason),
  })
  const thing = `referral:${referralId}`
  await note(turn, referralId, { action: 'sealed.read', thing, data: { parts } })
  const read: { [P in Part]?: Awaited<ReturnType<(typeof READERS)[P]>> } = {}
  for (const part of parts) Object.assign(read, { [part]: await READERS[part](turn, it) })
  return read
}

const reasonPlace = (table: string, row: string) => ({ table, row, field: 'sealed_reason' })

const READERS = {
  contact,
  story,
  place,
  referrer,
  consent_reason: consentReason,
  opening_reasons: openingReasons,
  report,
}

/** Staff too see a number only inside its window. */
function contact(turn: Turn, it: Case) {
  const { said } = it
  const { safeContact } = said.input
  if (!safeContact) return null
  const fallbackZone = zoneOf(said.exact ?? said.ask.located.point, turn.gazetteer)
  return shownContact(safeContact, { askedAt: contactAskedAt(it), now: turn.now, fallbackZone })
}

/** All that was said of the person but where they are and how they are reached. */
function story(_: Turn, { said }: Case) {
  const { location: _l, safeContact: _s, consent: _c, referrer: _r, ...rest } = said.input
  return rest
}

function place(_: Turn, { said: { exact, ask } }: Case) {
  const { point, label, precision } = ask.located
  return { ...(exact ?? point), label, precision: exact ? ('exact' as const) : precision }
}

function referrer(_: Turn, { said }: Case) {
  return said.input.referrer ?? null
}

async function consentReason({ tx }: Turn, it: Case) {
  const overridden = await tx
    .select()
    .from(consents)
    .where(and(eq(consents.referralId, it.referral.id), isNotNull(consents.sealedReason)))
    .orderBy(asc(consents.givenAt))
  return overridden.map((each) => ({ at: each.givenAt.toISOString(), reason: reasonOf(it, each)! }))
}

async function openingReasons({ tx }: Turn, { referral, key }: Case) {
  const of = referral.id
  const openings = await tx
    .select()
    .from(referralOpenings)
    .where(eq(referralOpenings.referralId, of))
  const readings = await tx
    .select()
    .from(referralReadings)
    .where(eq(referralReadings.referralId, of))
  const restrictions = await tx
    .select()
    .from(referralRestrictions)
    .where(eq(referralRestrictions.referralId, of))
  type Row = Pick<(typeof openings)[number], 'id' | 'actor' | 'at' | 'sealedReason'>
  const from = (table: string) => (row: Row) => ({ table, row })
  return [
    ...openings.map(from('referral_openings')),
    ...readings.map(from('referral_readings')),
    ...restrictions.map(from('referral_restrictions')),
  ]
    .sort((a, b) => (a.row.id < b.row.id ? -1 : 1))
    .map(({ table, row: { id, actor, at, sealedReason } }) => ({
      actor,
      at: at.toISOString(),
      reason: open<string>(key, reasonPlace(table, id), sealedReason),
    }))
}

type Report = { agency: string; at: string; number: string; note?: string }

async function report({ tx }: Turn, { referral, key }: Case) {
  const made = await tx
    .select({ task: tasks })
    .from(tasks)
    .innerJoin(legs, eq(legs.id, tasks.legId))
    .where(
      and(
        eq(legs.referralId, referral.id),
        inArray(tasks.kind, ['minor_report']),
        isNotNull(tasks.sealed),
      ),
    )
  return made.map(({ task }) =>
    open<Report>(key, { table: 'tasks', row: task.id, field: 'sealed' }, task.sealed!),
  )
}
