import type { Facts } from '../directory/schemas.ts'
import type { Notes } from './read-notes.ts'
import type { Reading } from './read-row.ts'
import { wrongFacts } from './says-rules.ts'
import { valueSays } from './says-value.ts'
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
    const errors = wrongFacts(gazetteer, left)
    if (errors.length === 0) return left as Facts
    const names = new Set(errors.map(({ pointer }) => pointer.split('/')[1] ?? ''))
    const needed = ['', 'name', 'province', 'needs', 'channels'].some((name) => names.has(name))
    for (const { pointer, says } of errors) {
      const field = pointer.slice(1).replaceAll('/', '.')
      const en = `${field || 'the row'} ${says.en}`
      const fr = `${field || 'la rangée'} : ${says.fr}`
      notes.say(about, '', 'shape', needed ? 'refused' : done, { en, fr })
    }
    if (needed || done === 'refused') return undefined
    left = Object.fromEntries(Object.entries(left).filter(([name]) => !names.has(name)))
  }
  notes.say(about, '', 'shape', 'refused', valueSays.contradiction)
  return undefined
}
