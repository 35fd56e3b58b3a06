import { newId } from '../../src/platform/ids.ts'
import { ROLES } from '../../src/protection/may.ts'
import { called, send } from '../fixtures/approvals.ts'
import { totp } from '../fixtures/authenticator.ts'
import { send as sendForm } from '../fixtures/person.ts'
import { aTaken } from '../fixtures/referral.ts'
import { anInvitation, mailedCode } from '../fixtures/visitor.ts'
import { walkReporting } from './reporting-pages.ts'
import { filled, type Stand, type Tour } from './tour.ts'
import { walkCorrections } from './upkeep-pages.ts'

/** Signing in, one's own account, and what administrators, editors and supervisors see. */
export async function walkStaff(tour: Tour): Promise<void> {
  await signIn(tour)
  for (const role of ROLES.filter((each) => !['contact', 'person', 'system'].includes(each))) {
    const stand = await tour.open(await tour.desk.asStaff(role as 'admin'))
    await stand.rows([[`the first page of ${role}`, '/staff']])
    if (role === 'police') await stand.rows([['not for them', '/staff/people']])
  }
  await people(tour)
  await approvals(tour)
  await record(tour)
  await tips(tour)
  await walkReporting(tour)
  await walkCorrections(tour)
}

/** Somebody who was invited, to the end; then again by e-mail and app. */
async function signIn({ desk, open }: Tour): Promise<void> {
  const { path, email } = await anInvitation(desk, 'operator')
  const stand = await open()
  const { page } = stand
  let secret = ''
  await stand.rows([
    ['signing in', '/sign-in'],
    ['no address', '', ({ page }) => page.locator('form button').first().click()],
    ['a way in that is not known', '/sign-in/with/nobody'],
    ['a way back that is not known', '/sign-in/with/nobody/callback'],
    ['an invitation that is over', '/staff/invitation/AAAAAAAAAAAAAAAAAAAAAA'],
    ['an invitation', path],
    ['no way to sign in yet', '', ({ page }) => page.locator('main form button').click()],
  ])
  await stand.press('/security/app', 'a new app')
  secret = (await page.locator('.key').first().innerText()).replaceAll(' ', '')
  await filled({ '#code': '000000' })(stand)
  await stand.press('/app/code', 'a new app, wrong code')
  await filled({ '#code': totp(secret) })(stand)
  await stand.press('/app/code', 'recovery codes')
  await stand.rows([
    ['ways to sign in', '/staff/security'],
    ['sessions', '/staff/sessions'],
  ])
  await stand.at('/staff')
  await stand.press('/sign-out', 'signed out')
  await stand.at('/sign-in')
  await filled({ '#email': email })(stand)
  await stand.press('/sign-in', 'a code was sent')
  await filled({ '#code': '000000' })(stand)
  await stand.press('/sign-in/code', 'a wrong code')
  await filled({ '#code': await mailedCode(desk) })(stand)
  await stand.press('/sign-in/code', 'the second step')
  await filled({ '#code': '000000' })(stand)
  await stand.press('/sign-in/second', 'the second step, wrong code')
}

async function people({ desk, open }: Tour): Promise<void> {
  const stand = await open(await desk.asStaff('admin'))
  await stand.rows([['people', '/staff/people']])
  await stand.press('/staff/people?', 'nobody is invited')
  await filled({ '#name': 'Robin', '#email': 'robin@hotline.example', '#role': 'operator' })(stand)
  const hotline = await stand.page.locator('#organizationId optgroup option').first()
  await filled({ '#organizationId': (await hotline.getAttribute('value'))! })(stand)
  await stand.press('/staff/people?', 'somebody is invited')
  await stand.at('/staff/people')
  await stand.press('/organizations', 'an organization without a name')
  await stand.press('/disablement', 'somebody is disabled')
}

async function approvals({ desk, open }: Tour): Promise<void> {
  const editor = await desk.asStaff('editor')
  const supervisor = await desk.asStaff('supervisor')
  const stand = await open(supervisor)
  await stand.rows([['nothing to approve', '/staff/approvals']])
  const ask = (payload: object) => send(desk, editor, 'POST', '/v1/approvals', payload)
  await ask({
    ...{ kind: 'contact_change', servicePointId: desk.cedar.id, reason: 'A new address.' },
    what: {
      add: [{ channel: 'email', value: 'new@point.example', language: 'fr' }],
      called: called(desk, desk.cedar.sms),
    },
  })
  await ask({
    ...{ kind: 'unhide', servicePointId: desk.quiet.id, reason: 'They moved.' },
    what: { address: '9 Open Street', city: 'Thunder Bay', province: 'ON' },
  })
  await stand.rows([['to be approved', '/staff/approvals']])
  const unseen = stand.page.locator(
    'section:has(form[action*="/reading"]) form[action*="/approval"]',
  )
  await unseen.last().locator('button').click()
  await stand.look('approved unseen, or in effect')
  await stand.at('/staff/approvals')
  await stand.press('/reading', 'what is sealed in it')
  await stand.at('/staff/approvals')
  await stand.press('/refusal', 'one is refused')
}

async function record({ desk, open }: Tour): Promise<void> {
  const { id } = await aTaken(desk)
  const supervisor = await desk.asStaff('supervisor')
  const payload = { referral: id, reason: 'To look at it.' }
  await desk.app.inject({
    ...{ method: 'POST', url: '/v1/openings', headers: supervisor.headers, payload },
  })
  const stand = await open(supervisor)
  const search = (thing: string) => async (at: Stand) => {
    await filled({ '#thing': thing })(at)
    await at.page.locator('main form button').click()
  }
  await stand.rows([
    ['the record', '/staff/record'],
    ['the record of a referral', '', search(id)],
    ['the record of nothing', '/staff/record', search(newId())],
    ['the record, wrong', '/staff/record', search('?')],
  ])
}

async function tips({ desk, open }: Tour): Promise<void> {
  const stand = await open(await desk.asStaff('operator'))
  await stand.rows([['no tips', '/staff/tips']])
  const what = 'A door that is never open.'
  await sendForm(desk, '/en/note', { id: newId(), danger: 'yes', what })
  await stand.rows([['tips', '/staff/tips']])
  await stand.press('/reading', 'a tip that is read')
}

/** What programmers and whoever builds pages look at. */
export async function walkWorkshop({ lang, open }: Tour): Promise<void> {
  const stand = await open()
  await stand.rows([
    ['the styleguide', '/styleguide'],
    ['the styleguide, wide', '/styleguide?wide'],
  ])
  if (lang !== 'ar') await stand.rows([['the demo’s phones', '/outbox']])
}
