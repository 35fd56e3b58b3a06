import { HOUR } from '../platform/clock.ts'

/**
 * A list that follows the form searches as one types: that is one search for one caller, not thirty. So
 * it is counted once for a call, and again where the place changes, after many changes or two hours:
 * who wants to read out the directory by a form that never ends meets the cap of an hour all the same.
 */
const CHANGES = 50
const LASTS = 2 * HOUR
/** Calls that one process remembers; one that is forgotten is counted again. */
const MOST = 10_000

export type SearchCount = ReturnType<typeof searchCount>

/** In the memory of one process: another one counts the same call once more, never less. */
export function searchCount() {
  const calls = new Map<string, { place: string; left: number; since: number }>()
  return {
    /** Is this one to be counted? */
    counts(call: string, place: string, now: Date): boolean {
      const known = calls.get(call)
      const over = !known || now.getTime() - known.since > LASTS
      if (!over && known.place === place && known.left > 0) {
        known.left--
        return false
      }
      calls.delete(call)
      calls.set(call, { place, left: CHANGES, since: now.getTime() })
      const [oldest] = calls.keys()
      if (calls.size > MOST) calls.delete(oldest!)
      return true
    },
  }
}
