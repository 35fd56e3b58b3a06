import { and, asc, desc, eq, gt, inArray, lte } from 'drizzle-orm'
import { drafts } from '../../db/schema.ts'
import { choreDuty } from '../platform/chore.ts'
import { after, DAY, MINUTE } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import { dutyJob, type Job } from '../platform/due.ts'
import { conflict, notFound } from '../platform/errors.ts'
import { dataKey, destroyDataKeys, newDataKey, open, seal } from '../protection/seal.ts'
import type { Services, Turn } from '../services.ts'

/** What a form holds: its fields by name, in order, as a browser sends them. */
export type Fields = { name: string; value: string }[]

/** A draft is for a connection that dropped, not a second place to keep referrals. */
const KEPT_FOR = DAY
/** Of one account; the oldest goes. */
const MOST = 20
const AT_ONCE = 100

type Draft = typeof drafts.$inferSelect

/**
 * Keeps what somebody has written so far, sealed under a key of its own; for 24 hours from now. `version`
 * is the one that it was written on, 0 for a new draft: 409 `draft_changed` if another window saved
 * since, 404 for one that is gone, or somebody else's.
 */
export async function saveDraft(turn: Turn, id: string, version: number, fields: Fields) {
  const { tx, keys, now, actor } = turn
  const [known] = await tx.select().from(drafts).where(eq(drafts.id, id)).for('update')
  if (known && !isOwn(turn, known)) throw notFound()
  if (!known && version > 0) throw notFound()
  if (known && known.version !== version)
    throw conflict('draft_changed', 'It was saved elsewhere since. Read it again.', {
      state: String(known.version),
    })
  const saved = { version: version + 1, savedAt: now, expiresAt: after(now, KEPT_FOR) }
  if (known) {
    const key = await dataKey(tx, keys, known.keyId)
    const sealed = seal(key, sealedAt(id), fields)
    await tx
      .update(drafts)
      .set({ ...saved, sealed })
      .where(eq(drafts.id, id))
    return view({ ...known, ...saved })
  }
  const key = await newDataKey(tx, keys, 'draft', now)
  const sealed = seal(key, sealedAt(id), fields)
  const [made] = await tx
    .insert(drafts)
    .values({ id, account: actor.id, keyId: key.id, sealed, ...saved })
    .returning()
  await dropOldest(turn)
  return view(made!)
}

/** One's own words again: no line of the record, because nobody else is in it. 404 once it is gone. */
export async function readDraft(turn: Turn, id: string) {
  const draft = await ownDraft(turn, id)
  const key = await dataKey(turn.tx, turn.keys, draft.keyId)
  return { ...view(draft), fields: open<Fields>(key, sealedAt(id), draft.sealed) }
}

/** Which drafts one has, the newest first. */
export async function listDrafts({ tx, now, actor }: Turn) {
  const own = await tx
    .select()
    .from(drafts)
    .where(and(eq(drafts.account, actor.id), gt(drafts.expiresAt, now)))
    .orderBy(desc(drafts.savedAt))
  return own.map(view)
}

/** Erased for good: with its key. 404 for one that is gone already. */
export async function dropDraft(turn: Turn, id: string): Promise<void> {
  const draft = await ownDraft(turn, id)
  await erase(turn.tx, [draft], turn.now)
}

async function ownDraft(turn: Turn, id: string): Promise<Draft> {
  const [draft] = await turn.tx.select().from(drafts).where(eq(drafts.id, id))
  if (!draft || !isOwn(turn, draft)) throw notFound()
  return draft
}

/** One whose time is over is as if it were gone. */
const isOwn = ({ actor, now }: Turn, { account, expiresAt }: Draft): boolean =>
  account === actor.id && expiresAt > now

async function dropOldest({ tx, now, actor }: Turn): Promise<void> {
  const own = await tx
    .select()
    .from(drafts)
    .where(eq(drafts.account, actor.id))
    .orderBy(desc(drafts.savedAt), desc(drafts.id))
  await erase(tx, own.slice(MOST), now)
}

async function erase(tx: Tx, list: Draft[], now: Date): Promise<void> {
  if (list.length === 0) return
  const ids = list.map(({ id }) => id)
  await tx.delete(drafts).where(inArray(drafts.id, ids))
  await destroyDataKeys(
    tx,
    list.map(({ keyId }) => keyId),
    now,
  )
}

/** Drafts whose time is over. */
export const draftJob = (services: Services): Job =>
  dutyJob(
    services,
    choreDuty({
      name: 'drafts',
      every: 10 * MINUTE,
      async run(tx, now) {
        const over = await tx
          .select()
          .from(drafts)
          .where(lte(drafts.expiresAt, now))
          .orderBy(asc(drafts.expiresAt))
          .limit(AT_ONCE)
        await erase(tx, over, now)
        return over.length === AT_ONCE
      },
    }),
  )

const sealedAt = (row: string) => ({ table: 'drafts', row, field: 'sealed' })

const view = ({ id, version, savedAt, expiresAt }: Draft) => ({
  id,
  version,
  savedAt: savedAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
})
