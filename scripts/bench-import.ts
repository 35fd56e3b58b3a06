import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, type WriteStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import postgres from 'postgres'
import { loadGazetteer } from '../src/geography/gazetteer.ts'
import type { Place } from '../src/geography/place.ts'
import { csvHead, csvLine, TABLES, type TableName } from '../src/hsds/export-tables.ts'
import { stableId } from '../src/hsds/ids.ts'
import { columnNames } from '../src/hsds/import-columns.ts'
import { importFile } from '../src/hsds/import-file.ts'
import { databaseClock } from '../src/platform/clock.ts'
import { migrate } from '../src/platform/migrate.ts'
import { openPostgres } from '../src/platform/postgres.ts'
import { createSignal } from '../src/platform/signal.ts'
import { readKeys } from '../src/protection/keys.ts'

// Imports generated files of each kind into an empty database, each in a process of its own, then once
// more, when nothing has changed. Everything is fictional: numbers are 555-01xx.

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '100000' },
    forms: { type: 'string', default: 'json,ndjson,csv,package' },
    one: { type: 'string' },
  },
})
const FORMS = ['json', 'ndjson', 'csv', 'package'] as const
const forms = FORMS.filter((each) => values.forms.split(',').includes(each))
if (forms.length === 0) throw new Error(`--forms: some of ${FORMS}`)
const admin = process.env.TEST_DATABASE_URL
if (!admin) throw new Error('scripts/bench starts a PostgreSQL for this')
if (values.one) await importOne(values.one)
else await bench(Number(values.points))

async function bench(points: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  try {
    console.log(
      '| file | service points | MB | seconds | of them CPU | rows a second | again, unchanged | peak MB |',
    )
    console.log('|---|---:|---:|---:|---:|---:|---:|---:|')
    for (const form of forms) {
      const { path, megabytes } = await written(folder, form, points)
      const url = await aDatabase()
      const first = await child(path, url)
      const again = await child(path, url)
      const rate = (seconds: number) => Math.round(points / seconds)
      console.log(
        `| ${form} | ${points} | ${megabytes} | ${Math.round(first.seconds)} | ${Math.round(first.cpu)} | ${rate(first.seconds)} | ${rate(again.seconds)} | ${first.peak} |`,
      )
      if (first.created !== points || again.unchanged !== points)
        throw new Error(`${form}: ${JSON.stringify({ first, again })}`)
      rmSync(path, { recursive: true })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Measured = { created: number; unchanged: number; seconds: number; cpu: number; peak: number }

async function child(path: string, url: string): Promise<Measured> {
  const program = join(import.meta.dirname, 'bench-import.ts')
  const env = { ...process.env, TEST_DATABASE_URL: url }
  const { stdout } = await promisify(execFile)(process.execPath, [program, '--one', path], { env })
  return JSON.parse(stdout)
}

async function importOne(path: string): Promise<void> {
  const db = openPostgres(admin!, { pool: 2 })
  const key = Buffer.alloc(32, 7).toString('base64')
  const keys = readKeys({ SEAL_KEYS: `bench:${key}`, RECORD_KEY: key, LINK_KEY: key })
  const gazetteer = loadGazetteer()
  const services = { db, clock: databaseClock, committed: createSignal(), keys, gazetteer }
  const began = performance.now()
  const { counts } = await importFile(
    services,
    path,
    { source: 'bench' },
    { finding: () => {}, progress: () => {} },
  )
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage()
  const cpu = (user + system) / 1e6
  const peak = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(JSON.stringify({ ...counts, seconds, cpu, peak }))
  await db.close()
}

async function aDatabase(): Promise<string> {
  const name = `bench_${randomBytes(4).toString('hex')}`
  const cluster = postgres(admin!, { max: 1, onnotice: () => {} })
  await cluster.unsafe(`create database ${name}`)
  await cluster.end()
  const url = new URL(admin!)
  url.pathname = `/${name}`
  const db = openPostgres(url.href, { pool: 1 })
  await migrate(db)
  await db.close()
  return url.href
}

/** A file of `points` service points, two to an organization. */
async function written(
  folder: string,
  form: 'json' | 'ndjson' | 'csv' | 'package',
  points: number,
) {
  const gazetteer = loadGazetteer()
  const places = [...gazetteer.byId.values()]
  const path = join(folder, form === 'package' ? 'package' : `points.${form}`)
  let bytes = 0
  const put = async (stream: WriteStream, text: string) => {
    bytes += text.length
    if (!stream.write(text)) await new Promise((done) => stream.once('drain', done))
  }
  const end = (stream: WriteStream) => new Promise((done) => stream.end(done))
  if (form === 'package') {
    mkdirSync(path)
    const tables = new Map<TableName, WriteStream>()
    for (const table of [
      'organizations',
      'services',
      'service_at_location',
      'locations',
      'addresses',
      'phones',
      'schedules',
      'languages',
    ] as const) {
      const stream = createWriteStream(join(path, `${table}.csv`))
      tables.set(table, stream)
      await put(stream, csvHead(table))
    }
    for (let n = 0; n < points; n += 2)
      for (const { table, row } of linesOf(organization(places, n)))
        await put(tables.get(table)!, csvLine(TABLES[table].map(({ name }) => row[name])))
    for (const stream of tables.values()) await end(stream)
  } else {
    const stream = createWriteStream(path)
    if (form === 'csv') await put(stream, csvLine(columnNames))
    if (form === 'json') await put(stream, '[')
    for (let n = 0; n < points; n += 2) {
      if (form === 'csv')
        for (const each of [n, n + 1])
          await put(stream, csvLine(columnNames.map((name) => cells(places, each)[name])))
      else
        await put(
          stream,
          `${form === 'json' && n > 0 ? ',' : ''}${JSON.stringify(organization(places, n))}\n`,
        )
    }
    if (form === 'json') await put(stream, ']')
    await end(stream)
  }
  return { path, megabytes: Math.round(bytes / 1e6) }
}

type Places = Place[]
type Part = Record<string, unknown>

function phone(n: number): string {
  return `+1${204 + (n % 6)}55501${String(n % 100).padStart(2, '0')}`
}

function organization(places: Places, n: number): Part {
  const id = (kind: string, of = n) => stableId(`bench:${kind}:${of}`)
  const services = [n, n + 1].map((each) => {
    const place = places[each % places.length]!
    return {
      ...{ id: id('service', each), name: `Service ${each}`, status: 'active', minimum_age: 16 },
      description:
        'Beds, meals, a telephone and somebody who listens, at any hour and without a referral.',
      languages: [
        { id: id('en', each), name: 'English', code: 'en' },
        { id: id('fr', each), name: 'French', code: 'fr' },
      ],
      service_at_locations: [
        {
          id: id('point', each),
          phones: [{ id: id('phone', each), number: phone(each), type: 'voice' }],
          schedules: ['MO', 'TU', 'WE', 'TH', 'FR'].map((byday) => ({
            ...{
              id: id(byday, each),
              freq: 'WEEKLY',
              byday,
              opens_at: '09:00',
              closes_at: '17:00',
            },
          })),
          location: {
            ...{ id: id('location', each), location_type: 'physical', name: `House ${each}` },
            ...{ latitude: place.point.lat, longitude: place.point.lng },
            addresses: [
              {
                ...{ id: id('address', each), address_1: `${each} Main Street`, city: place.name },
                ...{ state_province: place.province, postal_code: 'unknown', country: 'CA' },
                address_type: 'physical',
              },
            ],
          },
        },
      ],
    }
  })
  return { id: id('organization'), name: `Organization ${n}`, description: 'Fictional.', services }
}

function linesOf(document: Part): { table: TableName; row: Part }[] {
  const lines: { table: TableName; row: Part }[] = [{ table: 'organizations', row: document }]
  for (const service of document.services as Part[]) {
    const { languages, service_at_locations, ...row } = service as {
      languages: Part[]
      service_at_locations: Part[]
      id: string
    }
    lines.push({ table: 'services', row: { ...row, organization_id: document.id } })
    for (const each of languages)
      lines.push({ table: 'languages', row: { ...each, service_id: row.id } })
    for (const { phones, schedules, location, id } of service_at_locations as {
      phones: Part[]
      schedules: Part[]
      location: Part & { addresses: Part[] }
      id: string
    }[]) {
      lines.push({
        table: 'service_at_location',
        row: { id, service_id: row.id, location_id: location.id },
      })
      lines.push({ table: 'locations', row: location })
      const below = { service_at_location_id: id }
      for (const each of phones) lines.push({ table: 'phones', row: { ...each, ...below } })
      for (const each of schedules) lines.push({ table: 'schedules', row: { ...each, ...below } })
      for (const each of location.addresses)
        lines.push({ table: 'addresses', row: { ...each, location_id: location.id } })
    }
  }
  return lines
}

function cells(places: Places, n: number): Part {
  const { name: city, province, point } = places[n % places.length]!
  return {
    ...{
      source: 'bench',
      id: n,
      organization: `Organization ${n - (n % 2)}`,
      name: `Service ${n}`,
    },
    ...{ address: `${n} Main Street`, city, province, lat: point.lat, lng: point.lng },
    ...{ phones: phone(n), needs: 'emergency_shelter;food', min_age: 16, languages: 'en;fr' },
    ...{ hours: 'Mo-Fr 09:00-17:00', interpreter: 'yes' },
    description:
      'Beds, meals, a telephone and somebody who listens, at any hour and without a referral.',
  }
}
