import { referrals } from '../../db/schema.ts'
import { match } from '../matching/match.ts'
import { cleaned, together } from '../platform/database.ts'
import {
  DatabaseError,
  type FieldError,
  forbidden,
  invalid,
  violates,
  wasAway,
} from '../platform/errors.ts'
import { newId, newReference } from '../platform/ids.ts'
import type { Actor } from '../protection/may.ts'
import { beginChain } from '../protection/record.ts'
import { seal, wrappedKey } from '../protection/seal.ts'
import type { Services, Turn } from '../services.ts'
import { type Case, type Leg, note, sealedReferral } from './case.ts'
import { consentErrors } from './consent.ts'
import { keepConsent } from './consent-more.ts'
import { isTrusted } from './consent-recipients.ts'
import { concernsMinor, populationOfAsk, readAsk, type Said, toldArea } from './facts.ts'
import { askToConfirm, assertMayOverride } from './override.ts'
import { POLICY } from './policy.ts'
import { firstLook } from './retention-rules.ts'
import { safeContactErrors } from './safe-contact.ts'
import type { ReferralInput } from './schemas.ts'
import { type Found, openLegs, seekFirst } from './seek.ts'
import { openTask } from './task.ts'

/** A referral that was understood and matched, ready to be written in one transaction. */
export type Prepared = { said: Said; found: Found; area: string }

/**
 * Reads what was sent, naming every bad field at once, and matches it. A failure of matching refuses
 * nothing: the referral is written with a task.
 */
export async function prepareReferral(services: Services, input: ReferralInput): Promise<Prepared> {
  const read = readAsk(services.gazetteer, input)
  const errors = meaningErrors(input, () => read)
  if ('errors' in read || errors.length > 0)
    throw Object.assign(invalid(errors), 'extra' in read ? { extra: read.extra } : {})
  const { lat, lng } = input.location
  const said: Said = {
    input,
    ask: read.ask,
    exact: lat !== undefined && lng !== undefined ? { lat, lng } : null,
  }
  const area = toldArea(services.gazetteer, read.located).id
  const found = await matched(services, said)
  return { said, found, area }
}

/** The parts of a referral, by what judges them: a part that is not well-formed has no meaning to judge. */
const PARTS: {
  fields: string[]
  judge: (input: ReferralInput, read: () => ReturnType<typeof readAsk>) => FieldError[]
}[] = [
  {
    fields: [
      'channel',
      'location',
      'languages',
      'age',
      'ageGroup',
      'household',
      'health',
      'safety',
    ].concat(['accessNeeds', 'avoid']),
    judge: (_, readIt) => {
      const read = readIt()
      return 'errors' in read ? read.errors : []
    },
  },
  {
    fields: ['channel', 'urgency', 'consent', 'age', 'ageGroup', 'maybeMinor'],
    judge: consentErrors,
  },
  {
    fields: ['channel', 'safeContact', 'referrer'],
    judge: safeContactErrors,
  },
]

/**
 * Everything that cannot be right in what is well-formed. `read`: what it asks for; `malformed`: pointers
 * of what the schema refused already, so that one answer can name both.
 */
export function meaningErrors(
  input: ReferralInput,
  read: () => ReturnType<typeof readAsk>,
  malformed: readonly FieldError[] = [],
): FieldError[] {
  const broken = new Set(malformed.map(({ pointer }) => pointer.split('/')[1] ?? ''))
  return PARTS.filter(
    ({ fields }) => !broken.has('') && !fields.some((name) => broken.has(name)),
  ).flatMap(({ judge }) => judge(input, read))
}

async function matched({ db, clock, log }: Services, { ask }: Said): Promise<Found> {
  try {
    return await match(db.orm, ask, await clock.now(db.orm), { excluded: 'if_short' })
  } catch (error) {
    if (wasAway(error)) throw error
    log.error({ err: error }, 'matching failed; the referral goes on without')
    return 'failed'
  }
}

/** Which channels a role may use: it must fit (design, "Words"). */
const CHANNELS_OF: Partial<Record<Actor['role'], string[]>> = {
  operator: ['hotline', 'web'],
  supervisor: ['hotline', 'web'],
  police: ['police'],
  agency: ['agency'],
  person: ['web'],
}

/** Writes a referral with its consent, its legs and their first offers or tasks. */
export async function makeReferral(turn: Turn, { said, found, area }: Prepared): Promise<Case> {
  const { actor } = turn
  const { input } = said
  if (!CHANNELS_OF[actor.role]?.includes(input.channel)) {
    throw forbidden('This channel does not fit your role.')
  }
  if (input.consent.basis === 'override') assertMayOverride(actor)
  const it = await write(turn, said, area)
  const { consent, referral } = it
  await note(turn, referral.id, {
    action: 'referral.made',
    thing: `referral:${referral.id}`,
    data: {
      channel: input.channel,
      urgency: input.urgency,
      basis: consent.basis,
      needs: input.needs,
    },
  })
  const opened = await openLegs(turn, it, partsOf(input.needs, found))
  const screening = await needsScreening(turn, referral.channel)
  await humansFirst(turn, it, opened, screening)
  if (consent.basis === 'override') await askToConfirm(turn, it, opened[0]!)
  if (!screening) await seekFirst(turn, it, opened, found)
  return it
}

/** The referral, its key and its consent, sent together: one round trip. */
async function write(turn: Turn, said: Said, area: string): Promise<Case> {
  const { tx, keys, now, actor, config } = turn
  const { input, ask } = said
  const { point, precision, province, region } = ask.located
  const { key, store } = await wrappedKey(keys, 'referral', now)
  const id = newId()
  const inserting = tx.insert(referrals).values({
    id,
    reference: newReference(),
    organizationId: actor.organizationId ?? null,
    madeBy: actor.id,
    channel: input.channel,
    urgency: input.urgency,
    keyId: key.id,
    sealed: seal(key, sealedReferral(id), said),
    ...{ lat: point.lat, lng: point.lng, precision, province, region, area },
    gender: ask.gender ?? null,
    ageGroup: ask.ageGroup ?? null,
    population: populationOfAsk(ask),
    minor: concernsMinor(said),
    createdAt: now,
    retainDueAt: firstLook(config, now),
  })
  beginChain(tx, `referral:${id}`)
  const [, [referral], consent] = await together(
    () => store(tx),
    () => inserting.returning(),
    () => keepConsent(turn, { referral: { id }, key }, input.consent),
  ).catch((error: unknown) => {
    throw violates(cleaned(error), 'referrals_reference_key') ? anotherTime() : error
  })
  const { urgency } = input
  return { referral: referral!, consent, key, said, policy: POLICY[urgency], urgency }
}

/** 26⁶ references, so a clash is rare: the whole verb is tried again, as after a deadlock. */
const anotherTime = () => new DatabaseError('40001', 'referrals_reference_key')

/** The plan's stops, and each need that nobody covers on its own: it will have numbers to call of its own. */
function partsOf(needs: string[], found: Found): string[][] {
  if (found === 'failed') return [needs]
  const stops = found.plan.legs.map((stop) => stop.needs as string[])
  const rest = needs.filter((need) => !stops.some((stop) => stop.includes(need)))
  return [...stops, ...rest.map((need) => [need])]
}

/** Where nothing may be offered by itself: in screening, and for minors. */
async function humansFirst(turn: Turn, it: Case, opened: Leg[], screening: boolean): Promise<void> {
  const { referral, urgency } = it
  const about = (leg: Leg) => ({ legId: leg.id, referralId: referral.id })
  if (screening) {
    for (const leg of opened)
      await openTask(turn, { ...about(leg), kind: 'screening', role: 'operator', urgency })
  }
  if (!referral.minor) return
  const [first] = opened
  await openTask(turn, {
    ...about(first!),
    kind: 'minor_report',
    role: 'operator',
    urgency: 'emergency',
  })
  await openTask(turn, {
    ...about(first!),
    kind: 'minor_review',
    role: 'supervisor',
    urgency: 'emergency',
  })
}

/** The web, and agencies that are not trusted. */
const needsScreening = async (turn: Turn, channel: string): Promise<boolean> =>
  channel === 'web' || (channel === 'agency' && !(await isTrusted(turn)))
