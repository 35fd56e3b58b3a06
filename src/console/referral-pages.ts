import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Action } from '../protection/may.ts'
import { takeTurn } from '../services.ts'
import type { OfReferral, On } from './act.ts'
import { agreedActs } from './agreed-acts.ts'
import { readForm } from './form.ts'
import { type Desk, go, refusal } from './kit.ts'
import { problemIn } from './problems.ts'
import { referralActs } from './referral-acts.ts'
import { readReferralData } from './referral-data.ts'
import { type Extra, openingPage, referralPage } from './referral-view.ts'
import { restrictedPage } from './restrict-view.ts'
import { readRestricted } from './restricted.ts'
import type { Refused } from './wrong.ts'

const params = Type.Object({ id: Uuid(), part: Type.Optional(Uuid()) })
const action = (name: Action) => ({ access: { action: name } })
type Shows = { problem?: string; status?: number; extra?: Extra; refused?: Refused }

/** One referral: what stands, and every act on it as a form that goes back to it. */
export function referralPages(app: App, desk: Desk) {
  const { services, kit } = desk
  const at = '/console/referrals/:id'

  app.get(
    at,
    { config: action('referral.read'), schema: { params } },
    (request: OfReferral, reply) => show(request, reply, request.params.id),
  )

  /** A page that answered a form, loaded again. */
  app.get(
    `${at}/*`,
    { config: action('referral.read'), schema: { params } },
    (request: OfReferral, reply) => go(reply, request, `/console/referrals/${request.params.id}`),
  )

  /** What brings something to read shows it in its answer; everything else goes back to the page. */
  const on: On = (path, name, act) =>
    app.post(
      `${at}${path}`,
      { config: action(name), schema: { params } },
      async (request: OfReferral, reply) => {
        const { id, part } = request.params
        const form = readForm(request.body)
        try {
          const extra = await takeTurn(services, request.actor, (turn) => act(turn, form, request))
          if (extra && !('to' in extra)) return await show(request, reply, id, { extra })
          return go(reply, request, extra?.to ?? `/console/referrals/${id}`)
        } catch (error) {
          const { status, code, fields } = refusal(error)
          if (code === 'reason_needed') return show(request, reply, id)
          const refused = { act: path, part, form, fields }
          return show(request, reply, id, { problem: code, status, refused })
        }
      },
    )

  referralActs(on)
  agreedActs(on, desk)

  /** The page as it stands now, with what was just read or refused. */
  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    { problem, status = 200, extra, refused }: Shows = {},
  ) {
    const drawing = kit.drawing(request, { path: `/console/referrals/${id}` })
    const said = problem ? problemIn(drawing.language, problem) : undefined
    const { actor } = request
    try {
      const page = await takeTurn(services, actor, async (turn) => {
        const { now, config } = turn
        return referralPage(drawing, desk, {
          data: await readReferralData(turn, id),
          ...{ actor, now, zone: config.ZONE, problem: said, extra, refused },
        })
      })
      return kit.send(reply, page, status)
    } catch (error) {
      const { code } = refusal(error)
      const found =
        code === 'not_found' &&
        (await takeTurn(services, actor, (turn) => readRestricted(turn, id)))
      if (found)
        return kit.send(reply, restrictedPage(drawing, desk, { id, found, actor, refused }), status)
      if (code !== 'reason_needed') throw error
      const opening = { id, actor, problem: said, duty: extra?.duty }
      const now = await takeTurn(services, actor, async (turn) => turn.now)
      const page = openingPage(drawing, desk, { ...opening, now, zone: services.config.ZONE })
      return kit.send(reply, page, problem ? status : extra ? 200 : 403)
    }
  }

  return show
}
