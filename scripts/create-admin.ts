import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { openServices } from '../src/open-services.ts'
import { readConfig } from '../src/platform/config.ts'
import { Problem } from '../src/platform/errors.ts'
import type { Actor } from '../src/protection/may.ts'
import { takeTurn } from '../src/services.ts'
import { inviteAdmin } from '../src/staff/invite-admin.ts'

const USAGE = `scripts/create-admin EMAIL [--name NAME] [--organization NAME] [--language en|fr]

Prints a link that makes EMAIL an administrator, and signs them in to set up a passkey or an
authenticator app. The link is good once, for 72 hours; hand it over yourself. For an administrator
who lost every way to sign in, it takes the old ones away.

  --name          how the person is shown (default: Administrator)
  --organization  their hotline, made if there is none of that name (default: the one that there is)
  --language      of their pages and e-mails (default: en)

With the embedded database, stop the server first; with PostgreSQL it may run.
`

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string', default: 'Administrator' },
      organization: { type: 'string' },
      language: { type: 'string', default: 'en' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const [email, ...more] = positionals
  const { name, organization, language } = values
  if (!email || more.length > 0) throw new Error(`One EMAIL is needed.\n\n${USAGE}`)
  if (language !== 'en' && language !== 'fr') throw new Error('--language must be en or fr')
  const services = await openServices(readConfig(process.env), pino({ level: 'silent' }))
  try {
    const script: Actor = { id: 'system', role: 'system' }
    const wanted = { email, name, organization, language } as const
    console.log(await takeTurn(services, script, (turn) => inviteAdmin(turn, wanted)))
  } finally {
    await services.db.close()
  }
}

main().catch((error: Error) => {
  const fields = error instanceof Problem ? error.fields : []
  console.error(fields.map(({ detail }) => `EMAIL ${detail}`).join('\n') || error.message)
  process.exit(1)
})
