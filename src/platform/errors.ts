/** One bad field: a JSON pointer into what was sent, and what is wrong with it. */
export type FieldError = { pointer: string; detail: string }

/**
 * What a caller is told when something cannot be done, as RFC 9457 problem details.
 * Never holds what was sent: messages name fields and rules, not values of persons.
 */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly fields: FieldError[]
  readonly extra: Record<string, unknown>

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { fields?: FieldError[]; extra?: Record<string, unknown> } = {},
  ) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.fields = more.fields ?? []
    this.extra = more.extra ?? {}
  }
}

/** 409: a move that this state does not allow. */
export const conflict = (code: string, detail: string, extra: Record<string, unknown> = {}) =>
  new Problem(409, code, detail, { extra })

/** 404: it does not exist, or not for you: the two cannot be told apart. */
export const notFound = () => new Problem(404, 'not_found', 'There is no such thing here.')

/** 403: your role may not do this. */
export const forbidden = (detail = 'Your role may not do this.') =>
  new Problem(403, 'forbidden', detail)

/** 422: what was sent is well-formed, but some fields cannot be right; all of them are named. */
export const invalid = (fields: FieldError[]) =>
  new Problem(422, 'invalid', 'Some fields cannot be accepted.', { fields })

/**
 * A database error without message, detail, query or parameters: an ORM's message holds every
 * parameter, and PostgreSQL's DETAIL prints the failing row.
 */
export class DatabaseError extends Error {
  readonly code: string
  readonly constraint: string | undefined

  constructor(code: string, constraint: string | undefined) {
    super(`database error ${code}${constraint ? ` (${constraint})` : ''}`)
    this.name = 'DatabaseError'
    this.code = code
    this.constraint = constraint
  }
}

/**
 * 503: the database did not say in time what became of a COMMIT, which is never taken back: it may be
 * done, or be done later.
 */
export const outcomeUnknown = () =>
  new Problem(
    503,
    'outcome_unknown',
    'Whether this was done is not known: the database did not say in time. Repeat it with the same Idempotency-Key: it is done once, and you get its answer. Without a key, look whether it was done before you repeat it.',
  )

/** The database does not answer, or cannot now: nobody's fault who asked, and worth another try. */
export const isAway = (code: unknown): boolean =>
  typeof code === 'string' &&
  /^(08|53|57|25006|25P03|55P03|CONN|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET|EPROTO|ERR_(STREAM|SOCKET|SSL|TLS))/.test(
    code,
  )

/** The server is gone, or may not be written any more: its connections are of no use. */
export const isGone = (code: unknown): boolean =>
  isAway(code) && !/^(53|57014|25P03|55P03|CONNECTION_(SILENT|ENDED|NO_PRIMARY))/.test(`${code}`)

/** True if what was tried failed, or may have, because the database was not there: no fault in what was tried. */
export const wasAway = (error: unknown): boolean =>
  error instanceof DatabaseError
    ? isAway(error.code) && error.code !== '57014'
    : error instanceof Problem && error.code === 'outcome_unknown'

/** True for a violation of the named constraint, index or rule of the database. */
export const violates = (error: unknown, constraint: string): boolean =>
  error instanceof DatabaseError && error.constraint === constraint
