import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import { NEEDS, needs as needList } from '../directory/needs.ts'
import {
  type ChildBand,
  type ChildGender,
  childBands,
  childGenders,
  GENDERS,
  genders,
} from '../directory/people.ts'
import { CHILDREN } from '../directory/schemas.ts'
import type { PointDetails } from '../directory/store.ts'
import { inboxTexts } from '../locales/inbox.ts'
import { type UpkeepTexts, upkeepTexts } from '../locales/upkeep.ts'
import { button, choices, hidden, textArea, textField } from '../web/controls.ts'
import { more, section } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { type About, type Place, proof, standing } from './details-view.ts'
import { type Fields, fieldsOf, isSame, OFTEN } from './form.ts'
import { dayName, WEEK } from './hours-view.ts'
import type { Shown } from './said.ts'

type Seen = { place: Place; fields: Fields; errors: readonly FieldError[]; t: UpkeepTexts['form'] }

/**
 * What is different: each thing folded but for what is wrong or not as it stands, what counts at once
 * first, then what an editor reads.
 */
export function changesContent(place: Place, form: Shown & About): Piece[] {
  const { point, fields, errors } = form
  const { form: t, review } = upkeepTexts(place.language)
  const seen = { place, fields, errors, t }
  const stands = fieldsOf(point, place.language, form.now)
  const fold = (summary: string, content: Piece, ...names: (keyof Fields)[]) =>
    more(
      summary,
      content,
      names.some(
        (name) => !isSame(fields[name], stands[name]) || errors.some(({ field }) => field === name),
      ),
    )
  return [
    ...(form.stale ? standing(place, form) : []),
    html`<p>${t.lead}</p>
<form method="post" action="${place.to('/changes')}">
${hidden('seen', form.seen)}
${section(
  'now',
  t.now,
  fold(t.topics.hours, hours(seen, point), 'hours', 'days'),
  fold(t.topics.languages, languages(seen), 'languages', 'otherLanguages', 'interpreter'),
  fold(t.topics.pause, pause(seen), 'pause'),
  fold(t.topics.description, description(seen), 'description'),
)}
${section(
  'later',
  t.later,
  html`<p class="hint">${t.laterText}</p>`,
  fold(t.topics.people, people(seen), 'genders', 'minAge', 'maxAge', 'children'),
  fold(t.topics.needs, offered(seen), 'needs'),
  words(seen),
)}
${proof(place, errors)}
${button(t.send)}
</form>
<p><a href="${place.to('')}">${review.back}</a></p>`,
  ]
}

function hours({ place, fields, errors, t }: Seen, { hours: stands }: PointDetails): Piece {
  return html`${choices(errors, {
    ...{ name: 'hours', legend: t.hours, chosen: [fields.hours] },
    options: (['always', 'weekly', 'by_appointment', 'unknown'] as const).map((value) => ({
      ...{ value, label: t.kinds[value] },
    })),
  })}
<p><strong>${t.days}</strong></p>
<p class="hint">${t.daysHint}</p>
${WEEK.map((day) =>
  textField(errors, {
    ...{ name: `day-${day}`, label: dayName(place, day), value: fields.days[day] },
    ...{ required: false, maxLength: 100 },
  }),
)}
${stands.kind === 'weekly' && stands.exceptions.length > 0 ? html`<p class="hint">${t.special}</p>` : ''}`
}

function languages({ place: { language }, fields, errors, t }: Seen): Piece {
  return html`${choices(errors, {
    ...{ name: 'languages', legend: t.languages, many: true, chosen: fields.languages },
    options: OFTEN.map((value) => ({ value, label: languageName(value, language) })),
  })}
${textField(errors, {
  ...{ name: 'otherLanguages', label: t.otherLanguages, hint: t.otherLanguagesHint },
  ...{ value: fields.otherLanguages, optional: t.optional, maxLength: 1000 },
})}
${choices(errors, {
  ...{ name: 'interpreter', legend: t.interpreter, chosen: [fields.interpreter] },
  options: [
    { value: 'yes', label: t.yes },
    { value: 'no', label: t.no },
    { value: '', label: t.notKnown },
  ],
})}`
}

const pause = ({ fields, errors, t }: Seen): Piece =>
  textField(errors, {
    ...{ name: 'pause', type: 'date', label: t.pause, hint: t.pauseHint },
    ...{ value: fields.pause, optional: t.optional },
  })

const description = ({ fields, errors, t }: Seen): Piece =>
  textArea(errors, {
    ...{ name: 'description', label: t.description, value: fields.description },
    ...{ optional: t.optional, maxLength: 4000, rows: 4 },
  })

/** To whom: genders, ages, and children who come along. */
function people({ place: { language }, fields, errors, t }: Seen): Piece {
  const { child } = inboxTexts(language).details
  const age = (name: 'minAge' | 'maxAge') =>
    textField(errors, {
      ...{ name, label: t[name], hint: t.agesHint, value: fields[name] },
      ...{ inputMode: 'numeric', optional: t.optional, maxLength: 3 },
    })
  return html`${choices(errors, {
    ...{ name: 'genders', legend: t.genders, many: true, chosen: fields.genders },
    options: GENDERS.map((value) => ({ value, label: genders[value][language] })),
  })}
${age('minAge')}
${age('maxAge')}
${choices(errors, {
  ...{ name: 'children', legend: t.children, many: true, chosen: fields.children },
  options: [
    ...CHILDREN.map((value) => {
      const [band, gender] = value.split(':') as [ChildBand, ChildGender]
      return { value, label: child(childGenders[gender][language], childBands[band][language]) }
    }),
    { value: 'none', label: t.noChildren },
  ],
})}`
}

const offered = ({ place: { language }, fields, errors, t }: Seen): Piece =>
  choices(errors, {
    ...{ name: 'needs', legend: t.needs, many: true, chosen: fields.needs },
    options: NEEDS.map((value) => ({ value, label: needList[value][language] })),
  })

const words = ({ fields, errors, t }: Seen): Piece =>
  textArea(errors, {
    ...{ name: 'words', label: t.words, hint: t.wordsHint, value: fields.words },
    ...{ optional: t.optional, maxLength: 2000, rows: 4 },
  })
