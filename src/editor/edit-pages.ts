import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { editPoint } from '../directory/edit.ts'
import { lastChange } from '../directory/keep-change.ts'
import type { PointDetails } from '../directory/store.ts'
import { notFound } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Turn, takeTurn } from '../services.ts'
import type { FieldError } from '../web/piece.ts'
import { alike, isStale, judge, standingOrganization, standingPoint } from './edit-data.ts'
import { choosePage, editPage, newPage } from './edit-view.ts'
import { findOrganizations } from './find.ts'
import { inOrder } from './form-errors.ts'
import type { Values } from './hours-values.ts'
import { chosen, type Editing, go, POINT, TO_EDIT, textsOf, typed } from './kit.ts'
import { NEW_VALUES, valuesOf } from './point-values.ts'

const config = TO_EDIT
const schema = { params: Type.Object({ id: Uuid() }) }
/** A long description is three times as long in a form where it has accents. */
const bodyLimit = 64 * 1024
type OfPoint = FastifyRequest<{ Params: { id: string } }>
/** A form that is shown again, with what was typed. */
type Again = { errors: FieldError[]; values: Values; alike?: PointDetails[] }

/** Changing a service point and adding one: one form, judged by the rules of the directory. */
export function editPages(app: App, desk: Editing): void {
  const { services, kit } = desk
  /** Whatever was posted, as the fields show it again. */
  const asTyped = (body: unknown): Values => (body ?? {}) as Values

  app.get(`${POINT}/:id/edit`, { config, schema }, (request: OfPoint, reply) =>
    showEdit(request, reply),
  )

  app.post(`${POINT}/:id/edit`, { config, schema, bodyLimit }, async (request: OfPoint, reply) => {
    const { body, params, actor } = request
    const t = textsOf(kit.drawing(request))
    const again = await takeTurn(services, actor, async (turn): Promise<Again | undefined> => {
      const point = await standingPoint(turn, params.id)
      const { id, organizationId } = point
      const { facts, wrong } = await judge(turn, body, organizationId, point)
      if (wrong.length > 0) return { errors: inOrder(wrong, t), values: asTyped(body) }
      if (await isStale(turn, body, point)) {
        const values = { ...asTyped(body), seen: await lastChange(turn.tx, id) }
        return { errors: [{ text: t.form.stale }], values }
      }
      await editPoint(turn, { ...facts, organizationId }, id)
      return undefined
    })
    if (again) return showEdit(request, reply, again)
    return go(reply, request, `${POINT}/${params.id.toLowerCase()}`)
  })

  /** The same rules while one types: what is wrong so far, in words, by field. Nothing is saved. */
  app.post(`${POINT}/:id/edit/check`, { config, schema, bodyLimit }, async (request: OfPoint) => {
    const t = textsOf(kit.drawing(request))
    return takeTurn(services, request.actor, async (turn) => {
      const point = await standingPoint(turn, request.params.id)
      const { wrong } = await judge(turn, request.body, point.organizationId, point)
      return { errors: inOrder(wrong, t) }
    })
  })

  app.get(`${POINT}/new`, { config }, (request, reply) => showNew(request, reply))

  app.post(`${POINT}/new`, { config, bodyLimit }, async (request, reply) => {
    const { body, actor } = request
    const t = textsOf(kit.drawing(request))
    const done = await takeTurn(services, actor, async (turn) => {
      const organization = await standingOrganization(turn, organizationOf(body))
      const { facts, wrong } = await judge(turn, body, organization.id)
      if (wrong.length > 0) return { errors: inOrder(wrong, t), values: asTyped(body) }
      const others = typed(body, 'other') === 'yes' ? [] : await alike(turn, facts)
      if (others.length > 0)
        return { errors: [{ text: t.form.duplicates }], values: asTyped(body), alike: others }
      const hide = chosen(body, 'hide').includes('yes')
      return editPoint(turn, { ...facts, organizationId: organization.id }, undefined, hide)
    })
    if ('errors' in done) return showNew(request, reply, done)
    return go(reply, request, `${POINT}/${done.id}`)
  })

  app.post(`${POINT}/new/check`, { config, bodyLimit }, async (request) => {
    const t = textsOf(kit.drawing(request))
    return takeTurn(services, request.actor, async (turn) => {
      const { wrong } = await judge(turn, request.body, organizationOf(request.body))
      return { errors: inOrder(wrong, t) }
    })
  })

  async function showEdit(request: OfPoint, reply: FastifyReply, again?: Again) {
    const id = request.params.id.toLowerCase()
    const drawing = kit.drawing(request, { path: `${POINT}/${id}/edit` })
    const page = await takeTurn(services, request.actor, async (turn: Turn) => {
      const point = await standingPoint(turn, id)
      const values = again?.values ?? {
        ...valuesOf(point, turn, drawing.language),
        seen: await lastChange(turn.tx, point.id),
      }
      const { errors = [] } = again ?? {}
      const { organizationId } = point
      return editPage({ drawing, desk, point, values, errors, organizationId })
    })
    return kit.send(reply, page, again ? 422 : 200)
  }

  async function showNew(request: FastifyRequest, reply: FastifyReply, again?: Again) {
    const { body, query, actor } = request
    const drawing = kit.drawing(request, { path: `${POINT}/new` })
    const organizationId = again ? typed(body, 'organization') : typed(query, 'organization')
    const page = await takeTurn(services, actor, async (turn) => {
      if (organizationId === '') {
        const q = typed(query, 'q', 100)
        const { found } = await findOrganizations(turn, { q, state: '' }, 1)
        return choosePage(drawing, desk, {
          q,
          found: found.filter((each) => each.kind === 'service'),
        })
      }
      const organization = await standingOrganization(
        turn,
        organizationOf({ organization: organizationId }),
      )
      const values = again?.values ?? { ...NEW_VALUES }
      const form = { drawing, desk, values, errors: again?.errors ?? [] }
      return newPage({ ...form, organizationId: organization.id }, organization, again?.alike)
    })
    return kit.send(reply, page, again ? 422 : 200)
  }
}

/** The id that the form carries; 404 for what is none. */
function organizationOf(body: unknown): string {
  const id = typed(body, 'organization').toLowerCase()
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw notFound()
  return id
}
