import { parseArgs } from 'node:util'
import { and, eq } from 'drizzle-orm'
import { pino } from 'pino'
import { organizations } from '../db/schema.ts'
import { openServices } from '../src/open-services.ts'
import { readConfig } from '../src/platform/config.ts'
import { transact } from '../src/platform/database.ts'
import { newId } from '../src/platform/ids.ts'
import { ROLES, type Role } from '../src/protection/may.ts'
import { makeApiKey } from '../src/staff/api-key.ts'

const HELP = `Makes an API key and prints it once.

  scripts/api-key --name NAME --organization NAME --role ROLE [--expires YYYY-MM-DD]

  --name          what the key is for
  --organization  the organization it belongs to, by name; made if there is none of that name
  --role          ${ROLES.join(', ')}
  --expires       the day from which it is void; without it, it does not expire
`

const KIND_OF: Partial<Record<Role, string>> = {
  operator: 'hotline',
  supervisor: 'hotline',
  police: 'police',
  agency: 'agency',
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      name: { type: 'string' },
      organization: { type: 'string' },
      role: { type: 'string' },
      expires: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return console.log(HELP)
  const { name, organization, role, expires } = values
  const wrong = [
    ...(name ? [] : ['--name is missing']),
    ...(organization ? [] : ['--organization is missing']),
    ...((ROLES as readonly string[]).includes(role ?? '')
      ? []
      : [`--role must be one of: ${ROLES.join(', ')}`]),
    ...(expires && Number.isNaN(Date.parse(expires))
      ? ['--expires must be a day, such as 2027-01-31']
      : []),
  ]
  if (wrong.length > 0) throw new Error(`${wrong.join('\n')}\n\n${HELP}`)
  const services = await openServices(readConfig(process.env), pino({ level: 'silent' }))
  try {
    const key = await transact(services, async (tx, now) => {
      const kind = KIND_OF[role as Role] ?? 'service'
      const [known] = await tx
        .select({ id: organizations.id })
        .from(organizations)
        .where(
          and(
            eq(organizations.name, organization!),
            role === 'service_point' ? undefined : eq(organizations.kind, kind),
          ),
        )
      if (!known && role === 'service_point')
        throw new Error(`There is no organization "${organization}" in the directory.`)
      const organizationId = known?.id ?? newId()
      if (!known)
        await tx
          .insert(organizations)
          .values({ id: organizationId, kind, name: organization!, createdAt: now })
      return makeApiKey(
        tx,
        services.keys,
        {
          name: name!,
          organizationId,
          role: role as Role,
          ...(expires ? { expiresAt: new Date(expires) } : {}),
        },
        now,
      )
    })
    console.log(key)
  } finally {
    await services.db.close()
  }
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
