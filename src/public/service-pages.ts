import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { type Fault, one, placeOf, readAnswers, WANTS, type Want } from './answers.ts'
import { type Asking, type PublicKit, publicly } from './kit.ts'
import { findServices } from './services.ts'
import { servicesPage } from './services-view.ts'

/** Look for services oneself. A POST, so that neither a need nor a place stands in an address. */
export function servicePages(app: App, services: Services, kit: PublicKit): void {
  app.get('/:language/services', publicly, async (request: Asking, reply) =>
    kit.send(reply, servicesPage(kit.drawing(request), {})),
  )

  app.post('/:language/services', publicly, async (request: Asking, reply) => {
    const drawing = kit.drawing(request)
    const answers = readAnswers(request.body)
    const place = placeOf(services.gazetteer, answers)
    const want = one(answers, 'needs')
    const known = Object.hasOwn(WANTS, want)
    const faults: Fault[] = [
      ...(known ? [] : [{ field: 'needs', code: 'choose' as const }]),
      ...('fault' in place ? [place.fault] : []),
    ]
    if (!known || 'fault' in place)
      return kit.send(reply, servicesPage(drawing, { answers, faults }), 422)
    const found = await findServices(services, place.located, WANTS[want as Want])
    return kit.send(reply, servicesPage(drawing, { answers, found }))
  })
}
