import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../platform/config.ts'
import { type Keys, type KeyText, readKeys } from './keys.ts'

const NAMES = ['SEAL_KEYS', 'RECORD_KEY', 'LINK_KEY'] as const

/**
 * The keys of the configuration; in demo mode, what is missing is made on the first start and kept in
 * `DATA_DIR/keys.json`, readable by its owner only.
 */
export function keysOf(config: Config, warn?: (line: string) => void): Keys {
  const { SEAL_KEYS_FILE } = config
  const given = Object.fromEntries(NAMES.map((name) => [name, config[name]]))
  if (config.MODE === 'live') return readKeys({ ...given, SEAL_KEYS_FILE } as KeyText, warn)
  const file = join(config.DATA_DIR, 'keys.json')
  if (!existsSync(file)) {
    mkdirSync(config.DATA_DIR, { recursive: true, mode: 0o700 })
    const random = () => randomBytes(32).toString('base64')
    const made = { SEAL_KEYS: `demo-1:${random()}`, RECORD_KEY: random(), LINK_KEY: random() }
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  const all = Object.fromEntries(NAMES.map((name) => [name, given[name] ?? kept[name]]))
  return readKeys({ ...all, SEAL_KEYS_FILE } as KeyText, warn)
}
