import { test } from 'tap'
import { needsChromium } from '../fixtures/browser.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { judge, type Looks, SCREENS } from './judge.ts'
import { SYSTEMS, type SystemName } from './systems.ts'
import { beginTour } from './tour.ts'
import { unvisited } from './visits.ts'

/** `scripts/prove pages --quick`: on the smallest screen only. */
const QUICK = process.env.QUICK !== undefined
/** `--lang fr`: in one language only. */
export const wanted = <L extends string>(languages: readonly L[]): L[] =>
  languages.filter((lang) => lang === (process.env.PAGES_LANG ?? lang))
const ALL: Looks = { screens: QUICK ? SCREENS.slice(0, 1) : SCREENS, axe: true, devices: false }
const KB = 1024

/**
 * Every page of a system in every state and language, on three screens, in light and dark: axe, no bar
 * to move it sideways, nothing that hangs out of its box, no complaint of the browser, nothing from
 * another host, and so many KB at most. In English also with a device's own colours, and without motion.
 */
export function proveSystem(name: SystemName): void {
  const { languages, most, walk, at } = SYSTEMS[name]
  // Some systems lie below others.
  const besides = Object.values(SYSTEMS)
    .flatMap((system) => system.at)
    .filter((each) => at.some((path) => each.startsWith(`${path}/`)))
  test(`the pages of ${name}`, { ...needsPostgres, ...needsChromium }, async (t) => {
    for (const lang of wanted(languages)) {
      await t.test(`${name}, ${lang}`, async (t) => {
        const looks = { ...ALL, devices: lang === 'en' }
        let states = 0
        let heaviest = { wire: 0, state: '' }
        const visits = new Set<unknown>()
        const tour = await beginTour(t, { lang, options: {} }, async ({ page, watched, state }) => {
          states += 1
          visits.add(watched.visits)
          const wire = watched.wire()
          if (wire > heaviest.wire) heaviest = { wire, state }
          const faults = await judge(page, looks)
          t.same([...watched.faults(), ...faults], [], state)
        })
        await walk(tour)
        t.ok(heaviest.wire < most * KB, `${heaviest.state}: ${heaviest.wire} bytes`)
        const seen = ([...visits] as Parameters<typeof unvisited>[1][]).flat()
        if (lang === 'en')
          t.same(unvisited(tour.desk.app, seen, at, besides), [], 'every page was looked at')
        const kb = (heaviest.wire / KB).toFixed(1)
        t.comment(
          `measured: ${states} | ${states * looks.screens.length * 2} | ${kb} KB of ${most} (${heaviest.state})`,
        )
      })
    }
  })
}
