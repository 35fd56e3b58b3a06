import { eq, sql } from 'drizzle-orm'
import { organizations } from '../../db/schema.ts'
import { writeOrganization } from '../directory/organization.ts'
import type { Tx } from '../platform/database.ts'
import type { Actor } from '../protection/may.ts'
import type { Entry } from '../protection/record.ts'
import type { ImportRow, OrganizationDraft } from './read-row.ts'
import { rowSays } from './says-row.ts'

type Owner = { id: string; removed: boolean; outcome: 'created' | 'changed' | 'unchanged' }

/** Writes the organizations of rows, each once in a transaction, and answers whose a row is. */
export function organizationsOf(
  tx: Tx,
  {
    source,
    actor,
    now,
    taken,
  }: {
    source(row: ImportRow): string
    actor: Actor
    now: Date
    taken: ReadonlySet<string>
  },
): { entries: Entry[]; ownerOf(row: ImportRow): Promise<Owner> } {
  const written = new Map<string, Promise<Owner>>()
  const entries: Entry[] = []

  async function write(draft: OrganizationDraft, from: string): Promise<Owner> {
    const { sourceId, id, name, nameFr, website, kept } = draft
    const facts = { name, nameFr, website }
    const standing = kept
      ? await find(tx, sql`${organizations.id} = ${id ?? null}`)
      : await find(
          tx,
          sql`${organizations.source} = ${from} and ${organizations.sourceId} = ${sourceId}`,
        )
    if (standing?.removed) return { ...standing, outcome: 'unchanged' }
    const identity = kept ? restored(kept) : { source: from, sourceId }
    const wanted = kept || !taken.has(`organization:${id}`) ? id : undefined
    const input = {
      ...facts,
      ...identity,
      ...(standing ? { id: standing.id } : wanted && { newId: wanted }),
    }
    const made = await writeOrganization(tx, input, now, actor)
    entries.push(...made.entries)
    const outcome = standing ? (made.entries.length > 0 ? 'changed' : 'unchanged') : 'created'
    return { id: made.id, removed: false, outcome }
  }

  return {
    entries,
    async ownerOf(row) {
      const from = source(row)
      const key = `${from}\0${row.organization.sourceId}`
      const first = !written.has(key)
      const writing = written.get(key) ?? write(row.organization, from)
      written.set(key, writing)
      const made = await writing
      const owner = first ? made : { ...made, outcome: 'unchanged' as const }
      if (!row.organizationId || row.organizationId === owner.id) return owner
      return (await otherOwner(row, row.organizationId)) ?? owner
    },
  }

  /** A point of another organization than its service's: that one may stand later in the file. */
  async function otherOwner(row: ImportRow, id: string): Promise<Owner | undefined> {
    const standing = await find(tx, sql`${organizations.id} = ${id}`)
    if (standing) return { ...standing, outcome: 'unchanged' }
    if (!row.kept) {
      row.notes.say(row, '', 'id', 'left_out', rowSays.organization_unknown)
      return undefined
    }
    await tx.insert(organizations).values({ id, name: '…', createdAt: now })
    return { id, removed: false, outcome: 'unchanged' }
  }
}

function restored({ kind, trusted, source }: NonNullable<OrganizationDraft['kept']>) {
  return {
    ...(kind && { kind }),
    ...(trusted && { trustedAt: new Date(trusted.at), trustedBy: trusted.by }),
    ...(source?.sourceId && { source: source.source, sourceId: source.sourceId }),
  }
}

async function find(tx: Tx, which: ReturnType<typeof sql>) {
  const [found] = await tx
    .select({ id: organizations.id, removedAt: organizations.removedAt })
    .from(organizations)
    .where(which)
  return found && { id: found.id, removed: found.removedAt !== null }
}

/** Whether there is nothing in the directory that a restored one could disturb. */
export async function isEmptyDirectory(tx: Tx): Promise<boolean> {
  const [found] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.kind, 'service'))
    .limit(1)
  return found === undefined
}
