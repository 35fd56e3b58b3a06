import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { consents, legs, offers, tasks } from '../../db/schema.ts'
import { after } from '../platform/clock.ts'
import { conflict, forbidden, invalid } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { mayEver } from '../protection/may.ts'
import { seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { release } from './answer.ts'
import { type Case, type Consent, type Leg, lockCase, note } from './case.ts'
import { consentErrors } from './consent.ts'
import { agreedTo, isTrusted } from './consent-recipients.ts'
import type { ConsentInput } from './consent-schemas.ts'
import { fallThrough } from './outcome.ts'
import { OVERRIDE_CONFIRMED_WITHIN } from './policy.ts'
import { seek } from './seek.ts'
import { endTasks } from './task.ts'

/** Writes down what was agreed. */
export async function keepConsent(
  { tx, now }: Turn,
  { referral, key }: Pick<Case, 'key'> & { referral: { id: string } },
  { reason, ...given }: ConsentInput,
): Promise<Consent> {
  const id = newId()
  const place = { table: 'consents', row: id, field: 'sealed_reason' }
  const lapses = given.basis === 'override' ? after(now, OVERRIDE_CONFIRMED_WITHIN) : null
  const [consent] = await tx
    .insert(consents)
    .values({
      ...given,
      id,
      referralId: referral.id,
      scope: given.scope ?? [],
      recipients: given.recipients ?? ['service'],
      sealedReason: reason ? seal(key, place, reason) : null,
      confirmDueAt: lapses,
      lapseDueAt: lapses,
      givenAt: now,
    })
    .returning()
  return consent!
}

/**
 * The person agrees to something else: more, less, or at last. What was offered before keeps the
 * consent that it was made under; what is shown from now on follows the new one. Whoever is of a kind
 * that is not agreed to any more is told to delete, and seeking goes on where it waited for consent.
 * 403 for more by an agency that is not trusted: an operator may have heard less since.
 */
export async function addConsent(turn: Turn, referralId: string, given: ConsentInput) {
  const before = await lockCase(turn, referralId)
  // Under its lock: a withdrawal that came first is the last word.
  if (before.referral.state !== 'open')
    throw conflict('referral_ended', 'This referral has ended already.')
  assertGood(before, given)
  if (
    !mayEver(turn.actor, 'offer.make') &&
    isMore(given, before.consent) &&
    !(await isTrusted(turn))
  )
    throw forbidden('That the person agrees to more is for the hotline to write down.')
  await neverLapses(turn, referralId)
  const consent = await keepConsent(turn, before, given)
  const it = { ...before, consent }
  const { basis, scope, recipients, tellReferrer } = consent
  await note(turn, referralId, {
    action: 'consent.given',
    thing: `consent:${consent.id}`,
    data: { basis, scope, recipients, tellReferrer },
  })
  const sought = await turn.tx
    .select()
    .from(legs)
    .where(
      and(eq(legs.referralId, referralId), inArray(legs.state, ['open', 'accepted', 'confirmed'])),
    )
    .orderBy(legs.id)
  for (const leg of sought) await takeBack(turn, it, leg)
  await endTasks(
    turn,
    sought.map(({ id }) => id),
    'consent_given',
    ['override_check'],
  )
  await endTasks(turn, await waitingFor(turn, sought), 'consent_given', ['choose'])
  const open = sought.filter(({ state }) => state === 'open')
  for (const leg of open) await seek(turn, it, leg)
}

const isMore = (
  { scope = [], recipients = ['service'], tellReferrer = false }: ConsentInput,
  before: Consent,
): boolean =>
  scope.some((each) => !before.scope.includes(each)) ||
  recipients.some((each) => !before.recipients.includes(each)) ||
  (tellReferrer && !before.tellReferrer)

/** An override that the person's own consent replaces needs no second person any more. */
export async function neverLapses({ tx }: Pick<Turn, 'tx'>, referralId: string): Promise<void> {
  const due = and(eq(consents.referralId, referralId), isNotNull(consents.lapseDueAt))
  await tx.update(consents).set({ lapseDueAt: null }).where(due)
}

function assertGood({ said }: Case, consent: ConsentInput): void {
  const errors = consentErrors({ ...said.input, consent }).map(({ pointer, detail }) => ({
    pointer: pointer.replace(/^\/consent/, ''),
    detail,
  }))
  if (consent.basis === 'override')
    errors.push({
      pointer: '/basis',
      detail: 'an override is how a referral begins, not how it goes on',
    })
  if (errors.length > 0) throw invalid(errors)
}

/** Offers before a kind of organization that is not agreed to any more. Who has arrived there stays. */
async function takeBack(turn: Turn, it: Case, leg: Leg): Promise<void> {
  const made = await turn.tx.select().from(offers).where(eq(offers.legId, leg.id))
  const agreed = await agreedTo(
    turn,
    it.consent,
    made.map(({ servicePointId }) => servicePointId),
  )
  const outside = made.filter(({ servicePointId }) => !agreed.has(servicePointId))
  const open = outside.filter(({ state }) => state === 'open').map(({ id }) => id)
  await release(turn, it, open, 'withdrawn', (m) => m.withdrawn(it.referral))
  const holder = outside.find(({ state }) => state === 'accepted')
  if (holder) await fallThrough(turn, it, leg, holder, 'not_agreed')
}

/** Legs for which a human was asked to choose because there was no consent. */
async function waitingFor({ tx }: Turn, sought: Leg[]): Promise<string[]> {
  const found = await tx
    .select({ legId: tasks.legId })
    .from(tasks)
    .where(
      and(
        inArray(
          tasks.legId,
          sought.map(({ id }) => id),
        ),
        eq(tasks.kind, 'choose'),
        isNull(tasks.doneAt),
        inArray(tasks.reason, ['no_consent', 'override_lapsed']),
      ),
    )
  return found.map(({ legId }) => legId!)
}
