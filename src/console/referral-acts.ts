import { browseServicePoints } from '../directory/browse.ts'
import { NEEDS } from '../directory/needs.ts'
import { Problem } from '../platform/errors.ts'
import { accept, decline, REFUSALS } from '../routing/answer.ts'
import { chooseOffer } from '../routing/choose.ts'
import { confirmBySignedIn } from '../routing/confirmation.ts'
import { CLOSINGS, closeReferral, withdrawReferral } from '../routing/end-referral.ts'
import { openReferral } from '../routing/opening.ts'
import { OUTCOMES, recordOutcome } from '../routing/outcome.ts'
import { assertLeg, assertOffer, assertReferral } from '../routing/reach.ts'
import { PARTS, readSealed } from '../routing/readings.ts'
import { renewReferral } from '../routing/retention.ts'
import { readMessages, writeMessage } from '../routing/talk.ts'
import { missing, type On } from './act.ts'

const RULES = ['closed_now', 'full', 'gender_not_served', 'age_not_served'] as const

/** What can be done on the page of a referral: each a form that leads back to it. */
export function referralActs(on: On): void {
  on('/opening', 'referral.open', async (turn, form, { params }) => {
    const reason = form.one('reason').slice(0, 500)
    if (!reason) throw missing('reason')
    await openReferral(turn, params.id, reason)
  })

  on('/offers/:part/acceptance', 'offer.answer', async (turn, form, { params }) => {
    await assertOffer(turn, 'offer.answer', params.part!)
    const needs = form.one('parts') === 'yes' ? form.codes('need', NEEDS) : undefined
    if (needs?.length === 0) throw missing('needs')
    await accept(turn, params.part!, { channel: 'api' }, needs)
  })

  on('/offers/:part/refusal', 'offer.answer', async (turn, form, { params }) => {
    const reason = form.code('reason', REFUSALS)
    if (!reason) throw missing('reason')
    await assertOffer(turn, 'offer.answer', params.part!)
    await decline(turn, params.part!, reason, { channel: 'api' })
  })

  on('/offers/:part/confirmation', 'offer.confirm', async (turn, _, { params }) => {
    await assertOffer(turn, 'offer.confirm', params.part!)
    return { tell: await confirmBySignedIn(turn, params.part!), offerId: params.part! }
  })

  on('/legs/:part/outcome', 'leg.outcome', async (turn, form, { params }) => {
    const outcome = form.code('outcome', OUTCOMES)
    if (!outcome) throw missing('outcome')
    await assertLeg(turn, 'leg.outcome', params.part!)
    await recordOutcome(turn, params.part!, outcome)
  })

  on('/legs/:part/offers', 'offer.make', async (turn, form, { params }) => {
    await assertLeg(turn, 'offer.make', params.part!)
    const id = form.one('service_point')
    if (!/^[0-9a-f-]{36}$/.test(id)) {
      const q = form.one('name').slice(0, 120)
      const points = q ? await browseServicePoints(turn.tx, turn.actor, { q, limit: 8 }) : []
      return { choose: { legId: params.part!, points, name: q } }
    }
    const rules = form.codes('rule', RULES)
    const reason = form.one('reason').slice(0, 500)
    if (rules.length > 0 && !reason) throw missing('reason')
    const override = rules.length > 0 ? { rules, reason } : undefined
    await chooseOffer(turn, params.part!, id, override)
  })

  on('/readings', 'referral.read_sealed', async (turn, form, { params }) => {
    const reason = form.one('reason').slice(0, 500)
    const parts = form.codes('part', PARTS)
    if (!reason || parts.length === 0) throw missing('reason')
    return { read: await readSealed(turn, params.id, { reason, parts }) }
  })

  on('/offers/:part/talk', 'offer.talk', async (turn, form, { params }) => {
    const text = form.one('text').slice(0, 1000)
    if (!text) throw missing('text')
    await writeMessage(turn, params.part!, text)
  })

  on('/offers/:part/talk/reading', 'offer.talk', async (turn, _, { params }) => ({
    thread: { offerId: params.part!, messages: await readMessages(turn, params.part!) },
  }))

  on('/withdrawal', 'referral.withdraw', async (turn, form, { params }) => {
    if (form.one('sure') !== 'yes') throw new Problem(422, 'sure', 'is needed')
    await assertReferral(turn, 'referral.withdraw', params.id)
    await withdrawReferral(turn, params.id)
  })

  on('/closure', 'referral.close', async (turn, form, { params }) => {
    const reason = form.code('reason', CLOSINGS)
    if (!reason) throw missing('reason')
    if (form.one('sure') !== 'yes') throw new Problem(422, 'sure', 'is needed')
    await assertReferral(turn, 'referral.close', params.id)
    await closeReferral(turn, params.id, reason)
  })

  on('/renewal', 'referral.renew', async (turn, _, { params }) => {
    await assertReferral(turn, 'referral.renew', params.id)
    await renewReferral(turn, params.id)
  })
}
