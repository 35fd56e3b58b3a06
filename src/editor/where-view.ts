import { html } from '@remix-run/html-template'
import { areaLabel, provinceName, provinces } from '../geography/region.ts'
import { provinceZones } from '../geography/zones.ts'
import { select, textArea } from '../web/controls.ts'
import { box } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Fields, Form } from './form-view.ts'
import { textsOf } from './kit.ts'
import { mapBox } from './map-view.ts'
import { WIDE } from './point-values.ts'

/** Where it is. Of a hidden one nothing is shown and no map helps: a new place is typed blind. */
export function whereFields(form: Form, f: Fields): Piece {
  const { drawing, desk, point, errors } = form
  const { language } = drawing
  const t = textsOf(drawing).form
  const blind = point?.hidden
  return html`${blind ? box('warning', t.blind) : ''}
${f.line('address', { maxLength: 300 })}
${f.line('city', { maxLength: 100 })}
${select(errors, { name: 'province', label: t.fields.province!, value: f.value('province'), options: [...(f.value('province') ? [] : [{ value: '', label: '–' }]), ...provinces.map((value) => ({ value, label: provinceName(value, language) }))] })}
${f.line('postalCode', { maxLength: 10 })}
${blind ? '' : mapBox(drawing, desk, { at: positionOf(form), near: nearOf(form), label: t.mapLabel, places: true })}
${blind ? '' : html`<p class="hint map-hint" hidden>${t.map}</p>`}
<p class="hint">${t.positionHint}</p>
<div class="position">
${f.line('lat', { maxLength: 12, ltr: true })}
${f.line('lng', { maxLength: 12, ltr: true })}
</div>
${blind ? '' : html`<p class="map-hint" hidden><button type="button" class="quiet" id="clear-position">${t.clear}</button> <span role="status" id="placed"></span></p>`}
${select(errors, { name: 'zone', label: t.fields.zone!, value: f.value('zone'), options: [{ value: '', label: t.byPosition }, ...zones(f.value('zone')).map((value) => ({ value, label: value }))] })}
${f.tick('remote', t.fields.remote!, '')}
${point ? '' : f.tick('hide', t.hide, t.hideHint)}`
}

const zones = (standing: string): string[] =>
  [...new Set([...Object.values(provinceZones).flat(), standing])].filter(Boolean).sort()

function positionOf({ values }: Form) {
  const [lat, lng] = [values.lat, values.lng].map((text) => Number(text || Number.NaN))
  return lat! >= -90 && lat! <= 90 && lng! >= -180 && lng! <= 180
    ? { lat: lat!, lng: lng! }
    : undefined
}

/** Where the map looks first: the town that stands, if no position does. */
const nearOf = ({ point }: Form) =>
  point && !point.hidden && point.lat !== null && point.lng !== null
    ? { lat: point.lat, lng: point.lng }
    : undefined

/** The country and its provinces to tick, what else stands to untick, and more by name. */
export function areaFields(
  { drawing, desk, errors }: Pick<Form, 'drawing' | 'desk' | 'errors'>,
  f: Pick<Fields, 'value' | 'many' | 'options'>,
): Piece {
  const { language } = drawing
  const { gazetteer } = desk.services
  const t = textsOf(drawing).form
  const named = (value: string) => ({
    value,
    label: value === 'ca' ? 'Canada' : areaLabel(gazetteer, value)[language],
  })
  const kept = f.many('kept')
  return html`${f.options('areas', WIDE.map(named), t.areasHint)}
${kept.length > 0 ? f.options('kept', kept.map(named)) : ''}
${textArea(errors, { name: 'moreAreas', label: t.fields.moreAreas!, hint: t.moreHint, value: f.value('moreAreas'), rows: 2, optional: textsOf(drawing).optional, maxLength: 2000 })}`
}
