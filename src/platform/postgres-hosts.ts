import { DatabaseError } from './errors.ts'
import { driverOf } from './postgres-driver.ts'

/** Milliseconds in which a host must say what it is. */
const SAID_WITHIN = 600

/**
 * A URL for each host of one that names several, as libpq writes it:
 * `postgres://user@one:5432,two:5432/name`. `target_session_attrs` may be there and is not needed: the
 * primary is always what is wanted.
 */
export function hostsOf(url: string): string[] {
  const parts = /^(\w+:\/\/(?:[^/?]*@)?)([^/?]*)([^?]*)\??(.*)$/.exec(url)
  if (!parts) return [url]
  const [, start, hosts = '', path, query] = parts
  const asked = new URLSearchParams(query)
  asked.delete('target_session_attrs')
  const end = `${path}${asked.size > 0 ? `?${asked}` : ''}`
  return hosts.split(',').map((host) => `${start}${host}${end}`)
}

/**
 * The one that may write; of two, the one on the later timeline: an old primary that came back beside
 * the standby that was promoted must not get anything. @throws DatabaseError when none says so in time
 */
export async function findPrimary(urls: string[]): Promise<string> {
  const found = await Promise.all(
    urls.map(async (url) => ({ url, timeline: await timelineOf(url).catch(() => '') })),
  )
  const [best] = found.sort((a, b) => (a.timeline < b.timeline ? 1 : -1))
  if (!best?.timeline) throw new DatabaseError('CONNECTION_NO_PRIMARY', undefined)
  return best.url
}

/** Eight hexadecimal digits; '' of a standby. */
async function timelineOf(url: string): Promise<string> {
  const driver = driverOf(url, { max: 1, connect_timeout: SAID_WITHIN / 1000 })
  const late = setTimeout(() => driver.end(0), SAID_WITHIN)
  try {
    const [row] = await driver.sql.unsafe(
      `select case when pg_is_in_recovery() then ''
              else left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline`,
    )
    return row?.timeline ?? ''
  } finally {
    clearTimeout(late)
    void driver.end(0)
  }
}
