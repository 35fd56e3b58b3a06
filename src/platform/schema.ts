import { Type } from 'typebox'

/** An id. Ajv's format alone takes `urn:uuid:…` too, which the database does not. */
export const Uuid = (description?: string) =>
  Type.String({
    format: 'uuid',
    pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
    ...(description && { description }),
  })

const DAY = '(19[0-9]{2}|2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}'
const TIME = '[0-9]{2}:[0-9]{2}:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})'

/**
 * For a day and a moment that are sent: from 1900 to 2200 and without leap seconds, so that `Date`
 * and the database can hold them. The format sees to it that they are of the calendar.
 */
export const DAY_SENT = { format: 'date', pattern: `^${DAY}$`, maxLength: 10 }
export const MOMENT_SENT = { format: 'date-time', pattern: `^${DAY}T${TIME}$`, maxLength: 40 }
