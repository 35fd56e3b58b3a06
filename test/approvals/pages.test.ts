import { test } from 'tap'
import { byTwo, called, send } from '../fixtures/approvals.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aService } from '../fixtures/services.ts'

test('the page of what takes two people', needsPostgres, async (t) => {
  const service = await aService(t)
  const editor = await service.asStaff('editor')
  const second = await service.asStaff('editor')
  const form = (who: typeof editor, url: string) =>
    service.app.inject({
      method: 'POST',
      url,
      headers: { ...who.headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: '',
    })
  const page = (who: typeof editor, query = '') =>
    service.app.inject({ url: `/staff/approvals${query}`, headers: who.headers })

  await t.test('says that nothing waits, in the language of the reader', async (t) => {
    const empty = await page(editor)
    t.match(empty, { statusCode: 200, headers: { 'content-type': /html/ } })
    t.match(empty.body, /<html lang="en">[\s\S]*Nothing waits for a second person/)
    t.match((await page(editor, '?lang=fr')).body, /lang="fr"[\s\S]*Rien n’attend/)
    t.equal((await service.app.inject({ url: '/staff/approvals' })).statusCode, 303)
    const police = await service.asStaff('police')
    t.equal((await page(police)).statusCode, 403)
  })

  await t.test('shows exactly what is approved, and a button to whoever may', async (t) => {
    const point = await aServicePoint(service, { name: 'A & <b>point</b>' })
    const { body } = await send(service, editor, 'POST', '/v1/approvals', {
      kind: 'contact_change',
      servicePointId: point.id,
      what: {
        add: [{ channel: 'email', value: 'new@point.example', language: 'fr' }],
        called: called(service, point.sms),
      },
      reason: 'A new address.',
    })
    const mine = (await page(editor)).body
    t.match(mine, /Another person approves this/)
    t.notMatch(mine, `/staff/approvals/${body.id}/approval`)
    t.match(mine, `/staff/approvals/${body.id}/refusal`)
    const theirs = (await page(second, '?lang=fr')).body
    t.match(theirs, /A &amp; &lt;b&gt;point[\s\S]*Ajouter courriel new@point\.example \(français\)/)
    t.match(theirs, `href="/staff/directory/points/${point.id}/contacts?lang=fr"`)
    t.notMatch(theirs, `/approval?lang=fr"`, 'it is approved where one is told what to check')
    t.notMatch(theirs, 'A new address.')
    const shown = await form(second, `/staff/approvals/${body.id}/reading?lang=fr`)
    t.match(shown, { statusCode: 200, headers: { 'cache-control': /no-store/ } })
    t.match(shown.body, 'Raison : A new address.')
    t.notMatch((await page(second)).body, 'A new address.', 'only in the answer')

    const own = await form(editor, `/staff/approvals/${body.id}/approval?lang=en`)
    t.equal(own.statusCode, 409)
    t.match(own.body, /role="alert"[\s\S]*Nobody approves what they asked themselves/)
    const done = await form(second, `/staff/approvals/${body.id}/approval?lang=fr`)
    t.match(done, { statusCode: 303, headers: { location: '/staff/approvals?lang=fr' } })
    const waits = (await page(second)).body
    t.match(waits, /Approved, and not in effect yet[\s\S]*2026-11-24 14:00[\s\S]*Stop it/)
    t.match(await form(second, `/staff/approvals/${body.id}/refusal`), { statusCode: 303 })
    t.match((await page(second)).body, 'Nothing waits')
  })

  await t.test('a place that would be shown is seen before it is approved', async (t) => {
    const point = await aServicePoint(service, { hidden: true })
    const supervisor = await service.asStaff('supervisor')
    const { body } = await send(service, editor, 'POST', '/v1/approvals', {
      kind: 'unhide',
      servicePointId: point.id,
      what: { address: '9 Open <Street>', city: 'Thunder Bay', province: 'ON' },
      reason: 'They moved.',
    })
    const path = `/staff/approvals/${body.id}`
    t.match((await page(supervisor)).body, `action="${path}/reading?lang=en"`)
    const unseen = await form(supervisor, `${path}/approval`)
    t.match([unseen.statusCode, unseen.body], [409, /Have the place shown first/])
    const shown = await form(supervisor, `${path}/reading`)
    t.match(shown.body, /at: 9 Open &lt;Street&gt;, Thunder Bay, ON[\s\S]*Reason: They moved/)
    t.equal((await form(second, `${path}/reading`)).statusCode, 403)
    t.equal((await form(supervisor, `${path}/approval`)).statusCode, 303)
  })

  await t.test('has no script and no style of its own', async (t) => {
    const supervisor = await service.asStaff('supervisor')
    const asked = { kind: 'directory_export', reason: 'A copy.' }
    await byTwo(service, editor, supervisor, asked)
    const { body } = await page(supervisor)
    t.notMatch(body, /<script|<style|style=/)
    t.match(body, /Whoever asked can fetch it/)
  })
})
