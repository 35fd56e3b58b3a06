import { test } from 'tap'
import { PAGES } from '../../src/openapi.ts'
import { ROLES, type Role } from '../../src/protection/may.ts'
import { needsChromium } from '../fixtures/browser.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { SYSTEMS } from './systems.ts'
import { beginTour, type Desk, type Who } from './tour.ts'

/** Roles of programs, and of who has no account. */
const NOBODY = ['contact', 'person', 'system']

test('every path of pages belongs to a system that is walked', async (t) => {
  const all = Object.values(SYSTEMS).flatMap(({ at }) => at)
  // What pages load, and the way out of them.
  t.same([...all, '/assets', '/leave'].sort(), [...PAGES].sort())
})

test('S10: every page, as everybody', { ...needsPostgres, ...needsChromium }, async (t) => {
  const tour = await beginTour(t, { lang: 'en', options: {} }, async () => {})
  const paths = pagesOf(tour.desk)

  for (const role of [undefined, ...ROLES.filter((each) => !NOBODY.includes(each))])
    await t.test(`everybody, ${role ?? 'nobody'}`, async (t) => {
      const who = role && (await tour.desk.asStaff(role as Role))
      const { page, watched } = await tour.open(who)
      let pages = 0
      for (const path of paths) {
        if (!(await leadsToPage(tour.desk, path, who))) continue
        pages += 1
        await page.goto(tour.desk.url + path)
        t.same(watched.faults(), [], path)
      }
      t.ok(pages > 10, `${pages} pages`)
      t.comment(`measured: ${pages} | ${pages} | `)
    })

  await t.test('the documentation opens an operation, with nothing inline', async (t) => {
    const { page, watched } = await tour.open()
    await page.goto(`${tour.desk.url}/documentation/`)
    await page.locator('.opblock-tag').first().click()
    await page.locator('.opblock-summary-control').first().click()
    t.ok(await page.locator('.opblock-body').first().isVisible())
    t.same(watched.faults(), [])
  })
})

/** Every address that leads to a page; of a thing that is not there where it needs one. */
const pagesOf = ({ app }: Desk): string[] =>
  app.everyRoute
    .filter(({ method, url }) => [method].flat().includes('GET') && !/^\/(v1|assets)\//.test(url))
    .map(({ url }) => url)
    .filter((path) => !/\/(static|json|yaml|uiConfig|initOAuth)\b/.test(path))
    // The way out leads away; test/public/journey.test.ts goes it.
    .filter((path) => path !== '/leave')
    .map((path) => path.replace(':language', 'fr').replace(/:\w+|\*/g, 'none'))

async function leadsToPage({ app }: Desk, url: string, who?: Who): Promise<boolean> {
  const { statusCode, headers } = await app.inject({ url, headers: who?.headers })
  return statusCode === 303 || /html/.test(headers['content-type'] ?? '')
}
