import { html } from '@remix-run/html-template'
import { momentInWords } from '../approvals/words.ts'
import { formatPhone } from '../directory/phones.ts'
import type { Phone } from '../directory/schemas.ts'
import { localTime } from '../geography/local-time.ts'
import { type EditorVettingTexts, vettingTexts } from '../locales/editor-vetting.ts'
import type { Drawing } from '../staff/layout.ts'
import { fieldOf } from '../staff/page-kit.ts'
import { button, choices, hidden, press, select, textField } from '../web/controls.ts'
import { box, phoneLink, section } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import type { Vetting } from './vetting-data.ts'
import { ticked } from './vetting-form.ts'
import { nameIn } from './worklist-kit.ts'

export const textsOf = ({ language }: Pick<Drawing, 'language'>): EditorVettingTexts =>
  vettingTexts(language)

/** Whom the record names, as a reader knows them. */
export const whoIs = (t: EditorVettingTexts, { names }: Pick<Vetting, 'names'>, actor: string) =>
  names.get(actor) ?? t.program

/** A form that is shown again: what was typed, and what was wrong. */
export type Again = { errors: readonly FieldError[]; typed?: unknown }

/** Where something waits, the page has no field but the boxes of the second person. */
export const linked = (errors: readonly FieldError[], { pending }: Vetting): FieldError[] =>
  errors.map(({ field, text }) => (pending && field !== 'checked' ? { text } : { field, text }))

/** Its numbers to call, who put them there, and where to look them up. */
export function numbersOf(drawing: Drawing, seen: Vetting): Piece {
  const t = textsOf(drawing)
  const { point, put, zone, members } = seen
  const putBy = (number: string) => {
    const found = put.find((each) => each.number === number)
    if (!found || point.status === 'partner') return ''
    const told = { who: whoIs(t, seen, found.by), at: momentInWords(found.at, zone) }
    return html`<br><span class="hint">${t.numbers.put(told)}</span>`
  }
  const lines = [
    point.status === 'partner' ? t.numbers.agreed : '',
    point.source ? t.numbers.source({ source: point.source }) : '',
    point.verifiedOn ? t.numbers.checked({ day: point.verifiedOn }) : t.numbers.unchecked,
  ]
  const runBy = nameIn(drawing.language, {
    name: point.organizationName,
    nameFr: point.organizationNameFr,
  })
  return html`<p>${t.numbers.runBy} <a href="/staff/directory/organizations/${point.organizationId}${drawing.lang}">${runBy}</a>. ${t.numbers.members(members)}</p>
<ul class="plain">${point.phones.map((phone) => html`<li><strong>${phoneOf(phone)}</strong>${putBy(phone.number)}</li>`)}</ul>
<p class="hint">${lines.filter(Boolean).join(' ')}</p>
${point.website ? html`<p>${t.numbers.website} <a href="${point.website}" rel="noreferrer">${point.website}</a></p>` : ''}`
}

export const phoneOf = ({ number, extension }: Phone): Piece =>
  html`${phoneLink(number, formatPhone(number))}${extension ? ` #${extension}` : ''}`

/** The call by which somebody made sure. `numbers`: those on file. */
export function calledFields(
  drawing: Drawing,
  { errors, typed }: Again,
  { numbers, now, zone }: { numbers: readonly string[]; now: Date; zone: string },
): Piece {
  const { called } = textsOf(drawing)
  const { optional } = textsOf(drawing)
  return html`${choices(errors, {
    ...{ name: 'number', legend: called.number, required: true },
    options: numbers.map((value) => ({ value, label: formatPhone(value) })),
    chosen: [fieldOf(typed, 'number')],
  })}
${textField(errors, { name: 'day', type: 'date', label: called.day, value: fieldOf(typed, 'day') || localTime(now, zone).date })}
${textField(errors, { name: 'time', type: 'time', label: called.time, hint: called.timeHint(zone), value: fieldOf(typed, 'time') })}
${textField(errors, { name: 'spokeTo', label: called.spokeTo, hint: called.spokeToHint, optional, maxLength: 120, value: fieldOf(typed, 'spokeTo') })}`
}

export function reasonField(drawing: Drawing, { errors, typed }: Again): Piece {
  const { called, optional } = textsOf(drawing)
  return textField(errors, {
    ...{ name: 'reason', label: called.reason, hint: called.reasonHint, optional },
    ...{ maxLength: 300, value: fieldOf(typed, 'reason') },
  })
}

/** Rows for new contacts; empty ones are left out. */
export function contactRows(drawing: Drawing, { errors, typed }: Again, count: number): Piece {
  const { contact } = textsOf(drawing)
  const options = (of: Record<string, string>) =>
    Object.entries(of).map(([value, label]) => ({ value, label }))
  return html`${Array.from({ length: count }, (_, i) => {
    const row = i + 1
    const value = (name: string) => fieldOf(typed, `${name}-${row}`)
    return html`<fieldset class="field contact">
<legend>${contact.one(row)}</legend>
${select(errors, { name: `channel-${row}`, label: contact.channel, options: options(contact.channels), value: value('channel') })}
${textField(errors, { name: `value-${row}`, label: contact.value, value: value('value'), required: false })}
${select(errors, { name: `language-${row}`, label: contact.language, options: options(contact.languages), value: value('language') })}
</fieldset>`
  })}`
}

/**
 * What waits for a second person. Whoever may approve is told what to check, and ticks it; whoever asked
 * is told who that may be. `at`: the path of its page.
 */
export function secondPart(
  drawing: Drawing,
  seen: Vetting,
  { at, checks, errors, typed }: Again & { at: string; checks: readonly Check[] },
): Piece {
  const t = textsOf(drawing).second
  const { pending, zone, others } = seen
  if (pending?.state !== 'open') return ''
  const { words, askedBy, askedAt, expiresAt, mayApprove, mayRefuse, id, mayRead } = pending
  const [first, ...more] = words[drawing.language]
  const who = whoIs(textsOf(drawing), seen, askedBy)
  const asked = html`<p><strong>${first!}</strong></p>
<ul>${more.map((each) => html`<li>${each}</li>`)}</ul>
<p class="hint">${t.asked({ who, at: momentInWords(new Date(askedAt), zone) })} ${t.until({ at: momentInWords(new Date(expiresAt), zone) })}</p>
${mayRead ? html`<p><a href="/staff/approvals${drawing.lang}">${t.readOn}</a></p>` : ''}`
  const refuse = (text: string) =>
    mayRefuse
      ? press(`${at}/refusal${drawing.lang}`, text, { tone: 'quiet', fields: { approval: id } })
      : ''
  if (mayApprove)
    return section(
      'second',
      t.heading,
      html`<p>${t.intro}</p>`,
      seen.point.status === 'listed' && seen.put.some(({ by }) => by === seen.actor.id)
        ? box('warning', t.yourNumber)
        : '',
      html`<h3>${t.what}</h3>`,
      asked,
      html`<form method="post" action="${at}/approval${drawing.lang}">
${hidden('approval', id)}
${choices(errors, { name: 'checked', legend: t.checks, many: true, options: checks.map((value) => ({ value, label: t[value] })), chosen: ticked(typed, 'checked') })}
${button(t.approve)}
</form>`,
      refuse(t.refuse),
    )
  const mine = askedBy === seen.actor.id
  return section(
    'second',
    t.waitHeading,
    mine ? html`<p>${t.wait}</p>` : '',
    others.length > 0 ? html`<p>${t.who} ${others.join(', ')}.</p>` : box('warning', t.nobody),
    html`<h3>${t.what}</h3>`,
    asked,
    refuse(mine ? t.takeBack : t.refuse),
  )
}

/** What a second person says that they have checked. */
export type Check = 'number' | 'agreement' | 'contacts' | 'out'

/** What became of the one before, where nothing waits now. */
export function lastOf(drawing: Drawing, { approvals, pending, zone }: Vetting): Piece {
  const t = textsOf(drawing).second
  const [last] = approvals
  if (pending || !last || (last.state !== 'refused' && last.state !== 'expired')) return ''
  return box('warning', t[last.state]({ at: momentInWords(new Date(last.askedAt), zone) }))
}
