import type { Page } from 'playwright-core'
import { PUBLIC_CODES } from '../../src/locales/public.ts'
import { everyState as everyConsoleState } from '../fixtures/console-states.ts'
import { everyState as everyPublicState } from '../fixtures/public-states.ts'
import { walkAnswers } from './answer-pages.ts'
import { walkEditor } from './editor-pages.ts'
import { walkEditorWork } from './editor-work-pages.ts'
import { walkInbox } from './inbox-pages.ts'
import { walkOfficer } from './officer-pages.ts'
import { walkLibrary } from './reporting-pages.ts'
import { walkStaff, walkWorkshop } from './staff-pages.ts'
import type { Tour } from './tour.ts'
import { walkReviews } from './upkeep-pages.ts'

export type System = {
  /** How the paths of its pages begin: with `PAGES` of src/openapi.ts, all of them belong to one. */
  at: readonly string[]
  languages: readonly string[]
  /** Of a page with all that it loads, on the wire, in KB of 1,024 bytes. */
  most: number
  /** Every page in every state, one after the other. */
  walk(tour: Tour): Promise<void>
}

const STAFF = ['en', 'fr']
const KEPT = ['en', 'fr', 'ar']

/** Who uses Causeway through a browser, and their pages. A new page is a line of one of the walks. */
export const SYSTEMS = {
  public: {
    ...{ at: ['/:language'], languages: KEPT, most: 60 },
    async walk(tour) {
      const { desk, lang, open } = tour
      const { page, look, watched } = await open()
      await everyPublicState(
        page,
        { url: desk.url, language: lang, service: desk },
        async (state) => {
          watched.note(await telling(page))
          await look(state)
        },
      )
      await walkLibrary(tour)
    },
  },
  console: {
    ...{ at: ['/console'], languages: STAFF, most: 200 },
    async walk({ desk, lang, open }) {
      const who = await desk.asStaff('supervisor')
      const { page, look } = await open(who)
      await everyConsoleState(desk, page as never, { who, lang: lang as 'en' | 'fr' }, look)
    },
  },
  officer: { at: ['/handover'], languages: STAFF, most: 60, walk: walkOfficer },
  inbox: { at: ['/inbox'], languages: STAFF, most: 100, walk: walkInbox },
  answers: { at: ['/answer'], languages: STAFF, most: 60, walk: walkAnswers },
  reviews: { at: ['/review'], languages: STAFF, most: 60, walk: walkReviews },
  staff: { at: ['/staff', '/sign-in'], languages: STAFF, most: 60, walk: walkStaff },
  editor: {
    ...{ at: ['/staff/directory'], languages: STAFF, most: 200 },
    async walk(tour) {
      await walkEditor(tour)
      await walkEditorWork(tour)
    },
  },
  workshop: { at: ['/styleguide', '/outbox'], languages: KEPT, most: 60, walk: walkWorkshop },
} satisfies Record<string, System>

export type SystemName = keyof typeof SYSTEMS
export const EVERY_LANGUAGE = PUBLIC_CODES

const SECRETS = /bed|shelter|sleep|thunder|maple|807|555|canary/i

/** What the history of a browser would tell of a page of the person, and that there is a way out. */
async function telling(page: Page): Promise<string[]> {
  const title = await page.title()
  const { pathname, search, hash } = new URL(page.url())
  return [
    ...(/^([^:：]+ ?[:：] ?)?Causeway$/.test(title) ? [] : [`its title is ${title}`]),
    ...(SECRETS.test(pathname + search + hash) ? [`its address is ${page.url()}`] : []),
    ...((await page.locator('.leave').isVisible()) ? [] : ['no way out']),
  ]
}
