import { html } from '@remix-run/html-template'
import { momentInWords } from '../approvals/words.ts'
import { formatPhone } from '../directory/phones.ts'
import { may } from '../protection/may.ts'
import { SUSPENSIONS } from '../routing/stopped-contacts.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, choices, press, select, textArea } from '../web/controls.ts'
import { box, countdown, more, section, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { ContactLine, Reached } from './contacts-data.ts'
import { ticked } from './vetting-form.ts'
import {
  type Again,
  type Check,
  calledFields,
  contactRows,
  lastOf,
  numbersOf,
  reasonField,
  secondPart,
  textsOf,
  whoIs,
} from './vetting-parts.ts'
import { nameIn, POINTS, workPage } from './worklist-kit.ts'

export const CHANGE_CHECKS: readonly Check[] = ['out', 'contacts']
/** So many contacts can be added at once. */
export const ADD_ROWS = 2
const TONES = { good: 'good', soon: 'warning', never: 'alarm', failed: 'alarm' } as const

/** Where a service point is asked about referrals, and how that changes. */
export function contactsPage(
  drawing: Drawing,
  seen: Reached,
  again: Again & { contact?: string | undefined } = { errors: [] },
): string {
  const t = textsOf(drawing)
  const { point, lines, pending } = seen
  const at = `${POINTS}/${point.id}`
  const partner = point.status === 'partner'
  const reached = lines.some(
    ({ state, carried }) => carried && (state === 'good' || state === 'soon'),
  )
  return workPage(drawing, {
    heading: t.contacts.heading(nameIn(drawing.language, point)),
    errors: again.errors,
    mayEdit: may(seen.actor, 'directory.edit'),
    content: [
      html`<p>${partner ? tag(t.partner, 'good') : tag(t.listed)}${point.hidden ? html` ${tag(t.hidden, 'warning')}` : ''}</p>
<p><a href="${at}${drawing.lang}">${t.back}</a></p>
<p>${t.contacts.intro}</p>`,
      partner ? '' : notPartner(drawing, seen),
      lastOf(drawing, seen),
      secondPart(drawing, seen, { at: `${at}/contacts`, checks: CHANGE_CHECKS, ...again }),
      pending?.state === 'approved' ? waiting(drawing, seen) : '',
      partner && !reached
        ? box('alarm', lines.length === 0 ? t.contacts.none : t.contacts.noneGood)
        : '',
      ...lines.map((line, i) => contactPart(drawing, seen, { line, i, again })),
      section('numbers', t.numbers.heading, numbersOf(drawing, seen)),
      partner && !pending && may(seen.actor, 'ask.contact_change')
        ? changePart(drawing, seen, again)
        : '',
    ],
  })
}

function notPartner(drawing: Drawing, { point, actor }: Reached): Piece {
  const t = textsOf(drawing)
  const link = may(actor, 'ask.partner_activation')
    ? html`<p><a href="${POINTS}/${point.id}/vetting${drawing.lang}">${t.toVetting}</a></p>`
    : ''
  return box('calm', html`<p>${t.contacts.notPartner}</p>${link}`)
}

/** Two people agreed, and the 72 hours run. */
function waiting(drawing: Drawing, seen: Reached): Piece {
  const t = textsOf(drawing)
  const { pending, zone, now } = seen
  const { words, effectiveAt, askedBy, approvedBy, mayRefuse, id } = pending!
  const at = `${POINTS}/${seen.point.id}/contacts`
  const [first, ...rest] = words[drawing.language]
  const effective = new Date(effectiveAt!)
  return section(
    'waiting',
    t.contacts.pendingHeading,
    html`<p class="due">${t.contacts.clock} ${countdown(drawing.language, effective, now)}</p>
<p>${t.contacts.clockText({ at: momentInWords(effective, zone) })}</p>
<p><strong>${first!}</strong></p>
<ul>${rest.map((each) => html`<li>${each}</li>`)}</ul>
<p class="hint">${t.contacts.agreed({ asker: whoIs(t, seen, askedBy), approver: whoIs(t, seen, approvedBy ?? '') })}</p>`,
    mayRefuse
      ? html`<p>${t.contacts.stopLead}</p>${press(`${at}/refusal${drawing.lang}`, t.contacts.stop, { tone: 'danger', fields: { approval: id } })}`
      : '',
  )
}

type OfLine = { line: ContactLine; i: number; again: Again & { contact?: string | undefined } }

function contactPart(drawing: Drawing, seen: Reached, { line, i, again }: OfLine): Piece {
  const t = textsOf(drawing).contacts
  const { zone } = seen
  const { id, channel, value, language, confirmedAt, confirmedBy, failedAt, failedReason } = line
  const { channels, languages } = textsOf(drawing).contact
  const shown = channel === 'sms' ? formatPhone(value) : value
  const day = (at: Date) => momentInWords(at, zone)
  const confirmed =
    confirmedAt && confirmedBy
      ? t.confirmed({ at: day(confirmedAt), who: whoIs(textsOf(drawing), seen, confirmedBy) })
      : ''
  const failed = failedAt
    ? t.failedOn({ at: day(failedAt), why: t.why[failedReason ?? ''] ?? t.why.other! })
    : ''
  return section(
    `contact-${id}`,
    t.order(i + 1),
    html`<p><strong>${channels[channel]} ${shown}</strong> (${languages[language]}) ${line.carried ? tag(t.states[line.state], TONES[line.state]) : tag(t.states.unsent, 'alarm')}</p>
${failed ? html`<p>${failed}</p>` : ''}
<p class="hint">${confirmed} ${line.holdsUntil ? t.holds({ at: day(line.holdsUntil) }) : ''} ${line.startsAt ? t.since({ at: day(line.startsAt) }) : ''}</p>`,
    line.callable ? confirmForm(drawing, seen, { line, i, again }) : html`<p>${t.needsChange}</p>`,
    failedReason === 'suspended' ? '' : suspendForm(drawing, seen, { line, i, again }),
  )
}

function confirmForm(drawing: Drawing, { point, numbers }: Reached, { line, again }: OfLine) {
  const t = textsOf(drawing).contacts
  const { contact, errors } = again
  const path = `${POINTS}/${point.id}/contacts/${line.id}`
  const options = numbers.map((value) => ({ value, label: formatPhone(value) }))
  if (options.length === 0) return html`<p>${t.noNumber}</p>`
  const own = contact === line.id ? errors : []
  return more(
    t.confirmHeading,
    html`<form method="post" action="${path}/confirmation${drawing.lang}">
<p>${t.confirmLead}</p>
${choices(own, { name: `called-${line.id}`, legend: t.confirmNumber, options, required: true })}
${button(t.confirm)}
</form>`,
    line.state !== 'good' || own.length > 0,
  )
}

function suspendForm(drawing: Drawing, { point }: Reached, { line }: OfLine) {
  const t = textsOf(drawing).contacts
  const path = `${POINTS}/${point.id}/contacts/${line.id}`
  const options = SUSPENSIONS.map((value) => ({ value, label: t.reasons[value] }))
  return more(
    t.suspendHeading,
    html`<form method="post" action="${path}/suspension${drawing.lang}">
<p>${t.suspendLead}</p>
${select([], { name: 'why', id: `why-${line.id}`, label: t.suspendWhy, options })}
${button(t.suspend, { tone: 'danger' })}
</form>`,
  )
}

/** What one person asks, and what then happens. */
function changePart(drawing: Drawing, seen: Reached, again: Again): Piece {
  const { contacts: t, contact } = textsOf(drawing)
  const { point, lines, numbers, now, zone } = seen
  const { errors, typed } = again
  if (numbers.length === 0) return section('change', t.changeHeading, html`<p>${t.noNumber}</p>`)
  const standing = lines.map(({ id, channel, value, language }) => ({
    value: id,
    label: `${contact.channels[channel]} ${channel === 'sms' ? formatPhone(value) : value} (${contact.languages[language]})`,
  }))
  const { phones = writtenPhones(point) } = (typed ?? {}) as { phones?: string }
  return section(
    'change',
    t.changeHeading,
    html`<ol>${t.changeLead.map((line) => html`<li>${line}</li>`)}</ol>`,
    html`<form method="post" action="${POINTS}/${point.id}/contacts${drawing.lang}">
<h3>${t.add}</h3>
<p class="hint">${t.addHint}</p>
${contactRows(drawing, again, ADD_ROWS)}
${standing.length > 0 ? choices(errors, { name: 'remove', legend: t.remove, many: true, options: standing, chosen: ticked(typed, 'remove') }) : ''}
${textArea(errors, { name: 'phones', label: t.phones, hint: t.phonesHint, rows: 3, value: phones })}
${calledFields(drawing, again, { numbers, now, zone })}
${reasonField(drawing, again)}
${button(t.ask)}
</form>`,
  )
}

/** Its public numbers as they are typed, one on each line. */
export const writtenPhones = ({ phones }: Pick<Reached['point'], 'phones'>): string =>
  phones
    .map(({ number, extension }) => formatPhone(number) + (extension ? ` ext. ${extension}` : ''))
    .join('\n')
