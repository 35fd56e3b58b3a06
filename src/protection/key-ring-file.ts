import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type KeyRing, type NamedKey, readNamedKeys, ringFrom, WrongSealKeys } from './key-ring.ts'

const VARIABLE = 'SEAL_KEYS_FILE'

/**
 * The ring in a file: one `name:base64` per line, the newest first, readable by its owner only. A
 * change of the file is noticed at the next wrap, and when a name is unknown: no restart. A file that
 * became unreadable is told to `warn` and leaves the keys as they were, because referrals go on.
 */
export function fileRing(path: string, warn: (line: string) => void = () => {}): KeyRing {
  let read = readKeyFile(path)
  const refresh = (): NamedKey[] => {
    try {
      if (stampOf(path) !== read.stamp) read = readKeyFile(path)
    } catch (error) {
      warn(`the keys stay as they were: ${(error as Error).message}`)
    }
    return read.keys
  }
  return ringFrom(async (name) =>
    name !== undefined && read.keys.some((each) => each.name === name) ? read.keys : refresh(),
  )
}

/** Throws an error that names the variable, never what the file holds. */
function readKeyFile(path: string): { keys: NamedKey[]; stamp: string } {
  if (!existsSync(path)) throw new WrongSealKeys(`${VARIABLE}: there is no such file`)
  const stamp = stampOf(path)
  if ((statSync(path).mode & 0o077) !== 0)
    throw new WrongSealKeys(`${VARIABLE} must be readable by its owner only (chmod 600)`)
  return { keys: readNamedKeys(VARIABLE, readFileSync(path, 'utf8')), stamp }
}

function stampOf(path: string): string {
  const { ino, mtimeNs, size } = statSync(path, { bigint: true })
  return `${ino} ${mtimeNs} ${size}`
}

/** Makes a key and puts it first; makes the file if there is none. @returns its name */
export function addKey(path: string, name: string): string {
  const known = existsSync(path) ? readKeyFile(path).keys : []
  if (known.some((each) => each.name === name))
    throw new Error(`${VARIABLE} has a key named ${name} already`)
  const made = `${name}:${randomBytes(32).toString('base64')}`
  rewrite(path, [made, ...(existsSync(path) ? linesOf(path) : [])])
  return name
}

/** Takes a key out of the file. The newest stays: it wraps what is made. */
export function removeKey(path: string, name: string): void {
  const [newest, ...rest] = readKeyFile(path).keys
  if (newest?.name === name) throw new Error(`${name} is the newest key: add another first`)
  if (!rest.some((each) => each.name === name)) return
  const kept = linesOf(path)
    .flatMap((line) => (line.trim().startsWith('#') ? [line] : line.split(',')))
    .filter((part) => part.trim() && !part.trim().startsWith(`${name}:`))
  rewrite(path, kept)
}

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n')

/**
 * All or nothing: a power cut leaves the old file or the new one, on the disk. It stays its owner's:
 * root may rotate, and the service must read what comes of it.
 */
function rewrite(path: string, lines: string[]): void {
  const fresh = `${path}.new`
  rmSync(fresh, { force: true })
  const file = openSync(fresh, 'wx', 0o600)
  try {
    if (existsSync(path)) {
      const { uid, gid } = statSync(path)
      fchownSync(file, uid, gid)
    }
    writeFileSync(file, `${lines.join('\n')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(fresh, path)
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
