import { and, inArray } from 'drizzle-orm'
import { servicePoints } from '../../db/schema.ts'
import { nameKey } from '../geography/names.ts'
import { type Tx, transact } from '../platform/database.ts'
import { keyedHash } from '../protection/keys.ts'
import type { Actor } from '../protection/may.ts'
import { canonical, type Entry, record } from '../protection/record.ts'
import type { Services } from '../services.ts'
import type { ReadRow } from './import-row.ts'
import { writeOrganization } from './organization.ts'
import { writeServicePoint } from './service-point.ts'

export type Importing = Pick<Services, 'db' | 'clock' | 'committed' | 'keys' | 'gazetteer'>

const IMPORTER: Actor = { id: 'import-directory', role: 'system' }

type Outcome = 'created' | 'changed' | 'unchanged'

/** Saves these rows in one transaction, those only that are not as they were at the last import. */
export async function saveRows(services: Importing, rows: ReadRow[]): Promise<Outcome[]> {
  if (rows.length === 0) return []
  return transact(services, async (tx, now) => {
    const known = await knownHashes(tx, rows)
    const organizations = new Map<string, string>()
    const entries: Entry[] = []

    async function organizationOf({ source, organization, organizationFr }: ReadRow) {
      const sourceId = nameKey(organization)
      const named = { name: organization, nameFr: organizationFr, source, sourceId }
      const written = await writeOrganization(tx, named, now, IMPORTER)
      organizations.set(`${source}\0${organization}`, written.id)
      entries.push(...written.entries)
      return written.id
    }

    const outcomes: Outcome[] = []
    for (const row of rows) {
      const { source, sourceId, organization, facts } = row
      // keyed: of a hidden point it must not tell a true address to whoever can guess one
      const sourceHash = keyedHash(services.keys, 'directory', canonical(row)).toString('base64url')
      if (known.get(`${source}\0${sourceId}`) === sourceHash) {
        outcomes.push('unchanged')
        continue
      }
      const organizationId =
        organizations.get(`${source}\0${organization}`) ?? (await organizationOf(row))
      const input = { ...facts, organizationId, source, sourceId, sourceHash }
      const written = await writeServicePoint(tx, services, input, now, IMPORTER)
      entries.push(...written.entries)
      const { created, changed } = written
      outcomes.push(created ? 'created' : changed ? 'changed' : 'unchanged')
    }
    await record(tx, services.keys, now, entries)
    return outcomes
  })
}

async function knownHashes(tx: Tx, rows: ReadRow[]): Promise<Map<string, string | null>> {
  const found = await tx
    .select({
      source: servicePoints.source,
      sourceId: servicePoints.sourceId,
      hash: servicePoints.sourceHash,
    })
    .from(servicePoints)
    .where(
      and(
        inArray(servicePoints.source, [...new Set(rows.map(({ source }) => source))]),
        inArray(
          servicePoints.sourceId,
          rows.map(({ sourceId }) => sourceId),
        ),
      ),
    )
  return new Map(found.map(({ source, sourceId, hash }) => [`${source}\0${sourceId}`, hash]))
}
