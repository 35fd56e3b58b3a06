import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type postgres from 'postgres'
import { bits } from '../src/directory/bits.ts'
import { NEEDS, needs } from '../src/directory/needs.ts'
import { ACCESS_NEEDS, CHANNELS, GENDERS } from '../src/directory/people.ts'
import type { Gazetteer } from '../src/geography/gazetteer.ts'
import { type Random, seeded, weighted } from './bench-random.ts'

const NONE = '\\N'
const HOUR = 3_600_000

/**
 * Fills a database with service points of every kind around real places: a large place has many
 * (by its population), so that big cities are dense; written in no order of place.
 */
export async function fillDirectory(
  sql: postgres.Sql,
  gazetteer: Gazetteer,
  points: number,
  now: Date,
): Promise<void> {
  const random = seeded(points)
  const somewhere = weighted(gazetteer.places, ({ population = 300 }) => population)
  const organization = random.uuid()
  await sql`insert into organizations (id, name, created_at) values (${organization}, 'Bench', ${now})`
  const rows = Array.from({ length: points }, () => aRow(random, gazetteer, somewhere, now))
  const at = now.toISOString()
  const copy = async (table: string, lines: Iterable<string>) =>
    pipeline(Readable.from(lines), await sql.unsafe(`copy ${table} from stdin`).writable())
  await copy(
    'service_points (id, organization_id, service_id, location_id, name, status, vetted_by, vetted_at, vetted_how, province, region, precision, zone, phones, needs, channels, languages, interpreter, for_trafficked, created_at, updated_at)',
    map(rows, (row) => [
      ...[row.id, organization, row.id, row.id, `Service ${row.id.slice(0, 8)}`],
      ...(row.partner ? ['partner', 'bench', at, 'visit'] : ['listed', NONE, NONE, NONE]),
      ...[row.province, row.region, 'exact', 'America/Toronto', '[{"number":"+18075550123"}]'],
      ...[`{${row.needs.join(',')}}`, `{${CHANNELS.join(',')}}`, `{${row.languages}}`],
      ...[row.interpreter, row.forTrafficked, at, at],
    ]),
  )
  await copy(
    'service_point_matches (service_point_id, organization_id, partner, hidden, province, region, lat, lng, need_bits, gender_bits, channel_bits, min_age, max_age, child_bits, take_bits, refuse_bits, access_bits, remote, takes_from_elsewhere, reach_km, areas, openings, openings_due_at)',
    map(rows, (row) => [
      ...[row.id, organization, row.partner, row.hidden, row.province, row.region],
      ...[row.lat, row.lng, bits(NEEDS, row.needs), row.genders, bits(CHANNELS, [...CHANNELS])],
      ...[row.minAge, row.maxAge, row.children, 0, row.refuses, row.access, row.remote],
      ...[row.elsewhere, row.reachKm, row.areas, row.openings, at],
    ]),
  )
  await copy(
    'capacities (service_point_id, need, population, room, updated_at, fresh_until)',
    map(
      rows.flatMap((row) => row.rooms.map((room) => ({ id: row.id, ...room }))),
      ({ id, need, room, fresh }) => [id, need, 'any', room, at, later(now, fresh ? 12 : -1)],
    ),
  )
  await sql.unsafe('vacuum analyze')
}

function aRow(
  random: Random,
  gazetteer: Gazetteer,
  somewhere: (random: Random) => Gazetteer['places'][number],
  now: Date,
) {
  const place = somewhere(random)
  const { province, region } = place
  const hidden = random.chance(0.03)
  const remote = random.chance(0.05)
  const spread = 0.01 + Math.sqrt(place.population ?? 300) / 12_000
  const lat = place.point.lat + random.normal() * spread
  const lng = place.point.lng + random.normal() * spread * 1.5
  const anchor = gazetteer.regions.get(region)!.anchor
  const nowhere = remote && random.chance(0.6)
  const offered = [...new Set(Array.from({ length: 3 }, () => random.pick(NEEDS)))]
  const reach = random.next()
  return {
    ...{ id: random.uuid(), province, region, hidden, remote, needs: offered },
    partner: random.chance(0.3),
    lat: nowhere ? NONE : hidden ? anchor.lat : lat.toFixed(5),
    lng: nowhere ? NONE : hidden ? anchor.lng : lng.toFixed(5),
    genders: random.pick([31, 31, 31, bits(GENDERS, ['woman']), 13, bits(GENDERS, ['man']), NONE]),
    minAge: random.pick([NONE, NONE, 16, 18, 18]),
    maxAge: random.pick([NONE, NONE, NONE, 24, 64]),
    children: random.pick([63, 63, 0, 47, NONE]),
    refuses: random.pick([0, 0, 0, 0, 8, 16]),
    access: random.pick([NONE, NONE, bits(ACCESS_NEEDS, ['wheelchair']), 31, 0]),
    elsewhere: random.pick(['t', 'f', NONE]),
    reachKm: reach < 0.5 ? random.pick([10, 25, 50, 100, 300]) : NONE,
    areas:
      reach > 0.75 ? `{${random.pick([region, region, place.id, province.toLowerCase()])}}` : NONE,
    openings: random.pick(['{(,)}', hours(now, -2), hours(now, 5), NONE]),
    languages: random.pick(['en', 'en,fr', 'fr', 'en,es', 'en,crk', 'en,ar', 'en,zh']),
    interpreter: random.pick(['t', 'f', NONE]),
    forTrafficked: random.pick(['t', 'f', NONE]),
    rooms: offered
      .filter((need) => needs[need].takes !== 'nothing' && random.chance(0.6))
      .map((need) => ({ need, room: random.pick([0, 0, 1, 2, 5]), fresh: random.chance(0.7) })),
  }
}

/** Eight hours a day for eight days, the first of which begin `from` hours from now. */
function hours(now: Date, from: number): string {
  const days = Array.from({ length: 8 }, (_, day) => from + 24 * day)
  return `{${days.map((hour) => `[${later(now, hour)},${later(now, hour + 8)})`).join(',')}}`
}

const later = (now: Date, hours: number) => new Date(now.getTime() + hours * HOUR).toISOString()

function* map<T>(rows: T[], cells: (row: T) => unknown[]): Generator<string> {
  for (const row of rows) yield `${cells(row).join('\t')}\n`
}
