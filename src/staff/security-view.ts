import { html } from '@remix-run/html-template'
import { renderSVG } from 'uqr'
import type { Factors } from './factors.ts'
import { type Drawing, type FieldError, field, layout, type Piece, press } from './layout.ts'
import type { Standing } from './standing.ts'

export type Security = {
  /** Whose second step is missing sees another page. */
  standing: Exclude<Standing, 'unproved'>
  factors: Factors
  afterRecovery: boolean
  day(date: Date): string
}

/** The ways to sign in: what is set up, what can be added, and taken away. */
export function securityPage(
  drawing: Drawing,
  security: Security,
  errors: readonly FieldError[] = [],
): string {
  const { t, lang } = drawing
  const { standing, afterRecovery } = security
  return layout(drawing, {
    heading: t.security.heading,
    errors,
    script: standing !== 'stale',
    content: [
      standing === 'first' ? html`<p class="lead">${t.security.first}</p>` : '',
      afterRecovery ? html`<p class="lead due">${t.security.afterRecovery}</p>` : '',
      standing === 'stale'
        ? html`<p class="lead">${t.security.stale}</p>
<p><a href="/sign-in${lang ? `${lang}&` : '?'}next=/staff/security">${t.security.again}</a></p>`
        : '',
      passkeys(drawing, security),
      app(drawing, security),
      press(drawing, '/staff/sign-out', t.signOut),
    ],
  })
}

function passkeys(drawing: Drawing, { standing, factors, day }: Security): Piece {
  const { t } = drawing
  const { security, passkey } = t
  const only = factors.passkeys.length === 1 && !factors.totp
  return html`<section>
<h2>${security.passkeys}</h2>
<p>${security.passkeysLead}</p>
${factors.passkeys.length === 0 ? html`<p><strong>${security.noPasskey}</strong></p>` : ''}
<ul class="factors">${factors.passkeys.map(({ id, name, createdAt }) => {
    const called = name || security.unnamed
    return html`<li class="factor"><span><strong>${called}</strong>${createdAt ? html` <span class="hint">${security.since(day(createdAt))}</span>` : ''}</span>
${standing === 'fresh' && !only ? press(drawing, `/staff/security/passkeys/${id}/removal`, security.removePasskey(called)) : ''}</li>`
  })}</ul>
${only && standing === 'fresh' ? html`<p class="hint">${security.lastOne}</p>` : ''}
${
  standing === 'stale'
    ? ''
    : html`<p class="hint" data-no-passkey>${passkey.noScript}</p>
<div hidden data-passkey-form>
${field([], { name: 'name', label: security.passkeyName, hint: security.passkeyNameHint, autocomplete: 'off' })}
<button type="button" data-passkey="register" data-wait="${passkey.wait}" data-failed="${passkey.failed}">${security.addPasskey}</button>
<p role="status" data-passkey-status></p>
</div>`
}
</section>`
}

function app(drawing: Drawing, { standing, factors }: Security): Piece {
  const { t } = drawing
  const { security } = t
  const on = factors.totp
  const only = on && factors.passkeys.length === 0
  return html`<section>
<h2>${security.app}</h2>
<p>${security.appLead}</p>
<p><strong>${on ? security.appOn : security.appOff}</strong></p>
${
  standing === 'stale'
    ? ''
    : html`${press(drawing, '/staff/security/app', on ? security.replaceApp : security.addApp, on)}
${on ? html`<p class="hint">${security.replaceHint}</p>` : ''}
${on ? press(drawing, '/staff/security/recovery-codes', security.newCodes) : ''}
${on && !only ? press(drawing, '/staff/security/app/removal', security.removeApp) : ''}
${only ? html`<p class="hint">${security.lastOne}</p>` : ''}`
}
</section>`
}

/** The key of a new authenticator app, as a picture and as text, and the code that shows it arrived. */
export function appPage(drawing: Drawing, uri: string, errors: readonly FieldError[] = []): string {
  const { t, lang } = drawing
  const key = new URL(uri).searchParams.get('secret') ?? ''
  return layout(drawing, {
    heading: t.app.heading,
    errors,
    content: [
      html`<p class="lead">${t.app.scan}</p>
<div class="qr" role="img" aria-label="${t.app.picture}">${html.raw`${renderSVG(uri, { border: 2 })}`}</div>
<p>${t.app.type}</p>
<p class="key">${key.replaceAll(/.{4}(?=.)/g, '$& ')}</p>
<form method="post" action="/staff/security/app/code${lang}">
${field(errors, { name: 'code', label: t.app.label, digits: 6, autocomplete: 'one-time-code' })}
<button>${t.app.send}</button>
</form>`,
    ],
  })
}

/** Shown once. */
export function codesPage(drawing: Drawing, codes: readonly string[]): string {
  const { t, lang } = drawing
  return layout(drawing, {
    heading: t.codes.heading,
    content: [
      html`<p class="lead">${t.codes.lead}</p>
<ol class="codes">${codes.map((code) => html`<li>${code}</li>`)}</ol>
<p><a href="/staff${lang}">${t.codes.next}</a></p>`,
    ],
  })
}
