import type { FastifyReply } from 'fastify'
import type { App } from '../platform/http.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import type { FormError } from './form.ts'
import type { Thread } from './held.ts'
import { endByLink, meetByLink, talkByLink } from './held-by-link.ts'
import { type HeldForm, heldErrors, meetingOf, readHeld, textErrors } from './held-form.ts'
import { type Asking, LINK, type LinkKit, viewerOf } from './link-kit.ts'
import { findLink } from './open-link.ts'

type Act = (
  turn: Turn,
  request: Asking,
  form: HeldForm,
) => Promise<{ errors?: FormError[]; thread?: Thread; hash?: string }>

/**
 * What is done in the browser that confirmed: talk, meet, say what became of it. In any other, and once
 * it is over, each leads back to the page, which says what it can still do.
 */
export function heldPages(
  app: App,
  services: Services,
  kit: LinkKit,
  config: { access: { public: string } },
): void {
  const on = (verb: string, act: Act) =>
    app.post(`/answer/:token/${verb}`, { config }, async (request: Asking, reply) => {
      const form = readHeld(request.body)
      try {
        const { done, shown } = await takeTurn(services, LINK, async (turn) => {
          const done = await act(turn, request, form)
          const { thread } = done
          return { done, shown: thread && (await kit.look(turn, request, { thread })) }
        })
        if (done.errors) return await again(request, reply, form, done.errors)
        return shown ? kit.send(reply, request, shown, 200) : kit.back(reply, request, done.hash)
      } catch (error) {
        return again(request, reply, form, heldErrors(error))
      }
    })

  on('messages', async (turn, request, form) => {
    const errors = textErrors(form)
    if (errors.length > 0) return { errors }
    return { thread: await talkByLink(turn, request.params.token, viewerOf(request), form.text) }
  })

  on('messages/reading', async (turn, request) => ({
    thread: await talkByLink(turn, request.params.token, viewerOf(request)),
  }))

  on('meeting', async (turn, request, form) => {
    const { token } = request.params
    const found = await findLink(turn, token)
    if (!found) return {}
    const { meeting, errors } = meetingOf(form, found.zone)
    if (!meeting) return { errors }
    await meetByLink(turn, token, viewerOf(request), meeting)
    return { hash: '#meeting' }
  })

  on('outcome', async (turn, request, { outcome }) => {
    if (!outcome) return { errors: [{ code: 'outcome_missing' }] }
    await endByLink(turn, request.params.token, viewerOf(request), outcome)
    return {}
  })

  /** The page as it stands now, with what was wrong; by its address where nothing was. */
  async function again(
    request: Asking,
    reply: FastifyReply,
    form: HeldForm,
    errors: readonly FormError[],
  ) {
    if (errors.length === 0) return kit.back(reply, request)
    const shown = await takeTurn(services, LINK, (turn) => kit.look(turn, request))
    if (shown.page !== 'ready') return kit.back(reply, request)
    return kit.send(reply, request, shown, 422, { errors, held: form })
  }
}
