import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { openServices } from '../src/open-services.ts'
import { type Config, readConfig } from '../src/platform/config.ts'
import { addKey, removeKey } from '../src/protection/key-ring-file.ts'
import {
  appears,
  forgetKey,
  isForgotten,
  keyed,
  keysInUse,
  note,
  rewrapAll,
} from '../src/protection/key-ring-rotate.ts'
import type { Services } from '../src/services.ts'

const HELP = `Exchanges the key that wraps the data keys, while the service runs.

  scripts/rotate-keys --add            makes a key in SEAL_KEYS_FILE that becomes the newest; then rewraps
  scripts/rotate-keys                  rewraps every data key that an older key wraps
  scripts/rotate-keys --forget NAME    takes an old key away for good, when nothing is wrapped by it
  scripts/rotate-keys --dry-run        says how many data keys each key wraps; changes nothing

  --name NAME      what the new key is called (default: the date and time)
  --grace SECONDS  how long --forget watches whether a process still uses the old key (default 60)

It reads the same variables as the server. Every process must read that one file, on one disk that all
share: one with a copy of its own cannot open what the new key wraps. Where each has a copy, the new key
must be in every one of them before it wraps anything: do not use --add, go by the steps for SEAL_KEYS.

What was erased can be read from a backup, or from remains in
the database's files, as long as the key that wrapped it exists: so rotate and forget at least as often as
backups are kept.
`

const BY_HAND = `With SEAL_KEYS in the environment, the keys are yours to change:
  1. put a new key at the END (old:…,new:…), made with: openssl rand -base64 32
     and restart every process, so that all can open what it will wrap;
  2. put it FIRST (new:…,old:…) and restart every process: it wraps what is made from now on;
  3. scripts/rotate-keys with the same SEAL_KEYS: rewraps the rest;
  4. scripts/rotate-keys --forget old: checks that nothing uses it, and that no process still does;
  5. take the old key out of SEAL_KEYS and restart; then destroy every copy of it.
`

const { values } = parseArgs({
  options: {
    add: { type: 'boolean' },
    name: { type: 'string' },
    forget: { type: 'string' },
    grace: { type: 'string', default: '60' },
    'dry-run': { type: 'boolean' },
    help: { type: 'boolean' },
  },
})

async function main(): Promise<void> {
  if (values.help) return console.log(`${HELP}\n${BY_HAND}`)
  const config = readConfig(process.env)
  const grace = Number(values.grace)
  if (!(grace >= 0 && grace <= 86_400)) throw new Error('--grace must be a number of seconds')
  if (values.add && values.forget) throw new Error('--add and --forget: one after the other')
  const name = values.name ?? new Date().toISOString().slice(0, 16).replaceAll(':', '')
  if (!/^[A-Za-z0-9._-]{1,40}$/.test(name))
    throw new Error('--name takes letters, digits, dots, dashes and low lines; 40 at most')
  if (!config.SEAL_KEYS_FILE) console.log(BY_HAND)
  if (values.add && !config.SEAL_KEYS_FILE) throw new Error('--add needs SEAL_KEYS_FILE.')
  const dry = values['dry-run']
  const file = config.SEAL_KEYS_FILE
  // With no file yet there would be no ring to open the database with.
  const first = values.add && !dry && file && !existsSync(file)
  if (first) addKey(file, name)
  const services = await openServices(config, pino({ level: 'silent' }))
  try {
    if (values.add && !dry) {
      if (await isForgotten(services, name))
        throw new Error(`A key named ${name} was forgotten: the database takes none of that name.`)
      if (!first) addKey(file!, name)
      await note(services, 'keys.added', { name: keyed(name) })
      console.log(`Made the key ${name}; it wraps from now on.`)
    }
    if (dry) return await say(services)
    if (values.forget) return await forget(services, config, values.forget, grace)
    const done = await rewrapAll(services, (count) => console.log(`  ${count} rewrapped`))
    console.log(`${done} data keys rewrapped.`)
    await say(services)
  } finally {
    await services.db.close()
  }
}

async function say(services: Services): Promise<void> {
  const newest = await services.keys.seal.newest()
  for (const [name, count] of await keysInUse(services))
    console.log(`${name}${name === newest ? ' (the newest)' : ''} wraps ${count} data keys.`)
}

async function forget(
  services: Services,
  { SEAL_KEYS_FILE }: Config,
  name: string,
  grace: number,
): Promise<void> {
  await rewrapAll(services)
  console.log(`Watching for ${grace} seconds whether anything still uses ${name} …`)
  if (await appears(services, name, () => sleep(grace * 100)))
    throw new Error(
      `A process still wraps with ${name}: its keys are not the newest. Give it the new ones, then again.`,
    )
  await forgetKey(services, name)
  if (SEAL_KEYS_FILE) removeKey(SEAL_KEYS_FILE, name)
  console.log(
    SEAL_KEYS_FILE
      ? `${name} is gone from the file. Destroy every other copy of it.`
      : `Nothing uses ${name} any more, and the database takes nothing that does. Take it out of SEAL_KEYS.`,
  )
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
