import { isE164 } from '../directory/phones.ts'
import { isZone } from '../geography/local-time.ts'
import type { FieldError } from '../platform/errors.ts'
import type { ReferralInput } from './schemas.ts'

/** What cannot be right about how the person, or the referrer, may be reached; by field. */
export function safeContactErrors({ channel, safeContact, referrer }: ReferralInput): FieldError[] {
  const errors: FieldError[] = []
  if (safeContact && !safeContact.wanted && safeContact.channels?.length) {
    errors.push({ pointer: '/safeContact/channels', detail: 'contact is not wanted: leave it out' })
  }
  safeContact?.channels?.forEach(({ kind, value, zone }, i) => {
    const pointer = `/safeContact/channels/${i}`
    const good = kind === 'email' ? /^[^@\s]+@[^@\s]+$/.test(value) : isE164(value)
    if (!good)
      errors.push({
        pointer: `${pointer}/value`,
        detail: kind === 'email' ? 'is not an e-mail address' : 'is not a number in E.164',
      })
    if (zone && !isZone(zone))
      errors.push({ pointer: `${pointer}/zone`, detail: 'is not an IANA zone' })
  })
  if (channel === 'web' && (referrer?.phone || referrer?.email)) {
    errors.push({
      pointer: '/referrer',
      detail: 'nothing is sent to a person: on the web channel a phone or address is not taken',
    })
  }
  return errors
}
