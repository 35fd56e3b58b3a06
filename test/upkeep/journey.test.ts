import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { servicePoints } from '../../db/schema.ts'
import { axe, LOOKS, seenByAxe, tooWide } from '../fixtures/axe.ts'
import { needsChromium } from '../fixtures/browser.ts'
import { aConsole } from '../fixtures/console.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { reviewed, seenAt } from '../fixtures/reviews.ts'

const PHONE = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false }

test('a shelter worker keeps the entry true, on a phone', {
  ...needsPostgres,
  ...needsChromium,
}, async (t) => {
  const desk = await aConsole(t)
  const now = async (id: string) =>
    (await desk.db.orm.select().from(servicePoints).where(eq(servicePoints.id, id)))[0]!

  t.test('a text message, four digits, one button', async (t) => {
    const { letters, id } = await reviewed(desk, { name: 'Cedar House', city: 'Kenora' })
    const page = await desk.sit(undefined, PHONE)
    const says = async (words: RegExp) => t.match(await page.textContent('main'), words)
    const press = (words: string) => page.click(`text="${words}"`)
    const { text, digits, path } = letters.find(({ channel }) => channel === 'sms')!
    t.match(text, /are your details still right\? Please look and type \d{4}: http/)
    await page.goto(`${desk.url}${path}`)
    await says(/Please check your details[\s\S]*Cedar House[\s\S]*Always open[\s\S]*Kenora/)
    t.notOk(await tooWide(page))
    await page.fill('#digits', digits === '0000' ? '0001' : '0000')
    await press('All of this is right')
    await says(/These digits do not match[\s\S]*4 tries are left/)
    await page.fill('#digits', digits)
    await press('All of this is right')
    await says(/Thank you[\s\S]*all is right as of today/)
    t.equal((await now(id)).verifiedOn, '2026-11-21')
    t.same(
      page.complaints.filter((each) => !each.includes('422')),
      [],
    )
    t.same([...page.hosts], [desk.host], 'nothing from elsewhere')
  })

  t.test('en français : quelque chose est différent', async (t) => {
    const confirmed = { by: 'test', at: desk.clock.at }
    const { letters, id } = await reviewed(desk, {
      ...{ name: 'Cedar House', nameFr: 'Maison du Cèdre' },
      contacts: [{ channel: 'email', value: 'nous@cedre.example', language: 'fr', confirmed }],
    })
    const page = await desk.sit(undefined, PHONE)
    const says = async (words: RegExp) => t.match(await page.textContent('main'), words)
    const press = (words: string) => page.click(`text="${words}"`)
    const [{ digits, path, subject }] = letters as [(typeof letters)[0]]
    t.equal(subject, 'Veuillez vérifier vos renseignements')
    await page.goto(`${desk.url}${path}`)
    await says(/Veuillez vérifier votre fiche[\s\S]*Maison du Cèdre[\s\S]*Toujours ouvert/)
    await press('Quelque chose est différent')
    await page.click('summary:text-is("Heures")')
    await page.check('text=À ces heures chaque semaine')
    await page.fill('#day-mo', '9 h à 17 h')
    await page.fill('#day-su', 'parfois')
    await page.click('summary:text-is("Langues et interprètes")')
    await page.check('text=espagnol')
    await page.click('summary:has-text("Qui vous servez")')
    await page.uncheck('text="Homme"')
    await page.fill('#words', 'Nous avons un nouveau téléphone.')
    await page.fill('#digits', digits)
    await press('Envoyer ce qui est différent')
    await says(/Dimanche : écrivez les heures comme 9:00–17:00/)
    t.equal(await page.inputValue('#words'), 'Nous avons un nouveau téléphone.')
    t.ok(await page.isVisible('#day-su'), 'what is wrong stands open')
    await page.fill('#day-su', '')
    await page.fill('#digits', digits)
    await press('Envoyer ce qui est différent')
    await says(
      /Merci[\s\S]*noté ce qui est différent[\s\S]*L’équipe du répertoire regarde maintenant ceci/,
    )
    t.match(await now(id), {
      hours: { kind: 'weekly', ranges: [{ days: ['mo'], opens: '09:00', closes: '17:00' }] },
      languages: ['en', 'fr', 'es'],
    })
    t.ok((await now(id)).genders!.includes('man'), 'an editor decides that')

    const editor = await desk.sit((await desk.asStaff('editor')).headers)
    await editor.goto(`${desk.url}/staff`)
    await editor.click('text=Proposed corrections')
    await editor.click('text=Cedar House')
    t.match(await editor.textContent('main'), /Whom they serve[\s\S]*Man no longer/)
    await editor.click('button:text-is("Accept") >> nth=0')
    t.notOk((await now(id)).genders!.includes('man'))
    t.match(await editor.textContent('main'), /Nous avons un nouveau téléphone/)
    await editor.click('button:text-is("I have dealt with it")')
    t.match(await editor.textContent('main'), /Nothing more waits here/)
  })

  t.test('every page is readable by all, in both languages, light and dark', async (t) => {
    const { letters, id, organizationId } = await reviewed(desk, { hidden: true })
    const member = await desk.asStaff('service_point', organizationId)
    const editor = await desk.asStaff('editor')
    const at = `/inbox/points/${id}/check`
    const other = await aServicePoint(desk, { organizationId })
    const url = `/inbox/points/${other.id}/check/changes`
    const seen = await seenAt(desk, url, member.headers)
    const body = new URLSearchParams({ words: 'We have a new name.', needs: 'food', seen })
    await desk.app.inject({
      ...{ method: 'POST', url, payload: body.toString() },
      headers: { ...member.headers, 'content-type': 'application/x-www-form-urlencoded' },
    })
    for (const [colorScheme, language] of LOOKS) {
      for (const [headers, path] of [
        [undefined, letters[0]!.path],
        [undefined, `${letters[0]!.path}/changes`],
        [member.headers, at],
        [member.headers, `${at}/changes`],
        [member.headers, `${at}/sent`],
        [editor.headers, '/staff/corrections'],
        [editor.headers, `/staff/corrections/${other.id}`],
      ] as const) {
        const page = await desk.sit(headers, { ...seenByAxe, colorScheme })
        await page.setViewportSize({ width: 1280, height: 900 })
        await page.goto(`${desk.url}${path}?lang=${language}`)
        for (const folded of await page.locator('summary').all()) await folded.click()
        t.same(await axe(page), [], `${language} ${path}`)
        t.notOk(await tooWide(page), `${language} ${path} at 1280`)
        await page.setViewportSize({ width: 320, height: 640 })
        t.notOk(await tooWide(page), `${language} ${path} at 320`)
        await page.context().close()
      }
    }
  })
})
