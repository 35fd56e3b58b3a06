import type { FailReason, SendOutcome } from './provider.ts'

/** Carries an outcome, and nothing else, through the SDK. */
export class Refused extends Error {
  readonly outcome: SendOutcome
  constructor(outcome: SendOutcome) {
    super('twilio refused')
    this.outcome = outcome
  }
}

/**
 * What an HTTP answer of Twilio means; undefined for a message that was taken. An answer in
 * Twilio's own form, with its numeric code, is certain. A 5xx without one came from something in
 * between, and says nothing of whether the message went on.
 */
export function outcomeOfResponse(
  status: number,
  body: unknown,
  retryAfter?: unknown,
): SendOutcome | undefined {
  const { sid, code } = isObject(body) ? body : {}
  if (status >= 200 && status < 300) {
    return typeof sid === 'string' ? undefined : { kind: 'unknown', reason: 'empty_reply' }
  }
  if (status === 429 || code === 20429) return rateLimited(retryAfter)
  if (typeof code === 'number' && MAINTENANCE.has(code)) return UNAVAILABLE
  if (status >= 500) {
    return typeof code === 'number' ? UNAVAILABLE : { kind: 'unknown', reason: 'empty_reply' }
  }
  if (status === 401 || status === 403)
    return { kind: 'failed', reason: failReason(code) ?? 'misconfigured' }
  return { kind: 'failed', reason: failReason(code) ?? 'refused' }
}

/** What a thrown error means. Nothing of the error itself is kept. */
export function outcomeOfError(error: unknown): SendOutcome {
  if (error instanceof Refused) return error.outcome
  const code = isObject(error) ? error.code : undefined
  if (typeof code === 'string' && NEVER_CONNECTED.has(code)) return UNAVAILABLE
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return { kind: 'unknown', reason: 'timeout' }
  return { kind: 'unknown', reason: 'reset' }
}

/** The reason behind one of Twilio's error codes; undefined for a code that is not known here. */
export function failReason(code: unknown): FailReason | undefined {
  return typeof code === 'number' ? FAIL_REASONS[code] : undefined
}

const UNAVAILABLE: SendOutcome = { kind: 'retry', reason: 'unavailable' }
const MAINTENANCE = new Set([30500, 21730])
/** No connection was made, so no byte of the message left. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** twilio.com/docs/api/errors; the ones that were met are in research/reliability.md section 2. */
const FAIL_REASONS: Record<number, FailReason> = {
  20003: 'misconfigured', // credentials
  20404: 'misconfigured', // account or sender not found
  21211: 'bad_address',
  21408: 'misconfigured', // country not enabled
  21603: 'misconfigured', // no sender given
  21606: 'misconfigured', // sender is not ours
  21610: 'opted_out',
  21612: 'bad_address', // not reachable from this sender
  21614: 'landline', // "not a mobile number"
  21659: 'misconfigured', // sender is not ours
  21703: 'misconfigured', // messaging service has no sender
  30002: 'misconfigured', // account suspended
  30003: 'unreachable',
  30005: 'unreachable',
  30006: 'landline',
  30007: 'filtered',
  30008: 'unreachable',
  30032: 'misconfigured', // toll-free number not verified: every message is blocked
  30034: 'misconfigured', // number not registered
  30036: 'too_late', // validity period ran out
}

function rateLimited(retryAfter: unknown): SendOutcome {
  const seconds = Number(retryAfter)
  const said = typeof retryAfter === 'string' && Number.isFinite(seconds) && seconds > 0
  return {
    kind: 'retry',
    reason: 'rate_limited',
    ...(said ? { afterSeconds: Math.min(seconds, 3600) } : {}),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
