import type { App } from '../platform/http.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { type Answers, contactOf, type Fault, readAnswers } from './answers.ts'
import { readCode } from './code.ts'
import { saying } from './frame.ts'
import { type Asking, type PublicKit, publicly, textOf } from './kit.ts'
import { change, lookUp, PERSON } from './receipt.ts'
import { lookPage, standingPage } from './receipt-view.ts'

/** Look again with the receipt: that somebody waits, or that we are looking, and nothing else. */
export function receiptPages(app: App, services: Services, kit: PublicKit): void {
  app.get('/:language/receipt', publicly, async (request: Asking, reply) =>
    kit.send(reply, lookPage(kit.drawing(request))),
  )

  app.post('/:language/receipt', publicly, async (request: Asking, reply) => {
    const drawing = kit.drawing(request)
    const typed = textOf(request.body, 'code', 80)
    const unknown = () => kit.send(reply, lookPage(drawing, typed), 422)
    const code = readCode(typed)
    if (!code) return unknown()
    const kind = textOf(request.body, 'change', 10)
    const answers = readAnswers({ contact: 'yes', ...(request.body as object) })
    const asked = asking(kind, answers)
    const word = textOf(request.body, `word-${kind}`, 60)

    const { done, standing } = await takeTurn(services, PERSON, async (turn: Turn) => ({
      done: 'wanted' in asked ? await change(turn, { code, word, ...asked }) : undefined,
      standing: await lookUp(turn, code),
    }))
    if (!standing) return unknown()
    const of = kind === 'withdraw' ? 'withdraw' : 'contact'
    const wrong: Fault[] = done === 'wrong_word' ? [{ field: `word-${of}`, code: 'word' }] : []
    const faults = 'fault' in asked ? [asked.fault] : wrong
    const changed = done === 'done' && of === 'contact'
    if (standing.state === 'stopped' && kind)
      return kit.send(reply, saying(drawing, drawing.t.look.stopped))
    const page = standingPage(
      drawing,
      { ...standing, code, changed },
      {
        ...{ of, faults },
        answers: faults.length > 0 ? answers : {},
      },
    )
    return kit.send(reply, page, faults.length > 0 ? 422 : 200)
  })
}

type Wanted = Parameters<typeof change>[1]['wanted']

/** What is to be changed, if anything. */
function asking(kind: string, answers: Answers): { wanted: Wanted } | { fault: Fault } | object {
  if (kind === 'withdraw' || kind === 'no_word') return { wanted: { kind } }
  if (kind !== 'contact') return {}
  const contact = contactOf({ ...answers, contact: ['yes'] })
  if ('fault' in contact) return contact
  const safeContact = { wanted: true, channels: contact.channel ? [contact.channel] : [] }
  return { wanted: { kind: 'contact', safeContact } }
}
