import { html } from '@remix-run/html-template'
import { type Drawing, type FieldError, field, layout, type Piece } from './layout.ts'

/** The first page: a passkey, or an address to which a code goes. */
export function signInPage(
  drawing: Drawing,
  errors: readonly FieldError[] = [],
  email = '',
): string {
  const { t } = drawing
  return layout(drawing, {
    heading: t.signIn.heading,
    errors,
    script: true,
    content: [
      html`<section>
<h2>${t.signIn.or}</h2>
<form method="post" action="${to(drawing, '/sign-in')}">
${next(drawing)}
${field(errors, {
  name: 'email',
  label: t.signIn.email,
  hint: t.signIn.emailHint,
  type: 'email',
  autocomplete: 'username webauthn',
  value: email,
})}
<button>${t.signIn.send}</button>
</form>
</section>
<section>
<h2>${t.signIn.passkeyHeading}</h2>
${passkeySignIn(drawing)}
</section>
<p class="hint">${t.signIn.elsewhere}</p>`,
    ],
  })
}

/** The code that came by e-mail. The address goes along in the form, never in a URL. */
export function codePage(
  drawing: Drawing,
  email: string,
  errors: readonly FieldError[] = [],
): string {
  const { t } = drawing
  return layout(drawing, {
    heading: t.code.heading,
    errors,
    content: [
      html`<p class="lead">${t.code.lead}</p>
<form method="post" action="${to(drawing, '/sign-in/code')}">
${hidden('email', email)}${next(drawing)}
${field(errors, { name: 'code', label: t.code.label, digits: 6, autocomplete: 'one-time-code' })}
<button>${t.code.send}</button>
</form>
<form method="post" action="${to(drawing, '/sign-in')}">
${hidden('email', email)}${next(drawing)}
<button class="quiet">${t.code.again}</button>
</form>`,
    ],
  })
}

/** The second step: an app's code, a recovery code, or the passkey of whoever has no app. */
export function secondPage(
  drawing: Drawing,
  { totp, passkey }: { totp: boolean; passkey: boolean },
  errors: readonly FieldError[] = [],
): string {
  const { t } = drawing
  return layout(drawing, {
    heading: t.second.heading,
    errors,
    script: passkey,
    content: [
      html`<p class="lead">${t.second.lead}</p>`,
      totp ? codes(drawing, errors) : html`<p>${t.second.onlyPasskey}</p>`,
      passkey
        ? html`<section><h2>${t.signIn.passkeyHeading}</h2>${passkeySignIn(drawing)}</section>`
        : '',
      html`<form method="post" action="${to(drawing, '/staff/sign-out')}"><button class="quiet">${t.signOut}</button></form>`,
    ],
  })
}

function codes(drawing: Drawing, errors: readonly FieldError[]): Piece {
  const { t } = drawing
  return html`<section>
<h2>${t.second.appHeading}</h2>
<form method="post" action="${to(drawing, '/sign-in/second')}">
${next(drawing)}
${field(errors, { name: 'code', label: t.second.label, digits: 6, autocomplete: 'one-time-code' })}
<button>${t.second.send}</button>
</form>
</section>
<section>
<h2>${t.second.recoveryHeading}</h2>
<form method="post" action="${to(drawing, '/sign-in/recovery')}">
${next(drawing)}
${field(errors, {
  name: 'recovery',
  label: t.second.recovery,
  hint: t.second.recoveryHint,
  autocomplete: 'off',
})}
<button class="quiet">${t.second.useRecovery}</button>
</form>
</section>`
}

/** The mailbox is theirs, and there is nothing beside it: no session begins. */
export function noFactorPage(drawing: Drawing): string {
  const { t } = drawing
  return layout(drawing, {
    heading: t.second.noneHeading,
    content: [html`<p class="lead">${t.second.none}</p>`],
  })
}

/** Shown by the script, where the browser can do it. */
function passkeySignIn({ t, next = '/staff' }: Drawing): Piece {
  return html`<p class="hint" data-no-passkey>${t.passkey.noScript}</p>
<button type="button" hidden data-passkey="sign-in" data-next="${next}" data-wait="${t.passkey.wait}" data-failed="${t.passkey.failed}">${t.signIn.passkey}</button>
<p role="status" data-passkey-status></p>`
}

export const hidden = (name: string, value: string): Piece =>
  html`<input type="hidden" name="${name}" value="${value}">`

const next = ({ next = '/staff' }: Drawing): Piece => hidden('next', next)

const to = ({ lang }: Drawing, path: string): string => path + lang
