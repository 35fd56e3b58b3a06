import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { asc, gte, sql } from 'drizzle-orm'
import type { FastifyBaseLogger } from 'fastify'
import { anchors } from '../../db/schema.ts'
import type { Config } from '../platform/config.ts'
import { type Database, rows } from '../platform/database.ts'
import type { Job } from '../platform/due.ts'
import type { Anchor } from './anchor.ts'

type Exporting = { db: Database; log: FastifyBaseLogger; config: Pick<Config, 'ANCHORS_FILE'> }

/** Any number will do, as long as only this uses it. */
const ADVISORY_LOCK = 727_003
const AT_ONCE = 1000
/** Enough of the end of the file to hold some lines of 330 bytes. */
const TAIL = 8192

/**
 * Appends each anchor to a file, after its commit: what is kept elsewhere shows that the table itself
 * was cut or replaced. Each process keeps its file whole, also after it died between commit and line.
 */
export function anchorFileJob({ db, log, config }: Exporting): Job {
  const file = config.ANCHORS_FILE!
  let written = -1
  return {
    name: 'anchors file',
    async run() {
      const [found] = await rows<{ newest: number }>(
        db.orm,
        sql`select coalesce(max(number), 0)::float8 as newest from anchors`,
      )
      if (!found || found.newest === written) return false
      const { last, differs } = await exportAnchors(db, file)
      if (differs)
        log.error(
          { anchor: last },
          'the file of anchors and the table differ: scripts/verify-events',
        )
      written = found.newest
      return true
    },
  }
}

/** Writes what the file lacks at its end. `differs`: its last line is not what the table says, or comes after it. */
export async function exportAnchors(
  { orm }: Database,
  file: string,
): Promise<{ last: number; differs: boolean }> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  return orm.transaction(async (tx) => {
    // Processes on one machine may share the file.
    await tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`)
    const handle = await open(file, 'a+', 0o600)
    try {
      const end = await lastLine(handle)
      let last = end?.number ?? 0
      let differs: boolean | undefined
      for (;;) {
        const page = await tx
          .select()
          .from(anchors)
          .where(gte(anchors.number, last))
          .orderBy(asc(anchors.number))
          .limit(AT_ONCE)
        differs ??= end !== undefined && page[0]?.mac.toString('hex') !== end.mac
        const fresh = page.filter(({ number }) => number > last)
        if (fresh.length === 0) break
        await handle.appendFile(fresh.map((anchor) => `${lineOf(anchor)}\n`).join(''))
        last = fresh.at(-1)!.number
      }
      await handle.sync()
      return { last, differs }
    } finally {
      await handle.close()
    }
  })
}

/** An anchor as its line in the file; hashes in hexadecimal. */
export function lineOf({ number, at, leaves, root, previous, mac }: Anchor): string {
  const hex = { root, previous, mac }
  const texts = Object.entries(hex).map(([name, bytes]) => [name, bytes.toString('hex')])
  return JSON.stringify({ number, at: at.toISOString(), leaves, ...Object.fromEntries(texts) })
}

/** Reads a line of the file; undefined if it is none. */
export function readLine(line: string): Anchor | undefined {
  try {
    const { number, at, leaves, root, previous, mac } = JSON.parse(line)
    const bytes = (hex: string) => Buffer.from(hex, 'hex')
    const anchor = {
      number,
      leaves,
      at: new Date(at),
      root: bytes(root),
      previous: bytes(previous),
    }
    const whole = { ...anchor, mac: bytes(mac) }
    return lineOf(whole) === line ? whole : undefined
  } catch {
    return undefined
  }
}

/**
 * The whole lines of the file as it is when this is called, to be read once; `none` if it is not there.
 * What comes after the last line's end was not written yet.
 */
export async function openLines(file: string): Promise<AsyncIterable<string> | 'none'> {
  const found = await stat(file).catch(() => undefined)
  if (!found) return 'none'
  return wholeLines(found.size > 0 ? createReadStream(file, { end: found.size - 1 }) : [])
}

async function* wholeLines(chunks: AsyncIterable<Buffer> | Buffer[]): AsyncGenerator<string> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop()!
    yield* lines
  }
}

/** What the last whole line says. The half of one that was being written when the process died goes. */
async function lastLine(handle: FileHandle): Promise<{ number: number; mac: string } | undefined> {
  const { size } = await handle.stat()
  const from = Math.max(0, size - TAIL)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL), 0, TAIL, from)
  const bytes = buffer.subarray(0, bytesRead)
  const end = bytes.lastIndexOf('\n') + 1
  if (end < bytesRead) await handle.truncate(from + end)
  for (const line of bytes.toString('utf8', 0, end).split('\n').reverse()) {
    const anchor = readLine(line)
    if (anchor) return { number: anchor.number, mac: anchor.mac.toString('hex') }
  }
  return undefined
}
