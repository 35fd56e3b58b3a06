import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { servicePointMatches, servicePoints } from '../../db/schema.ts'
import { axe, seenByAxe, tooWide } from '../fixtures/axe.ts'
import { needsChromium } from '../fixtures/browser.ts'
import { aConsole } from '../fixtures/console.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { post } from '../fixtures/referral.ts'

const ASK = {
  ...{ channel: 'hotline', urgency: 'urgent', location: { place: 'Thunder Bay', province: 'ON' } },
  ...{ needs: ['emergency_shelter'], languages: ['en'], gender: 'woman', age: 30 },
}

test('the editor, by hand', { ...needsPostgres, ...needsChromium }, async (t) => {
  const desk = await aConsole(t)
  const operator = await desk.asStaff('operator')

  for (const [lang, width, name] of [
    ['en', 1280, 'Willow House'],
    ['fr', 390, 'Alder House'],
  ] as const)
    await t.test(
      `finds, changes, places, undoes and retires, in ${lang} at ${width}`,
      async (t) => {
        const say = (en: string, fr: string) => (lang === 'en' ? en : fr)
        const { id } = await aServicePoint(desk, {
          ...{ name, status: 'listed', vetted: undefined, contacts: [], minAge: null },
          hours: { kind: 'unknown' },
        })
        const rowOf = async () =>
          (await desk.db.orm.select().from(servicePoints).where(eq(servicePoints.id, id)))[0]!
        const found = async () =>
          JSON.stringify((await post(desk, '/v1/matches', ASK, operator.headers)).body).includes(id)
        t.ok(await found(), 'matching finds it')

        const { headers } = await desk.asStaff('editor')
        const viewport = { width, height: 900 }
        const page = await desk.sit(headers, { ...seenByAxe, viewport })
        const press = async (text: string) => {
          await Promise.all([
            page.waitForNavigation(),
            page.locator(`main :is(a, button):text-is("${text}")`).first().click(),
          ])
        }
        await page.goto(`${desk.url}/staff?lang=${lang}`)
        await page.click(`text=${say('The directory', 'Le répertoire')}`)
        await page.fill('#q', name.slice(0, 5).toUpperCase())
        await press(say('Search', 'Chercher'))
        t.match(await page.textContent('main'), say('1 service point', '1 point de service'))
        await page.click(`text=${name}`)
        await press(say('Edit', 'Modifier'))

        // The week, with the keyboard alone.
        await page.focus('[name=hours][value=unknown]')
        await page.keyboard.press('ArrowUp')
        await page.keyboard.press('ArrowUp')
        await page.keyboard.press('ArrowUp')
        t.equal(await page.evaluate(VALUE), 'weekly')
        await page.keyboard.press('Tab')
        await page.keyboard.press('Tab')
        await page.keyboard.type('9')
        await page.keyboard.press('Tab')
        await page.keyboard.type('25:00')
        await page.keyboard.press('Tab')
        const cell = page.locator('[id=mo-1-to]')
        await page.waitForSelector('[id=mo-1-to][aria-invalid]')
        t.match(await page.textContent('[id=mo-1-to-error]'), say('A time, such as', 'Une heure'))
        t.match(await page.textContent('.checking'), say('A time, such as', 'Une heure'))
        t.match(await cell.getAttribute('aria-describedby'), 'mo-1-to-error')
        await page.keyboard.press('Shift+Tab')
        await page.keyboard.press('Control+A')
        await page.keyboard.type('17h')
        await page.waitForSelector('[id=mo-1-to]:not([aria-invalid])')
        while ((await page.evaluate(FOCUSED)) !== 'copy-monday') await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        t.equal(await page.inputValue('[id=fr-1-to]'), '17h')

        // The map: arrow keys move the marker, and the fields follow.
        const marker = page.locator('.place-pin')
        await marker.focus()
        await page.keyboard.press('Shift+ArrowUp')
        const lat = Number(await page.inputValue('#lat'))
        t.ok(lat > 48.38 && lat < 49.5, `placed at ${lat}`)
        await page.keyboard.press('ArrowDown')
        t.ok(Number(await page.inputValue('#lat')) < lat)
        await page.click('#map', { position: { x: 100, y: 100 } })
        t.not(await page.inputValue('#lng'), '')
        await page.click('#clear-position')
        await page.fill('#lat', '48.4')
        await page.fill('#lng', '-89.25')

        await page.fill('#minAge', '20')
        await page.fill('#maxAge', '10')
        await press(say('Save', 'Enregistrer'))
        t.match(await page.title(), /^(Error|Erreur)/)
        t.match(
          await page.textContent('.errors'),
          say('below the youngest', 'au-dessous du plus bas'),
        )
        t.equal(await page.inputValue('[id=tu-1-from]'), '9', 'what was typed stays')
        t.same(await axe(page as never), [])
        await page.focus('#maxAge')
        await page.keyboard.press('End')
        await page.keyboard.type('x')
        await page.waitForFunction(`/${say('not a number', 'pas un nombre')}/.test(
        document.getElementById('maxAge-error')?.textContent)`)
        await page.fill('#maxAge', '')
        await press(say('Save', 'Enregistrer'))
        t.match(await rowOf(), {
          hours: {
            kind: 'weekly',
            ranges: [{ days: ['mo', 'tu', 'we', 'th', 'fr'], opens: '09:00', closes: '17:00' }],
          },
          ...{ lat: 48.4, lng: -89.25, precision: 'exact', minAge: 20 },
        })
        t.same(await axe(page as never), [])
        t.notOk(await tooWide(page as never))

        await press(say('Undo', 'Annuler'))
        t.match(await rowOf(), { hours: { kind: 'unknown' }, precision: 'place', minAge: null })
        await press(say('I checked all of this today', 'J’ai tout vérifié aujourd’hui'))
        t.match(await page.textContent('#checked'), say('Checked today', 'Vérifié aujourd’hui'))

        await press(say('Retire it', 'Le retirer'))
        t.ok(await found(), 'nothing is done before it is confirmed')
        await press(say(`Yes, retire ${name}`, `Oui, retirer ${name}`))
        t.match(await page.textContent('main'), say('It is retired', 'Il est retiré'))
        t.notOk(await found(), 'matching finds it no more')
        await press(say('Undo', 'Annuler'))
        t.ok(await found(), 'and again, once that is undone')
        t.same(
          page.complaints.filter((text) => !/status of 422/.test(text)),
          [],
        )
        t.same([...page.hosts], [desk.host], 'nothing from elsewhere')
      },
    )

  await t.test('every form works without a script, and keeps what was typed', async (t) => {
    const { headers } = await desk.asStaff('editor')
    const page = await desk.sit(headers, { javaScriptEnabled: false })
    const press = (text: string) => page.click(`main :is(a, button):text-is("${text}")`)
    await page.goto(`${desk.url}/staff/directory/organizations/new`)
    await page.fill('#name', 'Poplar Society')
    await press('Save')
    await press('Add a service point')
    await page.fill('#city', 'Nowhere at all')
    await page.fill('[id=mo-1-from]', '22')
    await page.fill('[id=mo-1-to]', '6:00')
    await press('Save')
    t.match(
      await page.textContent('.errors'),
      /Write its name[\s\S]*Choose its province[\s\S]*at least one need/,
    )
    t.equal(await page.inputValue('[id=mo-1-from]'), '22')
    await page.fill('#name', 'Poplar House')
    await page.selectOption('#province', 'ON')
    await page.fill('#city', 'Kenora')
    await page.check('#needs')
    await page.check('#hide')
    await press('Save')
    t.match(
      await page.textContent('main'),
      /Poplar House[\s\S]*Confidential place[\s\S]*22:00–06:00/,
    )
    t.notMatch(await page.content(), /Kenora(?! District)/, 'its place is shown to nobody')
    await press('Edit')
    t.equal(await page.inputValue('#city'), '')
    t.equal(await page.locator('#map').count(), 0)
    await page.fill('#address', '1 Hidden Lane')
    await press('Save')
    t.match(await page.textContent('.errors'), /Name the town/)
    await page.fill('#city', 'Dryden')
    await press('Save')
    await press('Edit')
    const other = await desk.sit(headers, { javaScriptEnabled: false })
    await other.goto(page.url())
    await other.fill('#nameFr', 'Le Peuplier')
    await other.click('button:text-is("Save")')
    await page.fill('#website', 'https://poplar.example')
    await press('Save')
    t.match(await page.textContent('.errors'), /Somebody changed it while you were typing/)
    await page.fill('#nameFr', 'Le Peuplier')
    await press('Save')
    t.match(await page.textContent('#history ~ ol'), /Place: changed; not shown/)
    t.notMatch(await page.content(), /Dryden|Hidden Lane/)
    const matched = await desk.db.orm
      .select()
      .from(servicePointMatches)
      .where(eq(servicePointMatches.hidden, true))
    t.ok(matched.length >= 2)
  })
})

const FOCUSED = 'document.activeElement.id'
const VALUE = 'document.activeElement.value'
