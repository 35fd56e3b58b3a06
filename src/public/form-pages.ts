import type { App } from '../platform/http.ts'
import { prepareReferral } from '../routing/make-referral.ts'
import type { Services } from '../services.ts'
import { readAnswers, toReferral } from './answers.ts'
import { newCode } from './code.ts'
import { formPage } from './form-view.ts'
import { saying } from './frame.ts'
import { type Asking, type PublicKit, publicly, textOf } from './kit.ts'
import { sendReferral } from './receipt.ts'
import { donePage, receiptPage, wordPage } from './receipt-view.ts'
import { openForm, type SoFar, sealForm } from './sealed-form.ts'

/** Sealed answers are longer than what was typed. */
const LONGEST = 16_000

/**
 * Get help: the questions, the receipt, the word, and it is sent. Always the same address; what was
 * answered goes along in the form, sealed, and the server keeps nothing before the last step.
 */
export function formPages(app: App, services: Services, kit: PublicKit): void {
  const { keys, clock, db, gazetteer } = services

  app.get('/:language/form', publicly, async (request: Asking, reply) =>
    kit.send(reply, formPage(kit.drawing(request))),
  )

  app.post('/:language/form', publicly, async (request: Asking, reply) => {
    const drawing = kit.drawing(request)
    const { language, t } = drawing
    const step = textOf(request.body, 'step', 20)
    const now = await clock.now(db.orm)

    if (step === 'answers') {
      const answers = readAnswers(request.body)
      const read = toReferral(gazetteer, language, answers)
      if ('faults' in read) return kit.send(reply, formPage(drawing, answers, read.faults), 422)
      const soFar: SoFar = { answers, code: newCode(), at: now.toISOString() }
      return kit.send(reply, receiptPage(drawing, sealForm(keys, soFar), soFar.code))
    }

    const sealed = textOf(request.body, 'state', LONGEST)
    const soFar = openForm(keys, sealed, now)
    if (!soFar) return kit.send(reply, saying(drawing, t.errors.expired, true), 422)
    if (step === 'back') return kit.send(reply, formPage(drawing, soFar.answers))
    if (step !== 'send') return kit.send(reply, wordPage(drawing, sealed))

    const read = toReferral(gazetteer, language, soFar.answers)
    if ('faults' in read) return kit.send(reply, formPage(drawing, soFar.answers, read.faults), 422)
    const codeWord = textOf(request.body, 'word', 60)
    const { safeContact } = read.input
    const input = {
      ...read.input,
      safeContact: { ...safeContact!, ...(codeWord && { codeWord }) },
    }
    const prepared = await prepareReferral(services, input)
    const reference = await sendReferral(services, prepared, soFar.code)
    const contact = safeContact!.wanted
    const urgent = input.urgency === 'emergency'
    return kit.send(reply, donePage(drawing, { reference, contact, urgent }))
  })
}
