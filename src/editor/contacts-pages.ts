import { isDeepStrictEqual } from 'node:util'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { approveAct, ask, refuseAct } from '../approvals/acts.ts'
import { findServicePoint } from '../directory/browse.ts'
import { confirmContact } from '../directory/contacts.ts'
import { contactsOf } from '../directory/store.ts'
import { vettingTexts } from '../locales/editor-vetting.ts'
import { notFound } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Action } from '../protection/may.ts'
import { SUSPENSIONS, suspendContact } from '../routing/stopped-contacts.ts'
import { type Turn, takeTurn } from '../services.ts'
import { fieldOf } from '../staff/page-kit.ts'
import { reachedOf } from './contacts-data.ts'
import { ADD_ROWS, CHANGE_CHECKS, contactsPage } from './contacts-view.ts'
import { readCalled, readContacts, readPhones, saidOf, ticked, unlessBad } from './vetting-form.ts'
import { assertTicked, pendingOf } from './vetting-pages.ts'
import { acting, type Desk, POINTS, type Wrong } from './worklist-kit.ts'

const PATH = `${POINTS}/:id/contacts`
const KIND = 'contact_change'
const schema = { params: Type.Object({ id: Uuid(), contact: Type.Optional(Uuid()) }) }
const action = (name: Action) => ({ config: { access: { action: name } }, schema })
type OfPoint = FastifyRequest<{ Params: { id: string; contact?: string } }>

/** The contacts for referrals of one service point: confirm, stop at once, and change by two. */
export function contactsPages(app: App, desk: Desk): void {
  const { services, kit } = desk
  const act = acting(desk, 'contacts', show)

  app.get(PATH, action('contact.confirm'), (request: OfPoint, reply) => show(request, reply))

  app.post(PATH, action(`ask.${KIND}`), (request: OfPoint, reply) => {
    const { body } = request
    const { called, errors } = readCalled(body, services.config.ZONE)
    const { contacts: add, rows, errors: more } = readContacts(body, ADD_ROWS, '/what/add')
    const { phones: typed, errors: wrong } = readPhones(body)
    const remove = ticked(body, 'remove').map((each) => each.toLowerCase())
    const reason = fieldOf(body, 'reason')
    return act(request, reply, rows, async (turn, servicePointId) => {
      const point = await findServicePoint(turn.tx, turn.actor, servicePointId)
      const phones = isDeepStrictEqual(typed, point?.phones) ? [] : typed
      const what = {
        ...{ called, ...(add.length > 0 && { add }), ...(remove.length > 0 && { remove }) },
        ...(phones.length > 0 && { phones }),
      }
      return unlessBad([...errors, ...more, ...wrong], () =>
        ask(turn, { kind: KIND, servicePointId, what, ...(reason && { reason }) }),
      )
    })
  })

  app.post(`${PATH}/approval`, action(`approve.${KIND}`), (request: OfPoint, reply) =>
    act(request, reply, [], async (turn, id) => {
      assertTicked(request.body, CHANGE_CHECKS)
      await approveAct(turn, await pendingOf(turn, id, KIND, request.body))
    }),
  )

  app.post(`${PATH}/refusal`, action('approval.refuse'), (request: OfPoint, reply) =>
    act(request, reply, [], async (turn, id) =>
      refuseAct(turn, await pendingOf(turn, id, KIND, request.body)),
    ),
  )

  app.post(`${PATH}/:contact/confirmation`, action('contact.confirm'), (request: OfPoint, reply) =>
    act(request, reply, [], async (turn, id) => {
      const contact = await ownContact(turn, id, request.params.contact!)
      await confirmContact(turn, contact, fieldOf(request.body, `called-${contact}`))
    }),
  )

  app.post(`${PATH}/:contact/suspension`, action('contact.confirm'), (request: OfPoint, reply) =>
    act(request, reply, [], async (turn, id) => {
      const why = SUSPENSIONS.find((each) => each === fieldOf(request.body, 'why')) ?? 'other'
      await suspendContact(turn, await ownContact(turn, id, request.params.contact!), why)
    }),
  )

  async function show(request: OfPoint, reply: FastifyReply, wrong?: Wrong) {
    const { id, contact } = request.params
    const path = `${POINTS}/${id.toLowerCase()}/contacts`
    const drawing = kit.drawing(request, { path })
    const texts = vettingTexts(drawing.language)
    const errors = wrong ? saidOf(texts, wrong.problem, wrong.rows) : []
    const page = await takeTurn(services, request.actor, async (turn) =>
      contactsPage(drawing, await reachedOf(turn, id), {
        errors: errors.map(({ field, text }) => ({
          text,
          ...(field && { field: field === 'calledNumber' ? `called-${contact}` : field }),
        })),
        contact: contact?.toLowerCase(),
        ...(wrong && !contact && { typed: request.body }),
      }),
    )
    return kit.send(reply, page, wrong?.problem.status)
  }
}

/** The contact, if it is one of this service point's. */
async function ownContact({ tx }: Turn, id: string, contact: string): Promise<string> {
  const own = (await contactsOf(tx, id)).find((each) => each.id === contact.toLowerCase())
  if (!own) throw notFound()
  return own.id
}
