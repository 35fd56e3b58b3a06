import { test } from 'tap'
import { needsChromium } from '../fixtures/browser.ts'
import { aConsole } from '../fixtures/console.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aReferral } from '../fixtures/referral.ts'

type Ringing = { rings: number }

test('the console, by hand', { ...needsPostgres, ...needsChromium }, async (t) => {
  const desk = await aConsole(t)

  t.test(
    'a call by keyboard alone becomes an arrival, and another board follows it live',
    async (t) => {
      const operator = await desk.asStaff('operator')
      const watcher = await desk.asStaff('supervisor')
      const board = await desk.sit(watcher.headers)
      await board.goto(`${desk.url}/console`)
      await board.waitForSelector('#live:not([hidden])')
      t.match(await board.textContent('#tasks + *'), /Nothing needs a human now/)

      const page = await desk.sit(operator.headers)
      await page.goto(`${desk.url}/staff`)
      await page.click('text=The board, and calls')
      await page.click('main >> text=New call')
      let keys = 0
      const press = async (...names: string[]) => {
        for (const name of names) {
          await page.keyboard.press(name)
          keys++
        }
      }
      // Each radio group begins at "Unknown", with yes to its right and no to its left.
      await press('ArrowRight', 'Tab', 'ArrowLeft', 'Tab', 'ArrowLeft', 'Tab', 'ArrowLeft', 'Tab')
      await press('ArrowLeft', 'Tab')
      t.equal(await page.evaluate('document.activeElement.id'), 'place')
      await page.keyboard.type('Thunder Bay, ON')
      await press('Tab', 'Tab', 'Tab')
      t.equal(await page.evaluate('document.activeElement.id'), 'need', 'the needs are one stop')
      await press('Space', 'l', 'Space')
      t.equal(
        await page.evaluate('document.activeElement.value'),
        'legal_immigration',
        'letters jump',
      )
      await page.waitForSelector('.plan:has-text("Cedar House can do all of it.")')
      t.match(
        await page.textContent('.matches'),
        /Quiet Place[\s\S]*Confidential: tell nobody where/,
      )
      t.equal(await page.locator('[data-region]').count(), 1)
      t.match(await page.textContent('#map .region'), 'Thunder Bay')
      // Urgency, languages, an interpreter, gender; then the age.
      await press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'w', 'Tab')
      await page.keyboard.type('24')
      await page.waitForSelector('summary:has-text("Near, but not possible (1)")')
      await press('Control+Enter', 'Space', 'Control+Enter')
      await page.waitForURL(/console\/referrals\//)
      t.comment(`measured: ${keys} keystrokes and the words of a place and an age`)
      t.ok(keys < 40, `${keys} keystrokes`)
      await desk.settle()

      await board.waitForSelector('#waiting .count')
      t.match(await board.title(), 'Board')
      t.match(await board.textContent('#waiting ~ .lines'), /one asked/)
      await page.waitForSelector('text=no answer yet')

      await page.click('text=They answered on the telephone')
      await page.click('button:text("They say yes")')
      await board.waitForSelector('#to-confirm .count')
      t.match(await page.textContent('.leg'), /Never confirm on a call that comes in/)
      await page.click('text=I called this number, and they confirm')
      t.match(await page.textContent('.box.good'), /Tell them this now/)
      await board.waitForSelector('#to-arrive .count')
      await page.goto(page.url().replace(/\/offers.*/, ''))
      t.equal(await page.locator('.box.good').count(), 0, 'what was told is not shown again')

      await page.fill('textarea', 'Is the side door open?')
      await page.click('text=Send')
      await page.click('text=Show the messages')
      t.match(await page.textContent('.thread'), /Is the side door open/)

      await page.goto(page.url().replace(/\/offers.*/, ''))
      await page.check('text=What was said')
      await page.fill('#read-reason', 'They asked what we noted.')
      await page.click('text=Show it')
      t.match(await page.textContent('#sealed ~ .box'), /24/)

      await page.goto(page.url().replace(/\/readings.*/, ''))
      await page.selectOption('select[name=outcome]', 'arrived')
      await page.click('text=Record it')
      await board.waitForSelector('#connected .count')
      for (const each of [page, board]) {
        t.same(each.complaints, [], 'no complaint of the browser, no breach of the policy')
        t.same([...each.hosts], [desk.host], 'nothing from elsewhere')
      }
    },
  )

  t.test('the same without a script: forms, and pages that answer them', async (t) => {
    const { headers } = await desk.asStaff('operator')
    const page = await desk.sit(headers, { javaScriptEnabled: false })
    await page.goto(`${desk.url}/console/new?lang=fr`)
    await page.fill('#place', 'Windsor')
    await page.check('#need')
    await page.click('text=Montrer qui pourrait aider')
    t.match(await page.textContent('#results'), /Vouliez-vous dire/)
    await page.click('button:has-text("Windsor, ON")')
    await page.fill('#place', 'Thunder Bay')
    await page.fill('#why_not', 'Mission')
    await page.selectOption('#gender', 'woman')
    await page.fill('#age', '24')
    await page.click('text=Demander')
    t.match(await page.textContent('#results'), /Maison du Cèdre peut le faire/)
    t.match(await page.textContent('#results .box'), /Men’s Mission\s: /)

    t.equal(page.url().includes('Thunder'), false, 'no place in a URL')
    await page.goto(`${desk.url}/console?lang=fr`)
    await page.click('text=Appel de')
    t.equal(await page.inputValue('#place'), 'Thunder Bay', 'a draft is found again')
    await page.click('text=Faire la demande')
    t.match(await page.textContent('.errors'), /Dites si elle est d’accord/)
    await page.check('#agreed')
    await page.click('text=Faire la demande')
    await page.waitForURL(/console\/referrals\//)
    t.match(await page.textContent('.leg'), /Hébergement d'urgence/)
    t.match(await page.textContent('h1'), /Demande/)

    await page.goto(`${desk.url}/console?lang=fr`)
    t.equal(await page.locator('#drafts').count(), 0, 'its draft is gone')
  })

  t.test('a lost line and a session that ended are said, and lose nothing', async (t) => {
    const { headers } = await desk.asStaff('operator')
    const page = await desk.sit(headers)
    await page.route('**/v1/live', (route) => route.abort())
    await page.goto(`${desk.url}/console`)
    t.match(await page.textContent('#live.lost'), /Connection lost/)
    await page.unroute('**/v1/live')
    await page.waitForSelector('#live:not(.lost):has-text("Live")')

    await page.goto(`${desk.url}/console/new`)
    await page.fill('#place', 'Thunder Bay')
    await page.waitForURL(/draft=/)
    await page.context().setOffline(true)
    await page.check('#need')
    t.match(await page.textContent('#lost:not([hidden])'), /The connection is lost/)
    await page.context().setOffline(false)
    await page.waitForSelector('.matches > li')
    t.ok(await page.isHidden('#lost'))
    await page.reload()
    t.equal(await page.inputValue('#place'), 'Thunder Bay')
    t.ok(await page.isChecked('#need'))

    await page.context().clearCookies()
    await page.fill('#age', '31')
    t.match(await page.textContent('#lost:not([hidden])'), /You are signed out/)
    t.equal(await page.inputValue('#place'), 'Thunder Bay')
  })

  t.test('a board counts in its title and header, and rings for what is new', async (t) => {
    const { headers } = await desk.asStaff('supervisor')
    const page = await desk.sit(headers)
    await page.addInitScript(`window.rings = 0
      const make = AudioContext.prototype.createOscillator
      AudioContext.prototype.createOscillator = function () { rings++; return make.call(this) }`)
    await page.goto(`${desk.url}/console`)
    const waiting = Number(/^\((\d+)\)/.exec(await page.title())?.[1] ?? 0)
    await page.click('#sound')
    await page.waitForFunction(() => (globalThis as unknown as Ringing).rings === 2)
    await aReferral(desk, { age: 16, urgency: 'emergency' })
    await page.waitForFunction(() => (globalThis as unknown as Ringing).rings > 2)
    const now = Number(/^\((\d+)\)/.exec(await page.title())![1])
    t.ok(now > waiting, `${waiting} before, ${now} now`)
    t.equal(await page.textContent('.ways [aria-current] .count'), String(now))
    await page.selectOption('#province', 'QC')
    await page.click('text=Show')
    t.equal(await page.locator('#region').count(), 1, 'a province has its regions')
    t.notMatch(await page.textContent('#board'), 'emergency open')
    t.same(page.complaints, [])
  })

  t.test('who asks, and who calls back: nothing is given away', async (t) => {
    const made = await aReferral(desk)
    const { headers } = await desk.asStaff('operator')
    const page = await desk.sit(headers)
    await page.goto(`${desk.url}/console/referrals/${made.id}`)
    t.match(await page.textContent('h1'), 'Open this referral')
    t.notMatch(await page.content(), made.reference)

    await page.goto(`${desk.url}/console/call-back`)
    await page.fill('#reference', made.reference)
    await page.fill('#word', 'oak')
    await page.click('button:text("Find it")')
    t.match(await page.textContent('.errors'), /That does not fit/)
    await page.fill('#reference', made.reference)
    await page.fill('#word', 'Maple')
    await page.click('button:text("Find it")')
    await page.waitForURL(/console\/referrals\//)
    t.match(await page.textContent('h1'), made.reference)
    await page.check('text=How to reach the person')
    await page.fill('#read-reason', 'They called.')
    await page.click('text=Show it')
    t.match(await page.textContent('#sealed ~ .box'), /maple[\s\S]*Not before 18:00/)
    t.notMatch(await page.textContent('#sealed ~ .box'), '807', 'outside the window no number')

    await page.goto(`${desk.url}/console/enquiry`)
    await page.check('text=Media')
    await page.click('text=Show what to say')
    t.match(await page.textContent('blockquote'), /I cannot say whether we know this person/)
  })
})
