import { and, eq } from 'drizzle-orm'
import { legs, referrals } from '../../db/schema.ts'
import type { Inbound } from '../delivery/hooks.ts'
import { queueMessages } from '../delivery/message.ts'
import type { Reply } from '../delivery/replies.ts'
import { locale } from '../locales/locale.ts'
import { after, HOUR } from '../platform/clock.ts'
import { keyedHash } from '../protection/keys.ts'
import { standingKey } from '../protection/seal.ts'
import type { Urgency } from '../routing/policy.ts'
import { openTask } from '../routing/task.ts'
import type { Turn } from '../services.ts'

/**
 * A text from a number that is not on file answers nothing, whatever it says. It is told where to answer,
 * once a day, and a yes with the reference of a request that waits is for a human.
 */
export async function fromStranger(turn: Turn, inbound: Inbound, reply: Reply): Promise<string> {
  const { config } = turn
  const { ON_CALL_OPERATORS, ON_CALL_SUPERVISORS, ON_CALL_BACKUP } = config
  const ours = [...ON_CALL_OPERATORS, ...ON_CALL_SUPERVISORS, ...ON_CALL_BACKUP]
  if (reply.kind === 'stop' || ours.includes(inbound.from)) return 'unknown_sender'
  await tellStranger(turn, inbound, reply)
  if (reply.kind !== 'yes' || !reply.reference) return 'unknown_sender'
  return (await askHuman(turn, reply.reference)) ? 'yes_from_elsewhere' : 'unknown_sender'
}

async function tellStranger(turn: Turn, { from }: Inbound, reply: Reply): Promise<void> {
  const { tx, keys, now, config } = turn
  const language = reply.language ?? config.LANGUAGE
  const { replyHelp } = locale(language).messages
  const say = reply.kind === 'help' ? replyHelp.help : replyHelp.unknownNumber
  await queueMessages(turn, [
    {
      ...{
        subjectId: onceADay(turn, from),
        channel: 'sms',
        purpose: 'reply',
        priority: 2,
        language,
      },
      key: await standingKey(tx, keys, 'inbound', now),
      uselessAt: after(now, HOUR),
      content: { to: from, text: say({ label: config.SENDER_LABEL }) },
    },
  ])
}

/** A second message of the same subject is none: what answers ours may be a machine. */
function onceADay({ keys, now }: Turn, from: string): string {
  const day = now.toISOString().slice(0, 10)
  const hex = keyedHash(keys, `stranger:${day}`, from).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

/** True if a request of that reference waits for a yes. */
async function askHuman(turn: Turn, reference: string): Promise<boolean> {
  const waiting = await turn.tx
    .select({ legId: legs.id, referralId: referrals.id, urgency: referrals.urgency })
    .from(legs)
    .innerJoin(referrals, eq(referrals.id, legs.referralId))
    .where(
      and(
        ...[eq(referrals.reference, reference), eq(referrals.state, 'open')],
        eq(legs.state, 'open'),
      ),
    )
  for (const { urgency, ...leg } of waiting)
    await openTask(turn, {
      ...{ ...leg, urgency: urgency as Urgency, kind: 'unclear_reply', role: 'operator' },
      reason: 'yes_from_elsewhere',
    })
  return waiting.length > 0
}
