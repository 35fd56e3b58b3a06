import { html } from '@remix-run/html-template'
import type { Point } from '../geography/place.ts'
import type { Drawing } from '../staff/layout.ts'
import type { Piece } from '../web/piece.ts'
import { type Editing, textsOf } from './kit.ts'

type Mapped = {
  at?: Point | undefined
  /** Where it looks first, without a marker. */
  near?: Point | undefined
  label: string
  /** A map to place it: the marker moves, and the fields of the form with it. */
  places?: boolean
}

/** The outline of the country; only a script shows it, and nothing stands there that the page does not say. */
export function mapBox(
  drawing: Drawing,
  { assets, services }: Editing,
  { at, near, label, places }: Mapped,
): Piece {
  const { form: t } = textsOf(drawing)
  const { MAP_TILES_URL } = services.config
  const position = (name: string, point: Point | undefined) =>
    point ? html` data-${name}="${point.lat} ${point.lng}"` : ''
  return html`<div id="map" class="place-map" hidden role="region" aria-label="${label}" data-outline="${assets['outline.json']}"${MAP_TILES_URL ? html` data-tiles="${MAP_TILES_URL}"` : ''}${position('at', at)}${position('near', near)} data-in="${t.zoomIn}" data-out="${t.zoomOut}"${places ? html` data-places="yes" data-marker="${t.marker}" data-placed="${t.placed({ lat: '{lat}', lng: '{lng}' })}"` : ''}></div>`
}
