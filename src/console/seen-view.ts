import { html } from '@remix-run/html-template'
import { more, section, timeline } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Seen } from './referral-view.ts'

/** Who has seen what. */
export function seenSection(seen: Seen): Piece {
  const { t, data, language, clock } = seen
  const { seen: says } = t
  const { disclosures, readings, openings } = data.seen
  const groups = (codes: readonly string[]) =>
    codes.map((code) => says.scopes[code] ?? t.sealed.parts[code] ?? code).join(', ')
  const staff = [
    ...readings.map(({ actor, at, parts }) => ({
      actor,
      at,
      what: `${says.read}${t.colon} ${groups(parts)}`,
    })),
    ...openings.map(({ actor, at }) => ({ actor, at, what: says.opened })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1))
  return section(
    'seen',
    says.heading,
    html`<h3>${says.told}</h3>
${
  disclosures.length === 0
    ? html`<p class="hint">${says.nobody}</p>`
    : html`<ul>${disclosures.map(
        ({ at, stage, servicePoint, shown }) =>
          html`<li>${servicePoint.name[language]}, ${clock(at)}, ${says.stages[stage] ?? stage}${t.colon} ${groups(shown)}</li>`,
      )}</ul>`
}
<h3>${says.staff}</h3>
${
  staff.length === 0
    ? html`<p class="hint">${says.nobody}</p>`
    : html`<ul>${staff.map(({ actor, at, what }) => html`<li>${whoIs(actor, seen)}, ${clock(at)}${t.colon} ${what}</li>`)}</ul>`
}`,
  )
}

/** The record in words, the newest first; what is older opens. */
export function historySection(seen: Seen): Piece {
  const { t, data, language, clock } = seen
  const moments = data.timeline
    .map(({ at, action, what, actor }) => ({
      at: new Date(at),
      when: clock(at),
      what: what[language],
      by: whoIs(actor ?? '', seen),
      tone: TONES[action],
    }))
    .reverse()
  return section(
    'history',
    t.history.heading,
    timeline(moments.slice(0, NEWEST)),
    moments.length > NEWEST ? more('…', timeline(moments.slice(NEWEST))) : '',
  )
}

const NEWEST = 12
const TONES: Record<string, 'good' | 'warning' | 'alarm'> = {
  'offer.accepted': 'good',
  'offer.confirmed': 'good',
  'leg.connected': 'good',
  'offer.declined': 'warning',
  'offer.expired': 'warning',
  'offer.failed': 'alarm',
  'offer.returned': 'alarm',
}

function whoIs(actor: string, { t, data, actor: reader }: Seen): string {
  const { history } = t
  if (actor === reader.id) return history.you
  const name = data.names.get(actor)
  if (name) return name
  if (actor.startsWith('key:')) return history.key
  if (actor === 'person') return history.person
  return actor.startsWith('contact:') || actor === 'link' ? history.contact : history.system
}
