import type { Notes } from './read-notes.ts'
import { json, type OwnWords, ownWords } from './read-own.ts'
import { rowSays } from './says-row.ts'
import type { Rest } from './shapes.ts'
import type { FactCode } from './taxonomy-facts.ts'

/** What only a full export says, and only `--restore` brings back. */
export type Kept = {
  point?: {
    status?: 'partner'
    vetting?: { by: string; at: string; how: string }
    accepting: boolean
    reminders: boolean
    pausedUntil?: string
    source?: { source: string; sourceId: string | null }
    contacts: Record<string, unknown>[]
    capacities: Record<string, unknown>[]
  }
  organization?: {
    kept: {
      kind?: 'service' | 'hotline' | 'police' | 'agency' | 'ministry'
      trusted?: { at: string; by: string }
      source?: { source: string; sourceId: string | null }
    }
  }
}

const OF_POINT: FactCode[] = [
  'vetting',
  'contact',
  'capacity',
  'paused_until',
  'accepting',
  'reminders',
]

/**
 * The vetting, contacts, room and states of a full export. Without `restore` they are not taken, which is
 * said: no file makes a partner or a confirmed contact.
 */
export function readKept(part: Rest, restore: boolean, notes: Notes): Kept {
  const words = ownWords(part)
  if (!restore) {
    const left = OF_POINT.filter((code) => words.facts.has(code))
    if (words.facts.get('status')?.[0] === 'partner') left.unshift('status')
    if (words.facts.has('trusted')) left.push('trusted')
    if (words.facts.has('kind')) left.push('kind')
    if (left.length > 0) notes.say(part, '', 'kept', 'left_out', rowSays.only_restored(left))
    return {}
  }
  const one = (code: FactCode) => words.facts.get(code)?.[0]
  const all = (code: FactCode) => several(words, code, part, notes)
  const source = json<{ source: string; sourceId: string | null }>(words, 'source', part, notes)
  const kind = one('kind') as NonNullable<Kept['organization']>['kept']['kind']
  const trusted = json<{ at: string; by: string }>(words, 'trusted', part, notes)
  const vetting = json<{ by: string; at: string; how: string }>(words, 'vetting', part, notes)
  return {
    organization: {
      kept: { ...(kind && { kind }), ...(trusted && { trusted }), ...(source && { source }) },
    },
    point: {
      ...(one('status') === 'partner' && { status: 'partner' as const }),
      ...(vetting && { vetting }),
      accepting: one('accepting') !== 'false',
      reminders: one('reminders') !== 'false',
      ...(one('paused_until') && { pausedUntil: one('paused_until')! }),
      ...(source && { source }),
      ...{ contacts: all('contact'), capacities: all('capacity') },
    },
  }
}

function several(
  words: OwnWords,
  code: FactCode,
  part: Rest,
  notes: Notes,
): Record<string, unknown>[] {
  const texts = words.facts.get(code) ?? []
  return texts.flatMap((_, nth) => {
    const value = json<Record<string, unknown>>(words, code, part, notes, nth)
    return value ? [value] : []
  })
}
