import { parsePhones } from '../directory/phones.ts'
import type { Phone } from '../directory/schemas.ts'
import type { Understood } from './read-foreign.ts'
import { type Notes, partsOf, textOf } from './read-notes.ts'
import { phoneSays } from './says-rules.ts'
import type { Rest } from './shapes.ts'

/** Fax numbers and the like are for machines; numbers of named persons are not for the public. */
const NO_VOICE = /^(?:fax|pager|textphone|video)$/i

/** The numbers that people may call, of one part of a document. */
export function phonesOf(part: Rest, notes: Notes, understood: Understood): Phone[] {
  return partsOf(part, 'phones').flatMap((phone) => {
    const number = textOf(phone, 'number')
    if (number === undefined || NO_VOICE.test(textOf(phone, 'type') ?? '')) return []
    const extension = textOf(phone, 'extension')
    const read = parsePhones(number.replaceAll('"', ''))
    for (const { text, reason } of read.problems) {
      notes.say(phone, 'number', 'phone', 'left_out', phoneSays[reason], text)
      // what costs money is not handed on either
      if (reason === 'premium' || reason === 'short_code') understood.add(phone)
    }
    if (read.phones.length === 0) {
      if (read.problems.length === 0)
        notes.say(phone, 'number', 'phone', 'left_out', phoneSays.not_a_number, number)
      return []
    }
    if (read.problems.length === 0) understood.add(phone)
    return read.phones.map(({ e164, extension: own }, i) => {
      const inside = own ?? (i === 0 ? extension : undefined)
      return { number: e164, ...(inside && /^\d{1,10}$/.test(inside) && { extension: inside }) }
    })
  })
}

/** Each number once, and no more than a service point has. */
export const distinct = (phones: Phone[]): Phone[] =>
  [...new Map(phones.map((each) => [JSON.stringify(each), each])).values()].slice(0, 10)
