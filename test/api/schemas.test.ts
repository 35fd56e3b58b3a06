import type { InjectOptions } from 'fastify'
import { test } from 'tap'
import { REFERRAL_EXAMPLE } from '../../src/intake/examples.ts'
import { newId } from '../../src/platform/ids.ts'
import { aContract } from '../fixtures/contract.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aService } from '../fixtures/services.ts'

test('what is really answered is what the document says', needsPostgres, async (t) => {
  const service = await aService(t, {
    eager: true,
    env: { METRICS_TOKEN: 'metrics-token-of-a-test' },
  })
  const contract = await aContract(service.app)
  const operator = await service.as('operator')
  const supervisor = await service.as('supervisor')
  const police = await service.as('police')
  const editor = await service.as('editor')

  type Headers = { authorization: string } | { cookie: string; origin: string }
  async function call(
    as: Headers | undefined,
    method: NonNullable<InjectOptions['method']>,
    url: string,
    payload?: object,
  ) {
    const headers = as && ('cookie' in as ? as : { authorization: as.authorization })
    const { response, faults } = await contract.call({ method, url, payload, headers })
    t.same(faults, [], `${method} ${url}`)
    // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
    return (response.body ? response.json() : undefined) as any
  }
  const post = (as: Headers, url: string, payload?: object) => call(as, 'POST', url, payload)
  const get = (as: Headers | undefined, url: string) => call(as, 'GET', url)

  await t.test('health and places', async (t) => {
    await get(undefined, '/healthz')
    await get(undefined, '/readyz')
    const headers = { authorization: 'Bearer metrics-token-of-a-test' }
    const { faults } = await contract.call({ method: 'GET', url: '/metrics', headers })
    t.same(faults, [], 'GET /metrics')
    await get(undefined, '/metrics')
    for (const query of ['Montreal', 'Windsor', 'Qubec', 'P7A 4B2', 'X0A', '%%', 'Saint John NB'])
      await post(operator, '/v1/places', { query })
    t.match(await post(operator, '/v1/places', { query: 'Windsor' }), { ambiguous: true })
    await post(operator, '/v1/places', { query: '', limit: 0 })
  })

  const shelter = await aServicePoint(service, { nameFr: 'Refuge', needs: ['emergency_shelter'] })
  await aServicePoint(service, { needs: ['emergency_shelter'], hidden: true })
  await aServicePoint(service, { needs: ['legal_immigration'], status: 'listed', contacts: [] })
  await aServicePoint(service, {
    genders: ['man'],
    description: 'For men',
    website: 'https://m.example',
  })
  await aServicePoint(service, {
    needs: ['emergency_shelter'],
    remote: true,
    minAge: null,
    reachKm: null,
  })

  await t.test('matches, for every kind of asker', async () => {
    const { consent: _, safeContact: _s, referrer: _r, notes: _n, ...ask } = REFERRAL_EXAMPLE
    const far = {
      ...ask,
      needs: ['emergency_shelter', 'legal_immigration', 'peer_support'],
      location: { place: 'Thunder Bay', postalCode: 'M5V 2T6' },
      languages: ['cr', 'fr'],
      household: { children: [{ ageBand: '6-12' }], pets: 1 },
      avoid: { areas: [{ place: 'Thunder Bay', province: 'ON', radiusKm: 1 }] },
    }
    await post(operator, '/v1/matches', { ...ask, explain: { servicePointId: shelter.id } })
    await post(supervisor, '/v1/matches', { ...ask, language: 'fr' })
    await post(operator, '/v1/matches', far)
    await post(operator, '/v1/matches', {
      ...far,
      relocation: 'leave_province',
      location: { province: 'ON' },
    })
    await post(police, '/v1/matches', {
      ...ask,
      channel: 'police',
      explain: { servicePointId: newId() },
    })
    await post(operator, '/v1/matches', { ...ask, location: { place: 'Windsor' } })
    await post(operator, '/v1/matches', { ...ask, location: { place: 'Xyzzy' }, age: 200 })
    await post(police, '/v1/matches', ask)
  })

  await t.test('the life of a referral', async (t) => {
    const made = await post(operator, '/v1/referrals', REFERRAL_EXAMPLE)
    await service.settle()
    const leg = made.legs[0]
    const ownMember = async () => {
      const seen = await get(operator, `/v1/referrals/${made.id}`)
      const offer = seen.legs[0].offers.at(-1)
      const point = await get(operator, `/v1/service-points/${offer.servicePoint.id}`)
      return { offer, member: await service.as('service_point', point.organizationId) }
    }
    const first = await ownMember()
    await get(first.member, '/v1/offers')
    await post(first.member, `/v1/offers/${first.offer.id}/confirmation`)
    await post(first.member, `/v1/offers/${first.offer.id}/refusal`, { reason: 'full' })
    await post(first.member, `/v1/offers/${first.offer.id}/refusal`, { reason: 'age' })
    await post(operator, `/v1/legs/${leg.id}/offers`, { servicePointId: newId() })
    await post(operator, `/v1/legs/${leg.id}/offers`, { servicePointId: shelter.id })
    const second = await ownMember()
    await post(second.member, `/v1/offers/${second.offer.id}/acceptance`)
    await post(first.member, `/v1/offers/${first.offer.id}/acceptance`)
    const confirmed = await post(second.member, `/v1/offers/${second.offer.id}/confirmation`)
    t.match(confirmed.details, { contact: { codeWord: 'maple' }, story: { notes: String } })
    await get(operator, `/v1/referrals/${made.id}`)
    await post(second.member, `/v1/legs/${leg.id}/outcome`, { outcome: 'no_show' })
    const { tasks } = await get(operator, '/v1/tasks')
    await post(operator, `/v1/tasks/${tasks[0].id}/claim`)
    await post(operator, `/v1/tasks/${tasks[0].id}/completion`, { outcome: 'release' })
    await post(operator, `/v1/tasks/${tasks[0].id}/completion`, {
      outcome: 'done',
      note: 'Called.',
    })
    const spare = await aServicePoint(service)
    await post(operator, `/v1/legs/${leg.id}/offers`, { servicePointId: spare.id })
    await post(supervisor, '/v1/openings', { referral: made.id, reason: 'To be renewed.' })
    await post(supervisor, `/v1/referrals/${made.id}/renewal`)
    await post(operator, `/v1/referrals/${made.id}/closure`, { reason: 'placed_by_phone' })
    await get(supervisor, `/v1/referrals/${made.id}`)
    const opening = { referral: made.reference, reason: 'A look at the timeline.' }
    const read = await post(supervisor, '/v1/openings', opening)
    t.ok(read.timeline.every(({ what }: { what: object }) => 'en' in what && 'fr' in what))
  })

  await t.test('referrals that begin with a human, or with nobody', async () => {
    const changed = [
      { channel: 'web', referrer: undefined },
      { age: 15 },
      { needs: ['legal_immigration', 'peer_support'], urgency: 'standard' },
      { urgency: 'emergency', location: { province: 'NU' } },
    ]
    for (const change of changed) {
      const made = await post(operator, '/v1/referrals', { ...REFERRAL_EXAMPLE, ...change })
      await service.settle()
      await get(supervisor, `/v1/referrals/${made.id}`)
    }
    const { tasks } = await get(operator, '/v1/tasks')
    const screening = tasks.find(({ kind }: { kind: string }) => kind === 'screening')
    await post(operator, `/v1/tasks/${screening.id}/completion`, { outcome: 'release' })
    await get(supervisor, '/v1/tasks')
    await get(supervisor, `/v1/events?thing=${tasks[0]?.id ?? newId()}&limit=5`)
    await get(editor, '/v1/tasks')
    await service.pass(3_600_000)
    await get(supervisor, '/v1/tasks')
    const handed = { ...REFERRAL_EXAMPLE, channel: 'police', safeContact: undefined }
    const made = await post(police, '/v1/referrals', handed)
    await get(police, `/v1/referrals/${made.id}`)
    await post(police, `/v1/referrals/${made.id}/withdrawal`)
    await get(police, '/v1/referrals')
    await get(operator, '/v1/referrals?limit=2')
  })

  await t.test('the directory', async () => {
    await get(police, '/v1/service-points?limit=3')
    await get(editor, '/v1/directory/work')
    await get(editor, `/v1/service-points/${shelter.id}`)
    await get(police, `/v1/service-points/${shelter.id}`)
    await get(police, `/v1/service-points/${newId()}`)
    await get(editor, '/v1/organizations')
    const made = await post(editor, '/v1/organizations', { name: 'New' })
    await get(police, `/v1/organizations/${made.id}`)
    await call(editor, 'PUT', `/v1/organizations/${made.id}`, { name: 'Newer', nameFr: 'Neuf' })
    const facts = {
      organizationId: made.id,
      name: 'P',
      province: 'ON',
      needs: ['food'],
      channels: ['hotline'],
    }
    const point = await post(editor, '/v1/service-points', facts)
    await call(editor, 'PUT', `/v1/service-points/${point.id}`, { ...facts, city: 'Kenora' })
    await call(editor, 'PUT', `/v1/service-points/${point.id}/capacity`, {
      capacities: [{ need: 'food', population: 'any', room: 3 }],
    })
    await post(editor, '/v1/service-points', { ...facts, city: 'Nowhere at all' })
    const { changes } = await get(editor, `/v1/service-points/${point.id}/history`)
    await post(editor, `/v1/directory-changes/${changes[0].id}/undoing`)
    await post(editor, `/v1/directory-changes/${changes[0].id}/undoing`)
    await call(editor, 'DELETE', `/v1/service-points/${point.id}`)
    await get(editor, `/v1/service-points/${point.id}/history`)
    await call(editor, 'DELETE', `/v1/organizations/${made.id}`)
    await get(editor, `/v1/organizations/${made.id}/history`)
  })

  await t.test('coverage, and the library of tools', async (t) => {
    await get(editor, '/v1/coverage?gender=man&age=16-17')
    await get(editor, '/v1/coverage?province=ON')
    await get(editor, '/v1/coverage?province=XX')
    await get(police, '/v1/coverage')
    const tool = { title: 'A card', kind: 'awareness', languages: ['en'], organization: 'Test' }
    const made = await post(editor, '/v1/resources', { ...tool, link: 'https://a.example/card' })
    await post(editor, '/v1/resources', { ...tool, link: 'http://a.example' })
    await get(police, '/v1/resources?q=card&limit=1')
    await get(police, `/v1/resources/${made.id}`)
    const link = 'https://a.example/other'
    await call(editor, 'PUT', `/v1/resources/${made.id}`, { ...tool, link, year: 2020 })
    const { authorization } = police
    const file = { method: 'GET', url: '/v1/resources.csv', headers: { authorization } } as const
    t.same((await contract.call(file)).faults, [])
    const csv = 'title,kind,languages,organization,link\nA,x,en,B,https://a.example/b'
    t.match(await post(editor, '/v1/resource-imports', { csv }), { bad: 1 })
    await post(editor, '/v1/resource-imports', { csv: 'a' })
    await post(editor, `/v1/resources/${made.id}/retirement`)
    await post(editor, `/v1/resources/${made.id}/retirement`)
  })

  await t.test('consent, readings, and who has seen what', async (t) => {
    const person = await service.asStaff('supervisor')
    const as = async (method: 'GET' | 'POST', url: string, payload?: object, who = person) => {
      const { headers } = who
      const { response, faults } = await contract.call({ method, url, payload, headers })
      t.same(faults, [], `${method} ${url}`)
      return response.json()
    }
    await get(police, '/v1/consent-statements')
    await get(police, '/v1/consent-statements/2026-1/fr')
    await get(police, '/v1/consent-statements/2026-1/es')
    const scope = ['needs', 'area', 'age_gender']
    const consent = { basis: 'override', reason: 'Cannot speak.', scope }
    const urgent = { ...REFERRAL_EXAMPLE, urgency: 'emergency', consent }
    await post(operator, '/v1/referrals', urgent)
    const made = await as('POST', '/v1/referrals', urgent)
    await service.settle()
    const { legs } = await as('GET', `/v1/referrals/${made.id}`)
    const [offer] = legs[0].offers
    const { organizationId } = await get(operator, `/v1/service-points/${offer.servicePoint.id}`)
    const member = await service.as('service_point', organizationId)
    await post(member, `/v1/offers/${offer.id}/readings`)
    await post(member, `/v1/offers/${offer.id}/acceptance`)
    const { details } = await post(member, `/v1/offers/${offer.id}/confirmation`)
    t.match(details, { waitsFor: 'supervisor' })
    const given = { ...REFERRAL_EXAMPLE.consent, recipients: ['service', 'agency'] }
    await as('POST', `/v1/referrals/${made.id}/consents`, given)
    await as('POST', `/v1/referrals/${made.id}/consents`, { basis: 'override', scope })
    await post(member, `/v1/offers/${offer.id}/readings`)
    const parts = ['contact', 'story', 'place', 'referrer', 'consent_reason', 'opening_reasons']
    const reason = 'They call back.'
    await as('POST', `/v1/referrals/${made.id}/readings`, { reason, parts: [...parts, 'report'] })
    await as('POST', `/v1/referrals/${made.id}/readings`, { reason, parts: ['x'] })
    await as('POST', `/v1/referrals/${made.id}/duty-readings`, { why: 'audit' })
    await as('GET', `/v1/referrals/${made.id}/disclosures`)
    await as('POST', `/v1/referrals/${made.id}/withdrawal`)
    await post(member, `/v1/offers/${offer.id}/readings`)
  })

  await t.test('insiders', async (t) => {
    const made = await post(operator, '/v1/referrals', REFERRAL_EXAMPLE)
    const { actor } = await service.asStaff('operator')
    const restriction = `/v1/referrals/${made.id}/restriction`
    const restrict = (staff: unknown) =>
      call(supervisor, 'PUT', restriction, { staff, reason: 'x' })
    t.match(await restrict([actor.id]), { staff: [actor.id] })
    await get(operator, `/v1/referrals/${made.id}`)
    await restrict(['staff:nobody'])
    t.match(await restrict(null), { staff: null })
    await get(supervisor, '/v1/referrals?scope=all&state=open')
    await get(operator, '/v1/referrals?scope=all')
    await get(supervisor, '/v1/insiders')
    await get(supervisor, '/v1/insiders?from=2027-01-01T00:00:00Z')
  })

  await t.test('what takes two people', async (t) => {
    const one = await service.asStaff('editor')
    const other = await service.asStaff('supervisor')
    const as = async (who: typeof one, method: 'GET' | 'POST', url: string, payload?: object) => {
      const { headers } = who
      const { response, faults } = await contract.call({ method, url, payload, headers })
      t.same(faults, [], `${method} ${url}`)
      return response
    }
    const asked = (body: object) => as(one, 'POST', '/v1/approvals', body)
    const number = shelter.sms
    const called = { number, at: service.clock.at.toISOString() }
    const add = [{ channel: 'email', value: 'new@point.example', language: 'fr' }]
    const about = { kind: 'contact_change', servicePointId: shelter.id }
    const change = (await asked({ ...about, what: { add, called } })).json()
    await asked({ ...about, what: { add, called } })
    await asked({ ...about, what: { add: [{}] } })
    await as(other, 'POST', `/v1/approvals/${change.id}/reading`)
    await as(other, 'POST', `/v1/approvals/${change.id}/approval`)
    await as(other, 'GET', '/v1/approvals?state=approved')
    await as(other, 'POST', `/v1/approvals/${change.id}/refusal`)
    const copy = (await asked({ kind: 'directory_export', reason: 'A copy.' })).json()
    await as(one, 'POST', `/v1/approvals/${copy.id}/approval`)
    await as(other, 'GET', '/v1/approvals')
    await as(other, 'POST', `/v1/approvals/${copy.id}/approval`)
    t.match((await as(one, 'POST', `/v1/exports/${copy.id}`)).body, /^\{"id":/)
    await as(one, 'GET', '/v1/approvals?state=done')
    const point = (await as(one, 'GET', `/v1/service-points/${shelter.id}`)).json()
    const [contact] = point.contacts
    await as(one, 'POST', `/v1/contacts/${contact.id}/confirmation`, { calledNumber: number })
    await as(one, 'POST', `/v1/contacts/${contact.id}/suspension`, { reason: 'stolen' })
    await as(one, 'POST', `/v1/contacts/${contact.id}/suspension`, { reason: 'stolen' })
  })

  await t.test('people, keys and how organizations sign in', async () => {
    const admin = (await service.asStaff('admin')).headers
    const { organizationId } = operator
    const asked = { name: 'Robin', role: 'operator', organizationId }
    const key = await post(admin, '/v1/api-keys', asked)
    await post(admin, `/v1/api-keys/${key.id}/rotation`, { overlapHours: 1 })
    await post(admin, `/v1/api-keys/${key.id}/revocation`)
    await post(admin, `/v1/api-keys/${key.id}/revocation`)
    await get(admin, '/v1/api-keys?limit=1')
    const person = { ...asked, language: 'fr' }
    await post(admin, '/v1/staff', { ...person, email: 'robin@hotline.example', send: true })
    const id = (await service.asStaff('operator', organizationId)).actor.id.slice('staff:'.length)
    await get(admin, '/v1/staff?limit=1')
    await call(admin, 'PUT', `/v1/staff/${id}`, { ...person, role: 'supervisor' })
    await post(admin, `/v1/staff/${id}/reset`, {})
    await post(admin, `/v1/staff/${id}/disablement`)
    await post(admin, `/v1/staff/${id}/disablement`)
    await call(admin, 'DELETE', `/v1/staff/${id}/disablement`)
    const provider = `/v1/organizations/${organizationId}/identity-provider`
    await call(admin, 'PUT', provider, {
      ...{ slug: 'hotline', issuer: 'https://login.hotline.example', clientId: 'c' },
      ...{ clientSecret: 's', roleClaim: 'groups', roles: { staff: 'operator' }, acrValues: 'phr' },
    })
    await get(admin, provider)
    await call(admin, 'DELETE', provider)
    await get(admin, provider)
  })

  await t.test('the directory as HSDS', async (t) => {
    await get(undefined, '/hsds')
    for (const kind of [
      ...['services', 'organizations', 'service_at_locations'],
      ...['taxonomies', 'taxonomy_terms'],
    ]) {
      const url = `/hsds/${kind}`
      const { contents } = await get(undefined, `${url}?per_page=3&page=1`)
      t.same((await get(undefined, `${url}/${contents[0].id}`)).id, contents[0].id)
      await get(undefined, `${url}/${newId()}`)
      await get(undefined, `${url}?per_page=0`)
      await call(undefined, 'POST', url, { search: 'a', per_page: 2 })
      await call(undefined, 'POST', url, { search: '' })
    }
  })

  await t.test('what the pages need', async (t) => {
    const person = (await service.asStaff('operator')).headers
    const point = await aServicePoint(service, { needs: ['food', 'legal_immigration'] })
    const member = (await service.asStaff('service_point', point.organizationId)).headers
    const made = await post(person, '/v1/referrals', {
      ...REFERRAL_EXAMPLE,
      needs: ['food', 'legal_immigration'],
    })
    await service.settle()
    const [leg] = (await get(person, `/v1/referrals/${made.id}`)).legs
    const offer = `/v1/offers/${leg.offers[0].id}`
    await post(member, `${offer}/acceptance`, { needs: ['peer_support'] })
    await post(member, `${offer}/acceptance`, { needs: ['food'] })
    await get(member, `${offer}/messages`)
    const meeting = { how: 'meet', place: 'Library', whoDrives: 'service' }
    await post(member, `${offer}/confirmation`, { meeting })
    await call(member, 'PUT', `${offer}/meeting`, { how: 'we_call', whoDrives: 'undecided' })
    await call(member, 'PUT', `${offer}/meeting`, { how: 'meet', whoDrives: 'undecided' })
    const view = await get(person, `/v1/referrals/${made.id}`)
    t.match(view.legs[0].meeting, { how: 'we_call' })
    await post(person, `${offer}/messages`, { text: 'Hello.' })
    await get(member, `${offer}/messages`)
    await get(member, '/v1/offers')
    t.match(await post(member, `${offer}/messages/reading`), { messages: [{ text: 'Hello.' }] })
    await post(person, '/v1/call-backs', { reference: made.reference, codeWord: 'oak' })
    await post(person, '/v1/call-backs', { reference: made.reference, codeWord: 'maple' })
    await post(person, '/v1/enquiries', { asker: 'media' })
    const draft = `/v1/drafts/${newId()}`
    const fields = [{ name: 'notes', value: 'x' }]
    await call(person, 'PUT', draft, { version: 0, fields })
    await call(person, 'PUT', draft, { version: 0, fields })
    await get(person, draft)
    await get(person, '/v1/drafts')
    await call(person, 'DELETE', draft)
    await get(person, draft)
    const own = `/v1/service-points/${point.id}`
    await call(member, 'PUT', `${own}/pause`, { until: '2026-12-01T00:00:00Z' })
    await call(member, 'PUT', `${own}/pause`, { until: null })
    await call(member, 'PUT', `${own}/reminders`, { on: false })
    await get(person, '/v1/board?mine=true')
    await get(supervisor, '/v1/board')
    await get(person, '/v1/live')
  })

  await t.test('every operation was judged by what it answers when all is well', async (t) => {
    const judged = (id: string) => [...contract.seen].some((name) => name.startsWith(`${id} 20`))
    const ids = contract.operations.map(({ operationId }) => operationId)
    t.same(
      ids.filter((id) => !judged(id) && !/^(twilio|gcNotify|listen$)/.test(id)),
      [],
    )
  })

  await t.test('every example is an example', (t) => {
    const { document, validator } = contract
    for (const [name, schema] of entries(document.components.schemas)) {
      const fits = validator(['components', 'schemas', name])
      for (const example of schema.examples ?? [])
        t.ok(fits(example), `${name} ${JSON.stringify(fits.errors)}`)
    }
    for (const { path, method, operationId } of contract.operations) {
      const at = ['paths', path, method.toLowerCase()]
      const { requestBody, responses } = document.paths[path][method.toLowerCase()]
      const media = [
        ...entries(requestBody?.content).map(([type, its]) => ({
          its,
          at: [...at, 'requestBody', 'content', type, 'schema'],
        })),
        ...entries(responses).flatMap(([status, { content }]) =>
          entries(content).map(([type, its]) => ({
            its,
            at: [...at, 'responses', status, 'content', type, 'schema'],
          })),
        ),
      ]
      for (const { its, at } of media) {
        const given = entries(its.examples).map(([, { value }]) => value)
        const fits = validator(at)
        for (const example of [...given, ...(its.example ? [its.example] : [])])
          t.ok(fits(example), `${operationId} ${JSON.stringify(fits.errors)}`)
      }
    }
    t.end()
  })

  await t.test('no body or answer is just anything, and every body has an example', (t) => {
    const { document } = contract
    for (const { operationId, path, method } of contract.operations) {
      const operation = document.paths[path][method.toLowerCase()]
      t.ok(operation.summary && operation.tags?.length === 1 && operationId, operationId)
      const { schema, example, examples } = operation.requestBody?.content['application/json'] ?? {}
      const named = document.components.schemas[schema?.$ref?.split('/').at(-1)]
      if (schema) t.ok(example ?? examples ?? named?.examples, `${operationId} has an example`)
      for (const [status, { content }] of entries(operation.responses)) {
        for (const [, { schema, example, examples }] of entries(content)) {
          const told = schema.$ref || entries(schema.properties).length > 0
          t.ok(told || schema.type === 'string', `${operationId} ${status}`)
          if (status.startsWith('4') || ['Directory', 'Webhooks'].includes(operation.tags[0]))
            continue
          const named = document.components.schemas[schema.$ref?.split('/').at(-1)]
          t.ok(example ?? examples ?? named?.examples, `${operationId} ${status} has an example`)
        }
      }
    }
    t.end()
  })
})

// biome-ignore lint/suspicious/noExplicitAny: any JSON
const entries = (value: object | undefined) => Object.entries<any>(value ?? {})
