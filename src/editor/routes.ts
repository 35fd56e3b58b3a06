import { readFileSync } from 'node:fs'
import { allowTiles, consoleAssets } from '../console/assets.ts'
import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { pageKit, pagesOnly } from '../staff/page-kit.ts'
import { editPages } from './edit-pages.ts'
import { findPages } from './find-pages.ts'
import { EDITOR_SCRIPTS, EDITOR_STYLES, type Editing } from './kit.ts'
import { organizationPages } from './organization-pages.ts'
import { pointPages } from './point-pages.ts'

/** Where editors find, read, change and retire what the directory holds; by the verbs of the API, and its rules. */
export async function editorRoutes(app: App, services: Services): Promise<void> {
  const kit = pageKit(services)
  pagesOnly(app, kit)
  allowTiles(app, services.config.MAP_TILES_URL)
  const desk: Editing = { services, kit, assets: await consoleAssets(app) }
  findPages(app, desk)
  pointPages(app, desk)
  editPages(app, desk)
  organizationPages(app, desk)

  serve(app, EDITOR_STYLES, 'editor.css', 'text/css; charset=utf-8')
  serve(app, EDITOR_SCRIPTS.form, 'form.js', 'text/javascript; charset=utf-8')
  serve(app, EDITOR_SCRIPTS.map, 'map.js', 'text/javascript; charset=utf-8')
}

function serve(app: App, path: string, file: string, type: string): void {
  const text = readFileSync(new URL(`browser/${file}`, import.meta.url), 'utf8')
  app.get(
    path,
    {
      config: {
        access: { public: 'styles and scripts of the editor’s pages; nothing of anybody' },
      },
    },
    async (_, reply) => reply.type(type).send(text),
  )
}
