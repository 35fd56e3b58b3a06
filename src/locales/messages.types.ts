export type UrgencyWord = 'emergency' | 'urgent' | 'standard'

export type OfferText = {
  /** Who sends: the neutral sender label, at most 10 characters. */
  label: string
  /** As in `K7F-2QX`. */
  reference: string
  urgency: UrgencyWord
  /** True if a bed is needed; everything else is "other". */
  bed: boolean
  /** How many people come, 1 to 99. */
  people: number
  /** Local clock of the recipient, from `clock()`. */
  replyBy: string
  /** The four digits of this message's own link. */
  digits: string
  /** `{PUBLIC_URL}/answer/{token}`, at most 60 characters. */
  link: string
}

/** 0 is Sunday. Give the weekday when it is not today. */
export type ClockTime = { hours: number; minutes: number; weekday?: number }

export type OnCallText = {
  /** A reference, or a service point's name that went through `smsName()`; at most 40 characters. */
  about: string
  /** The kind of task, in words; at most 40 characters. */
  kind: string
  urgency: UrgencyWord
  /** From `clock()`. */
  dueBy: string
}

/** Plain text and the same in paragraphs; `emailHtml()` makes the HTML. */
export type Mail = { subject: string; text: string; htmlParagraphs: string[] }

export function mail(subject: string, paragraphs: string[]): Mail {
  return { subject, text: `${paragraphs.join('\n\n')}\n`, htmlParagraphs: paragraphs }
}
