import { createHash } from 'node:crypto'

/** Of everything that has no id of its own in the database: names below it never change. */
const NAMESPACE = '0f5a9d2e-6a3c-5b7e-9c41-7d1f20c0ca5e'

/** The same UUID (version 5) for the same name, at every export and in every installation. */
export function stableId(name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
  hash[6] = (hash[6]! & 0x0f) | 0x50
  hash[8] = (hash[8]! & 0x3f) | 0x80
  const hex = hash.toString('hex', 0, 16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
