import type { Rest } from './shapes.ts'

/**
 * By what a part of ours and a part of the rest are the same thing, and which of our fields the rest
 * may say better (a phone's type, a language's name); the rest's other details and its id are kept.
 */
const SAME: Record<string, { key: string; better: string[] }> = {
  phones: { key: 'number', better: ['type'] },
  languages: { key: 'code', better: ['name'] },
  addresses: { key: 'address_type', better: [] },
  accessibility: { key: 'details', better: ['description'] },
  service_areas: { key: 'extent', better: ['name', 'extent_type'] },
}

/**
 * An object of ours, and what a foreign file said of it besides: our fields win, lists are joined,
 * ours first.
 */
export function withRest<T extends object>(ours: T, rest: Rest | undefined): T {
  if (!rest) return ours
  const joined: Rest = { ...rest }
  for (const [field, value] of Object.entries(ours)) {
    if (value === undefined) continue
    const other = rest[field]
    joined[field] =
      Array.isArray(value) && Array.isArray(other) ? lists(field, value, other) : value
  }
  return joined as T
}

function lists(field: string, ours: Rest[], theirs: Rest[]): Rest[] {
  const same = SAME[field]
  if (!same) return [...ours, ...theirs]
  const left = [...theirs]
  const joined = ours.map((part) => {
    const at = left.findIndex((other) => other[same.key] === part[same.key])
    if (at < 0) return part
    const [other] = left.splice(at, 1)
    const better = ['id', ...same.better].map((name) => [name, other![name] ?? part[name]])
    return { ...other, ...part, ...Object.fromEntries(better) }
  })
  return [...joined, ...left]
}

/**
 * What of the rest may be read by anybody: no names and addresses of persons and no history of
 * changes, however deep, and no place of an organization that is no service's.
 */
export function publicRest(rest: Rest | undefined): Rest | undefined {
  if (!rest) return rest
  const { locations: _, ...open } = rest
  return impersonal(open) as Rest
}

const PERSONAL = new Set(['contacts', 'metadata', 'assurer_email', 'attention'])

function impersonal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(impersonal)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name]) => !PERSONAL.has(name))
  return Object.fromEntries(kept.map(([name, part]) => [name, impersonal(part)]))
}
