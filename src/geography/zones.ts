import lookup from '@photostructure/tz-lookup'
import type { Point, Province } from './place.ts'

/**
 * The zones that each province has, the common one first. The lookup table is rough near borders
 * (it says Los_Angeles in Osoyoos, New_York in Niagara-on-the-Lake, Iqaluit in Moosonee), so an
 * answer that the province does not have becomes its common zone.
 */
export const provinceZones: Record<Province, string[]> = {
  AB: ['America/Edmonton'],
  BC: [
    'America/Vancouver',
    'America/Edmonton',
    'America/Dawson_Creek',
    'America/Fort_Nelson',
    'America/Creston',
  ],
  MB: ['America/Winnipeg'],
  NB: ['America/Moncton'],
  NL: ['America/St_Johns', 'America/Goose_Bay'],
  NS: ['America/Halifax'],
  NT: ['America/Yellowknife', 'America/Inuvik'],
  NU: [
    'America/Iqaluit',
    'America/Rankin_Inlet',
    'America/Resolute',
    'America/Cambridge_Bay',
    'America/Atikokan',
  ],
  ON: ['America/Toronto', 'America/Winnipeg', 'America/Atikokan'],
  PE: ['America/Halifax'],
  QC: ['America/Toronto', 'America/Blanc-Sablon'],
  SK: ['America/Regina'],
  YT: ['America/Whitehorse', 'America/Dawson'],
}

/** Foreign and merged names for the Canadian zone on this side of the line. */
export const renamedZones: Record<string, string> = {
  'America/Chicago': 'America/Winnipeg',
  'America/Denver': 'America/Edmonton',
  'America/Detroit': 'America/Toronto',
  'America/Glace_Bay': 'America/Halifax',
  'America/Los_Angeles': 'America/Vancouver',
  'America/New_York': 'America/Toronto',
  'America/Swift_Current': 'America/Regina',
}

/**
 * Where local practice is known and the table is wrong (research of 2026, against IANA's own
 * descriptions): circles of `km` around a point. Staff may set another zone for a service point.
 */
export const zoneExceptions: (Point & { km: number; zone: string })[] = [
  { lat: 48.76, lng: -91.62, km: 30, zone: 'America/Atikokan' },
  { lat: 51.47, lng: -90.19, km: 40, zone: 'America/Atikokan' },
  { lat: 51.42, lng: -57.13, km: 12, zone: 'America/Blanc-Sablon' },
  { lat: 50.19, lng: -61.82, km: 20, zone: 'America/Toronto' },
  { lat: 49.1, lng: -116.51, km: 25, zone: 'America/Creston' },
  { lat: 53.28, lng: -109.99, km: 25, zone: 'America/Edmonton' },
  { lat: 54.75, lng: -101.9, km: 15, zone: 'America/Winnipeg' },
  { lat: 51.6, lng: -56.75, km: 25, zone: 'America/St_Johns' },
  { lat: 52.5, lng: -56.1, km: 45, zone: 'America/St_Johns' },
]

const CANADIAN = new Set([
  ...Object.values(provinceZones).flat(),
  'America/Glace_Bay',
  'America/Swift_Current',
])

/** The table's own answer, before any correction. */
export const rawZone = (point: Point): string => lookup(point.lat, point.lng)

/** Whose land the zone table says a point is on. */
export function landOf(point: Point): 'canada' | 'abroad' | 'sea' {
  const zone = rawZone(point)
  if (CANADIAN.has(zone)) return 'canada'
  return zone.startsWith('Etc/') ? 'sea' : 'abroad'
}
