import { html } from '@remix-run/html-template'
import { type ReferralTexts, referralTexts } from '../locales/console-referral.ts'
import { mayEver } from '../protection/may.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, textField, tiesOf } from '../web/controls.ts'
import { more, section } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { consolePage, type Desk } from './kit.ts'
import type { Seen } from './referral-view.ts'
import type { Restricted } from './restricted.ts'
import { RESTRICTION, refusedFields } from './wrong.ts'

/** For named people only: who they are, and for supervisors the way to say so, or to lift it. */
export function restrictSection(seen: Seen): Piece {
  const { t, data, actor, refused } = seen
  const { restricted: says } = t
  const { restrictedTo } = data
  const supervisor = mayEver(actor, 'referral.restrict')
  if (!restrictedTo && !supervisor) return ''
  return section(
    'restricted',
    says.heading,
    html`<p>${restrictedTo ? says.now(namesIn(restrictedTo, data.names, t)) : says.nobody}</p>`,
    supervisor
      ? more(
          restrictedTo ? says.change : says.open,
          restrictForm(seen),
          refused?.act === RESTRICTION,
        )
      : '',
  )
}

type Closed = Pick<Seen, 'actor' | 'refused'> & {
  id: string
  found: Restricted
}

/** Of one that is restricted to others a supervisor sees the reference, and can change that: nothing else. */
export function restrictedPage(
  drawing: Drawing,
  desk: Desk,
  { id, found, actor, refused }: Closed,
): string {
  const { language, lang } = drawing
  const t = referralTexts(language)
  const { reference, names, ...data } = found
  return consolePage(drawing, desk, {
    heading: t.title(reference),
    errors: refused ? refusedFields(refused, language) : [],
    content: [
      html`<div class="slim"><p class="lead">${t.restricted.now(namesIn(data.restrictedTo, names, t))}</p>
${restrictForm({ t, at: `/console/referrals/${id}`, lang, language, data, actor, refused })}</div>`,
    ],
  })
}

const namesIn = (ids: readonly string[], names: Map<string, string>, t: ReferralTexts): string =>
  ids.map((id) => names.get(id) ?? t.restricted.program).join(', ')

type FormOf = Pick<Seen, 't' | 'at' | 'lang' | 'language' | 'actor' | 'refused'> & {
  data: Pick<Seen['data'], 'team' | 'restrictedTo'>
}

function restrictForm({ t, at, lang, language, data, actor, refused }: FormOf): Piece {
  const { restricted: says } = t
  const mine = refused?.act === RESTRICTION ? refused : undefined
  const errors = mine ? refusedFields(mine, language) : []
  const chosen = mine?.form.all('staff') ?? data.restrictedTo ?? [actor.id]
  const { text, about, invalid } = tiesOf(errors, 'restriction-staff')
  return html`<form method="post" action="${at}${RESTRICTION}${lang}">
<p class="hint">${says.lead}</p>
<fieldset class="pick"${about ? html` aria-describedby="${about}"` : ''}><legend>${says.who}</legend>
${text}
<div class="pills">${data.team.map(({ id, name }, i) => {
    const own = i === 0 ? 'restriction-staff' : `restriction-${id.slice('staff:'.length)}`
    return html`<label class="pill" for="${own}"><input type="checkbox" id="${own}" name="staff" value="${id}"${chosen.includes(id) ? html` checked` : ''}${invalid}> <span>${name}${id === actor.id ? ` (${t.history.you})` : ''}</span></label>\n`
  })}</div></fieldset>
${textField(errors, { name: 'reason', id: 'restriction-reason', label: says.reason, hint: says.reasonHint, value: mine?.form.one('reason') ?? '', maxLength: 500 })}
<div class="actions">${button(says.button, { tone: 'danger' })}${data.restrictedTo ? button(says.lift, { tone: 'quiet', name: 'lift', value: 'yes' }) : ''}</div>
</form>`
}
