import { eq } from 'drizzle-orm'
import { contacts, reviewLinks, reviews } from '../../db/schema.ts'
import { afterWrongTry, digitsFit } from '../answers/digits.ts'
import { lockPoint } from '../directory/contacts.ts'
import { type PointDetails, SUSPENDED, servicePointsByIds } from '../directory/store.ts'
import type { Language } from '../locales/locale.ts'
import { keyedHash } from '../protection/keys.ts'
import { WRONG_TRIES } from '../routing/policy.ts'
import { openTask } from '../routing/task.ts'
import type { Turn } from '../services.ts'
import { note, type Review } from './review.ts'

/** What stands behind a link: the question, whom it is about, and the contact whose message carried it. */
export type ReviewLink = {
  link: typeof reviewLinks.$inferSelect
  review: Review
  point: PointDetails
  /** The contact's. */
  language: Language
  /** The contact is none any more. */
  stopped: boolean
}

/** `over`: another question was asked since, or the service point is gone. */
export type Stage = 'asked' | 'done' | 'frozen' | 'over'

/** Contacts that answer nothing any more, whatever they were sent. */
const STOPPED = [SUSPENDED, 'wrong_number']

/** Reads what a token opens. It locks and changes nothing. */
export async function findReviewLink(
  { tx, keys }: Turn,
  token: string,
): Promise<ReviewLink | undefined> {
  const [found] = await tx
    .select({ link: reviewLinks, review: reviews, contact: contacts })
    .from(reviewLinks)
    .innerJoin(reviews, eq(reviews.id, reviewLinks.reviewId))
    .innerJoin(contacts, eq(contacts.id, reviewLinks.contactId))
    .where(eq(reviewLinks.tokenHash, keyedHash(keys, 'token', token)))
  if (!found) return undefined
  const { link, review, contact } = found
  const id = review.servicePointId
  const point = (await servicePointsByIds(tx, [id])).get(id)!
  const stopped = contact.endsAt !== null || STOPPED.includes(contact.failedReason ?? '')
  return { link, review, point, language: contact.language as Language, stopped }
}

export function stageOf({ link, review, point, stopped }: ReviewLink): Stage {
  if (point.removedAt || review.outcome === 'lapsed') return 'over'
  if (review.doneAt) return 'done'
  return link.frozenAt || stopped ? 'frozen' : 'asked'
}

/** `taken`: what was said counts now, or did before; the others say why not. */
export type Proof =
  | { kind: 'fits'; acting: Turn }
  | { kind: 'unknown' | 'done' | 'over' | 'frozen' | 'missing' }
  | { kind: 'wrong'; triesLeft: number }

/**
 * Whether it is they who answer. Without four digits nothing is compared and nothing counted, so that a
 * robot that posts the form changes nothing; the fifth wrong try freezes the link and tells an editor.
 * Posts at the same moment count one after the other.
 */
export async function prove(turn: Turn, token: string, digits: string | undefined): Promise<Proof> {
  const before = await findReviewLink(turn, token)
  if (!before) return { kind: 'unknown' }
  await lockPoint(turn, before.point.id)
  await turn.tx
    .select({ id: reviewLinks.id })
    .from(reviewLinks)
    .where(eq(reviewLinks.id, before.link.id))
    .for('update')
  const found = (await findReviewLink(turn, token))!
  const stage = stageOf(found)
  if (stage !== 'asked') return { kind: stage }
  if (!digits) return { kind: 'missing' }
  const { link } = found
  const acting: Turn = { ...turn, actor: { id: `contact:${link.contactId}`, role: 'contact' } }
  if (digitsFit(turn.keys, link, digits)) return { kind: 'fits', acting }
  const { wrongDigits } = await wrongTry(acting, found)
  return wrongDigits >= WRONG_TRIES
    ? { kind: 'frozen' }
    : { kind: 'wrong', triesLeft: WRONG_TRIES - wrongDigits }
}

async function wrongTry(turn: Turn, { link, point }: ReviewLink) {
  const tried = afterWrongTry(link, turn.now)
  await turn.tx.update(reviewLinks).set(tried).where(eq(reviewLinks.id, link.id))
  const { channel } = link
  const action = tried.frozenAt ? 'link.frozen' : 'digits.wrong'
  await note(turn, point.id, action, { channel, wrong: tried.wrongDigits })
  if (tried.frozenAt)
    await openTask(turn, {
      ...{ servicePointId: point.id, kind: 'link_frozen', role: 'editor', urgency: 'standard' },
      reason: 'review_link',
    })
  return tried
}
