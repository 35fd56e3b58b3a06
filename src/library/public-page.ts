import { html } from '@remix-run/html-template'
import { libraryTexts } from '../locales/library.ts'
import type { Language } from '../locales/locale.ts'
import type { App } from '../platform/http.ts'
import { type Drawing, page } from '../public/frame.ts'
import { type Asking, formsOnly, publicKit, publicly } from '../public/kit.ts'
import { PERSON } from '../public/receipt.ts'
import { type Services, takeTurn } from '../services.ts'
import { findResources, languagesThere, type Search } from './find.ts'
import { searchOf } from './pages.ts'
import type { Resource } from './schemas.ts'
import { searchFields, tools } from './view.ts'

const SHOWN = 200

/**
 * The library for anybody, in English and French; the pages of other languages have their own frame and
 * way out, with the English library in it. A search is a POST, as everywhere on these pages.
 */
export async function libraryPublicPage(app: App, services: Services): Promise<void> {
  const kit = publicKit(services)
  formsOnly(app, kit)
  const show = async (request: Asking, asked: Search) => {
    const drawing = kit.drawing(request)
    const found = await takeTurn(services, PERSON, async (turn) => ({
      list: await findResources(turn, { ...asked, limit: SHOWN }),
      there: await languagesThere(turn),
    }))
    return libraryOf(drawing, { asked, ...found })
  }

  app.get('/:language/library', publicly, async (request: Asking, reply) =>
    kit.send(reply, await show(request, {})),
  )
  app.post('/:language/library', publicly, async (request: Asking, reply) =>
    kit.send(reply, await show(request, searchOf(request.body))),
  )
}

type Found = { asked: Search; list: readonly Resource[]; there: readonly string[] }

function libraryOf(drawing: Drawing, { asked, list, there }: Found): string {
  const reader: Language = drawing.language === 'fr' ? 'fr' : 'en'
  const t = libraryTexts(reader)
  const searched = Object.values(asked).some(Boolean)
  return page(drawing, {
    main: [
      html`<h1 lang="${reader}">${t.heading}</h1>`,
      html`<div class="library" lang="${reader}" dir="ltr"><p class="lead">${t.lead}</p>
<form method="post" action="/${drawing.language}/library" autocomplete="off">${searchFields(t, reader, asked, there)}</form>
${searched || list.length > 0 ? html`<h2>${list.length === 0 ? t.none : t.found(list.length)}</h2>` : html`<p>${t.empty}</p>`}
${tools(list, reader)}</div>`,
    ],
  })
}
