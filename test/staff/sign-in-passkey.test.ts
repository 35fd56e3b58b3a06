import { test } from 'tap'
import { staffSessions } from '../../db/schema.ts'
import { MINUTE } from '../../src/platform/clock.ts'
import { aBrowser, aListeningService, anAuthenticator, needsChromium } from '../fixtures/browser.ts'
import { havePostgres, needsPostgres } from '../fixtures/database.ts'
import { anInvitation, mailedCode } from '../fixtures/visitor.ts'

test('S9: passkeys, in a real browser', havePostgres ? needsChromium : needsPostgres, async (t) => {
  const service = await aListeningService(t)
  const { url } = service
  const browser = await aBrowser(t)
  const page = await browser.page()
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  const authenticator = await anAuthenticator(page)
  const { email, path } = await anInvitation(service, 'operator')
  const provedBy = async () =>
    (await service.db.orm.select({ by: staffSessions.provedBy }).from(staffSessions)).map(
      ({ by }) => by,
    )

  await t.test('the first passkey finishes signing in', async (t) => {
    await page.goto(url + path)
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByLabel('Name of the new passkey').fill('the red key')
    await page.getByRole('button', { name: 'Set up a passkey' }).click()
    await page.getByText('the red key').waitFor()
    t.strictSame(await provedBy(), ['passkey'])
    t.equal((await authenticator.credentials()).length, 1)
    await page.goto(`${url}/staff`)
    t.match(await page.textContent('main'), 'A operator')
  })

  await t.test('signing out is a button, and a passkey alone signs in again', async (t) => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(/sign-in/)
    t.strictSame(await provedBy(), [])
    await page.goto(`${url}/staff/sessions`)
    t.match(page.url(), /sign-in\?next=/)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.waitForURL(`${url}/staff/sessions`)
    t.match(await page.textContent('main'), /Chrome, Linux/)
    t.strictSame(await provedBy(), ['passkey'])
  })

  await t.test(
    'as the second step after a code, it proves too, and one session is left',
    async (t) => {
      await page.getByRole('button', { name: 'Sign out', exact: true }).click()
      await page.getByLabel('E-mail address').fill(email)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Enter the code' }).waitFor()
      await page.getByLabel('Six-digit code').fill(await mailedCode(service))
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Second step' }).waitFor()
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
      await page.waitForURL(`${url}/staff`)
      t.strictSame(await provedBy(), ['passkey'])
    },
  )

  await t.test('a key that does not verify who holds it opens nothing', async (t) => {
    const stranger = await browser.page()
    const found = await anAuthenticator(stranger, { verifies: false })
    for (const credential of await authenticator.credentials()) await found.add(credential)
    await stranger.goto(`${url}/sign-in`)
    await stranger.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await stranger.getByText('That did not work').waitFor()
    t.strictSame(
      await stranger
        .context()
        .cookies()
        .then((all) => all.filter(({ name }) => name === 'causeway')),
      [],
    )
    // And where the page is bent to ask for less, the server sees that nobody was verified.
    await stranger.route('**/sign-in/passkey/options', async (route) => {
      const answer = await route.fetch()
      const options = { ...(await answer.json()), userVerification: 'discouraged' }
      await route.fulfill({ response: answer, json: options })
    })
    const [refused] = await Promise.all([
      stranger.waitForResponse(`${url}/sign-in/passkey`),
      stranger.getByRole('button', { name: 'Sign in with a passkey' }).click(),
    ])
    t.equal(refused.status(), 401)
    t.equal((await provedBy()).length, 1)
  })

  await t.test('after ten minutes a new one wants a fresh sign-in', async (t) => {
    service.clock.tick(10 * MINUTE)
    await page.goto(`${url}/staff/security`)
    t.equal(await page.getByRole('button', { name: 'Set up a passkey' }).count(), 0)
    await page.getByRole('link', { name: 'Sign in again' }).click()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('button', { name: 'Set up a passkey' }).waitFor()
    // The same authenticator is known already, and says so.
    await page.getByRole('button', { name: 'Set up a passkey' }).click()
    await page.getByText('That did not work').waitFor()
  })

  await t.test('an answer is good once, and only in the browser that was asked', async (t) => {
    const other = await browser.page()
    const same = await anAuthenticator(other)
    for (const credential of await authenticator.credentials()) await same.add(credential)
    await other.goto(`${url}/sign-in`)
    const [request] = await Promise.all([
      other.waitForRequest(`${url}/sign-in/passkey`),
      other.getByRole('button', { name: 'Sign in with a passkey' }).click(),
    ])
    await other.waitForURL(`${url}/staff`)
    const cookie = (await request.allHeaders()).cookie
    for (const headers of [{ cookie }, {}] as Record<string, string>[]) {
      const payload = JSON.parse(request.postData()!)
      const again = await service.app.inject({
        method: 'POST',
        url: '/sign-in/passkey',
        headers: { origin: url, ...headers },
        payload,
      })
      t.equal(again.statusCode, 401)
      t.notMatch(again.body, payload.response.id)
    }
  })

  await t.test('nothing was refused by the page’s own policy', async (t) => {
    t.strictSame(
      errors.filter((text) => /policy|refused/i.test(text)),
      [],
    )
  })
})
