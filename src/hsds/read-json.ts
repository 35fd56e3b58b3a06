import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Said } from './import-findings.ts'
import { setPlaces } from './read-notes.ts'
import { rowSays } from './says-row.ts'
import type { Rest } from './shapes.ts'

/** A document of a JSON file; `broken`: what stands there cannot be read. */
export type JsonDocument = { place: string; body?: Rest; broken?: Said }

/** How a JSON file holds its documents. */
export type JsonForm =
  | { form: 'lines' }
  | { form: 'array' }
  /** In lists of the outermost object, of these names. */
  | { form: 'lists'; lists: ReadonlySet<string> }
  | { form: 'one' }
  /** Tables by the names of their files, as in HSDS's tabular example. */
  | { form: 'tables' }

/** A longer document is not read; bytes. */
const LONGEST = 16_000_000

const LISTS = ['contents', 'organizations', 'services', 'service_at_locations', 'data', 'results']

const [QUOTE, BACKSLASH, NEWLINE] = [34, 92, 10]
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [123, 125, 91, 93]

/**
 * Finds out in one pass how a JSON file holds its documents, without keeping any of it; `see` gets each
 * piece of the file.
 */
export function jsonForm(): { see(chunk: Buffer): void; form(): JsonForm } {
  let [depth, values, rows, first] = [0, 0, 0, 0]
  let [inString, escaped, lineStart] = [false, false, true]
  const keys = new Set<string>()
  let key: number[] | undefined
  return {
    see(chunk) {
      for (const code of chunk) {
        if (lineStart && code === OPEN) rows++
        lineStart = code === NEWLINE
        if (inString) {
          if (escaped) escaped = false
          else if (code === BACKSLASH) escaped = true
          else if (code === QUOTE) {
            inString = false
            if (key && keys.size < 200) keys.add(Buffer.from(key).toString())
            key = undefined
          } else if (key && key.length < 100) key.push(code)
        } else if (code === QUOTE) {
          inString = true
          if (depth === 1 && values <= 1 && first === OPEN) key = []
        } else if (code === OPEN || code === OPEN_LIST) {
          if (depth === 0) values++
          first ||= code
          depth++
        } else if ((code === CLOSE || code === CLOSE_LIST) && depth > 0) depth--
      }
    },
    form() {
      if (first === OPEN_LIST) return { form: 'array' }
      if (values > 1 || rows > 1) return { form: 'lines' }
      if ([...keys].some((name) => name.endsWith('.csv'))) return { form: 'tables' }
      const lists = new Set(LISTS.filter((name) => keys.has(name)))
      return lists.size > 0 && !keys.has('id') ? { form: 'lists', lists } : { form: 'one' }
    },
  }
}

/** The documents of a JSON file, one after another, never more than one of them in memory. */
export async function* jsonDocuments(file: Readable, form: JsonForm): AsyncGenerator<JsonDocument> {
  if (form.form === 'lines') {
    let line = 0
    for await (const text of createInterface({
      input: file,
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      line++
      if (text.trim() !== '') yield parsed(text.replace(/^\ufeff/, ''), `line ${line}`)
    }
    return
  }
  const cutter = cutDocuments(form)
  let number = 0
  for await (const chunk of file) {
    for (const { text, line } of cutter.take(chunk as Buffer)) {
      number++
      const place = form.form === 'one' ? `line ${line}` : `#${number} (line ${line})`
      yield text === undefined ? { place, broken: rowSays.too_long } : parsed(text, place)
    }
  }
  const open = cutter.open()
  if (open !== undefined) yield { place: `line ${open}`, broken: rowSays.never_ends }
}

function parsed(text: string, place: string): JsonDocument {
  try {
    const body = JSON.parse(text)
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      return { place, broken: rowSays.no_object }
    setPlaces(body, place)
    return { place, body }
  } catch {
    return { place, broken: rowSays.no_json }
  }
}

/** Cuts the bytes of a file into its documents by counting brackets outside of strings. */
function cutDocuments(form: JsonForm) {
  const at = form.form === 'one' ? 0 : form.form === 'array' ? 1 : 2
  let [depth, line, began, size] = [0, 1, 0, 0]
  let [inString, escaped, listed] = [false, false, false]
  let parts: Buffer[] = []
  let key: number[] = []
  const keep = (part: Buffer) => {
    size += part.length
    if (size <= LONGEST) parts.push(part)
    else parts = []
  }
  return {
    take(chunk: Buffer): { text: string | undefined; line: number }[] {
      const found: { text: string | undefined; line: number }[] = []
      let from = 0
      for (let i = 0; i < chunk.length; i++) {
        const code = chunk[i]!
        if (code === NEWLINE) line++
        if (inString) {
          if (escaped) escaped = false
          else if (code === BACKSLASH) escaped = true
          else if (code === QUOTE) inString = false
          else if (depth === 1 && at === 2) key.push(code)
        } else if (code === QUOTE) {
          inString = true
          key = []
        } else if (code === OPEN || code === OPEN_LIST) {
          if (form.form === 'lists' && depth === 1)
            listed = code === OPEN_LIST && form.lists.has(Buffer.from(key).toString())
          if (code === OPEN && depth === at && (at < 2 || listed)) {
            began = line
            from = i
          }
          depth++
        } else if ((code === CLOSE || code === CLOSE_LIST) && depth > 0) {
          depth--
          if (depth === at && began > 0) {
            keep(chunk.subarray(from, i + 1))
            found.push({
              text: size <= LONGEST ? Buffer.concat(parts).toString() : undefined,
              line: began,
            })
            parts = []
            ;[size, began] = [0, 0]
          }
        }
      }
      // a copy: the chunk's memory is used again
      if (began > 0) keep(Buffer.from(chunk.subarray(from)))
      return found
    },
    /** The line of a document that began and did not end. */
    open: (): number | undefined => (began > 0 ? began : undefined),
  }
}
