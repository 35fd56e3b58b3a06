import { eq } from 'drizzle-orm'
import { Type } from 'typebox'
import { servicePoints } from '../../db/schema.ts'
import { notFound } from '../platform/errors.ts'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Action, assertMay } from '../protection/may.ts'
import { type Services, takeTurn } from '../services.ts'
import { browseServicePoints } from './browse.ts'
import { setCapacity } from './capacity.ts'
import { changeRoutes } from './change-routes.ts'
import { contactRoutes } from './contacts-routes.ts'
import { editPoint, readPoint } from './edit.ts'
import { NEEDS } from './needs.ts'
import { organizationRoutes } from './organization-routes.ts'
import { pauseRoutes } from './pause-routes.ts'
import { CapacitySchema, FactsSchema } from './schemas.ts'
import { CapacityView, PointView, PointViewInFull, viewCapacities, viewPoint } from './view.ts'

const strict = { additionalProperties: false }
const Id = Type.Object({ id: Uuid() })
const action = (name: Action) => ({ access: { action: name } })

const example = {
  organizationId: '019a9d6e-3a10-7c55-9d4a-0f5f1c2b7a10',
  name: 'Example Women’s Shelter',
  city: 'Thunder Bay',
  province: 'ON',
  phones: [{ number: '+18075550110' }],
  needs: ['emergency_shelter', 'safety_planning'],
  genders: ['woman', 'non_binary', 'two_spirit'],
  minAge: 16,
  channels: ['hotline', 'police', 'web', 'agency'],
  languages: ['en', 'fr', 'oj'],
  reachKm: 150,
  hours: { kind: 'always' },
}
const Body = Type.Object(
  { organizationId: Uuid(), ...FactsSchema.properties },
  { ...strict, examples: [example] },
)
const Saved = Type.Object({
  ...PointViewInFull.properties,
  cautions: Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }), {
    description: 'What was said about the place and does not fit the rest.',
  }),
})

/**
 * The directory over HTTP. What is made here is `listed`; no route changes the status, what is
 * hidden, or the contacts for referrals: those take two people (src/approvals).
 */
export async function directoryRoutes(app: App, services: Services): Promise<void> {
  await organizationRoutes(app, services)
  await contactRoutes(app, services)
  await pauseRoutes(app, services)
  await changeRoutes(app, services)

  app.get(
    '/v1/service-points',
    {
      config: action('directory.read'),
      schema: {
        operationId: 'listServicePoints',
        tags: ['Directory'],
        summary: 'List service points',
        description:
          'In the order in which they were made. Hidden ones only for operators, supervisors and editors.',
        querystring: Type.Object(
          {
            province: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', maxLength: 2 })),
            need: Type.Optional(Type.Enum([...NEEDS], { type: 'string' })),
            organizationId: Type.Optional(Uuid()),
            q: Type.Optional(
              Type.String({
                minLength: 2,
                maxLength: 100,
                description: 'Part of its name, its organization’s name, or its city.',
              }),
            ),
            after: Type.Optional(Uuid('`next` of the page before.')),
            limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
          },
          strict,
        ),
        response: {
          200: Type.Object({
            servicePoints: Type.Array(PointView),
            next: Type.Optional(Type.String({ description: 'Missing on the last page.' })),
          }),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    ({ query, actor }) =>
      takeTurn(services, actor, async ({ tx }) => {
        const found = await browseServicePoints(tx, actor, { ...query, limit: query.limit + 1 })
        const page = found.slice(0, query.limit)
        const next = found.length > page.length ? page.at(-1)?.id : undefined
        return { servicePoints: page.map(viewPoint), next }
      }),
  )

  app.get(
    '/v1/service-points/:id',
    {
      config: action('directory.read'),
      schema: {
        operationId: 'readServicePoint',
        tags: ['Directory'],
        summary: 'Read a service point',
        description:
          'Contacts for referrals only for operators, supervisors and editors; its room for them and for its own organization.',
        params: Id,
        response: { 200: PointViewInFull, ...problems(400, 401, 403, 404, 503) },
      },
    },
    ({ params, actor }) => takeTurn(services, actor, (turn) => readPoint(turn, params.id)),
  )

  app.post(
    '/v1/service-points',
    {
      config: action('directory.edit'),
      schema: {
        operationId: 'createServicePoint',
        tags: ['Directory'],
        summary: 'Add a service point',
        description: 'It is listed: shown to people who can telephone, never offered anything.',
        body: Body,
        response: { 201: Saved, ...problems(400, 401, 403, 422, 503) },
      },
    },
    async ({ body, actor }, reply) => {
      const saved = await takeTurn(services, actor, (turn) => editPoint(turn, body))
      return reply.code(201).header('location', `/v1/service-points/${saved.id}`).send(saved)
    },
  )

  app.put(
    '/v1/service-points/:id',
    {
      config: action('directory.edit'),
      schema: {
        operationId: 'replaceServicePoint',
        tags: ['Directory'],
        summary: 'Replace the facts of a service point',
        description:
          'What is left out becomes unknown, but for `accepting`, `pausedUntil` and `reminders`, which stay, and for the place of a hidden point, which stays too when no city, postal code or position is named. The organization does not change here, nor do the phones of a partner: operators call them to confirm, so that it takes two people (`contact_change` of POST /v1/approvals). Left out, they stay.',
        params: Id,
        body: Body,
        response: { 200: Saved, ...problems(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    ({ params, body, actor }) =>
      takeTurn(services, actor, (turn) => editPoint(turn, body, params.id)),
  )

  app.put(
    '/v1/service-points/:id/capacity',
    {
      config: action('capacity.set'),
      schema: {
        operationId: 'setCapacity',
        tags: ['Directory'],
        summary: 'Say how much room there is now',
        description:
          'For the needs and populations that are named; other figures stay. A service point says it of itself.',
        params: Id,
        body: Type.Object(
          { capacities: Type.Array(CapacitySchema, { minItems: 1, maxItems: 100 }) },
          {
            ...strict,
            examples: [
              {
                capacities: [
                  { need: 'emergency_shelter', population: 'women', room: 2, freshHours: 12 },
                ],
              },
            ],
          },
        ),
        response: {
          200: Type.Object({ capacities: Type.Array(CapacityView) }),
          ...problems(400, 401, 403, 404, 422, 503),
        },
      },
    },
    ({ params, body, actor }) =>
      takeTurn(services, actor, async (turn) => {
        const { tx, now } = turn
        const [point] = await tx
          .select({ organizationId: servicePoints.organizationId })
          .from(servicePoints)
          .where(eq(servicePoints.id, params.id))
        if (!point) throw notFound()
        assertMay(actor, 'capacity.set', { madeBy: point.organizationId })
        await setCapacity(tx, turn, params.id, body.capacities, now, actor)
        return { capacities: await viewCapacities(tx, params.id) }
      }),
  )
}
