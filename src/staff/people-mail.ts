import { emailHtml } from '../delivery/email-html.ts'
import { queueMessages } from '../delivery/message.ts'
import type { Language } from '../locales/locale.ts'
import { peopleTexts } from '../locales/people.ts'
import { after } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { standingKey } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { emailOf, INVITATION } from './invitation.ts'

/** Sends the link of an invitation to the address that it is for. */
export async function mailInvitation(
  turn: Turn,
  { email, language }: { email: string; language: Language },
  link: string,
): Promise<void> {
  const { tx, keys, now, config } = turn
  const { subject, paragraphs } = peopleTexts(language).letter({ label: config.SENDER_LABEL, link })
  await queueMessages(turn, [
    {
      ...{ subjectId: newId(), channel: 'email', purpose: 'invitation', priority: 1, language },
      key: await standingKey(tx, keys, 'staff', now),
      uselessAt: after(now, INVITATION),
      content: {
        ...{ to: emailOf(email)!, subject, text: paragraphs.join('\n\n') },
        html: emailHtml(paragraphs, language),
      },
    },
  ])
}
