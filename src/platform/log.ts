import { type DestinationStream, pino } from 'pino'
import type { Config } from './config.ts'

/**
 * The program's log: lines of JSON, or for people when a person looks. What must not be in it is never
 * handed to it; that it hides the names below is only the second net.
 */
export function logOf({ LOG_LEVEL }: Pick<Config, 'LOG_LEVEL'>, destination?: DestinationStream) {
  // At any depth, and 3 µs a line; pino's own `redact` took 120 for these names four levels down.
  const options = {
    level: LOG_LEVEL,
    formatters: { log: hidden },
    serializers: { err: (ready: unknown) => ready },
  }
  if (destination) return pino(options, destination)
  const pretty = { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } }
  return pino({ ...options, ...(process.stdout.isTTY ? pretty : {}) })
}

const HIDDEN = new Set([
  // of a request, and of whoever sent it
  ...['headers', 'authorization', 'cookie', 'cookies', 'set-cookie', 'user-agent', 'referer'],
  ...['x-forwarded-for', 'forwarded', 'x-real-ip', 'ip', 'ips', 'remoteaddress', 'address'],
  ...['url', 'query', 'params', 'body', 'payload', 'rawpacket', 'x-twilio-signature'],
  // of a person, a referrer, a member of staff; and what a database error repeats
  ...['email', 'phone', 'to', 'from', 'notes', 'codeword', 'safecontact', 'referrer'],
  ...['lat', 'lng', 'location', 'text', 'html', 'subject', 'parameters', 'detail'],
  // what opens something
  ...['token', 'digits', 'secret', 'password', 'otp', 'viewer'],
])
const DEEPEST = 8

const hidden = (object: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, shown(name, value, 0)]))

function shown(name: string, value: unknown, depth: number): unknown {
  if (HIDDEN.has(name.toLowerCase())) return '[hidden]'
  // Six digits are what somebody types; a code of PostgreSQL has five characters.
  if (name === 'code' && /^\d{6}$/.test(String(value))) return '[hidden]'
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth === DEEPEST) return '[deeper]'
  const members = value instanceof Error ? pino.stdSerializers.err(value) : value
  if (Array.isArray(members)) return members.map((each) => shown('', each, depth + 1))
  if (!(value instanceof Error) && !isPlain(value)) return `[${value.constructor.name}]`
  return Object.fromEntries(
    Object.entries(members).map(([inner, each]) => [inner, shown(inner, each, depth + 1)]),
  )
}

const isPlain = (value: object): boolean =>
  [Object.prototype, null].includes(Object.getPrototypeOf(value))
