import { emailHtml } from '../delivery/email-html.ts'
import { queueMessages } from '../delivery/message.ts'
import { localTime } from '../geography/local-time.ts'
import { approvalTexts } from '../locales/approvals.ts'
import { locale } from '../locales/locale.ts'
import { standingKey } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { formatPhone } from './phones.ts'
import { type Contact, contactsOf, servicePointsByIds } from './store.ts'

/** Not theirs, or they asked to be left alone. */
const NOT_TOLD = ['wrong_number', 'opted_out']

/** Tells every contact as it stands, by its own channel, that a change is coming and whom to call. */
export async function tellOldContacts(
  turn: Turn,
  servicePointId: string,
  approvalId: string,
  effectiveAt: Date,
): Promise<void> {
  const { tx, keys, now, config } = turn
  const point = (await servicePointsByIds(tx, [servicePointId])).get(servicePointId)!
  const key = await standingKey(tx, keys, 'directory', now)
  const told = (await contactsOf(tx, servicePointId)).filter(
    ({ failedReason }) => !NOT_TOLD.includes(failedReason ?? ''),
  )
  const { hour, minute, weekday } = localTime(effectiveAt, point.zone)
  const line = lineOf(turn, point.province)
  const say = ({ language }: Contact) => ({
    label: config.SENDER_LABEL,
    from: locale(language).messages.clock({ hours: hour, minutes: minute, weekday }),
    line: line && formatPhone(line),
  })
  await queueMessages(
    turn,
    told.map((contact, i) => ({
      subjectId: approvalId,
      contactId: contact.id,
      channel: contact.channel,
      purpose: 'contact_notice',
      turn: i,
      priority: 1,
      language: contact.language,
      key,
      uselessAt: effectiveAt,
      content: contentFor(contact, say(contact)),
    })),
  )
}

function contentFor({ channel, value, language }: Contact, said: Said) {
  const { noticeSms, noticeEmail } = approvalTexts(language)
  if (channel === 'sms') return { to: value, text: noticeSms(said) }
  const { subject, text, htmlParagraphs } = noticeEmail(said)
  return { to: value, subject, text, html: emailHtml(htmlParagraphs, language) }
}
type Said = Parameters<ReturnType<typeof approvalTexts>['noticeSms']>[0]

/** The hotline's line for the province, else for everywhere, else whoever is on call. */
function lineOf({ config }: Turn, province: string): string | undefined {
  const { CALL_LINES, ON_CALL_OPERATORS } = config
  const [line] = [...(CALL_LINES[province] ?? []), ...(CALL_LINES['*'] ?? [])]
  return line?.phone ?? ON_CALL_OPERATORS.find((to) => to.startsWith('+'))
}
