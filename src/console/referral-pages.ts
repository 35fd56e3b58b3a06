import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { browseServicePoints } from '../directory/browse.ts'
import { invalid, Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Action } from '../protection/may.ts'
import { accept, decline, REFUSALS } from '../routing/answer.ts'
import { chooseOffer } from '../routing/choose.ts'
import { confirmBySignedIn } from '../routing/confirmation.ts'
import { CLOSINGS, closeReferral, withdrawReferral } from '../routing/end-referral.ts'
import { openReferral } from '../routing/opening.ts'
import { OUTCOMES, recordOutcome } from '../routing/outcome.ts'
import { assertLeg, assertOffer, assertReferral } from '../routing/reach.ts'
import { PARTS, readSealed } from '../routing/readings.ts'
import { readMessages, writeMessage } from '../routing/talk.ts'
import { type Turn, takeTurn } from '../services.ts'
import { type Form, readForm } from './form.ts'
import { type Desk, go, refusal } from './kit.ts'
import { problemIn } from './problems.ts'
import { readReferralData } from './referral-data.ts'
import { type Extra, openingPage, referralPage } from './referral-view.ts'

const params = Type.Object({ id: Uuid(), part: Type.Optional(Uuid()) })
const action = (name: Action) => ({ access: { action: name } })
export type OfReferral = FastifyRequest<{ Params: { id: string; part?: string } }>
type Act = (turn: Turn, form: Form, request: OfReferral) => Promise<Extra | undefined>
const RULES = ['closed_now', 'full', 'gender_not_served', 'age_not_served'] as const

/** One referral: what stands, and every act on it as a form that goes back to it. */
export function referralPages(app: App, desk: Desk) {
  const { services, kit } = desk
  const at = '/console/referrals/:id'

  app.get(
    at,
    { config: action('referral.read'), schema: { params } },
    (request: OfReferral, reply) => show(request, reply, request.params.id),
  )

  /** What brings something to read shows it in its answer; everything else goes back to the page. */
  const on = (path: string, name: Action, act: Act) =>
    app.post(
      `${at}${path}`,
      { config: action(name), schema: { params } },
      async (request: OfReferral, reply) => {
        const { id } = request.params
        const form = readForm(request.body)
        try {
          const extra = await takeTurn(services, request.actor, (turn) => act(turn, form, request))
          if (extra) return await show(request, reply, id, { extra })
        } catch (error) {
          const { status, code } = refusal(error)
          if (code === 'reason_needed') return show(request, reply, id)
          return show(request, reply, id, { problem: code, status })
        }
        return go(reply, request, `/console/referrals/${id}`)
      },
    )

  on('/opening', 'referral.open', async (turn, form, { params }) => {
    const reason = form.one('reason').slice(0, 500)
    if (!reason) throw missing('reason')
    await openReferral(turn, params.id, reason)
  })

  on('/offers/:part/acceptance', 'offer.answer', async (turn, _, { params }) => {
    await assertOffer(turn, 'offer.answer', params.part!)
    await accept(turn, params.part!, { channel: 'api' })
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

  /** The page as it stands now, with what was just read or refused. */
  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    { problem, status = 200, extra }: { problem?: string; status?: number; extra?: Extra } = {},
  ) {
    const drawing = kit.drawing(request, { path: `/console/referrals/${id}` })
    const said = problem ? problemIn(drawing.language, problem) : undefined
    try {
      const page = await takeTurn(services, request.actor, async (turn) =>
        referralPage(drawing, desk, {
          data: await readReferralData(turn, id),
          actor: request.actor,
          ...{ now: turn.now, zone: turn.config.ZONE, problem: said, extra },
        }),
      )
      return kit.send(reply, page, status)
    } catch (error) {
      if (refusal(error).code !== 'reason_needed') throw error
      return kit.send(reply, openingPage(drawing, desk, id, said), problem ? status : 403)
    }
  }

  return show
}

const missing = (field: string) => invalid([{ pointer: `/${field}`, detail: 'is needed' }])
