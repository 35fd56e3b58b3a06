import { createSecretKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RecordKey } from '../src/protection/verify.ts'

/** RECORD_KEY, or that of a demo in DATA_DIR. Makes none where there is none: nothing could be checked with that. */
export function recordKeyOf(env: {
  RECORD_KEY?: string | undefined
  DATA_DIR?: string | undefined
}): RecordKey | undefined {
  const file = join(env.DATA_DIR || './data', 'keys.json')
  const text =
    env.RECORD_KEY || (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).RECORD_KEY)
  return text ? { record: createSecretKey(Buffer.from(text, 'base64')) } : undefined
}

/** A path as whoever called the script meant it: prepare.sh goes to the repository's folder. */
export const fromCaller = (path: string): string => resolve(process.env.CALLED_FROM ?? '.', path)
