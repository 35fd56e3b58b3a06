import { instantOf } from '../geography/local-time.ts'

/**
 * The instant of a day, 'YYYY-MM-DD', and a time as people type it (18:30, 18 h 30, 8.05) on the clock of
 * `zone`. Undefined where one of them is none.
 */
export function instantIn(
  zone: string,
  day: string | undefined,
  time: string | undefined,
): Date | undefined {
  const [, hours = '', minutes = ''] =
    /^(\d{1,2}) ?[:h.] ?(\d{2})(?::\d{2})?$/.exec(time ?? '') ?? []
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return undefined
  if (!day || !/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) return undefined
  return instantOf(zone, day, Number(hours) * 60 + Number(minutes))
}
