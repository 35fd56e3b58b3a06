import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral, readLeg } from '../fixtures/referral.ts'
import { type Row, send, type Tour } from './tour.ts'
import { walkChecks } from './upkeep-pages.ts'

/** What a member of a service point sees: requests in each of their states, and the point itself. */
export async function walkInbox(tour: Tour): Promise<void> {
  const { desk, open } = tour
  const nobody = await open(await desk.asStaff('service_point'))
  await nobody.rows([
    ['a member of none', '/inbox'],
    ['no service points', '/inbox/points'],
  ])
  const member = await desk.asStaff('service_point', desk.cedar.organizationId)
  const stand = await open(member)
  const point = `/inbox/points/${desk.cedar.id}`
  await stand.rows([
    ['nothing waits', '/inbox'],
    ['our service point', point],
    ['no room was said', '', send('/room')],
    ['a number that is none', point, send('/room', { '#count': 'many' })],
    ['room', point, ({ page }) => room(page)],
    ['a pause that is none', point, send('/pause', { '[name=day]': '2020-01-01' })],
    ['paused', point, ({ page }) => page.locator('form[action*="/pause"] button').first().click()],
    ['going on', '', send('/pause')],
    ['reminders off', '', send('/reminders')],
  ])

  const needs = ['emergency_shelter', 'legal_immigration']
  const no = await offered()
  await stand.rows([
    ['a request waits', '/inbox'],
    ['a request', no],
    ['nothing was said', '', send('/answer')],
    ['a no', no, send('/answer', { '[name=answer][value=no]': 'on', '#reason': 'household' })],
  ])
  const at = await offered()
  await stand.rows([
    ['a yes', at, send('/answer', { '[name=answer][value=yes]': 'on' })],
    ['one to be confirmed', '/inbox'],
    ['confirmed, with the details', at, send('/confirmation')],
    ['confirmed, opened again', at],
    ['the details again', '', send('/reading')],
    ['a message of nothing', at, send('/messages')],
    ['a message', '', send('/messages', { '#text': 'When will she come?' })],
    ['the messages', at, send('/messages/reading')],
    ['a meeting of nothing', at, send('/meeting')],
    [
      'a meeting',
      '',
      send('/meeting', { '[name=how][value=meet]': 'on', '#meet-place': 'The library' }),
    ],
    ['no outcome', at, send('/outcome')],
    ['one is expected', '/inbox'],
    ['they arrived', at, send('/outcome', { '[name=outcome][value=arrived]': 'on' })],
    ['a full inbox', '/inbox', () => offered()],
    ['a full inbox, loaded again', '/inbox'],
    ['given back', at, send('/outcome', { '[name=outcome][value=returned_by_service]': 'on' })],
    ['not theirs', '/inbox/offers/019aa7c2-5d1e-7a40-8c3b-000000000017'],
  ])
  const { organizationId } = desk.cedar
  await aServicePoint(desk, { organizationId, name: 'Cedar Annex', hidden: true, hours: WEEKDAYS })
  await stand.rows([
    ['two service points', '/inbox/points'],
    ['two service points, in the inbox', '/inbox'],
  ])

  await walkChecks(tour)

  /** The path of a new request to them. */
  async function offered(): Promise<string> {
    const { id } = await aReferral(desk, { needs })
    return `/inbox/offers/${(await readLeg(desk, id)).offers.at(-1)!.id}`
  }
}

const WEEKDAYS = {
  ...{ kind: 'weekly', exceptions: [] },
  ranges: [{ days: ['mo', 'tu', 'we', 'th', 'fr'], opens: '09:00', closes: '17:00' }],
} as never

async function room(page: Parameters<NonNullable<Row[2]>>[0]['page']): Promise<void> {
  await page.locator('.pill input').nth(2).check()
  await page.locator('form.room button').click()
}
