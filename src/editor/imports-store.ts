import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Finding, FoundCounts } from '../hsds/import-findings.ts'
import type { ImportCounts } from '../hsds/import-runs.ts'
import { after, HOUR, MINUTE } from '../platform/clock.ts'
import { conflict, notFound, Problem } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Services } from '../services.ts'

/**
 * Files on their way in, in IMPORTS_DIR: one folder each, readable by this program alone, with the file
 * and what is known of it. They are of one editor, and gone once they were taken in, forgotten, or two
 * hours old: they may say where somebody is safe.
 */
export type Upload = {
  id: string
  fileName: string
  source: string
  /** By whose columns a CSV is read; '' by those of our template. */
  mapping: string
  actor: string
  /** ISO 8601. */
  at: string
  state: 'sent' | 'reading' | 'read' | 'taking' | 'taken' | 'failed'
  percent: number
  counts?: ImportCounts
  found?: FoundCounts
  /** The first few of each kind. */
  findings?: Finding[]
  /** Why nothing could be done with it; a file from before has it in English only. */
  problem?: string
  problemFr?: string
  runId?: string
}

/** The biggest that is sent through a page; and a part of it. Bytes. */
export const LARGEST = 200_000_000
export const PART = 4_000_000
const KEPT_FOR = 2 * HOUR
const MOST_OWN = 4

type Place = Pick<Services, 'config'>

const rootOf = ({ config }: Place) => config.IMPORTS_DIR ?? join(tmpdir(), 'causeway-imports')
const folderOf = (place: Place, id: string) => join(rootOf(place), id)
const metaOf = (place: Place, id: string) => join(folderOf(place, id), 'upload.json')
/** In a folder of its own, whatever its name. */
export const fileOf = (place: Place, { id, fileName }: Pick<Upload, 'id' | 'fileName'>): string =>
  join(folderOf(place, id), 'file', fileName)

/** Begins to take a file from somebody; what is too old goes. */
export async function beginUpload(
  services: Keeping,
  actor: string,
  given: Pick<Upload, 'fileName' | 'source' | 'mapping'>,
  now: Date,
): Promise<Upload> {
  await forgetOld(services, actor, now)
  const id = newId()
  const upload: Upload = {
    ...given,
    ...{ id, actor, at: now.toISOString(), state: 'sent', percent: 0 },
    fileName: plainName(given.fileName),
  }
  await mkdir(join(folderOf(services, id), 'file'), { recursive: true, mode: 0o700 })
  await writeFile(fileOf(services, upload), '', { mode: 0o600 })
  await saveUpload(services, upload)
  later(services, KEPT_FOR, () => forgetOver(services, upload))
  return upload
}

type Keeping = Place & Pick<Services, 'log'>

/** What nobody waits for never stops the program. */
function later({ log }: Keeping, wait: number, work: () => Promise<void>): void {
  const failed = (error: Error) => log.warn({ reason: error.name }, 'a file was not forgotten')
  setTimeout(() => void work().catch(failed), wait).unref()
}

/** Adds a part behind those that are there. 409 if it does not follow on them or was read, 413 if it is too much. */
export async function addPart(
  place: Place,
  upload: Upload,
  at: number,
  part: Buffer,
): Promise<void> {
  if (upload.state !== 'sent') throw conflict('sent_already', 'All of this file was sent already.')
  // Opened first: what a network's file system knows without that may be old.
  await using file = await open(fileOf(place, upload), 'a')
  const { size } = await file.stat()
  if (size !== at) throw conflict('wrong_part', 'This part does not follow on the others.')
  if (size + part.length > LARGEST) throw new Problem(413, 'too_large', 'The file is too big.')
  await file.appendFile(part)
}

/** One's own; 404 for another's, and where it is gone. */
export async function readUpload(place: Place, actor: string, id: string): Promise<Upload> {
  const text = await readFile(metaOf(place, id), 'utf8').catch(() => undefined)
  const upload = text && (JSON.parse(text) as Upload)
  if (!upload || upload.actor !== actor) throw notFound()
  return upload
}

/** All at once, so that nobody reads half of it. */
export async function saveUpload(place: Place, upload: Upload): Promise<void> {
  const path = metaOf(place, upload.id)
  await writeFile(`${path}.new`, JSON.stringify(upload), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** The file itself goes; what is known of it stays to be read until it is too old. */
export const forgetFile = (place: Place, { id }: Upload): Promise<void> =>
  rm(join(folderOf(place, id), 'file'), { recursive: true, force: true })

export const forgetUpload = (place: Place, { id }: Upload): Promise<void> =>
  rm(folderOf(place, id), { recursive: true, force: true, maxRetries: 3 })

/** One's own that wait to be taken in, the newest first; what is too old goes. */
export async function ownUploads(place: Place, actor: string, now: Date): Promise<Upload[]> {
  await forgetOld(place, actor, now)
  const all = await allUploads(place)
  return all.filter((each) => each.actor === actor && each.state !== 'taken').reverse()
}

/** What is too old, and all of one's own but the last few: nobody fills the disk. */
async function forgetOld(place: Place, actor: string, now: Date): Promise<void> {
  const all = await allUploads(place)
  const idle = all.filter((each) => !isBusy(each))
  const many = idle.filter((each) => each.actor === actor).slice(0, -MOST_OWN)
  const old = idle.filter(({ at }) => after(new Date(at), KEPT_FOR) < now)
  for (const upload of new Set([...many, ...old])) await forgetUpload(place, upload)
}

/** After a start: what the program before it left goes when its time is over. */
export async function forgetLeft(services: Keeping, now: Date, quiet = QUIET): Promise<void> {
  for (const upload of await allUploads(services)) {
    const left = after(new Date(upload.at), KEPT_FOR).getTime() - now.getTime()
    later(services, Math.max(0, left), () => forgetOver(services, upload, quiet))
  }
}

/** Whoever is at work on a file says so with each percent; after so long nobody is. */
const QUIET = 10 * MINUTE

/** Its time is over: it goes, unless somebody is at work on it, here or in another process. */
async function forgetOver(
  services: Keeping,
  { id, actor }: Upload,
  quiet = QUIET,
  seen?: number,
): Promise<void> {
  const upload = await readUpload(services, actor, id).catch(() => undefined)
  if (!upload) return
  const { mtimeMs } = await stat(metaOf(services, id))
  if (!isBusy(upload) || mtimeMs === seen) return forgetUpload(services, upload)
  later(services, quiet, () => forgetOver(services, upload, quiet, mtimeMs))
}

export const isBusy = ({ state }: Upload): boolean => state === 'reading' || state === 'taking'

async function allUploads(place: Place): Promise<Upload[]> {
  const ids = await readdir(rootOf(place)).catch(() => [])
  const found = await Promise.all(
    ids.sort().map((id) => readFile(metaOf(place, id), 'utf8').catch(() => undefined)),
  )
  return found.flatMap((text) => (text ? [JSON.parse(text) as Upload] : []))
}

/** A name of a file and nothing else. */
const plainName = (name: string): string =>
  name
    .replace(/^.*[/\\]/s, '')
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^\.+/, '')
    .slice(-100) || 'file'
