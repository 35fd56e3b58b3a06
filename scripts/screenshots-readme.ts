import { mkdirSync } from 'node:fs'
import { loadDemoDirectory } from '../src/directory/demo.ts'
import { newId } from '../src/platform/ids.ts'
import { aBrowser, aListeningService } from '../test/fixtures/browser.ts'
import { send } from '../test/fixtures/person.ts'
import { accept, aReferral, post, readLeg } from '../test/fixtures/referral.ts'
import type { TestService } from '../test/fixtures/services.ts'

const FOLDER = 'docs/pictures'
const PHONE = { viewport: { width: 390, height: 760 }, deviceScaleFactor: 2 }
const DESK = { viewport: { width: 1280, height: 740 } }

/** The four pictures of the README, of the fictional directory and people who do not exist. */
export async function takeReadme(t: Parameters<typeof aListeningService>[0]): Promise<void> {
  const service = await aListeningService(t)
  await loadDemoDirectory(service, () => {})
  await aBusyEvening(service)
  const browser = await aBrowser(t)
  mkdirSync(FOLDER, { recursive: true })

  const person = await browser.page(PHONE)
  await person.goto(`${service.url}/fr/`)
  await person.screenshot({ path: `${FOLDER}/person-fr.png` })
  await person.goto(`${service.url}/ar/form#5`)
  await person.locator('#needs').check()
  await person.screenshot({ path: `${FOLDER}/person-ar.png` })

  const { headers } = await service.asStaff('supervisor')
  const [name = '', value = ''] = headers.cookie.split('=')
  const signedIn = async (options: object) => {
    const page = await browser.page({ ...DESK, ...options })
    await page.context().addCookies([{ name, value, url: service.url }])
    return page
  }
  const call = await signedIn({})
  await call.goto(`${service.url}/console/new`)
  for (const id of ['#safe', '#listening-no', '#danger-no', '#call_back-no', '#under18-no'])
    if ((await call.locator(id).count()) > 0) await call.check(id)
  await call.fill('#place', 'Thunder Bay')
  await call.selectOption('#gender', 'woman')
  await call.fill('#age', '24')
  for (const need of ['emergency_shelter', 'legal_immigration'])
    await call.check(`[name=need][value=${need}]`)
  await call.waitForSelector('.matches > li')
  await call.waitForSelector('.province-name')
  await call.evaluate('document.activeElement.blur(); scrollTo(0, 0)')
  await call.screenshot({ path: `${FOLDER}/call.png` })

  const board = await signedIn({ colorScheme: 'dark' })
  await board.goto(`${service.url}/console`)
  await board.screenshot({ path: `${FOLDER}/board-dark.png` })
}

/** Requests in every state, and a tip. */
async function aBusyEvening(service: TestService): Promise<void> {
  const at = (place: string, province: string, more: object = {}) =>
    aReferral(service, { location: { place, province }, ...more })
  const said = async (id: string) => {
    const [offer] = (await readLeg(service, id)).offers
    await accept(service, offer!.id)
    return offer!.id
  }
  const arrived = await at('Toronto', 'ON')
  await post(service, `/v1/offers/${await said(arrived.id)}/confirmation`)
  await post(service, `/v1/legs/${arrived.legId}/outcome`, { outcome: 'arrived' })
  const expected = await at('Winnipeg', 'MB', { urgency: 'standard' })
  await post(service, `/v1/offers/${await said(expected.id)}/confirmation`)
  await service.pass(12 * 60_000)
  await said((await at('Ottawa', 'ON')).id)
  await at('Vancouver', 'BC', { urgency: 'standard' })
  await at('Thunder Bay', 'ON')
  await at('Halifax', 'NS', { age: 16, urgency: 'urgent' })
  await send(service, '/en/note', { id: newId(), danger: 'unknown', what: 'A door.' })
  await service.pass(3 * 60_000)
  await at('Calgary', 'AB', { urgency: 'emergency' })
  await service.pass(40_000)
}
