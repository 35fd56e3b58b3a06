import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerDefault,
} from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { away, databaseProblem, isData } from './database-problem.ts'
import { DatabaseError, Problem } from './errors.ts'
import { knownMethods } from './methods.ts'
import { readNumbers, refuseBrokenText, refuseCompressed, validationProblem } from './validation.ts'

/** A Fastify whose handlers have the types of their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

const Suggestion = Type.Object({
  id: Type.String(),
  name: Type.String(),
  province: Type.String(),
})

/** RFC 9457 problem details; `errors` names every bad field by JSON pointer. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'about:blank#code' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable, for programs.' }),
    detail: Type.String({ description: 'For people. Holds nothing of what was sent.' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({
            description: 'JSON pointer into the body, or below /query, /params or /headers.',
          }),
          detail: Type.String(),
        }),
        { description: 'Every field that cannot be accepted.' },
      ),
    ),
    suggestions: Type.Optional(
      Type.Array(Suggestion, { description: 'Places that may have been meant.' }),
    ),
    state: Type.Optional(Type.String({ description: 'Of a conflict: the state that it is in.' })),
    failed: Type.Optional(
      Type.Array(Type.String(), { description: 'Rules that the service point does not fit.' }),
    ),
    taskId: Type.Optional(Type.String({ description: 'The task that must be done first.' })),
    outcome: Type.Optional(
      Type.Union([Type.String(), Type.Null()], { description: 'How the task was done already.' }),
    ),
  },
  {
    $id: 'Problem',
    description: 'RFC 9457 problem details',
    examples: [
      {
        type: 'about:blank#invalid',
        title: 'Cannot be accepted',
        status: 422,
        code: 'invalid',
        detail: 'Some fields cannot be accepted.',
        errors: [{ pointer: '/age', detail: 'must be integer' }],
      },
    ],
  },
)

/** A reference to a schema with a name of its own; the app must have been given it by `addSchema`. */
export const named = <T extends TSchema>(schema: T, description?: string) =>
  Type.Unsafe<Static<T>>({
    $ref: (schema as { $id?: string }).$id!,
    ...(description && { description }),
  })

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not a method of this',
  406: 'Not acceptable',
  409: 'Conflict',
  413: 'Too large',
  414: 'Too long',
  415: 'Unsupported media type',
  422: 'Cannot be accepted',
  429: 'Too many requests',
  500: 'Something failed here',
  503: 'Not available now',
}

/** The error responses of a route, for its schema. Any route may be asked too often. */
export function problems<S extends number>(...statuses: S[]) {
  return Object.fromEntries(
    [...statuses, 429].map((status) => [
      status,
      {
        description: TITLES[status] ?? 'Problem',
        content: { 'application/problem+json': { schema: Type.Ref('Problem') } },
      },
    ]),
  ) as Record<S, unknown> as Record<never, never>
}

/** Every error leaves as problem details that hold nothing of what was sent. Call before the first route. */
export function answerErrors(app: App): void {
  app.addSchema(ProblemSchema)
  app.removeContentTypeParser('text/plain')
  refuseCompressed(app)
  refuseBrokenText(app)
  readNumbers(app)
  const methodsOf = knownMethods(app)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(request.url.split('?')[0]!)
    if (methods.length === 0)
      return sendProblem(reply, new Problem(404, 'not_found', 'There is no such address.'))
    reply.header('allow', methods.join(', '))
    return sendProblem(reply, new Problem(405, 'method_not_allowed', `Use ${methods.join(', ')}.`))
  })
}

/** Also for what fails before a route is found, such as an address that cannot be read. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const problem = readable(asProblem(error), request)
  const ours = error instanceof DatabaseError && isData(error)
  if (problem.status >= 500 || ours) request.log.error({ err: error }, 'a request failed')
  return sendProblem(reply, problem)
}

/** What only looked was not done, whatever became of its COMMIT. */
const readable = (problem: Problem, { method }: FastifyRequest): Problem =>
  problem.code === 'outcome_unknown' && (method === 'GET' || method === 'HEAD') ? away() : problem

function sendProblem(reply: FastifyReply, problem: Problem) {
  if (problem.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', '5')
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({
      type: `about:blank#${problem.code}`,
      title: TITLES[problem.status] ?? 'Problem',
      status: problem.status,
      code: problem.code,
      detail: problem.message,
      ...(problem.fields.length > 0 ? { errors: problem.fields } : {}),
      ...problem.extra,
    })
}

function asProblem(error: FastifyError | Problem | DatabaseError): Problem {
  if (error instanceof Problem) return error
  if (error instanceof DatabaseError) return databaseProblem(error)
  if (error.validation) return validationProblem(error)
  const status = error.statusCode ?? 500
  if (status < 500) return new Problem(status, ...(REFUSED[status] ?? REFUSED[400]!))
  return new Problem(
    500,
    'internal',
    'Something failed here. It was logged; nothing was half done.',
  )
}

/** Fastify's own messages may hold what was sent, so that these are said instead. */
const REFUSED: Record<number, [code: string, detail: string]> = {
  400: ['bad_request', 'The request cannot be read: its body must be valid JSON.'],
  413: ['too_large', 'The body is too large.'],
  414: ['too_long', 'The address is too long.'],
  415: [
    'unsupported_media_type',
    'Send JSON, with "content-type: application/json"; webhooks take forms only.',
  ],
}

/** For the log: the route's pattern, never the URL, which may carry a token. */
export const logged = (request: FastifyRequest) => ({
  method: request.method,
  route: request.routeOptions?.url ?? 'none',
})
