import { html } from '@remix-run/html-template'
import { momentInWords } from '../approvals/words.ts'
import { countFrom } from '../directory/contacts-numbers.ts'
import { vettingTexts } from '../locales/editor-vetting.ts'
import type { Drawing } from '../staff/layout.ts'
import { fieldOf } from '../staff/page-kit.ts'
import { button, textField } from '../web/controls.ts'
import { box, facts, more, row, section, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Vetting } from './vetting-data.ts'
import {
  type Again,
  type Check,
  calledFields,
  contactRows,
  lastOf,
  linked,
  numbersOf,
  reasonField,
  secondPart,
  textsOf,
  whoIs,
} from './vetting-parts.ts'
import { nameIn, POINTS, workPage } from './worklist-kit.ts'

export const VETTING_CHECKS: readonly Check[] = ['number', 'agreement', 'contacts']
/** So many contacts can be named at once. */
export const CONTACT_ROWS = 3

/** What stands in the way of the first step, for this reader. */
type Obstacle = 'none' | 'yours' | 'fresh' | undefined

/** How a service point becomes a partner, step by step, for whoever has never done it. */
export function vettingPage(
  drawing: Drawing,
  seen: Vetting,
  again: Again = { errors: [] },
): string {
  const t = textsOf(drawing)
  const { point, pending } = seen
  const at = `${POINTS}/${point.id}`
  const name = nameIn(drawing.language, point)
  const state = point.status === 'partner' ? tag(t.partner, 'good') : tag(t.listed)
  const obstacle = obstacleOf(seen)
  return workPage(drawing, {
    heading: t.vetting.heading(name),
    errors: linked(again.errors, seen),
    content: [
      html`<p>${state}${point.hidden ? html` ${tag(t.hidden, 'warning')}` : ''}${pending ? html` ${tag(t.waits, 'warning')}` : ''}</p>
<p><a href="${at}${drawing.lang}">${t.back}</a></p>`,
      ...(point.status === 'partner'
        ? [partnerPart(drawing, seen)]
        : [
            html`<p>${t.vetting.intro}</p>`,
            lastOf(drawing, seen),
            steps(drawing, seen, obstacle),
            ...(pending
              ? [
                  section('numbers', t.numbers.heading, numbersOf(drawing, seen)),
                  secondPart(drawing, seen, {
                    ...{ at: `${at}/vetting`, checks: VETTING_CHECKS, ...again },
                  }),
                ]
              : asking(drawing, seen, obstacle, again)),
          ]),
    ],
  })
}

function obstacleOf({ point, put, actor, now }: Vetting): Obstacle {
  if (point.phones.length === 0) return 'none'
  if (put.some(({ by }) => by === actor.id)) return 'yours'
  return countFrom(put, now) ? 'fresh' : undefined
}

function partnerPart(drawing: Drawing, seen: Vetting): Piece {
  const t = textsOf(drawing)
  const { point, zone } = seen
  const since = point.vettedAt ? momentInWords(point.vettedAt, zone) : '–'
  const known = (point.vettedBy ?? '')
    .split(' ')
    .filter((each) => seen.names.has(each))
    .map((each) => whoIs(t, seen, each))
  const text =
    known.length > 0
      ? t.vetting.sinceBy({ since, by: known.join(', ') })
      : t.vetting.since({ since })
  return html`${box('good', text)}
${facts(row(t.vetting.how, point.vettedHow ?? undefined))}
${section('numbers', t.numbers.heading, numbersOf(drawing, seen))}
<p><a href="${POINTS}/${point.id}/contacts${drawing.lang}">${t.toContacts}</a></p>`
}

/** What is done, what is missing, and what comes now. */
function steps(drawing: Drawing, { pending }: Vetting, obstacle: Obstacle): Piece {
  const t = textsOf(drawing)
  const { steps: words, stepsHeading } = t.vetting
  const done = tag(t.done, 'good')
  const states = pending
    ? [done, done, done, tag(t.next, 'warning')]
    : obstacle
      ? [tag(t.missing, 'alarm'), ...[0, 1, 2].map(() => tag(t.later))]
      : [done, tag(t.next, 'warning'), tag(t.later), tag(t.later)]
  const lines = [words.number, words.call, words.ask, words.second]
  return section(
    'steps',
    stepsHeading,
    html`<ol>${lines.map((line, i) => html`<li>${line} ${states[i]!}</li>`)}</ol>`,
  )
}

function asking(drawing: Drawing, seen: Vetting, obstacle: Obstacle, again: Again): Piece[] {
  const t = textsOf(drawing).vetting
  const { point, put, zone, now } = seen
  if (obstacle === 'none')
    return [
      box(
        'warning',
        html`<p>${t.none}</p><p><a href="${POINTS}/${point.id}${drawing.lang}">${t.noneNext}</a></p>`,
      ),
    ]
  const number = section(
    'call',
    t.callHeading,
    numbersOf(drawing, seen),
    html`<p>${t.checkNumber}</p>`,
  )
  if (obstacle === 'yours') return [box('warning', t.yours), number]
  if (obstacle === 'fresh') {
    const counts = momentInWords(countFrom(put, now)!, zone)
    return [box('warning', t.fresh({ at: counts })), number]
  }
  return [number, script(drawing, seen), form(drawing, seen, again)]
}

/** In the reader's language, and folded in the other. */
function script(drawing: Drawing, { point }: Vetting): Piece {
  const { language, label } = drawing
  const t = textsOf(drawing).vetting
  const other = language === 'en' ? 'fr' : 'en'
  const lines = (of: 'en' | 'fr') =>
    html`<ul lang="${of}">${vettingTexts(of)
      .vetting.script({ label, name: nameIn(of, point) })
      .map((line) => html`<li>${line}</li>`)}</ul>`
  return section(
    'script',
    t.scriptHeading,
    lines(language),
    more(t.scriptOther, lines(other)),
    html`<p class="hint">${t.never}</p>`,
  )
}

function form(drawing: Drawing, seen: Vetting, again: Again): Piece {
  const { vetting: t } = textsOf(drawing)
  const { errors, typed } = again
  const { point, now, zone } = seen
  const numbers = [...new Set(point.phones.map(({ number }) => number))]
  return section(
    'ask',
    t.askHeading,
    html`<form method="post" action="${POINTS}/${point.id}/vetting${drawing.lang}">
${calledFields(drawing, again, { numbers, now, zone })}
${textField(errors, { name: 'agreement', label: t.agreement, hint: t.agreementHint, maxLength: 300, value: fieldOf(typed, 'agreement') })}
<h3>${t.contactsHeading}</h3>
<p class="hint">${t.contactsHint}</p>
${contactRows(drawing, again, CONTACT_ROWS)}
${reasonField(drawing, again)}
${button(t.ask)}
</form>`,
  )
}
