import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { BadFile } from './import-findings.ts'
import type { FileKind } from './import-runs.ts'
import { isIgnored, tableOf } from './package-names.ts'
import { type JsonForm, jsonForm } from './read-json.ts'
import { fileSays } from './says-row.ts'

/** What a file is, told by looking at it. */
export type Detected = {
  kind: FileKind
  name: string
  /** SHA-256 of all of it, base64url: a second run over the same file is known by it. */
  hash: string
  bytes: number
  form?: JsonForm
  /** Of a package: its tables' files. */
  files: { path: string; table: string }[]
  /** Files of a package that nothing is read from. */
  others: string[]
}

/** Looks at a file or a folder. Throws a BadFile where it is nothing that can be imported. */
export async function detect(path: string): Promise<Detected> {
  if (!existsSync(path)) throw new BadFile(fileSays.none(path))
  const name = basename(path)
  const hash = createHash('sha256')
  if (statSync(path).isDirectory()) {
    const all = readdirSync(path).sort()
    const csv = all.filter((file) => /\.csv$/i.test(file))
    const files = csv.flatMap((file) => {
      const table = tableOf(file)
      return table ? [{ path: join(path, file), table }] : []
    })
    const tables = files.map(({ table }) => table)
    if (!tables.includes('organizations') || !tables.includes('services'))
      throw new BadFile(fileSays.no_package(name))
    let bytes = 0
    for (const file of files) {
      hash.update(file.table)
      for await (const chunk of createReadStream(file.path)) {
        hash.update(chunk)
        bytes += chunk.length
      }
    }
    const known = new Set(files.map((file) => basename(file.path)))
    const others = csv.filter((file) => !known.has(file) && !isIgnored(file))
    return { kind: 'package', name, hash: hash.digest('base64url'), bytes, files, others }
  }
  let [bytes, first] = [0, 0]
  const json = jsonForm()
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk)
    bytes += chunk.length
    first ||= firstSign(chunk)
    if (
      first === 0x50 &&
      bytes === chunk.length &&
      chunk.subarray(0, 4).toString('latin1') === 'PK\x03\x04'
    )
      throw new BadFile(fileSays.zip(name))
    if (first === OPEN || first === OPEN_LIST) json.see(chunk)
  }
  const found = { name, hash: hash.digest('base64url'), bytes, files: [], others: [] }
  if (first !== OPEN && first !== OPEN_LIST) return { kind: 'csv', ...found }
  const form = json.form()
  return { kind: form.form === 'lines' ? 'ndjson' : 'json', form, ...found }
}

const [OPEN, OPEN_LIST] = [123, 91]

/** The first byte that is neither space nor a byte order mark. */
function firstSign(chunk: Buffer): number {
  for (const code of chunk)
    if (code > 32 && code !== 0xef && code !== 0xbb && code !== 0xbf) return code
  return 0
}
