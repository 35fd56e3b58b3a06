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
  const meaning = meaningOf(code)
  if (status === 429 || meaning === 'slow_down') return rateLimited(retryAfter)
  if (meaning === 'again') return UNAVAILABLE
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
  const meaning = meaningOf(code)
  return meaning === 'slow_down' || meaning === 'again' ? undefined : meaning
}

const meaningOf = (code: unknown): Meaning | undefined =>
  typeof code === 'number' ? CODES.get(code) : undefined

const UNAVAILABLE: SendOutcome = { kind: 'retry', reason: 'unavailable' }
/** No connection was made, so no byte of the message left. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

type Meaning = FailReason | 'slow_down' | 'again'
/**
 * Every code that means more than "no", by twilio.com/docs/api/errors; the ones that were met are in
 * research/reliability.md section 2. With another code, or none, both a request and a receipt are `refused`:
 * it goes once more, and says nothing of the number.
 */
const CODES = new Map<number, Meaning>([
  // The person at the number said STOP: channel off, a task, the next channel at once.
  [21610, 'opted_out'],
  // The number is no way to them: contact flagged, next channel.
  [21211, 'bad_address'],
  [21612, 'bad_address'], // not reachable from this sender
  [21614, 'landline'], // "not a mobile number"
  [30006, 'landline'],
  // Temporary: once more, then the next channel (send-again.ts).
  [30003, 'unreachable'],
  [30005, 'unreachable'],
  [30008, 'unreachable'],
  // The carrier's filter: next channel, and an alarm, because it is our text or our sender.
  [30007, 'filtered'],
  // Not now.
  [20429, 'slow_down'],
  [21730, 'again'],
  [30500, 'again'],
  [30036, 'too_late'], // validity period ran out
  // Ours to repair: credentials, account, sender, country.
  [20003, 'misconfigured'],
  [20404, 'misconfigured'],
  [21408, 'misconfigured'],
  [21603, 'misconfigured'],
  [21606, 'misconfigured'],
  [21659, 'misconfigured'],
  [21703, 'misconfigured'],
  [30002, 'misconfigured'],
  [30032, 'misconfigured'], // toll-free number not verified: every message is blocked
  [30034, 'misconfigured'], // number not registered
])

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
