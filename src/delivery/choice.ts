import type { Tx } from '../platform/database.ts'
import type { Turn } from '../services.ts'
import { pauseOf, shareOf } from './breaker.ts'
import { healthOf } from './health.ts'
import type { Message } from './next-step.ts'
import type { Channel } from './provider.ts'
import type { Providers } from './providers.ts'

/** Where else this message could go: `next` is neither left nor asks for time, `last` may. */
export async function elsewhere(
  { tx, now, providers }: Pick<Turn, 'now' | 'providers'> & { tx: Tx },
  { channel, provider, tried }: Pick<Message, 'channel' | 'provider' | 'tried'>,
): Promise<{ next: string | undefined; last: string | undefined }> {
  const others = othersOf(providers, channel as Channel, provider).filter(
    (name) => !tried.includes(name),
  )
  if (others.length === 0) return { next: undefined, last: undefined }
  const health = await healthOf(tx, others, now)
  const next = others.find((name) => {
    const its = health.get(name)!
    return shareOf(its) > 0 && !pauseOf(its, now)
  })
  return { next, last: next ?? others[0] }
}

export const othersOf = ({ order }: Providers, channel: Channel, provider: string): string[] =>
  order[channel].filter((name) => name !== provider)
