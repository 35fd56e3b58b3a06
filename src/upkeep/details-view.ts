import { html } from '@remix-run/html-template'
import { digits } from '../answers/asked-view.ts'
import type { PointDetails } from '../directory/store.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { localTime } from '../geography/local-time.ts'
import { answerTexts } from '../locales/answer.ts'
import { type UpkeepTexts, upkeepTexts } from '../locales/upkeep.ts'
import { button, buttonLink } from '../web/controls.ts'
import { box, facts, section } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import type { ProposedField } from './corrections.ts'
import { dayText, factRows, nameOf, type Reader } from './facts-view.ts'
import { hoursInWords } from './hours-view.ts'

/** Where these pages are, and who reads them: by a link with its digits, or signed in without. */
export type Place = Reader & {
  /** Of a form or page below this one. */
  to(verb: string): string
  /** The channel of the link; none for who is signed in. */
  channel?: string
}

/** What is shown of a service point, and what is wrong with what was sent. */
export type About = {
  point: PointDetails
  now: Date
  gazetteer: Gazetteer
  errors: readonly FieldError[]
}

/** All that the directory says of a service point, and the one button that says that it is right. */
export function detailsContent(place: Place, about: About): Piece[] {
  const t = upkeepTexts(place.language).review
  const { point, errors } = about
  return [
    html`<p class="lead">${nameOf(point, place)}</p><p>${t.lead}</p>`,
    point.hidden ? box('calm', t.sealedText, { heading: t.sealed }) : '',
    ...standing(place, about),
    html`<p class="hint">${t.contacts}</p>`,
    section(
      'right',
      t.question,
      html`<form method="post" action="${place.to('')}">
${proof(place, errors)}
${button(t.right)}
</form>
${buttonLink(place.to('/changes'), t.different, 'quiet')}`,
    ),
  ]
}

/** What the directory says: a pause, hours, and everything else. */
export function standing(place: Place, { point, now, gazetteer }: About): Piece[] {
  const t = upkeepTexts(place.language).review
  const { pausedUntil, zone } = point
  const paused = pausedUntil && pausedUntil > now ? localTime(pausedUntil, zone).date : undefined
  return [
    paused ? box('warning', t.paused(dayText(place.language, paused))) : '',
    section('stands-hours', t.hours, hoursInWords(place, point, now)),
    section(
      'stands-facts',
      t.facts,
      facts(...factRows(place, point, gazetteer, place.channel !== undefined)),
    ),
  ]
}

/** The four digits of the message that brought them here; nothing for who is signed in. */
export const proof = ({ language, channel }: Place, errors: readonly FieldError[]): Piece =>
  channel === undefined ? '' : digits({ t: answerTexts(language) } as never, channel, errors)

/** What became of it: what counts already, and what an editor looks at. */
export function thanksContent(
  { language }: Reader,
  { outcome, waiting }: { outcome: string | null; waiting: readonly ProposedField[] },
): Piece[] {
  const t = upkeepTexts(language)
  return [
    box('good', outcome === 'corrected' ? t.thanks.corrected : t.thanks.right, { live: true }),
    waiting.length > 0 ? html`<p>${t.thanks.proposed(inWords(t, waiting))}</p>` : '',
    html`<p>${t.thanks.more}</p>`,
  ]
}

const inWords = ({ corrections, form }: UpkeepTexts, fields: readonly ProposedField[]) =>
  fields.map((field) =>
    field === 'words'
      ? lower(form.words)
      : lower(
          field === 'needs'
            ? form.needs
            : field === 'genders'
              ? form.genders
              : corrections.fields[field],
        ),
  )

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
