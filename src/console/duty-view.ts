import { html } from '@remix-run/html-template'
import { callTexts } from '../locales/console-call.ts'
import { referralTexts } from '../locales/console-referral.ts'
import type { Language } from '../locales/locale.ts'
import { type Actor, mayEver } from '../protection/may.ts'
import { type openDutyRecords, WHY_READ } from '../routing/duty-records.ts'
import { button, select } from '../web/controls.ts'
import { facts, row, section } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { optionsOf } from './pick.ts'

export type DutyRead = {
  records: Awaited<ReturnType<typeof openDutyRecords>>
  /** Of those whom they name. */
  names: Map<string, string>
}
type Shown = {
  /** The path of the referral. */
  at: string
  lang: string
  language: Language
  actor: Actor
  read?: DutyRead
  clock(at: string): string
}

/** For supervisors: that a report was made, or consent overridden; also once all else is erased. */
export function dutySection({ at, lang, language, actor, read, clock }: Shown): Piece {
  if (!mayEver(actor, 'duty.read')) return ''
  const { duty: says } = referralTexts(language)
  return section(
    'duties',
    says.heading,
    read ? html`<div class="box calm">${recordsOf(read, { language, clock })}</div>` : '',
    html`<form method="post" action="${at}/duty-readings${lang}" class="line">
<p class="hint">${says.lead}</p>
${select([], { name: 'why', id: 'duty-why', label: says.why, options: optionsOf(WHY_READ, (code) => says.whys[code]) })}
${button(says.button, { tone: 'quiet' })}
</form>`,
  )
}

function recordsOf(
  { records, names }: DutyRead,
  { language, clock }: Pick<Shown, 'language' | 'clock'>,
): Piece {
  const t = referralTexts(language)
  const { duty: says } = t
  const { kinds } = callTexts(language).consent
  if (records.length === 0) return html`<p>${says.none}</p>`
  const words = (value: unknown): string => {
    if (Array.isArray(value))
      return value.map((code) => t.seen.scopes[code] ?? kinds[code] ?? code).join(', ')
    if (typeof value !== 'string') return ''
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return clock(value)
    return names.get(value) ?? value
  }
  return html`${records.map(
    ({ kind, at, content }) => html`<h3>${says.kinds[kind] ?? kind}, ${clock(at)}</h3>
${facts(...SHOWN.map((name) => row(says[name], words(content[name]))))}`,
  )}`
}

const SHOWN = [
  ...(['agency', 'at', 'number', 'by', 'madeBy', 'madeAt'] as const),
  ...(['confirmedBy', 'confirmedAt', 'scope', 'recipients'] as const),
]
