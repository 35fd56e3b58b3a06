import type { FastifyError, FastifyInstance } from 'fastify'
import { type FieldError, Problem } from './errors.ts'

/**
 * The address carries text only, so that its numbers are read here. In a body "24" is no number:
 * coercion is off (see app.ts).
 */
export function readNumbers(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ query, routeOptions }) => {
    const { properties } = (routeOptions.schema?.querystring ?? {}) as Querystring
    const given = query as Record<string, unknown>
    for (const [name, { type }] of Object.entries(properties ?? {})) {
      const text = given[name]
      if (type !== 'integer' && type !== 'number') continue
      if (typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text)) given[name] = Number(text)
    }
  })
}
type Querystring = { properties?: Record<string, { type?: string }> }

/**
 * PostgreSQL keeps neither NUL nor half a character, so that no text may hold them, and what reads a
 * body later may call itself for each level of it. Anybody may send one before any check.
 */
export function refuseBrokenText(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ body, query, params }) => {
    const inAddress = [
      ...brokenTexts(params, PREFIX.params!),
      ...brokenTexts(query, PREFIX.querystring!),
    ]
    if (inAddress.length > 0) throw bad(400, inAddress)
    const inBody = brokenTexts(body, '')
    if (inBody.length > 0) throw bad(422, inBody)
  })
}

/** A compressed body may grow to anything when it is read; nobody who calls here needs one. */
export function refuseCompressed(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers }) => {
    if (headers['content-encoding']) throw new Problem(415, 'compressed', 'Send it as it is.')
  })
}

/** Every bad field at once, by JSON pointer. 422 for a body, 400 for the rest of the request. */
export function validationProblem({ validation, validationContext }: FastifyError): Problem {
  const where = validationContext ?? 'body'
  const fields = new Map<string, FieldError>()
  for (const each of validation ?? []) {
    const field = fieldError(PREFIX[where] ?? '', each)
    if (!fields.has(field.pointer)) fields.set(field.pointer, field)
    if (fields.size === MOST) break
  }
  return bad(where === 'body' ? 422 : 400, [...fields.values()])
}

const bad = (status: number, fields: FieldError[]) =>
  new Problem(status, 'invalid', 'Some fields cannot be accepted.', { fields })

const MOST = 100
/** Lists and objects within each other; the deepest schema has six. */
const DEEPEST = 20
const PREFIX: Record<string, string> = {
  params: '/params',
  querystring: '/query',
  headers: '/headers',
}

function fieldError(
  prefix: string,
  { instancePath, keyword, params, message }: NonNullable<FastifyError['validation']>[number],
): FieldError {
  const child = {
    required: params.missingProperty,
    additionalProperties: params.additionalProperty,
  }[keyword]
  const pointer = named(`${prefix}${instancePath}${child ? `/${child}` : ''}`)
  const allowed = keyword === 'enum' ? `: ${(params.allowedValues as string[]).join(', ')}` : ''
  const detail = { required: 'is missing', additionalProperties: 'is not a known field' }[keyword]
  return { pointer, detail: detail ?? `${message}${allowed}` }
}

/** A pointer repeats names of fields, nothing that a person may have typed as one. */
function named(pointer: string): string {
  const names = pointer.split('/').slice(1)
  const strange = names.findIndex((name) => !/^([A-Za-z][A-Za-z0-9_-]{0,39}|\d+)$/.test(name))
  return (strange < 0 ? names : names.slice(0, strange)).map((name) => `/${name}`).join('')
}

type Member = { value: unknown; depth: number; name?: string; parent?: Member }

/** At most `MOST`. Without recursion, and a pointer is made for what is bad only. */
function brokenTexts(value: unknown, prefix: string): FieldError[] {
  const errors: FieldError[] = []
  const open: Member[] = [{ value, depth: 0 }]
  for (let at = open.pop(); at && errors.length < MOST; at = open.pop()) {
    const detail = faultOf(at)
    if (detail) errors.push({ pointer: named(prefix + pointerOf(at)), detail })
    else if (typeof at.value === 'object' && at.value !== null) {
      for (const [name, value] of Object.entries(at.value))
        open.push({ value, depth: at.depth + 1, name, parent: at })
    }
  }
  return errors
}

function faultOf({ value, depth }: Member): string | undefined {
  if (typeof value === 'object' && depth > DEEPEST) return 'is nested too deeply'
  if (typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'))) return undefined
  return 'holds a character that cannot be kept'
}

function pointerOf({ name, parent }: Member): string {
  return parent ? `${pointerOf(parent)}/${name}` : ''
}
