import { html } from '@remix-run/html-template'
import { type Need, needs } from '../directory/needs.ts'
import { formatPhone } from '../directory/phones.ts'
import { localTime } from '../geography/local-time.ts'
import { type CallTexts, callTexts } from '../locales/console-call.ts'
import { type Language, locale } from '../locales/locale.ts'
import { DAY } from '../platform/clock.ts'
import { box, howLong, more, phoneLink, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Beside, Found, Search } from './search.ts'

type Seen = { t: CallTexts; language: Language; now: Date }
type Match = Found['answer']['candidates'][number]

/** Who could help, or what is missing for it. The map is drawn from this, and from nothing else. */
export function results(search: Search, language: Language, now: Date): Piece {
  const t = callTexts(language)
  const seen = { t, language, now }
  return html`<section id="results" aria-labelledby="who"${where(search)}>
<h2 id="who" tabindex="-1">${t.results.heading}${search.kind === 'found' ? html` <span class="count">${search.answer.candidates.length}</span>` : ''}</h2>
${content(search, seen)}
</section>`
}

function where(search: Search): Piece {
  if (search.kind !== 'found' || !search.person) return ''
  const { lat, lng } = search.person
  return html` data-around="${search.area}" data-person-lat="${lat}" data-person-lng="${lng}"`
}

function content(search: Search, seen: Seen): Piece {
  const { t, language } = seen
  const { results: says } = t
  if (search.kind === 'nothing') {
    const missing = !search.place && !search.needs
    return html`<p class="hint">${missing ? says.waiting : search.place ? says.needsMissing : says.placeMissing}</p>`
  }
  if (search.kind === 'capped') return box('warning', says.capped(Math.ceil(search.wait / 60)))
  if (search.kind === 'wrong')
    return html`${search.message ? box('warning', search.message[language]) : box('warning', t.wrong.other)}
${
  search.places.length > 0
    ? html`<p>${says.did}</p><div class="actions">${search.places.map(
        ({ id, name, nameFr, province }) =>
          html`<button class="quiet" name="pick_place" value="${id}">${(language === 'fr' && nameFr) || name}, ${province}</button>`,
      )}</div>`
    : ''
}`
  return found(search, seen)
}

function found(search: Found, seen: Seen): Piece {
  const { t, language } = seen
  const { answer, beside, area, cautions, whyNot, avoided } = search
  const { results: says } = t
  const { candidates, excluded } = answer
  return html`<p class="hint">${says.near(area)}. ${says.looked[answer.looked]}${answer.complete ? '' : ` ${says.incomplete}`}</p>
${cautions.map(({ message }) => box('warning', message[language]))}
${plan(search, seen)}
${candidates.length === 0 ? html`<p>${says.none}</p>` : ''}
<ol class="matches">${candidates.map((match, i) => item(match, i + 1, beside.get(match.servicePointId), seen))}</ol>
${answer.confidential ? html`<p>${answer.confidential}</p>` : ''}
${avoided.length > 0 ? html`<p class="hint">${says.avoided(avoided.join(', '))}</p>` : ''}
${whyNot ? box('calm', asked(whyNot, t), { heading: says.why }) : ''}
${
  excluded.length > 0
    ? more(
        `${says.excluded} (${excluded.length})`,
        html`<ul>${excluded.map(({ name, why }) => html`<li>${name}${t.colon} ${why}</li>`)}</ul>`,
      )
    : ''
}`
}

const asked = (all: NonNullable<Found['whyNot']>, { results: says, colon }: CallTexts): Piece =>
  all.length === 0
    ? says.noSuch
    : html`<ul>${all.map(({ name, why }) => html`<li>${name}${colon} ${why || says.isHere}</li>`)}</ul>`

/** Which stops would do it, before the list. */
function plan({ answer: { plan, unmet } }: Found, { t, language }: Seen): Piece {
  const { results: says } = t
  const legs = plan?.legs ?? []
  if (legs.length === 0) return ''
  const [only] = legs
  const whole = unmet.length === 0
  const missing = whole ? '' : ` ${says.unmet(words(unmet, language))}`
  if (legs.length === 1) {
    const say = whole ? (only!.needs.length === 1 ? says.allOne : says.all) : says.some
    return html`<p class="plan${whole ? '' : ' short'}" role="status">${say(only!.name)}${missing}</p>`
  }
  const say = whole ? says.stops : says.someStops
  return html`<div class="plan${whole ? '' : ' short'}" role="status"><p>${say(legs.length)}</p>
<ul>${legs.map((leg) => html`<li>${leg.name}${t.colon} ${words(leg.needs, language)}</li>`)}</ul>${missing ? html`<p>${missing}</p>` : ''}</div>`
}

function item(match: Match, number: number, beside: Beside | undefined, seen: Seen): Piece {
  const { t, language } = seen
  const { results: says } = t
  const { name, partner, hidden, distance, needs: covered, check, hold, phones } = match
  const far = !distance
    ? says.far
    : 'km' in distance
      ? says.km(distance.km.toLocaleString(`${language}-CA`))
      : says.band(distance.band)
  return html`<li id="match-${match.servicePointId}"${position(match, number, beside)}>
<h3><span class="number" aria-hidden="true">${number}</span> ${name}</h3>
<p class="tags">${tag(partner ? says.partner : says.listed, partner ? 'good' : 'calm')} ${hours(match, beside, seen)} ${hidden ? tag(says.hidden, 'alarm') : ''}</p>
<p><strong>${far}</strong>${beside?.region ? `, ${beside.region}` : ''} · ${room(beside, seen)}</p>
<p>${words(covered, language)}</p>
${beside?.why ? html`<p class="hint">${beside.why}</p>` : ''}
${check ? html`<p class="check"><strong>${says.check}${t.colon}</strong> ${check}</p>` : ''}
${hold ? html`<p class="check">${says.holds[hold]}</p>` : ''}
<p class="numbers">${phones.length === 0 ? says.noPhone : html`<span class="hint">${says.phones}</span> ${phones.map((phone) => call(phone))}`}</p>
</li>`
}

/** A hidden one is only ever its region. Without a position it is not on the map, and in the list all the same. */
function position(match: Match, number: number, beside?: Beside): Piece {
  const { lat, lng } = beside?.point ?? {}
  if (typeof lat !== 'number' || typeof lng !== 'number') return ''
  const region = match.hidden ? (beside!.region ?? '') : ''
  return html` data-lat="${lat}" data-lng="${lng}" data-number="${number}"${match.hidden ? html` data-region="${region}"` : ''}`
}

function hours({ open }: Match, beside: Beside | undefined, seen: Seen): Piece {
  const { results: says } = seen.t
  const zone = beside?.point.zone
  if (open === 'unknown' || !beside || !zone) return tag(says.hoursUnknown)
  const clock = (at: Date) => clockIn(zone, at, seen)
  if (open === 'open')
    return tag(beside.openUntil ? says.openUntil(clock(beside.openUntil)) : says.openNow, 'good')
  const next = beside.nextOpening
  return tag(next ? says.opens(clock(next)) : says.closed, 'warning')
}

function room(beside: Beside | undefined, { t, language, now }: Seen): string {
  if (!beside?.room) return t.results.roomUnknown
  const { count, at } = beside.room
  return t.results.room(count, howLong(language, Math.round((at.getTime() - now.getTime()) / 1000)))
}

/** The clock of the service point itself, with the day where it is not today's there, and the date beyond a week. */
export function clockIn(zone: string, at: Date, { language, now }: Omit<Seen, 't'>): string {
  const { hour, minute, weekday, date } = localTime(at, zone)
  const today = localTime(now, zone).date === date
  const near = Math.abs(at.getTime() - now.getTime()) < 6 * DAY
  const { messages } = locale(language)
  const clock = messages.clock({
    hours: hour,
    minutes: minute,
    ...(!today && near && { weekday }),
  })
  return near ? clock : `${dayOf(date, language)}, ${clock}`
}

/** `YYYY-MM-DD` in words; the zone is that of the words alone. */
const dayOf = (date: string, language: Language): string =>
  new Intl.DateTimeFormat(`${language}-CA`, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  )

const words = (all: readonly string[], language: Language): string =>
  all.map((need) => needs[need as Need][language]).join(', ')

function call(phone: string): Piece {
  const [number = '', extension] = phone.split(';ext=')
  return html`${phoneLink(number, formatPhone(number))}${extension ? html` (${extension})` : ''} `
}
