import { answerCounts, termMappings } from '../../db/schema.ts'
import { findDuplicates } from '../../src/hsds/duplicates-find.ts'
import { newId } from '../../src/platform/ids.ts'
import { send as sendJson } from '../fixtures/approvals.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { contactNow } from '../fixtures/referral.ts'
import { send, type Tour } from './tour.ts'

const POINTS = '/staff/directory/points'

/** What editors see beside editing: vetting, contacts, their list, duplicates, terms, files. */
export async function walkEditorWork(tour: Tour): Promise<void> {
  await list(tour)
  await vetting(tour)
  await contacts(tour)
  await duplicatesAndTerms(tour)
  await imports(tour)
  await exports(tour)
}

async function list({ desk, open }: Tour): Promise<void> {
  const stand = await open(await desk.asStaff('editor'))
  const { orm } = desk.db
  await orm.insert(answerCounts).values({ servicePointId: desk.men.id, answered: 1, silent: 3 })
  await aServicePoint(desk, {
    ...{ name: 'Odd House', takes: ['pets'], refuses: ['pets'], verifiedOn: '2026-01-01' },
    ...{ hours: { kind: 'unknown', text: 'whenever we are there' }, contacts: [] },
  })
  await stand.rows([
    ['what needs an editor', '/staff/directory/work'],
    ['one group of it', '/staff/directory/work?group=unverified'],
  ])
}

async function vetting({ desk, open }: Tour): Promise<void> {
  const listed = { status: 'listed' as const, vetted: undefined, contacts: [] }
  const fir = await aServicePoint(desk, { ...listed, name: 'Fir House' })
  const mute = await aServicePoint(desk, { ...listed, name: 'Mute House', phones: [] })
  const editor = await desk.asStaff('editor')
  const one = await open(editor)
  const other = await open(await desk.asStaff('supervisor'))
  const at = `${POINTS}/${fir.id}/vetting`
  const call = { '#number': 'on', '#time': '13:30', '#agreement': 'Agreement 12' }
  await one.rows([
    ['no number to call', `${POINTS}/${mute.id}/vetting`],
    ['how it becomes a partner', at],
    ['nothing was filled in', '', send('/vetting')],
    ['asked', at, send('/vetting', { ...call, '[id=value-1]': '807 555 0133' })],
    ['taken back', '', send('/refusal')],
    ['asked again', at, send('/vetting', { ...call, '[id=value-1]': '807 555 0133' })],
  ])
  await other.rows([
    ['the second person', at],
    ['not all was checked', '', send('/approval', { '#checked': 'on' })],
    [
      'a partner',
      at,
      send('/approval', {
        ...{ '#checked': 'on', '#checked-agreement': 'on', '#checked-contacts': 'on' },
      }),
    ],
    ['not for everybody', `${POINTS}/019aa7c2-5d1e-7a40-8c3b-000000000017/vetting`],
  ])
}

async function contacts({ desk, open }: Tour): Promise<void> {
  const oak = await aServicePoint(desk, { name: 'Oak House' })
  const one = await open(await desk.asStaff('editor'))
  const other = await open(await desk.asStaff('supervisor'))
  const at = `${POINTS}/${oak.id}/contacts`
  const { id } = await contactNow(desk, oak.sms)
  const call = { '#number': 'on', '#time': '13:30' }
  await one.rows([
    ['contacts', at],
    ['a change of nothing', '', send('/contacts?')],
    ['a change', at, send('/contacts?', { ...call, '[id=value-1]': '807 555 0134' })],
  ])
  await other.rows([
    ['the second person of a change', at],
    ['unchecked', '', send('/approval')],
    ['72 hours', at, send('/approval', { '#checked': 'on', '#checked-contacts': 'on' })],
    ['stopped', '', send('/refusal')],
    ['confirmed', at, send(`${id}/confirmation`, { [`[id=called-${id}]`]: 'on' })],
    ['suspended', at, send(`${id}/suspension`)],
    ['of one that is only listed', `${POINTS}/${(await aListed()).id}/contacts`],
  ])

  function aListed() {
    return aServicePoint(desk, { status: 'listed', vetted: undefined, contacts: [] })
  }
}

async function duplicatesAndTerms({ desk, open }: Tour): Promise<void> {
  const stand = await open(await desk.asStaff('editor'))
  const { orm } = desk.db
  const [at, termId] = [desk.clock.at, newId()]
  const seen = { firstSeenAt: at, lastSeenAt: at }
  await stand.rows([
    ['no duplicates', '/staff/directory/duplicates'],
    ['no terms', '/staff/directory/terms'],
  ])
  await aServicePoint(desk, { name: 'Twin House', description: 'The one.' })
  await aServicePoint(desk, { name: 'TWIN HOUSE', status: 'listed', vetted: undefined })
  await orm.transaction((tx) => findDuplicates(tx as never, at))
  await orm.insert(termMappings).values([
    { id: termId, taxonomy: '211', code: 'BH', term: 'Beds', termKey: 'beds', seen: 9, ...seen },
    {
      ...{ id: newId(), taxonomy: '', code: 'L', term: 'Law', termKey: 'law', seen: 1, ...seen },
      ...{ needs: ['legal_labour'], decidedBy: 'starter list', decidedAt: at },
    },
  ])
  const term = `/staff/directory/terms/${termId}`
  await stand.rows([
    ['duplicates', '/staff/directory/duplicates'],
    ['they are one', '', ({ page }) => page.locator('details form button').first().click()],
    ['terms', '/staff/directory/terms'],
    ['no such term', '/staff/directory/terms?q=nothing'],
    ['a term', term],
    ['a term with a meaning', '', send('/terms/', { '#needs': 'on' })],
    ['a term again', term],
  ])
}

async function imports({ desk, open }: Tour): Promise<void> {
  const stand = await open(await desk.asStaff('editor'))
  const { page } = stand
  const at = '/staff/directory/imports'
  const rows = [
    'source,id,organization,name,province,city,phones,needs',
    'test,1,Cedar Society,Cedar Home,ON,Thunder Bay,807-555-0110,emergency_shelter',
    'test,2,Birch Society,Birch Home,ON,Thunder Bay,555-01,food',
    'test,3,Oak Society,Oak Home,XX,Nowhere,807-555-0111,food',
  ]
  const sent = async (name: string, text: string) => {
    const buffer = Buffer.from(text)
    await page.setInputFiles('#file', { name, mimeType: 'text/csv', buffer })
    await page.click('form[data-send] button')
    await page.waitForSelector('form[action*="/end"]')
  }
  await stand.rows([
    ['no file yet', at],
    ['what would happen', '', () => sent('homes.csv', rows.join('\n'))],
    ['a file that was sent', at],
    ['what happened', at, () => taken()],
    ['files before', at],
    ['no file of ours', '', () => sent('other.csv', 'a,b\n1,2')],
  ])

  async function taken() {
    await page.click('text=homes.csv')
    await page.click('form[action*="/taking"] button')
    await page.waitForURL(/imports\/[0-9a-f-]{36}/)
  }
}

async function exports({ desk, open }: Tour): Promise<void> {
  const editor = await desk.asStaff('editor')
  const stand = await open(editor)
  const at = '/staff/directory/export'
  await stand.rows([
    ['taking it out', at],
    ['without a reason', '', send('/export')],
    ['all of it was asked', at, send('/export', { '#reason': 'A copy for the review.' })],
  ])
  const { body } = await sendJson(desk, editor, 'GET', '/v1/approvals')
  const own = body.approvals.find(({ kind }: { kind: string }) => kind === 'directory_export')
  await sendJson(desk, await desk.asStaff('admin'), 'POST', `/v1/approvals/${own.id}/approval`)
  await stand.rows([['it can be fetched', at]])
}
