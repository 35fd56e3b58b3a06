import { and, asc, eq, inArray, isNull, lte } from 'drizzle-orm'
import { dutyRecords, referrals } from '../../db/schema.ts'
import { after, DAY, HOUR } from '../platform/clock.ts'
import type { Duty } from '../platform/due.ts'
import { newId } from '../platform/ids.ts'
import { CLOCK } from '../protection/may.ts'
import { dataKeysOf, destroyDataKeys, newDataKey, open, seal } from '../protection/seal.ts'
import type { Services, Turn } from '../services.ts'
import { type Case, lockReferral, note } from './case.ts'
import { assertReferral } from './reach.ts'

export type DutyKind = 'minor_report' | 'override'

/**
 * Keeps that a duty was done (a report about a minor was made, consent was overridden) beyond the life
 * of the referral: under a data key of its own, for RETAIN_DUTY_DAYS. `content` is without the story:
 * who, when, to whom, under which number.
 */
export async function keepDutyRecord(
  turn: Turn,
  it: { referral: Pick<Case['referral'], 'id'> },
  kind: DutyKind,
  content: object,
): Promise<void> {
  const { tx, keys, now, config } = turn
  const key = await newDataKey(tx, keys, 'duty', now)
  const id = newId()
  await tx.insert(dutyRecords).values({
    ...{ id, kind, keyId: key.id, at: now, referralId: it.referral.id },
    sealed: seal(key, sealedDuty(id), content),
    retainDueAt: after(now, config.RETAIN_DUTY_DAYS * DAY),
  })
  await note(turn, it.referral.id, {
    action: 'duty_record.kept',
    thing: `duty_record:${id}`,
    data: { kind },
  })
}

const sealedDuty = (id: string) => ({ table: 'duty_records', row: id, field: 'sealed' })

/** What a record of duty may be read for. */
export const WHY_READ = ['access_request', 'audit', 'complaint', 'court'] as const

/** The records of a referral that are kept still, for a supervisor; who read them and why is an event. 404 if there is no such referral. */
export async function openDutyRecords(
  turn: Turn,
  referralId: string,
  why: (typeof WHY_READ)[number],
) {
  await assertReferral(turn, 'duty.read', referralId)
  await lockReferral(turn, referralId)
  await note(turn, referralId, {
    action: 'duty_record.read',
    thing: `referral:${referralId.toLowerCase()}`,
    data: { why },
  })
  const found = await readDutyRecords(turn, referralId)
  return found.map((each) => ({ ...each, at: each.at.toISOString() }))
}

/** The records of a referral that are kept still, the oldest first. */
export async function readDutyRecords({ tx, keys }: Turn, referralId: string) {
  const found = await tx
    .select()
    .from(dutyRecords)
    .where(and(eq(dutyRecords.referralId, referralId), isNull(dutyRecords.erasedAt)))
    .orderBy(asc(dutyRecords.at))
  const opened = await dataKeysOf(
    tx,
    keys,
    found.map(({ keyId }) => keyId),
  )
  return found.map(({ id, kind, at, keyId, sealed }) => ({
    ...{ id, kind, at },
    content: open<Record<string, unknown>>(opened.get(keyId)!, sealedDuty(id), sealed!),
  }))
}

/** Erases records whose period is over; those of a referral under legal hold stay. */
export function dutyRecordDuty({ db: _, ...services }: Services): Duty {
  return {
    name: 'duty records',
    async next(tx, now) {
      const [due] = await tx
        .select({ id: dutyRecords.id })
        .from(dutyRecords)
        .where(
          and(
            lte(dutyRecords.retainDueAt, now),
            isNull(dutyRecords.erasedAt),
            inArray(
              dutyRecords.referralId,
              tx.select({ id: referrals.id }).from(referrals).where(isNull(referrals.heldAt)),
            ),
          ),
        )
        .limit(1)
        .for('update', { skipLocked: true })
      return due?.id
    },
    async run(tx, id, now) {
      const [erased] = await tx
        .update(dutyRecords)
        .set({ sealed: null, erasedAt: now })
        .where(eq(dutyRecords.id, id))
        .returning()
      await destroyDataKeys(tx, [erased!.keyId], now)
      await note({ ...services, tx, now, actor: CLOCK }, erased!.referralId, {
        action: 'duty_record.erased',
        thing: `duty_record:${id}`,
        data: { kind: erased!.kind },
      })
    },
    async stumble(tx, id, now) {
      await tx
        .update(dutyRecords)
        .set({ retainDueAt: after(now, HOUR) })
        .where(eq(dutyRecords.id, id))
    },
  }
}
