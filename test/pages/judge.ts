import type { Page } from 'playwright-core'
import { axe, tooWide } from '../fixtures/axe.ts'

export type Screen = { name: string; width: number; height: number }
/** The last one is a window of 1280 by 900 at 200 %. */
export const SCREENS: readonly Screen[] = [
  { name: '320', width: 320, height: 700 },
  { name: '1280', width: 1280, height: 900 },
  { name: '200 %', width: 640, height: 450 },
]
const WIDE = SCREENS[1]!
const SCHEMES = ['light', 'dark'] as const
export type Looks = { screens: readonly Screen[]; axe: boolean; devices: boolean }

/** What is wrong with what is shown, on each screen, in light and dark. It is left as it was found. */
export async function judge(page: Page, looks: Looks): Promise<string[]> {
  const found: string[] = []
  if ((await page.locator(INLINE).count()) > 0) found.push('something inline')
  const folded = await unfold(page)
  for (const screen of looks.screens) {
    const say = (faults: string[], more = '') =>
      found.push(...faults.map((fault) => `${screen.name}${more}: ${fault}`))
    await page.setViewportSize(screen)
    if (await tooWide(page)) say(['a bar to move it sideways'])
    say(await spilling(page))
    if (!looks.axe) continue
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme })
      say(await axe(page), `, ${colorScheme}`)
    }
  }
  if (looks.devices) found.push(...(await onDevices(page)))
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(WIDE)
  await fold(page, folded)
  return [...new Set(found)]
}

/** What people ask their device for: its own few colours, and nothing that moves. */
async function onDevices(page: Page): Promise<string[]> {
  const found: string[] = []
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  found.push(...(await inPage<string[]>(page, UNBORDERED)).map((each) => `no edge: ${each}`))
  found.push(...(await inPage<string[]>(page, MOVING)).map((each) => `moves: ${each}`))
  await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' })
  return found
}

/** Boxes from which something hangs out: cut off, or over its neighbour. */
const spilling = async (page: Page): Promise<string[]> =>
  (await inPage<string[]>(page, SPILLING)).map((each) => `spills: ${each}`)

const NAMED = `const named = (node) => node.tagName.toLowerCase() + (node.id ? '#' + node.id : '') +
  [...node.classList].map((each) => '.' + each).join('')
  const shown = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest('.leaflet-container')`
const SPILLING = `${NAMED}
  return [...document.querySelectorAll('body *')].filter((node) => {
    const { display, overflowX, clipPath } = getComputedStyle(node)
    if (!shown(node) || display === 'inline' || clipPath !== 'none' || node.clientWidth === 0) return false
    return overflowX === 'visible' && node.scrollWidth > node.clientWidth + 1
  }).map(named)`
/** Where the device has its own colours, only an edge tells what can be pressed, and what is a warning. */
const UNBORDERED = `${NAMED}
  return [...document.querySelectorAll('button, .button, .box, .tag, .count, .errors, input:not([type=radio], [type=checkbox]), select, textarea')]
    .filter((node) => shown(node) && Number.parseFloat(getComputedStyle(node).borderBlockStartWidth) === 0).map(named)`
const MOVING = `${NAMED}
  return [...document.querySelectorAll('*')].filter((node) => {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(node)
    return shown(node) && (animationName !== 'none' || scrollBehavior === 'smooth' ||
      transitionDuration.split(', ').some((each) => Number.parseFloat(each) > 0))
  }).map(named)`

/** Leaflet places what it draws by script, which the policy allows, and nothing else is. */
const INLINE = '[style]:not(#map *, #map), style, script:not([src])'

/** The value of a few lines of JavaScript. */
export const inPage = <T>(page: Page, lines: string): Promise<T> =>
  page.evaluate(`(() => { ${lines} })()`)

/** Opens all that is folded, since that can be too wide as well. */
const unfold = (page: Page) =>
  inPage<number[]>(
    page,
    `const all = [...document.querySelectorAll('details')]
    return all.flatMap((each, i) => each.open ? [] : (each.open = true, [i]))`,
  )
const fold = (page: Page, those: number[]) =>
  inPage(
    page,
    `const all = [...document.querySelectorAll('details')]
    for (const i of ${JSON.stringify(those)}) if (all[i]) all[i].open = false`,
  )
