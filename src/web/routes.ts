import { readFileSync } from 'node:fs'
import type { App } from '../platform/http.ts'

/** One sheet, written in parts by what a reader looks for; the last one wins. */
const SHEETS = ['ground', 'frame', 'forms', 'parts', 'staff', 'public', 'library', 'device']
const SCRIPTS = {
  passkey: 'the script of the sign-in page',
  leave: 'the way out of a public page by Escape; the button works without',
}

/** What a browser gets beside the pages. Read once. */
export async function assetRoutes(app: App): Promise<void> {
  const styles = SHEETS.map((name) => read(`styles/${name}.css`)).join('\n')
  app.get(
    '/assets/causeway.css',
    { config: { access: { public: 'the styles of every page' } } },
    async (_, reply) => reply.type('text/css; charset=utf-8').send(styles),
  )
  for (const [name, reason] of Object.entries(SCRIPTS)) {
    const script = read(`${name}.js`)
    app.get(`/assets/${name}.js`, { config: { access: { public: reason } } }, async (_, reply) =>
      reply.type('text/javascript; charset=utf-8').send(script),
    )
  }
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
