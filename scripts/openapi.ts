import { writeFileSync } from 'node:fs'
import { pino } from 'pino'
import { buildApp } from '../src/app.ts'
import { loadGazetteer } from '../src/geography/gazetteer.ts'
import { databaseClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import type { Database } from '../src/platform/database.ts'
import { createSignal } from '../src/platform/signal.ts'
import { readKeys } from '../src/protection/keys.ts'

export const OPENAPI_FILE = new URL('../openapi/openapi.json', import.meta.url)

if (import.meta.main) {
  writeFileSync(OPENAPI_FILE, await openapiText())
  console.log('openapi/openapi.json is written.')
}

/** The text of openapi/openapi.json. No database is opened: routes only look at it when called. */
export async function openapiText(): Promise<string> {
  const key = Buffer.alloc(32).toString('base64')
  const app = await buildApp({
    config: readConfig({}),
    db: {} as Database,
    clock: databaseClock,
    committed: createSignal(),
    log: pino({ level: 'silent' }),
    keys: readKeys({ SEAL_KEYS: `none:${key}`, RECORD_KEY: key, LINK_KEY: key }),
    gazetteer: loadGazetteer(),
    providers: { byName: new Map(), order: { sms: [], email: [] } },
  })
  try {
    await app.ready()
    const document = app.swagger() as { paths: object; components?: { schemas?: object } }
    document.paths = sorted(document.paths)
    if (document.components?.schemas)
      document.components.schemas = sorted(document.components.schemas)
    return `${JSON.stringify(document, null, 2)}\n`
  } finally {
    await app.close()
  }
}

/** By name, so that moving a route in the code changes nothing here. */
function sorted(thing: object): object {
  return Object.fromEntries(Object.entries(thing).sort(([a], [b]) => (a < b ? -1 : 1)))
}
