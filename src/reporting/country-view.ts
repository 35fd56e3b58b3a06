import { html } from '@remix-run/html-template'
import { ageGroups, genders } from '../directory/people.ts'
import { provinceName } from '../geography/region.ts'
import type { Drawing } from '../staff/layout.ts'
import { section, table, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Area, Cover } from './areas.ts'
import type { Asked } from './asked.ts'
import {
  addressOf,
  askForm,
  coveragePage,
  footnotes,
  instant,
  PATHS,
  spoken,
  textsOf,
} from './kit.ts'
import { LIMIT_KM } from './limits.ts'
import { map, sign } from './map.ts'
import type { Standing } from './standing.ts'
import { type Check, checkInWords, gapInWords, needName } from './words.ts'
import type { Said } from './worst.ts'

/** So many sentences stand on a page. */
export const SENTENCES = 20

type Country = {
  asked: Asked
  at: Date
  zone: string
  checks: readonly Check[]
  said: readonly Said[]
  areas: readonly Area[]
  standing: readonly Standing[]
}

/** The country: what is missing first, then the map and the provinces for what was chosen. */
export function countryPage(drawing: Drawing, country: Country): string {
  const t = textsOf(drawing)
  const { checks, at, zone, said, asked } = country
  const sum = (of: (check: Check) => number) => checks.reduce((all, each) => all + of(each), 0)
  const totals = { partners: sum((c) => c.partners), listed: sum((c) => c.listed) }
  return coveragePage(drawing, {
    heading: t.heading,
    content: [
      html`<p class="lead">${t.lead}</p><p class="hint">${t.asOf({ at: instant(at, zone), ...totals })}</p>`,
      missing(drawing, said, checks),
      html`<section aria-labelledby="shown"><h2 id="shown">${chosen(drawing, asked)}</h2>
${askForm(drawing, asked)}
${figure(drawing, country)}
${provinces(drawing, country)}</section>`,
      ...footnotes(drawing),
    ],
  })
}

/** What is shown, in words. */
export function chosen(drawing: Drawing, { need, gender, age }: Asked): string {
  const { language } = drawing
  return textsOf(drawing).forWhom({
    need: needName(need, language),
    gender: genders[gender][language],
    age: ageGroups[age][language],
    km: String(LIMIT_KM[need]),
  })
}

/** What is missing, the worst first, in words. */
export function missing(drawing: Drawing, said: readonly Said[], checks: readonly Check[]): Piece {
  const t = textsOf(drawing)
  const { language } = drawing
  const whole = checks.flatMap((check) => checkInWords(check, language) ?? [])
  const shown = said.slice(0, SENTENCES)
  const more = said.length - shown.length
  return section(
    'gaps',
    t.gaps,
    html`<p class="hint">${t.gapsLead}</p>`,
    whole.length > 0
      ? html`<ul class="plain whole">${whole.map((text) => html`<li>${tag(t.no, 'alarm')} ${text}</li>`)}</ul>`
      : '',
    shown.length > 0
      ? html`<ol class="gaps">${shown.map((each) => html`<li>${gapInWords(each, language)}</li>`)}</ol>`
      : html`<p>${t.noGaps}</p>`,
    more > 0 ? html`<p>${t.moreGaps(more)}</p>` : '',
  )
}

const KINDS = ['near', 'listed', 'none'] as const

function figure(drawing: Drawing, { standing, asked }: Country): Piece {
  const t = textsOf(drawing)
  const of = (kind: Standing['kind']) => standing.filter((each) => each.kind === kind).length
  const text = t.mapText({ near: of('near'), listed: of('listed'), none: of('none') })
  return html`<figure class="map-of-country">
${map(standing, { title: `${t.map}: ${chosen(drawing, asked)}`, text })}
<figcaption><p>${text}</p>
<ul class="legend">${KINDS.map((kind) => html`<li>${sign(kind)} ${t.legend[kind]}</li>`)}</ul>
<p class="hint">${t.credit}</p></figcaption>
</figure>`
}

type Row = { area: Area; cover: Cover; check: Check }

function provinces(drawing: Drawing, { areas, checks, asked, standing }: Country): Piece {
  const t = textsOf(drawing)
  const { language } = drawing
  const rows = areas.map((area) => ({
    area,
    cover: area.needs.find(({ need }) => need === asked.need)!,
    check: checks.find(({ province }) => province === area.province)!,
  }))
  const near = ({ area }: Row) => {
    const own = standing.filter(({ home }) => home.province === area.province)
    return t.of(own.filter(({ kind }) => kind === 'near').length, own.length)
  }
  return table<Row>(
    t.provinces,
    [
      {
        ...{ heading: t.province, names: true },
        cell: ({ area }) =>
          html`<a href="${addressOf(drawing, `${PATHS.country}/${area.province}`, asked)}">${provinceName(area.province, language)}</a>`,
      },
      {
        heading: t.contact,
        cell: ({ check }) => (check.reachable ? tag(t.yes, 'good') : tag(t.no, 'alarm')),
      },
      {
        heading: t.all,
        cell: ({ check }) => t.partnersAndListed(check.partners, check.listed),
      },
      ...coverColumns<Row>(drawing),
      { heading: t.withinLimit, figures: true, cell: near },
      { heading: t.half, figures: true, cell: ({ cover }) => away(drawing, cover) },
      { heading: t.languages, cell: ({ cover }) => spoken(cover, drawing) },
    ],
    rows,
    ({ area }) => `area-${area.id}`,
  )
}

/** What every table says of one need in one area. */
export function coverColumns<R extends { cover: Cover }>(drawing: Drawing) {
  const t = textsOf(drawing)
  return [
    {
      ...{ heading: t.partners, figures: true },
      cell: ({ cover }: R) => (cover.partners > 0 ? String(cover.partners) : tag('0', 'warning')),
    },
    { heading: t.listed, figures: true, cell: ({ cover }: R) => String(cover.listed) },
    { heading: t.unsure, figures: true, cell: ({ cover }: R) => String(cover.unsure) },
    { heading: t.remote, figures: true, cell: ({ cover }: R) => String(cover.remote) },
    { heading: t.night, figures: true, cell: ({ cover }: R) => String(cover.night) },
  ]
}

/** How far half of the people have it. */
export function away(drawing: Drawing, { halfKm }: Cover): string {
  const t = textsOf(drawing)
  if (halfKm === null) return '–'
  return halfKm < 5 ? t.closeBy : t.km(halfKm)
}
