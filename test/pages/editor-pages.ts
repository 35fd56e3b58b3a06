import { aServicePoint } from '../fixtures/directory.ts'
import { filled, type Row, send, type Tour } from './tour.ts'

const POINTS = '/staff/directory/points'
const ORGANIZATIONS = '/staff/directory/organizations'

/** What an editor sees who finds, reads, changes and retires what the directory holds. */
export async function walkEditor({ desk, open }: Tour): Promise<void> {
  const editor = await open(await desk.asStaff('editor'))
  const listed = { status: 'listed' as const, vetted: undefined, contacts: [] }
  const birch = await aServicePoint(desk, {
    ...{ ...listed, name: 'Birch House', nameFr: 'Maison du Bouleau', lat: 48.41, lng: -89.26 },
    ...{ description: 'A house with a garden.', address: '12 Elm Street', hours: WEEK },
    ...{ website: 'https://birch.example', takes: ['pets'], refuses: ['medication'] },
    ...{ areas: ['on', 'on-kenora-district'], children: ['0-5:girl'], access: ['wheelchair'] },
  })
  const at = `${POINTS}/${birch.id}`
  const home = `${ORGANIZATIONS}/${desk.cedar.organizationId}`
  const quiet = `${POINTS}/${desk.quiet.id}`
  await editor.rows([
    ['service points', '/staff/directory'],
    ['some of them', '/staff/directory?q=birch&province=ON&need=emergency_shelter&look=never'],
    ['none of them', '/staff/directory?q=xyzzy&state=retired'],
    ['a service point', at],
    ['checked today', '', send('/check')],
    ['to be changed', `${at}/edit`],
    ['changed', `${at}/edit`, changed],
    ['undone', '', ({ page }) => page.locator('form[action*="/undo"] button').first().click()],
    ['much that cannot be taken', `${at}/edit`, wrong],
    ['to be retired', `${at}/retire`],
    ['retired', `${at}/retire`, send('/retire')],
    ['a confidential one', quiet],
    ['a confidential one, to be changed', `${quiet}/edit`],
    ['a partner, to be changed', `${POINTS}/${desk.cedar.id}/edit`],
    ['made confidential', `${POINTS}/${desk.men.id}`, send('/hide')],
    ['whose the new one is', `${POINTS}/new`],
    ['a new one', `${POINTS}/new?organization=${desk.cedar.organizationId}`],
    ['a new one of nothing', '', send('/new')],
    ['one that is there already', '', send('/new', TWIN)],
    ['another one', '', send('/new', { '#other': 'on' })],
    ['organizations', ORGANIZATIONS],
    ['an organization', home],
    ['an organization, to be changed', `${home}/edit`],
    ['an organization without a name', '', send('/edit', { '#name': '' })],
    ['an organization to be retired', `${home}/retire`],
    ['a retired organization', '', send('/retire')],
    ['a new organization', `${ORGANIZATIONS}/new`],
    ['an organization without service points', '', send('/new', { '#name': 'Society' })],
    ['no such service point', `${POINTS}/019aa7c2-5d1e-7a40-8c3b-000000000017`],
  ])
  const operator = await open(await desk.asStaff('operator'))
  await operator.rows([
    ['service points, to look at', '/staff/directory'],
    ['a service point, to look at', `${POINTS}/${desk.cedar.id}`],
  ])
}

const WEEK = {
  kind: 'weekly' as const,
  ranges: [
    { days: ['mo' as const, 'tu' as const], opens: '09:00', closes: '12:00' },
    { days: ['mo' as const, 'fr' as const], opens: '22:00', closes: '06:00' },
    {
      ...{ days: ['sa' as const], opens: '10:00', closes: '14:00' },
      ...{ validFrom: '2026-12-01', validTo: '2027-03-31' },
    },
  ],
  exceptions: [
    { date: '2026-12-25', ranges: [] },
    { date: '2026-12-31', ranges: [{ opens: '09:00', closes: '12:00' }] },
  ],
}

const TWIN = {
  ...{ '#name': 'CEDAR HOUSE', '#province': 'ON', '#needs': 'on', '#city': 'Thunder Bay' },
}

const changed: Row[2] = async (stand) => {
  const fields = {
    '#name': 'Birch Place',
    '[id=mo-1-from]': '8',
    '#city': 'Kenora',
    '#lat': '',
    '#lng': '',
  }
  await filled(fields)(stand)
  await save(stand)
}

const wrong: Row[2] = async (stand) => {
  await filled({
    ...{ '#name': '', '#city': 'Xyzzyville', '#postalCode': 'ABC', '#lat': '100', '#minAge': 'x' },
    ...{ '[id=mo-1-from]': '25:00', '[id=tu-1-to]': '', '[id=date-1]': '', '#phones': '911' },
    ...{ '#website': 'www', '#otherLanguages': 'Klingonese', '#moreAreas': 'Mars' },
  })(stand)
  await save(stand)
}

const save: NonNullable<Row[2]> = async ({ page }) => {
  const button = page.locator('.facts-form > .actions button')
  await Promise.all([page.waitForNavigation(), button.dispatchEvent('click')])
}
