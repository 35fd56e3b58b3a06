import { test } from 'tap'
import { PUBLIC_CODES } from '../../src/locales/public.ts'
import { axe, seenByAxe, tooWide } from '../fixtures/axe.ts'
import { aBrowser, aListeningService, needsChromium } from '../fixtures/browser.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { everyState } from '../fixtures/public-states.ts'

const CLOSELY = ['en', 'fr', 'ar']
const skip = process.env.PROVE ? {} : { skip: 'long: PROVE=1' }

/** `320` is a small phone; 640 with twice the size is a window of 1280 at 200 %. */
const LOOKS = [
  { width: 320, colorScheme: 'light' },
  { width: 640, colorScheme: 'dark', deviceScaleFactor: 2 },
  { width: 1280, colorScheme: 'dark' },
] as const

test('P7: every page of the person', { ...needsPostgres, ...needsChromium, ...skip }, async (t) => {
  const service = await aListeningService(t, { RATE_LIMITS: '{"page":100000,"form":100000}' })
  await aServicePoint(service, { needs: ['emergency_shelter'] })
  const browser = await aBrowser(t)
  for (const language of PUBLIC_CODES) {
    const closely = CLOSELY.includes(language)
    for (const { width, ...look } of closely ? LOOKS : LOOKS.slice(0, 1)) {
      await t.test(`${language}, ${width} pixels, ${look.colorScheme}`, async (t) => {
        const viewport = { width, height: 800 }
        const page = await browser.page({ ...seenByAxe, ...look, viewport })
        const faults: string[] = []
        page.on('console', (message) => {
          if (message.type() === 'error' && !/status of 4/.test(message.text()))
            faults.push(message.text())
        })
        let states = 0
        await everyState(page, { url: service.url, language }, async (state) => {
          states += 1
          if (closely) t.same(await axe(page), [], state)
          t.notOk(await tooWide(page), `${state} is not too wide`)
        })
        t.same(faults, [])
        t.comment(`measured: ${states} states`)
        await page.context().close()
      })
    }
  }
})
