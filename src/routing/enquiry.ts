import { enquiryTexts } from '../locales/enquiry.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import { accountOf } from './task-about.ts'
import { told } from './view-task.ts'

/** Who asks about a person, as a code; nothing else of them or of whom they ask about is kept. */
export const ASKERS = ['family', 'partner_or_ex', 'police', 'media', 'unknown'] as const
export type Asker = (typeof ASKERS)[number]

/**
 * Somebody asks about a person. What is to be said depends on who asks, never on whether anybody is
 * known here: nothing is looked up. That somebody asked is a line of the record.
 */
export async function answerEnquiry(turn: Turn, asker: Asker = 'unknown') {
  const { tx, keys, now, actor } = turn
  const account = accountOf(actor.id)
  await record(tx, keys, now, [
    {
      chain: account,
      actor: actor.id,
      action: 'enquiry.answered',
      thing: account,
      data: { asker },
    },
  ])
  return {
    asker,
    script: told((language) => {
      const { script, more } = enquiryTexts(language)
      return [...script, more[asker]].join('\n')
    }),
    keep: told((language) => enquiryTexts(language).keep),
  }
}
