import { servicePoints } from '../../db/schema.ts'
import { after, DAY } from '../../src/platform/clock.ts'
import { type ReviewLetter, reviewed, seenAt } from '../fixtures/reviews.ts'
import { filled, type Row, send, type Tour } from './tour.ts'

/** The page behind the link of a review, in every state: for people without an account. */
export async function walkReviews({ desk, open }: Tour): Promise<void> {
  const WEEK = {
    ...{ kind: 'weekly', exceptions: [{ date: '2026-12-25', ranges: [] }] },
    ranges: [{ days: ['mo', 'tu', 'we', 'th', 'fr'], opens: '09:00', closes: '17:00' }],
  }
  const asked = async (overrides: object = {}) =>
    (await reviewed(desk, { name: 'Birch House', hours: WEEK, ...overrides })).letters[0]!
  const stand = await open()
  const letter = await asked()
  const pausedUntil = after(desk.clock.at, 9 * DAY)
  await desk.db.orm.update(servicePoints).set({ pausedUntil })
  await stand.rows([
    ['a link of nothing', '/review/AAAAAAAAAAAAAAAAAAAAAA'],
    ['what the directory says', letter.path],
    ['what is different', `${letter.path}/changes`],
    ['nothing is', `${letter.path}/changes`, last],
    ['much that cannot be taken', `${letter.path}/changes`, wrongForm],
    ['changed meanwhile', `${letter.path}/changes`, overtaken],
    ['wrong digits', letter.path, say(wrong(letter))],
    ['all is right', letter.path, say(letter.digits)],
    ['all is right, opened again', letter.path],
  ])
  const different = await asked({ hidden: true })
  await stand.rows([
    ['of a confidential place', different.path],
    [
      'something is different',
      `${different.path}/changes`,
      async (at) => {
        await filled({ '#words': 'We have a new name.', '#digits': different.digits })(at)
        await last(at)
      },
    ],
  ])
  const tried = await asked()
  const guess = say(wrong(tried))
  for (let i = 0; i < 4; i++) await stand.rows([['wrong again', tried.path, guess]])
  await stand.rows([['frozen', tried.path, guess]])
}

/** The same for who is signed in, then what an editor decides. */
export async function walkChecks({ desk, open }: Tour): Promise<void> {
  const member = await desk.asStaff('service_point', desk.cedar.organizationId)
  const stand = await open(member)
  const at = `/inbox/points/${desk.cedar.id}/check`
  await stand.rows([
    ['our details', at],
    ['our details are right', at, send('/check')],
    ['that they are right, again', `${at}/right`],
    ['what is different with us', `${at}/changes`],
    ['nothing is different', `${at}/changes`, send('/changes')],
    [
      'something is different with us',
      `${at}/changes`,
      send('/changes', { '#words': 'We have a new name.', '#maxAge': '64' }),
    ],
    ['that it was sent, again', `${at}/sent`],
  ])
}

export async function walkCorrections(tour: Tour): Promise<void> {
  const { desk, open } = tour
  const stand = await open(await desk.asStaff('editor'))
  await stand.rows([['no corrections', '/staff/corrections']])
  const { headers } = await desk.asStaff('service_point', desk.cedar.organizationId)
  const url = `/inbox/points/${desk.cedar.id}/check/changes`
  const seen = await seenAt(desk, url, headers)
  const facts = { needs: 'food', hours: 'always' }
  const said = new URLSearchParams({ words: 'We have a new name.', ...facts, seen })
  await desk.app.inject({
    ...{ method: 'POST', url, payload: said.toString() },
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
  })
  const at = `/staff/corrections/${desk.cedar.id}`
  await stand.rows([
    ['corrections', '/staff/corrections'],
    ['what is different there', at],
    ['one is declined', '', send('/refusal')],
    ['one is accepted', '', send('/acceptance')],
    ['went through by telephone', '', send('/check')],
  ])
}

const wrong = ({ digits }: ReviewLetter): string => (digits === '0000' ? '0001' : '0000')

const last: NonNullable<Row[2]> = ({ page }) => page.locator('main form button').last().click()

/** As if somebody had changed it since the page was opened. */
const overtaken: NonNullable<Row[2]> = async (stand) => {
  await stand.page.evaluate("document.querySelector('input[name=seen]').value = 'older'")
  await wrongForm(stand)
}

const wrongForm: NonNullable<Row[2]> = async (stand) => {
  const fields = { '#day-mo': 'mornings', '#otherLanguages': 'Xyzzyish', '#pause': '2020-01-01' }
  await filled({ ...fields, '#minAge': '40', '#maxAge': '18' })(stand)
  await last(stand)
}

const say =
  (digits: string): NonNullable<Row[2]> =>
  async (stand) => {
    await filled({ '#digits': digits })(stand)
    await stand.page.locator('main form button').last().click()
  }
