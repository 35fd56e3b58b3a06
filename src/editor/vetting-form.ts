import { instantIn } from '../answers/clock-field.ts'
import type { Called, ContactFacts } from '../directory/contacts-schemas.ts'
import { isE164, parsePhones } from '../directory/phones.ts'
import type { EditorVettingTexts } from '../locales/editor-vetting.ts'
import { type FieldError as Bad, invalid, Problem } from '../platform/errors.ts'
import { fieldOf } from '../staff/page-kit.ts'
import type { FieldError } from '../web/piece.ts'

/** The call, as it was typed; what is wrong with it as a verb would say it. */
export function readCalled(body: unknown, zone: string): { called: Called; errors: Bad[] } {
  const spokeTo = fieldOf(body, 'spokeTo').slice(0, 120)
  const at = instantIn(zone, fieldOf(body, 'day'), fieldOf(body, 'time'))
  return {
    called: {
      number: fieldOf(body, 'number'),
      at: at?.toISOString() ?? '',
      ...(spokeTo && { spokeTo }),
    },
    errors: at ? [] : [{ pointer: '/what/called/at', detail: 'time' }],
  }
}

/** The rows of contacts that were filled in; `rows`: which of the page each was. */
export function readContacts(body: unknown, count: number, at: string) {
  const filled = Array.from({ length: count }, (_, i) => i + 1).filter(
    (row) => fieldOf(body, `value-${row}`) !== '',
  )
  const contacts = filled.map((row): ContactFacts => {
    const channel = fieldOf(body, `channel-${row}`) === 'email' ? 'email' : 'sms'
    const value = fieldOf(body, `value-${row}`)
    const [phone, ...more] = channel === 'sms' ? parsePhones(value).phones : []
    return {
      channel,
      value: phone && more.length === 0 ? phone.e164 : value,
      language: fieldOf(body, `language-${row}`) === 'fr' ? 'fr' : 'en',
    }
  })
  const errors = contacts.flatMap(({ channel, value }, i): Bad[] => {
    const pointer = `${at}/${i}/value`
    if (channel === 'sms')
      return isE164(value) ? [] : [{ pointer, detail: 'is not a telephone number' }]
    const fits = /^[^\s@]+@[^\s@]+$/.test(value) && value.length <= 254
    return fits ? [] : [{ pointer, detail: 'is not an address' }]
  })
  return { contacts, rows: filled, errors }
}

/** Numbers for the public, one on each line. */
export function readPhones(body: unknown) {
  const { phones: given } = (body ?? {}) as { phones?: unknown }
  const lines = (typeof given === 'string' ? given : '')
    .slice(0, 1000)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const phones = []
  const errors: Bad[] = []
  for (const line of lines) {
    const { phones: found, problems } = parsePhones(line)
    if (found.length !== 1 || problems.length > 0)
      errors.push({ pointer: '/what/phones', detail: 'is not a telephone number' })
    for (const { e164, extension } of found)
      phones.push({ number: e164, ...(extension && { extension }) })
  }
  return { phones, errors }
}

/** All that is ticked of a group of boxes. */
export function ticked(body: unknown, name: string): string[] {
  const given = (body as Record<string, unknown> | undefined)?.[name]
  return [given].flat().filter((each): each is string => typeof each === 'string')
}

const FIELDS: Record<string, string> = {
  '/what/agreement': 'agreement',
  '/what/called/number': 'number',
  '/what/called/at': 'time',
  '/what/contacts': 'value-1',
  '/what/phones': 'phones',
  '/calledNumber': 'calledNumber',
  '/checked': 'checked',
}

/** What a verb refused, in words, beside the fields of the page. `rows`: which rows of contacts were sent. */
export function saidOf(
  { problems }: Pick<EditorVettingTexts, 'problems'>,
  { code, fields }: Pick<Problem, 'code' | 'fields'>,
  rows: readonly number[] = [],
): FieldError[] {
  if (fields.length === 0) return [{ text: problems[code] ?? problems.other! }]
  return fields.map(({ pointer, detail }) => {
    const [, row] = /^\/what\/(?:contacts|add)\/(\d+)/.exec(pointer) ?? []
    const group = pointer.replace(/\/\d+(\/number)?$/, '')
    const field = row ? `value-${rows[Number(row)] ?? 1}` : (FIELDS[pointer] ?? FIELDS[group])
    return { ...(field && { field }), text: problems[detail] ?? problems.missing! }
  })
}

/** Does what was asked unless something is wrong with the form; then all that is wrong is said at once. */
export async function unlessBad<T>(errors: readonly Bad[], work: () => Promise<T>): Promise<T> {
  try {
    const done = await work()
    if (errors.length === 0) return done
  } catch (error) {
    if (errors.length === 0 || !(error instanceof Problem) || error.status !== 422) throw error
    const more = error.fields.filter(
      ({ pointer }) => !errors.some((each) => each.pointer === pointer),
    )
    throw invalid([...errors, ...more])
  }
  throw invalid([...errors])
}
