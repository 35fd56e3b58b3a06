import { html } from '@remix-run/html-template'
import { formatPhone } from '../directory/phones.ts'
import type { Language } from '../locales/locale.ts'
import { officerTexts } from '../locales/officer.ts'
import type { AfterConfirmation } from '../routing/disclosure.ts'
import { facts, phoneLink, row, section } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'

/** Whom they call, where they said that they call; nothing else. */
export function referrerToCall(language: Language, { referrer }: AfterConfirmation): Piece {
  if (!referrer) return ''
  const { toCall } = officerTexts(language)
  const { phone, unit } = referrer
  return section(
    'referrer',
    toCall.heading,
    html`<p>${toCall.lead}</p>`,
    facts(row(toCall.phone, phoneLink(phone, formatPhone(phone))), row(toCall.unit, unit)),
  )
}
