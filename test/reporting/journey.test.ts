import { test } from 'tap'
import { loadDemoDirectory } from '../../src/directory/demo.ts'
import { needsChromium } from '../fixtures/browser.ts'
import { aConsole } from '../fixtures/console.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { pdfPages, squeezed } from '../fixtures/pdf.ts'

const CALL_LINES = '{"*":[{"name":"Hotline","phone":"+18335550100"}]}'

test('an editor finds gaps, prints a list and adds a tool', {
  ...needsPostgres,
  ...needsChromium,
}, async (t) => {
  const desk = await aConsole(t, { CALL_LINES })
  await loadDemoDirectory(desk, () => {})
  const { headers } = await desk.asStaff('editor')

  await t.test('in English, at a desk', async (t) => {
    const page = await desk.sit(headers, { viewport: { width: 1280, height: 900 } })
    const says = async (words: RegExp) => t.match(await page.innerText('main'), words)
    await page.goto(`${desk.url}/staff`)
    await page.click('text=Coverage: who there is, and what is missing')
    await says(
      /What is missing most[\s\S]*Emergency shelter, for men and boys of 16 and 17: nothing within 300 km of Iqaluit/,
    )
    await page.selectOption('#gender', 'man')
    await page.click('text=Show')
    await says(/Emergency shelter – Man, 25 to 59 – limit 300 km[\s\S]*Nobody within the limit/)
    t.equal(
      await page.locator('#area-nu').innerText(),
      'Nunavut\tYes\t2 partners, 0 listed\t0\t0\t0\t0\t0\t0 of 25\t1,713 km\t–',
    )
    const map = page.locator('svg.country')
    t.match(await map.getAttribute('aria-labelledby'), 'map-title map-text')
    t.match(await map.locator('desc').textContent(), /\d+ places have a partner within the limit/)
    await page.click('#area-nu a')
    await says(/Coverage – Nunavut[\s\S]*Emergency shelter – Man[\s\S]*Qikiqtaaluk/)

    await page.goto(`${desk.url}/staff/lists`)
    await page.selectOption('#area', 'on')
    await page.check('input[value=food]')
    await page.check('input[value=crisis_counselling]')
    await page.click('text=Make the list')
    await page.getByText('Confluence All-Gender Shelter').first().waitFor()
    t.equal(new URL(page.url()).search, '', 'nothing that was asked stands in the address')
    for (const format of ['A4', 'Letter'] as const) {
      const pages = pdfPages(await page.pdf({ format }))
      t.ok(pages.length > 3, `${format}: ${pages.length} pages`)
      const all = pages.join('')
      for (const words of [
        "Emergency shelter / Hébergement d'urgence",
        'Confluence All-Gender Shelter',
        '416-555-0125',
        'people of every gender; 18 and over / personnes de tout genre; 18 ans et plus',
        'Vetted partner / Partenaire vérifié',
        'A confidential service exists in this region; call the hotline. / Un service confidentiel existe',
        'Nothing is known for these needs in:',
      ])
        t.ok(all.includes(squeezed(words)), `${format}: ${words}`)
      for (const [i, text] of pages.entries()) {
        t.ok(text.includes('2026-11-21'), `${format}: the date on page ${i + 1}`)
        t.ok(text.includes('1-833-555-0100'), `${format}: the number on page ${i + 1}`)
      }
      t.notMatch(all, /Makethelist|Anotherlist|Signingin|HarbourofQuiet|QuietPlace/)
      const headed = pages.slice(0, -1).every((text) => text.includes(squeezed('Call / Appeler')))
      t.ok(headed, `${format}: headings come again`)
    }
    // Between the margins of A4: no column is cut off.
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 703, height: 1000 })
    const cut = await page.evaluate(
      `[...document.querySelectorAll('main *')].filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > 704).length`,
    )
    t.equal(cut, 0)
    t.same(page.complaints, [])
    t.same([...page.hosts], [desk.host])
  })

  await t.test('in French, on a phone, without script', async (t) => {
    const page = await desk.sit(headers, {
      ...{ viewport: { width: 390, height: 800 }, javaScriptEnabled: false },
    })
    const says = async (words: RegExp) => t.match(await page.innerText('main'), words)
    const narrow = async () =>
      t.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= 390)
    await page.goto(`${desk.url}/staff/coverage?lang=fr`)
    await says(
      /Ce qui manque le plus[\s\S]*Hébergement d'urgence, pour les hommes et les garçons de 16 et 17 ans : rien à moins de 300 km/,
    )
    await narrow()
    await page.goto(`${desk.url}/staff?lang=fr`)
    await page.click('text=Bibliothèque d’outils')
    await says(/Il n’y a encore rien ici[\s\S]*Commencez par ce que vos partenaires utilisent/)
    await page.click('text=Ajouter un outil')
    await page.fill('#title', 'Carte de poche (fictive)')
    await page.check('input[value=awareness]')
    await page.fill('#languages', 'français, cri')
    await page.fill('#organization', 'Société d’exemple')
    await page.fill('#link', 'http://outils.example/carte')
    await page.click('button:text-is("Enregistrer")')
    await says(/Écrivez une adresse qui commence par https/)
    t.equal(await page.inputValue('#languages'), 'français, cri')
    await page.fill('#link', 'https://outils.example/carte')
    await page.click('button:text-is("Enregistrer")')
    await says(/1 outil[\s\S]*Carte de poche \(fictive\)[\s\S]*français, cri/)
    await narrow()
    await page.goto(`${desk.url}/fr/library`)
    await says(/Carte de poche \(fictive\)/)
    await narrow()
    t.same(
      page.complaints.filter((each) => !/status of 422/.test(each)),
      [],
    )
  })
})
