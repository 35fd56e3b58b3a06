import { readFileSync } from 'node:fs'
import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { pageKit, pagesOnly } from '../staff/page-kit.ts'
import { contactsPages } from './contacts-pages.ts'
import { duplicatesPages } from './duplicates-pages.ts'
import { exportsPages } from './exports-pages.ts'
import { importsPages } from './imports-pages.ts'
import { termsPages } from './terms-pages.ts'
import { vettingPages } from './vetting-pages.ts'
import { type Desk, WORK_STYLES } from './worklist-kit.ts'
import { worklistPages, worklistRoutes } from './worklist-pages.ts'

/** What editors do beside editing: vetting, contacts, what needs them, files in and out. */
export async function workRoutes(app: App, services: Services): Promise<void> {
  const desk: Desk = { services, kit: pageKit(services) }
  worklistRoutes(app, desk)
  await app.register(async (each) => {
    const pages = each as App
    pagesOnly(pages, desk.kit)
    worklistPages(pages, desk)
    vettingPages(pages, desk)
    contactsPages(pages, desk)
    duplicatesPages(pages, desk)
    termsPages(pages, desk)
    exportsPages(pages, desk)
    importsPages(pages, desk)
  })

  const styles = readFileSync(new URL('browser/work.css', import.meta.url), 'utf8')
  app.get(
    WORK_STYLES,
    { config: { access: { public: 'the styles of pages of editors; nothing of anybody' } } },
    async (_, reply) => reply.type('text/css; charset=utf-8').send(styles),
  )
}
