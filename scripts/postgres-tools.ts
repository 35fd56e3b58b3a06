import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'

/** PostgreSQL's own program of that name: the newest of Debian's folders, else the one on PATH. */
const tool = (name: string): string =>
  globSync(`/usr/lib/postgresql/*/bin/${name}`)
    .sort((a, b) => Number(a.split('/')[4]) - Number(b.split('/')[4]))
    .at(-1) ?? name

/** Runs it against a database. The password goes by the environment, so that no list of processes shows it. */
export async function runTool(name: string, url: string, options: string[]): Promise<void> {
  const child = spawn(tool(name), ['--no-password', ...options], {
    env: { ...process.env, ...libpqOf(url) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new Error(`${name} is missing: install PostgreSQL’s clients.`)
      : error
  })
  if (code !== 0) throw new Error(`${name} failed (${code}):\n${said.trim()}`)
}

const NAMES: Record<string, string> = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
}

/** The variables of libpq for a URL, which may name several hosts. */
function libpqOf(url: string): Record<string, string> {
  const parts =
    /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/
  const [, user, password, hosts = '', database, query] = parts.exec(url) ?? []
  const each = hosts.split(',').map((host) => /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [])
  const given = {
    PGUSER: user && decodeURIComponent(user),
    PGPASSWORD: password && decodeURIComponent(password),
    PGHOST: each.map(([, host = '']) => decodeURIComponent(host).replace(/^\[|\]$/g, '')).join(','),
    PGPORT: each.map(([, , port]) => port ?? '5432').join(','),
    PGDATABASE: database && decodeURIComponent(database),
    ...Object.fromEntries(
      [...new URLSearchParams(query)].map(([name, value]) => [NAMES[name] ?? '', value]),
    ),
  }
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => name && value),
  ) as Record<string, string>
}

/** The same server, another database, and where wanted another user. */
export function urlOf(
  url: string,
  database: string,
  login?: { user: string; password: string },
): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  if (login) Object.assign(other, { username: login.user, password: login.password })
  return other.href
}
