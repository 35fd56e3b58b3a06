import { html } from '@remix-run/html-template'
import { type StyleguideTexts, styleguideTexts } from '../locales/styleguide.ts'
import type { App } from '../platform/http.ts'
import {
  actions,
  button,
  buttonLink,
  choices,
  errorSummary,
  select,
  textArea,
  textField,
} from './controls.ts'
import {
  box,
  countdown,
  empty,
  facts,
  more,
  pagination,
  phoneLink,
  progress,
  row,
  section,
  table,
  tag,
  timeline,
} from './display.ts'
import { frame } from './frame.ts'
import type { Piece } from './piece.ts'

type Code = keyof typeof styleguideTexts

/** `/styleguide`: everything that pages are made of, for whoever builds or judges one. Demo only. */
export async function styleguideRoutes(app: App, { label }: { label: string }): Promise<void> {
  app.get(
    '/styleguide',
    { config: { access: { public: 'shows no data at all; demo only' } } },
    async ({ query }, reply) => {
      const { lang, wide } = query as { lang?: string; wide?: string }
      const code = lang && Object.hasOwn(styleguideTexts, lang) ? (lang as Code) : 'en'
      const page = styleguide(code, label, wide !== undefined)
      return reply.type('text/html; charset=utf-8').send(page)
    },
  )
}

function styleguide(code: Code, label: string, wide: boolean): string {
  const t = styleguideTexts[code]
  const others = (Object.keys(styleguideTexts) as Code[]).filter((other) => other !== code)
  return frame({
    language: code,
    rtl: code === 'ar',
    title: `${t.title} – ${label}`,
    label,
    texts: t,
    home: '/styleguide',
    languages: others.map((other) => ({
      code: other,
      name: styleguideTexts[other].name,
      href: `/styleguide?lang=${other}${wide ? '&wide' : ''}`,
    })),
    ways: {
      label: t.title,
      list: [
        { href: `?lang=${code}`, text: t.controls, current: !wide },
        { href: `?lang=${code}&wide`, text: t.table, current: wide, count: 3 },
      ],
    },
    width: wide ? 'wide' : 'narrow',
    main: [
      html`<h1>${t.title}</h1><p class="lead">${t.lead}</p>`,
      ...controls(t),
      ...display(t, code),
    ],
    footer: html`<p class="hint">${t.text}</p>`,
  })
}

function controls(t: StyleguideTexts): Piece[] {
  const errors = [{ field: 'place', text: t.error }]
  const answers = [
    { value: 'yes', label: t.yes },
    { value: 'no', label: t.no, hint: t.hint },
    { value: 'unknown', label: t.unknown },
  ]
  return [
    progress(2, 5, t.step),
    errorSummary(t.errorHeading, errors),
    html`<form method="get" action="/styleguide">
${choices([], { name: 'one', legend: t.question, hint: t.hint, options: answers, chosen: ['no'] })}
${choices([], { name: 'many', legend: t.more, options: answers.slice(0, 2), many: true })}
${textField(errors, { name: 'place', label: t.label, hint: t.hint })}
${textField([], { name: 'digits', label: t.label, digits: 4, optional: t.optional })}
${select([], { name: 'select', label: t.label, options: answers })}
${textArea([], { name: 'area', label: t.more, optional: t.optional })}
${actions(button(t.go), button(t.other, { tone: 'quiet' }), button(t.danger, { tone: 'danger' }))}
</form>`,
    section('buttons', t.buttons, button(t.go), buttonLink('#buttons', t.other, 'quiet')),
  ]
}

/** An instant that never changes, so that two looks at the page are the same. */
const NOON = new Date('2026-11-21T17:00:00Z')
const after = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000)

function display(t: StyleguideTexts, code: Code): Piece[] {
  const tones = ['calm', 'good', 'warning', 'alarm'] as const
  const left = (seconds: number): Piece => countdown(code, after(seconds), NOON)
  const rows = tones.map((tone, i) => ({ tone, left: left([9000, 1500, 90, -240][i]!) }))
  return [
    ...tones.map((tone) => box(tone, t.text, { heading: t[tone] })),
    section(
      'facts',
      t.facts,
      facts(
        row(t.label, 'Thunder Bay'),
        row(t.state, tag(t.good, 'good')),
        row(t.when, left(2400)),
      ),
      html`<p>${phoneLink('+18075550100', '807-555-0100')}</p>`,
    ),
    table(
      t.table,
      [
        { heading: t.label, names: true, cell: () => 'K7F-2QX' },
        { heading: t.state, cell: ({ tone }) => tag(t[tone], tone) },
        { heading: t.when, figures: true, cell: ({ left }) => left },
      ],
      rows,
    ),
    section(
      'timeline',
      t.timeline,
      timeline(tones.map((tone) => ({ at: NOON, when: '12:00', what: t[tone], tone }))),
    ),
    more(t.more, html`<p>${t.text}</p>`),
    empty(t.empty, buttonLink('/styleguide', t.other, 'quiet')),
    pagination(t.table, {
      before: { href: '#', text: t.newer },
      after: { href: '#', text: t.older },
    }),
  ]
}
