import type { Activation, ContactChange, ContactFacts } from '../directory/contacts-schemas.ts'
import type { AskedActivation } from '../directory/partner.ts'
import { formatPhone } from '../directory/phones.ts'
import type { Phone } from '../directory/schemas.ts'
import type { ShownPlace } from '../directory/unhide.ts'
import { localTime } from '../geography/local-time.ts'
import { type ApprovalTexts, approvalTexts } from '../locales/approvals.ts'
import { pad } from '../locales/fit.ts'
import type { Language } from '../locales/locale.ts'
import type { Approval } from '../protection/approval.ts'

/** What the words need and the approval names by its id only. */
export type Known = {
  /** Of the service point, in the reader's language. */
  name: string
  reference: string
  /** Of the contacts that are to be removed. */
  contacts: Map<string, ContactFacts>
  organization: string
  /** IANA zone of the reader. */
  zone: string
}

/** Exactly what is approved, in sentences. */
export function inWords(
  { kind, what }: Pick<Approval, 'kind' | 'what'>,
  known: Known,
  language: Language,
): string[] {
  const t = approvalTexts(language)
  const { name, reference, zone } = known
  switch (kind) {
    case 'consent_override':
      return [t.override({ reference })]
    case 'legal_hold':
      return [t.hold({ reference })]
    case 'legal_hold_end':
      return [t.holdEnd({ reference })]
    case 'directory_export':
      return [t.export]
    case 'unhide':
      return [t.unhide({ name })]
    case 'partner_activation': {
      const {
        agreement,
        called,
        contacts,
        phones = [],
      } = what as Partial<AskedActivation> & Activation
      const first = contacts.map((each) => t.firstContact({ contact: contactInWords(t, each) }))
      return [
        t.activate({ name }),
        t.belongs({ name: known.organization }),
        t.agreement({ agreement }),
        calledInWords(t, called, zone),
        ...(phones.length > 0 ? [t.numbers({ phones: phones.map(phoneInWords).join(', ') })] : []),
        ...(first.length > 0 ? first : [t.noContacts]),
      ]
    }
    case 'contact_change': {
      const { add = [], remove = [], phones, organizationId, called } = what as ContactChange
      const removed = remove.map((id) => {
        const contact = known.contacts.get(id)
        return t.remove({ contact: contact ? contactInWords(t, contact) : id })
      })
      return [
        t.change({ name }),
        ...add.map((each) => t.add({ contact: contactInWords(t, each) })),
        ...removed,
        ...(phones ? [t.phones({ phones: phones.map(phoneInWords).join(', ') })] : []),
        ...(organizationId ? [t.organization({ name: known.organization })] : []),
        calledInWords(t, called, zone),
        t.notice,
      ]
    }
  }
}

/** Day and clock in a zone: 2026-11-21 14:00. */
export function momentInWords(at: Date, zone: string): string {
  const { date, hour, minute } = localTime(at, zone)
  return `${date} ${pad(hour)}:${pad(minute)}`
}

const calledInWords = (
  t: ApprovalTexts,
  { number, at, spokeTo }: Activation['called'],
  zone: string,
) => t.called({ number: formatPhone(number), at: momentInWords(new Date(at), zone), spokeTo })

const contactInWords = (t: ApprovalTexts, { channel, value, language }: ContactFacts) =>
  `${t.channels[channel]} ${channel === 'sms' ? formatPhone(value) : value} (${t.languageNames[language]})`

const phoneInWords = ({ number, extension }: Phone) =>
  formatPhone(number) + (extension ? ` #${extension}` : '')

/** The place that would be shown, in one line. */
export const placeInWords = ({
  address,
  city,
  province,
  postalCode,
  lat,
  lng,
}: ShownPlace): string =>
  [address, city, province, postalCode, lat === undefined ? undefined : `${lat}, ${lng}`]
    .filter(Boolean)
    .join(', ')
