import { html } from '@remix-run/html-template'
import type { PointDetails } from '../directory/store.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, buttonLink, hidden, textField } from '../web/controls.ts'
import { box, empty } from '../web/display.ts'
import type { FoundOrganization } from './find.ts'
import { type Form, pointForm } from './form-view.ts'
import { type Editing, editorPage, PATHS, type Page, POINT, textsOf } from './kit.ts'
import { nameIn } from './worklist-kit.ts'

/** All facts of a service point, to be changed. */
export function editPage(form: Form & { point: PointDetails }): string {
  const { drawing, desk, point, errors } = form
  return editorPage(drawing, desk, {
    heading: textsOf(drawing).form.editPoint(nameIn(drawing.language, point)),
    errors,
    ...mapFiles(!point.hidden),
    content: [pointForm(form)],
  })
}

/** The same for a new one. `alike`: others that may be the same. */
export function newPage(
  form: Form,
  organization: { name: string; nameFr: string | null },
  alike: readonly PointDetails[] = [],
): string {
  const { drawing, desk, errors } = form
  const t = textsOf(drawing).form
  const { language, lang } = drawing
  const doubt =
    alike.length === 0
      ? ''
      : box(
          'warning',
          html`<ul>${alike.map((each) => html`<li><a href="${POINT}/${each.id}${lang}">${nameIn(language, each)}</a>, ${each.organizationName}</li>`)}</ul>
<label class="choice" for="other"><input type="checkbox" id="other" name="other" value="yes"> <span>${t.notOne}</span></label>`,
          { heading: t.duplicates },
        )
  return editorPage(drawing, desk, {
    heading: t.newPoint,
    errors,
    ...mapFiles(true),
    content: [html`<p>${t.newOf(nameIn(language, organization))}</p>`, pointForm(form, doubt)],
  })
}

const mapFiles = (mapped: boolean): Pick<Page, 'styles' | 'scripts'> => ({
  styles: mapped ? ['leaflet.css', 'console.css'] : [],
  scripts: mapped ? ['form', 'leaflet.js', 'outline.js', 'map'] : ['form'],
})

/** Whose the new service point is. */
export function choosePage(
  drawing: Drawing,
  desk: Editing,
  { q, found }: { q: string; found: readonly FoundOrganization[] },
): string {
  const t = textsOf(drawing)
  const { language, lang } = drawing
  const to = (id: string) =>
    `${POINT}/new?${new URLSearchParams({ ...(lang && { lang: language }), organization: id })}`
  return editorPage(drawing, desk, {
    heading: t.form.newPoint,
    content: [
      html`<p>${t.form.choose}</p>
<form class="finder" method="get" action="${POINT}/new" role="search">
${lang ? hidden('lang', language) : ''}
${textField([], { name: 'q', type: 'search', label: t.find.qOrganization, value: q, required: false, maxLength: 100 })}
${button(t.find.search, { tone: 'quiet' })}
</form>`,
      found.length === 0
        ? empty(q ? t.find.empty : t.find.emptyDirectory)
        : html`<ul class="lines">${found.map((each) => html`<li><a href="${to(each.id)}">${nameIn(language, each)}</a></li>`)}</ul>`,
      html`<p>${buttonLink(`${PATHS.organizations}/new${lang}`, t.find.addOrganization, 'quiet')}</p>`,
    ],
  })
}
