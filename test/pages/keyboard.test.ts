import { test } from 'tap'
import { needsChromium } from '../fixtures/browser.ts'
import { aConsole } from '../fixtures/console.ts'
import { everyState } from '../fixtures/console-states.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { unreached } from '../fixtures/keyboard.ts'

test('by keyboard alone', { ...needsPostgres, ...needsChromium }, async (t) => {
  for (const lang of ['en', 'fr'] as const)
    await t.test(`console, each control is reached and shows it, ${lang}`, async (t) => {
      const desk = await aConsole(t)
      const who = await desk.asStaff('supervisor')
      const page = await desk.sit(who.headers, { viewport: { width: 1280, height: 900 } })
      let states = 0
      await everyState(desk, page, { who, lang }, async (state) => {
        states += 1
        t.same(await unreached(page), [], state)
      })
      t.comment(`measured: ${states} | ${states} | `)
    })
})
