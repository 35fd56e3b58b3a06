import { parse } from 'csv-parse/sync'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { hsdsRest, servicePoints } from '../../db/schema.ts'
import { loadDemoDirectory } from '../../src/directory/demo.ts'
import { saveOrganization } from '../../src/directory/organization.ts'
import { saveServicePoint } from '../../src/directory/service-point.ts'
import { dataPackage, TABLES, type TableName } from '../../src/hsds/export-tables.ts'
import type { Attribute, Organization, Service } from '../../src/hsds/shapes.ts'
import { findTerm } from '../../src/hsds/taxonomy.ts'
import { transact } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Services } from '../../src/services.ts'
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
import { aClock } from '../fixtures/services.ts'

const SECRET = 'Secret House'
const history = {
  ...{ id: newId(), last_action_date: '2020-01-01', last_action_type: 'update' },
  ...{ field_name: 'name', previous_value: 'Was', replacement_value: 'Is', updated_by: 'Ann' },
}

test('the directory goes out as HSDS 3.0', { ...needsPostgres, ...needsHsds }, async (t) => {
  const db = await aDatabase(t)
  const services = directoryServices(db, aClock()) as unknown as Services
  const faults = official('organization')

  const save = (facts: Parameters<typeof saveServicePoint>[2]) =>
    transact(services, (tx, now) => saveServicePoint(tx, services, facts, now, testEditor))
  const anOwner = (name: string) =>
    transact(services, (tx, now) => saveOrganization(tx, { name }, now))

  await t.test('every point of the demo directory, and whatever facts there may be', async (t) => {
    await loadDemoDirectory(services, () => {})
    const generated = fc.sample(anyFacts, { numRuns: 80, seed: 6 })
    const shared = { service: newId(), location: newId() }
    const owner = await anOwner('Owner of many')
    for (const [n, facts] of generated.entries()) {
      const hidden = n % 5 === 0
      const newIds = n % 4 === 0 ? shared : {}
      const name = hidden ? `${SECRET} ${n}` : facts.name
      await save({ ...facts, name, organizationId: owner, hidden, newIds })
    }
    for (const form of ['public', 'full'] as const) {
      const all = organizationsOf(await exported(services, form))
      const wrong = all.flatMap((each) => faults(each).map((fault) => `${each.name}: ${fault}`))
      t.same(wrong, [], `${form}: valid`)
      t.same(JSON.parse(await exported(services, form, 'json')), all, `${form}: one list`)
      const points = all.flatMap(pointsOf)
      const visible = form === 'full' ? () => true : ({ hidden }: { hidden: boolean }) => !hidden
      const stored = await db.orm.select().from(servicePoints)
      t.same(
        new Set(points.map(({ id }) => id)),
        new Set(stored.filter(visible).map(({ id }) => id)),
        `${form}: every point once`,
      )
      t.equal(points.length, new Set(points.map(({ id }) => id)).size)
      const ids = all.flatMap(({ services = [] }) => services.map(({ id }) => id))
      t.equal(ids.length, new Set(ids).size, 'a shared service is one service')
    }
  })

  await t.test('the public form holds nothing that is for two people', async (t) => {
    const text = await exported(services, 'public')
    t.notMatch(text, SECRET)
    const secret =
      /fact:(status|vetting|accepting|paused_until|reminders|contact|capacity|hidden|true_place|source|kind|trusted)"/
    t.notMatch(text, secret)
    t.notMatch(text, /intake@/, 'no contact for referrals')
    t.notMatch(text, /temporarily closed/)
    t.match(text, /"last_modified":"2026-11-21T00:00:00.000Z"/, 'changed on a day, not at a time')
    const full = await exported(services, 'full')
    t.match(full, SECRET)
    for (const fact of ['status', 'vetting', 'contact', 'capacity', 'hidden', 'true_place'])
      t.match(full, `fact:${fact}"`)
  })

  await t.test('a full export says what a hidden point is, and shows it nowhere', async (t) => {
    const organizationId = await anOwner('Hidden only')
    const place = {
      city: 'Nipigon',
      province: 'ON',
      address: '7 Secret Road',
      postalCode: 'P0T 2J0',
    }
    const { id } = await save({
      ...{ name: SECRET, needs: [], channels: [], organizationId, hidden: true },
      ...{ ...place, lat: 49.01, lng: -88.25 },
    })
    const open = await exported(services, 'public')
    t.notMatch(open, 'Hidden only', 'nor is its organization')
    const all = organizationsOf(await exported(services, 'full'))
    const point = all.flatMap(pointsOf).find((each) => each.id === id)!
    const location = point.location!
    t.same(location.addresses, [])
    t.not(location.latitude, 49.01)
    t.match(location.name, /^Confidential location/)
    t.same(JSON.parse(factOf(point.attributes!, 'true_place')!), {
      ...place,
      lat: 49.01,
      lng: -88.25,
    })
  })

  await t.test('P3: a hidden point that moves changes no byte', async (t) => {
    const region = [
      { city: 'Thunder Bay', postalCode: 'P7B 5E1', address: '1 Secret Street' },
      { city: 'Marathon', lat: 48.72, lng: -86.38 },
      { city: 'Nipigon', postalCode: 'P0T 2J0' },
    ]
    const shared = { service: newId(), location: newId() }
    const organizationId = await anOwner('Seen and hidden')
    const facts = {
      name: SECRET,
      province: 'ON',
      needs: ['food' as const],
      channels: [],
      organizationId,
    }
    const { id } = await save({ ...facts, ...region[0]!, hidden: true, newIds: shared })
    await save({ ...facts, name: 'Seen', ...region[1]!, newIds: shared })
    await rest('location', shared.location, {
      name: 'The house of a file',
      transportation: 'Bus 1',
    })
    const before = [await exported(services, 'public'), await exportedTables(services, 'public')]
    t.notMatch(before[0], 'The house of a file', 'nothing of a location that a hidden point shares')
    const moves = fc.record({
      to: fc.constantFrom(...region),
      hours: fc.constantFrom({ kind: 'always' as const }, { kind: 'unknown' as const }),
      name: fc.constantFrom(SECRET, 'Another secret'),
    })
    await fc.assert(
      fc.asyncProperty(moves, async ({ to, ...more }) => {
        await save({ ...facts, ...to, ...more, id })
        const after = [await exported(services, 'public'), await exportedTables(services, 'public')]
        t.strictSame(after[0] === before[0], true)
        t.strictSame(after[1], before[1])
      }),
      { numRuns: 5 },
    )
  })

  async function rest(kind: string, id: string, body: object) {
    await db.orm.insert(hsdsRest).values({ kind, id, body })
  }

  await t.test('what a foreign file said besides goes out as it came', async (t) => {
    const { id, organizationId } = await aServicePoint(services, {
      phones: [{ number: '+18075550123' }],
      nameFr: 'Refuge',
      languages: ['cr', 'en'],
    })
    const [row] = await db.orm.select().from(servicePoints).where(eq(servicePoints.id, id))
    const foreign = [newId(), newId(), newId()] as const
    await rest('organization', organizationId, {
      description: 'As it said itself.',
      ...{ alternate_name: 'Org', tax_id: '123', year_incorporated: 1980 },
      contacts: [{ id: newId(), name: 'Ann Persona', email: 'ann@person.example' }],
      locations: [{ id: newId(), location_type: 'physical', name: 'Head office' }],
    })
    await rest('service', row!.serviceId, {
      ...{ name: 'Not this', fees: 'None', alternate_name: 'Old name' },
      assurer_email: 'bob@person.example',
      languages: [{ id: foreign[0], code: 'cr', name: 'Cree', note: 'Mondays' }],
      attributes: [
        { id: foreign[1], taxonomy_term: { id: newId(), name: 'Theirs', description: 'Theirs' } },
      ],
    })
    await rest('service_at_location', id, {
      phones: [{ id: foreign[2], number: '+18075550123', type: 'textphone', extension: 9 }],
      metadata: [history],
    })
    await rest('location', row!.locationId, {
      addresses: [
        {
          ...{ id: newId(), address_type: 'postal', attention: 'Cy Persona', city: 'Kenora' },
          ...{ address_1: 'Box 1', state_province: 'ON', postal_code: 'P9N 1A1', country: 'CA' },
        },
      ],
    })
    const find = async (form: 'public' | 'full') => {
      const all = organizationsOf(await exported(services, form))
      return all.find((each) => each.id === organizationId) as Organization & { contacts: [] }
    }
    const seen = await find('public')
    t.match(seen, { description: 'As it said itself.', tax_id: '123', alternate_name: 'Org' })
    t.notOk(seen.contacts, 'no names of persons')
    t.notMatch(JSON.stringify(seen), /Head office|Persona|person\.example|metadata/)
    const service = seen.services![0]!
    t.match(service, { name: row!.name, fees: 'None', alternate_name: 'Old name' })
    t.equal(factOf(service.attributes!, 'name_fr'), 'Refuge')
    t.match(service.languages, [
      { id: foreign[0], code: 'cr', name: 'Cree', note: 'Mondays' },
      { code: 'en' },
    ])
    t.equal(service.languages!.length, 2)
    t.ok(service.attributes!.some((each) => each.id === foreign[1]))
    const [phone, ...others] = service.service_at_locations![0]!.phones!
    t.match(phone, { id: foreign[2], number: '+18075550123', type: 'textphone' })
    t.same(others, [])
    t.same((await find('full')).contacts.length, 1)
    t.match(JSON.stringify(await find('full')), /Head office.*metadata/)
    t.match(JSON.stringify(await find('full')), /bob@person\.example.*Cy Persona/)
  })

  await t.test('the tabular package has the columns and rules of the standard', async (t) => {
    for (const form of ['public', 'full'] as const) {
      const tables = await exportedTables(services, form)
      const rows = new Map<string, Record<string, string>[]>()
      for (const table of Object.keys(TABLES) as TableName[]) {
        const names = TABLES[table].map(({ name }) => name)
        const found = parse(tables.get(table) ?? '', { columns: names }) as Record<string, string>[]
        rows.set(table, found)
        const ids = found.map(({ id }) => id)
        t.equal(new Set(ids).size, ids.length, `${form}: ids of ${table} are unique`)
      }
      const wrong = [...rows].flatMap(([table, all]) => all.flatMap((row) => faultsOf(table, row)))
      t.same([...new Set(wrong)], [], `${form}: constraints hold`)
      const ids = (table: string) => new Set(rows.get(table)!.map(({ id }) => id))
      for (const [table, column, to] of LINKS) {
        const known = ids(to)
        const dangling = rows.get(table)!.filter((row) => row[column] && !known.has(row[column]!))
        t.same(dangling, [], `${form}: ${table}.${column}`)
      }
    }
    for (const [table, columns] of Object.entries(TABLES)) {
      const [header] = officialText(`examples/csv/${table}.csv`).split('\n')
      t.equal(columns.map(({ name }) => name).join(), header!.trim(), table)
    }
  })

  /** By the package's own description, whose rules are those of the official schemas. */
  function faultsOf(table: string, row: Record<string, string>): string[] {
    const resource = dataPackage().resources.find(({ name }) => name === table)!
    return resource.schema.fields.flatMap(({ name, type, constraints }) => {
      const { required, enum: values } = constraints as { required: boolean; enum?: string[] }
      const value = row[name]!
      if (value === '') return required ? [`${table}.${name} is missing`] : []
      if (type === 'number' && !Number.isFinite(Number(value)))
        return [`${table}.${name} no number`]
      return values && !values.includes(value) ? [`${table}.${name}: ${value}`] : []
    })
  }
})

const LINKS = [
  ['services', 'organization_id', 'organizations'],
  ['service_at_location', 'service_id', 'services'],
  ['service_at_location', 'location_id', 'locations'],
  ['addresses', 'location_id', 'locations'],
  ['accessibility', 'location_id', 'locations'],
  ['languages', 'service_id', 'services'],
  ['service_areas', 'service_id', 'services'],
  ['phones', 'service_at_location_id', 'service_at_location'],
  ['schedules', 'service_at_location_id', 'service_at_location'],
  ['attributes', 'taxonomy_term_id', 'taxonomy_terms'],
  ['taxonomy_terms', 'taxonomy_id', 'taxonomies'],
] as const

const pointsOf = ({ services = [] }: Organization) =>
  services.flatMap((service: Service) => service.service_at_locations ?? [])

const factOf = (attributes: Attribute[], own: string) =>
  attributes.find((each) => findTerm(each.taxonomy_term ?? {})?.code === `fact:${own}`)?.value
