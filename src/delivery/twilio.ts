import type RequestClient from 'twilio/lib/base/RequestClient.js'
import type { Found, Looked, Missed, Outgoing, Provider, Receipt, SendOutcome } from './provider.ts'
import { textsTo } from './twilio-came.ts'
import { candidatesFor, isGone, type Listed, STATES } from './twilio-look-up.ts'
import { failReason, outcomeOfError, outcomeOfResponse, Refused } from './twilio-outcomes.ts'

export type TwilioConfig = {
  accountSid: string
  authToken: string
  from?: string
  messagingServiceSid?: string
  /** Another origin than https://api.twilio.com, for tests. */
  baseUrl?: string
  /** For the whole request, milliseconds; 5,000 unless told. */
  timeoutMs?: number
  /** Our own origin as Twilio sees it. */
  publicUrl: string
}

/** Twilio keeps what it cannot deliver for up to 10 hours, unless told less (its API, ValidityPeriod). */
const LONGEST_VALIDITY_S = 36_000
/** What a look-up reads, the newest first: a short page, and where that does not reach back the longest that Twilio gives. */
const PAGES = [50, 1000]
/** Texts that one question for what came in reads, in pages of 1,000. */
const MOST_MISSED = 3000
const STATUS_PATH = '/v1/webhooks/twilio/status'
/**
 * Twilio reads this behind a webhook's address, and sends it nowhere: five more tries after a 5xx and where
 * nobody answers, but within 15 s in all. What is longer away asks for what it missed (missed.ts).
 * twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
const OVERRIDES = '#rc=5&rp=5xx,ct,rt'

/** SMS through Twilio. The SDK takes a quarter of a second to load, so it is loaded only here. */
export async function twilioProvider(config: TwilioConfig): Promise<Provider> {
  const { default: twilio } = await import('twilio')
  const timeoutMs = config.timeoutMs ?? 5000

  class QuietClient extends twilio.RequestClient {
    override async request<T>(options: RequestClient.RequestOptions<T>) {
      try {
        const uri = options.uri.replace('https://api.twilio.com', config.baseUrl ?? '$&')
        const response = await super.request<T>({ ...options, uri })
        const { statusCode, body, headers } = response
        const bad = outcomeOfResponse(statusCode, body, headers?.['retry-after'])
        if (bad && options.method !== 'get') throw new Refused(bad)
        return response
      } finally {
        // The SDK keeps the last request, with number, text and credentials, for as long as it lives.
        Object.assign(this, { lastRequest: undefined, lastResponse: undefined })
      }
    }
  }

  const client = twilio(config.accountSid, config.authToken, {
    httpClient: new QuietClient({ timeout: timeoutMs, autoRetry: false }),
    logLevel: 'error', // TWILIO_LOG_LEVEL=debug would print every request
  })

  async function send(message: Outgoing, now: Date): Promise<SendOutcome> {
    const validitySeconds = Math.floor((message.validUntil.getTime() - now.getTime()) / 1000)
    if (validitySeconds < 1) return { kind: 'failed', reason: 'too_late' }
    try {
      const sent = await client.messages.create({
        to: message.to,
        body: message.text,
        from: config.from,
        messagingServiceSid: config.messagingServiceSid,
        validityPeriod: Math.min(validitySeconds, LONGEST_VALIDITY_S),
        contentRetention: 'discard',
        addressRetention: 'obfuscate',
        // Our own id comes back with each receipt, also when the answer to this request is lost.
        statusCallback:
          message.statusCallback ??
          publicAddress(config, `${STATUS_PATH}?message=${message.id}${OVERRIDES}`),
      })
      return { kind: 'sent', providerId: sent.sid }
    } catch (error) {
      return outcomeOfError(error)
    }
  }

  /** Unsent ones have no date to filter by, and redacted ones no number: so also the newest of all. */
  async function find(message: Outgoing, since: Date): Promise<Found> {
    const among = (listed: Listed[]) => candidatesFor(message, since, listed, receiptOf)
    try {
      const own = among((await newest({ to: message.to }, since)).listed)
      if (own.length > 0) return { kind: 'seen', candidates: own }
      const { listed, whole } = await newest({}, since)
      const candidates = among(listed)
      return candidates.length > 0 || whole ? { kind: 'seen', candidates } : { kind: 'unclear' }
    } catch {
      return { kind: 'unclear' }
    }
  }

  /** The newest first, `whole` if they reach back so far: what too many others came after is hidden, not absent. */
  async function newest(query: { to?: string }, since: Date) {
    for (const limit of PAGES) {
      const listed = (await client.messages.list({ ...query, limit })) as Listed[]
      const whole = listed.length < limit || listed.at(-1)!.dateCreated! < since
      if (whole || limit === PAGES.at(-1)) return { listed, whole }
    }
    return { listed: [], whole: false }
  }

  async function missed(since: Date): Promise<Missed> {
    const query = config.from ? { to: config.from } : {}
    try {
      const listed = (await client.messages.list({
        ...{ ...query, dateSentAfter: since, limit: MOST_MISSED },
      })) as Listed[]
      return { kind: 'seen', texts: textsTo(config, listed), whole: listed.length < MOST_MISSED }
    } catch {
      return { kind: 'unclear' }
    }
  }

  async function look(providerId: string): Promise<Looked> {
    try {
      const found = (await client.messages(providerId).fetch()) as Listed
      if (found.sid !== providerId) return { kind: 'unclear' }
      const receipt = receiptOf(found)
      return { kind: 'seen', ...(receipt ? { receipt } : {}) }
    } catch (error) {
      return isGone(error) ? { kind: 'seen' } : { kind: 'unclear' }
    }
  }

  return {
    name: 'twilio',
    channels: ['sms'],
    repeatable: false,
    send: (message, now) =>
      within(timeoutMs * 1.2, send(message, now), { kind: 'unknown', reason: 'timeout' }),
    find: (message, since) => within(timeoutMs, find(message, since), { kind: 'unclear' }),
    missed: (since) => within(timeoutMs, missed(since), { kind: 'unclear' }),
    look: (providerId) => within(timeoutMs, look(providerId), { kind: 'unclear' }),
  }
}

/**
 * True if Twilio signed this request for this path of ours. The address that was signed is built
 * from the configuration, never from Host. The signature has no time: the caller drops repeats.
 * Twilio does not say whether it signs the overrides, which it does not send: both are its signature.
 */
export async function verifyTwilio(
  config: Pick<TwilioConfig, 'authToken' | 'publicUrl'>,
  path: string,
  params: Record<string, string>,
  signature: string | undefined,
): Promise<boolean> {
  if (!signature) return false
  const { validateRequest } = await import('twilio/lib/webhooks/webhooks.js')
  const address = publicAddress(config, path)
  return [address, address + OVERRIDES].some((signed) =>
    validateRequest(config.authToken, signature, signed, params),
  )
}

/** A status callback; undefined for what is none, or has a status that is not of an outgoing SMS. */
export function readTwilioStatus(params: Record<string, string>): Receipt | undefined {
  const providerId = params.MessageSid ?? params.SmsSid
  const state = STATES.get(params.MessageStatus ?? params.SmsStatus ?? '')
  if (!providerId || !state) return undefined
  return receipt(providerId, state, Number(params.ErrorCode))
}

function receiptOf({ sid, status = '', errorCode }: Listed): Receipt | undefined {
  const state = STATES.get(status)
  return state && receipt(sid, state, errorCode)
}

const receipt = (providerId: string, state: Receipt['state'], code: unknown): Receipt =>
  state === 'failed'
    ? { providerId, state, reason: failReason(code) ?? 'refused' }
    : { providerId, state }

/** A text that somebody sent to us; undefined if the parameters are not of one. */
export function readTwilioInbound(
  params: Record<string, string>,
): { providerId: string; from: string; to: string; body: string } | undefined {
  const { From: from, To: to, Body: body } = params
  const providerId = params.MessageSid ?? params.SmsSid
  if (!providerId || !from || !to || body === undefined) return undefined
  return { providerId, from, to, body }
}

function publicAddress(config: Pick<TwilioConfig, 'publicUrl'>, path: string): string {
  return config.publicUrl.replace(/\/+$/, '') + path
}

/** The SDK's own time-out is one of silence: a server that drips bytes would hold it for ever. */
async function within<T>(ms: number, outcome: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, ms, otherwise)
  })
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer))
}
