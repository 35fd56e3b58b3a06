import { and, eq, inArray } from 'drizzle-orm'
import { canaries, messages } from '../../db/schema.ts'
import { sealedContent } from '../delivery/message.ts'
import { operationsTexts } from '../locales/operations.ts'
import { takeRound } from '../platform/chore.ts'
import { after, MINUTE } from '../platform/clock.ts'
import type { Job } from '../platform/due.ts'
import { newId } from '../platform/ids.ts'
import { CLOCK } from '../protection/may.ts'
import { seal, standingKey } from '../protection/seal.ts'
import { openTask } from '../routing/task.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { arrivedStates, type Lane, lanesOf, REHEARSAL } from './canary-lanes.ts'
import { rehearse } from './canary-rehearsal.ts'
import { MISSES } from './readiness.ts'

const EVERY = 5 * MINUTE
/** After everything that is about a person. */
const PRIORITY = 3
const CHORE = 'canary'

/**
 * Every five minutes, by whichever process looks first: a synthetic referral is made and undone, and a
 * message goes through each provider to an address of our own, by the same queue as all others but to no
 * other provider. Two misses in a row are a task for supervisors, who are told at once. Nothing of it
 * stands among referrals, service points or their counts.
 */
export function canaryJob(services: Services): Job {
  return {
    name: CHORE,
    async run() {
      const ours = ({ tx, now }: Turn) => takeRound(tx, now, CHORE, EVERY)
      if (!(await takeTurn(services, CLOCK, ours))) return false
      const came = await rehearse(services)
      await takeTurn(services, CLOCK, async (turn) => {
        await judge(turn, REHEARSAL, came)
        for (const lane of lanesOf(turn)) await fly(turn, lane)
      })
      return true
    },
  }
}

/** Looks what became of the last one, and lets the next one go. */
async function fly(turn: Turn, lane: Lane): Promise<void> {
  const messageId = (await lastOf(turn, lane.name))?.messageId
  if (messageId) {
    const arrived = inArray(messages.state, arrivedStates(lane))
    const [came] = await turn.tx
      .select({ id: messages.id })
      .from(messages)
      .where(and(eq(messages.id, messageId), arrived))
    await judge(turn, lane.name, came !== undefined)
  }
  await keep(turn, lane.name, { messageId: await queue(turn, lane) })
}

/** Counts, and at the second miss in a row tells humans. */
async function judge(turn: Turn, lane: string, came: boolean): Promise<void> {
  const { now, log } = turn
  if (came) return keep(turn, lane, { misses: 0, arrivedAt: now })
  const misses = ((await lastOf(turn, lane))?.misses ?? 0) + 1
  await keep(turn, lane, { misses })
  if (misses < MISSES) return
  log.error({ lane, misses }, 'the canary does not come through')
  // Due at once: the next look at tasks tells the supervisors.
  await openTask(turn, {
    ...{ kind: 'canary', role: 'supervisor', urgency: 'urgent', dueAt: now },
    account: `account:canary:${lane.replace(' ', ':')}`,
  })
}

type Bird = typeof canaries.$inferSelect

async function lastOf({ tx }: Turn, lane: string): Promise<Bird | undefined> {
  const [found] = await tx.select().from(canaries).where(eq(canaries.lane, lane))
  return found
}

async function keep({ tx, now }: Turn, lane: string, change: Partial<Bird>): Promise<void> {
  const set = { triedAt: now, ...change }
  await tx
    .insert(canaries)
    .values({ lane, ...set })
    .onConflictDoUpdate({ target: canaries.lane, set })
}

/** As `queueMessages` does, but for one provider and no other. */
async function queue({ tx, keys, now, providers, config }: Turn, lane: Lane): Promise<string> {
  const { channel, provider, to } = lane
  const id = newId()
  const key = await standingKey(tx, keys, 'directory', now)
  const content = { to, ...operationsTexts(config.LANGUAGE).canary(config.SENDER_LABEL) }
  await tx.insert(messages).values({
    ...{ id, subjectId: id, channel, purpose: 'canary', priority: PRIORITY, provider },
    ...{ language: config.LANGUAGE, keyId: key.id, sealed: seal(key, sealedContent(id), content) },
    ...{ tried: [...providers.byName.keys()].filter((name) => name !== provider) },
    ...{ createdAt: now, dueAt: now, uselessAt: after(now, EVERY) },
  })
  return id
}
