import { test } from 'tap'
import { consoleTexts } from '../../src/locales/console.ts'
import { callTexts } from '../../src/locales/console-call.ts'
import { referralTexts } from '../../src/locales/console-referral.ts'
import { routingTexts } from '../../src/locales/routing.ts'

/** `board.urgencies.urgent`: also of texts by code, whose keys no type compares. */
const names = (texts: object, before = ''): string[] =>
  Object.entries(texts).flatMap(([name, text]) =>
    typeof text === 'object' && text !== null
      ? names(text, `${before}${name}.`)
      : [`${before}${name}`],
  )

test('every text of the console is there in both languages', async (t) => {
  for (const texts of [consoleTexts, callTexts, referralTexts, routingTexts])
    t.same(names(texts('fr')).sort(), names(texts('en')).sort())
})
