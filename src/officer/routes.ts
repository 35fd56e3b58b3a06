import type { FastifyReply, FastifyRequest } from 'fastify'
import { readForm } from '../console/form.ts'
import { go, refusal } from '../console/kit.ts'
import { readLanguages } from '../console/languages.ts'
import { coarse } from '../geography/distance.ts'
import { locate } from '../geography/locate.ts'
import { once } from '../intake/idempotency.ts'
import { officerTexts } from '../locales/officer.ts'
import { notFound } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { countMatch } from '../routing/insiders-count.ts'
import { makeReferral, prepareReferral } from '../routing/make-referral.ts'
import type { ReferralInput } from '../routing/schemas.ts'
import { type Services, takeTurn } from '../services.ts'
import { pageKit, pagesOnly } from '../staff/page-kit.ts'
import { officerAssets } from './assets.ts'
import { cardPage, noCardPage } from './card-view.ts'
import { type Filled, formPage } from './form-view.ts'
import { listHandovers, readHandover as readOne } from './handover.ts'
import { handoverPage, listPage, nothingPage } from './handover-view.ts'
import { readHandover } from './input.ts'
import { type Desk, hotlineOf, PATHS } from './kit.ts'

const config = { access: { action: 'handover.make' } } as const
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
type Asking = FastifyRequest<{ Params: { id: string } }>

/**
 * With which police hand a person over, on a phone. A form over the same verbs as the API: what an officer
 * learns of a handover is what any referrer does (src/routing/view-referrer.ts).
 */
export async function officerRoutes(app: App, services: Services): Promise<void> {
  const kit = pageKit(services)
  pagesOnly(app, kit)
  const desk: Desk = {
    ...{ services, kit, assets: await officerAssets(app) },
    languages: readLanguages(),
  }

  const show = (request: FastifyRequest, reply: FastifyReply, filled: Filled, status = 200) =>
    kit.send(reply, formPage(kit.drawing(request), desk, filled), status)

  app.get(PATHS.form, { config, onSend: mayAskPosition }, async (request, reply) =>
    show(request, reply, { id: newId(), form: readForm({}) }),
  )

  app.post(PATHS.form, { config, onSend: mayAskPosition }, async (request, reply) => {
    const form = readForm(request.body)
    if (form.one('agreed') === 'no') return kit.send(reply, nothingPage(kit.drawing(request), desk))
    const given = form.one('id')
    const id = UUID.test(given) ? given : newId()
    const reader = kit.languageOf(request)
    const t = officerTexts(reader)
    const { gazetteer } = services
    const { codeOf } = desk.languages
    const read = readHandover(form, { gazetteer, codeOf, reader, t })
    if ('errors' in read) return show(request, reply, { id, form, ...read }, 422)
    try {
      const made = await handOver(request, id, read.input)
      return go(reply, request, `${PATHS.form}/${made}`)
    } catch (error) {
      const { code } = refusal(error)
      const text = code === 'idempotency_key_reused' ? t.errors.sent : t.errors.other
      return show(request, reply, { id, form, errors: [{ text }] }, 422)
    }
  })

  /** Once for one form, however often it is sent. */
  async function handOver({ actor }: FastifyRequest, key: string, input: ReferralInput) {
    const prepared = await prepareReferral(services, input)
    const answer = await once(services, actor, { key, body: input }, async (turn) => {
      const { referral } = await makeReferral(turn, prepared)
      await countMatch(turn)
      return { status: 201, body: { id: referral.id } }
    })
    return answer.body.id as string
  }

  /** What a position is called. Nothing of it is kept. */
  app.post(`${PATHS.form}/position`, { config }, async (request, reply) => {
    const form = readForm(request.body)
    const [lat, lng] = [Number(form.one('lat')), Number(form.one('lng'))]
    const good = Math.abs(lat) <= 90 && Math.abs(lng) <= 180
    const found = good ? locate(services.gazetteer, coarse({ lat, lng })) : undefined
    if (!found?.ok) return reply.code(422).send({})
    return reply.send({ place: found.located.label })
  })

  app.get(PATHS.list, { config }, async (request, reply) => {
    const { list, now } = await takeTurn(services, request.actor, async (turn) => ({
      ...{ list: await listHandovers(turn), now: turn.now },
    }))
    return kit.send(reply, listPage(kit.drawing(request), desk, list, now))
  })

  app.get(`${PATHS.form}/:id`, { config }, async (request: Asking, reply) => {
    const { handover, now } = await one(request)
    return kit.send(reply, handoverPage(kit.drawing(request), desk, handover, now))
  })

  /** A reload of a card. */
  app.get(`${PATHS.form}/:id/card`, { config }, async (request: Asking, reply) =>
    go(reply, request, `${PATHS.form}/${idOf(request)}`),
  )

  app.post(`${PATHS.form}/:id/card`, { config }, async (request: Asking, reply) => {
    const { handover } = await one(request)
    const drawing = kit.drawing(request, { path: `${PATHS.form}/${handover.id}` })
    const safe = readForm(request.body).one('safe') === 'yes' && hotlineOf(desk, handover.province)
    const page = safe ? cardPage : noCardPage
    return kit.send(reply, page(drawing, desk, handover))
  })

  async function one(request: Asking) {
    const id = idOf(request)
    return takeTurn(services, request.actor, async (turn) => ({
      ...{ handover: await readOne(turn, id), now: turn.now },
    }))
  }
}

function idOf({ params }: Asking): string {
  if (!UUID.test(params.id)) throw notFound()
  return params.id
}

/** Only where the question is asked, and of our own page: everywhere else positions stay forbidden. */
async function mayAskPosition(_: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (reply.statusCode !== 200 && reply.statusCode !== 422) return
  const all = String(reply.getHeader('permissions-policy'))
  reply.header('permissions-policy', all.replace('geolocation=()', 'geolocation=(self)'))
}
