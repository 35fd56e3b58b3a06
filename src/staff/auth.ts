import { createHmac } from 'node:crypto'
import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { emailOTP, twoFactor } from 'better-auth/plugins'
import { cleaned } from '../platform/database.ts'
import { newDigits, newId } from '../platform/ids.ts'
import { keyedHash } from '../protection/keys.ts'
import type { Services } from '../services.ts'
import { authStore } from './auth-store.ts'
import { newRecoveryCodes } from './recovery-codes.ts'

/** One question to better-auth, by one of its paths. */
export type Question = {
  path: string
  /** A POST with this body; left out: a GET. */
  body?: object
  /** For whom, where it must know: our own session said so. */
  staffId?: string
  /** The cookie of a passkey ceremony, as `challenge` gave it. */
  challenge?: string
  /** The pseudonym of the caller's address, by which tries are counted. */
  address: string
}
export type Answer = {
  status: number
  body: Record<string, unknown>
  /** A passkey ceremony began: what the browser must bring back, signed. */
  challenge?: string
}
export type Ask = (question: Question) => Promise<Answer>

const SECONDS = { window: 60 }
/** For one address, in any minute without a pause: a hotline's whole shift may stand behind one. */
const LIMITS = {
  '/email-otp/send-verification-otp': { ...SECONDS, max: 20 },
  '/sign-in/email-otp': { ...SECONDS, max: 20 },
  '/two-factor/*': { ...SECONDS, max: 40 },
  '/passkey/*': { ...SECONDS, max: 60 },
}
const ADDRESS = 'x-causeway-address'
const SESSION = 'cw.asked-for'
const CHALLENGE = 'cw.challenge'

/**
 * Asks better-auth, which checks codes and keys and counts tries. It is never mounted: only our own
 * routes ask, through its handler, so that its limits hold. `sendCode` brings a code to a mailbox.
 */
export function createAuth(
  services: Services,
  sendCode: (email: string, code: string) => Promise<void>,
): Ask {
  const { config, keys, log, db } = services
  const secret = keyedHash(keys, 'better-auth', 'secret').toString('base64url')
  const { origin, hostname } = new URL(config.PUBLIC_URL)
  const auth = betterAuth({
    appName: config.SENDER_LABEL,
    // Named by version: what it seals (the keys of apps, recovery codes) says under which.
    secrets: [{ version: 1, value: secret }],
    baseURL: origin,
    trustedOrigins: [origin],
    database: authStore(db),
    telemetry: { enabled: false },
    logger: { disabled: true },
    onAPIError: {
      onError(error) {
        if ((error as Error)?.name !== 'APIError')
          log.error({ err: cleaned(error) }, 'a sign-in failed')
      },
    },
    session: {
      fields: { userId: 'staffId' },
      cookieCache: { enabled: false },
      disableSessionRefresh: true,
      freshAge: 0,
    },
    account: { fields: { userId: 'staffId' } },
    verification: { storeIdentifier: 'hashed' },
    rateLimit: { enabled: true, storage: 'database', customRules: LIMITS },
    advanced: {
      cookiePrefix: 'cw',
      cookies: { session_token: { name: SESSION } },
      useSecureCookies: false,
      ipAddress: { ipAddressHeaders: [ADDRESS] },
      database: { generateId: () => newId() },
    },
    plugins: [
      emailOTP({
        disableSignUp: true,
        expiresIn: 300,
        allowedAttempts: 3,
        generateOTP: () => newDigits(6),
        // Six digits behind a hash without a key would be found in a second.
        storeOTP: { hash: async (code) => keyedHash(keys, 'code', code).toString('base64url') },
        sendVerificationOTP: ({ email, otp }) => sendCode(email, otp),
      }),
      twoFactor({
        issuer: config.SENDER_LABEL,
        allowPasswordless: true,
        backupCodeOptions: {
          storeBackupCodes: 'encrypted',
          customBackupCodesGenerate: newRecoveryCodes,
        },
        schema: { twoFactor: { fields: { userId: 'staffId' } } },
      }),
      passkey({
        rpID: hostname,
        rpName: config.SENDER_LABEL,
        origin,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        advanced: { webAuthnChallengeCookie: 'challenge' },
        schema: { passkey: { fields: { userId: 'staffId' } } },
        // It asks for the person's PIN or finger but does not insist; a passkey alone proves only with it.
        registration: {
          afterVerification: ({ verification }) =>
            verified(verification.registrationInfo?.userVerified),
        },
        authentication: {
          afterVerification: ({ verification }) =>
            verified(verification.authenticationInfo.userVerified),
        },
      }),
    ],
  })

  return async ({ path, body, staffId, challenge, address }) => {
    const headers = new Headers({ origin, [ADDRESS]: address })
    const cookies = [
      ...(staffId ? [`${SESSION}=${signed(secret, staffId)}`] : []),
      ...(challenge ? [`${CHALLENGE}=${challenge}`] : []),
    ]
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '))
    if (body) headers.set('content-type', 'application/json')
    const response = await auth.handler(
      new Request(`${origin}/api/auth${path}`, {
        method: body ? 'POST' : 'GET',
        headers,
        ...(body && { body: JSON.stringify(body) }),
      }),
    )
    const begun = response.headers.getSetCookie().find((line) => line.startsWith(`${CHALLENGE}=`))
    const text = await response.text()
    if (response.status >= 500) throw new Error('better-auth failed')
    return {
      status: response.status,
      body: text.startsWith('{') ? JSON.parse(text) : {},
      ...(begun && { challenge: begun.slice(CHALLENGE.length + 1).split(';')[0]! }),
    }
  }
}

async function verified(userVerified: boolean | undefined): Promise<undefined> {
  if (!userVerified) throw new Error('the authenticator did not verify who holds it')
}

/** A cookie as better-auth signs it: value.HMAC-SHA-256, percent-encoded. */
function signed(secret: string, value: string): string {
  const signature = createHmac('sha256', secret).update(value).digest('base64')
  return encodeURIComponent(`${value}.${signature}`)
}
