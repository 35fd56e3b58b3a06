import { test } from 'tap'
import { needsChromium } from '../fixtures/browser.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { judge, SCREENS } from './judge.ts'
import { proveSystem, wanted } from './prove.ts'
import { SYSTEMS } from './systems.ts'
import { beginTour } from './tour.ts'

proveSystem('public')

test('the pages of the person, without script', {
  ...needsPostgres,
  ...needsChromium,
}, async (t) => {
  const { languages, walk } = SYSTEMS.public
  for (const lang of wanted(languages)) {
    await t.test(`public without script, ${lang}`, async (t) => {
      let states = 0
      const options = { javaScriptEnabled: false }
      const tour = await beginTour(t, { lang, options }, async ({ page, watched, state }) => {
        states += 1
        const looks = { screens: SCREENS.slice(0, 1), axe: false, devices: false }
        const faults = await judge(page, looks)
        t.same([...watched.faults(), ...faults], [], state)
        t.same(await page.context().storageState(), { cookies: [], origins: [] }, 'nothing is kept')
      })
      await walk(tour)
      t.comment(`measured: ${states} | ${states} | `)
    })
  }
})
