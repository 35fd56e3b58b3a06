import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import type { Outgoing, Provider, SendOutcome } from './provider.ts'

/**
 * E-mail through any SMTP server.
 * @param config.url `smtp://` or `smtps://` with user, password, host and port; nodemailer's options
 *   may follow as a query (`?requireTLS=true`).
 * @param config.timeoutMs for the whole conversation; 5,000 unless told (promise D7).
 */
export function smtpProvider(config: { url: string; from: string; timeoutMs?: number }): Provider {
  const domain = config.from.match(/@([^>\s]+)/)?.[1] ?? 'localhost'

  async function send(message: Outgoing, now: Date): Promise<SendOutcome> {
    if (message.validUntil <= now) return { kind: 'failed', reason: 'too_late' }
    // One transport a message: none lives on that could hold the last message in a dump.
    const transport = createTransport({
      url: config.url,
      logger: false,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    // The same row gives the same Message-ID, so that a repeat can be seen as one.
    const messageId = `<${message.id}@${domain}>`
    let handedOver = false
    try {
      transport.use('stream', (mail, done) => {
        mail.message.processFunc((body) => onFirstRead(body, () => (handedOver = true)))
        done()
      })
      await transport.sendMail({
        from: config.from,
        to: { name: '', address: message.to },
        subject: message.subject ?? '',
        text: message.text,
        html: message.html,
        messageId,
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': message.language },
        signal: AbortSignal.timeout(config.timeoutMs ?? 5000),
      })
      return { kind: 'sent', providerId: messageId }
    } catch (error) {
      return outcomeOfError(error, handedOver)
    } finally {
      transport.close()
    }
  }

  return { name: 'smtp', channels: ['email'], repeatable: true, send }
}

/**
 * The body is read only after the server agreed to DATA. A connection that is lost before then
 * took nothing; after it, nobody can tell, and nodemailer's error is the same for both.
 */
function onFirstRead(body: Readable, tell: () => void): Readable {
  return Readable.from(
    (async function* () {
      tell()
      yield* body
    })(),
  )
}

/** Nothing of the error is kept: a server's reply may quote the address or the text. */
function outcomeOfError(error: unknown, handedOver: boolean): SendOutcome {
  const { code, responseCode, command, response } = error as {
    code?: string
    responseCode?: number
    command?: string
    response?: string
  }
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'ECONFIG') {
    return isTemporary(responseCode) ? UNAVAILABLE : { kind: 'failed', reason: 'misconfigured' }
  }
  if (isTemporary(responseCode)) return UNAVAILABLE
  if (responseCode && responseCode >= 500) {
    return { kind: 'failed', reason: refusal(command, responseCode, response ?? '') }
  }
  if (handedOver) {
    return {
      kind: 'unknown',
      reason: code === 'ETIMEDOUT' || code === 'EABORT' ? 'timeout' : 'reset',
    }
  }
  // Refused by nodemailer itself: no usable recipient.
  if (code === 'EENVELOPE') return { kind: 'failed', reason: 'bad_address' }
  return UNAVAILABLE
}

/** RFC 5321 reply codes, and RFC 3463 x.7.x (policy) where the server gives them. */
function refusal(command: string | undefined, responseCode: number, response: string) {
  if (responseCode === 530 || command === 'MAIL FROM') return 'misconfigured'
  if (command === 'RCPT TO' && !/\b5\.7\.\d+/.test(response)) return 'bad_address'
  return 'refused'
}

function isTemporary(responseCode: number | undefined): boolean {
  return responseCode !== undefined && responseCode >= 400 && responseCode < 500
}

const UNAVAILABLE: SendOutcome = { kind: 'retry', reason: 'unavailable' }
