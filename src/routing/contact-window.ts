import { localTime } from '../geography/local-time.ts'
import { after, DAY, HOUR } from '../platform/clock.ts'
import type { ReferralInput } from './schemas.ts'

export type SafeContact = NonNullable<ReferralInput['safeContact']>
export type SafeChannel = NonNullable<SafeContact['channels']>[number]

/** A channel as it is shown now: outside its window without its number or address. */
export type ShownChannel = Omit<SafeChannel, 'value'> & {
  value?: string
  window: ReturnType<typeof windowOf>
  zone: string
}
export type ShownContact = Omit<SafeContact, 'channels'> & { channels?: ShownChannel[] }

/** What was said about a safe contact holds for this long; then the person is asked again. */
const HOLDS = 72 * HOUR
const WEEK = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa'] as const

type Asked = { askedAt: Date; now: Date; fallbackZone: string }

/** A safe contact as it may be shown now; `fallbackZone` is for channels that name none. */
export function shownContact({ channels, ...rest }: SafeContact, asked: Asked): ShownContact {
  const shown = channels?.map(({ value, ...channel }) => {
    const window = windowOf({ value, ...channel }, asked)
    const zone = channel.zone ?? asked.fallbackZone
    return { ...channel, ...(window === 'now' && { value }), window, zone }
  })
  return { ...rest, ...(shown && { channels: shown }) }
}

/**
 * Whether the person may be contacted this way now: a number is shown only inside its window
 * (design, "Safe contact"). A window that passes midnight belongs to the day on which it begins.
 */
export function windowOf(
  { days, from = '00:00', to = '24:00', zone }: SafeChannel,
  { askedAt, now, fallbackZone }: Asked,
): 'now' | 'later' | 'expired' {
  if (now >= after(askedAt, HOLDS)) return 'expired'
  const within = (day: Date) => {
    const wanted = WEEK[localTime(day, zone ?? fallbackZone).weekday]!
    return !days || days.length === 0 || days.includes(wanted)
  }
  const { minutesOfDay } = localTime(now, zone ?? fallbackZone)
  const [begins, ends] = [minutes(from), minutes(to)]
  if (begins < ends)
    return within(now) && begins <= minutesOfDay && minutesOfDay < ends ? 'now' : 'later'
  if (minutesOfDay >= begins) return within(now) ? 'now' : 'later'
  return minutesOfDay < ends && within(after(now, -DAY)) ? 'now' : 'later'
}

function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(':').map(Number)
  return hours * 60 + rest
}
