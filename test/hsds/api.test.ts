import { Ajv2020 } from 'ajv/dist/2020.js'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { servicePoints } from '../../db/schema.ts'
import { loadDemoDirectory } from '../../src/directory/demo.ts'
import { saveOrganization } from '../../src/directory/organization.ts'
import { pausePoint } from '../../src/directory/pause.ts'
import type { Facts } from '../../src/directory/schemas.ts'
import { saveServicePoint } from '../../src/directory/service-point.ts'
import { TERMS, termOf } from '../../src/hsds/taxonomy.ts'
import { transact } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/ids.ts'
import { takeTurn } from '../../src/services.ts'
import { aContract } from '../fixtures/contract.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint, testEditor } from '../fixtures/directory.ts'
import { needsHsds, official, officialText } from '../fixtures/hsds.ts'
import { aService } from '../fixtures/services.ts'

const SECRET = 'Secret House'
/** Which official schema says what an item of a list is, and what one is. */
const SCHEMAS: Record<string, [item: string, one: string] | undefined> = {
  services: ['service_list', 'service'],
  organizations: ['organization_list', 'organization'],
  service_at_locations: ['service_at_location_list', 'service_at_location'],
}
const KINDS = [...Object.keys(SCHEMAS), 'taxonomies', 'taxonomy_terms']

test('the HSDS API', { ...needsPostgres, ...needsHsds }, async (t) => {
  const service = await aService(t, { env: { RATE_LIMITS: '{"page":1000000,"form":1000000}' } })
  await loadDemoDirectory(service, () => {})
  const contract = await aContract(service.app)
  const standard = JSON.parse(officialText('openapi.json'))
  const isPage = new Ajv2020({ strict: false }).compile({
    ...standard.components.schemas.Page,
    required: Object.keys(standard.components.schemas.Page.properties),
  })

  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  type Answer = { status: number; body: any; text: string }
  async function ask(url: string, payload?: object): Promise<Answer> {
    const method = payload ? 'POST' : 'GET'
    const { response, faults } = await contract.call({ method, url: `/hsds${url}`, payload })
    t.same(faults, [], `${method} ${url}`)
    const json = /json;/.test(String(response.headers['content-type']))
    const body = json ? response.json() : undefined
    return { status: response.statusCode, body, text: response.body }
  }
  const idOf = (list: string, own: string) => termOf(list as 'need', own).id

  await t.test('says what it is', async (t) => {
    const { body } = await ask('')
    t.same(body, {
      version: '3.0',
      profile: 'http://cw.example/hsds/taxonomies',
      openapi_url: 'http://cw.example/documentation/json',
    })
    t.equal((await service.app.inject('/hsds/')).json().version, '3.0')
  })

  await t.test('every path and parameter of the official document is here', (t) => {
    for (const [path, { get }] of Object.entries<{ get: { parameters?: object[] } }>(
      standard.paths,
    )) {
      const ours = contract.operations.find(
        (each) => each.method === 'GET' && each.path === (path === '/' ? '/hsds' : `/hsds${path}`),
      )
      t.ok(ours, path)
      const wanted = (get.parameters ?? []).map((each) => {
        const { $ref, name } = each as { $ref?: string; name?: string }
        return name ?? $ref!.split('/').at(-1)!
      })
      const known = ours!.parameters.map(({ name }) => name)
      t.same(
        wanted.filter((name) => !known.includes(name)),
        [],
        path,
      )
    }
    t.end()
  })

  await t.test('lists, pages and single things are as the official schemas say', async (t) => {
    for (const kind of KINDS) {
      const [item, one] = SCHEMAS[kind]?.map(official) ?? [() => [], () => []]
      const first = await ask(`/${kind}?per_page=30`)
      t.ok(isPage(first.body), `${kind}: a page`)
      const { total_items: total, total_pages: pages, contents } = first.body
      t.equal(pages, Math.ceil(total / 30))
      t.equal(first.body.first_page, true)
      t.same(contents.flatMap(item!), [], kind)
      const ids = new Set<string>()
      for (let page = 1; page <= pages; page++) {
        const { body } = await ask(`/${kind}?per_page=30&page=${page}`)
        for (const each of body.contents) ids.add(each.id)
        t.equal(body.last_page, page === pages)
        t.equal(body.size, body.contents.length)
      }
      t.equal(ids.size, total, `${kind}: each in one page`)
      const beyond = await ask(`/${kind}?page=${pages + 50}`)
      t.match(beyond.body, { empty: true, contents: [], last_page: true, first_page: false })
      const found = await ask(`/${kind}/${contents[0].id}`)
      t.same(one!(found.body), [], `one of ${kind}`)
      t.equal(found.body.id, contents[0].id)
      const lines = await ask(`/${kind}?format=ndjson`)
      t.equal(lines.text.trim().split('\n').length, total, `${kind} in lines`)
      t.same((await ask(`/${kind}`, { per_page: 30 })).body, first.body, 'the same by POST')
    }
  })

  await t.test('nested, named, or only when they changed', async (t) => {
    const full = (await ask('/services?full=true&per_page=100')).body
    t.equal(full.size, 25)
    t.same(full.contents.flatMap(official('service')), [])
    t.ok(full.contents[0].service_at_locations[0].location.attributes)
    const points = (await ask('/service_at_locations?full=true')).body.contents
    t.same(points.flatMap(official('service_at_location')), [])
    const one = (await ask('/organizations?full=true')).body.contents[0]
    t.same(Object.keys(one.services[0]), ['id', 'name', 'status'])
    const nested = (await ask(`/organizations/${one.id}?full_service=true`)).body
    t.same(official('organization')(nested), [])
    t.ok(nested.services[0].service_at_locations[0].location)
    const { contents } = (await ask('/services?minimal=true')).body
    t.same(Object.keys(contents[0]), ['id', 'name', 'status', 'last_modified'])
    t.match(contents[0].last_modified, /T00:00:00.000Z$/)
    t.equal((await ask('/services?modified_after=2030-01-01T00:00:00Z')).body.total_items, 0)
    const today = service.clock.at.toISOString()
    t.ok((await ask(`/services?modified_after=${today}`)).body.total_items > 80)
  })

  await t.test('finds by words, terms, organizations and places', async (t) => {
    const men = await aServicePoint(service, {
      ...{ name: 'Men of Masset', city: 'Masset', province: 'BC', genders: ['man'] },
      ...{ needs: ['peer_support'], areas: ['bc'], forTrafficked: true },
    })
    const names = async (search: object) =>
      (await ask('/service_at_locations', search)).body.contents.map(
        // biome-ignore lint/suspicious/noExplicitAny: any JSON
        ({ service }: any) => service.name,
      )
    t.same(await names({ search: 'masset MEN' }), ['Men of Masset'])
    t.same(await names({ search: 'masset 100%' }), [])
    t.same(await names({ organization_id: men.organizationId }), ['Men of Masset'])
    const by = (term: string, more = {}) =>
      names({ taxonomy_term_id: term, organization_id: men.organizationId, ...more })
    t.same(await by(idOf('gender', 'man')), ['Men of Masset'])
    t.same(await by(idOf('gender', 'woman')), [])
    t.same(await by(idOf('fact', 'for_trafficked')), ['Men of Masset'])
    t.same(await by(idOf('fact', 'status')), [], 'what is secret cannot be asked for')
    t.same(await by(newId()), [])
    const needs = TERMS.find(({ code }) => code.startsWith('need:'))!
    const { taxonomy_id } = (await ask(`/taxonomy_terms/${needs.id}`)).body
    t.ok((await names({ taxonomy_id, per_page: 100 })).includes('Men of Masset'))
    t.same(await names({ taxonomy_id: newId() }), [])
    const near = { postcode: 'V0T 1M0', proximity: 500_000, search: 'masset' }
    t.same(await names(near), ['Men of Masset'])
    t.same(await names({ ...near, postcode: 'M5V 2T6', proximity: 50_000 }), [])
    t.same(await names({ postcode: 'M5V', search: 'masset' }), [], 'not of its service area')
    t.same(await names({ postcode: 'V0T', search: 'masset' }), ['Men of Masset'])
    t.equal((await ask('/services', { postcode: 'V0T', search: 'masset' })).body.total_items, 1)
    t.same((await ask('/organizations', { search: 'zzz' })).body.contents, [])
    t.equal((await ask(`/taxonomy_terms?parent_id=${newId()}`)).body.total_items, 0)
    for (const [url, body] of [
      ['/service_at_locations', { postcode: 'ABC' }],
      ['/service_at_locations', { proximity: 5000 }],
      ['/services', { page: 0, need: 'x' }],
    ] as const)
      t.equal((await ask(url, body)).status, 422)
    for (const query of ['page=x', 'full=1', 'modified_after=yesterday', 'taxonomy_id=x', 'z=1'])
      t.equal((await ask(`/services?${query}`)).status, 400, query)
  })

  await t.test('P3: what is hidden is in no answer and in no number', async (t) => {
    const seen = await aServicePoint(service, { name: 'Seen', city: 'Marathon', province: 'ON' })
    const save = (facts: Partial<Parameters<typeof saveServicePoint>[2]>) =>
      transact(service, (tx, now) =>
        saveServicePoint(
          tx,
          service,
          {
            ...{ name: SECRET, province: 'ON', needs: ['food'], channels: ['web'] },
            ...{ organizationId: seen.organizationId, ...facts },
          },
          now,
          testEditor,
        ),
      )
    const answers = async () => {
      const all: string[] = []
      const keep = async (answer: Promise<Answer>) => {
        const { status, text } = await answer
        t.equal(status, 200)
        all.push(text)
      }
      for (const kind of Object.keys(SCHEMAS)) {
        for (const query of ['', '?full=true', '?format=ndjson', '?page=2&per_page=5'])
          await keep(ask(`/${kind}${query}`))
        await keep(ask(`/${kind}`, { search: 'ecre' }))
      }
      const near = { postcode: 'P7B', proximity: 900_000, per_page: 100 }
      await keep(ask('/service_at_locations', near))
      await keep(ask(`/organizations/${seen.organizationId}?full_service=true`))
      return all
    }
    const before = await answers()
    const { id } = await save({ hidden: true, city: 'Thunder Bay', address: '1 Secret Street' })
    const alone = await transact(service, (tx, now) =>
      saveOrganization(tx, { name: 'Runs hidden ones only' }, now),
    )
    await save({ hidden: true, city: 'Nipigon', organizationId: alone })
    t.strictSame(await answers(), before, 'as if there were none')
    const moves = fc.constantFrom<Partial<Facts>>(
      { city: 'Nipigon', postalCode: 'P0T 2J0' },
      { city: 'Marathon', lat: 48.72, lng: -86.38 },
      { city: 'Thunder Bay', name: 'Another name', needs: ['legal_labour' as const] },
    )
    await fc.assert(
      fc.asyncProperty(moves, async (to) => {
        await save({ id, ...to })
        t.strictSame(await answers(), before)
      }),
      { numRuns: 3 },
    )
    const gone = (await ask(`/services/${newId()}`)).text
    const [point] = await service.db.orm
      .select()
      .from(servicePoints)
      .where(eq(servicePoints.id, id))
    for (const url of [
      `/service_at_locations/${id}`,
      `/services/${point!.serviceId}`,
      `/organizations/${alone}`,
      `/taxonomies/${newId()}`,
      `/taxonomy_terms/${newId()}`,
    ]) {
      const answer = await ask(url)
      t.equal(answer.status, 404)
      t.equal(answer.text, gone, 'the same words')
    }
  })

  await t.test('who has just been full, or pauses, is told by nothing', async (t) => {
    const { id, organizationId } = await aServicePoint(service, {
      capacities: [{ need: 'emergency_shelter', population: 'any', room: 3 }],
    })
    const url = `/organizations/${organizationId}?full_service=true`
    const before = (await ask(url)).text
    t.notMatch(before, /capacit|"room"|contact/)
    await takeTurn(service, service.actor('operator'), (turn) =>
      pausePoint(turn, id, new Date(service.clock.at.getTime() + 3_600_000)),
    )
    t.equal((await ask(url)).text, before)
  })

  await t.test('staff take the same as a file', async (t) => {
    const { headers } = await service.asStaff('police')
    const at = '/staff/directory/export'
    const take = (url: string) => service.app.inject({ url: at + url, headers })
    const lines = await take('/ndjson')
    t.match(lines.headers['content-disposition'], /attachment; filename="directory.ndjson"/)
    const public_ = (await ask('/organizations?per_page=1')).body.total_items
    t.equal(lines.body.trim().split('\n').length, public_)
    t.notMatch(lines.body, SECRET)
    t.equal((await take('/json')).json().length, public_)
    const { resources } = (await take('/csv')).json()
    t.equal(resources.length, 20)
    const table = await take('/csv?table=organizations')
    t.equal(table.headers['content-type'], 'text/csv; charset=utf-8')
    t.match(table.body, /^id,name,alternate_name,description/)
    t.notMatch((await take('/csv?table=services')).body, SECRET)
    t.equal((await take('/csv?table=people')).statusCode, 400)
    t.equal((await take('/xml')).statusCode, 400)
    t.equal((await service.app.inject(`${at}/json`)).statusCode, 303)
  })

  await t.test('everything at once is for two at a time', async (t) => {
    const slow = ['/hsds/services', '/hsds/organizations', '/hsds/services'].map((url) =>
      service.app.inject({ url: `${url}?format=ndjson`, payloadAsStream: true }),
    )
    const answers = await Promise.all(slow)
    t.same(answers.map(({ statusCode }) => statusCode).sort(), [200, 200, 503])
    for (const { statusCode, stream } of answers.map((each) => ({
      statusCode: each.statusCode,
      stream: each.stream(),
    })))
      if (statusCode === 200) stream.destroy()
    await new Promise((resolve) => setImmediate(resolve))
    t.equal((await ask('/taxonomies?format=ndjson')).status, 200)
  })
})
