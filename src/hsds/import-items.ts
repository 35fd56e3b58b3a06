import { createReadStream } from 'node:fs'
import type { Detected } from './import-detect.ts'
import { type Finding, ofFile } from './import-findings.ts'
import type { Mapping } from './import-mapping.ts'
import { tableRows } from './import-table.ts'
import { danglingRows, packageDocuments } from './package-documents.ts'
import { stagePackage, stageTables } from './package-read.ts'
import { readDocument } from './read-document.ts'
import { jsonDocuments } from './read-json.ts'
import type { ImportRow, Reading } from './read-row.ts'
import type { ForeignTerm } from './terms-seen.ts'

/** A part of a file that is saved as a whole: a row of a CSV, or a document with all its rows. */
export type Item = {
  rows: ImportRow[]
  /** What is found outside of its rows; a refused document is a row that did not go in. */
  findings: Finding[]
  terms: ForeignTerm[]
  /** How far through the file it ends, 0 to 100. */
  percent: number
}

/** Everything in a file, in its order, whichever kind of file it is. */
export async function* itemsOf(
  path: string,
  detected: Detected,
  reading: Reading,
  {
    mapping,
    sources,
    progress,
  }: {
    mapping?: Mapping | undefined
    /** Gets the source that a row of a CSV names. */
    sources: WeakMap<ImportRow, string>
    progress(text: string): void
  },
): AsyncGenerator<Item> {
  const { kind, form, bytes } = detected
  if (kind === 'csv') {
    const file = createReadStream(path)
    for await (const { row, source, notes } of tableRows(file, mapping, reading)) {
      if (row && source) sources.set(row, source)
      const percent = Math.floor((file.bytesRead / (bytes || 1)) * 100)
      yield { rows: row ? [row] : [], findings: row ? [] : notes.findings, terms: [], percent }
    }
    return
  }
  if (kind === 'package' || form?.form === 'tables') {
    const found: Finding[] = []
    const told = {
      finding: (finding: Finding) => found.push(finding),
      progress: (rows: number) => progress(`${rows} rows of the tables`),
    }
    const stage =
      kind === 'package' ? await stagePackage(detected, told) : await stageTables(path, bytes)
    try {
      if (found.length > 0) yield { rows: [], findings: found, terms: [], percent: 0 }
      const all = Math.max(1, stage.count('services') + stage.count('organizations'))
      let done = 0
      for (const document of packageDocuments(stage)) {
        const { rows, terms, notes } = readDocument(document, reading)
        done += 1 + ((document.services as unknown[] | undefined)?.length ?? 0)
        yield {
          rows,
          findings: notes.findings,
          terms,
          percent: Math.min(99, Math.floor((done / all) * 100)),
        }
      }
      for (const finding of danglingRows(stage))
        yield { rows: [], findings: [finding], terms: [], percent: 99 }
    } finally {
      stage.close()
    }
    return
  }
  const file = createReadStream(path, { highWaterMark: 1 << 20 })
  for await (const { place, body, broken } of jsonDocuments(file, form!)) {
    const percent = Math.floor((file.bytesRead / (bytes || 1)) * 100)
    if (!body) {
      yield {
        rows: [],
        findings: [ofFile(place, 'refused', broken!)],
        terms: [],
        percent,
      }
      continue
    }
    const { rows, terms, notes } = readDocument(body, reading)
    yield { rows, findings: notes.findings, terms, percent }
  }
}
