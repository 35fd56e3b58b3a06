import { eq } from 'drizzle-orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { organizations } from '../../db/schema.ts'
import { editOrganization } from '../directory/organization.ts'
import { retireOrganization } from '../directory/retire.ts'
import { type OrganizationFacts, OrganizationSchema } from '../directory/schemas.ts'
import { undo } from '../directory/undo.ts'
import { notFound, Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { mayEver } from '../protection/may.ts'
import { type Turn, takeTurn } from '../services.ts'
import { standingOrganization } from './edit-data.ts'
import { EVERYTHING, findPoints } from './find.ts'
import { inOrder } from './form-errors.ts'
import { type Editing, go, PATHS, TO_EDIT, TO_READ, textsOf, typed } from './kit.ts'
import { organizationForm, organizationPage } from './organization-view.ts'
import { historyFor, liveOffers } from './point-data.ts'
import { retireOrganizationPage } from './retire-view.ts'

const AT = PATHS.organizations
const schema = { params: Type.Object({ id: Uuid() }) }
type Of = FastifyRequest<{ Params: { id: string } }>
type OfChange = FastifyRequest<{ Params: { id: string; change: string } }>

/** Organizations: adding, changing and retiring one with all its service points. */
export function organizationPages(app: App, desk: Editing): void {
  const { services, kit } = desk

  app.get(`${AT}/new`, { config: TO_EDIT }, async (request, reply) =>
    kit.send(reply, organizationForm(kit.drawing(request), desk, { values: {}, errors: [] })),
  )

  app.post(`${AT}/new`, { config: TO_EDIT }, (request, reply) => save(request, reply))

  app.get(`${AT}/:id`, { config: TO_READ, schema }, (request: Of, reply) => show(request, reply))

  app.get(`${AT}/:id/edit`, { config: TO_EDIT, schema }, async (request: Of, reply) => {
    const organization = await takeTurn(services, request.actor, (turn) =>
      standingOrganization(turn, request.params.id.toLowerCase()),
    )
    const { name, nameFr, website } = organization
    const values = { name, nameFr: nameFr ?? '', website: website ?? '' }
    const form = { organization, values, errors: [] }
    return kit.send(reply, organizationForm(kit.drawing(request), desk, form))
  })

  app.post(`${AT}/:id/edit`, { config: TO_EDIT, schema }, (request: Of, reply) =>
    save(request, reply, request.params.id.toLowerCase()),
  )

  app.get(`${AT}/:id/retire`, { config: TO_EDIT, schema }, async (request: Of, reply) => {
    const page = await takeTurn(services, request.actor, async (turn) => {
      const organization = await standingOrganization(turn, request.params.id.toLowerCase())
      const points = await pointsOf(turn, organization.id)
      let live = 0
      for (const { id } of points) live += await liveOffers(turn, id)
      return retireOrganizationPage(kit.drawing(request), desk, organization, { points, live })
    })
    return kit.send(reply, page)
  })

  app.post(`${AT}/:id/retire`, { config: TO_EDIT, schema }, (request: Of, reply) =>
    act(request, reply, (turn) => retireOrganization(turn, request.params.id.toLowerCase())),
  )

  app.post(
    `${AT}/:id/changes/:change/undo`,
    { config: TO_EDIT, schema: { params: Type.Object({ id: Uuid(), change: Uuid() }) } },
    (request: OfChange, reply) =>
      act(request, reply, (turn) => undo(turn, request.params.change), '#history'),
  )

  async function act(
    request: Of,
    reply: FastifyReply,
    work: (turn: Turn) => Promise<unknown>,
    hash = '',
  ) {
    try {
      await takeTurn(services, request.actor, work)
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 409) throw error
      return show(request, reply, error.code === 'two_people' ? 'two_people_undo' : error.code)
    }
    return go(reply, request, `${AT}/${request.params.id.toLowerCase()}`, hash)
  }

  async function save(request: FastifyRequest, reply: FastifyReply, id?: string) {
    const { body, actor } = request
    const drawing = kit.drawing(request)
    const text = (name: string) => typed(body, name, 500) || undefined
    const facts = {
      name: typed(body, 'name'),
      ...(text('nameFr') && { nameFr: text('nameFr') }),
      ...(text('website') && { website: text('website') }),
      ...(!id && text('kind') && { kind: text('kind') }),
    } as OrganizationFacts
    const wrong = Value.Errors(OrganizationSchema, facts).map(({ instancePath }) => {
      const field = instancePath.slice(1)
      return { field, code: field }
    })
    const done = await takeTurn(services, actor, async (turn) => {
      const organization = id ? await standingOrganization(turn, id) : undefined
      if (wrong.length > 0) return { organization }
      const saved = await editOrganization(turn.tx, turn, { ...facts, id }, turn.now, actor)
      return { saved }
    })
    if (done.saved) return go(reply, request, `${AT}/${done.saved}`)
    const values = Object.fromEntries(
      ['name', 'nameFr', 'website', 'kind'].map((name) => [name, typed(body, name, 500)]),
    )
    const errors = inOrder(wrong, textsOf(drawing))
    const { organization } = done
    return kit.send(reply, organizationForm(drawing, desk, { organization, values, errors }), 422)
  }

  async function show(request: Of, reply: FastifyReply, problem?: string) {
    const id = request.params.id.toLowerCase()
    const { actor } = request
    const drawing = kit.drawing(request, { path: `${AT}/${id}` })
    const page = await takeTurn(services, actor, async (turn) => {
      const [organization] = await turn.tx
        .select()
        .from(organizations)
        .where(eq(organizations.id, id))
      if (!organization) throw notFound()
      const mayEdit = mayEver(actor, 'directory.edit')
      return organizationPage(drawing, desk, {
        ...{ organization, mayEdit, now: turn.now, problem },
        points: await pointsOf(turn, id),
        history: mayEdit ? await historyFor(turn, 'organization', id, drawing.language) : undefined,
      })
    })
    return kit.send(reply, page, problem ? 409 : 200)
  }
}

/** All that it runs now; few run more than a page of them. */
async function pointsOf(turn: Turn, organizationId: string) {
  const all = []
  for (let page = 1; ; page++) {
    const { found, count } = await findPoints(turn, { ...EVERYTHING, organizationId }, page)
    all.push(...found)
    if (found.length === 0 || all.length >= count) return all
  }
}
