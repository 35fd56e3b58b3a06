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
import { Type } from 'typebox'
import { DatabaseError, type FieldError, Problem } from './errors.ts'

/** A Fastify whose handlers have the types of their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** RFC 9457 problem details; `errors` names every bad field by JSON pointer. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'about:blank#code' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable, for programs.' }),
    detail: Type.String({ description: 'For people.' }),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() })),
    ),
  },
  { $id: 'Problem', additionalProperties: true, description: 'RFC 9457 problem details' },
)

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Cannot be accepted',
  429: 'Too many requests',
  500: 'Something failed here',
  503: 'Not available now',
}

/** The error responses of a route, for its schema. */
export function problems<S extends number>(...statuses: S[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: TITLES[status] ?? 'Problem',
        content: { 'application/problem+json': { schema: Type.Ref('Problem') } },
      },
    ]),
  ) as Record<S, unknown> as Record<never, never>
}

/** Every error leaves as problem details that hold nothing of what was sent. */
export function answerErrors(app: App): void {
  app.addSchema(ProblemSchema)
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = asProblem(error)
    if (problem.status >= 500) request.log.error({ err: error }, 'a request failed')
    return sendProblem(reply, problem)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, new Problem(404, 'not_found', `There is no ${request.method} here.`)),
  )
}

function sendProblem(reply: FastifyReply, problem: Problem) {
  if (problem.status === 503) reply.header('retry-after', '5')
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
  if (error.validation) {
    const fields = error.validation.map((each) =>
      fieldError(error.validationContext ?? 'body', each),
    )
    return new Problem(
      error.validationContext === 'body' ? 422 : 400,
      'invalid',
      'Some fields cannot be accepted.',
      {
        fields,
      },
    )
  }
  const status = error.statusCode ?? 500
  if (status < 500) return new Problem(status, error.code ?? 'bad_request', plain(error))
  return new Problem(
    500,
    'internal',
    'Something failed here. It was logged; nothing was half done.',
  )
}

/** The database away is not the caller's fault, and nothing was done: it may be tried again. */
function databaseProblem(error: DatabaseError): Problem {
  const away = /^(08|53|57P|CONN|ECONN|ETIMEDOUT|ENOTFOUND|EPIPE)/.test(error.code)
  return away
    ? new Problem(503, 'database_away', 'The database does not answer. Try again in some seconds.')
    : new Problem(500, 'internal', 'Something failed here. It was logged; nothing was half done.')
}

/** Fastify's own 4xx messages hold no value of the request, but for a body that is not JSON. */
const plain = (error: FastifyError): string =>
  error.name === 'SyntaxError' ? 'The body is not valid JSON.' : error.message

type Validation = NonNullable<FastifyError['validation']>[number]

function fieldError(
  context: string,
  { instancePath, keyword, params, message }: Validation,
): FieldError {
  const child = {
    required: params.missingProperty,
    additionalProperties: params.additionalProperty,
  }[keyword]
  const pointer = `${context === 'body' ? '' : `/${context}`}${instancePath}${child ? `/${child}` : ''}`
  const allowed = keyword === 'enum' ? `: ${(params.allowedValues as string[]).join(', ')}` : ''
  const detail = { required: 'is missing', additionalProperties: 'is not a known field' }[keyword]
  return { pointer, detail: detail ?? `${message}${allowed}` }
}

/** Headers for everything: nothing is cached, framed, sniffed, or loaded from elsewhere. */
export const SECURITY_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'no-referrer' as const },
  strictTransportSecurity: false as const,
}

/** For the log: the route's pattern, never the URL, which may carry a token. */
export const logged = (request: FastifyRequest) => ({
  method: request.method,
  route: request.routeOptions?.url ?? 'none',
})
