import type { BrowserContext, Page } from 'playwright-core'
import { test } from 'tap'
import { localProvider } from '../../src/delivery/local.ts'
import type { Provider } from '../../src/delivery/provider.ts'
import type { Role } from '../../src/protection/may.ts'
import { aBrowser, needsChromium } from '../fixtures/browser.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { type Letter, lastCode, lettersOf, postForm } from '../fixtures/letters.ts'
import { freePort } from '../fixtures/process.ts'
import { aReferral } from '../fixtures/referral.ts'
import { aProvider, aService } from '../fixtures/services.ts'

test('S10: every page, in a real browser', { ...needsPostgres, ...needsChromium }, async (t) => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const DATA_DIR = t.testdir()
  const provider = aProvider()
  const outbox = localProvider({ folder: `${DATA_DIR}/outbox` })
  const sends: Provider = {
    ...provider,
    async send(message, now) {
      provider.sent.push(message)
      return outbox.send(message, now)
    },
  }
  const service = await aService(t, {
    ...{ provider, env: { PUBLIC_URL: url, DATA_DIR } },
    providers: {
      byName: new Map([['local', sends]]),
      order: { sms: ['local'], email: ['local'] },
    },
  })
  await aServicePoint(service)
  const states = await lettersInEachState()
  await service.app.listen({ port, host: 'localhost' })
  const browser = await aBrowser(t)

  /** The letter of a new referral. */
  async function offered(): Promise<Letter> {
    await aReferral(service)
    return lettersOf(service).at(-1)!
  }

  /** Of one referral each: asked, no, yes, confirmed, frozen, over, and none at all. */
  async function lettersInEachState(): Promise<Record<string, Letter['path']>> {
    const say = async (letter: Letter, fields: Record<string, string>) => {
      await postForm(service, letter.path, { digits: letter.digits, ...fields })
      await service.settle()
      return letter
    }
    const asked = await offered()
    const declined = await say(await offered(), { answer: 'no', reason: 'household' })
    const unsafe = await say(await offered(), { answer: 'no', reason: 'unsafe' })
    const accepted = await say(await offered(), { answer: 'yes' })
    const confirmed = await say(await offered(), { answer: 'yes' })
    await postForm(service, `${confirmed.path}/confirmation`, { code: lastCode(service) })
    const frozen = await offered()
    for (let i = 0; i < 5; i++)
      await say(
        { ...frozen, digits: frozen.digits === '0000' ? '0001' : '0000' },
        { answer: 'yes' },
      )
    const all = { asked, declined, unsafe, accepted, confirmed, frozen }
    return {
      ...Object.fromEntries(Object.entries(all).map(([state, { path }]) => [state, path])),
      unknown: '/answer/AAAAAAAAAAAAAAAAAAAAAA',
    }
  }

  /** Goes there, and returns what happened that should not. */
  async function visit(
    page: Page,
    path: string,
  ): Promise<{ status: number; html: boolean; faults: string[] }> {
    const faults: string[] = []
    const spoken = (message: { type(): string; text(): string }) => {
      // A page that says no is no fault; what it shows is looked at all the same.
      if (/status of 4\d\d/.test(message.text())) return
      if (['error', 'warning'].includes(message.type())) faults.push(message.text())
    }
    const asked = (request: { url(): string }) => {
      if (!request.url().startsWith(`${url}/`) && !/^(data|about):/.test(request.url()))
        faults.push(`asked ${request.url()}`)
      if (request.url().endsWith('/favicon.ico')) faults.push('the page names no icon')
    }
    const thrown = (error: Error) => faults.push(error.message)
    page.on('console', spoken).on('request', asked).on('pageerror', thrown)
    const answer = await page.goto(url + path, { waitUntil: 'load' })
    const headers = answer!.headers()
    const html = /html/.test(headers['content-type'] ?? '')
    page.off('console', spoken).off('request', asked).off('pageerror', thrown)
    if (html) {
      if (!/default-src 'none'/.test(headers['content-security-policy'] ?? ''))
        faults.push('no policy')
      if (/unsafe/.test(headers['content-security-policy'] ?? '')) faults.push('an unsafe policy')
      if (headers['cache-control'] !== 'no-store') faults.push('may be stored')
      if (
        // Leaflet places what it draws by script, which the policy allows, and nothing else is.
        (await page.locator('[style]:not(#map *, #map), style, script:not([src])').count()) > 0
      )
        faults.push('something inline')
    }
    return { status: answer!.status(), html, faults }
  }

  await t.test('answer pages in each state, in both languages', async (t) => {
    const page = await browser.page()
    for (const [state, path] of Object.entries(states)) {
      for (const lang of ['en', 'fr']) {
        const { html, faults } = await visit(page, `${path}?lang=${lang}`)
        t.ok(html, state)
        t.same(faults, [], `${state} in ${lang}`)
      }
    }
    t.same(await page.context().cookies(), [], 'and who only looks keeps nothing')
  })

  await t.test(
    'a page of each kind; test/pages/everybody.test.ts goes to all, as everybody',
    async (t) => {
      const page = await browser.page()
      await signIn(page.context(), 'supervisor')
      for (const path of ['/fr/', '/sign-in', '/staff', '/console', '/console/new', '/handover']) {
        const { html, faults } = await visit(page, path)
        t.ok(html, path)
        t.same(faults, [], path)
      }
    },
  )

  async function signIn(context: BrowserContext, role: Role): Promise<void> {
    const { headers } = await service.asStaff(role)
    const [name = '', value = ''] = headers.cookie.split('=')
    await context.addCookies([{ name, value, url }])
  }

  await t.test('S5: a person answers and confirms there, without script', async (t) => {
    const page = await browser.page({ javaScriptEnabled: false })
    const letter = await offered()
    t.same((await visit(page, letter.path)).faults, [])
    await page.locator('input[name=answer][value=yes]').check()
    await page.locator('input[name=digits]').fill(letter.digits)
    await page.locator('main form button').first().click()
    await service.settle()
    await page.locator('input[name=code]').fill(lastCode(service))
    await page.locator('main form button').first().click()
    t.match(await page.locator('main').innerText(), /phone|contact|arriv/i)
    t.match(await page.context().cookies(), [{ httpOnly: true, sameSite: 'Strict' }])
  })
})
