import { html } from '@remix-run/html-template'
import {
  accessNeeds,
  ageGroups,
  childBands,
  childGenders,
  exploitation,
  genders,
} from '../directory/people.ts'
import { INDIGENOUS } from '../directory/schemas.ts'
import type { Language } from '../locales/locale.ts'
import { more, section } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { AREAS, CHILDREN, HEALTH, RELOCATIONS } from './call-input.ts'
import type { Part } from './call-view.ts'
import { languageList, optionsOf } from './pick.ts'

export function person({ t, language, c, form }: Part, often: readonly string[]): Piece {
  const { person: says } = t
  return section(
    'person',
    says.heading,
    html`${languageList(often, language)}
<div class="row">${[0, 1, 2].map((nth) =>
      c.language(
        'language',
        nth === 0 ? 'language' : `language-${nth + 1}`,
        says.language(nth + 1),
        form.all('language')[nth] ?? '',
      ),
    )}</div>
<div class="row">
${c.yesNo('interpreter', says.interpreter)}
${c.choose('gender', says.gender, labels(genders, language))}
${c.line('age', says.age, { inputMode: 'numeric', maxLength: 3 })}
${c.choose('age_group', says.ageGroup, labels(ageGroups, language))}
</div>`,
    more(
      t.more,
      html`<div class="row">${c.line('name', says.name, { optional: t.optional, maxLength: 100 })}
${c.line('own_words', says.own, { optional: t.optional, maxLength: 1000 })}
${c.line('notes', says.notes, { optional: t.optional, maxLength: 4000 })}</div>`,
    ),
  )
}

export function whoComes({ t, language, c, form }: Part): Piece {
  const { along } = t
  const rows = Array.from({ length: CHILDREN }, (_, i) => {
    const band = c.choose(`child_band_${i}`, along.band, labels(childBands, language), along.none)
    return html`<fieldset class="group child"><legend>${along.child(i + 1)}</legend><div class="row">
${band}
${c.choose(`child_gender_${i}`, along.gender, labels(childGenders, language))}
${c.box(`child_risk_${i}`, along.risk)}
</div></fieldset>`
  })
  const open = rows.some((_, i) => form.one(`child_band_${i}`)) || form.one('pets') !== ''
  return folded(
    'along',
    along.heading,
    open,
    html`${rows}${c.line('pets', along.pets, { inputMode: 'numeric', maxLength: 2 })}`,
  )
}

export function safety({ t, language, c, form }: Part): Piece {
  const { safety: says } = t
  const names = ['searching', 'knows_area', 'relocation', 'exploitation']
  return folded(
    'safety',
    says.heading,
    names.some((name) => form.one(name)),
    html`<div class="asked">${c.yesNo('searching', says.searching)}
${c.yesNo('knows_area', says.knows)}</div>
${c.pick('relocation', says.relocation, [
  ...optionsOf(RELOCATIONS, (code) => says.relocations[code]),
  { value: '', label: t.unknown },
])}
${c.many('exploitation', says.exploitation, labels(exploitation, language), { jump: t.needs.jump })}`,
  )
}

export function health({ t, language, c, form }: Part): Piece {
  const { health: says } = t
  return folded(
    'health-part',
    says.heading,
    ['health', 'substance', 'access'].some((name) => form.one(name)),
    html`${c.many(
      'health',
      says.health,
      optionsOf(HEALTH, (code) => says.kinds[code]),
    )}
${c.yesNo('substance', says.substance)}
${c.many('access', says.access, labels(accessNeeds, language))}`,
  )
}

export function wishes({ t, c, form }: Part): Piece {
  const { wishes: says } = t
  const communities = optionsOf(INDIGENOUS, (code) => says.communities[code])
  const names = ['wish', 'not_community', 'not_faith', 'avoid_place_0', 'avoid_organization']
  return folded(
    'wishes',
    says.heading,
    [...names, 'interpreter_gender', 'avoid_police', 'arrival', 'nights'].some((x) => form.one(x)),
    html`${Array.from(
      { length: AREAS },
      (_, i) => html`<div class="row">
${c.line(`avoid_place_${i}`, says.area(i + 1), { maxLength: 120 })}
${c.line(`avoid_km_${i}`, says.km, { inputMode: 'numeric', maxLength: 3 })}
</div>`,
    )}
<div class="row">
${c.line('avoid_organization', says.organization, { maxLength: 120 })}
${c.line('avoid_police', says.police, { maxLength: 80 })}
</div>
${c.many('wish', says.indigenous, communities)}
${c.many('not_community', says.notCommunity, communities)}
${c.box('not_faith', says.notFaith)}
${c.pick('interpreter_gender', says.interpreterGender, [
  { value: 'woman', label: says.woman },
  { value: 'man', label: says.man },
  { value: '', label: t.unknown },
])}
<div class="row">
${c.line('arrival', says.arrival, { maxLength: 200 })}
${c.line('nights', says.nights, { inputMode: 'numeric', maxLength: 3 })}
</div>`,
  )
}

/** A part that is asked where there is time; open once something was said in it. */
const folded = (id: string, heading: string, open: boolean, content: Piece): Piece =>
  html`<section aria-labelledby="${id}"><details${open ? html` open` : ''}><summary><h2 id="${id}">${heading}</h2></summary>
<div class="inside">${content}</div></details></section>`

const labels = <T extends string>(all: Record<T, { en: string; fr: string }>, language: Language) =>
  optionsOf(Object.keys(all), (code) => all[code as T][language])
