import { parseArgs } from 'node:util'
import { and, eq, inArray } from 'drizzle-orm'
import { pino } from 'pino'
import { organizations } from '../db/schema.ts'
import { openServices } from '../src/open-services.ts'
import { readConfig } from '../src/platform/config.ts'
import { Problem } from '../src/platform/errors.ts'
import { newId } from '../src/platform/ids.ts'
import { type Actor, ROLES, type Role } from '../src/protection/may.ts'
import { takeTurn } from '../src/services.ts'
import { issueApiKey } from '../src/staff/api-key-life.ts'
import { KINDS_OF_ROLE } from '../src/staff/invitation.ts'

const HELP = `Makes an API key and prints it once.

  scripts/api-key --name NAME --organization NAME --role ROLE [--expires YYYY-MM-DD]

  --name          what the key is for
  --organization  the organization it belongs to, by name; made if there is none of that name
  --role          ${ROLES.join(', ')}
  --expires       the day from which it is void, within two years; without it: in a year
`

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
    const system: Actor = { id: 'system', role: 'system' }
    const key = await takeTurn(services, system, async (turn) => {
      const { tx, now } = turn
      const kinds = KINDS_OF_ROLE[role as Role]
      const [known] = await tx
        .select({ id: organizations.id })
        .from(organizations)
        .where(and(eq(organizations.name, organization!), inArray(organizations.kind, [...kinds])))
      if (!known && role === 'service_point')
        throw new Error(`There is no organization "${organization}" in the directory.`)
      const organizationId = known?.id ?? newId()
      if (!known)
        await tx
          .insert(organizations)
          .values({ id: organizationId, kind: kinds[0]!, name: organization!, createdAt: now })
      return issueApiKey(turn, {
        ...{ name: name!, organizationId, role: role as Role },
        ...(expires && { expiresAt: new Date(expires) }),
      })
    }).catch((error: Error) => {
      const fields = error instanceof Problem ? error.fields : []
      if (fields.some(({ pointer }) => pointer === '/expiresAt'))
        throw new Error('--expires must be a day within the next two years')
      throw error
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
