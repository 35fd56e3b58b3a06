import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page, Response } from 'playwright-core'
import { type Test, test } from 'tap'
import { axe, seenByAxe, tooWide } from '../fixtures/axe.ts'
import { aBrowser, aListeningService, needsChromium } from '../fixtures/browser.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { finish, goOn } from '../fixtures/public-states.ts'

const WIRE = 60 * 1024
const SECRETS = /bed|shelter|sleep|thunder|maple|807|555|canary/i

/** What must never happen on any page; ends with what did. */
function watched(page: Page, url: string) {
  const faults: string[] = []
  let wire = 0
  const sizes = new Map<string, number>()
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !/^(data|about):/.test(request.url()))
      faults.push(`asked ${request.url()}`)
    if (request.isNavigationRequest()) wire = 0
    if (SECRETS.test(request.url().replace(url, '')))
      faults.push(`in the address: ${request.url()}`)
  })
  page.on('response', async (response: Response) => {
    const body = await response.body().catch(() => Buffer.alloc(0))
    wire += body.length + JSON.stringify(response.headers()).length
    sizes.set(page.url(), Math.max(wire, sizes.get(page.url()) ?? 0))
  })
  page.on('console', (message) => {
    if (/status of 4\d\d|Clear-Site-Data/.test(message.text())) return
    if (['error', 'warning'].includes(message.type())) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  return { faults, heaviest: () => Math.max(...sizes.values()) }
}

async function neutral(t: Test, page: Page, state: string): Promise<void> {
  t.match(await page.title(), /^(\S+ ?: )?Causeway$/, `${state}: the title`)
  t.notMatch(page.url().replace(/^https?:..[^/]+/, ''), SECRETS, `${state}: the address`)
  t.ok(await page.locator('.leave').isVisible(), `${state}: a way out`)
}

/** Something that anybody may look at. */
async function anotherSite(t: Test): Promise<string> {
  const server = createServer((_, reply) => reply.end('weather'))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('the person, in a real browser', { ...needsPostgres, ...needsChromium }, async (t) => {
  const away = await anotherSite(t)
  const service = await aListeningService(t, { LEAVE_URL: away })
  const { url } = service
  await aServicePoint(service, { needs: ['emergency_shelter'] })
  const browser = await aBrowser(t)

  for (const language of ['en', 'fr']) {
    await t.test(`P7: the whole journey without script, in ${language}`, async (t) => {
      const page = await browser.page({ javaScriptEnabled: false })
      const { faults, heaviest } = watched(page, url)
      await page.goto(`${url}/${language}/`)
      await neutral(t, page, 'start')
      await page.locator('.doors a').first().click()
      await page.locator('#watched-yes').check()
      t.ok(await page.locator('.advice').isVisible())
      await goOn(page)
      await page.locator('#contact-no').check()
      await goOn(page)
      t.match(page.url(), /#5$/, 'nobody who wants no contact is asked how')
      t.equal(await page.locator('.go:visible').count(), 0, 'something must be chosen here')
      await page.locator('#needs').check()
      await goOn(page)
      await page.locator('#place').fill('Thunder Bay')
      await page.locator('#place').press('Enter')
      t.match(page.url(), /#6$/, 'Enter sends nothing')
      await goOn(page)
      await page.goBack()
      t.equal(await page.locator('#place').inputValue(), 'Thunder Bay', 'back is back')
      await page.locator('.step:visible .actions a').last().click()
      t.ok(await page.locator('#needs').isChecked(), 'and so is the way back of the page')
      await goOn(page)
      for (let n = 6; n < 14; n++) await goOn(page)
      await finish(page)
      t.equal(await page.locator('.errors li').count(), 1, 'what was left out is said')
      t.equal(
        await page
          .locator('#check:focus')
          .waitFor()
          .then(() => 'check'),
        'check',
      )
      await neutral(t, page, 'errors')
      await page.locator('.errors a').click()
      await page.locator('#consent').check()
      await finish(page)
      await neutral(t, page, 'receipt')
      const code = await page.locator('.code-groups').innerText()
      t.match(code.replace(/\s/g, ''), /^\d{25}$/)
      await page.locator('button[value=back]').click()
      t.ok(await page.locator('#consent').isChecked(), 'back from the receipt, nothing is lost')
      await finish(page)
      const kept = await page.locator('.code-groups').innerText()
      await page.locator('button[value=kept]').click()
      await page.locator('#word').fill('maple')
      await page.locator('main form').first().locator('button').click()
      await neutral(t, page, 'done')
      await page.goto(`${url}/${language}/receipt`)
      await page.locator('#code').fill(kept)
      await page.locator('main form button').click()
      await neutral(t, page, 'standing')
      t.match(await page.locator('h1').innerText(), /still looking|cherchons encore/)
      t.notMatch(await page.locator('main').innerText(), /shelter|sleep|dormir|Thunder|Test point/i)
      t.same(await page.context().storageState(), { cookies: [], origins: [] }, 'nothing is kept')
      t.same(faults, [])
      t.ok(heaviest() < WIRE, `${heaviest()} bytes on the wire at most`)
    })
  }

  await t.test('P7: the way out, by the button without script and by Escape with it', async (t) => {
    const { headers } = await service.app.inject('/leave')
    t.match(headers, { location: away, 'clear-site-data': '"cache", "cookies", "storage"' })
    for (const javaScriptEnabled of [false, true]) {
      const page = await browser.page({ javaScriptEnabled })
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.goto(`${url}/en/`)
      await page.goto(`${url}/en/form`)
      t.notOk(asked.includes(away), 'nothing of the other side is loaded before')
      if (javaScriptEnabled) for (let i = 0; i < 3; i++) await page.keyboard.press('Escape')
      else await page.locator('.leave').click()
      await page.waitForURL(away)
      await page.goBack()
      t.match(page.url(), javaScriptEnabled ? /\/en\/$/ : /\/en\/form$/, 'by Escape it is replaced')
    }
  })

  await t.test('P7: a page of each kind: no fault for axe, not too wide, neutral', async (t) => {
    const page = await browser.page({ ...seenByAxe, viewport: { width: 320, height: 700 } })
    const { faults, heaviest } = watched(page, url)
    for (const path of ['en/', 'fr/form', 'ar/receipt', 'en/note', 'ar/services']) {
      await page.goto(`${url}/${path}`)
      t.same(await axe(page), [], path)
      t.notOk(await tooWide(page), `${path} at 320`)
      await neutral(t, page, path)
    }
    t.same(faults, [])
    t.ok(heaviest() < WIRE, `${heaviest()} bytes on the wire at most`)
  })
})
