import { test } from 'tap'
import { axe, LOOKS, seenByAxe, tooWide } from '../fixtures/axe.ts'
import { needsChromium } from '../fixtures/browser.ts'
import { aConsole } from '../fixtures/console.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aReferral, post, readReferral } from '../fixtures/referral.ts'

test('the inbox, by hand', { ...needsPostgres, ...needsChromium }, async (t) => {
  const desk = await aConsole(t)
  const needs = ['emergency_shelter', 'legal_immigration']

  t.test('a request appears by itself, and is answered to the end', async (t) => {
    const { headers } = await desk.asStaff('service_point', desk.cedar.organizationId)
    const page = await desk.sit(headers)
    const says = async (words: RegExp) => t.match(await page.textContent('main'), words)
    const press = (words: string) => page.click(`button:text-is("${words}")`)
    await page.goto(`${desk.url}/staff`)
    await page.click('text=Requests to your service')
    await says(/Nothing waits for your answer[\s\S]*Cedar House[\s\S]*Not known/)
    await page.waitForSelector('#live:has-text("Live")', { state: 'attached' })

    const made = await aReferral(desk, { needs })
    await page.waitForSelector(`#open .count`)
    t.match(await page.title(), /Requests/)
    t.equal(await page.textContent('.ways .count'), '1')
    await says(/Urgent[\s\S]*Emergency shelter, Legal help: immigration[\s\S]*in (29|30) minutes/)

    await page.click(`text=Answer ${made.reference}`)
    await says(/Waits for your answer[\s\S]*A bed is needed for 1 person/)
    t.equal(await page.locator('#digits').count(), 0, 'who signed in types no digits')
    await page.check('#answer')
    await page.uncheck('#needs-legal_immigration')
    await press('Send the answer')
    await says(/You have said yes\. One more step[\s\S]*You take on: Emergency shelter/)
    await press('Confirm, and show the details')
    await says(/Confirmed: it is yours[\s\S]*maple/)

    await page.goto(page.url().replace(/\/confirmation.*/, ''))
    t.notMatch(await page.content(), /maple/)
    await page.waitForSelector('#live:has-text("Live")', { state: 'attached' })
    const { legs } = await readReferral(desk, made.id)
    const offer = legs[0]!.offers.find(({ state }) => state === 'accepted')!
    await post(desk, `/v1/offers/${offer.id}/messages`, { text: 'She comes by taxi.' })
    await page.waitForSelector('#status:has-text("1 new message")')
    await page.click('#status >> text=Load again')
    await press('Show the message')
    await says(/She comes by taxi/)
    await page.fill('#text', 'We wait at the door.')
    await press('Send the message')
    await says(/We wait at the door/)

    await page.check('text=We call them')
    await press('Say this')
    await says(/You have said how/)
    await page.check('text=Yes, the person is here')
    await press('Tell the hotline')
    await says(/The person has arrived/)
    await page.click('text=Back to all requests')
    await says(/Here with you[\s\S]*Cedar House/)
    t.same(page.complaints, [], 'no complaint of the browser, no breach of the policy')
    t.same([...page.hosts], [desk.host], 'nothing from elsewhere')
  })

  t.test('room in two taps, pause and reminders, without a script too', async (t) => {
    const { headers } = await desk.asStaff('service_point', desk.cedar.organizationId)
    const page = await desk.sit(headers, { javaScriptEnabled: false })
    const says = async (words: RegExp) => t.match(await page.textContent('main'), words)
    const press = (words: string) => page.click(`button:text-is("${words}")`)
    await page.goto(`${desk.url}/inbox`)
    await page.check('.room .pill:has-text("2")')
    await press('Save: as of now')
    await says(/2 beds, as of now/)
    t.match(page.url(), /\/inbox#point-/)

    await page.click('text=Hours, pause and details')
    await page.click('text=For one group only')
    await page.selectOption('#group', 'families')
    await page.fill('#count', '1000')
    await page.click('details[open] form button')
    await says(/Type a number from 0 to 999/)
    await page.selectOption('#group', 'families')
    await page.fill('#count', '0')
    await page.click('details[open] form button')
    await says(/Emergency shelter: families\s*full, as of now/)

    await press('Pause until tomorrow, 8:00')
    await says(/Paused until Sun 08:00/)
    await press('End the pause now')
    await says(/Not paused/)
    await page.click('text=Until another time')
    await page.fill('#day', '2020-01-01')
    await press('Pause until then')
    await says(/Choose a day and a time within the next year/)
    await press('Turn reminders off')
    await says(/Off: requests still come/)
    await says(/Your hours Open now\s*Always open[\s\S]*changed by two people/)
  })

  t.test('every page is readable by all, in both languages, light and dark', async (t) => {
    const { headers } = await desk.asStaff('service_point', desk.cedar.organizationId)
    const made = await aReferral(desk, { needs })
    const { legs } = await readReferral(desk, made.id)
    const offer = `/offers/${legs[0]!.offers[0]!.id}`
    for (const [colorScheme, language] of LOOKS) {
      const page = await desk.sit(headers, { ...seenByAxe, colorScheme })
      for (const path of ['', offer, `/points/${desk.cedar.id}`]) {
        await page.setViewportSize({ width: 1280, height: 900 })
        await page.goto(`${desk.url}/inbox${path}?lang=${language}`)
        if (path === offer) await page.check('#answer')
        for (const folded of await page.locator('summary').all()) await folded.click()
        t.same(await axe(page), [], `${language} ${path}`)
        t.notOk(await tooWide(page), `${language} ${path} at 1280`)
        await page.setViewportSize({ width: 320, height: 640 })
        t.notOk(await tooWide(page), `${language} ${path} at 320`)
      }
    }
  })
})
