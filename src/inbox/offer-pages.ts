import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type AnswerForm, type FormError, missing, readAnswer } from '../answers/form.ts'
import { type HeldForm, heldErrors, meetingOf, readHeld, textErrors } from '../answers/held-form.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Action } from '../protection/may.ts'
import { accept, decline } from '../routing/answer.ts'
import { confirmBySignedIn } from '../routing/confirmation.ts'
import { lateYes } from '../routing/late-yes.ts'
import { sayMeeting } from '../routing/meeting.ts'
import { recordOutcome } from '../routing/outcome.ts'
import { assertLeg, assertOffer } from '../routing/reach.ts'
import { readDetails } from '../routing/readings-offer.ts'
import { readMessages, writeMessage } from '../routing/talk.ts'
import { type Turn, takeTurn } from '../services.ts'
import { type Desk, FOR_MEMBERS, go, PATHS } from './kit.ts'
import { findOffer, type Opened, readRequest } from './offer.ts'
import { offerPage } from './offer-view.ts'

const config = FOR_MEMBERS
const schema = { params: Type.Object({ id: Uuid() }) }
type OfOffer = FastifyRequest<{ Params: { id: string } }>
type Found = Awaited<ReturnType<typeof findOffer>>
/** What was wrong, or what it opened; then where on the page it leads. */
type Done = { errors?: FormError[]; opened?: Opened; hash?: string }
type Act = (turn: Turn, found: Found, body: unknown) => Promise<Done>
export type Typed = { form?: AnswerForm; held?: HeldForm }

/** One request: answer it, confirm it, and then talk, meet and say what became of it. */
export function offerPages(app: App, desk: Desk): void {
  const { services, kit } = desk
  const at = `${PATHS.inbox}/offers/:id`

  app.get(at, { config, schema }, (request: OfOffer, reply) => show(request, reply))

  const on = (verb: string, action: Action, act: Act) => {
    app.post(`${at}/${verb}`, { config, schema }, async (request: OfOffer, reply) => {
      const { id } = request.params
      let done: Done
      try {
        done = await takeTurn(services, request.actor, async (turn) => {
          const found = await findOffer(turn, id)
          await assertOffer(turn, action, id)
          return act(turn, found, request.body)
        })
      } catch (error) {
        done = { errors: heldErrors(error) }
      }
      const { errors = [], opened, hash } = done
      if (errors.length > 0) return show(request, reply, { errors, verb })
      return opened ? show(request, reply, { opened }) : back(request, reply, hash)
    })
    // A reload of what a post showed, by its address.
    app.get(`${at}/${verb}`, { config, schema }, (request: OfOffer, reply) => back(request, reply))
  }

  on('answer', 'offer.answer', async (turn, { offer, leg }, body) => {
    const form = readAnswer(body)
    if (form.answer === 'yes' && (await lateYes(turn, offer.id))) return {}
    // A page that was opened long ago may still show what is not asked any more.
    const needs = form.needs?.filter((need) => leg.needs.includes(need))
    const errors = missing({ ...form, needs }, true)
    if (errors.length > 0) return { errors }
    const by = { channel: 'api' } as const
    if (form.answer === 'yes') await accept(turn, offer.id, by, needs)
    else await decline(turn, offer.id, form.answer === 'full' ? 'full' : form.reason!, by)
    return {}
  })

  on('confirmation', 'offer.confirm', async (turn, { offer }) => ({
    opened: { details: await confirmBySignedIn(turn, offer.id) },
  }))

  on('reading', 'offer.read_sealed', async (turn, { offer }) => ({
    opened: { details: await readDetails(turn, offer.id, 'member') },
  }))

  on('messages', 'offer.talk', async (turn, { offer }, body) => {
    const form = readHeld(body)
    const errors = textErrors(form)
    if (errors.length > 0) return { errors }
    await writeMessage(turn, offer.id, form.text!)
    return { opened: { thread: await readMessages(turn, offer.id) } }
  })

  on('messages/reading', 'offer.talk', async (turn, { offer }) => ({
    opened: { thread: await readMessages(turn, offer.id) },
  }))

  on('meeting', 'offer.meeting', async (turn, { offer, zone }, body) => {
    const { meeting, errors } = meetingOf(readHeld(body), zone)
    if (!meeting) return { errors }
    await sayMeeting(turn, offer.id, meeting)
    return { hash: '#meeting' }
  })

  on('outcome', 'leg.outcome', async (turn, { offer }, body) => {
    const { outcome } = readHeld(body)
    if (!outcome) return { errors: [{ code: 'outcome_missing' }] }
    await assertLeg(turn, 'leg.outcome', offer.legId)
    await recordOutcome(turn, offer.legId, outcome)
    return {}
  })

  const back = (request: OfOffer, reply: FastifyReply, hash?: string) =>
    go(reply, request, `${PATHS.inbox}/offers/${request.params.id}`, hash)

  /** The page as it stands now, with what was wrong, or what was just opened. */
  async function show(
    request: OfOffer,
    reply: FastifyReply,
    { errors = [], opened, verb }: { errors?: FormError[]; opened?: Opened; verb?: string } = {},
  ) {
    const { id } = request.params
    const drawing = kit.drawing(request, { path: `${PATHS.inbox}/offers/${id}` })
    const { body } = request
    const typed: Typed =
      verb === 'answer' ? { form: readAnswer(body) } : verb ? { held: readHeld(body) } : {}
    const page = await takeTurn(services, request.actor, async (turn) =>
      offerPage(drawing, desk, {
        request: await readRequest(turn, id, drawing.language, opened),
        ...{ errors, typed, now: turn.now, drawn: drawnOf(request) },
      }),
    )
    return kit.send(reply, page, errors.length > 0 ? 422 : 200)
  }
}

/** In which state the page was drawn that asks how it stands. */
function drawnOf({ query }: FastifyRequest): string | undefined {
  const { drawn } = query as { drawn?: unknown }
  return typeof drawn === 'string' ? drawn : undefined
}
