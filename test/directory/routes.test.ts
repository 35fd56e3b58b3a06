import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { eq } from 'drizzle-orm'
import Fastify from 'fastify'
import { test } from 'tap'
import { servicePoints } from '../../db/schema.ts'
import { saveOrganization } from '../../src/directory/organization.ts'
import { removeServicePoint } from '../../src/directory/retire.ts'
import { directoryRoutes } from '../../src/directory/routes.ts'
import { requireAccess } from '../../src/platform/access.ts'
import { readConfig } from '../../src/platform/config.ts'
import { transact } from '../../src/platform/database.ts'
import { type App, answerErrors } from '../../src/platform/http.ts'
import { newId } from '../../src/platform/ids.ts'
import { may, ROLES, type Role } from '../../src/protection/may.ts'
import type { Services } from '../../src/services.ts'
import { makeApiKey } from '../../src/staff/api-key.ts'
import { authenticate } from '../../src/staff/authenticate.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint, directoryServices, testEditor } from '../fixtures/directory.ts'

test('the directory over HTTP', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const config = readConfig({ PUBLIC_URL: 'http://cw.example', DATA_DIR: '/nonexistent' })
  const services = { ...directoryServices(db), config }
  const app = Fastify({
    ajv: { customOptions: { removeAdditional: false, allErrors: true, coerceTypes: true } },
  }).withTypeProvider<TypeBoxTypeProvider>() as unknown as App
  answerErrors(app)
  requireAccess(app)
  authenticate(app, services as unknown as Services)
  await directoryRoutes(app, services as unknown as Services)
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())

  const home = await transact(services, (tx, now) =>
    saveOrganization(tx, { kind: 'hotline', name: 'Home' }, now),
  )
  async function as(role: Role, organizationId = home) {
    const key = await transact(services, (tx, now) =>
      makeApiKey(tx, services.keys, { name: role, organizationId, role }, now),
    )
    return async (method: string, path: string, body?: unknown) => {
      const answer = await fetch(`${origin}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, matched below
      return { status: answer.status, body: (await answer.json()) as Record<string, any> }
    }
  }
  const editor = await as('editor')
  const police = await as('police')
  const facts = {
    organizationId: home,
    name: 'Maison des essais',
    city: 'Thunder Bay',
    province: 'ON',
    needs: ['food'],
    channels: ['hotline'],
  }

  await t.test('what is added is listed, and what is unknown stays unknown', async (t) => {
    const given = { ...facts, interpreter: false, faithBased: null, minAge: null, children: [] }
    const made = await editor('POST', '/v1/service-points', given)
    t.match(made, { status: 201, body: { status: 'listed', interpreter: false, cautions: [] } })
    const { body } = await police('GET', `/v1/service-points/${made.body.id}`)
    t.match(body, {
      faithBased: null,
      minAge: null,
      genders: null,
      children: [],
      interpreter: false,
    })
    t.equal(body.zone, 'America/Toronto')
    t.same((await police('POST', '/v1/service-points', facts)).status, 403)
  })

  await t.test('every bad field is named at once', async (t) => {
    const shape = await editor('POST', '/v1/service-points', {
      ...facts,
      status: 'partner',
      hidden: true,
      needs: ['teleport'],
      minAge: -1,
    })
    t.equal(shape.status, 422)
    t.same(
      new Set(shape.body.errors.map(({ pointer }: { pointer: string }) => pointer)),
      new Set(['/status', '/hidden', '/needs/0', '/minAge']),
    )
    const rules = await editor('POST', '/v1/service-points', {
      ...facts,
      organizationId: newId(),
      city: 'Xyzzyville',
      minAge: 30,
      maxAge: 20,
      languages: ['en', 'qqq'],
      areas: ['mars'],
      zone: 'Moon/Base',
      phones: [{ number: '+19005550199' }],
      hours: {
        kind: 'weekly',
        ranges: [
          { days: ['mo'], opens: '09:00', closes: '12:00' },
          { days: ['mo'], opens: '10:00', closes: '11:00' },
        ],
        exceptions: [],
      },
    })
    t.equal(rules.status, 422)
    t.same(rules.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      '/areas/0',
      '/city',
      '/hours/ranges/1',
      '/languages/1',
      '/maxAge',
      '/organizationId',
      '/phones/0/number',
      '/zone',
    ])
  })

  await t.test('a hidden point does not exist for those who must not know of it', async (t) => {
    const secret = await aServicePoint(services, {
      name: 'Quiet',
      hidden: true,
      lat: 48.4,
      lng: -89.3,
      address: '7 Nowhere Lane',
    })
    const unknown = await police('GET', `/v1/service-points/${newId()}`)
    t.same(await police('GET', `/v1/service-points/${secret.id}`), unknown)
    t.notMatch(JSON.stringify((await police('GET', '/v1/service-points?q=Quiet')).body), secret.id)
    t.same((await police('GET', `/v1/organizations/${secret.organizationId}`)).status, 404)
    const seen = await editor('GET', `/v1/service-points/${secret.id}`)
    t.match(seen, { status: 200, body: { hidden: true, contacts: [{ value: secret.sms }, {}] } })
    t.notMatch(JSON.stringify(seen.body), /Nowhere|48\.4/)

    const put = await editor('PUT', `/v1/service-points/${secret.id}`, {
      ...{ organizationId: secret.organizationId, name: 'Quieter', province: 'ON' },
      ...{ needs: ['safe_house'], channels: ['hotline'] },
    })
    t.match(put, {
      status: 200,
      body: { name: 'Quieter', hidden: true, status: 'partner', lat: seen.body.lat },
    })
    const police404 = await police('PUT', `/v1/service-points/${secret.id}`, facts)
    t.equal(police404.status, 403)
  })

  await t.test('contacts for referrals are shown to insiders only', async (t) => {
    const { id, sms } = await aServicePoint(services, { phones: [] })
    t.match((await editor('GET', `/v1/service-points/${id}`)).body, {
      contacts: [{ value: sms }, {}],
    })
    const plain = JSON.stringify([
      await police('GET', `/v1/service-points/${id}`),
      await police('GET', '/v1/service-points?limit=100'),
      await editor('GET', '/v1/service-points?limit=100'),
    ])
    t.notMatch(plain, sms.slice(1))
  })

  await t.test('a service point says how much room it has, of itself only', async (t) => {
    const { id, organizationId } = await aServicePoint(services)
    const own = await as('service_point', organizationId)
    const stranger = await as('service_point')
    const room = { capacities: [{ need: 'emergency_shelter', population: 'any', room: 0 }] }
    t.equal((await stranger('PUT', `/v1/service-points/${id}/capacity`, room)).status, 404)
    t.match(await own('PUT', `/v1/service-points/${id}/capacity`, room), {
      status: 200,
      body: room,
    })
    const foreign = { capacities: [{ need: 'food', population: 'any', room: 0 }] }
    t.match(await own('PUT', `/v1/service-points/${id}/capacity`, foreign), {
      status: 422,
      body: { errors: [{ pointer: '/capacities/0/need' }] },
    })
  })

  await t.test(
    'room is shown to those who place people and to its own, to nobody else',
    async (t) => {
      const { id, organizationId } = await aServicePoint(services, {
        capacities: [{ need: 'emergency_shelter', population: 'any', room: 3 }],
      })
      const seen = async (role: Role, organization?: string) => {
        const { status, body } = await (await as(role, organization))(
          'GET',
          `/v1/service-points/${id}`,
        )
        t.equal(status, 200)
        return Boolean(body.capacities)
      }
      for (const role of ROLES)
        t.equal(await seen(role), ['operator', 'supervisor', 'editor'].includes(role), role)
      t.ok(await seen('service_point', organizationId))
      t.notOk(await seen('police', organizationId))
    },
  )

  await t.test('who knows of hidden points is in the table of who may do what', async (t) => {
    const { id } = await aServicePoint(services, { hidden: true })
    for (const role of ROLES) {
      const { status } = await (await as(role))('GET', `/v1/service-points/${id}`)
      t.equal(status === 200, may({ id: '', role }, 'directory.read_hidden'), role)
    }
  })

  await t.test('a partner keeps its organization and its numbers', async (t) => {
    const partner = await aServicePoint(services)
    const path = `/v1/service-points/${partner.id}`
    const { phones } = (await editor('GET', path)).body
    const own = { ...facts, organizationId: partner.organizationId }
    t.match(await editor('PUT', path, facts), {
      status: 409,
      body: { code: 'organization_fixed' },
    })
    for (const other of [[{ number: '+18075550177' }], [], [...phones, ...phones]])
      t.match(await editor('PUT', path, { ...own, phones: other }), {
        status: 422,
        body: { errors: [{ pointer: '/phones', detail: /second person/ }] },
      })
    t.match(await editor('PUT', path, { ...own, phones }), { status: 200, body: { phones } })
    t.match(
      await editor('PUT', path, { ...own, organizationId: own.organizationId.toUpperCase() }),
      {
        status: 200,
        body: { phones, organizationId: partner.organizationId },
      },
    )

    const listed = await aServicePoint(services, { status: 'listed', vetted: undefined })
    const there = `/v1/service-points/${listed.id}`
    const changed = { organizationId: listed.organizationId, phones: [{ number: '+18075550177' }] }
    t.match(await editor('PUT', there, { ...facts, ...changed }), { status: 200, body: changed })
    t.equal((await editor('PUT', there, facts)).status, 409)
  })

  await t.test('no day or moment is taken that cannot be kept', async (t) => {
    const faults = async (given: object) =>
      (await editor('POST', '/v1/service-points', { ...facts, ...given })).body.errors?.map(
        ({ pointer }: { pointer: string }) => pointer,
      )
    for (const moment of ['2026-12-31T23:59:60Z', '0000-01-01T00:00:00Z', '2201-01-01T00:00:00Z'])
      t.same(await faults({ pausedUntil: moment }), ['/pausedUntil'], moment)
    for (const day of ['0000-01-01', '1899-12-31', '2201-01-01', '2026-02-29'])
      t.same(await faults({ verifiedOn: day }), ['/verifiedOn'], day)
    const held = { pausedUntil: '2026-12-31T23:59:59.5-05:00', verifiedOn: '2026-11-21' }
    t.equal(await faults(held), undefined)
    t.equal(await faults({ pausedUntil: null, verifiedOn: null }), undefined)
  })

  await t.test('lists come in pages, and can be narrowed', async (t) => {
    const seen: string[] = []
    let next: string | undefined
    do {
      const { body } = await police(
        'GET',
        `/v1/service-points?limit=2${next ? `&after=${next}` : ''}`,
      )
      seen.push(...body.servicePoints.map(({ id }: { id: string }) => id))
      next = body.next
    } while (next && seen.length < 50)
    const open = await db.orm.select().from(servicePoints).where(eq(servicePoints.hidden, false))
    t.same(seen, open.map(({ id }) => id).sort())

    await aServicePoint(services, {
      name: 'Maison 100 %',
      city: 'Québec',
      province: 'QC',
      needs: ['safe_house'],
    })
    const names = async (query: string) =>
      (await police('GET', `/v1/service-points?${query}`)).body.servicePoints.map(
        ({ name }: { name: string }) => name,
      )
    t.same(await names('province=QC&need=safe_house'), ['Maison 100 %'])
    t.same(await names(`q=${encodeURIComponent('100 %')}`), ['Maison 100 %'])
    t.same(await names(`q=${encodeURIComponent('1%0')}`), [])
    t.equal((await police('GET', '/v1/service-points?need=teleport')).status, 400)
  })

  await t.test('what was removed is gone, and organizations keep their kind', async (t) => {
    const { id } = await aServicePoint(services)
    await transact(services, (tx, now) => removeServicePoint(tx, services, id, now, testEditor))
    t.equal((await editor('GET', `/v1/service-points/${id}`)).status, 404)
    t.equal((await editor('PUT', `/v1/service-points/${id}`, facts)).status, 404)
    const renamed = await editor('PUT', `/v1/organizations/${home}`, { name: 'Home line' })
    t.match(renamed, { status: 200, body: { kind: 'hotline', name: 'Home line' } })
    const other = { name: 'Home line', kind: 'service' }
    t.equal((await editor('PUT', `/v1/organizations/${home}`, other)).status, 422)
    const made = await editor('POST', '/v1/organizations', { name: 'New' })
    t.equal(made.status, 201)
    t.match((await police('GET', '/v1/organizations?q=New')).body.organizations, [
      { id: made.body.id },
    ])
    t.match(await editor('POST', '/v1/organizations', { trustedBy: 'me' }), {
      status: 422,
      body: { errors: [{}, {}] },
    })
  })
})
