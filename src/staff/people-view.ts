import { html } from '@remix-run/html-template'
import { type PeopleTexts, peopleTexts } from '../locales/people.ts'
import { ROLES } from '../protection/may.ts'
import { type Drawing, type FieldError, field, layout, type Piece, press } from './layout.ts'
import type { Person } from './people.ts'
import { STAFF_KINDS, type StaffOrganization } from './people-organizations.ts'

/** What was typed into a form that could not be taken, by field. */
export type Typed = Record<string, string>
export type PeopleShown = {
  people: readonly Person[]
  /** The id after which the next page begins. */
  next?: string
  organizations: readonly StaffOrganization[]
}
/** Of which form, by what it is for. */
export type Again = { form: 'invite' | 'organization'; errors: readonly FieldError[]; typed: Typed }

const PATH = '/staff/people'

/** Everybody who has an account, and the forms to invite somebody and to add an organization. */
export function peoplePage(
  drawing: Drawing,
  { people, next, organizations }: PeopleShown,
  again?: Again,
): string {
  const t = peopleTexts(drawing.language)
  return layout(drawing, {
    heading: t.heading,
    errors: again?.errors ?? [],
    content: [
      html`<p>${t.lead}</p>`,
      inviteForm(drawing, t, organizations, again?.form === 'invite' ? again : undefined),
      organizationForm(drawing, t, again?.form === 'organization' ? again : undefined),
      html`<h2>${t.list}</h2><p class="hint">${t.resetHint}</p>`,
      ...people.map((person) => one(drawing, t, person)),
      next
        ? html`<p><a href="${PATH}?lang=${drawing.language}&amp;after=${next}">${t.more}</a></p>`
        : '',
    ],
  })
}

/** The link, which is shown this once. */
export function linkPage(
  drawing: Drawing,
  { name, link, sent }: { name: string; link: string; sent: boolean },
): string {
  const t = peopleTexts(drawing.language)
  return layout(drawing, {
    heading: t.linkHeading,
    content: [
      html`<p>${t.link(name)}</p>
<p class="due"><code>${link}</code></p>
<p>${sent ? t.mailed : t.linkHint}</p>
<p><a href="${PATH}?lang=${drawing.language}">${t.back}</a></p>`,
    ],
  })
}

function one(drawing: Drawing, t: PeopleTexts, person: Person): Piece {
  const { id, name, email, role, organization, elsewhere, disabledAt } = person
  const row = (term: string, value: string) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`
  const to = (verb: string, text: string) => press(drawing, `${PATH}/${id}/${verb}`, text)
  const day = disabledAt?.toISOString().slice(0, 10)
  return html`<section aria-label="${name}, ${email}">
<h3>${name}</h3>
${day ? html`<p class="due">${t.disabledSince(day)}</p>` : ''}
<dl class="facts">
${row(t.email, elsewhere && email.endsWith('.invalid') ? '–' : email)}
${row(t.role, drawing.t.roles[role] ?? role)}
${row(t.organization, organization.name)}
${row(t.signsIn, elsewhere ? t.elsewhere : t.here)}
</dl>
${disabledAt ? to('enablement', t.enable(name)) : to('disablement', t.disable(name))}
${disabledAt || elsewhere ? '' : to('reset', t.reset(name))}
</section>`
}

function inviteForm(
  drawing: Drawing,
  t: PeopleTexts,
  organizations: readonly StaffOrganization[],
  { errors, typed }: Pick<Again, 'errors' | 'typed'> = { errors: [], typed: {} },
): Piece {
  const kinds = [...new Set(organizations.map(({ kind }) => kind))]
  const of = (kind: string) =>
    organizations
      .filter((each) => each.kind === kind)
      .map(({ id, name }) => option(id, name, typed.organizationId))
  return html`<section aria-labelledby="invite">
<h2 id="invite">${t.invite}</h2>
<form method="post" action="${PATH}?lang=${drawing.language}">
${field(errors, { name: 'name', label: t.name, autocomplete: 'off', value: typed.name ?? '' })}
${field(errors, { name: 'email', label: t.email, autocomplete: 'off', type: 'email', value: typed.email ?? '' })}
${select(errors, 'role', t.role, t, [
  ...ROLES.map((role) => option(role, drawing.t.roles[role] ?? role, typed.role)),
])}
${select(errors, 'organizationId', t.organization, t, [
  ...kinds.map((kind) => html`<optgroup label="${t.kinds[kind] ?? kind}">${of(kind)}</optgroup>`),
])}
${select(errors, 'language', t.language, undefined, [
  ...(['en', 'fr'] as const).map((each) =>
    option(each, t.languages[each], typed.language ?? drawing.language),
  ),
])}
<label class="choice" for="send"><input type="checkbox" id="send" name="send" value="yes"${typed.send ? html` checked` : ''}> ${t.mail}</label>
<button>${t.send}</button>
</form>
</section>`
}

function organizationForm(
  drawing: Drawing,
  t: PeopleTexts,
  { errors, typed }: Pick<Again, 'errors' | 'typed'> = { errors: [], typed: {} },
): Piece {
  return html`<section aria-labelledby="add">
<h2 id="add">${t.addOrganization}</h2>
<p class="hint">${t.addHint}</p>
<form method="post" action="${PATH}/organizations?lang=${drawing.language}">
${field(errors, { name: 'organizationName', label: t.name, autocomplete: 'off', value: typed.organizationName ?? '' })}
${select(errors, 'kind', t.kind, t, [...STAFF_KINDS.map((kind) => option(kind, t.kinds[kind]!, typed.kind))])}
<button class="quiet">${t.add}</button>
</form>
</section>`
}

const option = (value: string, text: string, chosen: string | undefined): Piece =>
  html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`

function select(
  errors: readonly FieldError[],
  name: string,
  label: string,
  t: PeopleTexts | undefined,
  options: Piece[],
): Piece {
  const error = errors.find((each) => each.field === name)
  return html`<div class="field">
<label for="${name}">${label}</label>
${error ? html`<p class="error" id="${name}-error">${error.text}</p>` : ''}
<select id="${name}" name="${name}" required${error ? html` aria-invalid="true" aria-describedby="${name}-error"` : ''}>
${t ? html`<option value="">${t.choose}</option>` : ''}${options}
</select>
</div>`
}
