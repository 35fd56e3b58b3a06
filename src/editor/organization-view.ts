import { html } from '@remix-run/html-template'
import type { organizations } from '../../db/schema.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, buttonLink, select, textField } from '../web/controls.ts'
import { box, facts, row, section } from '../web/display.ts'
import type { FieldError } from '../web/piece.ts'
import type { FoundPoint } from './find.ts'
import { stateTags } from './find-view.ts'
import { type History, historySection } from './history-view.ts'
import { type Editing, editorPage, PATHS, POINT, textsOf } from './kit.ts'
import { nameIn } from './worklist-kit.ts'

type Organization = typeof organizations.$inferSelect
type Seen = {
  organization: Organization
  points: FoundPoint[]
  history: History | undefined
  mayEdit: boolean
  now: Date
  problem?: string | undefined
}

/** One organization, with what it runs. */
export function organizationPage(
  drawing: Drawing,
  desk: Editing,
  { organization, points, history, mayEdit, now, problem }: Seen,
): string {
  const t = textsOf(drawing)
  const { language, lang } = drawing
  const { id, kind, name, nameFr, website, removedAt } = organization
  const at = `${PATHS.organizations}/${id}`
  const service = kind === 'service'
  const stands = mayEdit && !removedAt
  const query = new URLSearchParams({ ...(lang && { lang: language }), organization: id })
  return editorPage(drawing, desk, {
    heading: nameIn(language, organization),
    mayEdit,
    errors: problem ? [{ text: t.problems[problem] ?? t.problems.other! }] : [],
    content: [
      removedAt ? box('warning', t.organization.isRetired) : '',
      facts(
        row(t.form.fields.name!, name),
        row(t.form.fields.nameFr!, nameFr ?? undefined),
        row(
          t.form.fields.website!,
          website ? html`<a href="${website}" rel="noreferrer">${website}</a>` : undefined,
        ),
        row(t.organization.kind, t.organization.kinds[kind] ?? kind),
      ),
      stands
        ? html`<div class="actions">${buttonLink(`${at}/edit${lang}`, t.organization.edit)}${service ? buttonLink(`${POINT}/new?${query}`, t.find.addPoint, 'quiet') : ''}</div>`
        : '',
      service
        ? section(
            'points',
            t.organization.points,
            points.length === 0
              ? html`<p>${t.organization.noPoints}</p>`
              : html`<ul class="lines">${points.map((each) => html`<li><a href="${POINT}/${each.id}${lang}">${nameIn(language, each)}</a> ${stateTags(drawing, each, now)}</li>`)}</ul>`,
          )
        : '',
      history ? historySection(drawing, at, history) : '',
      stands && service
        ? html`<p>${buttonLink(`${at}/retire${lang}`, t.organization.retire, 'danger')}</p>`
        : '',
    ],
  })
}

type Given = {
  organization?: Organization | undefined
  values: Record<string, string>
  errors: readonly FieldError[]
}

/** Its facts, to be changed or written anew. Its kind is said once. */
export function organizationForm(
  drawing: Drawing,
  desk: Editing,
  { organization, values, errors }: Given,
): string {
  const t = textsOf(drawing)
  const { lang } = drawing
  const back = organization ? `${PATHS.organizations}/${organization.id}` : PATHS.organizations
  const line = (name: string, hint?: string, maxLength = 300) =>
    textField(errors, {
      ...{ name, label: t.form.fields[name]!, value: values[name] ?? '', maxLength },
      ...{ required: name === 'name', hint },
    })
  const heading = organization
    ? t.organization.editHeading(nameIn(drawing.language, organization))
    : t.organization.newHeading
  return editorPage(drawing, desk, {
    heading,
    errors,
    content: [
      html`<form method="post" action="${organization ? `${back}/edit` : `${back}/new`}${lang}" novalidate>
${line('name', t.form.nameHint)}
${line('nameFr')}
${line('website', t.form.websiteHint, 500)}
${organization ? '' : select(errors, { name: 'kind', label: t.organization.kind, hint: t.organization.kindHint, value: values.kind ?? 'service', options: Object.entries(t.organization.kinds).map(([value, label]) => ({ value, label })) })}
<div class="actions">${button(t.form.save)}${buttonLink(`${back}${lang}`, t.form.cancel, 'quiet')}</div>
</form>`,
    ],
  })
}
