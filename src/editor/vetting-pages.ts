import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { approveAct, ask, refuseAct } from '../approvals/acts.ts'
import { vettingTexts } from '../locales/editor-vetting.ts'
import { invalid, notFound } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Action } from '../protection/may.ts'
import { type Turn, takeTurn } from '../services.ts'
import { fieldOf } from '../staff/page-kit.ts'
import { vettingOf } from './vetting-data.ts'
import { readCalled, readContacts, saidOf, ticked, unlessBad } from './vetting-form.ts'
import { CONTACT_ROWS, VETTING_CHECKS, vettingPage } from './vetting-view.ts'
import { acting, type Desk, POINTS, type Wrong } from './worklist-kit.ts'

const PATH = `${POINTS}/:id/vetting`
const KIND = 'partner_activation'
const schema = { params: Type.Object({ id: Uuid() }) }
const action = (name: Action) => ({ access: { action: name } })
type OfPoint = FastifyRequest<{ Params: { id: string } }>

/** Making a service point a partner: one person calls and asks, another checks and approves. */
export function vettingPages(app: App, desk: Desk): void {
  const { services, kit } = desk
  const act = acting(desk, 'vetting', show)

  app.get(PATH, { config: action(`ask.${KIND}`), schema }, (request: OfPoint, reply) =>
    show(request, reply),
  )

  app.post(PATH, { config: action(`ask.${KIND}`), schema }, (request: OfPoint, reply) => {
    const { body } = request
    const { ZONE } = services.config
    const { called, errors } = readCalled(body, ZONE)
    const { contacts, rows, errors: more } = readContacts(body, CONTACT_ROWS, '/what/contacts')
    const agreement = fieldOf(body, 'agreement')
    const reason = fieldOf(body, 'reason')
    const bad = [
      ...errors,
      ...(agreement ? [] : [{ pointer: '/what/agreement', detail: 'agreement' }]),
      ...(contacts.length > 0 ? [] : [{ pointer: '/what/contacts', detail: 'noContact' }]),
      ...more,
    ]
    return act(request, reply, rows, (turn, servicePointId) =>
      unlessBad(bad, () =>
        ask(turn, {
          ...{ kind: KIND, servicePointId, what: { agreement, called, contacts } },
          ...(reason && { reason }),
        }),
      ),
    )
  })

  app.post(
    `${PATH}/approval`,
    { config: action(`approve.${KIND}`), schema },
    (request: OfPoint, reply) =>
      act(request, reply, [], async (turn, id) => {
        assertTicked(request.body, VETTING_CHECKS)
        await approveAct(turn, await pendingOf(turn, id, KIND, request.body))
      }),
  )

  app.post(
    `${PATH}/refusal`,
    { config: action('approval.refuse'), schema },
    (request: OfPoint, reply) =>
      act(request, reply, [], async (turn, id) =>
        refuseAct(turn, await pendingOf(turn, id, KIND, request.body)),
      ),
  )

  async function show(request: OfPoint, reply: FastifyReply, wrong?: Wrong) {
    const id = request.params.id.toLowerCase()
    const drawing = kit.drawing(request, { path: `${POINTS}/${id}/vetting` })
    const texts = vettingTexts(drawing.language)
    const page = await takeTurn(services, request.actor, async (turn) =>
      vettingPage(drawing, await vettingOf(turn, id, KIND), {
        errors: wrong ? saidOf(texts, wrong.problem, wrong.rows) : [],
        ...(wrong && { typed: request.body }),
      }),
    )
    return kit.send(reply, page, wrong?.problem.status)
  }
}

/** The id of what waits about this service point and was shown on the page; 404 for another. */
export async function pendingOf(
  turn: Turn,
  id: string,
  kind: 'partner_activation' | 'contact_change',
  body: unknown,
): Promise<string> {
  const { approvals } = await vettingOf(turn, id, kind)
  const shown = approvals.find((each) => each.id === fieldOf(body, 'approval'))
  if (!shown) throw notFound()
  return shown.id
}

/** The page asks whoever approves what they have checked themselves. */
export function assertTicked(body: unknown, checks: readonly string[]): void {
  const said = ticked(body, 'checked')
  if (!checks.every((check) => said.includes(check)))
    throw invalid([{ pointer: '/checked', detail: 'unticked' }])
}
