import { aHandover } from '../fixtures/officer.ts'
import { readLeg } from '../fixtures/referral.ts'
import type { Desk, Row, Tour } from './tour.ts'

/** An officer's form, question by question, and a handover in each of its stages. */
export async function walkOfficer({ desk, open }: Tour): Promise<void> {
  const officer = await desk.asStaff('police')
  const stand = await open(officer)
  const questions = [1, 2, 3, 4, 5, 6, 7].map((n): Row => [`question ${n}`, `/handover#q${n}`])
  const submit: Row[2] = ({ page }) =>
    page.evaluate("document.querySelector('form.officer').submit()").then(() => {
      return page.waitForSelector('.errors')
    })
  await stand.rows([
    ['no handovers', '/handover/list'],
    ...questions,
    ['what was left out', '/handover', submit],
    [
      'they do not agree',
      '/handover#q6',
      async ({ page }) => {
        await page.locator('[name=agreed][value=no]').check()
        await page.evaluate("document.querySelector('form.officer').submit()")
        await page.waitForSelector('form.officer', { state: 'detached' })
      },
    ],
  ])
  const id = await aHandover(desk, officer)
  const at = `/handover/${id}`
  await stand.rows([
    ['asking', at],
    ['nothing to carry', '', ({ page }) => page.locator('button[name=safe]').nth(1).click()],
    ['a card', at, ({ page }) => page.locator('button[name=safe]').first().click()],
    ['a card, loaded again', `${at}/card`],
  ])
  const point = await asked(desk, id)
  await point('acceptance')
  await stand.rows([['a yes', at]])
  await point('confirmation')
  await stand.rows([['confirmed', at]])
  await point('meeting', { how: 'meet', place: 'The library', whoDrives: 'service' }, 'PUT')
  await stand.rows([['where to meet', at]])
  await point('outcome', { outcome: 'arrived' })
  await stand.rows([['arrived', at]])
  const young = await aHandover(desk, officer, { age: 'maybe' })
  await stand.rows([
    ['perhaps a minor', `/handover/${young}`],
    ['several handovers', '/handover/list'],
    ['not theirs', '/handover/019aa7c2-5d1e-7a40-8c3b-000000000017'],
  ])
}

/** Speaks as the service point that was asked. */
export async function asked(desk: Desk, referral: string) {
  const leg = await readLeg(desk, referral)
  const offer = leg.offers.at(-1)!
  const points = [desk.cedar, desk.quiet, desk.men]
  const { organizationId } = points.find(({ id }) => id === offer.servicePoint!.id)!
  const { authorization } = await desk.as('service_point', organizationId)
  return async (what: string, payload: object = {}, method: 'POST' | 'PUT' = 'POST') => {
    const url = what === 'outcome' ? `/v1/legs/${leg.id}/outcome` : `/v1/offers/${offer.id}/${what}`
    const { statusCode, body } = await desk.app.inject({
      ...{ method, url, payload, headers: { authorization } },
    })
    if (statusCode >= 300) throw new Error(`${url}: ${statusCode} ${body}`)
    await desk.settle()
  }
}
