import { eq } from 'drizzle-orm'
import { offerLinks } from '../../db/schema.ts'
import { keyedHash } from '../../src/protection/keys.ts'
import { CLOCK } from '../../src/protection/may.ts'
import { fail } from '../../src/routing/answer.ts'
import { takeTurn } from '../../src/services.ts'
import { type Letter, lastCode, lettersOf } from '../fixtures/letters.ts'
import { aReferral } from '../fixtures/referral.ts'
import { filled, type Row, send, type Tour } from './tour.ts'

/** The page behind the link of an offer, in every state: for people without an account. */
export async function walkAnswers({ desk, open }: Tour): Promise<void> {
  const both = ['emergency_shelter', 'legal_immigration']
  const offered = async (needs = both): Promise<Letter> => {
    await aReferral(desk, { needs })
    return lettersOf(desk).at(-1)!
  }
  const say = (letter: Letter, answer: string, more: Record<string, string> = {}): Row[2] => {
    return async (stand) => {
      const { page } = stand
      await filled({ [`[name=answer][value=${answer}]`]: 'on', ...more })(stand)
      await page.fill('#digits', letter.digits)
      await page.locator('main form button').last().click()
      await page.waitForLoadState('load')
      await desk.settle()
    }
  }

  const asked = await offered()
  const no = await open()
  await no.rows([
    ['a link that is not known', '/answer/AAAAAAAAAAAAAAAAAAAAAA'],
    ['asked', asked.path],
    ['nothing was said', '', ({ page }) => page.locator('main form button').last().click()],
    ['wrong digits', asked.path, say({ ...asked, digits: wrong(asked) }, 'yes')],
    ['a no', asked.path, say(asked, 'no', { '#reason': 'household' })],
    ['a no, opened again', asked.path],
  ])

  const unsafe = await offered()
  await no.rows([
    ['unsafe for them', unsafe.path, say(unsafe, 'no', { '#reason': 'unsafe' })],
    ['opened again after unsafe', unsafe.path],
  ])

  const taken = await offered()
  const yes = await open()
  await yes.rows([
    ['a yes', taken.path, say(taken, 'yes')],
    ['a wrong code', '', send('/confirmation', { '#code': '000000' })],
    [
      'confirmed, with the details',
      '',
      async (stand) => send('/confirmation', { '#code': lastCode(desk) })!(stand),
    ],
    ['confirmed, opened again', taken.path],
    ['the details again', '', send('/reading')],
    ['a message of nothing', taken.path, send('/messages')],
    ['a message', '', send('/messages', { '#text': 'When will she come?' })],
    ['the messages', taken.path, send('/messages/reading')],
    ['a meeting of nothing', taken.path, send('/meeting')],
    [
      'a meeting',
      '',
      send('/meeting', { '[name=how][value=meet]': 'on', '#meet-place': 'The library' }),
    ],
    ['no outcome', taken.path, send('/outcome')],
    ['they arrived', '', send('/outcome', { '[name=outcome][value=arrived]': 'on' })],
    ['given back', '', send('/outcome', { '[name=outcome][value=returned_by_service]': 'on' })],
  ])

  // One need: a leg of several would be split among others, and is open no more.
  const lost = await offered(['emergency_shelter'])
  await lose(desk, lost)
  await no.rows([
    ['its messages had failed, by every way', lost.path],
    ['a yes after all', lost.path, send('/answer/', { '#digits': lost.digits })],
    ['that yes was heard', lost.path],
  ])

  const late = await offered()
  await desk.pass(3 * 86_400_000)
  await no.rows([['too late', late.path]])
  const tried = await offered()
  for (let i = 0; i < 4; i++) await no.rows([['wrong again', tried.path, guess(tried)]])
  await no.rows([['frozen', tried.path, guess(tried)]])

  function guess(letter: Letter): Row[2] {
    return say({ ...letter, digits: wrong(letter) }, 'yes')
  }
}

/** As if no provider had brought it. */
async function lose(desk: Tour['desk'], { token }: Letter): Promise<void> {
  await takeTurn(desk, CLOCK, async (turn) => {
    const its = eq(offerLinks.tokenHash, keyedHash(desk.keys, 'token', token))
    const [link] = await turn.tx.select().from(offerLinks).where(its)
    await fail(turn, link!.offerId, 'bounced')
  })
  await desk.settle()
}

const wrong = ({ digits }: Letter): string => (digits === '0000' ? '0001' : '0000')
