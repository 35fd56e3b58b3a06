import { test } from 'tap'
import { PUBLIC } from '../../src/locales/public.ts'
import { needsChromium } from '../fixtures/browser.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { misdirected, missingGlyphs } from './glyphs.ts'
import { judge, SCREENS } from './judge.ts'
import { wanted } from './prove.ts'
import { EVERY_LANGUAGE, SYSTEMS } from './systems.ts'
import { beginTour } from './tour.ts'

const ON_A_PHONE = { screens: SCREENS.slice(0, 1), axe: false, devices: false }

test('every language of the person', { ...needsPostgres, ...needsChromium }, async (t) => {
  for (const lang of wanted(EVERY_LANGUAGE)) {
    await t.test(`public, ${lang}`, async (t) => {
      let states = 0
      const known = new Set<string>()
      const tour = await beginTour(t, { lang, options: {} }, async ({ page, watched, state }) => {
        states += 1
        const rtl = 'rtl' in PUBLIC[lang]
        const faults = [
          ...watched.faults(),
          ...(await judge(page, ON_A_PHONE)),
          ...(await misdirected(page, lang, rtl)),
          ...(await missingGlyphs(page, known)),
        ]
        t.same(faults, [], state)
      })
      await SYSTEMS.public.walk(tour)
      t.comment(`measured: ${states} | ${states} | ${known.size} characters`)
    })
  }
})
