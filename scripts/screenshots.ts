import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import type { Ends } from '../test/fixtures/process.ts'
import { EVERY_LANGUAGE, SYSTEMS, type SystemName } from '../test/pages/systems.ts'
import { beginTour } from '../test/pages/tour.ts'
import { takeReadme } from './screenshots-readme.ts'
import { type Picture, sheet } from './screenshots-sheet.ts'

const WIDTHS = { 390: 844, 1280: 900 }
const SCHEMES = ['light', 'dark'] as const

/** Takes a picture of every page in every state, and writes index.html beside them. */
if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      lang: { type: 'string' },
      to: { type: 'string', default: 'screenshots' },
      readme: { type: 'boolean' },
    },
  })
  if (values.readme) {
    await withEnds(takeReadme)
    process.exit(0)
  }
  const names = Object.keys(SYSTEMS) as SystemName[]
  if (values.only && !names.includes(values.only as SystemName))
    throw new Error(`--only is one of ${names.join(', ')}`)
  mkdirSync(values.to, { recursive: true })
  const pictures: Picture[] = []
  for (const name of names.filter((each) => each === (values.only ?? each)))
    for (const lang of languagesOf(name, values.lang))
      pictures.push(...(await take(name, lang, values.to)))
  writeFileSync(join(values.to, 'index.html'), sheet(pictures))
  console.log(`${pictures.length} pictures: ${join(values.to, 'index.html')}`)
}

/** Those of every picture, or the one that was asked for: of the person's pages any of theirs. */
function languagesOf(name: SystemName, asked?: string): readonly string[] {
  const { languages } = SYSTEMS[name]
  if (!asked) return languages
  const all: readonly string[] = name === 'public' ? EVERY_LANGUAGE : languages
  return all.filter((each) => each === asked)
}

/** Of one system in one language. */
async function take(system: SystemName, lang: string, folder: string): Promise<Picture[]> {
  const pictures: Picture[] = []
  mkdirSync(join(folder, system), { recursive: true })
  let n = 0
  await withEnds(async (t) => {
    const tour = await beginTour(t, { lang, options: {} }, async ({ page, state }) => {
      n += 1
      const start = `${String(n).padStart(2, '0')}-${state.replaceAll(/[^\w]+/g, '-')}`
      for await (const [look, png] of looks(page)) {
        const file = `${system}/${start}-${lang}-${look}.png`
        writeFileSync(join(folder, file), png)
        pictures.push({ system, lang, look, state, file })
      }
    })
    await SYSTEMS[system].walk(tour)
  })
  console.log(`${system}, ${lang}: ${pictures.length} pictures`)
  return pictures
}

async function* looks(page: Page): AsyncGenerator<[look: string, png: Buffer]> {
  const before = page.viewportSize()!
  for (const [width, height] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width: Number(width), height })
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme })
      // The bar that stays would stand in the middle of the picture.
      await page.evaluate('scrollTo(0, 0)')
      yield [`${width}-${colorScheme}`, await page.screenshot({ fullPage: true })]
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(before)
}

/** Ends what was started, the last one first, whatever happens. */
async function withEnds(work: (t: Ends) => Promise<void>): Promise<void> {
  const ends: (() => unknown)[] = []
  try {
    await work({ teardown: (end) => void ends.unshift(end) })
  } finally {
    for (const end of ends) await end()
  }
}
