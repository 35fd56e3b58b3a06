import { Type } from 'typebox'
import { after } from '../platform/clock.ts'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { INVITATION, invite } from './invitation.ts'
import {
  changePerson,
  disablePerson,
  enablePerson,
  listPeople,
  readPerson,
  resetPerson,
} from './people.ts'
import { mailInvitation } from './people-mail.ts'
import {
  InvitationBody,
  InvitedSchema,
  PeopleSchema,
  PersonBody,
  PersonSchema,
  ResetBody,
  viewPerson,
} from './people-schemas.ts'

const config = { access: { action: 'people.manage' } }
const Id = Type.Object({ id: Uuid() })
const tags = ['Staff']

/** Who works here, and as what: for administrators, who see no referral. */
export async function peopleRoutes(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/staff',
    {
      config,
      schema: {
        ...{ operationId: 'listStaff', tags, summary: 'List people' },
        description: 'Everybody who has an account, also those that are disabled.',
        querystring: Type.Object(
          {
            organizationId: Type.Optional(Uuid('Only its people.')),
            after: Type.Optional(Uuid('`next` of the page before.')),
            limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
          },
          { additionalProperties: false },
        ),
        response: { 200: PeopleSchema, ...problems(400, 401, 403, 503) },
      },
    },
    ({ query, actor }) =>
      takeTurn(services, actor, async (turn) => {
        const found = await listPeople(turn, { ...query, limit: query.limit + 1 })
        const page = found.slice(0, query.limit)
        const next = found.length > page.length ? page.at(-1)?.id : undefined
        return { staff: page.map(viewPerson), next }
      }),
  )

  app.post(
    '/v1/staff',
    {
      config,
      schema: {
        ...{ operationId: 'inviteStaff', tags, summary: 'Invite somebody' },
        description: 'Answers with a link that is good once. The account is made when it is used.',
        body: InvitationBody,
        response: { 201: InvitedSchema, ...problems(400, 401, 403, 409, 422, 503) },
      },
    },
    async ({ body: { send = false, ...asked }, actor }, reply) => {
      const invited = await takeTurn(services, actor, async (turn) =>
        answered(turn, await invite(turn, asked), asked, send),
      )
      return reply.code(201).send(invited)
    },
  )

  app.put(
    '/v1/staff/:id',
    {
      config,
      schema: {
        ...{ operationId: 'changeStaff', tags, summary: 'Change an account' },
        description:
          'With another role or organization, all sessions end. Nobody changes their own: 409 `own_role`.',
        params: Id,
        body: PersonBody,
        response: { 200: PersonSchema, ...problems(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    ({ params, body, actor }) =>
      takeTurn(services, actor, async (turn) => {
        await changePerson(turn, params.id, body)
        return viewPerson(await readPerson(turn, params.id))
      }),
  )

  app.post(
    '/v1/staff/:id/disablement',
    {
      config,
      schema: {
        ...{ operationId: 'disableStaff', tags, summary: 'Disable an account' },
        description:
          'All sessions end at once, and nobody signs in by it. API keys that this person made stay good: look for `madeBy` in the list of API keys, and end those that nobody else vouches for.',
        params: Id,
        response: { 201: PersonSchema, ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    async ({ params, actor }, reply) => {
      const person = await takeTurn(services, actor, async (turn) => {
        await disablePerson(turn, params.id)
        return viewPerson(await readPerson(turn, params.id))
      })
      return reply.code(201).send(person)
    },
  )

  app.delete(
    '/v1/staff/:id/disablement',
    {
      config,
      schema: {
        ...{ operationId: 'enableStaff', tags, summary: 'Let somebody in again' },
        description: 'The account is good again, with what it had to sign in.',
        params: Id,
        response: { 200: PersonSchema, ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    ({ params, actor }) =>
      takeTurn(services, actor, async (turn) => {
        await enablePerson(turn, params.id)
        return viewPerson(await readPerson(turn, params.id))
      }),
  )

  app.post(
    '/v1/staff/:id/reset',
    {
      config,
      schema: {
        ...{ operationId: 'resetStaff', tags, summary: 'New link for somebody locked out' },
        description:
          'All sessions end at once. The link, once used, takes away every way to sign in that was set up.',
        params: Id,
        body: ResetBody,
        response: { 201: InvitedSchema, ...problems(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ params, body, actor }, reply) => {
      const invited = await takeTurn(services, actor, async (turn) => {
        const { link, of } = await resetPerson(turn, params.id)
        return answered(turn, link, of, body.send ?? false)
      })
      return reply.code(201).send(invited)
    },
  )
}

async function answered(
  turn: Turn,
  link: string,
  { email, language }: { email: string; language: string },
  sent: boolean,
) {
  if (sent) await mailInvitation(turn, { email, language: language as 'en' | 'fr' }, link)
  return { link, expiresAt: after(turn.now, INVITATION).toISOString(), sent }
}
