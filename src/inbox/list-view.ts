import { html } from '@remix-run/html-template'
import type { LiveOffer } from '../answers/offers-list.ts'
import { liveLine } from '../console/live-line.ts'
import { type Need, needs as needList } from '../directory/needs.ts'
import { answerTexts } from '../locales/answer.ts'
import type { InboxTexts } from '../locales/inbox.ts'
import { locale } from '../locales/locale.ts'
import { clockText } from '../routing/notices.ts'
import type { Drawing } from '../staff/layout.ts'
import { nameOf } from '../upkeep/facts-view.ts'
import { buttonLink } from '../web/controls.ts'
import { box, countdown, empty, section, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { type Desk, inboxPage, PATHS, textsOf } from './kit.ts'
import { statesOf } from './point-states.ts'
import type { OwnPoint } from './points.ts'
import { roomForm } from './room-view.ts'

type Shown = { offers: LiveOffer[]; points: OwnPoint[]; now: Date; zone: string }
type Seen = Shown & { t: InboxTexts; drawing: Drawing }

/** Requests first, by what they wait for; room beside them. */
export function listPage(drawing: Drawing, desk: Desk, shown: Shown): string {
  const t = textsOf(drawing)
  const { offers, now } = shown
  const open = offers.filter(({ offer }) => offer.state === 'open')
  const accepted = offers.filter(({ offer }) => offer.state === 'accepted' && !offer.confirmedAt)
  const unread = offers.filter(({ unread }) => unread > 0)
  const waiting = open.length + accepted.length + unread.length
  return inboxPage(drawing, desk, {
    heading: t.list.heading,
    title: waiting > 0 ? `(${waiting}) ${t.list.heading}` : t.list.heading,
    width: 'wide',
    live: true,
    waiting,
    content: [
      html`<div class="above">${liveLine(drawing.language)}
<button type="button" id="sound" class="quiet" aria-pressed="false" hidden>${t.list.sound}</button></div>`,
      html`<div id="inbox" class="inbox" data-now="${now.toISOString()}" data-waiting="${waiting}" hx-get="${PATHS.inbox}${drawing.lang}" hx-trigger="look" hx-select="#inbox" hx-swap="outerMorph">
${lists({ open, accepted }, { ...shown, t, drawing })}
</div>`,
    ],
  })
}

function lists(
  { open, accepted }: { open: LiveOffer[]; accepted: LiveOffer[] },
  seen: Seen,
): Piece {
  const { t, drawing, offers, points, now, zone } = seen
  const confirmed = offers.filter(({ offer }) => offer.confirmedAt)
  const asOf = clockText(locale(drawing.language).messages, now, now, points[0]?.point.zone ?? zone)
  return html`<div class="requests">
<p class="hint">${t.list.asOf(asOf)} <a href="${PATHS.inbox}${drawing.lang}">${t.list.reload}</a></p>
${part('open', t.list.open, open.toSorted(byDue), seen, true)}
${part('accepted', t.list.accepted, accepted, seen)}
${part(
  'expected',
  t.list.expected,
  confirmed.filter(({ leg }) => leg.state === 'confirmed'),
  seen,
)}
${part(
  'here',
  t.list.here,
  confirmed.filter(({ leg }) => leg.state === 'connected'),
  seen,
)}
</div>
<div class="beside">
${points.length === 0 ? box('warning', t.list.noPoints) : ''}
${points.map(({ point, room }) =>
  section(
    `point-${point.id}`,
    nameOf(point, drawing),
    statesOf(point, drawing, now),
    roomForm(drawing, { point, room }, { now }),
    html`<p><a href="${PATHS.points}/${point.id}${drawing.lang}">${t.points.open}</a></p>`,
  ),
)}
</div>`
}

const byDue = (a: LiveOffer, b: LiveOffer): number =>
  (a.offer.dueAt?.getTime() ?? 0) - (b.offer.dueAt?.getTime() ?? 0)

/** Nothing is said of what nobody waits for, but that nothing waits for an answer. */
function part(id: string, heading: string, list: LiveOffer[], seen: Seen, always = false): Piece {
  if (list.length === 0 && !always) return ''
  return section(
    id,
    list.length === 0 ? heading : html`${heading} <span class="count">${list.length}</span>`,
    list.length === 0
      ? empty(seen.t.list.openNone)
      : html`<ul class="lines">${list.map((each) => line(each, seen))}</ul>`,
  )
}

function line({ offer, leg, referral, point, unread }: LiveOffer, seen: Seen): Piece {
  const { t, drawing, points, now } = seen
  const { urgency } = answerTexts(drawing.language)
  const words = leg.needs.map((need) => needList[need as Need][drawing.language]).join(', ')
  const open = offer.state === 'open'
  const verb = open ? t.list.answer : offer.confirmedAt ? t.list.look : t.list.confirm
  const tone = open || !offer.confirmedAt ? 'plain' : 'quiet'
  return html`<li${open ? html` data-task="${offer.id}"` : ''}>
<div>
<p class="states"><strong>${referral.reference}</strong> ${referral.urgency === 'standard' ? '' : tag(urgency[referral.urgency]!, referral.urgency === 'emergency' ? 'alarm' : 'warning')}${unread > 0 ? tag(t.list.unread(unread), 'warning') : ''}</p>
<p>${words}${points.length > 1 ? html` <span class="hint">${nameOf(point, drawing)}</span>` : ''}</p>
<p>${due({ offer, leg }, seen, now)}</p>
</div>
${buttonLink(`${PATHS.inbox}/offers/${offer.id}${drawing.lang}`, `${verb} ${referral.reference}`, tone)}
</li>`
}

/** By when who has to do what. */
function due(
  { offer, leg }: Pick<LiveOffer, 'offer' | 'leg'>,
  { t, drawing }: Seen,
  now: Date,
): Piece {
  const until = (words: string, at: Date | null) =>
    at ? html`${words} ${countdown(drawing.language, at, now)}` : ''
  if (offer.state === 'open') return until(t.list.answerBy, offer.dueAt)
  if (!offer.confirmedAt) return until(t.list.confirmBy, leg.dueAt)
  if (leg.state !== 'confirmed') return ''
  const meeting = offer.sealedMeeting ? '' : html` <span class="hint">· ${t.list.noMeeting}</span>`
  return html`${leg.step === 0 ? until(t.list.arriveBy, leg.dueAt) : html`<strong>${t.list.late}</strong>`}${meeting}`
}
