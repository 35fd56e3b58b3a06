import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { duplicatePairs, events, hsdsRest, servicePoints } from '../../db/schema.ts'
import { removeServicePoint } from '../../src/directory/retire.ts'
import { loadGazetteer } from '../../src/geography/gazetteer.ts'
import { judgeDuplicate, listDuplicates, takeable } from '../../src/hsds/duplicates.ts'
import { findDuplicates } from '../../src/hsds/duplicates-find.ts'
import { type ImportOptions, importFile } from '../../src/hsds/import-file.ts'
import type { Finding } from '../../src/hsds/import-findings.ts'
import { readEligibility } from '../../src/hsds/read-eligibility.ts'
import { readLanguages } from '../../src/hsds/read-languages.ts'
import { lettering } from '../../src/hsds/strict-text.ts'
import { decideTerm, listTerms } from '../../src/hsds/terms.ts'
import { transact } from '../../src/platform/database.ts'
import { type Services, takeTurn } from '../../src/services.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint, directoryServices, testEditor } from '../fixtures/directory.ts'
import { aFolder } from '../fixtures/process.ts'

type Json = Record<string, unknown>

const old = join(import.meta.dirname, '../fixtures/hsds-1.1')
const dry = { gazetteer: loadGazetteer() }

test('what the official schema takes and cannot be right is said', async (t) => {
  const folder = aFolder(t)
  let files = 0
  async function findings(change: (organization: Json, parts: ReturnType<typeof partsOf>) => void) {
    const organization = anOrganization()
    change(organization, partsOf(organization))
    const file = join(folder, `${files++}.json`)
    writeFileSync(file, JSON.stringify(organization))
    const { counts, findings } = await importing(dry, file)
    return { refused: counts.refused, hidden: counts.hidden, said: findings.map(inShort) }
  }
  const cases: [string, Parameters<typeof findings>[0], ...string[]][] = [
    ['nothing', () => {}],
    [
      'latitude 100',
      (_, { location }) => Object.assign(location, { latitude: 100, longitude: -89 }),
      'coordinates left_out latitude',
    ],
    [
      'half a position',
      (_, { location }) => Object.assign(location, { latitude: 48.4 }),
      'coordinates left_out latitude',
    ],
    [
      'a swapped position',
      (_, { location }) => Object.assign(location, { latitude: -89.25, longitude: 48.4 }),
      'coordinates mended latitude',
    ],
    [
      'a lost minus',
      (_, { location }) => Object.assign(location, { latitude: 48.4, longitude: 89.25 }),
      'coordinates mended longitude',
    ],
    [
      'the sea off Africa',
      (_, { location }) => Object.assign(location, { latitude: 0, longitude: 0 }),
      'coordinates left_out latitude',
    ],
    [
      'a position far away',
      (_, { location }) => Object.assign(location, { latitude: 43.65, longitude: -79.38 }),
      'coordinates left_out location',
    ],
    [
      'opening at 25:00',
      (_, { sal }) => {
        sal.schedules = [aSchedule({ opens_at: '25:00' })]
      },
      'hours left_out opens_at',
    ],
    [
      'every second week',
      (_, { sal }) => {
        sal.schedules = [aSchedule({ interval: 2 })]
      },
      'hours left_out 0',
    ],
    [
      'hours as words',
      (_, { sal }) => {
        sal.schedules = [{ id: id(9), description: 'Mon-Fri 9-5' }]
      },
      'hours mended description',
    ],
    [
      'hours as other words',
      (_, { sal }) => {
        sal.schedules = [{ id: id(9), description: 'most days' }]
      },
      'hours noted description',
    ],
    [
      'language zzzz',
      (_, { service }) => {
        service.languages = [{ id: id(8), code: 'zzzz' }]
      },
      'language left_out code',
    ],
    [
      'limited French',
      (_, { service }) => {
        service.languages = [{ id: id(8), name: 'French', note: 'limited' }]
      },
      'language noted note',
    ],
    [
      'phone abc',
      (_, { phone }) => {
        phone.number = 'abc'
      },
      'phone left_out number',
    ],
    [
      'a premium number',
      (_, { phone }) => {
        phone.number = '1-900-451-5555'
      },
      'phone left_out number',
    ],
    [
      'an unknown field',
      (_, { service }) => {
        service.colour = 'red'
      },
      'unknown_field noted colour',
    ],
    [
      'a place that is nowhere',
      (_, { sal }) => {
        sal.location_id = id(77)
        delete sal.location
      },
      'id left_out location_id',
      'place refused 0',
    ],
    [
      'no name',
      (_, { service }) => {
        delete service.name
      },
      'missing refused name',
    ],
    [
      'a defunct service',
      (_, { service }) => {
        service.status = 'defunct'
      },
      'status refused status',
    ],
    [
      'ages upside down',
      (_, { service }) => Object.assign(service, { minimum_age: 30, maximum_age: 20 }),
      'eligibility left_out maximum_age',
    ],
    [
      'an age as a word',
      (_, { service }) => {
        service.minimum_age = 'adult'
      },
      'shape left_out minimum_age',
    ],
    [
      'a site without a scheme',
      (_, { service }) => {
        service.url = 'house.example/en'
      },
      'address mended url',
    ],
    [
      'no site at all',
      (_, { service }) => {
        service.url = 'see below'
      },
      'address left_out url',
    ],
    [
      'mojibake',
      (_, { address }) => {
        Object.assign(address, { city: 'MontrÃ©al', state_province: 'QC', postal_code: 'H2X 1Y4' })
      },
      'encoding mended city',
    ],
    [
      'a lost accent',
      (_, { service }) => {
        service.description = 'Refuge de Montr?al'
      },
      'encoding noted description',
    ],
    [
      'no postal code of Canada',
      (_, { address }) => {
        address.postal_code = '90210'
      },
      'place left_out postal_code',
    ],
    [
      'another country',
      (_, { address }) => {
        address.country = 'US'
        address.state_province = 'MN'
      },
      'place noted country',
      'place refused location',
    ],
    [
      'a secret address',
      (_, { address }) => {
        address.address_1 = 'Adresse confidentielle'
      },
      'confidential mended 0',
    ],
    [
      'a secret in words',
      (_, { service }) => {
        service.description = 'Shelter. The location is not disclosed.'
      },
      'confidential mended 0',
    ],
    [
      'confidential help',
      (_, { service }) => {
        service.description = 'Confidential counselling.'
      },
    ],
  ]
  for (const [name, change, ...expected] of cases)
    t.same((await findings(change)).said, expected, name)
  const secret = await findings((_, { address, location }) => {
    address.address_1 = 'Undisclosed'
    Object.assign(location, { latitude: 43.6, longitude: -79.4 })
  })
  t.match(secret, { hidden: 1, refused: 0, said: ['confidential mended 0'] })

  await t.test('a broken line keeps itself out and no other', async (t) => {
    const file = join(folder, 'broken.ndjson')
    const lines = [JSON.stringify(anOrganization()), '{"id": 1', '[]', '7', '{"colour": "red"}']
    writeFileSync(file, lines.join('\n'))
    const { counts, findings: found } = await importing(dry, file)
    t.match(counts, { rows: 5, refused: 4 })
    t.same(
      found.map(({ place }) => place),
      ['line 2', 'line 3', 'line 4', 'line 5'],
    )
    const cut = join(folder, 'cut.json')
    writeFileSync(cut, `[${JSON.stringify(anOrganization())},{"id":`)
    t.match(await importing(dry, cut), {
      counts: { rows: 2, refused: 1 },
      findings: [{ says: /never ends/ }],
    })
    const zip = join(folder, 'a.zip')
    writeFileSync(zip, 'PK\x03\x04')
    await t.rejects(importing(dry, zip), /unpack it/)
  })
})

test('texts', async (t) => {
  const languages: [string, string[], boolean | undefined, number][] = [
    ['English and Spanish', ['en', 'es'], undefined, 0],
    ['Anglais, français et espagnol', ['en', 'fr', 'es'], undefined, 0],
    ['Language line available', [], true, 0],
    ['No interpreters', [], false, 0],
    ['Interprètes sur demande', [], true, 0],
    ['Interpretation in Urdu, Polish', [], true, 1],
    ['French (limited)', [], undefined, 1],
    ['Some Spanish', [], undefined, 1],
    ['Mandarin/Cantonese', ['cmn', 'yue'], undefined, 0],
    ['Cree; Ojibway', ['cr', 'oj'], undefined, 0],
    ['en,fr', ['en', 'fr'], undefined, 0],
    ['zzzz', [], undefined, 1],
  ]
  for (const [text, codes, interpreter, cautions] of languages) {
    const read = readLanguages(text)
    t.same(
      [read.languages, read.interpreter, read.cautions.length],
      [codes, interpreter, cautions],
      text,
    )
  }
  const served: [string, object | undefined, boolean][] = [
    ['women', { genders: ['woman'] }, false],
    ['men 18+', { genders: ['man'], minAge: 18 }, false],
    ['hommes de 18 ans et plus', { genders: ['man'], minAge: 18 }, false],
    ['youth 12-17', { minAge: 12, maxAge: 17 }, false],
    [
      'families',
      { children: ['0-5:girl', '0-5:boy', '6-12:girl', '6-12:boy', '13-17:girl', '13-17:boy'] },
      false,
    ],
    ['Women and children', { genders: ['woman'] }, true],
    ['LGBTQ', undefined, true],
    ['women fleeing violence', undefined, true],
    ['youth', undefined, true],
  ]
  for (const [text, expected, unsure] of served)
    t.same(readEligibility(text), { ...(expected && { served: expected }), unsure }, text)
  t.same(lettering('MontrÃ©al'), { is: 'mended', text: 'Montréal' })
  t.same(lettering('Lâ€™Abri'), { is: 'mended', text: 'L’Abri' })
  for (const text of ['Montr?al', 'Montr\ufffdal', 'Café Â° Ã©'])
    t.same(lettering(text), { is: 'lost' }, text)
  for (const text of ['Montréal', 'Où?', 'https://a.example/p?id=1'])
    t.same(lettering(text), { is: 'fine' }, text)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const read = lettering(text)
      return read.is !== 'mended' || !read.text.includes('\ufffd')
    }),
  )
})

test('a package of HSDS 1.1, terms and duplicates', needsPostgres, async (t) => {
  const services = directoryServices(await aDatabase(t)) as unknown as Services
  const { orm } = services.db
  const as = <T>(work: Parameters<typeof takeTurn<T>>[2]) => takeTurn(services, testEditor, work)
  const pointOf = async (sourceId: string) =>
    (await orm.select().from(servicePoints).where(eq(servicePoints.sourceId, sourceId)))[0]

  await t.test('comes in with what its tables say', async (t) => {
    const { counts, source } = await importing(services, old)
    t.equal(source, 'hsds-1-1')
    t.match(counts, { rows: 7, created: 4, refused: 3, hidden: 1 })
    t.match(await pointOf('sl1'), {
      ...{ hidden: true, address: null, city: null, postalCode: null, status: 'listed' },
      ...{ phones: [{ number: '+18075550110', extension: '12' }], needs: ['emergency_shelter'] },
      ...{ genders: ['woman'], minAge: 18, languages: ['en', 'fr'], interpreter: true },
      hours: { kind: 'unknown', text: '1 09:00 17:00' },
    })
    t.match(await pointOf('sl2'), {
      ...{
        address: '12 Bay Street, Unit 4',
        postalCode: 'P7B 1A1',
        precision: 'exact',
        lat: 48.38,
      },
      hours: {
        ranges: [{ days: ['mo', 'tu'], opens: '09:00', closes: '17:00' }],
        exceptions: [{ date: '2026-12-25', ranges: [] }, { date: '2026-12-26' }],
      },
      ...{ needs: ['food'], languages: [] },
    })
    t.match(await pointOf('sl3'), { city: 'Montréal', lng: -73.6, languages: ['fr', 'en'] })
    t.match(await pointOf('sl4'), {
      phones: [{ number: '+12045550113' }],
      hours: { kind: 'unknown' },
    })
    const hidden = (await pointOf('sl1'))!
    const rests = await orm.select().from(hsdsRest)
    const ids = new Set(rests.map(({ id }) => id))
    t.notOk(
      ids.has(hidden.id) || ids.has(hidden.locationId),
      'P3: nothing of the hidden place is kept',
    )
    t.ok(ids.has(hidden.serviceId))
    t.match(await importing(services, old), { counts: { created: 0, changed: 0, unchanged: 4 } })
  })

  await t.test('an editor decides what a term means, from the next import on', async (t) => {
    const [open] = await as((turn) => listTerms(turn, { undecided: true }))
    t.match(open, {
      term: 'Street Outreach',
      taxonomy: 'Local list',
      code: 't3',
      seen: 1,
      decidedBy: null,
    })
    t.match(await as((turn) => listTerms(turn, { q: 'immigr' })), [
      { decidedBy: 'starter list', needs: ['legal_immigration'] },
    ])
    const wrong = { needs: ['teleport'], facts: { minAge: 'x' } }
    t.match(await as((turn) => decideTerm(turn, open!.id, wrong)).catch((error) => error), {
      fields: [{ pointer: '/needs' }, { pointer: '/facts/minAge' }],
    })
    await as((turn) =>
      decideTerm(turn, open!.id, { needs: ['case_management'], facts: { remote: false } }),
    )
    t.match(await importing(services, old), { counts: { changed: 1, unchanged: 3 } })
    t.same(
      (await pointOf('sl2'))!.needs,
      ['case_management', 'food'].reverse().sort((a) => (a === 'case_management' ? -1 : 1)),
    )
  })

  await t.test(
    'two that may be one are proposed and judged, never merged by themselves',
    async (t) => {
      const shown = await aServicePoint(services, {
        name: 'Évangeline House',
        status: 'listed',
        vetted: undefined,
        contacts: [],
        languages: ['fr'],
        minAge: null,
      })
      const other = await aServicePoint(services, {
        name: 'evangeline HOUSE',
        status: 'listed',
        vetted: undefined,
        contacts: [],
        minAge: 16,
        languages: ['fr', 'cr'],
      })
      const partner = await aServicePoint(services, {
        name: 'Partner of two',
        phones: [{ number: '+18075550188' }],
      })
      const secret = await aServicePoint(services, {
        name: 'Quiet',
        hidden: true,
        status: 'listed',
        vetted: undefined,
        contacts: [],
        phones: [{ number: '+18075550188' }],
      })
      t.equal(await transact(services, findDuplicates), 2)
      t.equal(await transact(services, findDuplicates), 0, 'once')
      const pairs = await as((turn) => listDuplicates(turn))
      const named = pairs.find(({ sameName }) => sameName)!
      t.match(named, { samePhone: false, km: 0 })
      t.match(
        pairs.find(({ samePhone }) => samePhone),
        { km: null },
        'of a hidden one no distance',
      )
      const outsider = { id: 'key:x', role: 'rapporteur' as const }
      await t.rejects(
        takeTurn(services, outsider, (turn) => listDuplicates(turn)),
        { code: 'forbidden' },
      )
      const both = { a: partner.id, b: secret.id, verdict: 'merge' as const }
      await t.rejects(
        as((turn) => judgeDuplicate(turn, { ...both, keep: partner.id })),
        { code: 'hidden_stays' },
      )
      await t.rejects(
        as((turn) => judgeDuplicate(turn, { ...both, keep: secret.id })),
        { code: 'partner_stays' },
      )
      await as((turn) =>
        judgeDuplicate(turn, { a: secret.id, b: partner.id, verdict: 'different' }),
      )

      const kept = named.a.id === shown.id ? named.a : named.b
      const gone = named.a.id === shown.id ? named.b : named.a
      t.match(takeable(kept, gone), { languages: ['fr', 'cr'], minAge: 16 })
      const pair = { a: kept.id, b: gone.id, verdict: 'merge' as const, keep: kept.id }
      await t.rejects(
        as((turn) => judgeDuplicate(turn, { ...pair, take: ['name'] })),
        { code: 'invalid' },
      )
      await as((turn) => judgeDuplicate(turn, { ...pair, take: ['languages'] }))
      const after = await orm
        .select()
        .from(servicePoints)
        .where(eq(servicePoints.organizationId, shown.organizationId))
      t.match(after, [
        { languages: ['fr', 'cr'], minAge: null, removedAt: null, city: 'Thunder Bay' },
      ])
      const [removed] = await orm.select().from(servicePoints).where(eq(servicePoints.id, other.id))
      t.ok(removed!.removedAt)
      await t.rejects(
        as((turn) => judgeDuplicate(turn, pair)),
        { code: 'not_found' },
      )
      t.same(await as((turn) => listDuplicates(turn)), [])
      t.equal((await orm.select().from(duplicatePairs)).length, 2)
    },
  )
})

test(
  'P3, S11: no file, however broken, makes a partner, un-hides, takes an id over or is half done',
  needsPostgres,
  async (t) => {
    const services = directoryServices(await aDatabase(t)) as unknown as Services
    const { orm } = services.db
    const folder = aFolder(t)
    const hidden = await aServicePoint(services, {
      hidden: true,
      source: 'broken',
      sourceId: id(3),
      phones: [{ number: '+18075550166' }],
    })
    const [before] = await orm.select().from(servicePoints).where(eq(servicePoints.id, hidden.id))
    const elsewhere = await aServicePoint(services, {
      name: 'Of another source',
      newIds: { point: id(30), service: id(20), location: id(50) },
    })
    const gone = await aServicePoint(services, { source: 'broken', sourceId: id(31) })
    await transact(services, (tx, now) =>
      removeServicePoint(tx, services, gone.id, now, testEditor),
    )
    let files = 0

    const junk = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        '',
        0,
        -1,
        1e300,
        true,
        [],
        {},
        [[]],
        [null],
        'abc',
        '\u0000x',
        '\ud800',
        '25:00',
        'Confidential',
        id(3),
        id(30),
        id(20),
        id(50),
        { id: id(30) },
        'x'.repeat(30_000),
      ),
      fc.string({ maxLength: 40 }),
      fc.jsonValue({ maxDepth: 2 }),
    )
    const change = fc.record({
      path: fc.array(fc.nat(9), { minLength: 1, maxLength: 8 }),
      value: junk,
      drop: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('json', 'ndjson'),
        async (changes, form) => {
          const organization = anOrganization({ dangerous: true })
          for (const each of changes) mutate(organization, each)
          const file = join(folder, `${files++}.${form}`)
          writeFileSync(
            file,
            form === 'json'
              ? JSON.stringify([organization])
              : `${JSON.stringify(organization)}\n{}\n`,
          )
          await importing(services, file, { source: 'broken', province: 'ON' })
        },
      ),
      { numRuns: 120, examples: [[WITHOUT_A_TEXT_ID, 'json']] },
    )
    const [after] = await orm.select().from(servicePoints).where(eq(servicePoints.id, hidden.id))
    t.match(after, { hidden: true, status: 'partner', address: null, city: null, postalCode: null })
    t.same(after!.phones, before!.phones, 'a partner keeps its numbers')
    const [same] = await orm.select().from(servicePoints).where(eq(servicePoints.id, elsewhere.id))
    t.match(same, { name: 'Of another source', source: null })
    const all = await orm.select().from(servicePoints)
    const made = all.filter(
      ({ source, removedAt, id: one }) => source === 'broken' && !removedAt && one !== hidden.id,
    )
    t.notOk(made.some(({ status }) => status === 'partner'))
    t.notOk(
      made.some(({ serviceId, locationId }) => serviceId === id(20) || locationId === id(50)),
      'nothing of another source is taken over',
    )
    t.ok(all.find(({ id: one }) => one === gone.id)!.removedAt)
    const [odd] = await orm
      .select({ n: sql<number>`count(*)::int` })
      .from(servicePoints)
      .where(
        sql`not exists (select 1 from ${events} e where e.chain = 'service_point:' || ${servicePoints.id})`,
      )
    t.equal(odd!.n, 0, 'each point stands with the event of its making')
    const [confirmed] = (await orm.execute(
      sql`select count(*)::int as n from contacts where service_point_id not in (select id from service_points where status = 'partner')`,
    )) as unknown as [{ n: number }]
    t.equal(confirmed.n, 0)
  },
)

function id(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}

/** An organization of somebody else's; `dangerous`: it says what no file may. */
function anOrganization({ dangerous = false } = {}): Json {
  const own = (code: string, value: string) => ({
    ...{ id: id(90), value },
    taxonomy_term: { id: id(91), code: `fact:${code}`, name: code, description: code },
  })
  return {
    ...{
      id: id(1),
      name: 'Harbour House',
      description: 'Helps.',
      website: 'https://harbour.example',
    },
    services: [
      {
        ...{ id: id(2), name: 'Shelter', status: 'active', description: 'Beds.' },
        ...{ languages: [{ id: id(8), name: 'French', code: 'fr' }] },
        ...(dangerous && { attributes: [own('interpreter', 'true')] }),
        service_at_locations: [
          {
            id: id(3),
            phones: [{ id: id(4), number: '807-555-0102' }],
            schedules: [aSchedule({})],
            ...(dangerous && {
              attributes: [
                own('status', 'partner'),
                own('vetting', '{"by":"x","at":"2026-01-01T00:00:00Z","how":"x"}'),
                own(
                  'contact',
                  '{"channel":"sms","value":"+18075550199","language":"en","position":0,"confirmedAt":"2026-01-01T00:00:00Z","confirmedBy":"x"}',
                ),
                own('hidden', 'false'),
              ],
            }),
            location: {
              ...{ id: id(5), location_type: 'physical' },
              ...(dangerous && { attributes: [own('province', 'ON')] }),
              addresses: [
                {
                  ...{ id: id(6), address_1: '1 Main Street', city: 'Thunder Bay', country: 'CA' },
                  ...{ state_province: 'ON', postal_code: 'P7B 1A1', address_type: 'physical' },
                },
              ],
            },
          },
        ],
      },
    ],
  }
}

function aSchedule(more: Json): Json {
  return {
    ...{
      id: id(7),
      freq: 'WEEKLY',
      byday: 'MO,TU',
      opens_at: '09:00',
      closes_at: '17:00',
      ...more,
    },
  }
}

function partsOf(organization: Json) {
  const [service] = organization.services as [Json]
  const [sal] = service.service_at_locations as [Json]
  const location = sal.location as Json
  const [address] = location.addresses as [Json]
  const [phone] = sal.phones as [Json]
  return { service, sal, location, address, phone }
}

/** Replaces or drops whatever stands at a path of numbers. */
/** Neither name nor services, and an id that no database takes as text. */
const WITHOUT_A_TEXT_ID = [
  { path: [1], value: '', drop: true },
  { path: [5, 0], value: {}, drop: true },
  { path: [8], value: null, drop: true },
  { path: [0], value: '\u0000x', drop: false },
]

function mutate(
  document: Json,
  { path, value, drop }: { path: number[]; value: unknown; drop: boolean },
) {
  let part: Json = document
  for (const [i, step] of path.entries()) {
    const keys = Object.keys(part)
    if (keys.length === 0) return
    const key = keys[step % keys.length]!
    const next = part[key]
    if (i === path.length - 1 || typeof next !== 'object' || next === null) {
      if (drop) delete part[key]
      else part[key] = value
      return
    }
    part = next as Json
  }
}

function inShort({ kind, done, place }: Finding): string {
  return `${kind} ${done} ${place.replace(/ \(id .*$/, '').replace(/^.*[/ ]/, '')}`
}

async function importing(
  services: Parameters<typeof importFile>[0],
  file: string,
  options: ImportOptions = {},
) {
  const findings: Finding[] = []
  const told = { finding: (each: Finding) => findings.push(each), progress: () => {} }
  return { ...(await importFile(services, file, options, told)), findings }
}
