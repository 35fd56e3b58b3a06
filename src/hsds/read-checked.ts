import { Value } from 'typebox/value'
import { factErrors } from '../directory/fact-errors.ts'
import { type Facts, FactsSchema } from '../directory/schemas.ts'
import type { Notes } from './read-notes.ts'
import type { Reading } from './read-row.ts'
import type { Rest } from './shapes.ts'

/** Facts that hold: what is wrong is said, and either left out or keeps the row out. */
export function checked(
  facts: Facts,
  { gazetteer }: Reading,
  about: Rest,
  notes: Notes,
  done: 'refused' | 'left_out',
): Facts | undefined {
  let left: Record<string, unknown> = facts
  for (let round = 0; round < 3; round++) {
    const errors = Value.Errors(FactsSchema, left).map(({ instancePath, message }) => ({
      pointer: instancePath,
      detail: message,
    }))
    if (errors.length === 0) errors.push(...factErrors(gazetteer, left as Facts))
    if (errors.length === 0) return left as Facts
    const names = new Set(errors.map(({ pointer }) => pointer.split('/')[1] ?? ''))
    const needed = ['', 'name', 'province', 'needs', 'channels'].some((name) => names.has(name))
    for (const { pointer, detail } of errors)
      notes.say(
        about,
        '',
        'shape',
        needed ? 'refused' : done,
        `${pointer.slice(1).replaceAll('/', '.') || 'the row'} ${detail}`,
      )
    if (needed || done === 'refused') return undefined
    left = Object.fromEntries(Object.entries(left).filter(([name]) => !names.has(name)))
  }
  notes.say(about, '', 'shape', 'refused', 'its facts contradict each other')
  return undefined
}
