import type { organizations } from '../../db/schema.ts'
import type { Organization, Rest } from './shapes.ts'
import { fact } from './write-attributes.ts'
import { uriOf } from './write-formats.ts'
import { withRest } from './write-rest.ts'

export type OrganizationRow = typeof organizations.$inferSelect

/** An organization without its services; `full` with what only two people together take out. */
export function writeOrganization(
  row: OrganizationRow,
  rest: Rest | undefined,
  full: boolean,
): Organization {
  const { id, name, nameFr, website } = row
  const link = { entity: 'organization', id } as const
  const uri = website ? uriOf(website) : undefined
  return withRest<Organization>(
    {
      ...{ id, name, description: String(rest?.description ?? name) },
      ...(nameFr && !rest?.alternate_name && { alternate_name: nameFr }),
      ...(uri && { website: uri }),
      attributes: [
        ...fact(link, 'name_fr', nameFr),
        ...(uri === (website ?? undefined) ? [] : fact(link, 'facts', { website })),
        ...(full ? sealed(row) : []),
      ],
    },
    rest,
  )
}

function sealed({ id, kind, source, sourceId, trustedAt, trustedBy }: OrganizationRow) {
  const link = { entity: 'organization', id } as const
  return [
    ...fact(link, 'kind', kind === 'service' ? null : kind),
    ...fact(link, 'trusted', trustedAt && { at: trustedAt.toISOString(), by: trustedBy }),
    ...fact(link, 'source', source && { source, sourceId }),
  ]
}
