import { readFileSync } from 'node:fs'
import type { App } from '../platform/http.ts'
import { type Services, takeTurn } from '../services.ts'
import type { Again } from './answer-view.ts'
import { answerByLink, confirmByLink, type Outcome, readByLink } from './by-link.ts'
import { readAnswer, readCode } from './form.ts'
import { heldPages } from './held-pages.ts'
import { ANSWER_STYLES } from './layout.ts'
import { type Asking, LINK, linkKit, viewerOf } from './link-kit.ts'

const access = { access: { public: 'the link carries 128 random bits; answers need digits too' } }

/** The page behind the link of an offer: for people without an account, without script. */
export async function answerPages(app: App, services: Services): Promise<void> {
  const kit = linkKit(services)
  // What a browser's form sends, nothing that takes longer to read.
  app.removeContentTypeParser('application/json')
  app.setErrorHandler((error, request, reply) => kit.trouble(error, request, reply))
  serveStyles(app)
  heldPages(app, services, kit, access)

  app.get('/answer/:token', { config: access }, async (request: Asking, reply) => {
    const shown = await takeTurn(services, LINK, (turn) => kit.look(turn, request))
    return kit.send(reply, request, shown, shown.page === 'unknown' ? 404 : 200)
  })

  app.post('/answer/:token', { config: access }, async (request: Asking, reply) => {
    const form = readAnswer(request.body)
    const { outcome, shown } = await takeTurn(services, LINK, async (turn) => ({
      outcome: await answerByLink(turn, request.params.token, form),
      shown: await kit.look(turn, request),
    }))
    if (outcome.kind === 'taken') return kit.back(reply, request)
    return kit.send(reply, request, shown, statusOf(outcome), again(outcome, form))
  })

  /** The secrets are in the answer itself, and for this browser alone behind its cookie. */
  app.post('/answer/:token/confirmation', { config: access }, async (request: Asking, reply) => {
    const code = readCode(request.body)
    const { outcome, shown } = await takeTurn(services, LINK, async (turn) => {
      const outcome = await confirmByLink(turn, request.params.token, code)
      const { details } = outcome
      return { outcome, shown: await kit.look(turn, request, details && { details }) }
    })
    if (outcome.kind === 'taken') {
      if (!outcome.viewer) return kit.back(reply, request)
      kit.keep(reply, outcome.offerId!, outcome.viewer)
      return kit.send(reply, request, shown, 200)
    }
    return kit.send(reply, request, shown, statusOf(outcome), again(outcome))
  })

  /** The details again: a post, so that nothing is ever shown that no snapshot holds. */
  app.post('/answer/:token/reading', { config: access }, async (request: Asking, reply) => {
    const shown = await takeTurn(services, LINK, async (turn) => {
      const details = await readByLink(turn, request.params.token, viewerOf(request))
      return details && kit.look(turn, request, { details })
    })
    return shown ? kit.send(reply, request, shown, 200) : kit.back(reply, request)
  })

  /** A reload of what a post showed, by its address. */
  for (const page of [
    'confirmation',
    'reading',
    'messages',
    'messages/reading',
    'meeting',
    'outcome',
  ])
    app.get(`/answer/:token/${page}`, { config: access }, async (request: Asking, reply) =>
      kit.back(reply, request),
    )
}

function serveStyles(app: App): void {
  const styles = readFileSync(new URL('browser/answer.css', import.meta.url), 'utf8')
  app.get(
    ANSWER_STYLES,
    { config: { access: { public: 'the styles of an answer; nothing of anybody' } } },
    async (_, reply) => reply.type('text/css; charset=utf-8').send(styles),
  )
}

const statusOf = ({ kind }: Outcome): number =>
  ({ unknown: 404, over: 409, frozen: 409, again: 422, taken: 200 })[kind]

const again = (outcome: Outcome, form?: Again['form']): Again =>
  outcome.kind === 'again' ? { errors: outcome.errors, ...(form ? { form } : {}) } : { errors: [] }
