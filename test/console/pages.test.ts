import { test } from 'tap'
import { axe, seenByAxe, tooWide } from '../fixtures/axe.ts'
import { needsChromium } from '../fixtures/browser.ts'
import { aConsole } from '../fixtures/console.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aTaken } from '../fixtures/referral.ts'

/** Bytes on the wire: issue 5. */
const MOST = 200_000

test('the pages of the console', { ...needsPostgres, ...needsChromium }, async (t) => {
  const desk = await aConsole(t)

  t.test('a call and a referral: readable by all; scripts/prove pages shows it all', async (t) => {
    const { headers } = await desk.asStaff('supervisor')
    const taken = await aTaken(desk, {}, false)
    const payload = { referral: taken.id, reason: 'To look at it.' }
    await desk.app.inject({ method: 'POST', url: '/v1/openings', headers, payload })
    const page = await desk.sit(headers, seenByAxe)
    for (const [lang, path] of [
      ['en', '/new'],
      ['fr', `/referrals/${taken.id}`],
    ] as const) {
      await page.setViewportSize({ width: 320, height: 800 })
      await page.goto(`${desk.url}/console${path}?lang=${lang}`)
      if (path === '/new') {
        await page.fill('#place', 'Thunder Bay')
        await page.check('#need')
        for (const id of ['#safe-no', '#listening', '#danger', '#call_back', '#under18'])
          await page.check(id)
        for (const folded of await page.locator('section summary').all()) await folded.click()
        await page.check('#agreed-override')
        await page.waitForSelector('.matches > li')
      }
      t.same(await axe(page), [], `${lang} ${path}`)
      t.notOk(await tooWide(page), `${lang} ${path}`)
    }
  })

  t.test('what a console weighs, and what its browser keeps', async (t) => {
    const { headers } = await desk.asStaff('operator')
    const page = await desk.sit(headers)
    let weight = 0
    page.on('requestfinished', async (request) => {
      const { responseBodySize, responseHeadersSize } = await request.sizes()
      weight += responseBodySize + responseHeadersSize
    })
    await page.goto(`${desk.url}/console/new`)
    await page.fill('#place', 'Thunder Bay')
    await page.check('#need')
    await page.waitForSelector('.matches > li')
    await page.waitForSelector('.province-name')
    t.comment(`measured: ${weight} bytes for the page of a call with htmx, Leaflet and the outline`)
    t.ok(weight < MOST, `${weight} bytes`)
    t.same(page.complaints, [])

    const html = (await desk.app.inject({ url: '/console/new', headers })).body
    t.notMatch(html, / style=|<style|<script(?! type="module" src)| on\w+=/, 'nothing inline')
    const [path = ''] = /\/assets\/htmx\.[\w-]+\.js/.exec(html) ?? []
    const asset = await desk.app.inject({ url: path, headers: { 'accept-encoding': 'gzip' } })
    t.equal(asset.headers['content-encoding'], 'gzip')
    t.match(asset.headers['cache-control'], /immutable/)
    const plain = await desk.app.inject({ url: path })
    t.notOk(plain.headers['content-encoding'])
    t.match(
      (await desk.app.inject({ url: '/console', headers })).headers['cache-control'],
      'no-store',
    )
  })
})

test(
  'a list that follows the form is one search; who asks about many places meets the cap',
  needsPostgres,
  async (t) => {
    const { aService } = await import('../fixtures/services.ts')
    const service = await aService(t, { env: { MATCHES_PER_HOUR: '3' } })
    const { headers } = await service.asStaff('operator')
    const ask = (place: string, draft: string) =>
      service.app.inject({
        ...{ method: 'POST', url: '/console/new/matches' },
        headers: {
          ...headers,
          'hx-request': 'true',
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: new URLSearchParams({ place, need: 'food', draft }).toString(),
      })
    const draft = '019aa7c2-5d1e-7a40-8c3b-000000000017'
    for (let i = 0; i < 10; i++) t.notMatch((await ask('Thunder Bay', draft)).body, 'Too many')
    await ask('Kenora', draft)
    await ask('Sudbury', draft)
    t.match((await ask('Timmins', draft)).body, /Too many searches in this hour/)
  },
)
