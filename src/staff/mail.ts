import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { messages, staff } from '../../db/schema.ts'
import { emailHtml } from '../delivery/email-html.ts'
import { queueMessages } from '../delivery/message.ts'
import type { Language } from '../locales/locale.ts'
import { staffTexts } from '../locales/staff.ts'
import { after, DAY, MINUTE } from '../platform/clock.ts'
import type { Actor } from '../protection/may.ts'
import { standingKey } from '../protection/seal.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { accountEvent } from './account-event.ts'

/** Who acts while nobody is signed in yet. */
export const NOBODY: Actor = { id: 'sign_in', role: 'system' }

/** A code is good for five minutes; somebody gets five in a quarter of an hour at most. */
const CODE = 5 * MINUTE
const CODES = { most: 5, within: 15 * MINUTE }

/**
 * False while so many codes went to this mailbox that it gets no more for now. No code is made then
 * either: it would void the last one that was sent, and be open to guesses of its own.
 */
export async function getsAnother(services: Services, email: string): Promise<boolean> {
  return takeTurn(services, NOBODY, async (turn) => {
    const [person] = await turn.tx
      .select({ id: staff.id })
      .from(staff)
      .where(eq(staff.email, email))
    return !person || (await recentCodes(turn, person.id)) < CODES.most
  })
}

/** Brings a code to the mailbox of somebody who may sign in; to nobody else, and says nothing about it. */
export async function sendCode(services: Services, email: string, code: string): Promise<void> {
  await takeTurn(services, NOBODY, async (turn) => {
    const { tx, now, config } = turn
    const [person] = await tx
      .select()
      .from(staff)
      .where(and(eq(staff.email, email), isNull(staff.disabledAt)))
      .for('update')
    if (!person) return
    const { id, language } = person
    if ((await recentCodes(turn, id)) >= CODES.most) return
    const text = staffTexts(language as Language).mail.code({ label: config.SENDER_LABEL, code })
    await send(turn, person, { purpose: 'sign_in_code', uselessAt: after(now, CODE), ...text })
    await accountEvent(turn, id, 'sign_in.code_sent')
  })
}

const recentCodes = ({ tx, now }: Turn, staffId: string): Promise<number> =>
  tx.$count(
    messages,
    and(
      eq(messages.subjectId, staffId),
      eq(messages.purpose, 'sign_in_code'),
      gt(messages.createdAt, after(now, -CODES.within)),
    ),
  )

/** Tells somebody that a way to sign in was added or taken away: they may not have done it. */
export const tellOfChange = (turn: Turn, staffId: string): Promise<void> =>
  tell(turn, staffId, 'changed', 'sign_in_changed')

/** Tells somebody that a link was made which takes their ways to sign in away: it may not be for them. */
export const tellOfNewLink = (turn: Turn, staffId: string): Promise<void> =>
  tell(turn, staffId, 'newLink', 'sign_in_link')

/** Tells somebody that no second step is taken for a while: whoever typed the wrong codes had the first one. */
export const tellOfLock = (turn: Turn, staffId: string): Promise<void> =>
  tell(turn, staffId, 'locked', 'sign_in_locked')

async function tell(
  turn: Turn,
  staffId: string,
  what: 'changed' | 'newLink' | 'locked',
  purpose: string,
): Promise<void> {
  const { tx, now, config } = turn
  const [person] = await tx.select().from(staff).where(eq(staff.id, staffId))
  if (!person) return
  const text = staffTexts(person.language as Language).mail[what]({ label: config.SENDER_LABEL })
  await send(turn, person, { purpose, uselessAt: after(now, DAY), ...text })
}

type Letter = { purpose: string; uselessAt: Date; subject: string; paragraphs: string[] }

async function send(turn: Turn, person: typeof staff.$inferSelect, letter: Letter): Promise<void> {
  const { tx, keys, now } = turn
  const { purpose, uselessAt, subject, paragraphs } = letter
  const language = person.language as Language
  const own = and(eq(messages.subjectId, person.id), eq(messages.purpose, purpose))
  const [before] = await tx
    .select({ turn: sql<number>`coalesce(max(${messages.turn}), -1)::int` })
    .from(messages)
    .where(own)
  await queueMessages(turn, [
    {
      subjectId: person.id,
      channel: 'email',
      purpose,
      turn: before!.turn + 1,
      priority: 0,
      language,
      key: await standingKey(tx, keys, 'staff', now),
      uselessAt,
      content: {
        to: person.email,
        subject,
        text: paragraphs.join('\n\n'),
        html: emailHtml(paragraphs, language),
      },
    },
  ])
}
