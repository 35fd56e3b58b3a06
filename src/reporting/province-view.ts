import { html } from '@remix-run/html-template'
import type { Gazetteer } from '../geography/gazetteer.ts'
import type { Province } from '../geography/place.ts'
import { provinceName } from '../geography/region.ts'
import type { Drawing } from '../staff/layout.ts'
import { buttonLink } from '../web/controls.ts'
import { more, section, table } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Area, Cover } from './areas.ts'
import type { Asked } from './asked.ts'
import { away, chosen, coverColumns, missing } from './country-view.ts'
import { addressOf, askForm, coveragePage, footnotes, PATHS, spoken, textsOf } from './kit.ts'
import { type Check, needName, placeName } from './words.ts'
import type { Said } from './worst.ts'

type Shown = {
  province: Province
  asked: Asked
  gazetteer: Gazetteer
  check: Check
  said: readonly Said[]
  /** The province, then its regions. */
  areas: readonly Area[]
}

/** One province: what is missing there, every need, and its regions for the one that was chosen. */
export function provincePage(drawing: Drawing, shown: Shown): string {
  const t = textsOf(drawing)
  const { province, asked, areas, check, said } = shown
  const [whole, ...regions] = areas
  return coveragePage(drawing, {
    heading: `${t.heading} – ${provinceName(province, drawing.language)}`,
    content: [
      html`<p class="lead">${t.provinceLead(t.in[province])}</p>`,
      html`<p>${buttonLink(addressOf(drawing, PATHS.country, asked), t.country, 'quiet')}</p>`,
      missing(drawing, said, [check]),
      html`<section aria-labelledby="shown"><h2 id="shown">${chosen(drawing, asked)}</h2>
${askForm(drawing, asked)}
${needsTable(drawing, shown, whole!)}</section>`,
      section(
        'regions',
        t.regions(needName(asked.need, drawing.language)),
        regionsTable(drawing, shown, regions),
      ),
      ...footnotes(drawing),
    ],
  })
}

function needsTable(drawing: Drawing, { gazetteer }: Shown, { needs }: Area): Piece {
  const t = textsOf(drawing)
  const { language } = drawing
  const farthest = ({ farthest }: Cover): string => {
    const place = farthest && gazetteer.byId.get(farthest.place)
    if (!place) return '–'
    return farthest.km === null
      ? t.nobody
      : t.nearPlace(placeName(place, language), t.km(farthest.km))
  }
  return table<{ cover: Cover }>(
    t.needs,
    [
      { heading: t.need, names: true, cell: ({ cover }) => needName(cover.need, language) },
      ...coverColumns<{ cover: Cover }>(drawing),
      { heading: t.half, figures: true, cell: ({ cover }) => away(drawing, cover) },
      { heading: t.farthest, cell: ({ cover }) => farthest(cover) },
    ],
    needs.map((cover) => ({ cover })),
  )
}

type Row = { area: Area; cover: Cover }

function regionsTable(
  drawing: Drawing,
  { gazetteer, asked }: Shown,
  regions: readonly Area[],
): Piece {
  const t = textsOf(drawing)
  const { language } = drawing
  const rows = regions.map((area) => ({
    area,
    cover: area.needs.find(({ need }) => need === asked.need)!,
  }))
  const nobodyFor = ({ area }: Row): Piece => {
    const none = area.needs.filter(({ partners, listed }) => partners + listed === 0)
    const names = none.map(({ need }) => html`<li>${needName(need, language)}</li>`)
    return none.length === 0 ? '0' : more(t.missingOf(none.length), html`<ul>${names}</ul>`)
  }
  return table<Row>(
    chosen(drawing, asked),
    [
      {
        ...{ heading: t.region, names: true },
        cell: ({ area }) =>
          area.kind === 'rest'
            ? t.rest
            : (gazetteer.regions.get(area.id)?.name[language] ?? area.id),
      },
      ...coverColumns<Row>(drawing),
      { heading: t.half, figures: true, cell: ({ cover }) => away(drawing, cover) },
      { heading: t.languages, cell: ({ cover }) => spoken(cover, drawing) },
      { heading: t.missing, cell: nobodyFor },
    ],
    rows,
    ({ area }) => `area-${area.id}`,
  )
}
