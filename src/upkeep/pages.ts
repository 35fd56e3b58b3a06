import { html } from '@remix-run/html-template'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { digitsOf, field } from '../answers/form.ts'
import { inWords } from '../answers/form-parts.ts'
import { formTo, layout } from '../answers/layout.ts'
import { LINK } from '../answers/link-kit.ts'
import { answerTexts } from '../locales/answer.ts'
import type { Language } from '../locales/locale.ts'
import { upkeepTexts } from '../locales/upkeep.ts'
import { Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { errorSummary } from '../web/controls.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { openCorrections, sayDetails } from './corrections.ts'
import { detailsContent, type Place, thanksContent } from './details-view.ts'
import type { Different } from './form.ts'
import { changesContent } from './form-view.ts'
import { findReviewLink, type Proof, prove, type ReviewLink, stageOf } from './link.ts'
import { firstShown, readSaid, type Shown } from './said.ts'

type Asking = FastifyRequest<{ Params: { token: string } }>
type Drawn = {
  heading: string
  content: Piece[]
  errors: readonly FieldError[]
  language: Language
}
type Again = { errors: readonly FieldError[]; shown?: Shown }

const access = { access: { public: 'the link carries 128 random bits; answers need digits too' } }

/** The page behind the link of a review: for people without an account, without script. A look changes nothing. */
export async function reviewPages(app: App, services: Services): Promise<void> {
  const { config, log } = services
  app.removeContentTypeParser('application/json')
  app.setErrorHandler((error, request, reply) => trouble(error, request as Asking, reply))

  for (const [verb, changes] of [
    ['', false],
    ['/changes', true],
  ] as const) {
    app.get(`/review/:token${verb}`, { config: access }, async (request: Asking, reply) => {
      const drawn = await takeTurn(services, LINK, (turn) => look(turn, request, changes))
      return send(reply, request, drawn ?? unknown(request), drawn ? 200 : 404)
    })

    app.post(`/review/:token${verb}`, { config: access }, async (request: Asking, reply) => {
      const { drawn, status } = await takeTurn(services, LINK, (turn) =>
        answer(turn, request, changes),
      )
      if (status === 303) return reply.redirect(addressOf(request), 303)
      return send(reply, request, drawn ?? unknown(request), status)
    })
  }

  /** What was sent, if it was they who sent it and all of it can be taken; else the page again. */
  async function answer(turn: Turn, request: Asking, changes: boolean) {
    const found = await findReviewLink(turn, request.params.token)
    const digits = digitsOf(request.body, 'digits', 4)
    const language = found ? languageOf(request, found) : config.LANGUAGE
    const said =
      found && changes ? await readSaid(turn, found.point, request.body, language) : undefined
    const wrong = said?.shown.errors ?? []
    const proof = await prove(turn, request.params.token, wrong.length > 0 ? undefined : digits)
    if (proof.kind === 'fits') {
      await say(proof.acting, found!, said?.different)
      return { status: 303 }
    }
    if (proof.kind === 'done') return { status: 303 }
    const errors = [...wrong, ...digitErrors(proof, digits, language)]
    const drawn = await look(turn, request, changes, {
      ...{ errors, ...(said && { shown: said.shown }) },
    })
    const again = said?.shown.stale ? 409 : 422
    const status = { unknown: 404, over: 409, frozen: 409, missing: again, wrong: again }[
      proof.kind
    ]
    return { drawn, status }
  }

  /** What the link shows now. Writes no row: link scanners open every link. */
  async function look(
    turn: Turn,
    request: Asking,
    changes: boolean,
    { errors, shown }: Again = { errors: [] },
  ): Promise<Drawn | undefined> {
    const found = await findReviewLink(turn, request.params.token)
    if (!found) return undefined
    const language = languageOf(request, found)
    const { point, review, link } = found
    const t = upkeepTexts(language)
    const stage = stageOf(found)
    if (stage === 'done') {
      const waiting = (await openCorrections(turn, point.id)).map((each) => each.field)
      const content = thanksContent({ language }, { outcome: review.outcome, waiting })
      return { language, heading: t.thanks.heading, errors: [], content }
    }
    if (stage !== 'asked')
      return { language, heading: t[stage].heading, errors: [], content: words(t[stage].text) }
    const place: Place = {
      ...{ language, channel: link.channel },
      to: (verb) => formTo({ path: pathOf(request), language }, verb),
    }
    const about = { point, errors, now: turn.now, gazetteer: turn.gazetteer }
    if (!changes)
      return { language, errors, heading: t.review.heading, content: detailsContent(place, about) }
    const form = shown ?? firstShown(turn, point, language)
    return {
      ...{ language, errors, heading: t.form.heading },
      content: changesContent(place, { ...form, ...about }),
    }
  }

  function unknown(request: Asking): Drawn {
    const language = chosen(request) ?? config.LANGUAGE
    const { heading, text } = answerTexts(language).unknown
    return { language, heading, errors: [], content: words(text) }
  }

  function send(reply: FastifyReply, request: Asking, drawn: Drawn, status: number) {
    const { language, heading, errors, content } = drawn
    const t = answerTexts(language)
    const page = layout(
      {
        ...{ t, language, label: config.SENDER_LABEL, path: request.url.split('?')[0]! },
        lines: config.CALL_LINES['*'] ?? [],
      },
      {
        ...{ heading, failed: errors.length > 0 },
        content: [errorSummary(t.errors.heading, errors), ...content],
      },
    )
    return reply.code(status).type('text/html; charset=utf-8').send(page)
  }

  function trouble(error: unknown, request: Asking, reply: FastifyReply) {
    const known =
      error instanceof Problem ? error.status : (error as { statusCode?: number }).statusCode
    const status = known && known < 500 ? known : 503
    if (status === 503) {
      log.error({ err: error }, 'a review page failed')
      reply.header('retry-after', '5')
    }
    const language = chosen(request) ?? config.LANGUAGE
    const { heading, text } = answerTexts(language).trouble
    return send(reply, request, { language, heading, errors: [], content: words(text) }, status)
  }
}

const say = (acting: Turn, { point }: ReviewLink, different?: Different): Promise<void> =>
  sayDetails(acting, point.id, different)

/** Digits that were not typed, or do not fit; not where other things are to be mended first. */
function digitErrors(proof: Proof, digits: string | undefined, language: Language): FieldError[] {
  const t = answerTexts(language)
  if (proof.kind === 'wrong')
    return inWords(t, [{ code: 'digits_wrong', triesLeft: proof.triesLeft }])
  return proof.kind === 'missing' && !digits ? inWords(t, [{ code: 'digits_missing' }]) : []
}

const words = (text: string): Piece[] => [html`<p>${text}</p>`]

const pathOf = ({ params }: Asking): string => `/review/${encodeURIComponent(params.token)}`
const languageOf = (request: Asking, { language }: ReviewLink): Language =>
  chosen(request) ?? language
const addressOf = (request: Asking): string =>
  chosen(request) ? `${pathOf(request)}?lang=${chosen(request)}` : pathOf(request)

function chosen(request: Asking): Language | undefined {
  const lang = field(request.query, 'lang')
  return lang === 'en' || lang === 'fr' ? lang : undefined
}
