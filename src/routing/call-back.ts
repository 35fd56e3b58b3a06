import { and, eq, gt, inArray, sql } from 'drizzle-orm'
import { events, legs, referrals } from '../../db/schema.ts'
import { after, DAY, HOUR, SECOND } from '../platform/clock.ts'
import { keyedHash, sameHash } from '../protection/keys.ts'
import { may } from '../protection/may.ts'
import { record, writeRecord } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import { type Case, note, openCase, type Referral } from './case.ts'
import { CALLED_BACK, keepOpening } from './opening.ts'
import { referralThing } from './reach.ts'
import { openTask } from './task.ts'
import { accountOf } from './task-about.ts'

/** Wrong answers of one account in an hour, and for one referral in a day, before a supervisor is told. */
const WRONG_OF_ACCOUNT = 5
const WRONG_OF_REFERRAL = 3

/** `wait`: so many seconds until this account may try again. */
export type CallBack = { found: true; referralId: string } | { found: false; wait?: number }

/**
 * Somebody whom we may call back calls us: an open referral by its reference and the word that the
 * person chose, which opens it, with that as the reason. A wrong word, an unknown reference, one
 * without a word and one that is not for this account all end alike. Wrong ones are counted, so this
 * returns instead of throwing.
 */
export async function findCallBack(
  turn: Turn,
  asked: { reference: string; codeWord: string },
): Promise<CallBack> {
  const { tx, actor } = turn
  // Tries of one account go one after the other, or many at once would all be the first.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`call_back:${actor.id}`}))`)
  const before = await wrongOf(turn)
  const wait = waitAfter(turn, before)
  if (wait) return { found: false, wait }
  const referral = await lockOpen(turn, asked.reference)
  const it = referral && (await openCase(turn, referral))
  if (!it || !wordFits(turn, it, asked.codeWord)) return wrong(turn, before.length, referral)
  await keepOpening(turn, it.referral, CALLED_BACK)
  return { found: true, referralId: it.referral.id }
}

/** Open, not erased, and for this account; locked. */
async function lockOpen(turn: Turn, reference: string): Promise<Referral | undefined> {
  const [found] = await turn.tx
    .select()
    .from(referrals)
    .where(and(eq(referrals.reference, reference.toUpperCase()), eq(referrals.state, 'open')))
    .for('update')
  if (!found?.sealed) return undefined
  const reachable = may(turn.actor, 'referral.call_back', await referralThing(turn, found.id))
  return reachable ? found : undefined
}

function wordFits({ keys }: Turn, { said, referral }: Case, codeWord: string): boolean {
  const word = said.input.safeContact?.codeWord
  if (!word) return false
  const hash = (text: string) => keyedHash(keys, `word:${referral.id}`, plain(text))
  return sameHash(hash(word), hash(codeWord))
}

/** As it is said on the telephone: without accents, case, signs and spaces. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()

async function wrong(turn: Turn, before: number, referral?: Referral): Promise<CallBack> {
  const { tx, keys, now, actor } = turn
  const account = accountOf(actor.id)
  const action = 'call_back.wrong'
  await record(tx, keys, now, [{ chain: account, actor: actor.id, action, thing: account }])
  if (before + 1 >= WRONG_OF_ACCOUNT)
    await openTask(turn, {
      ...{ account, kind: 'call_backs_capped', role: 'supervisor', urgency: 'urgent' },
      dueAt: now,
    })
  if (referral) await tellOfReferral(turn, referral)
  return { found: false }
}

/** Who guesses may ask several operators, one after the other. */
async function tellOfReferral(turn: Turn, { id, urgency }: Referral): Promise<void> {
  const { tx, now } = turn
  const thing = `referral:${id}`
  const tries = and(
    ...[eq(events.thing, thing), gt(events.at, after(now, -DAY))],
    eq(events.action, 'call_back.wrong'),
  )
  const before = await tx.$count(events, tries)
  await note(turn, id, { action: 'call_back.wrong', thing })
  if (before + 1 < WRONG_OF_REFERRAL) return
  const [leg] = await tx
    .select()
    .from(legs)
    .where(
      and(
        eq(legs.referralId, id),
        inArray(legs.state, ['open', 'accepted', 'confirmed', 'connected']),
      ),
    )
    .limit(1)
  if (leg)
    await openTask(turn, {
      ...{ legId: leg.id, referralId: id, kind: 'call_back_wrong', role: 'supervisor' },
      urgency: urgency === 'standard' ? 'standard' : 'urgent',
      dueAt: now,
    })
}

async function wrongOf({ tx, keys, now, actor }: Turn): Promise<Date[]> {
  await writeRecord(tx, keys)
  const found = await tx
    .select({ at: events.at })
    .from(events)
    .where(
      and(
        ...[eq(events.actor, actor.id), gt(events.at, after(now, -HOUR))],
        ...[eq(events.action, 'call_back.wrong'), eq(events.thing, accountOf(actor.id))],
      ),
    )
    .orderBy(events.at)
  return found.map(({ at }) => at)
}

function waitAfter({ now }: Turn, tries: Date[]): number | undefined {
  if (tries.length < WRONG_OF_ACCOUNT) return undefined
  const free = after(tries.at(-WRONG_OF_ACCOUNT)!, HOUR)
  return Math.max(1, Math.ceil((free.getTime() - now.getTime()) / SECOND))
}
