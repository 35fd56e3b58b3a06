import type { BrowserContextOptions } from 'playwright-core'
import { test } from 'tap'
import { axe, LOOKS, seenByAxe, tooWide } from '../fixtures/axe.ts'
import { needsChromium } from '../fixtures/browser.ts'
import { aConsole } from '../fixtures/console.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aHandover } from '../fixtures/officer.ts'
import { post, readLeg } from '../fixtures/referral.ts'

const PHONE: BrowserContextOptions = {
  ...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
}
const WHO_OR_WHERE = /Cedar|Cèdre|Quiet|Mission/

test('an officer at night, on a phone', { ...needsPostgres, ...needsChromium }, async (t) => {
  const desk = await aConsole(t)

  /** The point that was asked: it says yes, confirms, says how to meet, and that they arrived. */
  async function asked(id: string) {
    const leg = await readLeg(desk, id)
    const offer = leg.offers.at(-1)!
    const points = [desk.cedar, desk.quiet, desk.men]
    const { organizationId } = points.find((each) => each.id === offer.servicePoint!.id)!
    const { authorization } = await desk.as('service_point', organizationId)
    const url = `/v1/offers/${offer.id}`
    const say = async (to: string, payload: object = {}) => {
      const answer = await post(desk, to, payload, { authorization })
      if (answer.status >= 300) throw new Error(`${to}: ${answer.text}`)
      await desk.settle()
    }
    return {
      yes: () => say(`${url}/acceptance`),
      confirm: (meeting?: object) => say(`${url}/confirmation`, meeting ? { meeting } : {}),
      arrived: () => say(`/v1/legs/${leg.id}/outcome`, { outcome: 'arrived' }),
    }
  }

  t.test('with a script: seven questions, a position, and the answer by itself', async (t) => {
    const { headers } = await desk.asStaff('police')
    const page = await desk.sit(headers, {
      ...PHONE,
      ...{ geolocation: { latitude: 48.382, longitude: -89.246 } },
      permissions: ['geolocation'],
    })
    let taps = 0
    const tap = async (text: string) => {
      await page.locator(`main :text-is("${text}"):visible`).first().tap()
      taps++
    }
    await page.goto(`${desk.url}/staff`)
    await tap('Hand a person over to a service')
    await tap('Today or tonight')
    await tap('Next')
    await tap('Use my position')
    await page.waitForSelector('#position-said:has-text("the nearest place")')
    t.equal(await page.inputValue('#place'), 'Thunder Bay, ON')
    await tap('Next')
    await tap('A bed, somewhere safe')
    await tap('Next')
    await tap('Woman')
    await tap('18 to 24')
    await tap('Next')
    await tap('English')
    await tap('Next')
    await tap('Yes, they agree')
    await tap('you are told when they have arrived')
    await page.goBack()
    t.ok(await page.isVisible('#language'), 'the phone’s own way back')
    await tap('Next')
    await tap('Next')
    await page.fill('#phone', '807 555 0142')
    await page.fill('#unit', 'Night patrol 4')
    await page.keyboard.press('Enter')
    t.match(page.url(), '/handover', 'Enter in a field sends nothing')
    await tap('Ask for a place now')
    await page.waitForURL(/\/handover\/[0-9a-f-]{36}$/)
    t.comment(`measured: ${taps} taps and two fields`)
    t.ok(taps < 30, `${taps} taps`)
    t.match(await page.title(), /^[A-Z0-9]{3}-[A-Z0-9]{3} – Causeway$/)
    t.match(await page.textContent('#progress'), /being asked[\s\S]*No yes by/)
    await desk.settle()

    const point = await asked(page.url().split('/').at(-1)!)
    await page.waitForSelector('#live:has-text("changes by itself")')
    await point.yes()
    await page.waitForSelector('#progress:has-text("A service said yes")')
    await point.confirm({ how: 'we_call', whoDrives: 'service' })
    await page.waitForSelector('#progress:has-text("The service calls you.")')
    t.match(await page.textContent('#progress'), 'The service comes for them')
    t.notMatch(await page.content(), WHO_OR_WHERE)

    await tap('Yes, it is safe')
    await page.waitForSelector('.card')
    t.match(await page.textContent('.card'), /Call this number[\s\S]*Appelez/)
    await tap('Back to the handover')
    await point.arrived()
    await page.waitForSelector('#progress:has-text("They have arrived")')
    await page.click('nav >> text=Your handovers')
    await page.waitForSelector('table:has-text("They arrived")')
    t.same(page.complaints, [], 'no complaint of the browser, no breach of the policy')
    t.same([...page.hosts], [desk.host], 'nothing from elsewhere')
  })

  t.test('without a script, in French: the same, and errors one by one', async (t) => {
    const { headers } = await desk.asStaff('police')
    const page = await desk.sit(headers, { ...PHONE, javaScriptEnabled: false })
    const next = () => page.locator('.go:visible').tap()
    await page.goto(`${desk.url}/handover?lang=fr`)
    await page.tap('text=Maintenant')
    await next()
    t.equal(await page.locator('text=Utiliser ma position').isVisible(), false)
    await page.fill('#place', 'Windsor')
    await next()
    await page.tap('text=Un lit, en lieu sûr')
    await next()
    await next()
    await page.tap('label:has-text("Une autre")')
    await page.fill('#other_language', 'espagnol')
    await next()
    await page.tap('text=Non, ou elle ne peut pas répondre')
    t.equal(await page.locator('.go:visible').count(), 0, 'after a no it goes no further')
    await page.tap('text=Oui, elle est d’accord')
    await next()
    await page.tap('text=Demander une place maintenant')
    await page.waitForSelector('.errors')
    t.match(await page.textContent('.errors'), /Plusieurs lieux[\s\S]*interprète[\s\S]*unité/)
    t.match(await page.title(), /^Erreur/)
    await page.fill('#place', 'Thunder Bay')
    await page.fill('#interpreter', 'll-4471')
    await page.fill('#phone', '807-555-0142')
    await page.fill('#unit', 'Patrouille 4')
    await page.tap('text=Demander une place maintenant')
    await page.waitForURL(/\/handover\/[0-9a-f-]{36}\?lang=fr$/)
    await desk.settle()
    const point = await asked(/[0-9a-f-]{36}/.exec(page.url())![0])
    await point.yes()
    await page.tap('text=Regarder à nouveau')
    await page.waitForSelector('#progress:has-text("Un service a dit oui")')
    await page.tap('text=Non, ou pas certain')
    await page.waitForSelector('h1:has-text("ne lui donnez rien par écrit")')
    t.notMatch(page.url(), /Thunder|espagnol|lit/)
  })

  t.test('every page: readable by all, narrow and dark too', async (t) => {
    const officer = await desk.asStaff('police')
    const id = await aHandover(desk, officer)
    const young = await aHandover(desk, officer, { age: 'maybe' })
    const point = await asked(id)
    await point.yes()
    await point.confirm({ how: 'meet', place: 'Library', whoDrives: 'undecided' })
    const steps = [1, 2, 3, 4, 5, 6, 7].map((n) => `#q${n}`)
    for (const [colorScheme, lang] of LOOKS) {
      const page = await desk.sit(officer.headers, { ...PHONE, ...seenByAxe, colorScheme })
      const look = async (name: string) => {
        t.same(await axe(page), [], `${lang} ${name}`)
        await page.setViewportSize({ width: 320, height: 700 })
        t.notOk(await tooWide(page), `${lang} ${name} at 320`)
        await page.setViewportSize(PHONE.viewport!)
      }
      for (const step of lang === 'en' ? steps : ['#q4', '#q6']) {
        await page.goto(`${desk.url}/handover?lang=${lang}${step}`)
        await look(step)
      }
      await page.evaluate("document.querySelector('form.officer').submit()")
      await page.waitForSelector('.errors')
      await look('errors')
      for (const path of ['/list', `/${id}`, `/${young}`]) {
        await page.goto(`${desk.url}/handover${path}?lang=${lang}`)
        await look(path)
      }
      for (const n of [0, 1]) {
        await page.goto(`${desk.url}/handover/${id}?lang=${lang}`)
        await page.locator('button[name=safe]').nth(n).tap()
        await page.waitForURL(/card/)
        await look(`card ${n}`)
      }
    }
  })
})
