import { html } from '@remix-run/html-template'
import { languageName, normalizeLanguage } from '../directory/languages.ts'
import { formatPhone } from '../directory/phones.ts'
import {
  mayBeSaid,
  STATEMENTS,
  type Statement,
  statementIn,
} from '../locales/consent/statements.ts'
import { type CallTexts, callTexts } from '../locales/console-call.ts'
import type { Language } from '../locales/locale.ts'
import { RECIPIENTS, SCOPES } from '../routing/consent-schemas.ts'
import { button } from '../web/controls.ts'
import { phoneLink, section } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { AGREED, NEEDED_SCOPE } from './call-input.ts'
import type { Form } from './form.ts'
import { type Controls, controlsOf, optionsOf } from './pick.ts'

/** The version that is read out today. */
export const newestVersion = (): string => STATEMENTS[0]!.version

/** What is read out to somebody who speaks this language; undefined: an interpreter reads the reader's. */
export function statementFor(language: string): Statement | undefined {
  const found = statementIn(newestVersion(), language)
  return found && mayBeSaid(found) ? found : undefined
}

type Asked = {
  language: Language
  form: Form
  errors: readonly FieldError[]
  /** The person's best language, BCP 47. */
  spoken: string
  /** E.164. */
  line?: string
}

/** The three ways to go on; only the third asks anybody. */
export function waysOn(asked: Asked, { lang }: { lang: string }): Piece {
  const t = callTexts(asked.language)
  const { on } = t
  return section(
    'on',
    on.heading,
    html`<div class="three">
<div><h3>${on.give}</h3><p>${on.giveSays}</p>${button(on.end, { tone: 'quiet', to: `/console/new/end${lang}` })}</div>
<div><h3>${on.together}</h3><p>${on.togetherSays}</p></div>
<div><h3>${on.refer}</h3><p>${on.referSays} <a href="#agreed">${t.consent.heading}</a></p></div>
</div>`,
    consent(asked, t, lang),
  )
}

function consent(asked: Asked, t: CallTexts, lang: string): Piece {
  const { form, errors } = asked
  const { consent: says } = t
  const c = controlsOf(form, errors, t)
  return html`<h3 id="consent">${says.heading}</h3>
${statement(asked)}
${c.pick(
  'agreed',
  says.legend,
  optionsOf(AGREED, (code) => says[code as (typeof AGREED)[number]]),
)}
<div class="if-override">
<p class="box warning">${says.overrideHint}</p>
${c.line('reason', says.reason, { maxLength: 500 })}
</div>
${agreedParts(c, says)}
<div class="actions" data-send>${button(says.send, { to: `/console/new/referral${lang}` })}</div>
<p class="hint">${says.keys}</p>`
}

/** What they agree to, whoever asks them, and who agreed. */
export const agreedParts = (c: Controls, says: CallTexts['consent']): Piece => html`${c.many(
  'scope',
  says.scope,
  optionsOf(OPTIONAL, (code) => says.scopes[code]),
)}
<div class="row">
${c.line('interpreter_code', says.interpreter, { maxLength: 30 })}
${c.choose(
  'given_by',
  says.by,
  optionsOf(['representative'], () => says.representative),
  says.person,
)}
</div>
${c.many(
  'recipient',
  says.recipients,
  optionsOf(RECIPIENTS, (code) => says.kinds[code]),
  { first: ['service'] },
)}
${c.box('follow_up', says.followUp)}`

const OPTIONAL = SCOPES.filter((each) => !(NEEDED_SCOPE as readonly string[]).includes(each))

/** The words themselves, in the person's language where somebody checked them. */
export function statement({ language, spoken, line }: Pick<Asked, 'language' | 'spoken' | 'line'>) {
  const { consent: says } = callTexts(language)
  const theirs = statementFor(spoken)
  const shown = theirs ?? statementFor(language)!
  const name = languageName(spoken, language)
  return html`<div id="statement">
${theirs ? html`<p>${says.read}</p>` : html`<p class="box warning">${says.noText(name)}</p>`}
<blockquote lang="${shown.language}">${shown.text}</blockquote>
${shown.checked ? '' : html`<p class="hint">${says.unchecked}</p>`}
<input type="hidden" name="consent_language" value="${normalizeLanguage(spoken) ?? spoken}">
${line ? html`<p>${says.line} ${phoneLink(line, formatPhone(line))}</p>` : html`<p class="hint">${says.noLine}</p>`}
</div>`
}
