import { Type } from 'typebox'
import { NEEDS } from '../directory/needs.ts'
import { provinces } from '../geography/region.ts'
import type { App } from '../platform/http.ts'
import { mayEver } from '../protection/may.ts'
import { takeTurn } from '../services.ts'
import { findOrganizations, findPoints, LOOKS, PER_PAGE, STATES } from './find.ts'
import { organizationsPage, pointsPage } from './find-view.ts'
import { type Editing, PATHS, TO_READ, typed } from './kit.ts'

/** Whatever else stands in the address is not read; what does not fit is left out. */
const schema = { querystring: Type.Object({}, { additionalProperties: Type.Unknown() }) }
const oneOf = <T extends string>(all: readonly T[], value: string): T | '' =>
  all.find((each) => each === value) ?? ''

/** Finding service points and organizations. A search names no person, so that it may stand in an address. */
export function findPages(app: App, desk: Editing): void {
  const { services, kit } = desk

  app.get(PATHS.points, { config: TO_READ, schema }, async (request, reply) => {
    const { query, actor } = request
    const search = {
      q: typed(query, 'q', 100),
      province: oneOf(provinces, typed(query, 'province')),
      need: oneOf(NEEDS, typed(query, 'need')),
      state: oneOf(STATES, typed(query, 'state')),
      look: oneOf(LOOKS, typed(query, 'look')),
    }
    const drawing = kit.drawing(request, { path: PATHS.points })
    const page = await takeTurn(services, actor, async (turn) => {
      const listed = await onItsPage(query, (number) => findPoints(turn, search, number))
      const more = { mayEdit: mayEver(actor, 'directory.edit'), now: turn.now }
      return pointsPage(drawing, desk, search, { ...listed, ...more }, turn.gazetteer)
    })
    return kit.send(reply, page)
  })

  app.get(PATHS.organizations, { config: TO_READ, schema }, async (request, reply) => {
    const { query, actor } = request
    const search = { q: typed(query, 'q', 100), state: oneOf(STATES, typed(query, 'state')) }
    const drawing = kit.drawing(request, { path: PATHS.organizations })
    const page = await takeTurn(services, actor, async (turn) => {
      const listed = await onItsPage(query, (number) => findOrganizations(turn, search, number))
      const more = { mayEdit: mayEver(actor, 'directory.edit'), now: turn.now }
      return organizationsPage(drawing, desk, search, { ...listed, ...more })
    })
    return kit.send(reply, page)
  })
}

/** The page that was asked for, or the last one where there are not so many. */
async function onItsPage<T>(
  query: unknown,
  find: (page: number) => Promise<{ found: T[]; count: number }>,
) {
  const asked = Number(typed(query, 'page', 6))
  const page = Number.isInteger(asked) && asked > 0 ? asked : 1
  const listed = await find(page)
  const last = Math.max(1, Math.ceil(listed.count / PER_PAGE))
  return page <= last ? { ...listed, page } : { ...(await find(last)), page: last }
}
