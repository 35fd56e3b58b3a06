import { needs } from '../directory/needs.ts'
import { populations } from '../directory/people.ts'
import type { CapacityRow, PointDetails } from '../directory/store.ts'
import type { Language } from '../locales/locale.ts'
import type { Drawing } from '../staff/layout.ts'
import { row } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { textsOf } from './kit.ts'
import { inWords, type Reading } from './value-words.ts'

type Row = (field: keyof PointDetails) => Piece

/** What it offers, and from where it takes people. */
export const whatRows = (drawing: Drawing, point: PointDetails, reading: Reading): Piece[] =>
  (
    ['needs', 'channels', 'admission', 'remote', 'reachKm', 'areas', 'takesFromElsewhere'] as const
  ).map(rowOf(drawing, point, reading))

/** For whom it is. */
export const whomRows = (drawing: Drawing, point: PointDetails, reading: Reading): Piece[] =>
  (
    [
      ...(['genders', 'minAge', 'maxAge', 'children', 'takes', 'refuses', 'access'] as const),
      ...(['languages', 'interpreter', 'forTrafficked', 'exploitation', 'indigenous'] as const),
      'faithBased',
    ] as const
  ).map(rowOf(drawing, point, reading))

/** Each code stands on a line of its own; an empty list of what is always known is left out. */
function rowOf(drawing: Drawing, point: PointDetails, reading: Reading): Row {
  const t = textsOf(drawing)
  return (field) => {
    const value = point[field]
    const label = t.form.fields[field] ?? field
    if (value === null) return row(label, t.unknown)
    if (Array.isArray(value) && value.length > 0)
      return row(
        label,
        value.map((each) => inWords(field, [each], reading)),
      )
    if (Array.isArray(value) && !SAYS_NONE.includes(field)) return ''
    return row(label, inWords(field, value, reading))
  }
}

/** An empty list says that there is none; of the others it says nothing. */
const SAYS_NONE: (keyof PointDetails)[] = ['children', 'access']

/** How much room there is for one need and one population. */
export const roomText = (
  { need, population, room }: Pick<CapacityRow, 'need' | 'population' | 'room'>,
  language: Language,
): string => `${needs[need][language]}, ${populations[population][language]}: ${room}`
