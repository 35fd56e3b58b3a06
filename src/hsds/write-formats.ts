import type { Phone } from '../directory/schemas.ts'

/** Everything that RFC 3986 lets stand in an http address with a domain name. */
const URI =
  /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?(\/([a-z0-9\-._~!$&'()*+,;=:@]|%[0-9a-f]{2})*)*(\?([a-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9a-f]{2})*)?(#([a-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9a-f]{2})*)?$/i

/** The address as a URI, escaped where it must be; undefined if it is none. */
export function uriOf(website: string): string | undefined {
  if (URI.test(website)) return website
  const escaped = URL.parse(website)?.href
  return escaped && URI.test(escaped) ? escaped : undefined
}

const EMAIL =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i

/** The e-mail address, if it is one of RFC 5322 without quotes and comments. */
export const emailOf = (email: string): string | undefined =>
  EMAIL.test(email) ? email : undefined

/**
 * Whether the number says the extension exactly, which in HSDS is a number: "012" is not said by 12.
 */
export const extensionOf = ({ extension }: Phone): boolean =>
  extension === undefined || String(Number(extension)) === extension
