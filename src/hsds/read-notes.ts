import { type Done, type Finding, type FindingKind, quoted, type Said } from './import-findings.ts'
import type { Rest } from './shapes.ts'

/** Where each part of a document stands in its file: `phones.csv line 4`, or `#3 /services/0/phones/1`. */
const places = new WeakMap<object, string>()

export const setPlace = (part: object, place: string): void => {
  places.set(part, place)
}

export const placeOf = (part: object): string => places.get(part) ?? ''

/** Says of every object in a document where it stands: its place in the file and a JSON pointer. */
export function setPlaces(document: object, place: string): void {
  setPlace(document, place)
  for (const [name, value] of Object.entries(document)) {
    if (typeof value !== 'object' || value === null) continue
    const start = place.includes(' /') || /\/$/.test(place) ? place : `${place} `
    if (Array.isArray(value)) {
      for (const [i, each] of value.entries())
        if (typeof each === 'object' && each !== null) setPlaces(each, `${start}/${name}/${i}`)
    } else setPlaces(value, `${start}/${name}`)
  }
}

/** What is found in one row of a file. `value` is quoted, unless it could tell where a hidden point is. */
export type Notes = {
  findings: Finding[]
  say(part: object, field: string, kind: FindingKind, done: Done, says: Said, value?: unknown): void
  /** Whether anything keeps the row out. */
  refused(): boolean
}

export function takeNotes(): Notes {
  const findings: Finding[] = []
  return {
    findings,
    say(part, field, kind, done, { en, fr }, value) {
      const place = placeOf(part)
      // a row of a table is told by its line and column, a document by a JSON pointer
      const table = place === '' || / line \d+$/.test(place)
      const own = place || String((part as Rest).place ?? '')
      const where =
        field === '' ? own : `${own}${table ? ', ' : own.includes(' /') ? '/' : ' /'}${field}`
      const id = (part as Rest).id
      const named =
        typeof id === 'string' && id.length <= 60 ? `${where} (id ${writable(id)})` : where
      const before = value === undefined ? '' : `${quoted(value)} `
      const says = before + en
      if (findings.some((other) => other.place === named && other.says === says)) return
      findings.push({ kind, done, place: named, says, saysFr: before + fr })
    },
    refused: () => findings.some(({ done }) => done === 'refused'),
  }
}

/** The parts of a list of a document that are objects. */
export const partsOf = (body: Rest | undefined, field: string): Rest[] => {
  const list = body?.[field]
  return Array.isArray(list)
    ? list.filter((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
    : []
}

/** The text of a field as it can be kept, without spaces around it; a number as it is written. Undefined where there is none. */
export function textOf(body: Rest | undefined, field: string): string | undefined {
  const value = body?.[field]
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  return writable(String(value)).trim() || undefined
}

/** Without what PostgreSQL takes in no text. */
const writable = (text: string): string => text.toWellFormed().replaceAll('\0', '')

export const isUuid = (id: unknown): id is string =>
  typeof id === 'string' && /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id)
