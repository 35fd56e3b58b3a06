import type { BrowserContextOptions, Page } from 'playwright-core'
import { aConsole } from '../fixtures/console.ts'
import type { Ends } from '../fixtures/process.ts'
import { type Watch, watch } from './watch.ts'

export type Desk = Awaited<ReturnType<typeof aConsole>>
export type Seen = { page: Page; watched: Watch; state: string }
export type Look = (seen: Seen) => Promise<void>
export type Who = { headers: { cookie: string; origin: string } }

/** A walk over pages: in which world, in which language, and who looks at what is shown. */
export type Tour = {
  desk: Desk
  lang: string
  /** A browser of nobody, or of somebody who is signed in. */
  open(who?: Who): Promise<Stand>
}

/** A browser that stands somewhere. */
export type Stand = {
  page: Page
  watched: Watch
  /** Goes there, in the language of the tour. */
  at(path: string): Promise<void>
  /** Has what is shown looked at. */
  look(state: string): Promise<void>
  /** Sends the form that leads there, by that button, and looks at the answer. */
  press(form: string, state: string, button?: string): Promise<void>
  /** Goes through the rows of a table of pages. */
  rows(rows: readonly Row[]): Promise<void>
}

/**
 * One page in one state: what it is called, where it is (nothing: where the last one led), and what is
 * done there before it is looked at.
 */
export type Row = [state: string, path: string, act?: (stand: Stand) => Promise<unknown>]

/** One browser asks for more in a minute than a whole office does. */
const RATE_LIMITS = '{"page":100000,"form":100000,"sign_in":100000}'

/** A world of its own, with the service points of test/fixtures/console.ts. */
export async function beginTour(
  t: Ends,
  { lang, options }: { lang: string; options: BrowserContextOptions },
  look: Look,
): Promise<Tour> {
  const desk = await aConsole(t, { RATE_LIMITS })
  return {
    ...{ desk, lang },
    async open(who) {
      const page = await desk.sit(who?.headers, options)
      const watched = await watch(page, desk.url)
      return stand({ page, watched }, { url: desk.url, lang }, (state) =>
        look({ page, watched, state }),
      )
    },
  }
}

function stand(
  { page, watched }: Pick<Stand, 'page' | 'watched'>,
  { url, lang }: { url: string; lang: string },
  look: Stand['look'],
): Stand {
  const self: Stand = {
    ...{ page, watched },
    look,
    async at(path) {
      const to = new URL(path, url)
      to.searchParams.set('lang', lang)
      await page.goto(to.href)
    },
    async press(form, state, button = 'button') {
      await freely(page)
      await page.locator(`form[action*="${form}"] ${button}`).first().click()
      await page.waitForLoadState('load')
      await look(state)
    },
    async rows(rows) {
      for (const [state, path, act] of rows) {
        if (path !== '') await self.at(path)
        if (act) {
          await freely(page)
          await act(self)
          await page.waitForLoadState('load')
        }
        await look(state)
      }
    },
  }
  return self
}

/** What is folded stands open, and no browser stops a form before the server does. */
const freely = (page: Page) =>
  page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true
    for (const each of document.forms) each.noValidate = true`)

/** Fills in fields by their selectors. */
export const filled =
  (fields: Record<string, string>) =>
  async ({ page }: Pick<Stand, 'page'>): Promise<void> => {
    for (const [field, value] of Object.entries(fields)) {
      const found = page.locator(field).first()
      const kind = await found.evaluate((node) => {
        const { tagName, type } = node as unknown as { tagName: string; type?: string }
        return tagName === 'SELECT' ? 'select' : (type ?? '')
      })
      if (kind === 'select') await found.selectOption(value)
      else if (kind === 'radio' || kind === 'checkbox') await found.check()
      else await found.fill(value)
    }
  }

/** Sends the form that leads there, with its last button, also where styles hide that until something is chosen. */
export const send =
  (form: string, fields: Record<string, string> = {}): Row[2] =>
  async (stand) => {
    await filled(fields)(stand)
    const { page } = stand
    const button = page.locator(`form[action*="${form}"] button`).last()
    await Promise.all([page.waitForNavigation(), button.dispatchEvent('click')])
  }
