import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import { NEEDS, needs } from '../directory/needs.ts'
import {
  accessNeeds,
  admission,
  ageGroups,
  childBands,
  exploitation,
  genders,
} from '../directory/people.ts'
import { type CallTexts, callTexts } from '../locales/console-call.ts'
import type { Language } from '../locales/locale.ts'
import { mayEver } from '../protection/may.ts'
import type { ShownContact } from '../routing/contact-window.ts'
import type { AfterConfirmation } from '../routing/disclosure.ts'
import { PARTS } from '../routing/readings.ts'
import { button, textField } from '../web/controls.ts'
import { box, facts, more, phoneLink, row, section } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { LegView } from './referral-data.ts'
import type { Seen } from './referral-view.ts'

/** What is sealed is asked for part by part, with a reason; what was asked for stands above, once. */
export function sealedSection(seen: Seen): Piece {
  const { t, at, lang, extra, actor } = seen
  const { sealed } = t
  const parts = PARTS.filter(
    (part) => part !== 'opening_reasons' || mayEver(actor, 'referral.read_reasons'),
  )
  const form = html`<form method="post" action="${at}/readings${lang}">
<p class="hint">${sealed.lead}</p>
<div class="pills">${parts.map((part) => html`<label class="pill" for="part-${part}"><input type="checkbox" id="part-${part}" name="part" value="${part}"> <span>${sealed.parts[part]}</span></label>`)}</div>
${textField([], { name: 'reason', id: 'read-reason', label: sealed.reason, maxLength: 500 })}
<div class="actions">${button(sealed.button, { tone: 'quiet' })}</div>
</form>`
  if (!extra?.read) return section('sealed', sealed.heading, form)
  const { read } = extra
  return section(
    'sealed',
    sealed.heading,
    html`<div class="box calm">${PARTS.filter((part) => part in read).map(
      (part) => html`<h3>${sealed.parts[part]}</h3>${partOf(part, read[part], seen)}`,
    )}
<p><a href="${at}${lang}">${sealed.hide}</a></p></div>`,
    more(sealed.heading, form),
  )
}

/** To be told now to whoever confirmed on the telephone. */
export function tellSection({ id }: LegView['offers'][number], seen: Seen): Piece {
  const { extra, t } = seen
  if (!extra?.tell || extra.offerId !== id) return ''
  const { confirm } = t
  const { tell } = extra
  return box(
    'good',
    html`<p class="hint">${confirm.once}</p>
${tell.waitsFor ? html`<p>${confirm.waits}</p>` : released(tell, seen)}`,
    { heading: confirm.tell },
  )
}

function released(tell: AfterConfirmation, seen: Seen): Piece {
  const { language, t } = seen
  const c = callTexts(language)
  const { story = {}, place, contact, languages, people, referrer } = tell
  return html`${contact ? html`<h3>${t.sealed.parts.contact}</h3>${contactOf(contact, seen)}` : ''}
${facts(
  row(c.person.gender, tell.gender ? genders[tell.gender as keyof typeof genders][language] : ''),
  row(
    c.person.ageGroup,
    tell.ageGroup ? ageGroups[tell.ageGroup as keyof typeof ageGroups][language] : '',
  ),
  row(c.person.languages, languages.map((each) => languageName(each, language)).join(', ')),
  row(t.seen.scopes.people!, people > 1 ? String(people) : ''),
  row(t.seen.scopes.facts!, tell.facts.map((fact) => admission[fact][language]).join(', ')),
  row(t.sealed.parts.place!, place?.label),
  row(
    t.sealed.parts.referrer!,
    referrer && [referrer.phone, referrer.unit].filter(Boolean).join(', '),
  ),
  row(c.person.name, story.name),
  row(c.person.own, story.ownWords),
  row(c.wishes.arrival, story.arrival),
  row(c.wishes.nights, story.nights ? String(story.nights) : ''),
  row(c.person.notes, story.notes),
)}`
}

type Read = NonNullable<NonNullable<Seen['extra']>['read']>

function partOf(part: keyof Read, value: Read[keyof Read], seen: Seen): Piece {
  const { t, data, clock } = seen
  const nothing = html`<p class="hint">${t.sealed.nothing}</p>`
  if (!value || (Array.isArray(value) && value.length === 0)) return nothing
  if (part === 'contact') return contactOf(value as ShownContact, seen)
  if (part === 'place') {
    const { label, lat, lng, precision } = value as NonNullable<Read['place']>
    return html`<p>${label}${precision === 'exact' ? ` (${lat.toFixed(5)}, ${lng.toFixed(5)})` : ''}</p>`
  }
  if (part === 'referrer')
    return html`<p>${Object.values(value as NonNullable<Read['referrer']>).join(', ')}</p>`
  if (part === 'story') return story(value as NonNullable<Read['story']>, seen.language)
  const list = value as {
    at: string
    actor?: string
    reason?: string
    agency?: string
    number?: string
    note?: string
  }[]
  return html`<ul>${list.map(
    ({ at, actor, reason, agency, number, note }) =>
      html`<li>${part === 'report' ? at : clock(at)}${actor ? `, ${data.names.get(actor) ?? actor}` : ''}: ${[reason, agency, number, note].filter(Boolean).join(', ')}</li>`,
  )}</ul>`
}

/** "Not before 18:00 their time; ask for the word": how, when, and what to say first. */
export function contactOf({ wanted, channels = [], codeWord }: ShownContact, seen: Seen): Piece {
  const { t, language } = seen
  const { sealed } = t
  const { contact: says, no } = callTexts(language)
  if (!wanted) return html`<p>${callTexts(language).first.callBack} ${no}</p>`
  return html`${codeWord ? html`<p>${sealed.ask} ${sealed.word}${t.colon} <strong>${codeWord}</strong></p>` : ''}
<ul class="channels">${channels.map((channel) => {
    const { kind, value, window, from, to, zone, days } = channel
    const notes = [
      channel.voicemail ? says.voicemails[channel.voicemail] : '',
      channel.callerId ? says.callerIds[channel.callerId] : '',
      channel.sharedDevice ? says.shared : '',
      channel.whoElseAnswers ?? '',
      (days ?? []).map((day) => says.dayNames[day]).join(', '),
    ].filter(Boolean)
    return html`<li><p><strong>${says.kinds[kind]}</strong> ${value ? (kind === 'email' ? value : phoneLink(value, value)) : ''} ${sealed.window[window]}</p>
${from || to ? html`<p>${sealed.notBefore(from ?? '00:00', to ?? '24:00', zone)}</p>` : ''}
${notes.length > 0 ? html`<p>${notes.join('; ')}</p>` : ''}</li>`
  })}</ul>`
}

/** All that was said, under the words of the form in which it was asked. */
function story(said: NonNullable<Read['story']>, language: Language): Piece {
  const t: CallTexts = callTexts(language)
  const words = <T extends string>(
    all: Record<T, Record<Language, string>>,
    codes: readonly string[] = [],
  ) => codes.map((code) => all[code as T]?.[language] ?? code).join(', ')
  const yes = (value: boolean | undefined) => (value === undefined ? '' : value ? t.yes : t.no)
  const { health = {}, safety = {}, household = {}, wishes = {} } = said
  return facts(
    row(
      t.needs.legend,
      words(
        needs,
        NEEDS.filter((need) => said.needs.includes(need)),
      ),
    ),
    row(t.person.name, said.name),
    row(t.person.languages, said.languages?.map((each) => languageName(each, language)).join(', ')),
    row(t.person.interpreter, yes(said.interpreterAccepted)),
    row(t.person.gender, words(genders, said.gender ? [said.gender] : [])),
    row(
      t.person.age,
      said.age === undefined
        ? words(ageGroups, said.ageGroup ? [said.ageGroup] : [])
        : String(said.age),
    ),
    row(t.first.under18, said.maybeMinor ? t.first.unsure : ''),
    row(
      t.along.heading,
      words(
        childBands,
        household.children?.map(({ ageBand }) => ageBand),
      ),
    ),
    row(t.along.pets, household.pets ? String(household.pets) : ''),
    row(
      t.health.health,
      Object.keys(health)
        .map((code) => t.health.kinds[code])
        .join(', '),
    ),
    row(t.health.substance, yes(said.substanceUse)),
    row(t.health.access, words(accessNeeds, said.accessNeeds)),
    row(t.safety.searching, yes(safety.someoneSearching)),
    row(t.safety.knows, yes(safety.knowsArea)),
    row(t.safety.relocation, said.relocation ? t.safety.relocations[said.relocation] : ''),
    row(t.safety.exploitation, words(exploitation, said.exploitation)),
    row(
      t.wishes.indigenous,
      wishes.indigenous?.map((code) => t.wishes.communities[code]).join(', '),
    ),
    row(
      t.wishes.notCommunity,
      wishes.notOwnCommunity?.map((code) => t.wishes.communities[code]).join(', '),
    ),
    row(t.wishes.notFaith, yes(wishes.notFaithBased)),
    row(t.wishes.police, said.avoid?.policeServices?.join(', ')),
    row(t.wishes.arrival, said.arrival),
    row(t.wishes.nights, said.nights ? String(said.nights) : ''),
    row(t.person.own, said.ownWords ? html`<span class="written">${said.ownWords}</span>` : ''),
    row(t.person.notes, said.notes ? html`<span class="written">${said.notes}</span>` : ''),
  )
}
