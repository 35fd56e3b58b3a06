import { accept, decline } from '../routing/answer.ts'
import { confirmByCode } from '../routing/confirmation.ts'
import type { AfterConfirmation } from '../routing/disclosure.ts'
import { lateness, lateYes } from '../routing/late-yes.ts'
import { WRONG_TRIES } from '../routing/policy.ts'
import { isViewer, readDetails } from '../routing/readings-offer.ts'
import type { Turn } from '../services.ts'
import { digitsFit, wrongDigits } from './digits.ts'
import { type AnswerForm, type FormError, missing } from './form.ts'
import { asContact, findLink, lockLink, type OpenLink, stageOf } from './open-link.ts'

/** `taken`: what was sent is done, or was done before; the others say why not. */
export type Outcome =
  | { kind: 'taken' | 'unknown' | 'over' | 'frozen' }
  | { kind: 'again'; errors: FormError[] }

/**
 * An answer through the page. Without four digits nothing is compared and nothing counted, so that
 * a robot that posts the form changes nothing. A wrong try is counted, so this returns instead of throwing.
 */
export async function answerByLink(turn: Turn, token: string, form: AnswerForm): Promise<Outcome> {
  const found = await findLink(turn, token)
  if (!found) return { kind: 'unknown' }
  if (stageOf(found) === 'over') return { kind: 'over' }
  const open = await lockLink(turn, found)
  switch (stageOf(open)) {
    case 'over':
      return { kind: 'over' }
    case 'frozen':
      return { kind: 'frozen' }
    case 'accepted':
    case 'confirmed':
      return form.answer === 'no' || form.answer === 'full'
        ? { kind: 'again', errors: [{ code: 'already_yes' }] }
        : { kind: 'taken' }
    case 'late':
    case 'missed':
      // Only a yes can still change something.
      return form.answer === 'no' || form.answer === 'full'
        ? { kind: 'taken' }
        : answer(turn, open, { ...form, answer: 'yes' })
    default:
      return answer(turn, open, form)
  }
}

async function answer(turn: Turn, open: OpenLink, form: AnswerForm): Promise<Outcome> {
  const errors = missing(form)
  if (errors.length > 0) return { kind: 'again', errors }
  const { link, offer, leg } = open
  const late = form.answer === 'yes' && lateness(open)
  // A page that was opened long ago may still show what is not asked any more.
  const needs = form.needs?.filter((need) => leg.needs.includes(need))
  if (form.answer === 'yes' && !late && needs?.length === 0)
    return { kind: 'again', errors: [{ code: 'needs_missing' }] }
  const acting = asContact(turn, open)
  if (!digitsFit(turn.keys, link, form.digits!)) {
    if (await wrongDigits(acting, open)) return { kind: 'frozen' }
    const triesLeft = WRONG_TRIES - link.wrongDigits - 1
    return { kind: 'again', errors: [{ code: 'digits_wrong', triesLeft }] }
  }
  const by = { channel: link.channel as 'sms' | 'email', contactId: link.contactId }
  if (late) await lateYes(acting, offer.id)
  else if (form.answer === 'yes') await accept(acting, offer.id, by, needs)
  else await decline(acting, offer.id, form.answer === 'full' ? 'full' : form.reason!, by)
  return { kind: 'taken' }
}

/** The six digits were typed. With `taken`, `viewer` is what this browser's cookie shall hold. */
export async function confirmByLink(
  turn: Turn,
  token: string,
  code: string | undefined,
): Promise<Outcome & { viewer?: string; offerId?: string; details?: AfterConfirmation }> {
  const found = await findLink(turn, token)
  if (!found) return { kind: 'unknown' }
  const stage = stageOf(found)
  if (stage === 'over' || stage === 'frozen') return { kind: stage }
  if (stage !== 'accepted' && stage !== 'confirmed') return { kind: 'taken' }
  if (!code) return { kind: 'again', errors: [{ code: 'code_missing' }] }
  const result = await confirmByCode(asContact(turn, found), found.offer.id, code)
  if (result.ok) {
    const { viewer, details } = result
    return { kind: 'taken', viewer, details, offerId: found.offer.id }
  }
  if (result.reason === 'not_accepted') return { kind: 'over' }
  const { triesLeft } = result
  return { kind: 'again', errors: triesLeft > 0 ? [{ code: 'code_wrong', triesLeft }] : [] }
}

/** The details again, in the browser that confirmed. Undefined for any other, and when it is over. */
export async function readByLink(
  turn: Turn,
  token: string,
  viewerOf: (offerId: string) => string | undefined,
): Promise<AfterConfirmation | undefined> {
  const found = await findLink(turn, token)
  if (!found || stageOf(found) !== 'confirmed') return undefined
  const viewer = viewerOf(found.offer.id)
  if (!viewer || !isViewer(turn, found.offer, viewer)) return undefined
  return readDetails(asContact(turn, found), found.offer.id, 'page')
}
