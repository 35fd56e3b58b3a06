import fc from 'fast-check'
import { test } from 'tap'
import { REFERRAL_EXAMPLE } from '../../src/intake/examples.ts'
import { ROLES } from '../../src/protection/may.ts'
import { aContract, type Operation } from '../fixtures/contract.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { fitting, mutated, near } from '../fixtures/json-arbitrary.ts'
import { aService } from '../fixtures/services.ts'

const PROVE = Boolean(process.env.PROVE)

// Every run is against what the runs before it left behind, so that a failure does not shrink; the
// request that failed is what counts. A fixed seed in scripts/test, a new one in scripts/prove.
test('S8: no request gets a 5xx or an answer off its schema', needsPostgres, async (t) => {
  const many = '{"account":1000000,"refused":1000000,"webhook":1000000}'
  const service = await aService(t, { env: { RATE_LIMITS: many } })
  const contract = await aContract(service.app)
  const points = [await aServicePoint(service), await aServicePoint(service, { hidden: true })]
  const ids = points.flatMap(({ id, organizationId }) => [id, organizationId])
  /** Of programs and of people: some things only a person does. */
  const keys: Record<string, string>[] = []
  for (const role of ROLES) {
    const own = role === 'service_point' ? points[0]!.organizationId : undefined
    keys.push({ authorization: (await service.as(role, own)).authorization })
    keys.push((await service.asStaff(role, own)).headers)
  }
  const operator = keys[2 * ROLES.indexOf('operator')]!
  const supervisor = keys[2 * ROLES.indexOf('supervisor') + 1]!
  /** Ajv takes the last for a UUID by its format alone, the database does not. */
  const pool = () => [...ids, `urn:uuid:${ids[0]}`]

  /** Something to stumble over: a referral, with its leg, offer and task. */
  async function aReferral(change: object): Promise<void> {
    const payload = { ...REFERRAL_EXAMPLE, ...change }
    const url = '/v1/referrals'
    const made = await service.app.inject({ method: 'POST', url, headers: operator, payload })
    for (const [id] of made.body.matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g)) ids.push(id)
  }
  await aReferral({})
  await aReferral({ urgency: 'emergency' })
  await aReferral({ channel: 'web', referrer: undefined })
  await aReferral({ age: 15 })

  function bodyOf({ body, example }: Operation) {
    const whole = fitting(contract.document, body!, pool)
    return fc.oneof(mutated(whole), ...(example ? [near(ours(example), whole)] : []))
  }
  const ours = (example: object) => ({
    ...example,
    ...('organizationId' in example && { organizationId: points[0]!.organizationId }),
    ...('servicePointId' in example && { servicePointId: points[0]!.id }),
  })

  const request = fc.constantFrom(...contract.operations).chain((operation) => {
    const of = (where: string) =>
      Object.fromEntries(
        operation.parameters
          .filter((each) => each.in === where)
          .map(({ name, schema }) => [name, fitting(contract.document, schema, pool)]),
      )
    const odd = (where: string) => mutated(fc.record(of(where), { requiredKeys: [] }))
    return fc.record({
      operation: fc.constant(operation),
      key: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(operator, supervisor) },
        fc.constantFrom(...keys),
      ),
      path: fc.record(of('path'), { noNullPrototype: true }),
      query: odd('query'),
      header: fc.record(of('header'), { requiredKeys: [] }),
      body: operation.body ? bodyOf(operation) : fc.constant(undefined),
    })
  })

  let answered = 0
  await fc.assert(
    fc.asyncProperty(request, async ({ operation, key, path, query, header, body }) => {
      const filled = Object.entries(path).reduce(
        (url, [name, value]) => url.replace(`{${name}}`, encodeURIComponent(String(value))),
        operation.path,
      )
      const search = new URLSearchParams(texts(query)).toString()
      const method = operation.method as 'GET'
      const { response, faults } = await contract.call({
        method,
        url: search ? `${filled}?${search}` : filled,
        headers: {
          ...(operation.roles && key),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...printable(header),
        },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      })
      if (response.statusCode < 300) answered += 1
      const wrong = response.statusCode >= 500 ? [response.body, ...faults] : faults
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
    }),
    {
      numRuns: PROVE ? 10_000 : 300,
      endOnFailure: true,
      ...(PROVE ? {} : { seed: 20261121 }),
    },
  )
  t.ok(answered > 30, `${answered} requests were answered with what they asked for`)
  if (PROVE) t.comment([...contract.seen].sort().join(', '))
  const refused = await service.app.inject({
    ...{ method: 'POST', url: '/v1/referrals', headers: operator },
    payload: { ...REFERRAL_EXAMPLE, notes: 'x'.repeat(65_536) },
  })
  t.equal(refused.statusCode, 413)
})

const texts = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(value ?? {}).map(([name, each]) => [
      name,
      typeof each === 'string' ? each.toWellFormed() : (JSON.stringify(each) ?? ''),
    ]),
  )

/** What a header can carry at all. */
const printable = (header: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts(header)).map(([name, value]) => [name, value.replace(/[^ -~]/g, '~')]),
  )
