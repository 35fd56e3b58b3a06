import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import { mayBeSaid, STATEMENTS, statementIn } from '../locales/consent/statements.ts'
import { callTexts } from '../locales/console-call.ts'
import { button } from '../web/controls.ts'
import { facts, more, row, section, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { agreedParts, newestVersion } from './consent-view.ts'
import { formOf } from './form.ts'
import { controlsOf, languageList, optionsOf } from './pick.ts'
import type { ReferralData } from './referral-data.ts'
import type { Seen } from './referral-view.ts'
import { CONSENTS, refusedFields } from './wrong.ts'

type Consent = ReferralData['seen']['consents'][number]

/** What the person agreed to, in which words; what they agree to now, and taking it back. */
export function agreedSection(seen: Seen): Piece {
  const { t, data, refused } = seen
  return section(
    'consents',
    t.agreed.heading,
    html`<ul class="plain consents">${data.seen.consents.map((each) => consentItem(each, seen))}</ul>`,
    data.state === 'open' ? more(t.agreed.add, consentForm(seen), refused?.act === CONSENTS) : '',
    data.state === 'withdrawn' ? '' : withdrawal(seen),
  )
}

function consentItem(consent: Consent, { t, language, clock }: Seen): Piece {
  const { agreed, seen: says } = t
  const { consent: words } = callTexts(language)
  const { basis, scope, recipients, givenBy, interpreter, followUp, tellReferrer } = consent
  const groups = scope.map((code) => says.scopes[code] ?? code).join(', ')
  return html`<li>
<p><strong>${says.bases[basis] ?? basis}, ${clock(consent.givenAt)}</strong>${consent.withdrawnAt ? html` ${tag(`${says.withdrawn} ${clock(consent.withdrawnAt)}`, 'warning')}` : ''}</p>
${facts(
  row(agreed.may, groups),
  row(agreed.recipients, recipients.map((code) => words.kinds[code] ?? code).join(', ')),
  row(
    agreed.by,
    givenBy === 'person' ? words.person : givenBy === 'representative' ? words.representative : '',
  ),
  row(agreed.interpreter, interpreter ?? ''),
  row(agreed.also, [
    ...(followUp ? [words.followUp] : []),
    ...(tellReferrer ? [agreed.tellReferrer] : []),
  ]),
)}
${wordsOf(consent, agreed.words, language)}
</li>`
}

/** The words that were read out, where we have them. */
function wordsOf(
  { statement, language }: Consent,
  heading: (version: string, language: string) => string,
  reader: string,
): Piece {
  if (!statement || !language) return ''
  const found = statementIn(statement, language)
  const summary = heading(statement, languageName(language, reader as 'en' | 'fr'))
  return found
    ? more(summary, html`<blockquote lang="${found.language}">${found.text}</blockquote>`)
    : html`<p class="hint">${summary}</p>`
}

function consentForm(seen: Seen): Piece {
  const { t, at, lang, language, refused, languages } = seen
  const mine = refused?.act === CONSENTS ? refused : undefined
  const errors = mine ? refusedFields(mine, language) : []
  const says = callTexts(language)
  const c = controlsOf(mine?.form ?? formOf(standing(seen)), errors, says)
  const spoken = mine?.form.one('consent_language') ?? languageName(language, language)
  return html`<form method="post" action="${at}${CONSENTS}${lang}">
<p class="hint">${t.agreed.lead}</p>
${readOut(language)}
${c.pick(
  'agreed',
  says.consent.legend,
  optionsOf(['yes', 'minor'], (code) => says.consent[code as 'yes' | 'minor']),
)}
${languageList(languages.often, language)}
${c.language('consent_language', 'consent_language', says.consent.language, spoken)}
${agreedParts(c, says.consent)}
${c.box('tell_referrer', t.agreed.tellReferrer)}
<div class="actions">${button(t.agreed.keep)}</div>
</form>`
}

/** The newest words: the reader's own, and each other language that may be read out. */
function readOut(reader: 'en' | 'fr'): Piece {
  const { consent: says } = callTexts(reader)
  const list = STATEMENTS.filter((each) => each.version === newestVersion() && mayBeSaid(each))
  const own = list.find(({ language }) => language === reader)
  const words = ({ language, text }: (typeof list)[number]) =>
    html`<blockquote lang="${language}">${text}</blockquote>`
  return html`<p>${says.read}</p>
${own ? words(own) : ''}
${list.filter((each) => each !== own).map((each) => more(languageName(each.language, reader), words(each)))}`
}

/** What stands now is where one begins. */
function standing({ data }: Seen): { name: string; value: string }[] {
  const now = data.seen.consents.findLast(({ withdrawnAt }) => !withdrawnAt)
  if (!now) return []
  const each = (name: string, values: readonly string[]) => values.map((value) => ({ name, value }))
  return [
    ...each('scope', now.scope),
    ...each('recipient', now.recipients),
    ...each('given_by', now.givenBy === 'representative' ? ['representative'] : []),
    ...each('follow_up', now.followUp ? ['yes'] : []),
    ...each('tell_referrer', now.tellReferrer ? ['yes'] : []),
  ]
}

function withdrawal({ t, at, lang }: Seen): Piece {
  const { end } = t
  return more(
    end.withdraw,
    html`<form method="post" action="${at}/withdrawal${lang}">
<p>${end.withdrawSays}</p>
<label class="pill" for="sure-withdraw"><input type="checkbox" id="sure-withdraw" name="sure" value="yes"> <span>${end.sure}</span></label>
<div class="actions">${button(end.withdraw, { tone: 'danger' })}</div>
</form>`,
  )
}
