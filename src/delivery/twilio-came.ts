import type { Came } from './provider.ts'
import type { Listed } from './twilio-look-up.ts'

/**
 * The texts among Twilio's messages that somebody sent to us, the oldest first. An account may have numbers
 * of other programs: ours is TWILIO_FROM, by which the list was asked for, or else what belongs to the
 * messaging service, or what that service sent from.
 */
export function textsTo(
  { from, messagingServiceSid }: { from?: string; messagingServiceSid?: string },
  listed: readonly Listed[],
): Came[] {
  const inService = (one: Listed) => one.messagingServiceSid === messagingServiceSid
  const own = new Set(
    from
      ? [from]
      : listed
          .filter((one) => one.direction !== 'inbound' && inService(one))
          .map((one) => one.from),
  )
  return listed
    .filter((one) => one.direction === 'inbound' && typeof one.sid === 'string')
    .filter((one) => own.has(one.to) || (!from && inService(one)))
    .sort((a, b) => timeOf(a) - timeOf(b))
    .map(cameOf)
}

const timeOf = ({ dateCreated }: Listed): number => dateCreated?.getTime() || 0

/** Redaction, where the account asks for it, leaves a number without its last four digits, and no text. */
function cameOf({ sid, from, to, body }: Listed): Came {
  if (!from || !to || typeof body !== 'string' || /X{4}$/.test(from)) return { providerId: sid }
  return { providerId: sid, content: { from, to, body } }
}
