import { html } from '@remix-run/html-template'
import { CHILD_BANDS } from '../directory/people.ts'
import { PUBLIC, PUBLIC_CODES } from '../locales/public.ts'
import { button, choices, errorSummary, hidden, select, textArea } from '../web/controls.ts'
import { box } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { type Answers, type Fault, one, statementFor } from './answers.ts'
import { type Drawing, inWords, page } from './frame.ts'
import { type Filled, place, type Radio, radio, reach, times, wants } from './questions.ts'
import { noEnter, type Step, steps } from './steps.ts'

/** The questions. `answers` and `faults`: of a form that came back. */
export function formPage(
  drawing: Drawing,
  answers: Answers = {},
  faults: readonly Fault[] = [],
): string {
  const { t, language } = drawing
  const errors = inWords(t, faults)
  return page(drawing, {
    failed: faults.length > 0,
    main: [
      html`<form method="post" action="/${language}/form#check" autocomplete="off">
${noEnter}
${hidden('step', 'answers')}
${steps(drawing, questions(drawing, { answers, errors }), trouble(drawing, errors))}
</form>`,
      html`<p class="hint">${t.last}</p>`,
    ],
  })
}

/** What is wrong, with a way to each place, before the questions. */
const trouble = ({ t }: Drawing, errors: readonly FieldError[]): Piece =>
  errors.length > 0
    ? html`<div class="step" id="check" tabindex="-1"><h1>${t.errorHeading}</h1>${errorSummary('', errors)}</div>`
    : ''

function questions(drawing: Drawing, filled: Filled): Step[] {
  return [
    watched(drawing, filled),
    contact(drawing, filled),
    { content: reach(drawing, filled) },
    { content: times(drawing, filled) },
    needs(drawing, filled),
    { content: place(drawing, filled) },
    ...aboutThem(drawing, filled),
    last(drawing, filled),
  ]
}

function watched({ t }: Drawing, filled: Filled): Step {
  return {
    content: html`${radio(filled, {
      name: 'watched',
      legend: t.watched.question,
      options: [
        { value: 'no', label: t.no },
        { value: 'yes', label: t.watched.yes, marks: 'warns' },
      ],
    })}
<div class="advice">${box('warning', t.watched.advice)}</div>
<p class="hint">${t.leaveHint}</p>`,
  }
}

function contact({ t }: Drawing, filled: Filled): Step {
  return {
    skips: 2,
    content: radio(filled, {
      name: 'contact',
      legend: t.contact.question,
      hint: t.contact.hint,
      options: [
        { value: 'yes', label: t.yes },
        { value: 'no', label: t.contact.no, marks: 'skips' },
      ],
    }),
  }
}

function needs({ t }: Drawing, { answers, errors }: Filled): Step {
  return {
    must: true,
    content: choices(errors, {
      name: 'needs',
      legend: t.needs.question,
      asHeading: true,
      hint: t.needs.hint,
      many: true,
      chosen: answers.needs ?? [],
      options: wants(t),
    }),
  }
}

/** What may all be left out: it only helps to find who fits. */
function aboutThem({ t, language }: Drawing, filled: Filled): Step[] {
  const { answers, errors } = filled
  const question = (name: string, of: Omit<Radio, 'name'>): Step => ({
    content: radio(filled, { name, ...of }),
  })
  return [
    question('urgency', {
      legend: t.urgency.question,
      options: (['now', 'soon', 'later'] as const).map((value) => ({
        value,
        label: t.urgency[value],
      })),
    }),
    question('age', {
      legend: t.age.question,
      hint: t.age.hint,
      options: [
        { value: 'under_16', label: t.age.under16 },
        ...['16-17', '18-24', '25-59'].map((value) => ({ value, label: value.replace('-', '–') })),
        { value: '60+', label: t.age.over60 },
        { value: 'unsaid', label: t.ratherNot },
      ],
    }),
    question('gender', {
      legend: t.gender.question,
      options: [
        { value: 'woman', label: t.gender.woman },
        { value: 'man', label: t.gender.man },
        { value: 'non_binary', label: t.gender.nonBinary },
        { value: 'two_spirit', label: t.gender.twoSpirit },
        { value: 'undisclosed', label: t.ratherNot },
      ],
    }),
    { content: children({ t }, filled) },
    question('searching', {
      legend: t.searching.question,
      options: [
        { value: 'yes', label: t.yes },
        { value: 'no', label: t.no },
        { value: 'unknown', label: t.unknown },
      ],
    }),
    {
      content: select(errors, {
        name: 'language',
        asHeading: true,
        label: t.language.question,
        value: one(answers, 'language') || language,
        options: [
          ...PUBLIC_CODES.map((value) => ({ value, label: PUBLIC[value].name })),
          { value: 'other', label: t.language.other },
        ],
      }),
    },
    {
      content: textArea(errors, {
        name: 'words',
        asHeading: true,
        label: t.words.question,
        hint: t.words.hint,
        value: one(answers, 'words'),
        optional: t.optional,
      }),
    },
  ]
}

function children({ t }: Pick<Drawing, 't'>, { answers, errors }: Filled): Piece {
  const labels = { '0-5': t.children.small, '6-12': t.children.middle, '13-17': t.children.older }
  return html`<h1>${t.children.question}</h1>
<div class="counts">${CHILD_BANDS.map((band) =>
    select(errors, {
      name: `children-${band}`,
      label: labels[band],
      value: one(answers, `children-${band}`),
      options: ['0', '1', '2', '3', '4'].map((value) => ({ value, label: value })),
    }),
  )}</div>`
}

/** What may be asked of services, in words that were checked; else they are spoken with first. */
function last({ t, language }: Drawing, filled: Filled): Step {
  const statement = statementFor(language)
  const end = button(t.next)
  if (!statement)
    return { end, content: html`<h1>${t.consent.question}</h1><p>${t.consent.first}</p>` }
  return {
    end,
    content: html`${sentences(language, statement.text)}
${radio(filled, {
  name: 'consent',
  legend: t.consent.question,
  options: [
    { value: 'yes', label: t.consent.yes },
    { value: 'less', label: t.consent.less },
    { value: 'later', label: t.consent.later },
  ],
})}`,
  }
}

/** One below the other: many words at once are hard to take in. */
const sentences = (language: string, text: string): Piece =>
  html`<div class="sentences">${[
    ...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text),
  ].map(({ segment }) => html`<p>${segment.trim()}</p>`)}</div>`
