import { eq, lt } from 'drizzle-orm'
import { chores, matchCounts } from '../../db/schema.ts'
import { emailHtml } from '../delivery/email-html.ts'
import { queueMessages } from '../delivery/message.ts'
import { instantOf, localTime } from '../geography/local-time.ts'
import { insiderTexts } from '../locales/insiders.ts'
import { choreDuty } from '../platform/chore.ts'
import { after, DAY } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import { type Duty, dutyJob, type Job } from '../platform/due.ts'
import { newId } from '../platform/ids.ts'
import { CLOCK } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import { standingKey } from '../protection/seal.ts'
import type { Services, Turn } from '../services.ts'
import { type Counted, countInsiders, type Figure } from './insiders.ts'
import { POLICY } from './policy.ts'
import { openTask } from './task.ts'

export const DIGEST = 'insider digest'
export const WEEK = 7 * DAY
/** Counts of searches are of no use to anybody after this. */
const KEPT_FOR = 90 * DAY
/** Supervisors answer a digest within. */
const ANSWER_WITHIN = 3 * DAY
const NO_ACCOUNT = 'account:insiders'

/** Every Monday at 08:00 in ZONE: who asked, opened or read far more than others of their role. */
export function insiderJob(all: Services): Job {
  const { db: _, ...services } = all
  const chore = choreDuty({
    name: DIGEST,
    every: WEEK,
    async run(tx, now) {
      await sendDigest({ ...services, tx, now, actor: CLOCK })
      return false
    },
  })
  const duty: Duty = {
    ...chore,
    async run(tx: Tx, id: string, now: Date) {
      await chore.run(tx, id, now)
      const dueAt = nextMonday(now, services.config.ZONE)
      await tx.update(chores).set({ dueAt }).where(eq(chores.name, DIGEST))
    },
  }
  return dutyJob(all, duty)
}

/** The next Monday 08:00 after an instant, by the clocks of a zone. */
export function nextMonday(now: Date, zone: string): Date {
  for (let days = 0; ; days++) {
    const { weekday, date } = localTime(after(now, days * DAY), zone)
    const at = instantOf(zone, date, 8 * 60)
    if (weekday === 1 && at > now) return at
  }
}

/** Where nobody stands out nothing is sent. */
export async function sendDigest(turn: Turn): Promise<void> {
  const { tx, keys, now, config } = turn
  await tx.delete(matchCounts).where(lt(matchCounts.hour, after(now, -KEPT_FOR)))
  const counted = await countInsiders(turn, after(now, -WEEK), now)
  const found = counted.filter(({ standsOut }) => standsOut.length > 0)
  if (found.length === 0) return
  await record(tx, keys, now, [
    {
      ...{ chain: NO_ACCOUNT, thing: NO_ACCOUNT, actor: CLOCK.id, action: 'insiders.stand_out' },
      data: { accounts: found.slice(0, 50).map(({ account }) => account) },
    },
  ])
  await openTask(turn, {
    ...{ account: NO_ACCOUNT, kind: 'insider_digest', role: 'supervisor', urgency: 'standard' },
    dueAt: after(now, ANSWER_WITHIN),
  })
  const key = await standingKey(tx, keys, 'directory', now)
  const { subject, text, htmlParagraphs } = insiderTexts(config.LANGUAGE).digest({
    from: localTime(after(now, -WEEK), config.ZONE).date,
    to: localTime(now, config.ZONE).date,
    lines: found.map((each) => ({ ...each, figures: figuresOf(each) })),
  })
  const html = emailHtml(htmlParagraphs, config.LANGUAGE)
  await queueMessages(
    turn,
    config.ON_CALL_SUPERVISORS.filter((to) => to.includes('@')).map((to) => ({
      ...{ subjectId: newId(), channel: 'email', purpose: 'insider_digest', key },
      ...{ priority: POLICY.standard.priority, language: config.LANGUAGE },
      uselessAt: after(now, ANSWER_WITHIN),
      content: { to, subject, text, html },
    })),
  )
}

const figuresOf = (each: Counted & { standsOut: Figure[] }) =>
  each.standsOut.map((figure) => ({ figure, count: each[figure] }))
