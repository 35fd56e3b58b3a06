import { createHash } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { test } from 'tap'
import { approvals, servicePointMatches, servicePoints, tasks } from '../../db/schema.ts'
import { confirmedContacts } from '../../src/directory/store.ts'
import type { Attribute } from '../../src/hsds/shapes.ts'
import { DAY, HOUR, MINUTE } from '../../src/platform/clock.ts'
import { cleaned, rows } from '../../src/platform/database.ts'
import { violates } from '../../src/platform/errors.ts'
import { newId } from '../../src/platform/ids.ts'
import { canonical } from '../../src/protection/record.ts'
import { byTwo, called, send } from '../fixtures/approvals.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

test('S11: what takes two people', needsPostgres, async (t) => {
  const service = await aService(t)
  const { orm } = service.db
  const editor = await service.asStaff('editor')
  const second = await service.asStaff('editor', editor.organizationId)
  const supervisor = await service.asStaff('supervisor')
  const admin = await service.asStaff('admin')
  const aListed = (overrides = {}) =>
    aServicePoint(service, { status: 'listed', vetted: undefined, contacts: [], ...overrides })
  const pointNow = async (id: string) =>
    (await orm.select().from(servicePoints).where(eq(servicePoints.id, id)))[0]!
  const activation = (point: { id: string; sms: string }) => ({
    kind: 'partner_activation',
    servicePointId: point.id,
    what: {
      agreement: 'Agreement 12',
      called: called(service, point.sms),
      contacts: [{ channel: 'email', value: 'first@point.example', language: 'fr' }],
    },
    reason: 'They asked to join.',
  })

  await t.test('a partner is made by two, with exactly the contacts that both saw', async (t) => {
    const point = await aListed()
    const one = await send(service, editor, 'POST', '/v1/approvals', activation(point))
    t.match(one, {
      status: 201,
      body: { state: 'open', mayApprove: false, mayRefuse: true, sealed: true, reason: undefined },
    })
    t.match(await send(service, second, 'POST', '/v1/approvals', activation(point)), {
      status: 409,
      body: { code: 'already_asked' },
    })
    const path = `/v1/approvals/${one.body.id}/approval`
    t.match(await send(service, editor, 'POST', path), {
      status: 409,
      body: { code: 'approval_by_another' },
    })
    t.match((await pointNow(point.id)).status, 'listed')
    const { body } = await send(service, second, 'GET', '/v1/approvals')
    const [shown] = body.approvals
    t.match(shown, { id: one.body.id, mayApprove: true, what: { agreement: 'Agreement 12' } })
    t.match(shown.words.en.join(' '), /Agreement 12.*first@point\.example \(French\)/)
    t.match(shown.words.fr.join(' '), /Entente : Agreement 12.*\(français\)/)
    t.match(await send(service, second, 'POST', path), { status: 201, body: { state: 'done' } })
    t.match(await pointNow(point.id), { status: 'partner', vettedHow: /Agreement 12/ })
    const [match] = await orm
      .select()
      .from(servicePointMatches)
      .where(eq(servicePointMatches.servicePointId, point.id))
    t.equal(match!.partner, true)
    t.match(await confirmedContacts(orm, [point.id]), [{ value: 'first@point.example' }])
    t.match(await send(service, supervisor, 'POST', path), {
      status: 409,
      body: { code: 'approval_decided', state: 'approved' },
    })
  })

  await t.test('the number called is on file, and still is when it is approved', async (t) => {
    const point = await aListed()
    const asked = activation(point)
    const wrong = { ...asked.what, called: called(service, '+18075550142') }
    t.match(await send(service, editor, 'POST', '/v1/approvals', { ...asked, what: wrong }), {
      status: 422,
      body: { errors: [{ pointer: '/what/called/number', detail: 'is not a number on file' }] },
    })
    const { body } = await send(service, editor, 'POST', '/v1/approvals', asked)
    await orm
      .update(servicePoints)
      .set({ phones: [{ number: '+18075550142' }] })
      .where(eq(servicePoints.id, point.id))
    const late = await send(service, second, 'POST', `/v1/approvals/${body.id}/approval`)
    t.match(late, { status: 422 })
    t.equal((await pointNow(point.id)).status, 'listed')
    t.match(await send(service, second, 'GET', '/v1/approvals'), {
      body: { approvals: [{ id: body.id, state: 'open' }] },
    })
    await send(service, second, 'POST', `/v1/approvals/${body.id}/refusal`)
  })

  await t.test('nobody calls a number that they put on file themselves', async (t) => {
    const put = (
      who: typeof editor,
      point: { id: string; organizationId: string },
      phones: object,
    ) =>
      send(service, who, 'PUT', `/v1/service-points/${point.id}`, {
        ...{ organizationId: point.organizationId, name: 'X', city: 'Thunder Bay', province: 'ON' },
        ...{ needs: ['food'], channels: ['hotline'], phones },
      })
    const mine = '+18075550142'
    const asked = (point: { id: string }, number = mine) => activation({ ...point, sms: number })
    const ask = (who: typeof editor, point: { id: string }, number = mine) =>
      send(service, who, 'POST', '/v1/approvals', asked(point, number))
    const said = (detail: string) => ({
      ...{ status: 422, body: { errors: [{ pointer: '/what/called/number', detail }] } },
    })

    // A false service point, with a number of one's own.
    const made = await send(service, editor, 'POST', '/v1/service-points', {
      ...{ organizationId: (await aListed()).organizationId, name: 'False House' },
      ...{ province: 'ON', needs: ['food'], channels: ['hotline'], phones: [{ number: mine }] },
    })
    t.equal(made.status, 201)
    t.match(await ask(editor, made.body), said('was put on file by whoever asks'))
    const one = await ask(second, made.body)
    t.equal(one.status, 201, 'somebody else calls it')
    const approve = `/v1/approvals/${one.body.id}/approval`
    t.match(await send(service, editor, 'POST', approve), {
      ...{ status: 409, body: { code: 'number_by_approver' } },
    })
    t.match(await pointNow(made.body.id), { status: 'listed' }, 'nor approves it')
    t.match(await send(service, supervisor, 'POST', approve), { status: 201 })

    // A true one, with its number changed, or with another beside it.
    for (const phones of [[{ number: mine }], [{ number: mine }, { number: '+18075550143' }]]) {
      const point = await aListed()
      t.equal((await put(editor, point, phones)).status, 200)
      t.match(await ask(editor, point), said('was put on file by whoever asks'))
      t.match(await ask(second, point), said('has not stood on file for 72 hours'))
      service.clock.tick(72 * HOUR)
      const later = await service.asStaff('editor')
      t.equal((await ask(later, point)).status, 201)
      service.clock.tick(-72 * HOUR)
    }

    // Somebody else adds a number beside it: it is still theirs who put it there.
    const mixed = await aListed()
    await put(editor, mixed, [{ number: mine }])
    await put(second, mixed, [{ number: mine }, { number: '+18075550143' }])
    t.match(await ask(editor, mixed), said('was put on file by whoever asks'))
    t.match(await ask(second, mixed), said('was put on file by whoever asks'))

    // A number that is put there after the call, before the second person looks.
    const point = await aListed()
    const waits = await ask(second, point, point.sms)
    const both = [{ number: point.sms }, { number: mine }]
    t.equal((await put(editor, point, both)).status, 200)
    const path = `/v1/approvals/${waits.body.id}/approval`
    t.match(await send(service, supervisor, 'POST', path), { status: 422 })
    service.clock.tick(72 * HOUR)
    const late = await service.asStaff('supervisor')
    t.match(await send(service, late, 'POST', path), {
      ...{ status: 409, body: { code: 'numbers_changed' } },
    })
    service.clock.tick(-72 * HOUR)
    t.match(await pointNow(point.id), { status: 'listed' })
  })

  await t.test('no program asks, approves or refuses, whatever its role', async (t) => {
    const point = await aListed()
    const asked = [
      activation(point),
      { kind: 'directory_export', reason: 'r' },
      { kind: 'unhide', servicePointId: point.id, what: { province: 'ON' }, reason: 'r' },
      { kind: 'legal_hold', referralId: newId(), reason: 'r' },
    ]
    const { body } = await send(service, editor, 'POST', '/v1/approvals', activation(point))
    for (const role of ['editor', 'supervisor', 'admin'] as const) {
      const { authorization } = await service.as(role)
      const key = { headers: { authorization } }
      for (const each of asked)
        t.equal((await send(service, key, 'POST', '/v1/approvals', each)).status, 403)
      for (const what of ['approval', 'refusal'])
        t.equal((await send(service, key, 'POST', `/v1/approvals/${body.id}/${what}`)).status, 403)
      t.equal((await send(service, key, 'POST', `/v1/exports/${body.id}`)).status, 403)
    }
    const refusal = await send(service, editor, 'POST', `/v1/approvals/${body.id}/refusal`)
    t.match(refusal, { status: 201, body: { state: 'refused' } })
  })

  await t.test('the database itself knows no other way', async (t) => {
    const point = await aListed()
    const hidden = await aServicePoint(service, { hidden: true })
    const { body } = await send(service, editor, 'POST', '/v1/approvals', activation(point))
    const broken = async (query: ReturnType<typeof sql>, constraint: string) => {
      const error = await rows(orm, query).then(() => undefined, cleaned)
      t.ok(violates(error, constraint), constraint)
    }
    const id = sql`${body.id}::uuid`
    await broken(
      sql`update service_points set status = 'partner', vetted_by = 'x', vetted_at = now(), vetted_how = 'x'
           where id = ${point.id}::uuid`,
      'partner_was_approved',
    )
    await broken(
      sql`update service_points set hidden = false where id = ${hidden.id}::uuid`,
      'service_point_stays_hidden',
    )
    await broken(
      sql`update approvals set approved_by = asked_by, approved_at = now() where id = ${id}`,
      'approval_by_another',
    )
    for (const change of [
      sql`what = '{"agreement":"other"}'`,
      sql`thing = 'service_point:x'`,
      sql`kind = 'unhide'`,
      sql`asked_by = 'staff:x'`,
      sql`expires_at = now()`,
      sql`sealed_reason = 'x'`,
      sql`sealed_reason = null`,
      sql`sealed_secret = 'x'`,
    ])
      await broken(sql`update approvals set ${change} where id = ${id}`, 'approval_is_written_once')
    await send(service, editor, 'POST', `/v1/approvals/${body.id}/refusal`)
    await broken(
      sql`update service_points set status = 'partner', vetted_by = 'x', vetted_at = now(), vetted_how = 'x'
           where id = ${point.id}::uuid`,
      'partner_was_approved',
    )
  })

  await t.test('the record shows what was asked by its hash', async (t) => {
    const point = await aListed()
    const asked = activation(point)
    const { body } = await send(service, editor, 'POST', '/v1/approvals', asked)
    const [line] = await rows<{ data: { what: string } }>(
      orm,
      sql`select data from events
           where thing = ${`approval:${body.id}`} and action = 'approval.asked'`,
    )
    const [row] = await orm.select().from(approvals).where(eq(approvals.id, body.id))
    const hash = createHash('sha256').update(canonical(row!.what)).digest('hex')
    t.same(row!.what, { ...asked.what, phones: [{ number: point.sms }] })
    t.equal(line!.data.what, `sha256:${hash.slice(0, 32)}`)
    await send(service, editor, 'POST', `/v1/approvals/${body.id}/refusal`)
  })

  await t.test('what others ask does not push out of a list what one may see', async (t) => {
    const point = await aServicePoint(service)
    const operator = await service.asStaff('operator')
    const add = [{ channel: 'email', value: 'n@point.example', language: 'en' }]
    const { body } = await send(service, editor, 'POST', '/v1/approvals', {
      ...{ kind: 'contact_change', servicePointId: point.id },
      what: { add, called: called(service, point.sms) },
    })
    const askedAt = new Date(service.clock.at.getTime() + 1)
    const many = Array.from({ length: 200 }, () => ({
      ...{ id: newId(), kind: 'directory_export', thing: `account:staff:${newId()}`, what: {} },
      ...{ askedBy: `staff:${newId()}`, askedAt, expiresAt: new Date(askedAt.getTime() + DAY) },
    }))
    await orm.insert(approvals).values(many)
    const listed = await send(service, operator, 'GET', '/v1/approvals')
    t.match(listed.body.approvals, [{ id: body.id }])
    t.equal(listed.body.approvals.length, 1)
    await rows(
      orm,
      sql`update approvals set refused_by = 'system', refused_at = ${askedAt.toISOString()}::timestamptz
           where asked_at = ${askedAt.toISOString()}::timestamptz`,
    )
    await send(service, editor, 'POST', `/v1/approvals/${body.id}/refusal`)
  })

  await t.test('what waits is a task, which ends with the decision', async (t) => {
    const point = await aListed()
    const { body } = await send(service, editor, 'POST', '/v1/approvals', activation(point))
    const open = async () =>
      (await orm.select().from(tasks).where(eq(tasks.servicePointId, point.id))).filter(
        ({ doneAt }) => !doneAt,
      )
    t.match(await open(), [{ kind: 'approval', role: 'editor', reason: 'partner_activation' }])
    await send(service, second, 'POST', `/v1/approvals/${body.id}/refusal`)
    t.same(await open(), [])
  })

  await t.test('what waited seven days is asked again', async (t) => {
    const point = await aListed()
    const { body } = await send(service, editor, 'POST', '/v1/approvals', activation(point))
    service.clock.tick(7 * DAY)
    const again = await service.asStaff('editor')
    t.match(await send(service, again, 'POST', `/v1/approvals/${body.id}/approval`), {
      status: 409,
      body: { code: 'approval_expired' },
    })
    t.equal((await send(service, again, 'POST', '/v1/approvals', activation(point))).status, 201)
    service.clock.tick(-7 * DAY)
  })

  await t.test('a hidden point is shown by two, at the place that both saw', async (t) => {
    const secret = { address: '7 Nowhere Lane', lat: 48.4, lng: -89.3 }
    const point = await aServicePoint(service, { hidden: true, ...secret })
    const what = { address: '9 Open Street', city: 'Thunder Bay', province: 'ON' }
    const asked = { kind: 'unhide', servicePointId: point.id, what, reason: 'They moved.' }
    const one = await send(service, editor, 'POST', '/v1/approvals', asked)
    t.match(one, { status: 201, body: { what: {}, sealed: true } })
    const [row] = await orm.select().from(approvals).where(eq(approvals.id, one.body.id))
    t.notMatch(JSON.stringify(row!.what), 'Open Street', 'it is not stored in the open before')
    const path = `/v1/approvals/${one.body.id}/approval`
    t.equal((await send(service, second, 'POST', path)).status, 403, 'a supervisor decides')
    for (const who of [editor, second, supervisor]) {
      const { text } = await send(service, who, 'GET', '/v1/approvals')
      t.match(text, one.body.id)
      t.notMatch(text, /Open Street|They moved/, 'a list opens nothing')
    }
    t.match(await send(service, supervisor, 'POST', path), {
      status: 409,
      body: { code: 'read_first' },
    })
    const reading = `/v1/approvals/${one.body.id}/reading`
    t.match(await send(service, editor, 'POST', reading), { status: 201, body: { place: what } })
    t.match((await send(service, supervisor, 'POST', path)).body, { code: 'read_first' })
    t.same(await send(service, supervisor, 'POST', reading).then(({ body }) => body), {
      ...{ id: one.body.id, reason: 'They moved.', place: what },
    })
    t.equal((await pointNow(point.id)).hidden, true)
    t.match(await send(service, supervisor, 'POST', path), { status: 201 })
    t.match(await pointNow(point.id), { hidden: false, address: '9 Open Street' })
    t.same(await send(service, supervisor, 'POST', reading).then(({ body }) => body), {
      ...{ id: one.body.id, reason: 'They moved.' },
    })
    const police = await service.as('police')
    const read = await send(
      service,
      { headers: { authorization: police.authorization } },
      'GET',
      `/v1/service-points/${point.id}`,
    )
    t.match(read, { status: 200, body: { city: 'Thunder Bay' } })
    t.match(await send(service, editor, 'POST', '/v1/approvals', asked), {
      status: 409,
      body: { code: 'not_hidden' },
    })
  })

  await t.test('a place that was refused, or not decided in time, is kept nowhere', async (t) => {
    const what = { address: '9 Open Street', city: 'Thunder Bay', province: 'ON' }
    const secretOf = async (id: string) =>
      (await orm.select().from(approvals).where(eq(approvals.id, id)))[0]!.sealedSecret
    const anUnhide = async () => {
      const { id: servicePointId } = await aServicePoint(service, { hidden: true })
      const asked = { kind: 'unhide', servicePointId, what, reason: 'They moved.' }
      const { body } = await send(service, editor, 'POST', '/v1/approvals', asked)
      return body.id as string
    }
    const read = async (id: string, who = supervisor) =>
      (await send(service, who, 'POST', `/v1/approvals/${id}/reading`)).body
    const refused = await anUnhide()
    const late = await anUnhide()
    t.match(await read(refused), { place: what })
    await send(service, supervisor, 'POST', `/v1/approvals/${refused}/refusal`)
    t.same(await read(refused), { id: refused, reason: 'They moved.' })
    t.equal(await secretOf(refused), null)

    service.clock.tick(7 * DAY)
    const again = await service.asStaff('supervisor')
    t.ok(await secretOf(late))
    t.same(await read(late, again), { id: late, reason: 'They moved.' }, 'at once')
    await service.settle()
    t.equal(await secretOf(late), null, 'and soon it is gone')
    service.clock.tick(-7 * DAY)
  })

  await t.test('S7: a reading is for the two who decide, and a line of the record', async (t) => {
    const point = await aListed()
    const operator = await service.asStaff('operator')
    const { body } = await send(service, editor, 'POST', '/v1/approvals', activation(point))
    const path = `/v1/approvals/${body.id}/reading`
    const { authorization } = await service.as('supervisor')
    const key = { headers: { authorization } }
    for (const who of [key, operator, admin])
      t.equal((await send(service, who, 'POST', path)).status, 403)
    t.equal((await send(service, second, 'POST', `/v1/approvals/${newId()}/reading`)).status, 404)
    t.match(await send(service, second, 'POST', path), {
      status: 201,
      body: { id: body.id, reason: 'They asked to join.', place: undefined },
    })
    const lines = await rows<{ chain: string; actor: string; data: object }>(
      orm,
      sql`select chain, actor, data from events
           where thing = ${`approval:${body.id}`} and action = 'sealed.read'`,
    )
    t.same(lines, [
      {
        ...{ chain: `service_point:${point.id}`, actor: second.actor.id },
        data: { kind: 'partner_activation', parts: ['reason'] },
      },
    ])
    await send(service, editor, 'POST', `/v1/approvals/${body.id}/refusal`)
  })

  await t.test('the whole directory leaves once, for whoever asked, within the hour', async (t) => {
    const hidden = await aServicePoint(service, { hidden: true, address: '7 Nowhere Lane' })
    const asked = { kind: 'directory_export', reason: 'A copy for the review.' }
    const one = await send(service, editor, 'POST', '/v1/approvals', asked)
    const fetchAs = (who: typeof editor, id = one.body.id) =>
      send(service, who, 'POST', `/v1/exports/${id}`)
    t.match(await fetchAs(editor), { status: 409, body: { code: 'needs_approval' } })
    const path = `/v1/approvals/${one.body.id}/approval`
    t.equal((await send(service, second, 'POST', path)).status, 403, 'not by an editor')
    t.match(await send(service, admin, 'POST', path), { status: 201, body: { state: 'approved' } })
    for (const [who, status] of [
      [second, 404],
      [admin, 403],
      [supervisor, 404],
    ] as const)
      t.equal((await fetchAs(who)).status, status)
    const whole = await fetchAs(editor)
    t.equal(whole.status, 201)
    const lines = whole.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const told = lines
      .flatMap(({ services }) => services)
      .flatMap(({ service_at_locations }) => service_at_locations)
      .find(({ id }) => id === hidden.id)
    const facts = (code: string) =>
      told.attributes
        .filter(({ taxonomy_term }: Attribute) => taxonomy_term!.code === `fact:${code}`)
        .map(({ value }: Attribute) => JSON.parse(value!))
    t.match(facts('contact'), [{ value: hidden.sms }, { value: hidden.email }])
    t.match(facts('true_place'), [{ address: '7 Nowhere Lane' }])
    t.match(await fetchAs(editor), { status: 409, body: { code: 'approval_used' } })
    const [event] = await rows<{ data: object }>(
      orm,
      sql`select data from events where thing = ${`approval:${one.body.id}`} and action = 'approval.done'`,
    )
    t.match(event!.data, { servicePoints: Number, organizations: Number })

    const again = await byTwo(service, editor, supervisor, asked)
    for (let stays = 0; stays < 3; stays++) {
      service.clock.tick(20 * MINUTE)
      await send(service, editor, 'GET', '/v1/approvals')
    }
    t.match(await fetchAs(editor, again.id), { status: 409, body: { code: 'approval_expired' } })
    service.clock.tick(-HOUR)
  })

  await t.test('a referral is held by two, and only if one may reach it', async (t) => {
    const { id } = await aReferral(service)
    const other = await service.asStaff('supervisor')
    const asked = { kind: 'legal_hold', referralId: id, reason: 'A court asked.' }
    t.match(await byTwo(service, supervisor, admin, asked), {
      status: 201,
      body: { state: 'done', referral: { id } },
    })
    t.match(await send(service, supervisor, 'POST', '/v1/approvals', asked), { status: 409 })
    const end = { ...asked, kind: 'legal_hold_end' }
    const one = await send(service, supervisor, 'POST', '/v1/approvals', end)
    await rows(
      orm,
      sql`update referrals set restricted_to = ${sql.raw(`array['${supervisor.actor.id}']`)} where id = ${id}::uuid`,
    )
    const path = `/v1/approvals/${one.body.id}/approval`
    t.equal((await send(service, other, 'POST', path)).status, 404)
    t.notMatch((await send(service, other, 'GET', '/v1/approvals')).text, one.body.id)
    t.match(
      await send(service, supervisor, 'POST', '/v1/approvals', { ...end, referralId: newId() }),
      { status: 404 },
    )
  })

  await t.test(
    'S7: why a referral is held is for supervisors, and for whoever wrote it',
    async (t) => {
      const { id } = await aReferral(service)
      const asked = { kind: 'legal_hold', referralId: id, reason: 'A court asked.' }
      const other = await service.asStaff('admin')
      const { body } = await send(service, admin, 'POST', '/v1/approvals', asked)
      const path = `/v1/approvals/${body.id}`
      t.equal((await send(service, other, 'POST', `${path}/reading`)).status, 403)
      t.match((await send(service, other, 'GET', '/v1/approvals')).body.approvals, [
        { id: body.id, mayRead: false, mayApprove: true },
      ])
      for (const who of [admin, supervisor])
        t.match((await send(service, who, 'POST', `${path}/reading`)).body, {
          reason: asked.reason,
        })
      t.match(await send(service, other, 'POST', `${path}/approval`), {
        status: 201,
        body: { state: 'done', words: { en: [/Keep all of referral/] } },
      })
    },
  )

  await t.test('only what is wrong with this kind is said', async (t) => {
    const { body } = await send(service, editor, 'POST', '/v1/approvals', {
      kind: 'contact_change',
      servicePointId: newId(),
      what: { add: [{ channel: 'fax', value: 'x', language: 'en' }] },
    })
    t.same(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      '/what/add/0/channel',
      '/what/add/0/value',
      '/what/called',
    ])
    t.match(await send(service, editor, 'POST', '/v1/approvals', { kind: 'x' }), { status: 422 })
  })
})
