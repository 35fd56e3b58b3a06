import { type Test, test } from 'tap'
import { MATCH_EXAMPLE, REFERRAL_EXAMPLE } from '../../src/intake/examples.ts'
import { newId } from '../../src/platform/ids.ts'
import {
  type Action,
  type Actor,
  mayEver,
  ROLES,
  type Role,
  reachOf,
} from '../../src/protection/may.ts'
import {
  type Asker,
  anAccessWorld,
  badCredentials,
  type Headers,
  otherThings,
  type Relation,
  type Things,
} from '../fixtures/access-world.ts'
import { aContract, type Operation } from '../fixtures/contract.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aService, type TestService } from '../fixtures/services.ts'

/** What an operation does beside the action of its route, because of the thing that it is done to. */
const ALSO: Record<string, Action[]> = {
  claimTask: ['task.for_operator'],
  completeTask: ['task.for_operator'],
  approve: ['approve.directory_export'],
  readApproval: ['approve.directory_export'],
  refuseApproval: ['approve.directory_export'],
  askApproval: ['ask.directory_export'],
}

/** These change what is whose, or end it: after all others, in this order. */
const LAST = [
  ...['closeReferral', 'withdrawReferral', 'openReferral', 'claimTask', 'completeTask'],
  ...['restrictReferral', 'removeIdentityProvider', 'refuseApproval', 'disableStaff'],
  ...['rotateApiKey', 'revokeApiKey', 'suspendContact', 'dropDraft'],
  ...['retireServicePoint', 'retireOrganization', 'retireResource'],
]

type Ids = Record<string, string>
/** What the first id in a path names, by the beginning of the path. */
const THINGS: [path: string, thing: string][] = [
  ['/v1/referrals/{id}', 'referral'],
  ['/v1/legs/{id}', 'leg'],
  ['/v1/offers/{id}', 'offer'],
  ['/v1/tasks/{id}', 'task'],
  ['/v1/service-points/{id}', 'servicePoint'],
  ['/v1/contacts/{id}', 'contact'],
  ['/v1/directory-changes/{id}', 'change'],
  ['/v1/resources/{id}', 'resource'],
  ['/v1/organizations/{id}/identity-provider', 'provided'],
  ['/v1/organizations/{id}', 'organization'],
  ['/v1/approvals/{id}', 'approval'],
  ['/v1/exports/{id}', 'export'],
  ['/v1/staff/{id}', 'staff'],
  ['/v1/drafts/{id}', 'draft'],
  ['/v1/api-keys/{id}', 'apiKey'],
  ['/v1/consent-statements/{version}/{language}', 'statement'],
]
const REFERRALS = ['referral', 'leg', 'offer', 'task']
/** Ids of nothing, where they are no UUID. */
const UNKNOWN: Ids = { apiKey: 'cw_000000000000', statement: '1999-1/en' }
/** Where its example would not reach the verb, or names a thing. */
const BODIES: Record<string, (role: Role, ids: Ids) => object> = {
  findMatches: (role) => ({ ...MATCH_EXAMPLE, channel: channelOf(role) }),
  makeReferral: (role) => ({
    ...REFERRAL_EXAMPLE,
    ...{ channel: channelOf(role), referrer: undefined },
  }),
  openReferral: (_, { referral }) => ({ referral, reason: 'x' }),
  restrictReferral: () => ({ staff: null, reason: 'x' }),
  askApproval: () => ({ kind: 'directory_export', reason: 'x' }),
  chooseOffer: (_, { servicePoint }) => ({ servicePointId: servicePoint }),
}
const channelOf = (role: Role) => (role === 'police' || role === 'agency' ? role : 'hotline')

/** Whether a reach covers what is one's own, somebody else's, restricted to somebody else, or is no referral. */
const REACHES: Record<string, Record<Relation, 200 | 403 | 404>> = {
  any: { own: 200, other: 200, restricted: 200 },
  unrestricted: { own: 200, other: 200, restricted: 404 },
  own: { own: 200, other: 404, restricted: 404 },
  offered: { own: 200, other: 404, restricted: 200 },
  opened: { own: 200, other: 403, restricted: 404 },
}

/** What the table says: 403 or 404, or 200 for whatever the verb then answers. */
function expected(actor: Actor, operationId: string, action: Action, relation: Relation) {
  for (const each of [action, ...(ALSO[operationId] ?? [])]) {
    if (!mayEver(actor, each)) return 403
    const reached = REACHES[reachOf(actor, each)!]![relation]
    if (reached !== 200) return reached
  }
  return 200
}

const order = ({ operationId }: Operation) => LAST.indexOf(operationId)
const thingOf = ({ path }: Operation) =>
  THINGS.find(([start]) => path.startsWith(start))?.[1] ?? (path.includes('{') ? undefined : 'none')

test('S3: who may call what, on what', needsPostgres, async (t) => {
  const many = Object.fromEntries(
    ['refused', 'account', 'page', 'form', 'sign_in', 'unknown'].map((kind) => [kind, 10 ** 9]),
  )
  const service = await aService(t, { env: { RATE_LIMITS: JSON.stringify(many) } })
  const contract = await aContract(service.app)
  const guarded = contract.operations
    .filter(({ action }) => action)
    .sort((a, b) => order(a) - order(b))
  const world = await anAccessWorld(service)
  const { home, away } = world
  const askerOf = (role: Role, kind: Asker['kind']) =>
    world.askers.find((each) => each.role === role && each.kind === kind)!

  /** The ids of things of which there is one for all, and of the asker's own. */
  async function idsFor(asker: Asker, relation: Relation): Promise<Ids> {
    const { actor, organizationId } = await service.asStaff('rapporteur')
    const { authorization } = await service.as('rapporteur', organizationId)
    return {
      ...(asker.things[relation] as Things & Ids),
      ...{ servicePoint: relation === 'other' ? away.id : home.id },
      ...{ organization: home.organizationId, provided: organizationId },
      ...{ staff: actor.id.slice('staff:'.length), apiKey: authorization.slice(7, 22) },
      ...{ statement: '2026-1/en', export: newId(), draft: await draftOf(asker) },
      ...(await otherThings(service, relation === 'other' ? away.id : home.id, organizationId)),
    }
  }

  /** Of those who have drafts. */
  async function draftOf({ headers }: Asker): Promise<string> {
    const id = newId()
    const payload = { version: 0, fields: [] }
    await service.app.inject({ method: 'PUT', url: `/v1/drafts/${id}`, headers, payload })
    return id
  }

  async function send(operation: Operation, asker: Pick<Asker, 'role' | 'headers'>, ids: Ids) {
    const { method, path, operationId, body, example } = operation
    const id = ids[thingOf(operation)!]
    const url = path.replace(/\{.*\}/, (found) => found.replace(/.*?\}(\/\{.*\})?/, id ?? ''))
    const payload = BODIES[operationId]?.(asker.role, ids) ?? example ?? {}
    const only = asker.headers.authorization
      ? { authorization: asker.headers.authorization }
      : asker.headers
    const request = { method: method as 'GET', url, headers: only, ...(body && { payload }) }
    const { response, faults } = await contract.call(request)
    if (faults.length > 0) t.same(faults, [], `${operationId} as ${asker.role}`)
    return response
  }

  await t.test('every operation is known here', (t) => {
    for (const operation of guarded)
      t.ok(
        thingOf(operation),
        `${operation.path}: say in THINGS of test/api/matrix.test.ts what its id names, and make one in test/fixtures/access-world.ts`,
      )
    t.end()
  })

  await t.test('own, another’s, restricted, unknown: by the table', async (t) => {
    const strangers = new Map<Asker, Record<Relation, Ids>>()
    for (const asker of world.askers)
      strangers.set(asker, {
        own: await idsFor(asker, 'own'),
        other: await idsFor(asker, 'other'),
        restricted: await idsFor(asker, 'restricted'),
      })
    for (const operation of guarded)
      for (const asker of world.askers) await judge(t, operation, asker, strangers.get(asker)!)
  })

  async function judge(t: Test, operation: Operation, asker: Asker, ids: Record<Relation, Ids>) {
    const { operationId, action } = operation
    const actor: Actor = {
      ...{ id: '', role: asker.role },
      ...(asker.kind === 'person' && { sessionId: 'its' }),
    }
    const thing = thingOf(operation)!
    const name = `${operationId} as ${asker.role} (${asker.kind})`
    const wrong = (relation: string, status: number, want: number, body: string) =>
      t.fail(`${name}: ${relation} is ${status}, not ${want}: ${body.slice(0, 200)}`)

    const relations: Relation[] = REFERRALS.includes(thing)
      ? ['own', 'other', 'restricted']
      : ['servicePoint', 'contact'].includes(thing) && asker.role === 'service_point'
        ? ['own', 'other']
        : ['own']
    const unknown = thing === 'none' ? undefined : { [thing]: UNKNOWN[thing] ?? newId() }
    const nothing = unknown && (await send(operation, asker, { ...ids.own, ...unknown }))
    const first = expected(actor, operationId, action as Action, 'own')
    const may = mayEver(actor, action as Action)
    if (nothing && nothing.statusCode !== (may ? 404 : 403))
      wrong('unknown', nothing.statusCode, may ? 404 : 403, nothing.body)
    for (const relation of first === 403 ? (['own'] as const) : relations) {
      const { statusCode, body } = await send(operation, asker, ids[relation])
      const want = expected(actor, operationId, action as Action, relation)
      const refused = [401, 403, 404].includes(statusCode)
      if (want === 200 ? refused && thing !== 'export' : statusCode !== want)
        wrong(relation, statusCode, want, body)
      if (want === 404 && body !== nothing?.body) wrong(`${relation}, its bytes`, 404, 404, body)
    }
    t.pass(name)
  }

  const bad = new Map<Role, Record<string, Headers>>()
  for (const role of ROLES)
    bad.set(role, await badCredentials(service, role, world.organizationOf[role]))

  /** Each kind of them with each role in the long form, else with one role after the other. */
  const badOf = (n: number): [Role, [string, Headers][]][] =>
    ROLES.map((role, r) => [
      role,
      Object.entries(bad.get(role)!).filter(
        (_, kind) => process.env.PROVE || (n + kind) % ROLES.length === r,
      ),
    ])

  await t.test('nobody, and no session or key that does not hold, is let in', async (t) => {
    const ids = await idsFor(world.askers[0]!, 'own')
    for (const [n, operation] of guarded.entries()) {
      for (const [role, each] of badOf(n))
        for (const [name, headers] of each) {
          const { statusCode } = await send(operation, { role, headers }, ids)
          if (statusCode !== 401)
            t.fail(`${operation.operationId}: ${role}, ${name}: ${statusCode}`)
        }
      const nobody = { role: 'operator' as const, headers: {} }
      t.equal((await send(operation, nobody, ids)).statusCode, 401, operation.operationId)
    }
  })

  await t.test('pages go by the same table', async (t) => {
    for (const [n, route] of pagesOf(service).entries()) {
      const { action, pending } = route.config!.access as { action: Action; pending?: true }
      const method = route.method as 'GET' | 'POST'
      const url = route.url.replace(/:[a-z]+/gi, newId())
      const status = async (headers: Headers) => {
        const form = { 'content-type': 'application/x-www-form-urlencoded' }
        const sent = method === 'GET' ? headers : { ...headers, ...form }
        const { statusCode, headers: told } = await service.app.inject({
          method,
          url,
          headers: sent,
        })
        const toSignIn = statusCode === 303 && String(told.location).startsWith('/sign-in')
        return toSignIn && !SIGNS_OUT.includes(route.url) ? 401 : statusCode
      }
      const name = `${method} ${route.url}`
      t.ok([303, 401].includes(await status({})), `${name}: nobody`)
      for (const [role, each] of badOf(n))
        for (const [kind, headers] of each)
          if (!(pending && kind === 'pending session'))
            t.ok([303, 401].includes(await status(headers)), `${name}: ${role}, ${kind}`)
      // Of a file of 120,000 lines one reader is enough.
      const long = /coverage.*\.csv$/.test(route.url)
      let read = false
      for (const role of ROLES) {
        if (long && read && mayEver({ id: '', role, sessionId: 'its' }, action)) continue
        const { headers } = SIGNS_OUT.includes(route.url)
          ? await service.asStaff(role, world.organizationOf[role])
          : askerOf(role, 'person')
        const persons = mayEver({ id: '', role, sessionId: 'its' }, action)
        t.equal(![401, 403].includes(await status(headers)), persons, `${name}: ${role}`)
        read ||= persons
        if (long && read) continue
        const keys = mayEver({ id: '', role }, action)
        const byKey = await status(askerOf(role, 'key').headers)
        t.equal(![401, 403].includes(byKey), keys, `${name}: key of ${role}`)
      }
    }
  })

  await t.test('what is public says so, and nothing else is', async (t) => {
    const open = service.app.everyRoute.filter(({ config }) => 'public' in config!.access!)
    const known =
      /^\/(\*?|healthz|readyz|metrics|v1\/webhooks\/.*|answer\/.*|review\/.*|assets\/.*|documentation.*|outbox.*|sign-in.*|:language.*|leave|styleguide|staff\/invitation\/.*|hsds.*)$/
    t.same(
      open.map(({ url }) => url).filter((url) => !known.test(url)),
      [],
    )
  })
})

/** They end at the page for signing in, as whoever is not let in does. */
const SIGNS_OUT = ['/staff/sign-out', '/staff/sessions/end-all']

/** Guarded routes that the document leaves out. */
const pagesOf = ({ app }: TestService) =>
  app.everyRoute.filter(({ url, method, config }) => {
    const { access } = config!
    return access && 'action' in access && !url.startsWith('/v1/') && method !== 'HEAD'
  })
