import { test } from 'tap'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { send } from '../fixtures/person.ts'
import { aReferral, aTaken, readLeg, readReferral } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

type Fields = Record<string, string | string[]>

test('what is done on the page of a referral', needsPostgres, async (t) => {
  const service = await aService(t)
  await aServicePoint(service, {
    needs: ['emergency_shelter', 'legal_immigration'] as never,
    name: 'Cedar House',
  })
  const supervisor = await service.asStaff('supervisor')
  const at = (id: string) => `/console/referrals/${id}`
  const read = async (id: string, headers = supervisor.headers) =>
    (await service.app.inject({ url: at(id), headers })).body
  const post = (id: string, path: string, fields: Fields, headers = supervisor.headers) =>
    send(service, `${at(id)}${path}`, fields, headers)
  const open = (id: string, headers = supervisor.headers) =>
    post(id, '/opening', { reason: 'A test looks at it.' }, headers)

  await t.test('they agree to something else, in words that are read out', async (t) => {
    const { id } = await aReferral(service)
    await open(id)
    const before = await read(id)
    t.match(before, /The words: version 2026-1, /)
    t.match(before, '<blockquote lang="en">')
    const agreed = { agreed: 'yes', consent_language: 'Spanish', scope: ['contact'] }
    const refused = await post(id, '/consents', agreed)
    t.equal(refused.statusCode, 422)
    t.match(refused.body, /<a href="#interpreter_code">There is no checked text/)
    t.match(
      refused.body,
      'id="consent_language" name="consent_language" list="languages" maxlength="60" autocomplete="off" value="Spanish"',
    )
    const nothing = await post(id, '/consents?lang=fr', { consent_language: 'Klingonish' })
    t.match(nothing.body, /<a href="#agreed">Dites si elle est d’accord/)
    const kept = await post(id, '/consents', {
      ...{ ...agreed, interpreter_code: 'LL-4471', tell_referrer: 'yes' },
      recipient: ['service', 'agency'],
    })
    t.equal(kept.statusCode, 303, kept.body)
    const after = await read(id)
    t.match(after, /LL-4471/)
    t.match(after, /Services, Agencies/)
    t.match(after, 'Whoever referred may learn what became of it</dd>')
    await post(id, '/withdrawal', { sure: 'yes' })
    t.match(await read(id), /Consent taken back/)
    t.notMatch(await read(id), '/consents')
  })

  await t.test('a yes to a part only, said on the telephone', async (t) => {
    const { id } = await aReferral(service, { needs: ['emergency_shelter', 'legal_immigration'] })
    await open(id)
    const [offer] = (await readLeg(service, id)).offers
    const path = `/offers/${offer!.id}/acceptance`
    t.equal((await post(id, path, { parts: 'yes' })).statusCode, 422)
    await post(id, path, { parts: 'yes', need: ['emergency_shelter'] })
    const { legs } = await readReferral(service, id)
    t.same(
      legs.map(({ needs, state }) => [needs, state]),
      [
        [['emergency_shelter'], 'accepted'],
        [['legal_immigration'], 'open'],
      ],
    )
  })

  await t.test('how they meet: neutral, or refused beside its field', async (t) => {
    const { id, offer } = await aTaken(service)
    await open(id)
    const path = `/offers/${offer.id}/meeting`
    const wrong = await post(id, path, { how: 'meet', place: 'Cedar House', day: '2026-11-22' })
    t.match(wrong.body, `<a href="#at-${offer.id}">Say day and time together`)
    const named = await post(id, path, { how: 'meet', place: 'Cedar House, side door' })
    t.match(named.body, `<a href="#place-${offer.id}">A meeting needs a neutral place`)
    t.match(named.body, 'value="Cedar House, side door"')
    const said = { how: 'meet', place: 'the library', day: '2026-11-22', time: '09:30' }
    t.equal((await post(id, path, { ...said, drive: 'service' })).statusCode, 303)
    t.match(await read(id), /Meet at the library; .*9:30; The service drives/)
    t.match(await read(id), 'Say it anew')
  })

  await t.test('for named people only: a supervisor says so, and lifts it', async (t) => {
    const { id } = await aReferral(service)
    await open(id)
    const operator = await service.asStaff('operator')
    await open(id, operator.headers)
    t.notMatch(await read(id, operator.headers), 'For named people only')
    const none = await post(id, '/restriction', { reason: '' })
    t.match(none.body, /#restriction-staff[\s\S]*#restriction-reason/)
    const own = { staff: supervisor.actor.id, reason: 'A relative works here.' }
    t.equal((await post(id, '/restriction', own, operator.headers)).statusCode, 403)
    t.equal((await post(id, '/restriction', own)).headers.location, at(id))
    t.match(await read(id), /Restricted to A supervisor/)
    const gone = await service.app.inject({ url: at(id), headers: operator.headers })
    t.equal(gone.statusCode, 404)
    await post(id, '/restriction', { lift: 'yes', reason: 'It was a mistake.' })
    t.match(await read(id, operator.headers), /Referral/)
    const others = { staff: operator.actor.id, reason: 'Only she knows.' }
    t.equal((await post(id, '/restriction', others)).headers.location, '/console')
    const board = await service.app.inject({ url: '/console', headers: supervisor.headers })
    t.match(board.body, /Restricted to others[\s\S]*\/console\/referrals/)
    const kept = await read(id)
    t.match(kept, /Restricted to A operator/)
    t.notMatch(kept, /Cedar House|Thunder Bay/)
    await post(id, '/restriction', { lift: 'yes', reason: 'She is away.' })
    t.match(await read(id), 'Who has seen what')
  })

  await t.test(
    'records of duty are read with a reason, also by whoever did not open it',
    async (t) => {
      const { id } = await aReferral(service)
      const operator = await service.asStaff('operator')
      t.notMatch(await read(id, operator.headers), 'Records of duty')
      const shown = await post(id, '/duty-readings', { why: 'audit' })
      t.equal(shown.statusCode, 200)
      t.match(shown.body, /Open this referral[\s\S]*There are none/)
      t.equal(
        (await post(id, '/duty-readings', { why: 'audit' }, operator.headers)).statusCode,
        403,
      )
      await open(id)
      t.match(await read(id), 'Records of duty were read')
    },
  )

  await t.test('a page that answered a form, loaded again, is the page', async (t) => {
    const { id } = await aReferral(service)
    const again = await service.app.inject({
      ...{ url: `${at(id)}/readings?lang=fr`, headers: supervisor.headers },
    })
    t.equal(again.headers.location, `${at(id)}?lang=fr`)
  })
})

test('a tip, from the board to its end', needsPostgres, async (t) => {
  const service = await aService(t)
  const { headers } = await service.asStaff('operator')
  const id = /name="id" value="([^"]+)"/.exec((await service.app.inject('/en/note')).body)![1]!
  await send(service, '/en/note', { id, danger: 'yes', what: 'canary-what', where: 'the motel' })
  const get = async (url: string) => (await service.app.inject({ url, headers })).body
  const board = await get('/console')
  t.match(board, /id="screening"[\s\S]*a tip/)
  const path = /href="(\/console\/tips\/[^"]+)"/.exec(board)![1]!
  t.notMatch(await get(path), 'canary')
  const shown = await send(service, `${path}/reading`, {}, headers)
  t.match(shown.body, /911 first[\s\S]*canary-what[\s\S]*the motel/)
  const task = path.split('/').at(-1)!
  const taken = await send(service, `/console/tasks/${task}/claim`, { tip: task }, headers)
  t.equal(taken.headers.location, path)
  t.match(await get(path), 'Yours')
  const done = await send(service, `/console/tasks/${task}/completion`, {}, headers)
  t.equal(done.headers.location, '/console')
  t.notMatch(await get('/console'), 'a tip')
  t.match(await get(path), 'It was closed already')
  const police = await service.asStaff('police')
  const refused = await service.app.inject({ url: path, headers: police.headers })
  t.equal(refused.statusCode, 403)
})
