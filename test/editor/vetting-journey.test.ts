import type { Page } from 'playwright-core'
import { test } from 'tap'
import { axe, seenByAxe, tooWide } from '../fixtures/axe.ts'
import { needsChromium } from '../fixtures/browser.ts'
import { aConsole } from '../fixtures/console.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { unreached } from '../fixtures/keyboard.ts'

/** Goes there with the tab key alone, as somebody without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return
  }
  throw new Error(`the tab key does not reach ${selector}`)
}

test('two people make a partner, following only the screen', {
  ...needsPostgres,
  ...needsChromium,
}, async (t) => {
  const desk = await aConsole(t)
  const fir = await aServicePoint(desk, {
    ...{ name: 'Fir House', nameFr: 'Maison du Sapin', status: 'listed', vetted: undefined },
    ...{ contacts: [], source: '211-ontario' },
  })
  const path = `/staff/directory/points/${fir.id}/vetting`
  const judged = async (page: Page, state: string) => {
    t.same(await axe(page), [], state)
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 })
      t.notOk(await tooWide(page), `${state} at ${width}`)
    }
    t.same(await unreached(page), [], `${state}, by keyboard`)
    await page.setViewportSize({ width: 1280, height: 900 })
  }
  const says = async (page: Page, words: RegExp) => t.match(await page.textContent('main'), words)

  const editor = await desk.asStaff('editor')
  const first = await desk.sit(editor.headers, { ...seenByAxe, locale: 'en-CA' })
  await first.goto(`${desk.url}${path}?lang=en`)
  await says(first, /A call to that number[\s\S]*To do now/)
  await judged(first, 'what is to be done')
  t.equal(await first.getAttribute('.phone-number', 'href'), `tel:${fir.sms}`)

  await first.goto(`${desk.url}${path}?lang=en`)
  await tabTo(first, '#number')
  await first.keyboard.press('Space')
  await tabTo(first, '#time')
  await first.keyboard.type('0130PM')
  await tabTo(first, '#spokeTo')
  await first.keyboard.type('Director')
  await tabTo(first, '#agreement')
  await first.keyboard.type('Agreement 12')
  await tabTo(first, '[id="value-1"]')
  await first.keyboard.type('807 555 0133')
  await tabTo(first, 'form[action*="/vetting"] button')
  await first.keyboard.press('Enter')
  await first.waitForSelector('text=It waits for a second person')
  await says(first, /Called at [\d-]+ on 2026-11-21 13:30; spoke to: Director/)
  await judged(first, 'it waits')

  const supervisor = await desk.asStaff('supervisor')
  const second = await desk.sit(supervisor.headers, { ...seenByAxe, colorScheme: 'dark' })
  await second.goto(`${desk.url}/staff/approvals?lang=fr`)
  await tabTo(second, 'a[href*="/vetting"]')
  await second.keyboard.press('Enter')
  await second.waitForSelector('text=Vous êtes la deuxième personne')
  await says(second, /Entente : Agreement 12[\s\S]*SMS 807-555-0133 \(anglais\)/)
  await judged(second, 'the second person')
  await second.goto(`${desk.url}${path}?lang=fr`)
  await tabTo(second, 'form[action*="/approval"] button')
  await second.keyboard.press('Enter')
  await second.waitForSelector('text=Cochez chaque case')
  for (const box of ['#checked', '#checked-agreement', '#checked-contacts']) {
    await tabTo(second, box)
    await second.keyboard.press('Space')
  }
  await tabTo(second, 'form[action*="/approval"] button')
  await second.keyboard.press('Enter')
  await second.waitForSelector('text=Partenaire depuis le 2026-11-21')
  await judged(second, 'a partner')

  await tabTo(second, 'a[href*="/contacts"]')
  await second.keyboard.press('Enter')
  await second.waitForSelector('text=Reçoit les demandes')
  await judged(second, 'its contacts')
  for (const page of [first, second]) {
    t.same(
      page.complaints.filter((each) => !/status of 4\d\d/.test(each)),
      [],
    )
    t.same([...page.hosts], [desk.host])
  }
})
