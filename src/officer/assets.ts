import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { App } from '../platform/http.ts'

const FILES = ['position.js', 'progress.js', 'officer.css', 'card.css'] as const
export type Asset = (typeof FILES)[number]
/** Where each lies: its name holds its content's hash. */
export type Assets = Record<Asset, string>

/** Two small scripts, without which everything works as well, and styles. */
export async function officerAssets(app: App): Promise<Assets> {
  const paths = FILES.map((name) => {
    const text = readFileSync(new URL(`browser/${name}`, import.meta.url), 'utf8')
    const hash = createHash('sha256').update(text).digest('base64url').slice(0, 12)
    const [stem, type = ''] = name.split('.')
    const path = `/assets/${stem}.${hash}.${type}`
    app.get(
      path,
      {
        config: { access: { public: 'scripts and styles of staff; nothing of anybody' } },
        onSend: async (_, reply) => {
          reply.header('cache-control', 'public, max-age=31536000, immutable')
        },
      },
      async (_, reply) =>
        reply.type(`text/${type === 'js' ? 'javascript' : type}; charset=utf-8`).send(text),
    )
    return [name, path] as const
  })
  return Object.fromEntries(paths) as Assets
}
