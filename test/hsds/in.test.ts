import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { hsdsRest, servicePoints } from '../../db/schema.ts'
import { loadDemoDirectory } from '../../src/directory/demo.ts'
import { saveOrganization } from '../../src/directory/organization.ts'
import { saveServicePoint } from '../../src/directory/service-point.ts'
import { type ImportOptions, importFile } from '../../src/hsds/import-file.ts'
import type { Finding } from '../../src/hsds/import-findings.ts'
import { listRuns, readRun } from '../../src/hsds/import-runs.ts'
import { type Database, rows, transact } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/ids.ts'
import { type Services, takeTurn } from '../../src/services.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint, directoryServices, testEditor } from '../fixtures/directory.ts'
import {
  anyFacts,
  exported,
  exportedTables,
  needsHsds,
  official,
  officialText,
  organizationsOf,
} from '../fixtures/hsds.ts'
import { aFolder } from '../fixtures/process.ts'
import { aClock } from '../fixtures/services.ts'

type Json = Record<string, unknown>

test('the official examples come in and go out', { ...needsPostgres, ...needsHsds }, async (t) => {
  const folder = `${process.env.CONTRACTS_DIR ?? '../shared/specs'}/hsds-3.0/examples`
  const faults = official('organization')
  for (const name of ['organization_full', 'service_full', 'service_at_location_full']) {
    await t.test(`${name}: every value of theirs comes back under its id`, async (t) => {
      const services = directoryServices(await aDatabase(t), aClock()) as unknown as Services
      const { counts } = await importing(services, join(folder, `${name}.json`), { province: 'ON' })
      t.match(counts, { rows: 1, created: 1, refused: 0 })
      const all = organizationsOf(await exported(services, 'public'))
      t.same(all.flatMap(faults), [])
      const given = JSON.parse(officialText(`examples/${name}.json`))
      // names of persons and the history of a thing are for a full export
      t.same(lost(given, organizationsOf(await exported(services, 'full'))), [])
    })
  }

  await t.test('every other one, and the package, comes in without a refusal', async (t) => {
    const services = directoryServices(await aDatabase(t), aClock()) as unknown as Services
    for (const name of [...readdirSync(folder).filter((each) => each.endsWith('.json')), 'csv']) {
      const { counts } = await importing(services, join(folder, name), {
        province: 'ON',
        source: name,
      })
      t.equal(counts.refused, 0, name)
    }
    const [point] = await services.db.orm.select().from(servicePoints).limit(1)
    t.match(point, { status: 'listed', province: 'ON', remote: true, lat: null, phones: [] })
  })

  await t.test(
    'without a province a service abroad does not go in, its organization does',
    async (t) => {
      const services = directoryServices(await aDatabase(t), aClock())
      const { counts, findings } = await importing(services, join(folder, 'organization_full.json'))
      t.match(counts, { rows: 1, created: 0, refused: 1 })
      t.match(
        findings.find(({ done }) => done === 'refused'),
        { kind: 'place', says: /--province/ },
      )
    },
  )
})

test('a full export comes back whole', needsPostgres, async (t) => {
  const first = directoryServices(await aDatabase(t), aClock()) as unknown as Services
  const save = (facts: Parameters<typeof saveServicePoint>[2]) =>
    transact(first, (tx, now) => saveServicePoint(tx, first, facts, now, testEditor))
  await loadDemoDirectory(first, () => {})
  const owners = await transact(first, async (tx, now) => [
    await saveOrganization(tx, { name: 'Owner of many', nameFr: 'Propriétaire' }, now),
    await saveOrganization(tx, { name: 'Town police', kind: 'police', website: 'https://[' }, now),
    await saveOrganization(
      tx,
      {
        name: 'Agency',
        kind: 'agency',
        trustedAt: now,
        trustedBy: 'key:x',
        source: 's',
        sourceId: '7',
      },
      now,
    ),
  ])
  const shared = { service: newId(), location: newId() }
  for (const [n, facts] of fc.sample(anyFacts, { numRuns: 60, seed: 61 }).entries()) {
    const newIds = n % 4 === 0 ? shared : {}
    const [owner] = owners
    await save({ ...facts, organizationId: owner!, hidden: n % 5 === 0, newIds })
  }
  const partner = await aServicePoint(first, {
    hidden: true,
    address: '12 Quiet Street',
    source: 'elsewhere',
    sourceId: 'a',
    contacts: [
      { channel: 'sms', value: '+18075550177', language: 'fr' },
      { channel: 'email', value: 'a@b.example', language: 'en', confirmed: { by: 'x', at: aTime } },
    ],
    capacities: [{ need: 'emergency_shelter', population: 'women', room: 3, freshHours: 5 }],
  })
  await transact(first, (tx) =>
    tx.insert(hsdsRest).values({
      ...{ kind: 'organization', id: owners[0]! },
      body: { description: 'More words', contacts: [{ id: newId(), name: 'Ann' }], colour: 'red' },
    }),
  )
  const folder = aFolder(t)
  const ndjson = join(folder, 'full.ndjson')
  writeFileSync(ndjson, await exported(first, 'full'))
  const tables = join(folder, 'tables')
  mkdirSync(tables)
  for (const [table, lines] of await exportedTables(first, 'full')) {
    const { csvHead } = await import('../../src/hsds/export-tables.ts')
    writeFileSync(join(tables, `${table}.csv`), csvHead(table as 'services') + lines)
  }

  for (const [form, file] of Object.entries({ ndjson, package: tables })) {
    await t.test(`as ${form}, with every column, contact, figure and sealed place`, async (t) => {
      const second = directoryServices(await aDatabase(t), aClock()) as unknown as Services
      const { counts, findings } = await importing(second, file, { restore: true })
      t.same(
        findings.filter(({ done }) => done === 'refused'),
        [],
      )
      t.equal(counts.refused, 0)
      const [was, is] = [await contents(first.db), await contents(second.db)]
      // the tables of HSDS have no column for it
      if (form === 'package') delete (was.hsds_rest![0]!.body as Json).colour
      for (const table of Object.keys(was)) t.same(is[table], was[table], table)
      if (form === 'ndjson') t.equal(await exported(second, 'full'), await exported(first, 'full'))
      const again = await importing(second, file, { restore: true }).catch((error) => error)
      t.match(again, { message: /empty directory/ }, 'and never into one that is not empty')
    })
  }

  await t.test('without --restore nobody becomes a partner and no contact comes in', async (t) => {
    const second = directoryServices(await aDatabase(t), aClock())
    const { findings } = await importing(second, ndjson)
    const found = await contents(second.db)
    t.same(found.contacts, [])
    t.same(found.capacities, [])
    t.notOk(found.service_points!.some(({ status }) => status === 'partner'))
    t.ok(
      found.service_points!.some(({ hidden, name }) => hidden && name === 'Test point 0') ||
        partner.id,
    )
    t.ok(findings.some(({ kind, says }) => kind === 'kept' && /--restore/.test(says)))
  })
})

test('a run stops and goes on', needsPostgres, async (t) => {
  const services = directoryServices(await aDatabase(t)) as unknown as Services
  const file = join(aFolder(t), 'many.ndjson')
  const lines = Array.from({ length: 450 }, (_, n) =>
    JSON.stringify(anOrganization(n, { phone: n % 3 === 0 ? 'abc' : '807-555-0101' })),
  )
  writeFileSync(file, lines.join('\n'))
  let told = 0
  const killed = importFile(
    services,
    file,
    {},
    {
      finding: () => {},
      progress: (_, text) => {
        if (text === '200 rows' && told++ === 0) throw new Error('killed')
      },
    },
  )
  await t.rejects(killed, /killed/)
  const [half] = await services.db.orm.select({ n: sql<number>`count(*)::int` }).from(servicePoints)
  t.equal(half!.n, 200, 'what was saved is saved, nothing is half done')
  const { counts, resumed, findings, runId } = await importing(services, file)
  t.ok(resumed)
  t.match(counts, { rows: 450, created: 450, unchanged: 0, refused: 0, doubtful: 150 })
  t.ok(findings.length < 100, 'what was told before is not told again')
  const editor = <T>(work: Parameters<typeof takeTurn<T>>[2]) =>
    takeTurn(services, testEditor, work)
  const { run, findings: kept } = await editor((turn) => readRun(turn, runId!))
  t.match(run, { state: 'finished', percent: 100, counts: { rows: 450 }, fileName: 'many.ndjson' })
  t.same(run.found, [{ kind: 'phone', done: 'left_out', count: 150 }])
  t.match(kept[0], { n: 1, place: /line 1 .*number/, says: /"abc" is not a telephone number/ })
  t.match(await importing(services, file), {
    counts: { rows: 450, created: 0, changed: 0, unchanged: 450 },
  })
  t.equal((await editor((turn) => listRuns(turn))).length, 2)
})

test('a run goes on only where the file is read as it was', needsPostgres, async (t) => {
  const services = directoryServices(await aDatabase(t)) as unknown as Services
  const file = join(aFolder(t), 'afar.ndjson')
  const lines = Array.from({ length: 450 }, (_, n) => {
    const services = [{ id: `s${n}`, name: 'From afar', status: 'active' }]
    return JSON.stringify({ id: `o${n}`, name: 'Afar', services })
  })
  writeFileSync(file, lines.join('\n'))
  const kill = (_: number, text: string) => {
    if (text === '400 rows') throw new Error('killed')
  }
  const killed = (options: ImportOptions) =>
    t.rejects(importFile(services, file, options, { finding: () => {}, progress: kill }), /killed/)
  await killed({})
  const { resumed, counts } = await importing(services, file, { province: 'ON' })
  t.notOk(resumed)
  t.match(counts, { rows: 450, created: 450, refused: 0 })
  await killed({ province: 'MB' })
  t.ok((await importing(services, file, { province: 'MB' })).resumed)
})

const aTime = new Date('2026-11-02T03:04:05Z')

/** An organization of somebody else's with one service at one place. */
export function anOrganization(n: number, { phone = '807-555-0102', ...more }: Json = {}): Json {
  const id = (kind: number) => `00000000-0000-4000-8000-${String(kind * 1e9 + n).padStart(12, '0')}`
  return {
    ...{ id: id(1), name: `Organization ${n}`, description: 'Helps.' },
    services: [
      {
        ...{ id: id(2), name: `Service ${n}`, status: 'active', ...more },
        service_at_locations: [
          {
            id: id(3),
            phones: [{ id: id(4), number: phone }],
            location: {
              ...{ id: id(5), location_type: 'physical' },
              addresses: [
                {
                  ...{ id: id(6), address_1: `${n} Main Street`, city: 'Kenora', country: 'CA' },
                  ...{ state_province: 'ON', postal_code: 'P9N 1A1', address_type: 'physical' },
                },
              ],
            },
          },
        ],
      },
    ],
  }
}

/** Imports a file, and gathers what was found. */
async function importing(
  services: Parameters<typeof importFile>[0],
  file: string,
  options: ImportOptions = {},
) {
  const findings: Finding[] = []
  const told = { finding: (each: Finding) => findings.push(each), progress: () => {} }
  return { ...(await importFile(services, file, options, told)), findings }
}

/** What a directory holds, but for what only this installation knows. */
async function contents(db: Database): Promise<Record<string, Json[]>> {
  const all = async (table: string, order: string, without: string[]) => {
    const found = await rows<Json>(db.orm, sql.raw(`select * from ${table} order by ${order}`))
    return found.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !without.includes(name))),
    )
  }
  const times = ['created_at', 'updated_at', 'source_hash', 'review_due_at']
  return {
    organizations: await all('organizations', 'id', times),
    service_points: await all('service_points', 'id', times),
    service_point_matches: await all('service_point_matches', 'service_point_id', [
      'openings_until',
      'openings',
      ...times,
    ]),
    contacts: await all('contacts', 'service_point_id, position, value', ['id']),
    capacities: await all('capacities', 'service_point_id, need, population', []),
    hidden_places: await all('hidden_places', 'service_point_id', ['sealed', 'key_id']),
    hsds_rest: await all('hsds_rest', 'kind, id', []),
  }
}

/** Values of a document that stand under no object with the same id in another. */
function lost(given: Json, exportedOnes: object[]): string[] {
  const values = new Map<string, Set<string>>()
  const walk = (part: unknown, see: (id: string, field: string, value: unknown) => void) => {
    if (Array.isArray(part)) for (const each of part) walk(each, see)
    else if (typeof part === 'object' && part !== null)
      for (const [field, value] of Object.entries(part)) {
        if (typeof value === 'object') walk(value, see)
        else see(String((part as Json).id), field, value)
      }
  }
  walk(exportedOnes, (id, field, value) => {
    const key = `${id} ${field}`
    values.set(key, (values.get(key) ?? new Set()).add(JSON.stringify(value)))
  })
  const missing: string[] = []
  walk(given, (id, field, value) => {
    // when it was written here, and a place that is not in Canada is none here
    if (field === 'last_modified' || field === 'location_type') return
    if (!values.get(`${id} ${field}`)?.has(JSON.stringify(value)))
      missing.push(`${id} ${field}: ${JSON.stringify(value)}`)
  })
  return [...new Set(missing)]
}
