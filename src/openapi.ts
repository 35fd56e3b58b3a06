import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { problems } from './platform/http.ts'
import { type Action, mayEver, ROLES } from './protection/may.ts'

/** The head of the OpenAPI document; the rest is written from the routes. */
export const openapi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Causeway',
      version: '0.1.0',
      description:
        'The routing service of a National Referral Mechanism: brings a person who may have been trafficked to a service point that has said yes. Times are RFC 3339 in UTC, positions WGS 84 degrees, distances kilometres, languages BCP 47, phones E.164. Errors are RFC 9457 problem details that name every bad field at once. `x-action` is its line in the table of who may what, `x-roles` are the roles that may call it at all, with `x-person-only` only by a person who signed in; what exactly they may touch depends on whose it is, and what is not theirs is 404.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Places', description: 'Where is that' },
      { name: 'Matches', description: 'Who could help' },
      { name: 'Referrals', description: 'Requests for help' },
      { name: 'Drafts', description: 'What somebody was writing when the connection went' },
      { name: 'Legs', description: 'The part of a referral that one service point should cover' },
      { name: 'Offers', description: 'One leg put to one service point' },
      { name: 'Tasks', description: 'What now needs a human' },
      { name: 'Directory', description: 'Organizations and service points' },
      { name: 'Coverage', description: 'Who there is for which need, and what is missing' },
      {
        name: 'HSDS',
        description: 'The directory as anybody may know it, in Open Referral HSDS 3.0',
      },
      { name: 'Library', description: 'Tools for awareness-raising and for service provision' },
      { name: 'Approvals', description: 'What one person asks and another approves' },
      { name: 'Staff', description: 'Who works here, and how they sign in' },
      { name: 'API keys', description: 'With which programs sign in' },
      { name: 'Insiders', description: 'How much each account of staff asked, opened and read' },
      { name: 'Record', description: 'Who did what to which thing, and when' },
      { name: 'Webhooks', description: 'What providers of messages call' },
      { name: 'Health', description: 'Whether the service can do its work' },
    ],
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, as made by scripts/api-key.',
        },
      },
    },
  },
  refResolver: {
    buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`),
  },
  transform({ schema, url, route }) {
    const access = route.config?.access
    const action = access && 'action' in access ? (access.action as Action) : undefined
    return {
      url,
      schema: {
        ...schema,
        ...(schema?.querystring ? { querystring: optionalWhereDefault(schema.querystring) } : {}),
        hide: schema?.hide || url === '/' || PAGES.some((page) => url.startsWith(page)),
        security: action ? [{ apiKey: [] }] : [],
        ...(action && whoMay(action)),
        response: {
          ...EVERYWHERE,
          ...(schema?.body ? WITH_BODY : {}),
          ...(schema?.response ?? {}),
        },
      },
    }
  },
}

/** What the table says: `mayEver` of a person who signed in, and of a program. */
function whoMay(action: Action) {
  const roles = ROLES.filter((role) => mayEver({ id: '', role, sessionId: 'any' }, action))
  const keysToo = roles.some((role) => mayEver({ id: '', role }, action))
  return { 'x-action': action, 'x-roles': roles, ...(!keysToo && { 'x-person-only': true }) }
}

/** Ajv fills in a default before it asks whether a parameter is there; who calls may leave it out. */
function optionalWhereDefault(querystring: unknown) {
  const { required, properties, ...rest } = querystring as Querystring
  const needed = required?.filter((name) => properties[name]?.default === undefined)
  return { ...rest, properties, ...(needed && { required: needed }) }
}
type Querystring = { required?: string[]; properties: Record<string, { default?: unknown }> }

/** Pages for people, which the document of the API leaves out. */
export const PAGES = [
  '/answer',
  '/review',
  '/outbox',
  '/assets',
  '/sign-in',
  '/staff',
  '/staff/directory',
  '/console',
  '/inbox',
  '/handover',
  '/styleguide',
  '/:language',
  '/leave',
]
/** What any route may answer, so that no route has to say it. */
const EVERYWHERE = problems(400, 500)
const WITH_BODY = problems(413, 415, 422)
