import type { Page } from 'playwright-core'
import { type Test, test } from 'tap'
import { MINUTE } from '../../src/platform/clock.ts'
import { axe, LOOKS, seenByAxe, tooWide } from '../fixtures/axe.ts'
import { aBrowser, aListeningService, needsChromium } from '../fixtures/browser.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral, codeTo, digitsTo, post, readReferral, sentTo } from '../fixtures/referral.ts'

const linkTo = (...[service, to]: Parameters<typeof sentTo>) =>
  /http:\S+\/answer\/[\w-]+/.exec(
    sentTo(service, to).findLast((text) => /\/answer\//.test(text))!,
  )![0]

test('the answer page, by hand', { ...needsPostgres, ...needsChromium }, async (t) => {
  const service = await aListeningService(t)
  const browser = await aBrowser(t)
  const needs = ['emergency_shelter', 'legal_immigration'] as never

  /** The same page in another window of the same browser, with a script of ours to judge it. */
  async function judged(t: Test, page: Page, state: string, act = async (_: Page) => {}) {
    for (const [colorScheme, language] of LOOKS) {
      const seen = await browser.page({ ...seenByAxe, colorScheme })
      await seen.context().addCookies(await page.context().cookies())
      await seen.goto(`${page.url().split(/[?#]/)[0]}?lang=${language}`)
      await act(seen)
      t.same(await axe(seen), [], `${state}: ${language}, ${colorScheme}`)
      await seen.setViewportSize({ width: 320, height: 640 })
      t.notOk(await tooWide(seen), `${state}: ${language}, 320 px`)
      await seen.context().close()
    }
  }

  t.test('without script: yes to a part, the code, details, talk, meeting, arrived', async (t) => {
    const point = await aServicePoint(service, { name: 'Cedar House', hidden: true, needs })
    const made = await aReferral(service, { needs })
    const page = await browser.page({
      javaScriptEnabled: false,
      viewport: { width: 390, height: 800 },
    })
    const faults: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(service.url) && !request.url().startsWith('data:'))
        faults.push(request.url())
    })
    page.on('console', (message) => {
      if (/status of 4\d\d/.test(message.text())) return
      if (['error', 'warning'].includes(message.type())) faults.push(message.text())
    })
    const link = linkTo(service, point.sms)
    const says = async (words: RegExp) => t.match(await page.textContent('main'), words)
    const press = (words: string) => page.click(`button:text-is("${words}")`)

    await page.goto(link)
    await says(/A bed is needed for 1 person\. Can you take this on\?[\s\S]*Urgent/)
    for (const hidden of ['.if-yes', '.if-no'])
      t.notOk(await page.locator(hidden).isVisible(), 'only what belongs to the answer is asked')
    await page.check('text=No, we cannot')
    t.ok(await page.locator('.if-no').isVisible())
    await page.fill('#digits', digitsTo(service, point.sms))
    await press('Send the answer')
    t.match(await page.textContent('.errors a[href="#reason"]'), /Choose why not/)
    t.ok(await page.isChecked('#answer-no'), 'what was chosen stays')
    await judged(t, page, 'asked, and an error', async (seen) => {
      await seen.check('#answer')
      for (const each of await seen.locator('[name=needs]').all()) await each.uncheck()
      await seen.fill('#digits', '0000')
      await seen.click('main form button')
      await seen.waitForSelector('.errors')
    })
    await page.check('#answer')
    await page.uncheck('#needs-legal_immigration')
    await page.fill('#digits', digitsTo(service, point.sms))
    await press('Send the answer')
    await service.settle()
    await says(/You have said yes\. One more step[\s\S]*six digits to your e-mail/)
    const { legs } = await readReferral(service, made.id)
    t.same(
      legs.map(({ needs, stage }) => [needs, stage]),
      [
        [['emergency_shelter'], 'accepted'],
        [['legal_immigration'], 'matched'],
      ],
      'the rest is sought elsewhere',
    )
    await judged(t, page, 'code')

    await page.fill('#code', codeTo(service, point.email))
    await press('Confirm')
    await says(/Confirmed: it is yours[\s\S]*How to reach the person[\s\S]*maple/)
    await page.goto(link)
    await says(/Show the details/)
    t.notMatch(await page.content(), /maple/, 'by its address nothing of it is shown')
    await judged(t, page, 'details', (seen) => seen.click('main form[action*="/reading"] button'))

    await page.fill('#text', 'Is there a stroller?')
    await press('Send the message')
    await says(/Is there a stroller\?[\s\S]*Your service, 14:00 · not read yet/)
    const { offers } = legs[0]!
    const talk = `/v1/offers/${offers.find(({ state }) => state === 'accepted')!.id}/messages`
    await post(service, `${talk}/reading`)
    await post(service, talk, { text: 'No stroller. She has one bag.' })
    await page.goto(link)
    await says(/Messages with the hotline 1 new message/)
    t.notMatch(await page.content(), /one bag/)
    await press('Show all 2 messages')
    await says(/· read[\s\S]*She has one bag/)
    await judged(t, page, 'talk', (seen) => seen.click('form[action*="messages/reading"] button'))

    await page.check('text=We meet at a neutral place')
    await page.fill('#meet-place', 'At Cedar House')
    await press('Say this')
    t.match(await page.textContent('.errors'), /Tick that this place[\s\S]*names your service/)
    t.equal(await page.inputValue('#meet-place'), 'At Cedar House')
    await page.fill('#meet-place', 'Library, main door')
    await page.check('#neutral')
    await page.fill('#time', '13:10')
    await press('Say this')
    t.match(await page.textContent('.errors'), /This time is over/)
    await page.fill('#time', '18:30')
    await page.selectOption('#drives', 'service')
    await press('Say this')
    await says(/You have said how/)
    t.match((await readReferral(service, made.id)).legs[0], {
      meeting: { how: 'meet', place: 'Library, main door', whoDrives: 'service' },
    })
    await press('Show the details')
    await says(/Library, main door[\s\S]*18:30[\s\S]*We do/)

    await page.goto(link)
    await page.check('text=Yes, the person is here')
    await press('Tell the hotline')
    await says(/The person has arrived/)
    t.equal((await readReferral(service, made.id)).legs[0]!.stage, 'connected')
    t.equal(await page.locator('#meeting').count(), 0)

    await page.check('#outcome')
    await press('Tell the hotline')
    await says(/Thank you for telling us/)
    t.notMatch(await page.content(), /maple|Library|one bag/)
    await page.goto(`${link}/messages`)
    await says(/Thank you for telling us/)
    t.same(faults, [], 'nothing from elsewhere, no complaint')
  })

  t.test('in French: full, and yes after all', async (t) => {
    const contact = { channel: 'sms', value: '+14185550177', language: 'fr' } as const
    const confirmed = { by: 'test', at: service.clock.at }
    await aServicePoint(service, {
      ...{ city: 'Québec', province: 'QC', contacts: [{ ...contact, confirmed }] },
    })
    await aReferral(service, { location: { place: 'Québec', province: 'QC' } })
    const page = await browser.page({ javaScriptEnabled: false })
    await page.goto(linkTo(service, contact.value))
    const digits = /OUI (\d{4})/.exec(sentTo(service, contact.value).at(-1)!)![1]!
    t.match(await page.textContent('main'), /Il faut un lit pour 1 personne/)
    await page.check('text=Non, nous sommes complets')
    await page.fill('#digits', digits)
    await page.click('text=Envoyer la réponse')
    t.match(await page.textContent('.box.good'), /vous êtes complets pour ce genre de demande/)
    t.notMatch(await page.textContent('main'), /Québec|Femme/)
    await page.click('summary')
    await page.fill('#digits', digits)
    await page.click('text=Oui, nous pouvons nous en charger')
    t.match(await page.textContent('main'), /Vous avez dit oui[\s\S]*Attendez notre appel/)
  })

  t.test('too late, wrong digits, and a link that is locked are said kindly', async (t) => {
    const point = await aServicePoint(service, { city: 'Sudbury', province: 'ON' })
    await aReferral(service, { location: { place: 'Sudbury', province: 'ON' } })
    const page = await browser.page({ javaScriptEnabled: false })
    await page.goto(linkTo(service, point.sms))
    const right = digitsTo(service, point.sms)
    await service.pass(31 * MINUTE)
    await page.check('#answer')
    await page.fill('#digits', right === '1111' ? '2222' : '1111')
    await page.click('text=Send the answer')
    t.match(await page.textContent('main'), /4 tries are left[\s\S]*The time to answer has passed/)
  })
})
