import { newId } from '../../src/platform/ids.ts'
import { filled, type Stand, send, type Tour } from './tour.ts'

/** Coverage, lists to print, and the library, as those who work with them see them. */
export async function walkReporting({ desk, open }: Tour): Promise<void> {
  const stand = await open(await desk.asStaff('supervisor'))
  await stand.rows([
    ['coverage', '/staff/coverage'],
    ['coverage of another need', '/staff/coverage?need=legal_immigration&gender=man&age=16-17'],
    ['coverage of a province', '/staff/coverage/ON'],
    ['coverage of a province without regions', '/staff/coverage/YT'],
    ['the file of coverage', '/staff/coverage', download('/staff/coverage.csv')],
    ['the file of gaps', '/staff/coverage', download('/staff/coverage-gaps.csv')],
    ['lists', '/staff/lists'],
    ['a list of nothing', '', send('/lists', { '#area': '' })],
    ['a list', '/staff/lists', send('/lists', { '#area': 'on' })],
    ['an empty list', '/staff/lists', send('/lists', { '#area': 'pe' })],
    ['an empty library', '/staff/library'],
    ['a new tool', '/staff/library/new'],
    ['a tool of nothing', '', send('/library/new', { '#year': 'soon' })],
    ['tools from a file', '/staff/library/import'],
    ['tools from no file', '', send('/library/import')],
    ['tools from a file, some of them', '', send('/library/import', { '#csv': FILE })],
    ['the library', '/staff/library'],
    ['nothing found', '/staff/library?q=nothing'],
    ['the file of the library', '/staff/library', download('/staff/library.csv')],
    ['a tool', '/staff/library', ({ page }) => page.locator('section a.button').first().click()],
    ['a tool, wrong', '', ({ page }) => wrong(page)],
    ['a tool that is not there', `/staff/library/${newId()}`],
  ])
  const reader = await open(await desk.asStaff('police'))
  await reader.rows([['the library, to read', '/staff/library']])
}

/** The library as anybody reads it. */
export async function walkLibrary({ lang, open }: Tour): Promise<void> {
  const stand = await open()
  await stand.rows([
    ['the library', `/${lang}/library`],
    ['nothing in it', '', send('/library', { '#q': 'nothing' })],
  ])
}

/** A browser stays where it is while it saves. */
const download = (path: string) => async (stand: Stand) => {
  const saved = stand.page.waitForEvent('download')
  await stand.at(path).catch(() => {})
  await (await saved).path()
}

async function wrong(page: Stand['page']): Promise<void> {
  await filled({ '#link': 'http://tools.example' })({ page })
  await Promise.all([page.waitForNavigation(), page.locator('main form button').first().click()])
}

const FILE = `title,kind,languages,organization,link
A card (fictional),awareness,"en, fr",Example Society,https://tools.example/a-card-that-has-a-rather-long-address
A guide (fictional),service,en,Example Society,https://tools.example/guide
Wrong,leaflet,en,Example Society,http://tools.example`
