import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Channel, Provider } from './provider.ts'

export type OutboxItem = {
  id: string
  /** RFC 3339, UTC. */
  at: string
  channel: Channel
  to: string
  subject?: string
  text: string
  html?: string
  language: 'en' | 'fr'
}

/** For development and the demo: each message becomes one JSON file, named so that names sort by time. */
export function localProvider(config: { folder: string }): Provider {
  return {
    name: 'local',
    channels: ['sms', 'email'],
    repeatable: true,
    async send(message, now) {
      const { id, channel, to, subject, text, html, language, validUntil } = message
      if (validUntil <= now) return { kind: 'failed', reason: 'too_late' }
      const item: OutboxItem = {
        id,
        at: now.toISOString(),
        channel,
        to,
        subject,
        text,
        html,
        language,
      }
      const path = join(
        config.folder,
        `${item.at.replaceAll(':', '-')}_${id.replace(/[^\w-]/g, '_')}`,
      )
      try {
        await mkdir(config.folder, { recursive: true })
        await writeFile(`${path}.tmp`, JSON.stringify(item, null, 2), { mode: 0o600 })
        await rename(`${path}.tmp`, `${path}.json`)
      } catch {
        return { kind: 'retry', reason: 'unavailable' }
      }
      return { kind: 'sent', providerId: `local-${id}` }
    },
  }
}

/** The newest `limit` messages, newest first. A file that is broken or gone is left out. */
export async function readOutbox(folder: string, limit = 200): Promise<OutboxItem[]> {
  const names = await readdir(folder).catch(() => [] as string[])
  const newest = names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .reverse()
    .slice(0, limit)
  const items = await Promise.all(newest.map((name) => readItem(join(folder, name))))
  return items.filter((item) => item !== undefined)
}

async function readItem(path: string): Promise<OutboxItem | undefined> {
  try {
    const item: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isItem(item) ? item : undefined
  } catch {
    return undefined
  }
}

function isItem(item: unknown): item is OutboxItem {
  if (typeof item !== 'object' || item === null) return false
  const { id, at, to, text, channel } = item as Record<string, unknown>
  const strings = [id, at, to, text].every((value) => typeof value === 'string')
  return strings && (channel === 'sms' || channel === 'email')
}
