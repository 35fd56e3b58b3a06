import { inArray, sql } from 'drizzle-orm'
import { hsdsRest, servicePoints } from '../../db/schema.ts'
import { rows, together } from '../platform/database.ts'
import type { Turn } from '../services.ts'
import type { Organization, Rest } from './shapes.ts'
import { type Form, pointsIn, pointsWhere } from './write-load.ts'
import { type OrganizationRow, writeOrganization } from './write-organization.ts'
import { publicRest } from './write-rest.ts'

export type WithServices = {
  organization: Organization
  /** Of its services, in order. */
  serviceIds: string[]
}

/**
 * These organizations, and which services are theirs. One that several organizations share is that
 * of its first service point.
 */
export async function organizationsWith(
  { tx }: Pick<Turn, 'tx'>,
  form: Form,
  found: OrganizationRow[],
): Promise<WithServices[]> {
  if (found.length === 0) return []
  const ids = found.map(({ id }) => id)
  const [rests, services] = await together(
    () => tx.select().from(hsdsRest).where(inArray(hsdsRest.id, ids)),
    () =>
      rows<{ id: string; owner: string }>(
        tx,
        sql`select distinct on (${servicePoints.serviceId})
              ${servicePoints.serviceId} as id, ${servicePoints.organizationId} as owner
            from ${pointsWhere(
              sql`${servicePoints.serviceId} = any(array(select its.service_id from service_points its
                    where ${inArray(sql`its.organization_id`, ids)}))`,
            )}
            where ${pointsIn(form)}
            order by ${servicePoints.serviceId}, ${servicePoints.hidden}, ${servicePoints.id}`,
      ),
  )
  const restOf = new Map(
    rests.flatMap(({ kind, id, body }) => (kind === 'organization' ? [[id, body as Rest]] : [])),
  )
  const byOwner = Map.groupBy(services, ({ owner }) => owner)
  return found.map((row) => {
    const rest = restOf.get(row.id)
    return {
      organization: writeOrganization(
        row,
        form === 'full' ? rest : publicRest(rest),
        form === 'full',
      ),
      serviceIds: (byOwner.get(row.id) ?? []).map(({ id }) => id),
    }
  })
}
