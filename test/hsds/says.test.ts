import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { duplicatePairs, importRuns, servicePoints } from '../../db/schema.ts'
import { parseHours } from '../../src/directory/hours-text.ts'
import { judgePlace } from '../../src/directory/place.ts'
import type { Facts } from '../../src/directory/schemas.ts'
import { loadGazetteer } from '../../src/geography/gazetteer.ts'
import { findDuplicates } from '../../src/hsds/duplicates-find.ts'
import { importFile } from '../../src/hsds/import-file.ts'
import { BadFile, type Finding, type Said } from '../../src/hsds/import-findings.ts'
import { readRun } from '../../src/hsds/import-runs.ts'
import { fileSays, rowSays } from '../../src/hsds/says-row.ts'
import { phoneSays, placeSays, wrongFacts } from '../../src/hsds/says-rules.ts'
import { valueSays } from '../../src/hsds/says-value.ts'
import { transact } from '../../src/platform/database.ts'
import { type Services, takeTurn } from '../../src/services.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint, directoryServices, testEditor } from '../fixtures/directory.ts'
import { aFolder } from '../fixtures/process.ts'

const gazetteer = loadGazetteer()
const dry = { gazetteer }

test('findings are said in English and in French', async (t) => {
  const folder = aFolder(t)
  let files = 0
  async function findings(text: string, form = 'json'): Promise<Finding[]> {
    const file = join(folder, `${files++}.${form}`)
    writeFileSync(file, text)
    const all: Finding[] = []
    await importFile(dry, file, {}, { finding: (each) => all.push(each), progress: () => {} })
    return all
  }

  t.test('every text of the tables, with the signs that French wants', async (t) => {
    // takes the place of whatever a text is made of
    const anything: unknown = new Proxy(() => 'x', {
      get: (_, name) => (name === Symbol.toPrimitive || name === 'join' ? () => 'x' : anything),
    })
    const of = (text: Said | ((...given: never[]) => Said)) =>
      typeof text === 'function' ? text(...([anything, anything] as never[])) : text
    const { hours, twice, columns, ...plain } = { ...rowSays, ...fileSays, ...valueSays }
    const all: Said[] = [
      ...Object.values({ ...plain, ...phoneSays }).map(of),
      hours({ kind: 'by_appointment' }, true),
      hours({ kind: 'always' }),
      twice('line 3'),
      columns({ foreign: ['colour'], missing: ['id'] }),
    ]
    for (const { en, fr } of all) {
      t.ok(en && fr && en !== fr, en)
      t.notMatch(fr, /'|[^\u00a0]:(?!\/)|\s[;?!]|undefined/, fr)
    }
  })

  t.test('P3: of a row that cannot be read, no cell is told', async (t) => {
    const header = 'source,id,organization,province,needs\n'
    for (const row of [
      'a,1,7 Cedar Lane" hidden,ON,food',
      'a,1,"7 Cedar Lane" hidden,ON,food',
      'a,1,X,ON,food,7 Cedar Lane',
    ]) {
      const all = await findings(`${header}${row}\n`, 'csv')
      t.match(all, [{ done: 'refused', says: /\w+ \w+/, saysFr: /rangée/ }])
      t.notMatch(JSON.stringify(all), /Cedar|hidden/)
    }
  })

  t.test('what the rules say of places and facts', async (t) => {
    const places: [Partial<Facts>, RegExp][] = [
      [{ city: 'Nowhere at all' }, /^Nous ne connaissons pas ce lieu.*Il n’a pas été retenu\.$/],
      [{ city: 'Nowhere at all', postalCode: 'P7B 1A1' }, /^Le lieu n’est pas connu/],
      [{ postalCode: 'P7B 1S1S' }, /^Ce n’est pas un code postal canadien.*retenu\.$/],
      [{ city: 'Toronto', postalCode: 'P7B 1A1' }, /^Le lieu et le code.*\(\d+ km d’écart\)$/],
      [{ postalCode: 'H2X 1A1' }, /^La province et le code postal/],
      [{ city: 'Kenora', lat: 10, lng: 10 }, /^Les coordonnées ne sont pas au Canada/],
      [{ lat: 45.5, lng: -73.6 }, /^Les coordonnées sont dans une autre province \(QC\)/],
      [{ city: 'Kenora', lat: 43.65, lng: -79.38 }, /^Les coordonnées sont à \d+ km de la ville/],
      [
        { city: 'Kenora', postalCode: 'M5V 3L9', lat: 43.65, lng: -79.38 },
        /^La ville est à \d+ km des coordonnées/,
      ],
    ]
    for (const [facts, fr] of places) {
      const judged = judgePlace(gazetteer, { province: 'ON', ...facts })
      const said = judged!.cautions.map(({ detail }) => placeSays(detail))
      t.match(
        said.find((each) => fr.test(each.fr)),
        { fr },
        said.map(({ en }) => en).join(),
      )
    }
    const week = parseHours('Mo,Tu 09:00-17:00')
    t.match(valueSays.hours(week), {
      en: 'was read as Mo,Tu 09:00-17:00',
      fr: 'a été compris comme lun, mar 09:00-17:00',
    })
    t.same(placeSays('It lies.').fr, valueSays.hidden_unread.fr)
    const facts = { name: 'A', province: 'ON', needs: [], channels: [] }
    const wrong = (more: object) => wrongFacts(gazetteer, { ...facts, ...more })[0]?.says
    t.match(wrong({ minAge: 9, maxAge: 5 }), { en: 'is below minAge', fr: /au-dessous/ })
    t.match(wrong({ lat: 48 }), { fr: /latitude et une longitude/ })
    t.match(wrong({ phones: [{ number: '+19005550199' }] }), { fr: /surtaxé/ })
    const ranges = [{ days: ['mo'], opens: '09:00', closes: '17:00' }]
    const hours = { kind: 'weekly', ranges: [...ranges, ...ranges], exceptions: [] }
    t.match(wrong({ hours }), { en: /overlaps/, fr: /recoupent/ })
    t.match(wrong({ name: '' }), { en: /1 character/, fr: /moins de 1 caractère/ })
    t.equal(wrong({}), undefined)
  })

  t.test('whatever a file holds, with the same values of it', async (t) => {
    const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string(), fc.constant('Montr?al'))
    const field = fc.constantFrom(
      ...['minimum_age', 'languages', 'url', 'email', 'assured_date', 'eligibility_description'],
      ...['status', 'name', 'id', 'attributes', 'interpretation_services', 'colour', 'phones'],
    )
    const quotes = (text: string) => text.match(/"/g)?.length
    await fc.assert(
      fc.asyncProperty(fc.dictionary(field, junk, { minKeys: 1 }), async (more) => {
        const body = JSON.stringify(anOrganization(more))
        const all = await findings(body)
        return all.every(
          ({ says, saysFr }) =>
            says && saysFr && says !== saysFr && quotes(says) === quotes(saysFr),
        )
      }),
      { numRuns: 100 },
    )
    const csv =
      'source,id,organization,province,needs\na,1,b,ON,"x\na,2,b,ON,food,more\na,3,,ON,fly'
    for (const { says, saysFr } of await findings(csv, 'csv')) t.ok(says && saysFr, says)
    const error = await findings('PK\u0003\u0004').catch((each) => each)
    t.ok(error instanceof BadFile)
    t.match(error, { message: /unpack it/, fr: /décompressez-la/ })
  })

  t.test('P3: of a hidden point neither tells where it is', async (t) => {
    const address: Json = { address_type: 'physical', state_province: 'ON', country: 'CA' }
    const location: Json = { id: '5', location_type: 'physical', addresses: [address] }
    Object.assign(location, { latitude: 'Quiet', longitude: 3, name: 'QuietÃ© "Quiet" Place' })
    Object.assign(address, {
      ...{ address_1: 'Confidential', city: ['Quiet', 'Place'], postal_code: 'Quiet' },
      ...{ address_2: '"Quiet" lane?way "Quiet"', region: { name: 'Quiet' } },
    })
    const sals = [{ id: '3', location }]
    const all = await findings(JSON.stringify(anOrganization({ service_at_locations: sals })))
    t.ok(all.some(({ kind }) => kind === 'shape') && all.some(({ kind }) => kind === 'encoding'))
    for (const { says, saysFr } of all) t.notMatch(`${says} ${saysFr}`, /Quiet|Place|lane/)
  })
})

test('P3: of a point that was hidden here', needsPostgres, async (t) => {
  const services = directoryServices(await aDatabase(t)) as unknown as Services
  const { orm } = services.db
  const folder = aFolder(t)
  async function importing(name: string, text: string) {
    writeFileSync(join(folder, name), text)
    const all: Finding[] = []
    const told = { finding: (each: Finding) => all.push(each), progress: () => {} }
    const { runId, counts } = await importFile(services, join(folder, name), {}, told)
    return { runId: runId!, counts, said: words(all) }
  }
  const kept = async (id: string) => {
    const { findings } = await takeTurn(services, testEditor, (turn) => readRun(turn, id))
    return words(findings)
  }
  const hide = (name: string) =>
    orm
      .update(servicePoints)
      .set({ hidden: true, address: null, postalCode: null })
      .where(eq(servicePoints.name, name))
  const words = (all: Finding[]) => all.map(({ says, saysFr }) => `${says} ${saysFr}`).join()
  const SECRET = /ecret|km|M5V/
  const lane = (id: string, name = 'Shelter') => {
    const address = { address_1: '77 Sâ€™ecret Lane', city: 'Kenora', postal_code: 'M5V 3L9' }
    const addresses = [{ ...address, state_province: 'ON', address_type: 'physical' }]
    const location = { id: `5${id}`, location_type: 'physical', addresses }
    return { id: `2${id}`, name, service_at_locations: [{ id: `3${id}`, location }] }
  }
  const one = (service: object) => JSON.stringify(anOrganization(service as Json))
  const csv = (province: string) =>
    `source,id,organization,name,province,city,postal_code,needs\nme,1,A,Row,${province},Kenora,M5V 3L9,food\n`

  await t.test('no report tells its place, as it was or refused', async (t) => {
    const first = await importing('a.json', one(lane('')))
    t.match(first.said, SECRET)
    t.match(await kept(first.runId), SECRET)
    const two = JSON.stringify({
      ...{ id: '8', name: 'Two' },
      services: [lane('a', 'One of two'), lane('b', 'Other of two')],
    })
    const both = await importing('two.json', two)
    const other = await importing('other.json', one(lane('c', 'Shown')))
    await hide('Shelter')
    t.notMatch(await kept(first.runId), SECRET, 'what was told before is gone')
    t.match(await kept(other.runId), SECRET, 'of others it stays')
    const [run] = await orm.select().from(importRuns).where(eq(importRuns.id, first.runId))
    t.ok((run!.found as Json)['encoding:mended'], 'and is counted still')
    const again = await importing('a.json', one(lane('')))
    t.match(again.counts, { rows: 1, unchanged: 1 })
    const refused = await importing('a.json', one(lane('', ' ')))
    t.match(refused.counts, { rows: 1, refused: 1 })
    for (const { said, runId } of [again, refused]) {
      t.ok(said)
      t.notMatch(said, SECRET)
      t.notMatch(await kept(runId), SECRET)
    }

    const { length } = (await kept(both.runId)).match(/ecret/g)!
    await hide('One of two')
    t.ok(((await kept(both.runId)).match(/ecret/g)?.length ?? 0) < length)
    t.notMatch((await importing('two.json', two)).said, SECRET)
    const changed = await importing('other.json', one(lane('c', 'Shown too')))
    t.match(changed.counts, { changed: 1, unchanged: 0 })
    t.match(changed.said, SECRET, 'of others it is told')
  })

  await t.test('a row of a table that does not go in may be of it', async (t) => {
    t.match((await importing('me.csv', csv('ON'))).said, SECRET)
    await hide('Row')
    const { said, counts } = await importing('me.csv', csv('XX'))
    t.match(counts, { refused: 1 })
    t.notMatch(said, /M5V|km|XX/)
  })

  await t.test('nothing tells how far it is from its neighbours', async (t) => {
    const names = ['Twin', 'Twin', 'Judged', 'Judged']
    for (const [i, name] of names.entries())
      await aServicePoint(services, { name, city: 'Kenora', lat: 49.767 + i / 1e4, lng: -94.489 })
    const find = () => transact(services, findDuplicates)
    const of = (name: string) =>
      sql`${duplicatePairs.a} in (select id from service_points where name = ${name})`
    const found = { km: duplicatePairs.km, judged: duplicatePairs.judgement }
    const pairsOf = (name: string) => orm.select(found).from(duplicatePairs).where(of(name))
    await find()
    await orm
      .update(duplicatePairs)
      .set({ judgement: 'different', judgedBy: 'test', judgedAt: sql`now()` })
      .where(of('Judged'))
    for (const name of ['Twin', 'Judged']) t.match(await pairsOf(name), [{ km: Number }])
    for (const name of ['Twin', 'Judged']) await hide(name)
    t.same(await pairsOf('Twin'), [])
    t.same(await pairsOf('Judged'), [{ km: null, judged: 'different' }])
    await find()
    t.same(await pairsOf('Twin'), [{ km: null, judged: null }], 'by its region only')
  })
})

type Json = Record<string, unknown>

/** With one service in Ontario, or as it is said. */
function anOrganization(more: Json): Json {
  const address = { city: 'Kenora', state_province: 'ON', address_type: 'physical' }
  const location = { id: '5', location_type: 'physical', addresses: [address] }
  const service_at_locations = [{ id: '3', location }]
  return {
    ...{ id: '1', name: 'Harbour House' },
    services: [{ id: '2', name: 'Shelter', status: 'active', service_at_locations, ...more }],
  }
}
