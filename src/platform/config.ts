import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { CONSOLE } from './config-console.ts'
import { LIMITS, RETENTION } from './config-limits.ts'
import { OPERATIONS } from './config-operations.ts'
import { list, optional, text } from './config-parts.ts'
import { providerVariables } from './config-providers.ts'
import { contradictions, demoDefaults, missingForLive } from './config-rules.ts'

/** 32 bytes in base64. */
const KEY = '[A-Za-z0-9+/]{43}='
const NAMED_KEY = `[A-Za-z0-9._-]{1,40}:${KEY}`

/** Every variable that Causeway reads, with what it means. The README's table is made from this. */
export const ConfigSchema = Type.Object({
  MODE: Type.Enum(['demo', 'live'], {
    type: 'string',
    default: 'demo',
    description:
      '`demo` needs nothing and sends nothing outside; `live` refuses to start until everything that real use needs is there.',
  }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 3000,
    description: 'Port to listen on.',
  }),
  HOST: text('Address to listen on.', { default: 'localhost' }),
  TRUST_PROXY: optional(
    'Whose X-Forwarded-For is believed: the number of proxies in front, or their addresses and CIDR ranges, comma separated. Default: nobody’s.',
  ),
  PUBLIC_URL: optional(
    'Where service points reach this server, without a slash at the end; it stands in each SMS, so that it has 30 characters at most. Default in demo: http://localhost:PORT.',
    { pattern: '^https?://[^/\\s]+$', maxLength: 30 },
  ),
  DATA_DIR: text('Folder of the embedded database, the demo keys and the local outbox.', {
    default: './data',
  }),
  DATABASE_URL: optional(
    'PostgreSQL 15 or newer with PostGIS. Several hosts of one cluster, `postgres://role@one:5432,two:5432/name`: the one that is the primary, also when that changes. A folder for a host, `postgres://role@%2Fvar%2Frun%2Fpostgresql/name`: the Unix socket in it. Without it: the embedded database.',
    {
      pattern: '^postgres(ql)?://',
    },
  ),
  MIGRATION_DATABASE_URL: optional(
    'The role that owns the tables and may change them; the same hosts, never through PgBouncer. Default in demo: DATABASE_URL.',
    { pattern: '^postgres(ql)?://' },
  ),
  DATABASE_POOL: Type.Integer({
    minimum: 1,
    maximum: 200,
    default: 10,
    description: 'Connections to PostgreSQL.',
  }),
  DATABASE_DEADLINE_MS: Type.Integer({
    minimum: 500,
    maximum: 60_000,
    default: 1500,
    description:
      'So many milliseconds PostgreSQL has for anything that the server asks; then the answer is 503. Up to 1500 it comes within two seconds, as promised.',
  }),
  DATABASE_PREPARE: Type.Boolean({
    default: true,
    description:
      'Named prepared statements, and settings of each connection; `false` behind PgBouncer in transaction mode.',
  }),
  DEMO_DIRECTORY: Type.Boolean({
    default: true,
    description: 'Load the fictional directory on the first start (demo only).',
  }),
  DEMO_CLOCK_DAYS: Type.Integer({
    minimum: 0,
    maximum: 400,
    default: 0,
    description:
      'Lets the program live so many days ahead of the clock, to see what deadlines and erasure do (demo only).',
  }),
  SEAL_KEYS: optional(
    'Keys that wrap the data keys: `name:base64` of 32 bytes, comma separated, the newest first.',
    { pattern: `^${NAMED_KEY}(,${NAMED_KEY})*$` },
  ),
  SEAL_KEYS_FILE: optional(
    'Instead of SEAL_KEYS: a file with one such key a line, readable by its owner only. `scripts/rotate-keys` changes it while the server runs.',
    { minLength: 1 },
  ),
  RECORD_KEY: optional('Signs the record: 32 bytes in base64.', { pattern: `^${KEY}$` }),
  ANCHORS_FILE: optional(
    'Where the anchors of the record are written, a line each: without it nobody sees that the end of the database was cut. It should lie on another disk, or be shipped away at once. Default in demo: anchors.jsonl in DATA_DIR.',
  ),
  IMPORTS_DIR: optional(
    'Folder of the files that editors bring in, each gone after two hours at most. Processes on several machines, or in containers, need one that they share. Default: causeway-imports in the machine’s folder for temporary files.',
  ),
  LINK_KEY: optional('Hashes tokens, digits and codes: 32 bytes in base64.', {
    pattern: `^${KEY}$`,
  }),
  ...providerVariables,
  SENDER_LABEL: text(
    'How messages name their sender; checked against the list of forbidden words.',
    {
      default: 'Causeway',
      minLength: 2,
      maxLength: 10,
    },
  ),
  ON_CALL_OPERATORS: list(
    'Phones (E.164) and e-mail addresses of the operators on shift, the first one first. When MODE=live a provider must reach the first, and somebody of each list: a phone by SMS, an address by e-mail.',
    {
      default: [],
    },
  ),
  ON_CALL_SUPERVISORS: list('The same for supervisors.', { default: [] }),
  ON_CALL_BACKUP: list('The same for the backup line.', { default: [] }),
  CALL_LINES: Type.Record(
    Type.String({ pattern: '^([A-Z]{2}|\\*)$' }),
    Type.Array(Type.Object({ name: Type.String(), phone: Type.String() })),
    {
      default: {},
      description:
        'Lines to call: the hotline’s number that the pages name, and for a referral that nobody can be offered. As JSON by province, `*` for everywhere (needed when MODE=live): {"*":[{"name":"…","phone":"+1…"}]}.',
    },
  ),
  LEAVE_URL: text(
    'Where “Leave this page” leads on the pages of the person: something that anybody may look at. Nothing of it is loaded before.',
    { default: 'https://weather.gc.ca/', pattern: '^https?://' },
  ),
  ...LIMITS,
  LANGUAGE: Type.Enum(['en', 'fr'], {
    type: 'string',
    default: 'en',
    description: 'Language of messages to staff.',
  }),
  ZONE: text('IANA zone in which staff are told the time.', { default: 'America/Toronto' }),
  GAZETTEER_FILE: optional('A fuller list of places, in the format of db/seed/gazetteer.json.'),
  ...CONSOLE,
  ...RETENTION,
  ...OPERATIONS,
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], {
    type: 'string',
    default: 'info',
    description: 'How much is logged. Logs hold ids and codes only.',
  }),
})

export type Config = Static<typeof ConfigSchema> & { PUBLIC_URL: string }

/** All that is wrong with the environment, one line for each variable. */
export class BadConfig extends Error {
  readonly problems: string[]
  constructor(problems: string[]) {
    super(`Causeway cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.name = 'BadConfig'
    this.problems = problems
  }
}

/** Reads the configuration once. Throws `BadConfig`, which names every bad or missing variable. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = []
  let given: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries<TSchema>(ConfigSchema.properties)) {
    const value = env[name]
    if (value === undefined || value === '') continue
    try {
      given[name] = parse(schema, value)
    } catch {
      problems.push(`${name} is not valid JSON`)
    }
  }
  // Live has no provider unless one is named: what is "sent" to a folder reaches nobody.
  if (given.MODE === 'live') given = { PROVIDERS_SMS: [], PROVIDERS_EMAIL: [], ...given }
  const config = Value.Default(ConfigSchema, given) as Config
  for (const error of Value.Errors(ConfigSchema, config)) {
    const name = error.instancePath.split('/')[1] ?? ''
    if (!problems.some((problem) => problem.startsWith(name)))
      problems.push(`${name} ${error.message}`)
  }
  if (config.MODE === 'demo') {
    config.PUBLIC_URL ??= `http://localhost:${config.PORT}`
    config.MIGRATION_DATABASE_URL ??= config.DATABASE_URL
    Object.assign(config, demoDefaults(config))
  }
  problems.push(...contradictions(config))
  if (config.MODE === 'live') problems.push(...missingForLive(config))
  if (problems.length > 0) throw new BadConfig(problems)
  return config
}

function parse(schema: TSchema, value: string): unknown {
  const { type } = schema as { type?: string }
  if (type === 'integer') return Number(value)
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value
  if (type === 'array')
    return value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
  if (type === 'object') return JSON.parse(value)
  return value
}
