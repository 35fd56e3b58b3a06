import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { count, eq, sql } from 'drizzle-orm'
import { test } from 'tap'
import { events, organizations, servicePointMatches, servicePoints } from '../../db/schema.ts'
import { removeServicePoint } from '../../src/directory/retire.ts'
import { columnNames } from '../../src/hsds/import-columns.ts'
import { importFile } from '../../src/hsds/import-file.ts'
import { type Mapping, readMapping } from '../../src/hsds/import-mapping.ts'
import { transact } from '../../src/platform/database.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint, directoryServices, testEditor } from '../fixtures/directory.ts'

const seed = join(import.meta.dirname, '../../db/seed')
const contracts = process.env.CONTRACTS_DIR
const federalList = contracts && join(contracts, '../data/newcomer-services-canada.csv')
const needsFederalList =
  federalList && existsSync(federalList)
    ? needsPostgres
    : { skip: 'no CONTRACTS_DIR with ../data: the federal list was not imported' }

const HEADER = 'source,id,organization,province,city,postal_code,lat,lng,phones,needs,genders,hours'
const GOOD = 'test,1,Good House,ON,Thunder Bay,P7B 1A1,48.4,-89.2,807-555-0111,food,,24/7'

test('importing a directory', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const services = directoryServices(db)

  let files = 0
  function run(text: string | Buffer, mapping?: Mapping, dry = false) {
    const file = join(t.testdir(), `directory-${files++}.csv`)
    writeFileSync(file, text)
    return imported(dry ? { gazetteer: services.gazetteer } : services, file, mapping)
  }
  const pointOf = async (sourceId: string) =>
    (await db.orm.select().from(servicePoints).where(eq(servicePoints.sourceId, sourceId)))[0]
  const eventCount = async () => (await db.orm.select({ n: count() }).from(events))[0]?.n

  t.test('takes the template as it ships, and lists what it says', async (t) => {
    const template = readFileSync(join(seed, 'directory-template.csv'))
    t.same(template.toString().split('\n')[0], columnNames.join())
    const { summary, remarks } = await run(template)
    t.match(summary, { rows: 2, created: 2, bad: 0, doubtful: 0 })
    t.same(remarks, [])
    t.match(await pointOf('shelter-1'), {
      status: 'listed',
      needs: ['emergency_shelter', 'safety_planning', 'food'],
      phones: [{ number: '+18075550110', extension: '2' }, { number: '+18005550110' }],
      hours: { kind: 'always' },
      precision: 'exact',
      verifiedOn: '2026-11-02',
      forTrafficked: false,
      areas: null,
    })
    t.match(await pointOf('clinic-1'), {
      genders: ['woman', 'man', 'non_binary', 'two_spirit', 'undisclosed'],
      children: null,
      areas: ['qc'],
      reachKm: null,
      verifiedOn: null,
    })
  })

  t.test('reports every bad row by line, column and reason, and the good ones go in', async (t) => {
    const { summary, remarks } = await run(
      [
        HEADER,
        GOOD,
        'test,2,,ON,Thunder Bay,,,,,food,,',
        'test,3,Nowhere,XX,,,,,,food,,',
        'test,4,Odd needs,ON,Kenora,,,,,food;teleport,women,',
        'test,5,Far north,ON,Kenora,,north,-94,,food,,',
        'test,1,Again,ON,Kenora,,,,,food,,',
        'test,6,Too many,ON,Kenora,,,,,food,,,,,',
        'test,7,Fine too,ON,Kenora,,,,,"food; clothing_hygiene",none,weekdays maybe',
      ].join('\n'),
    )
    t.match(summary, { rows: 8, created: 2, bad: 6 })
    t.same(
      remarks
        .filter(({ bad }) => bad)
        .map(({ line, column }) => `${line} ${column}`)
        .sort(),
      ['3 organization', '4 province', '5 genders', '5 needs', '6 lat', '7 id', '8 (row)'],
    )
    t.match(
      remarks.find(({ line }) => line === 5),
      { reason: 'not in the list: teleport' },
    )
    t.match((await run(`${HEADER}\n${GOOD}\ntest,8,"Never closed`)).remarks, [
      { bad: true, column: '(row)', reason: /[Qq]uote/ },
    ])
  })

  t.test('refuses a file that is not UTF-8, row by row, and one with other columns', async (t) => {
    const latin = Buffer.from(
      `${HEADER}\ntest,l1,Maison Évangéline,QC,Montréal,,,,,food,,`,
      'latin1',
    )
    const { remarks } = await run(latin)
    t.match(remarks, [{ line: 2, bad: true, reason: /not UTF-8/ }])
    await t.rejects(
      run('source,id,organization,province,needs,colour\na,1,b,ON,food,red'),
      /no column "colour"/,
    )
    const mapping = { id: ['key'], columns: {}, constants: {} }
    await t.rejects(run('a,b\n1,2', mapping), /the file has no column key/)
    t.throws(() => readMapping('{"id": [], "columns": {"colour": "a"}}'), /colour|id/)
    t.throws(
      () => readMapping('{"id": ["a"], "columns": {}, "constants": {}}'),
      /says nothing about source/,
    )
  })

  t.test('leaves out numbers at premium rates and words it does not understand', async (t) => {
    const { summary, remarks } = await run(
      `${HEADER}\ntest,p1,Costly,ON,Thunder Bay,,,,"1-900-555-0199 or 807-555-0112",food,,most days`,
    )
    t.match(summary, { created: 1, doubtful: 1, bad: 0 })
    t.match(remarks, [
      { column: 'phones', reason: /premium/, bad: false },
      { column: 'hours', reason: /kept as words/, bad: false },
    ])
    t.match(await pointOf('p1'), {
      phones: [{ number: '+18075550112' }],
      hours: { kind: 'unknown', text: 'most days' },
    })
  })

  t.test(
    'of a position, a city and a postal code that contradict each other two win',
    async (t) => {
      const { remarks } = await run(
        [
          HEADER,
          'test,c1,Point off,ON,Thunder Bay,P7B 1A1,43.65,-79.38,,food,,',
          'test,c2,City off,ON,Thunder Bay,M5V 1A1,43.65,-79.38,,food,,',
          'test,c3,Abroad,ON,Thunder Bay,P7B 1A1,40.7,-74,,food,,',
          'test,c4,No such town,ON,Xyzzyville,,,,,food,,',
        ].join('\n'),
      )
      t.same(
        remarks.map(({ line, column }) => `${line} ${column}`),
        ['2 lat', '3 city', '4 lat', '5 city'],
      )
      t.match(await pointOf('c1'), { precision: 'place', placeId: 'on-thunder-bay' })
      t.match(await pointOf('c2'), { precision: 'exact', region: 'on-toronto-york', lat: 43.65 })
      t.match(await pointOf('c3'), { precision: 'place', region: 'on-thunder-bay-district' })
      t.match(await pointOf('c4'), { precision: 'province', region: 'on', lat: null })
    },
  )

  t.test('a second run changes nothing, a changed row changes itself', async (t) => {
    const file = [HEADER, GOOD.replace('test,1', 'again,1'), GOOD.replace('test,1', 'again,2')]
    t.match((await run(file.join('\n'))).summary, { created: 2 })
    const before = await eventCount()
    t.match((await run(file.join('\n'))).summary, { created: 0, changed: 0, unchanged: 2 })
    t.equal(await eventCount(), before)
    file[1] = file[1]!.replace(',food,', ',food;financial_aid,')
    t.match((await run(file.join('\n'))).summary, { created: 0, changed: 1, unchanged: 1 })
  })

  t.test(
    'what was removed stays removed, what is hidden stays hidden, a partner stays one',
    async (t) => {
      const hidden = await aServicePoint(services, { source: 'kept', sourceId: 'h', hidden: true })
      const gone = await aServicePoint(services, { source: 'kept', sourceId: 'g' })
      await transact(services, (tx, now) =>
        removeServicePoint(tx, services, gone.id, now, testEditor),
      )
      const rows = ['h', 'g'].map((id) => GOOD.replace('test,1', `kept,${id}`))
      const { summary } = await run([HEADER, ...rows].join('\n'))
      t.match(summary, { created: 0, changed: 1, unchanged: 1 })
      t.match(await pointOf('h'), { hidden: true, status: 'partner', address: null, city: null })
      t.ok((await pointOf('g'))?.removedAt)
      const matches = await db.orm
        .select({ id: servicePointMatches.servicePointId, hidden: servicePointMatches.hidden })
        .from(servicePointMatches)
      t.ok(matches.some((match) => match.id === hidden.id && match.hidden))
      t.notOk(matches.some((match) => match.id === gone.id))
    },
  )

  t.test('a dry run reads and checks, and needs no database', async (t) => {
    const before = await eventCount()
    const { summary } = await run(`${HEADER}\n${GOOD.replace('test,1', 'dry,1')}`, undefined, true)
    t.match(summary, { rows: 1, created: 0, bad: 0 })
    t.equal(await eventCount(), before)
  })
})

test('the federal list of newcomer services', needsFederalList, async (t) => {
  const db = await aDatabase(t)
  const services = directoryServices(db)
  const mapping = readMapping(
    readFileSync(join(seed, 'mappings/newcomer-services-canada.json'), 'utf8'),
  )
  const run = () => imported(services, federalList!, mapping)

  const { summary, remarks } = await run()
  t.match(summary, { rows: 1262, created: 1262, bad: 0 }, 'every row goes in')
  const far = remarks.filter(({ reason }) => /\bkm\b/.test(reason))
  t.ok(far.length >= 8, 'its contradictory positions are reported')
  const fortMcMurray = remarks.find(({ line }) => line === 508)
  t.match(fortMcMurray, { column: 'latitude', reason: /685 km/ }, 'by line and its own column')

  const [facts] = await db.orm
    .select({
      listed: sql<number>`count(*) filter (where status = 'listed' and verified_on is null)::int`,
      gendered: sql<number>`count(*) filter (where genders is not null)::int`,
      classes: sql<number>`count(*) filter (where 'education_language' = any(needs))::int`,
      whitehorse: sql<number>`count(*) filter (where city = 'Whitehorse' and 'education_language' = any(needs))::int`,
    })
    .from(servicePoints)
  t.match(facts, { listed: 1262, gendered: 0, whitehorse: 1 })
  t.ok(facts!.classes > 400)
  t.match(
    (await run()).summary,
    { created: 0, changed: 0, unchanged: 1262 },
    'a second run changes nothing',
  )
  const [names] = await db.orm.select({ n: count() }).from(organizations)
  t.ok(names!.n < 768, 'ACCES and Acces are one organization')
})

type Remark = { line: number; column: string; reason: string; bad: boolean }

/** Imports a file, and says each finding by line and column. */
async function imported(
  services: Parameters<typeof importFile>[0],
  file: string,
  mapping: Mapping | undefined,
) {
  const remarks: Remark[] = []
  const { counts } = await importFile(
    services,
    file,
    { mapping },
    {
      finding({ place, says, done }) {
        const [, line, column] = /^line (\d+), (.*)$/.exec(place) ?? []
        remarks.push({ line: Number(line), column: column!, reason: says, bad: done === 'refused' })
      },
      progress: () => {},
    },
  )
  return { summary: { ...counts, bad: counts.refused }, remarks }
}
