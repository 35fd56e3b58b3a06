import { existsSync, readFileSync } from 'node:fs'
import { test } from 'tap'
import { hasTable, README, withTable } from '../../scripts/readme-config.ts'
import { MAX_PUBLIC_URL, MAX_SENDER_LABEL } from '../../src/delivery/sms-text.ts'
import { BadConfig, ConfigSchema, readConfig } from '../../src/platform/config.ts'

const KEY = Buffer.alloc(32, 1).toString('base64')
const UUID = '0a0a0a0a-0000-4000-8000-000000000001'
const LIVE = {
  MODE: 'live',
  DATABASE_URL: 'postgres://causeway_app@db/causeway',
  MIGRATION_DATABASE_URL: 'postgres://owner@db/causeway',
  PUBLIC_URL: 'https://cw.example',
  SEAL_KEYS: `one:${KEY}`,
  RECORD_KEY: KEY,
  LINK_KEY: KEY,
  ANCHORS_FILE: '/mnt/elsewhere/anchors.jsonl',
  PROVIDERS_EMAIL: 'smtp',
  SMTP_URL: 'smtp://mail:1025',
  SMTP_FROM: 'causeway@cw.example',
  ON_CALL_OPERATORS: 'operator@cw.example, +18075550101',
  ON_CALL_SUPERVISORS: 'supervisor@cw.example',
  ON_CALL_BACKUP: 'backup@cw.example',
  CALL_LINES: '{"*":[{"name":"A line (fictional)","phone":"+18005550100"}]}',
}

/** The names of the variables that are said to be wrong. */
function problems(env: Record<string, string>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error
    return error.problems.map((problem) => problem.split(/[ :]/)[0]!)
  }
}

test('the configuration', async (t) => {
  t.test('needs nothing: demo mode, with fictional contacts and lines', async (t) => {
    const config = readConfig({})
    t.match(config, {
      MODE: 'demo',
      PORT: 3000,
      DATA_DIR: './data',
      DATABASE_URL: undefined,
      PUBLIC_URL: 'http://localhost:3000',
      PROVIDERS_SMS: ['local'],
      PROVIDERS_EMAIL: ['local'],
    })
    for (const contact of [
      ...config.ON_CALL_OPERATORS,
      ...config.ON_CALL_SUPERVISORS,
      ...config.ON_CALL_BACKUP,
    ]) {
      t.match(contact, /^\+1\d{3}55501\d\d$|\.example$/)
    }
    t.equal(readConfig({ PORT: '4000' }).PUBLIC_URL, 'http://localhost:4000')
  })

  t.test('allows no longer address and label than one text message has room for', async (t) => {
    const { PUBLIC_URL, SENDER_LABEL } = ConfigSchema.properties
    t.match(PUBLIC_URL, { maxLength: MAX_PUBLIC_URL })
    t.match(SENDER_LABEL, { maxLength: MAX_SENDER_LABEL })
  })

  t.test('takes an empty variable for one that is not set', async (t) => {
    t.same(readConfig({ PORT: '', DATABASE_URL: '', ON_CALL_BACKUP: '' }), readConfig({}))
  })

  t.test('reads lists, numbers, yes and no, and JSON', async (t) => {
    t.match(
      readConfig({
        ...LIVE,
        DATABASE_POOL: '4',
        DATABASE_PREPARE: 'false',
        CALL_LINES: '{"*":[{"name":"A line","phone":"+18075550100"}]}',
      }),
      {
        DATABASE_POOL: 4,
        DATABASE_PREPARE: false,
        ON_CALL_OPERATORS: ['operator@cw.example', '+18075550101'],
        CALL_LINES: { '*': [{ name: 'A line', phone: '+18075550100' }] },
      },
    )
  })

  t.test('names every bad variable at once', async (t) => {
    const bad = {
      MODE: 'production',
      PORT: 'http',
      PUBLIC_URL: 'cw.example/',
      DATABASE_URL: 'mysql://db',
      DATABASE_POOL: '0',
      DATABASE_PREPARE: 'yes',
      CALL_LINES: '{',
      SENDER_LABEL: 'a label that is too long',
      LOG_LEVEL: 'loud',
      PROVIDERS_SMS: 'pigeon',
    }
    t.same(problems(bad).sort(), Object.keys(bad).sort())
  })

  t.test('never repeats the value of a bad variable', async (t) => {
    const names = Object.keys(ConfigSchema.properties).filter(
      (name) => !name.startsWith('PROVIDERS_'), // their values are names of ours
    )
    t.throws(() => readConfig(Object.fromEntries(names.map((name) => [name, 'hunter2']))), {
      message: /^((?!hunter2)[\s\S])*$/,
    })
  })

  t.test('sends nothing outside in demo mode', async (t) => {
    const { MODE: _, ...demo } = LIVE
    t.same(problems(demo), ['PROVIDERS_EMAIL'])
  })

  t.test('of a provider has to be whole', async (t) => {
    t.same(problems({ ...LIVE, SMTP_URL: '', SMTP_FROM: '' }), ['SMTP_URL', 'SMTP_FROM'])
    t.same(problems({ ...LIVE, PROVIDERS_SMS: 'twilio' }), [
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_FROM',
    ])
  })
})

test('the edges', async (t) => {
  for (const TRUST_PROXY of ['', '1', '10.0.0.1', '10.0.0.0/8, 2001:db8::/32'])
    t.same(problems({ TRUST_PROXY }), [])
  for (const TRUST_PROXY of ['0', '12', 'true', '10.0.0.0/64', 'proxy.example', '10.0.0.1,'])
    t.same(problems({ TRUST_PROXY }), ['TRUST_PROXY'])
  t.same(problems({ RATE_LIMITS: '{"page":5}' }), [])
  for (const RATE_LIMITS of ['{"pages":5}', '{"page":0}', '{"page":"5"}', '5'])
    t.same(problems({ RATE_LIMITS }), ['RATE_LIMITS'])
})

test('live mode', async (t) => {
  t.test('starts with all that real use needs, and adds nothing fictional', async (t) => {
    const config = readConfig(LIVE)
    t.same(config.ON_CALL_BACKUP, ['backup@cw.example'])
    t.same(config.PROVIDERS_SMS, [], 'no folder takes what somebody waits for')
    t.same(Object.keys(config.CALL_LINES), ['*'])
  })

  t.test('names everything that is missing', async (t) => {
    t.same(problems({ MODE: 'live' }), [
      'DATABASE_URL',
      'MIGRATION_DATABASE_URL',
      'PUBLIC_URL',
      'SEAL_KEYS',
      'RECORD_KEY',
      'LINK_KEY',
      'ANCHORS_FILE',
      'ON_CALL_OPERATORS',
      'ON_CALL_SUPERVISORS',
      'ON_CALL_BACKUP',
      'CALL_LINES',
      'PROVIDERS_SMS',
    ])
  })

  t.test('refuses the local provider, and people on call whom nothing reaches', async (t) => {
    t.same(problems({ ...LIVE, PROVIDERS_EMAIL: 'smtp,local' }), ['PROVIDERS_SMS'])
    const gc = {
      GC_NOTIFY_API_KEY: 'k',
      GC_NOTIFY_EMAIL_TEMPLATE: UUID,
      GC_NOTIFY_SMS_TEMPLATE: UUID,
    }
    t.same(problems({ ...LIVE, ...gc, PROVIDERS_EMAIL: 'smtp,gc_notify' }), [])
    t.same(problems({ ...LIVE, PROVIDERS_EMAIL: 'smtp,gc_notify' }), [
      ...['GC_NOTIFY_API_KEY', 'GC_NOTIFY_EMAIL_TEMPLATE'],
    ])
    const only = { ...LIVE, ...gc, PROVIDERS_SMS: 'gc_notify', PROVIDERS_EMAIL: 'gc_notify' }
    t.same(problems(only), ['PROVIDERS_SMS'], 'its terms exclude urgent use')
    t.same(problems({ ...LIVE, ON_CALL_BACKUP: '+18075550103' }), ['ON_CALL_BACKUP'])
    // The first minute of an emergency is the first operator's alone.
    const first = { ...LIVE, ON_CALL_OPERATORS: '+18075550101,operator@cw.example' }
    t.same(problems(first), ['ON_CALL_OPERATORS'])
    t.throws(() => readConfig(first), { message: /must begin with somebody whom a provider/ })
    const [ON_CALL_SUPERVISORS, ON_CALL_BACKUP] = ['+18075550102', '+18075550103']
    t.same(
      problems({ ...first, ON_CALL_SUPERVISORS, ON_CALL_BACKUP }),
      ['ON_CALL_OPERATORS', 'ON_CALL_SUPERVISORS', 'ON_CALL_BACKUP'],
      'all at once',
    )
  })

  t.test('refuses an address without https, but for this machine', async (t) => {
    t.same(problems({ ...LIVE, PUBLIC_URL: 'http://cw.example' }), ['PUBLIC_URL'])
    t.same(problems({ ...LIVE, PUBLIC_URL: 'http://localhost.example' }), ['PUBLIC_URL'])
    for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000'])
      t.same(problems({ ...LIVE, PUBLIC_URL: `http://${host}` }), [])
    for (const name of ['TWILIO_API_URL', 'GC_NOTIFY_API_URL']) {
      for (const url of [
        'http://api.example',
        'http://127.0.0.1.example:80',
        'https://a.example/x',
      ])
        t.same(problems({ ...LIVE, [name]: url }), [name], url)
      for (const url of ['https://api.example', 'http://127.0.0.1:8080', 'http://localhost:1'])
        t.same(problems({ ...LIVE, [name]: url }), [], url)
    }
  })

  t.test('refuses each one that is missing alone', async (t) => {
    for (const name of Object.keys(LIVE)) {
      if (name === 'MODE') continue
      t.not(problems({ ...LIVE, [name]: '' }).length, 0, name)
    }
  })
})

const readme = existsSync(README) ? readFileSync(README, 'utf8') : ''
const skip = hasTable(readme) ? {} : { skip: 'README.md has no <!-- config --> markers yet' }

test('the README describes every variable', skip, async (t) => {
  t.ok(withTable(readme) === readme, 'if not: scripts/readme-config writes the table')
})
