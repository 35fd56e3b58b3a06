import { html } from '@remix-run/html-template'
import { ageGroups, CHILD_BANDS, childBands, genders } from '../directory/people.ts'
import { STATEMENTS } from '../locales/consent/statements.ts'
import { type OfficerTexts, officerTexts } from '../locales/officer.ts'
import { URGENCIES } from '../routing/policy.ts'
import type { Drawing } from '../staff/layout.ts'
import { choices, select, textField } from '../web/controls.ts'
import { box, more } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Filled, Question } from './form-view.ts'
import { AGES, ANSWERS, CHILDREN, GENDER_CHOICES, HANDOVER_NEEDS, LANGUAGES } from './input.ts'
import { callLink, type Desk, hotlineOf, PATHS } from './kit.ts'

type Asking = { t: OfficerTexts; drawing: Drawing; desk: Desk } & Filled

/** The seven, in the order in which they are asked. */
export function questions(drawing: Drawing, desk: Desk, filled: Filled): Question[] {
  const asking: Asking = { ...filled, drawing, desk, t: officerTexts(drawing.language) }
  return [
    { content: soon(asking), must: true },
    { content: where(asking) },
    { content: needs(asking), must: true },
    { content: who(asking) },
    { content: along(asking) },
    { content: agree(asking), must: true },
    { content: you(asking) },
  ]
}

function soon(asking: Asking): Piece {
  const { t, form, errors = [] } = asking
  return html`${choices(errors, {
    ...{ name: 'urgency', legend: t.soon.question, chosen: form.all('urgency') },
    options: URGENCIES.map((value) => ({ value, ...t.soon.options[value] })),
  })}
<div class="two">${choices(errors, {
    ...{ name: 'searching', legend: t.soon.searching, chosen: form.all('searching') },
    options: [
      { value: 'yes', label: t.soon.yes },
      { value: 'no', label: t.soon.no },
    ],
  })}</div>`
}

function where({ t, form, errors = [], places = [] }: Asking): Piece {
  const several =
    places.length > 0 &&
    choices(errors, {
      ...{ name: 'pick', legend: t.where.which, chosen: [form.one('pick')] },
      options: [
        ...places.map(({ id, name, province }) => ({ value: id, label: `${name}, ${province}` })),
        { value: '', label: t.where.none },
      ],
    })
  const { busy, found, failed } = t.where
  return html`<h2>${t.where.question}</h2>
${textField(errors, {
  ...{ name: 'place', label: t.where.label, hint: t.where.hint },
  ...{ value: form.one('place'), required: false, maxLength: 100 },
})}
${several || ''}
<div class="with-position" hidden><button type="button" class="quiet" id="use-position" aria-describedby="position-hint" data-to="${PATHS.form}/position">${t.where.use}</button>
<p class="hint" id="position-hint">${t.where.useHint}</p></div>
<p role="status" id="position-said" data-busy="${busy}" data-found="${found}" data-failed="${failed}"></p>`
}

const needs = ({ t, form, errors = [] }: Asking): Piece =>
  choices(errors, {
    ...{ name: 'need', legend: t.needs.question, hint: t.needs.hint, many: true },
    chosen: form.all('need'),
    options: HANDOVER_NEEDS.map((value) => ({ value, label: t.needs.options[value] })),
  })

function who({ t, form, drawing: { language }, errors = [] }: Asking): Piece {
  const unsure: Record<string, string> = { maybe: t.who.maybe, adult: t.who.adult }
  return html`<h2>${t.who.question}</h2>
<p class="hint">${t.who.hint}</p>
<div class="two">${choices(errors, {
    ...{ name: 'gender', legend: t.who.gender, chosen: [form.one('gender')] },
    options: [
      ...GENDER_CHOICES.map((value) => ({ value, label: genders[value][language] })),
      { value: '', label: t.notKnown },
    ],
  })}</div>
<div class="two">${choices(errors, {
    ...{ name: 'age', legend: t.who.age, chosen: form.all('age') },
    options: AGES.map((value) => ({
      value,
      label: unsure[value] ?? ageGroups[value as keyof typeof ageGroups][language],
      ...(value in unsure && { marks: 'whole' }),
    })),
  })}</div>`
}

function along({ t, form, drawing: { language }, errors = [] }: Asking): Piece {
  const counts = Array.from({ length: CHILDREN + 1 }, (_, n) => ({
    value: n === 0 ? '' : String(n),
    label: n === 0 ? t.along.none : String(n),
  }))
  const labels = { en: t.along.english, fr: t.along.french, other: t.along.another }
  return html`<h2>${t.along.question}</h2>
<div class="counts">${CHILD_BANDS.map((band) =>
    select(errors, {
      ...{ name: `children-${band}`, label: t.along.children(childBands[band][language]) },
      ...{ value: form.one(`children-${band}`), options: counts },
    }),
  )}</div>
<div class="two">${choices(errors, {
    ...{ name: 'language', legend: t.along.language, chosen: form.all('language') },
    options: LANGUAGES.map((value) => ({
      ...{ value, label: labels[value] },
      ...(value === 'other' && { marks: 'whole' }),
    })),
  })}</div>
<div class="if-other">${textField(errors, {
    ...{ name: 'other_language', label: t.along.which, hint: t.along.whichHint },
    ...{ value: form.one('other_language'), required: false, maxLength: 60 },
  })}</div>`
}

function agree({ t, form, desk, drawing, errors = [] }: Asking): Piece {
  const { LANGUAGE_LINE } = desk.services.config
  const hotline = hotlineOf(desk)
  return html`<h2>${t.agree.question}</h2>
<div><p>${t.agree.read}</p>
${(drawing.language === 'fr' ? (['fr', 'en'] as const) : (['en', 'fr'] as const)).map(words(t, drawing))}
<p>${LANGUAGE_LINE ? html`${t.agree.line} ${callLink(LANGUAGE_LINE)}` : t.agree.noLine}</p></div>
<div class="if-other">${textField(errors, {
    ...{ name: 'interpreter', label: t.agree.interpreter, hint: t.agree.interpreterHint },
    ...{ value: form.one('interpreter'), required: false, maxLength: 30 },
  })}</div>
${choices(errors, {
  ...{ name: 'agreed', legend: t.agree.legend, chosen: form.all('agreed') },
  options: ANSWERS.map((value) => ({
    ...{ value, ...t.agree.options[value] },
    ...(value === 'no' && { marks: 'warns' }),
  })),
})}
<div class="advice">${box('warning', html`<p>${t.agree.refused}</p><p>${t.nothing.call}</p>${hotline ? html`<p>${callLink(hotline)}</p>` : ''}`)}</div>
<div class="if-agreed">${choices(errors, {
    ...{ name: 'also', legend: t.agree.also, chosen: form.all('also'), many: true },
    options: [
      { value: 'speak', label: t.agree.speak },
      { value: 'tell', label: t.agree.tell },
    ],
  })}</div>`
}

/** The newest statement, as it is read out; that of the page is open. */
const words = (t: OfficerTexts, drawing: Drawing) => (language: 'en' | 'fr') => {
  const [{ version }] = STATEMENTS as [(typeof STATEMENTS)[number]]
  const found = STATEMENTS.find((each) => each.version === version && each.language === language)
  const summary = language === 'fr' ? t.agree.inFrench : t.agree.inEnglish
  if (!found) return ''
  const text = html`<blockquote lang="${language}">${found.text}</blockquote>`
  return more(summary, text, language === drawing.language)
}

function you({ t, form, errors = [] }: Asking): Piece {
  return html`<h2>${t.you.question}</h2>
${textField(errors, {
  ...{ name: 'phone', label: t.you.phone, hint: t.you.phoneHint, type: 'tel' },
  ...{ value: form.one('phone'), maxLength: 60 },
})}
${textField(errors, {
  ...{ name: 'unit', label: t.you.unit, value: form.one('unit'), maxLength: 100 },
})}
${textField(errors, {
  ...{ name: 'file', label: t.you.file, value: form.one('file'), optional: t.optional },
  maxLength: 60,
})}`
}
