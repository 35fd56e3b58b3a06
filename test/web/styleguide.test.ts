import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { axe, seenByAxe, tooWide } from '../fixtures/axe.ts'
import { aBrowser, aListeningService, needsChromium } from '../fixtures/browser.ts'
import { needsPostgres } from '../fixtures/database.ts'

const sheet = (name: string): string =>
  readFileSync(new URL(`../../src/web/styles/${name}.css`, import.meta.url), 'utf8')

test('the parts of all pages', { ...needsPostgres, ...needsChromium }, async (t) => {
  const { url } = await aListeningService(t)
  const browser = await aBrowser(t)
  // In every language and look: scripts/prove pages.
  for (const [colorScheme, lang, look, width] of [
    ['light', 'en', '', 320],
    ['dark', 'ar', '&wide', 1280],
  ] as const) {
    const viewport = { width, height: 800 }
    const page = await browser.page({ ...seenByAxe, colorScheme, viewport })
    await page.goto(`${url}/styleguide?lang=${lang}${look}`)
    t.same(await axe(page), [], `${lang}${look} ${colorScheme}`)
    t.notOk(await tooWide(page), `${lang}${look} at ${width}`)
  }
  const page = await browser.page()
  await page.goto(`${url}/styleguide`)
  const low = await page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: {
        querySelectorAll(of: string): Iterable<{ offsetHeight: number; className: string }>
      }
    }
    const targets = document.querySelectorAll('main button, main .button, .choice, nav a, summary')
    return [...targets].filter(({ offsetHeight }) => offsetHeight < 44).map((x) => x.className)
  })
  t.same(low, [], 'every target is 44 pixels high or more')
})

test('text keeps 7:1 and edges 3:1, in light and dark', async (t) => {
  const [light = '', dark = ''] = sheet('ground').split('@media (prefers-color-scheme: dark)')
  for (const [scheme, css] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    const colour = Object.fromEntries(
      [...css.matchAll(/--([\w-]+): (#\w{6});/g)].map(([, name, value]) => [name, value!]),
    )
    const atLeast = (ratio: number, of: string, on: string) => {
      const found = contrast(colour[of]!, colour[on]!)
      t.ok(found >= ratio, `${scheme}: ${of} on ${on} has ${found.toFixed(1)}`)
    }
    for (const ground of ['ground', 'raised', 'sunken']) {
      for (const text of ['ink', 'quiet', 'accent', 'alarm', 'good', 'warning'])
        atLeast(7, text, ground)
      for (const edge of ['edge', 'focus']) atLeast(3, edge, ground)
    }
    atLeast(7, 'on-accent', 'accent')
    atLeast(7, 'raised', 'alarm')
    for (const tone of ['accent', 'good', 'warning', 'alarm'])
      for (const text of [tone, 'ink', 'quiet'])
        atLeast(text === 'ink' ? 7 : 6, text, `${tone}-ground`)
  }
})

test('styles know no left and no right, and load nothing', async (t) => {
  const all = ['ground', 'frame', 'forms', 'parts', 'staff', 'public', 'device']
    .map(sheet)
    .join('\n')
  t.notMatch(all, /\b(left|right)\b|@import|url\(/)
  t.notMatch(all, /(?:margin|padding|border)-(?:top|bottom)|^ *(?:min-|max-)?(?:width|height):/m)
  t.ok(all.length < 30_000, `${all.length} bytes`)
})

/** WCAG 2.2, relative luminance. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
