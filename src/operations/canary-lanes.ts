import type { Channel } from '../delivery/provider.ts'
import type { Actor } from '../protection/may.ts'
import type { Services } from '../services.ts'

/** One way that the canary watches: through one provider to an address of our own. */
export type Lane = {
  name: string
  provider: string
  channel: Channel
  to: string
  /** Its provider tells when a message was delivered. */
  reports: boolean
}

/** The referral that is made and undone, which sends nothing. */
export const REHEARSAL = 'referral'

/** Each provider of each channel that has an address to receive it. */
export function lanesOf({ config, providers }: Pick<Services, 'config' | 'providers'>): Lane[] {
  const to = { sms: config.CANARY_SMS_TO, email: config.CANARY_EMAIL_TO }
  const reports: Record<string, boolean> = {
    twilio: true,
    gc_notify: Boolean(config.GC_NOTIFY_CALLBACK_TOKEN),
  }
  return (['sms', 'email'] as const).flatMap((channel) =>
    providers.order[channel].flatMap((provider) => {
      if (!to[channel]) return []
      const name = `${provider} ${channel}`
      return { name, provider, channel, to: to[channel], reports: reports[provider] ?? false }
    }),
  )
}

/** Where nothing reports back, that the provider took it is all that there is to know. */
export const arrivedStates = ({ reports }: Lane): string[] =>
  reports ? ['delivered'] : ['sent', 'delivered']

/** Makes a referral, as an operator's program would. */
export const CANARY: Actor = { id: 'system:canary', role: 'operator' }
