import { html } from '@remix-run/html-template'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { consoleTexts } from '../locales/console.ts'
import type { App } from '../platform/http.ts'
import { findCallBack } from '../routing/call-back.ts'
import { ASKERS, answerEnquiry } from '../routing/enquiry.ts'
import { takeTurn } from '../services.ts'
import { button, textField } from '../web/controls.ts'
import { box, section } from '../web/display.ts'
import { formOf, readForm } from './form.ts'
import { consolePage, type Desk, go, PATHS } from './kit.ts'
import { controlsOf, optionsOf } from './pick.ts'

const callBack = { access: { action: 'referral.call_back' } } as const
const enquiry = { access: { action: 'enquiry.answer' } } as const

/** Who calls us back, and who asks about somebody: two pages that give nothing away. */
export function callerPages(app: App, desk: Desk): void {
  const { services, kit } = desk

  app.get(PATHS.callBack, { config: callBack }, (request, reply) => showCallBack(request, reply))
  app.post(PATHS.callBack, { config: callBack }, async (request, reply) => {
    const form = readForm(request.body)
    const asked = { reference: form.one('reference'), codeWord: form.one('word') }
    const found = await takeTurn(services, request.actor, (turn) => findCallBack(turn, asked))
    if (found.found) return go(reply, request, `/console/referrals/${found.referralId}`)
    const { callBack: t } = consoleTexts(kit.languageOf(request))
    const text = found.wait ? t.wait(Math.ceil(found.wait / 60)) : t.noMatch
    return showCallBack(request, reply, text, found.wait ? 429 : 422)
  })

  function showCallBack(request: FastifyRequest, reply: FastifyReply, problem = '', status = 200) {
    const drawing = kit.drawing(request, { path: PATHS.callBack })
    const t = consoleTexts(drawing.language).callBack
    const page = consolePage(drawing, desk, {
      heading: t.heading,
      errors: problem ? [{ text: problem }] : [],
      content: [
        html`<div class="slim">
<p class="lead">${t.lead}</p>
<form method="post" action="${PATHS.callBack}${drawing.lang}" autocomplete="off">
${textField([], { name: 'reference', label: t.reference, hint: t.referenceHint, maxLength: 10 })}
${textField([], { name: 'word', label: t.word, maxLength: 60 })}
<div class="actions">${button(t.find)}</div>
</form>
<p class="hint">${t.lost}</p>
</div>`,
      ],
    })
    return kit.send(reply, page, status)
  }

  app.get(PATHS.enquiry, { config: enquiry }, (request, reply) => showEnquiry(request, reply))
  app.post(PATHS.enquiry, { config: enquiry }, async (request, reply) => {
    const asker = readForm(request.body).code('asker', ASKERS)
    const answer = await takeTurn(services, request.actor, (turn) => answerEnquiry(turn, asker))
    return showEnquiry(request, reply, answer)
  })

  function showEnquiry(
    request: FastifyRequest,
    reply: FastifyReply,
    answer?: Awaited<ReturnType<typeof answerEnquiry>>,
  ) {
    const drawing = kit.drawing(request, { path: PATHS.enquiry })
    const { language, lang } = drawing
    const t = consoleTexts(language).enquiry
    const form = formOf(answer ? [{ name: 'asker', value: answer.asker }] : [])
    const c = controlsOf(form, [], { unknown: '', yes: '', no: '', optional: '' })
    const page = consolePage(drawing, desk, {
      heading: t.heading,
      content: [
        html`<div class="slim">
<p class="lead">${t.lead}</p>
${
  answer
    ? section(
        'say',
        t.say,
        html`<blockquote class="written" tabindex="-1" autofocus>${answer.script[language]}</blockquote>`,
        box('calm', answer.keep[language], { heading: t.keep }),
        html`<p class="hint">${t.noted}</p>`,
      )
    : ''
}
<form method="post" action="${PATHS.enquiry}${lang}">
${c.pick(
  'asker',
  t.legend,
  optionsOf(ASKERS, (code) => t.askers[code]),
  { first: 'unknown' },
)}
<div class="actions">${button(t.show, { tone: answer ? 'quiet' : 'plain' })}</div>
</form>
</div>`,
      ],
    })
    return kit.send(reply, page)
  }
}
