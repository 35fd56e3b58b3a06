import { html } from '@remix-run/html-template'
import { type Need, needs as needList } from '../directory/needs.ts'
import { locale } from '../locales/locale.ts'
import { type OfficerTexts, officerTexts } from '../locales/officer.ts'
import { after, MINUTE } from '../platform/clock.ts'
import type { Meeting } from '../routing/meeting.ts'
import { clockText } from '../routing/notices.ts'
import type { Drawing } from '../staff/layout.ts'
import { actions, button, buttonLink } from '../web/controls.ts'
import { box, empty, facts, row, section, type Tone, table } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Handover } from './handover.ts'
import { callLink, type Desk, hotlineOf, officerPage, PATHS } from './kit.ts'

/** So long an officer waits for a yes before they are told to call. */
const PATIENCE = 10 * MINUTE

type Shown = { t: OfficerTexts; drawing: Drawing; desk: Desk; now: Date }

/** How far it is, whom to call, how to meet; and something to carry, if that is safe. */
export function handoverPage(drawing: Drawing, desk: Desk, handover: Handover, now: Date): string {
  const { language, lang } = drawing
  const t = officerTexts(language)
  const shown: Shown = { t, drawing, desk, now }
  const { id, reference, stage, legs, province } = handover
  return officerPage(drawing, desk, {
    heading: t.one.heading(reference),
    title: reference,
    scripts: [desk.assets['progress.js']],
    content: [
      html`<div id="progress" class="again" aria-live="polite">
${
  legs.length === 0
    ? html`<p class="state">${t.one.says[stage]}</p>`
    : legs.map((leg) => legOf(shown, handover, leg))
}
${call(shown, handover)}
</div>`,
      html`<p class="hint" id="live" role="status" hidden data-live="${t.one.live}" data-lost="${t.one.lost}" data-idle="${t.one.idle}"></p>`,
      actions(buttonLink(`${PATHS.form}/${id}${lang}`, t.one.again, 'quiet')),
      hotlineOf(desk, province) && !['connected', 'closed'].includes(stage)
        ? carry(t, id, lang)
        : '',
    ],
  })
}

function legOf(shown: Shown, { zone }: Handover, leg: Handover['legs'][number]): Piece {
  const { t, drawing } = shown
  const { stage, meeting, needs } = leg
  const names: Partial<Record<string, string>> = t.needs.options
  const wanted = needs.map((need) => names[need] ?? needList[need as Need][drawing.language])
  return html`<div class="step">
<p class="state">${t.one.says[stage]}</p>
<p class="hint">${t.one.forNeeds}${t.colon} ${wanted.join('; ')}</p>
${stage === 'confirmed' ? meet(shown, zone, meeting) : ''}
</div>`
}

function meet({ t, now, drawing }: Shown, zone: string, meeting: Meeting | undefined): Piece {
  const { one } = t
  const then = html`<p class="hint">${one.thenOver}</p>`
  if (!meeting) return box('calm', html`<p>${one.wait}</p>${then}`, { heading: one.meet })
  const { how, at, place, whoDrives } = meeting
  const { messages } = locale(drawing.language)
  return box(
    'good',
    html`${how === 'we_call' ? html`<p class="state">${one.weCall}</p>` : ''}
${facts(
  row(one.place, place),
  row(one.at, at && clockText(messages, new Date(at), now, zone)),
  row(one.drives, one.drivers[whoDrives]),
)}
${then}`,
    { heading: one.meet },
  )
}

/** Nobody is left waiting without a number. */
function call(
  { t, drawing, desk, now }: Shown,
  { reference, stage, createdAt, zone, province }: Handover,
): Piece {
  const { one } = t
  const hotline = hotlineOf(desk, province)
  const late = after(createdAt, PATIENCE)
  const by = clockText(locale(drawing.language).messages, late, now, zone)
  const [tone, says]: [Tone, string] =
    stage === 'screening' || stage === 'matched'
      ? ['alarm', one.now]
      : stage !== 'offered'
        ? ['calm', one.anyTime]
        : late > now
          ? ['warning', one.still(by)]
          : ['alarm', one.late]
  return box(
    tone,
    hotline
      ? html`<p>${says}</p><p>${callLink(hotline)}</p><p>${one.say(reference)}</p>`
      : html`<p>${says}</p><p>${one.noNumber}</p><p>${one.say(reference)}</p>`,
  )
}

const carry = (t: OfficerTexts, id: string, lang: string): Piece =>
  section(
    'carry',
    t.card.heading,
    html`<form method="post" action="${PATHS.form}/${id}/card${lang}">
<div><p><strong>${t.card.question}</strong></p><p class="hint">${t.card.hint}</p></div>
${actions(
  button(t.card.yes, { tone: 'quiet', name: 'safe', value: 'yes' }),
  button(t.card.no, { tone: 'quiet', name: 'safe', value: 'no' }),
)}
</form>`,
  )

/** Theirs, with how far each is. */
export function listPage(
  drawing: Drawing,
  desk: Desk,
  list: readonly Handover[],
  now: Date,
): string {
  const { language, lang } = drawing
  const t = officerTexts(language)
  const { messages } = locale(language)
  const columns = [
    {
      ...{ heading: t.list.reference, names: true },
      cell: ({ id, reference }: Handover) =>
        html`<a class="target" href="${PATHS.form}/${id}${lang}">${reference}</a>`,
    },
    { heading: t.list.state, cell: ({ stage }: Handover) => t.states[stage] },
    {
      heading: t.list.at,
      cell: ({ createdAt, zone }: Handover) => clockText(messages, createdAt, now, zone),
    },
  ]
  const start = buttonLink(`${PATHS.form}${lang}`, t.heading)
  return officerPage(drawing, desk, {
    heading: t.list.heading,
    content:
      list.length === 0 ? [empty(t.list.empty, start)] : [table(t.list.lead, columns, list), start],
  })
}

/** They said no, or nothing: what can be done without. */
export function nothingPage(drawing: Drawing, desk: Desk): string {
  const { nothing } = officerTexts(drawing.language)
  const hotline = hotlineOf(desk)
  return officerPage({ ...drawing, path: PATHS.form }, desk, {
    heading: nothing.heading,
    content: [
      html`<p>${nothing.text}</p>`,
      section(
        'can',
        nothing.can,
        html`<p>${nothing.call}</p>${hotline ? html`<p>${callLink(hotline)}</p>` : ''}<p>${nothing.tell}</p>`,
      ),
    ],
  })
}
