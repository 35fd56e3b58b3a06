import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { dropDraft, listDrafts, readDraft, saveDraft } from '../intake/draft.ts'
import { once } from '../intake/idempotency.ts'
import { callTexts } from '../locales/console-call.ts'
import type { Language } from '../locales/locale.ts'
import { type FieldError as BadField, invalid, Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { Uuid } from '../platform/schema.ts'
import { readBoard } from '../routing/board.ts'
import { countMatch } from '../routing/insiders-count.ts'
import { makeReferral, prepareReferral } from '../routing/make-referral.ts'
import { ReferralInputSchema } from '../routing/schemas.ts'
import { type Turn, takeTurn } from '../services.ts'
import { referralOf } from './call-input.ts'
import { type Call, callPage, callPart } from './call-page.ts'
import { newestVersion } from './consent-view.ts'
import { type Form, formOf, readForm } from './form.ts'
import { type Desk, go, isPartial, PATHS, refusal } from './kit.ts'
import { search, wholeAsk } from './search.ts'
import { wrongFields } from './wrong.ts'

const config = { access: { action: 'match.any_channel' } } as const
const query = Type.Object({
  draft: Type.Optional(Uuid()),
  lang: Type.Optional(Type.String({ maxLength: 5 })),
})
type Asking = FastifyRequest<{ Querystring: { draft?: string } }>

/** A call: the form, the list that follows it, and the referral that comes of it. */
export function callPages(app: App, desk: Desk): void {
  const { services, kit, searching } = desk

  app.get(
    PATHS.call,
    { config, schema: { querystring: query } },
    async (request: Asking, reply) => {
      const { draft: id } = request.query
      const kept =
        id && (await takeTurn(services, request.actor, (turn) => kind(readDraft(turn, id))))
      const form = formOf(kept ? kept.fields : [])
      const problem = id && !kept ? callTexts(kit.languageOf(request)).wrong.gone : undefined
      return show(request, reply, { draft: kept ? kept.id : newId(), form, problem })
    },
  )

  app.post(`${PATHS.call}/matches`, { config }, async (request, reply) => {
    const form = picked(readForm(request.body))
    const draft = draftOf(form)
    await takeTurn(services, request.actor, (turn) => keep(turn, draft, form))
    return show(request, reply, { draft, form })
  })

  app.post(`${PATHS.call}/end`, { config }, async (request, reply) => {
    const draft = draftOf(readForm(request.body))
    await takeTurn(services, request.actor, (turn) => kind(dropDraft(turn, draft)))
    return go(reply, request, PATHS.board)
  })

  app.post(`${PATHS.call}/referral`, { config }, async (request, reply) => {
    const form = readForm(request.body)
    const draft = draftOf(form)
    try {
      const id = await refer(request, draft, form)
      return go(reply, request, `/console/referrals/${id}`)
    } catch (error) {
      const problem = refusal(error)
      await takeTurn(services, request.actor, (turn) => keep(turn, draft, form))
      const language = kit.languageOf(request)
      return show(request, reply, { draft, form, ...said(problem, language) }, 422)
    }
  })

  /** Once for one form, however often it is sent. */
  async function refer({ actor }: FastifyRequest, draft: string, form: Form): Promise<string> {
    if (!form.one('agreed')) throw invalid([{ pointer: '/consent/basis', detail: 'is needed' }])
    const { ask, errors } = await takeTurn(services, actor, (turn) =>
      wholeAsk(turn, form, searching.languages),
    )
    const input = referralOf(form, ask, newestVersion())
    const malformed = [...Value.Errors(ReferralInputSchema, input)].map(
      ({ instancePath }): BadField => ({ pointer: instancePath, detail: 'is malformed' }),
    )
    if (errors.length + malformed.length > 0) throw invalid([...errors, ...malformed])
    const prepared = await prepareReferral(services, input)
    const answer = await once(services, actor, { key: draft, body: input }, async (turn) => {
      const { referral } = await makeReferral(turn, prepared)
      await countMatch(turn)
      await kind(dropDraft(turn, draft))
      return { status: 201, body: { id: referral.id } }
    })
    return answer.body.id as string
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    given: Pick<Call, 'draft' | 'form' | 'errors' | 'problem'>,
    status = 200,
  ) {
    const drawing = kit.drawing(request, { path: PATHS.call })
    const { draft, form } = given
    const found = await search(services, searching, request.actor, {
      ...{ form, call: draft, reader: drawing.language },
    })
    const partial = isPartial(request)
    const { now, waiting } = await takeTurn(services, request.actor, async (turn) => ({
      now: turn.now,
      waiting: partial ? 0 : (await readBoard(turn, {})).tasks.length,
    }))
    const call: Call = { ...given, search: found, now, waiting }
    return partial
      ? kit.send(reply, callPart(drawing, desk, call))
      : kit.send(reply, callPage(drawing, desk, call), status)
  }
}

/** A draft is its form: chosen by the browser's page, a new one where there is none. */
function draftOf(form: Form): string {
  const given = form.one('draft')
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(given)
    ? given
    : newId()
}

/** One of several places of a name was chosen: it is the place now. */
function picked(form: Form): Form {
  const place = form.one('pick_place')
  if (!place) return form
  const rest = form.fields.filter(({ name }) => !['pick_place', 'place', 'province'].includes(name))
  return formOf([...rest, { name: 'place', value: place }])
}

/** What is no word of the call. */
const NOT_KEPT = new Set(['draft', 'why_not', 'consent_language'])

/** The last one wins: a form is one window's, and its answers may overtake each other. */
async function keep(turn: Turn, id: string, form: Form): Promise<void> {
  const fields = form.fields.filter(({ name }) => !NOT_KEPT.has(name)).slice(0, 200)
  if (fields.every(({ name }) => name === 'recipient')) return
  const known = (await listDrafts(turn)).find((each) => each.id === id)
  await kind(saveDraft(turn, id, known?.version ?? 0, fields))
}

/** Undefined where it is gone, or another window was faster. */
async function kind<T>(doing: Promise<T>): Promise<T | undefined> {
  try {
    return await doing
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || error.status === 409)) return undefined
    throw error
  }
}

/** A refusal in the words of the page, each beside its field. */
function said({ fields }: Problem, language: Language): Pick<Call, 'errors' | 'problem'> {
  const errors = wrongFields(fields, language)
  return errors.length > 0 ? { errors } : { errors, problem: callTexts(language).wrong.other }
}
