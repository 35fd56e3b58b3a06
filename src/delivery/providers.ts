import { join } from 'node:path'
import type { Config } from '../platform/config.ts'
import { gcNotifyProvider } from './gc-notify.ts'
import { localProvider } from './local.ts'
import type { Channel, Provider } from './provider.ts'
import { smtpProvider } from './smtp.ts'
import type { TwilioConfig } from './twilio.ts'

export type Providers = {
  byName: ReadonlyMap<string, Provider>
  /** In the order in which they are tried. */
  order: Record<Channel, string[]>
  twilio?: TwilioConfig
}

export const outboxFolder = (config: Config): string => join(config.DATA_DIR, 'outbox')

/** Opens the providers that the configuration names; `twilio` is loaded only when it is one of them. */
export async function openProviders(config: Config): Promise<Providers> {
  const names = new Set([...config.PROVIDERS_SMS, ...config.PROVIDERS_EMAIL])
  const byName = new Map<string, Provider>()
  const twilio = names.has('twilio') ? twilioConfig(config) : undefined
  if (names.has('local')) byName.set('local', localProvider({ folder: outboxFolder(config) }))
  if (names.has('smtp')) {
    byName.set('smtp', smtpProvider({ url: config.SMTP_URL!, from: config.SMTP_FROM! }))
  }
  if (names.has('gc_notify')) {
    const { GC_NOTIFY_SMS_TEMPLATE: sms, GC_NOTIFY_EMAIL_TEMPLATE: email } = config
    const templates = { ...(sms ? { sms } : {}), ...(email ? { email } : {}) }
    byName.set(
      'gc_notify',
      gcNotifyProvider({
        ...{ apiKey: config.GC_NOTIFY_API_KEY!, templates },
        ...(config.GC_NOTIFY_API_URL ? { baseUrl: config.GC_NOTIFY_API_URL } : {}),
      }),
    )
  }
  if (twilio) {
    const { twilioProvider } = await import('./twilio.ts')
    byName.set('twilio', await twilioProvider(twilio))
  }
  return {
    byName,
    order: { sms: config.PROVIDERS_SMS, email: config.PROVIDERS_EMAIL },
    ...(twilio ? { twilio } : {}),
  }
}

const twilioConfig = (config: Config): TwilioConfig => ({
  accountSid: config.TWILIO_ACCOUNT_SID!,
  authToken: config.TWILIO_AUTH_TOKEN!,
  publicUrl: config.PUBLIC_URL,
  ...(config.TWILIO_API_URL ? { baseUrl: config.TWILIO_API_URL } : {}),
  ...(config.TWILIO_FROM ? { from: config.TWILIO_FROM } : {}),
  ...(config.TWILIO_MESSAGING_SERVICE_SID
    ? { messagingServiceSid: config.TWILIO_MESSAGING_SERVICE_SID }
    : {}),
})
