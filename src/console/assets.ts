import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { contentPolicy } from '../platform/headers.ts'
import type { App } from '../platform/http.ts'

const require = createRequire(import.meta.url)
const own = (name: string) => new URL(`browser/${name}`, import.meta.url)
const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

/** One sheet, written in parts by what a reader looks for; the last one wins. */
const SHEETS = ['parts', 'pick', 'board', 'call', 'map', 'referral']

/** What the browser of an operator gets beside the pages, by the name under which pages ask for it. */
const FILES = {
  'htmx.js': require.resolve('htmx.org/dist/htmx.esm.min.js'),
  'leaflet.js': require.resolve('leaflet/dist/leaflet.js'),
  'leaflet.css': require.resolve('leaflet/dist/leaflet.css'),
  'outline.json': new URL('../../db/seed/outline.json', import.meta.url),
  'console.css': SHEETS.map((name) => own(`styles/${name}.css`)),
  'board.js': own('board.js'),
  'call.js': own('call.js'),
  'outline.js': own('outline.js'),
  'map.js': own('map.js'),
}
export type Asset = keyof typeof FILES

/** Where each file lies: its name holds its content's hash, so that a page and its files always fit. */
export type Assets = Record<Asset, string>

/**
 * Serves the files: packed once, kept by the browser for a year. Unlike the public pages' styles: these
 * lie on the machines of staff, and say nothing of a call.
 */
export async function consoleAssets(app: App): Promise<Assets> {
  const paths = Object.entries(FILES).map(([name, file]) => {
    const plain = Buffer.concat([file].flat().map((each) => readFileSync(each)))
    const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 12)
    const [stem, type = ''] = name.split('.')
    const path = `/assets/${stem}.${hash}.${type}`
    // Another set of pages serves them already.
    if (app.hasRoute({ method: 'GET', url: path })) return [name, path] as const
    const packed = gzipSync(plain, { level: 9 })
    app.get(
      path,
      {
        config: { access: { public: 'scripts and styles of the console; nothing of anybody' } },
        onSend: async (_, reply) => {
          reply.header('cache-control', 'public, max-age=31536000, immutable')
        },
      },
      async (request, reply) => {
        reply.type(TYPES[type]!).header('vary', 'accept-encoding')
        if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(plain)
        return reply.header('content-encoding', 'gzip').send(packed)
      },
    )
    return [name, path] as const
  })
  return Object.fromEntries(paths) as Assets
}

/** Images of a tile server that was configured, on these pages only. */
export function allowTiles(app: App, url?: string): void {
  if (!url) return
  const { origin } = new URL(url.replace('{s}', 'a'))
  const policy = contentPolicy().replace("img-src 'self' data:", `img-src 'self' data: ${origin}`)
  app.addHook('onSend', async (_, reply) => {
    reply.header('content-security-policy', policy)
  })
}
