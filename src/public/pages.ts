import { PUBLIC_CODES, type PublicLanguage } from '../locales/public.ts'
import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { formPages } from './form-pages.ts'
import { drawingOf, saying } from './frame.ts'
import { type Asking, formsOnly, publicKit, publicly } from './kit.ts'
import { receiptPages } from './receipt-pages.ts'
import { servicePages } from './service-pages.ts'
import { startPage } from './start-view.ts'
import { tipPages } from './tip-pages.ts'

/** Everything behind it is left: the browser forgets this site, in its cache and in what it stored. */
const FORGET = '"cache", "cookies", "storage"'

/** The pages of the person, in every language of `locales/public.ts`. No cookie, no script that is needed. */
export async function publicPages(app: App, services: Services): Promise<void> {
  const kit = publicKit(services)
  const { config } = services
  formsOnly(app, kit)

  app.get('/', publicly, async ({ headers }, reply) =>
    reply.redirect(`/${preferred(headers['accept-language'] ?? '')}/`, 303),
  )

  app.get(`/:language(^(?:${PUBLIC_CODES.join('|')})$)`, publicly, async (request: Asking, reply) =>
    reply.redirect(`/${kit.drawing(request).language}/`, 303),
  )
  app.get('/:language/', publicly, async (request: Asking, reply) =>
    kit.send(reply, startPage(kit.drawing(request), config.RETAIN_CLOSED_DAYS)),
  )

  /** The way out. Nothing of the other side is loaded before it is taken. */
  app.get('/leave', publicly, async (_, reply) =>
    reply.header('clear-site-data', FORGET).redirect(config.LEAVE_URL, 303),
  )

  for (const language of PUBLIC_CODES)
    app.register(
      async (scope) =>
        scope.setNotFoundHandler((_, reply) => {
          const drawing = drawingOf(language, config)
          return kit.send(reply, saying(drawing, drawing.t.errors.missing, true), 404)
        }),
      { prefix: `/${language}` },
    )

  formPages(app, services, kit)
  receiptPages(app, services, kit)
  tipPages(app, services, kit)
  servicePages(app, services, kit)
}

/** The first language of the browser's list in which there are pages; which one it was is not kept. */
function preferred(accepted: string): PublicLanguage {
  const tags = accepted.split(',').map((each) => each.split(';')[0]!.trim())
  const found = tags.map((tag) =>
    PUBLIC_CODES.find((code) => code === tag || code.split('-')[0] === tag.split('-')[0]),
  )
  return found.find((code) => code !== undefined) ?? PUBLIC_CODES[0]!
}
