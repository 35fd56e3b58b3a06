import type {
  Channel,
  FailReason,
  Found,
  Outgoing,
  Provider,
  Receipt,
  ReceiptState,
  SendOutcome,
} from './provider.ts'

export type GcNotifyConfig = {
  apiKey: string
  /** Templates of the service: the SMS one is `((message))`, the e-mail one has the subject `((subject))` as well. */
  templates: Partial<Record<Channel, string>>
  /** Another origin than the Government of Canada's, for tests. */
  baseUrl?: string
  /** For a whole request, milliseconds; 5,000 unless told. */
  timeoutMs?: number
}

const ORIGIN = 'https://api.notification.canada.ca'
/** It answers before it stores: for some seconds what it took is not listed (research/reliability.md 1.2). */
const CERTAIN_AFTER = 30_000
/** Its daily limit is over: not before tomorrow, so the next provider gets it. */
const FOR_TODAY = 3600

/**
 * SMS and e-mail through GC Notify, by plain HTTP: its Node client has no time-out, and its errors hold the
 * text and the credentials. Never the only path: its terms exclude urgent use.
 */
export function gcNotifyProvider(config: GcNotifyConfig): Provider {
  const { apiKey, templates, baseUrl = ORIGIN, timeoutMs = 5000 } = config

  const call = (path: string, body?: object) =>
    fetch(baseUrl + path, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `ApiKey-v1 ${apiKey}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })

  return {
    name: 'gc_notify',
    channels: ['sms', 'email'],
    repeatable: false,
    certainAfter: CERTAIN_AFTER,
    async send(message, now) {
      const template_id = templates[message.channel]
      if (message.validUntil <= now) return { kind: 'failed', reason: 'too_late' }
      if (!template_id) return { kind: 'failed', reason: 'misconfigured' }
      try {
        const { channel, id: reference } = message
        const response = await call(`/v2/notifications/${channel}`, {
          ...recipient(message),
          ...{ template_id, reference, personalisation: personalisation(message) },
        })
        return outcomeOf(response, await jsonOf(response))
      } catch (error) {
        return outcomeOfError(error)
      }
    },
    async find({ id }) {
      try {
        const response = await call(`/v2/notifications?reference=${encodeURIComponent(id)}`)
        return response.ok ? foundIn(id, await jsonOf(response)) : { kind: 'unclear' }
      } catch {
        return { kind: 'unclear' }
      }
    },
  }
}

const recipient = ({ channel, to }: Outgoing) =>
  channel === 'sms' ? { phone_number: to } : { email_address: to }

const personalisation = ({ channel, subject = '', text }: Outgoing) =>
  channel === 'sms' ? { message: text } : { subject, message: text }

/** What it posts of a message, or lists; undefined for a status that says nothing. */
export function readGcNotifyStatus(providerId: string, status: string): Receipt | undefined {
  const reason = FAILURES.get(status)
  if (reason) return { providerId, state: 'failed', reason }
  const state = STATES.get(status)
  return state && { providerId, state }
}

/** Nothing of the answer is kept but its id: its messages may quote the address. */
function outcomeOf({ status, headers }: Response, body: unknown): SendOutcome {
  if (status === 201) {
    const id = memberOf(body, 'id')
    return typeof id === 'string' ? { kind: 'sent', providerId: id } : EMPTY
  }
  const first = (memberOf(body, 'errors') as unknown[] | undefined)?.[0]
  const error = memberOf(first, 'error')
  if (status === 429) {
    const said = Number(headers.get('retry-after'))
    const afterSeconds = error === 'TooManyRequestsError' ? FOR_TODAY : said > 0 ? said : undefined
    return { kind: 'retry', reason: 'rate_limited', ...(afterSeconds ? { afterSeconds } : {}) }
  }
  // A gateway, or it fell over half way: it may have been taken.
  if (status >= 500 || status < 400) return EMPTY
  return { kind: 'failed', reason: refusal(status, String(error), memberOf(first, 'message')) }
}

/** Team keys, trial mode, a wrong key or template: ours to repair. */
function refusal(status: number, error: string, message: unknown): FailReason {
  const aboutAddress =
    typeof message === 'string' && /^(phone_number|email_address)\b/.test(message)
  if (status === 400 && error === 'ValidationError') return aboutAddress ? 'bad_address' : 'refused'
  return 'misconfigured'
}

function outcomeOfError(error: unknown): SendOutcome {
  if (memberOf(error, 'name') === 'TimeoutError') return { kind: 'unknown', reason: 'timeout' }
  const code = memberOf(memberOf(error, 'cause'), 'code')
  if (typeof code === 'string' && NEVER_CONNECTED.has(code))
    return { kind: 'retry', reason: 'unavailable' }
  return { kind: 'unknown', reason: 'reset' }
}

function foundIn(reference: string, body: unknown): Found {
  const list = memberOf(body, 'notifications')
  if (!Array.isArray(list)) return { kind: 'unclear' }
  const own = list.filter(
    (each) => memberOf(each, 'reference') === reference && typeof memberOf(each, 'id') === 'string',
  )
  return {
    kind: 'seen',
    candidates: own.map((each) => {
      const providerId = memberOf(each, 'id') as string
      const known = readGcNotifyStatus(providerId, String(memberOf(each, 'status')))
      return known ?? { providerId, state: 'sent' }
    }),
  }
}

const jsonOf = (response: Response): Promise<unknown> => response.json().catch(() => undefined)

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

const EMPTY: SendOutcome = { kind: 'unknown', reason: 'empty_reply' }
const FAILURES = new Map<string, FailReason>([
  ['permanent-failure', 'bad_address'],
  ['temporary-failure', 'unreachable'],
  ['technical-failure', 'refused'],
  ['provider-failure', 'refused'],
  ['virus-scan-failed', 'refused'],
  ['pii-check-failed', 'refused'],
])
/** documentation.notification.canada.ca/en/status.html; `sent` is as far as some carriers tell. */
const STATES = new Map<string, ReceiptState>([
  ['created', 'queued'],
  ['sending', 'sent'],
  ['pending', 'sent'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
])
/** No connection was made, so no byte of the message left. */
const NEVER_CONNECTED = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  'UND_ERR_CONNECT_TIMEOUT',
])
