import {
  findPhoneNumbersInText,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'

export type PhoneFinding = { e164: string; extension?: string }

export type PhoneProblem = {
  /** what stands in the cell */
  text: string
  reason: 'not_a_number' | 'short_code' | 'premium' | 'outside_canada_us'
}

/**
 * The numbers of a cell, which may hold several, with extensions ("ext. 12", "x12", "poste 12") and
 * words around them. Only numbers of Canada, the United States and the toll-free ranges are taken
 * (a Caribbean number looks like ours and costs like one abroad), and none at premium rates.
 * Digits that are not part of a number are named as problems, so that nothing is lost in silence;
 * "24/7" is not about the number.
 */
export function parsePhones(cell: string): { phones: PhoneFinding[]; problems: PhoneProblem[] } {
  const phones: PhoneFinding[] = []
  const problems: PhoneProblem[] = []
  const text = cell.replace(/\bposte\b/gi, 'ext').replace(/\b24 ?\/ ?7\b/g, '')
  for (const part of text.split(BETWEEN_NUMBERS)) {
    let read = 0
    for (const { number, startsAt, endsAt } of findPhoneNumbersInText(part, 'CA')) {
      problems.push(...leftover(part.slice(read, startsAt)))
      read = endsAt
      const reason = refusal(number)
      if (reason) problems.push({ text: part.slice(startsAt, endsAt), reason })
      else if (!phones.some((other) => same(other, number))) phones.push(finding(number))
    }
    problems.push(...leftover(part.slice(read)))
  }
  return { phones, problems }
}

/** Whether the text is a phone number in E.164, by its shape: it need not exist. */
export function isE164(value: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(value)
}

/** As Canadians write it: 807-555-0123, 1-800-555-0123 where the 1 must be dialled; abroad +44 20 … */
export function formatPhone(e164: string): string {
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164) ?? []
  if (area === undefined) return parsePhoneNumberFromString(e164)?.formatInternational() ?? e164
  return `${TOLL_FREE.has(area) ? '1-' : ''}${area}-${exchange}-${line}`
}

/** The library takes a number after a comma for an extension of the one before: "A, 807" is A ext. 807. */
const BETWEEN_NUMBERS = /[;|\n]|,(?!\s*(?:ext|x|#))|\b(?:or|ou|and|et)\b/i

/** Emergency, information and text codes of a few digits (911, 211, 988, 686868). */
const SHORT_CODE = /^(?:[2-9]11|988|\d{5,6})$/

const TOLL_FREE = new Set(['800', '833', '844', '855', '866', '877', '888'])

/** Rates that the caller, or whoever texts back, pays above an ordinary call's. */
const COSTLY = new Set(['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER'])

function refusal(number: PhoneNumber): PhoneProblem['reason'] | undefined {
  if (COSTLY.has(number.getType() ?? '')) return 'premium'
  // an allow-list: toll-free numbers are reported as US, so Canada alone would refuse them
  return number.country === 'CA' || number.country === 'US' ? undefined : 'outside_canada_us'
}

/** Digits in what stands beside the numbers. */
function leftover(text: string): PhoneProblem[] {
  const left = text.replace(/^[\s/]+|[\s/]+$/g, '')
  if (SHORT_CODE.test(left)) return [{ text: left, reason: 'short_code' }]
  return /\d/.test(left) ? [{ text: left, reason: 'not_a_number' }] : []
}

function finding({ number, ext }: PhoneNumber): PhoneFinding {
  return ext ? { e164: number, extension: ext } : { e164: number }
}

function same(phone: PhoneFinding, { number, ext }: PhoneNumber): boolean {
  return phone.e164 === number && phone.extension === ext
}
