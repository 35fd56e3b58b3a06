import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Config } from './config.ts'

/** Fictional contacts and lines, so that a newcomer sees who would be told. */
export function demoDefaults(config: Config): Partial<Config> {
  const or = (given: string[], fictional: string[]) => (given.length > 0 ? given : fictional)
  return {
    ANCHORS_FILE: config.ANCHORS_FILE ?? join(config.DATA_DIR, 'anchors.jsonl'),
    ON_CALL_OPERATORS: or(config.ON_CALL_OPERATORS, ['+18075550101', 'operator@causeway.example']),
    ON_CALL_SUPERVISORS: or(config.ON_CALL_SUPERVISORS, [
      '+18075550102',
      'supervisor@causeway.example',
    ]),
    ON_CALL_BACKUP: or(config.ON_CALL_BACKUP, ['+18075550103']),
    LANGUAGE_LINE: config.LANGUAGE_LINE ?? '+18005550106',
    CANARY_SMS_TO: config.CANARY_SMS_TO ?? '+18075550104',
    CANARY_EMAIL_TO: config.CANARY_EMAIL_TO ?? 'canary@causeway.example',
    CALL_LINES:
      Object.keys(config.CALL_LINES).length > 0
        ? config.CALL_LINES
        : { '*': [{ name: 'Demo hotline (fictional)', phone: '+18005550100' }] },
  }
}

/** What cannot be true together, in any mode. */
export function contradictions(config: Config): string[] {
  const problems: string[] = []
  const known = {
    PROVIDERS_SMS: ['twilio', 'gc_notify', 'local'],
    PROVIDERS_EMAIL: ['smtp', 'gc_notify', 'local'],
  }
  for (const [name, names] of Object.entries(known)) {
    const list = config[name as keyof typeof known]
    for (const provider of Array.isArray(list) ? list : []) {
      if (!names.includes(provider)) problems.push(`${name}: there is no provider "${provider}"`)
      if (config.MODE === 'demo' && provider !== 'local')
        problems.push(`${name}: demo mode uses only "local"`)
    }
  }
  if (config.TRUST_PROXY && !isTrustable(config.TRUST_PROXY))
    problems.push('TRUST_PROXY is neither a number of proxies nor a list of addresses and ranges')
  if (config.MODE === 'live' && config.DEMO_CLOCK_DAYS > 0)
    problems.push('DEMO_CLOCK_DAYS is for demo mode only')
  if (config.SEAL_KEYS && config.SEAL_KEYS_FILE)
    problems.push('SEAL_KEYS and SEAL_KEYS_FILE: only one of the two may be given')
  if (config.RETAIN_IDLE_DAYS > config.RETAIN_MOST_DAYS)
    problems.push('RETAIN_IDLE_DAYS must not be more than RETAIN_MOST_DAYS')
  if (config.CANARY && config.MODE === 'live' && !config.CANARY_SMS_TO && !config.CANARY_EMAIL_TO)
    problems.push('CANARY_SMS_TO or CANARY_EMAIL_TO is needed by CANARY')
  const wants = (provider: string, names: (keyof Config)[]) => {
    if (![...config.PROVIDERS_SMS, ...config.PROVIDERS_EMAIL].includes(provider)) return
    for (const name of names)
      if (!config[name]) problems.push(`${name} is needed by the provider ${provider}`)
  }
  wants('twilio', ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'])
  wants('smtp', ['SMTP_URL', 'SMTP_FROM'])
  wants('gc_notify', ['GC_NOTIFY_API_KEY'])
  const templates = {
    PROVIDERS_SMS: 'GC_NOTIFY_SMS_TEMPLATE',
    PROVIDERS_EMAIL: 'GC_NOTIFY_EMAIL_TEMPLATE',
  } as const
  for (const [list, template] of Object.entries(templates))
    if (config[list as keyof typeof templates].includes('gc_notify') && !config[template])
      problems.push(`${template} is needed by the provider gc_notify`)
  if (
    config.PROVIDERS_SMS.includes('twilio') &&
    !config.TWILIO_FROM &&
    !config.TWILIO_MESSAGING_SERVICE_SID
  ) {
    problems.push('TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID is needed by the provider twilio')
  }
  return problems
}

/** What real use needs and is not there. */
export function missingForLive(config: Config): string[] {
  const needed = [
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
  ] as const
  const problems = needed
    .filter((name) => !config[name] || config[name].length === 0)
    .filter((name) => name !== 'SEAL_KEYS' || !config.SEAL_KEYS_FILE)
    .map((name) => `${name} is needed when MODE=live`)
  // The pages of the person, and of an officer who waits, name a number to call.
  if (!config.CALL_LINES['*']?.length)
    problems.push('CALL_LINES needs a line for everywhere (`*`) when MODE=live')
  if (config.PUBLIC_URL?.startsWith('http:') && !isLoopback(new URL(config.PUBLIC_URL).hostname))
    problems.push('PUBLIC_URL must begin with https:// when MODE=live')
  for (const name of ['TWILIO_API_URL', 'GC_NOTIFY_API_URL'] as const) {
    const url = config[name]
    if (url?.startsWith('http:') && !isLoopback(new URL(url).hostname))
      problems.push(`${name} must begin with https:// when MODE=live`)
  }
  const { PROVIDERS_SMS, PROVIDERS_EMAIL } = config
  const named = [...PROVIDERS_SMS, ...PROVIDERS_EMAIL]
  if (named.length === 0 || named.includes('local')) {
    problems.push(
      'PROVIDERS_SMS or PROVIDERS_EMAIL needs a provider, and none may be local, when MODE=live',
    )
  }
  if (named.length > 0 && named.every((name) => name === 'gc_notify')) {
    problems.push(
      'PROVIDERS_SMS or PROVIDERS_EMAIL needs another provider than gc_notify when MODE=live: its terms exclude urgent use',
    )
  }
  const carried = (contact: string) =>
    (contact.startsWith('+') ? PROVIDERS_SMS : PROVIDERS_EMAIL).length > 0
  for (const list of ['ON_CALL_OPERATORS', 'ON_CALL_SUPERVISORS', 'ON_CALL_BACKUP'] as const) {
    if (config[list].length > 0 && !config[list].some(carried)) {
      problems.push(`${list} names nobody whom a provider can reach when MODE=live`)
    } else if (list === 'ON_CALL_OPERATORS' && config[list][0] && !carried(config[list][0])) {
      // The first one alone is told in the first minute of an emergency.
      problems.push(`${list} must begin with somebody whom a provider can reach when MODE=live`)
    }
  }
  return problems
}

const isLoopback = (host: string): boolean =>
  /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host)

/** A count from 1 to 9, or addresses, each with a prefix or none. */
const isTrustable = (given: string): boolean =>
  /^[1-9]$/.test(given) ||
  given.split(',').every((part) => {
    const [address = '', prefix] = part.trim().split('/')
    const bits = { 4: 32, 6: 128 }[isIP(address)]
    return bits && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
  })
