import { html } from '@remix-run/html-template'
import { NEEDS, needs } from '../directory/needs.ts'
import { provinceName, provinces, type Region } from '../geography/region.ts'
import { listTexts } from '../locales/lists.ts'
import { reportingTexts } from '../locales/reporting.ts'
import { type Drawing, type FieldError, layout } from '../staff/layout.ts'
import { button, choices, select } from '../web/controls.ts'
import { STYLES } from './kit.ts'
import { AUDIENCES } from './who.ts'

export const LISTS_PATH = '/staff/lists'

/** What was chosen before, when something is missing. */
export type Chosen = { area: string; needs: readonly string[]; audience: string }

/** Where, what and for whom: sent as a POST, so that no address tells what an officer looks for. */
export function listsPage(
  drawing: Drawing,
  regions: readonly Region[],
  { area, needs: wanted, audience }: Chosen,
  errors: readonly FieldError[] = [],
): string {
  const { language, lang } = drawing
  const t = listTexts(language)
  const groups = reportingTexts(language).audiences
  const places = provinces.flatMap((province) => [
    { value: province.toLowerCase(), label: t.whole(provinceName(province, language)) },
    ...regions
      .filter((region) => region.province === province && region.id !== province.toLowerCase())
      .map(({ id, name }) => ({
        value: id,
        label: `${provinceName(province, language)}: ${name[language]}`,
      }))
      .sort((a, b) => a.label.localeCompare(b.label, language)),
  ])
  return layout(drawing, {
    heading: t.heading,
    errors,
    styles: [STYLES],
    content: [
      html`<p class="lead">${t.lead}</p><p class="hint">${t.hint}</p>`,
      html`<form method="post" action="${LISTS_PATH}${lang}">
${select(errors, { name: 'area', label: t.area, value: area, options: [{ value: '', label: t.choose }, ...places] })}
${select(errors, {
  name: 'audience',
  label: t.audience,
  value: audience,
  options: [
    { value: '', label: t.anyone },
    ...AUDIENCES.map((each) => ({ value: each, label: groups[each] })),
  ],
})}
${choices(errors, {
  name: 'needs',
  legend: t.needs,
  many: true,
  chosen: wanted,
  options: NEEDS.map((need) => ({ value: need, label: needs[need][language] })),
})}
${button(t.make)}
</form>`,
    ],
  })
}
