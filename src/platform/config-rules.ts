import type { Config } from './config.ts'

/** Fictional contacts and lines, so that a newcomer sees who would be told. */
export function demoDefaults(config: Config): Partial<Config> {
  const or = (given: string[], fictional: string[]) => (given.length > 0 ? given : fictional)
  return {
    ON_CALL_OPERATORS: or(config.ON_CALL_OPERATORS, ['+18075550101', 'operator@causeway.example']),
    ON_CALL_SUPERVISORS: or(config.ON_CALL_SUPERVISORS, [
      '+18075550102',
      'supervisor@causeway.example',
    ]),
    ON_CALL_BACKUP: or(config.ON_CALL_BACKUP, ['+18075550103']),
    CALL_LINES:
      Object.keys(config.CALL_LINES).length > 0
        ? config.CALL_LINES
        : { '*': [{ name: 'Demo hotline (fictional)', phone: '+18005550100' }] },
  }
}

/** What cannot be true together, in any mode. */
export function contradictions(config: Config): string[] {
  const problems: string[] = []
  const known = { PROVIDERS_SMS: ['twilio', 'local'], PROVIDERS_EMAIL: ['smtp', 'local'] }
  for (const [name, names] of Object.entries(known)) {
    const list = config[name as keyof typeof known]
    for (const provider of Array.isArray(list) ? list : []) {
      if (!names.includes(provider)) problems.push(`${name}: there is no provider "${provider}"`)
      if (config.MODE === 'demo' && provider !== 'local')
        problems.push(`${name}: demo mode uses only "local"`)
    }
  }
  const wants = (provider: string, names: (keyof Config)[]) => {
    if (![...config.PROVIDERS_SMS, ...config.PROVIDERS_EMAIL].includes(provider)) return
    for (const name of names)
      if (!config[name]) problems.push(`${name} is needed by the provider ${provider}`)
  }
  wants('twilio', ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'])
  wants('smtp', ['SMTP_URL', 'SMTP_FROM'])
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
    'ON_CALL_OPERATORS',
    'ON_CALL_SUPERVISORS',
    'ON_CALL_BACKUP',
  ] as const
  const problems = needed
    .filter((name) => !config[name] || config[name].length === 0)
    .map((name) => `${name} is needed when MODE=live`)
  const { PROVIDERS_SMS, PROVIDERS_EMAIL } = config
  const named = [...PROVIDERS_SMS, ...PROVIDERS_EMAIL]
  if (named.length === 0 || named.includes('local')) {
    problems.push(
      'PROVIDERS_SMS or PROVIDERS_EMAIL needs a provider, and none may be local, when MODE=live',
    )
  }
  const carried = (contact: string) =>
    (contact.startsWith('+') ? PROVIDERS_SMS : PROVIDERS_EMAIL).length > 0
  for (const list of ['ON_CALL_OPERATORS', 'ON_CALL_SUPERVISORS', 'ON_CALL_BACKUP'] as const) {
    if (config[list].length > 0 && !config[list].some(carried)) {
      problems.push(`${list} names nobody whom a provider can reach when MODE=live`)
    }
  }
  return problems
}
