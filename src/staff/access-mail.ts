import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { staff } from '../../db/schema.ts'
import { emailHtml } from '../delivery/email-html.ts'
import { queueMessages } from '../delivery/message.ts'
import type { Language } from '../locales/locale.ts'
import { type AccessAct, staffTexts } from '../locales/staff.ts'
import { after, DAY } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { standingKey } from '../protection/seal.ts'
import type { Turn } from '../services.ts'

/** Who has one of these sees what people said. */
const HANDLERS = ['operator', 'supervisor']
/** Whatever waits longer has no news in it any more. */
const NEWS = 3 * DAY

export type AccessChange = {
  act: AccessAct
  /** Of the account, key or organization, as somebody typed it. */
  name: string
  /** What it gives; of a role that changed, the old one and the new. */
  roles: readonly string[]
  /** The actor, if it is not whoever acts in this turn: who made the link that is used now. */
  by?: string
}

/**
 * One administrator alone may let in somebody who handles referrals, or take such a person away: a small
 * hotline has no second one. So it is seen at once: every active supervisor and every other active
 * administrator gets an e-mail. Call it before a change that takes somebody out of these, so that
 * they are told too. Other roles concern nobody here.
 */
export async function tellOfAccess(turn: Turn, change: AccessChange): Promise<void> {
  const { tx, keys, now, actor, config } = turn
  const roles = [...new Set(change.roles)]
  if (!roles.some((role) => HANDLERS.includes(role))) return
  const by = change.by ?? actor.id
  const told = await tx
    .select()
    .from(staff)
    .where(and(inArray(staff.role, ['supervisor', 'admin']), isNull(staff.disabledAt)))
    .orderBy(asc(staff.id))
  const key = await standingKey(tx, keys, 'staff', now)
  const who = await nameOf(turn, by)
  await queueMessages(
    turn,
    told
      .filter(({ id, email }) => `staff:${id}` !== by && !email.endsWith('.invalid'))
      .map(({ email, language: spoken }) => {
        const language = spoken as Language
        const texts = staffTexts(language)
        const { subject, paragraphs } = texts.mail.access({
          ...{ label: config.SENDER_LABEL, act: change.act, name: plain(change.name) },
          roles: roles
            .map((role) => texts.roles[role] ?? role)
            .join(change.act === 'changed' ? ' → ' : ', '),
          ...(who && { who }),
        })
        const text = paragraphs.join('\n\n')
        const html = emailHtml(paragraphs, language)
        return {
          ...{ subjectId: newId(), channel: 'email' as const, purpose: 'staff_access' },
          ...{ priority: 1, language, key, uselessAt: after(now, NEWS) },
          content: { to: email, subject, text, html },
        }
      }),
  )
}

/** Undefined: not a person. */
async function nameOf({ tx }: Turn, actor: string): Promise<string | undefined> {
  const [found] = await tx
    .select({ name: staff.name, email: staff.email })
    .from(staff)
    .where(eq(sql`'staff:' || ${staff.id}`, actor))
  return found && `${plain(found.name)} (${found.email})`
}

/** What somebody typed as a name brings no link and no second paragraph into the letter. */
const plain = (name: string): string =>
  name
    .replace(/[\p{C}\s]+/gu, ' ')
    .replaceAll('://', ': //')
    .trim()
    .slice(0, 100)
