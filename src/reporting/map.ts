import { readFileSync } from 'node:fs'
import { html } from '@remix-run/html-template'
import type { Point } from '../geography/place.ts'
import type { Piece } from '../web/piece.ts'
import type { Standing } from './standing.ts'

type Outline = { provinces: { id: string; rings: number[][] }[] }
const OUTLINE = new URL('../../db/seed/outline.json', import.meta.url)

/** Of the drawing, in its own units: some 13 km each. */
const WIDTH = 420
const KINDS = ['near', 'listed', 'none'] as const

const DEGREE = Math.PI / 180
/** Lambert's conformal cone with the parallels and the centre that Statistics Canada uses for its maps. */
const [SOUTH, NORTH, LAT, LNG] = [49, 77, 63.39, -91.87].map((degrees) => degrees * DEGREE)
const half = (lat: number) => Math.tan(Math.PI / 4 + lat / 2)
const N = Math.log(Math.cos(SOUTH!) / Math.cos(NORTH!)) / Math.log(half(NORTH!) / half(SOUTH!))
const F = (Math.cos(SOUTH!) * half(SOUTH!) ** N) / N
const RHO = F / half(LAT!) ** N

/** East and north of the centre, in radii of the earth. */
function project({ lat, lng }: Point): [x: number, y: number] {
  const rho = F / half(lat * DEGREE) ** N
  const turn = N * (lng * DEGREE - LNG!)
  return [rho * Math.sin(turn), RHO - rho * Math.cos(turn)]
}

/** The country as a picture that needs no script: its outline, and a mark for each place. */
export function map(
  standing: readonly Standing[],
  { title, text }: { title: string; text: string },
): Piece {
  const { paths, place, height } = drawn()
  const vertices = (kind: Standing['kind']) =>
    standing
      .filter((each) => each.kind === kind)
      .map(({ home }) => place(home.point))
      .map(([x, y]) => `${x} ${y}`)
      .join('L')
  return html`<svg class="country" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="map-title map-text">
<title id="map-title">${title}</title>
<desc id="map-text">${text}</desc>
${KINDS.map((kind) => html`<marker id="mark-${kind}" viewBox="-5 -5 10 10" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse">${shape(kind)}</marker>`)}
<path class="land" d="${paths}"/>
${KINDS.map((kind) => {
  const at = vertices(kind)
  return at ? html`<path class="marks-${kind}" d="M${at}"/>` : ''
})}
</svg>`
}

/** Shapes differ as much as colours: a full dot, a ring, a cross. */
export const shape = (kind: Standing['kind']): Piece =>
  kind === 'near'
    ? html`<circle class="near" r="2.6"/>`
    : kind === 'listed'
      ? html`<circle class="listed" r="3"/>`
      : html`<path class="none" d="M-3-3L3 3M-3 3L3-3"/>`

/** One of the legend. */
export const sign = (kind: Standing['kind']): Piece =>
  html`<svg class="sign" viewBox="-5 -5 10 10" aria-hidden="true">${shape(kind)}</svg>`

type Drawn = { paths: string; height: number; place(point: Point): [number, number] }
let once: Drawn | undefined

/** The outline, projected and rounded to what a screen shows (46 KB of degrees become a third of that). */
function drawn(): Drawn {
  once ??= draw(JSON.parse(readFileSync(OUTLINE, 'utf8')) as Outline)
  return once
}

function draw({ provinces }: Outline): Drawn {
  const rings = provinces.flatMap(({ rings }) => rings.map(degrees))
  const all = rings.flat().map(project)
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)]
  const [left, top] = [Math.min(...xs), Math.max(...ys)]
  const scale = (WIDTH - 4) / (Math.max(...xs) - left)
  const place = (point: Point): [number, number] => {
    const [x, y] = project(point)
    return [Math.round(2 + (x - left) * scale), Math.round(2 + (top - y) * scale)]
  }
  const paths = rings.map((ring) => path(ring.map(place))).join('')
  return { paths, place, height: Math.ceil((top - Math.min(...ys)) * scale + 4) }
}

/** Hundredths of a degree, longitude and latitude in turn, each as the step from the one before. */
function degrees(ring: readonly number[]): Point[] {
  const points: Point[] = []
  let [lng, lat] = [0, 0]
  for (let i = 0; i < ring.length; i += 2) {
    lng += ring[i]!
    lat += ring[i + 1]!
    points.push({ lat: lat / 100, lng: lng / 100 })
  }
  return points
}

/** Steps from point to point; those that a screen hardly shows are left out, and islands of so few. */
function path(points: readonly [number, number][]): string {
  const seen: [number, number][] = []
  for (const point of points) {
    const last = seen.at(-1)
    if (!last || Math.abs(point[0] - last[0]) + Math.abs(point[1] - last[1]) > 1) seen.push(point)
  }
  if (seen.length < 4) return ''
  const steps = seen.slice(1).map(([x, y], i) => [x - seen[i]![0], y - seen[i]![1]])
  return `M${seen[0]!.join(' ')}l${steps.map(([x, y]) => `${x}${y! < 0 ? '' : ' '}${y}`).join(' ')}z`
}
