import type { App } from '../../src/platform/http.ts'
import type { Visit } from './watch.ts'

/**
 * Routes of pages that nobody went to: GETs below `at` that no visit fits. One that only leads back from
 * what a POST had shown was there when the POST was.
 */
export function unvisited(app: App, visits: readonly Visit[], at: readonly string[]): string[] {
  const pages = app.everyRoute.filter(
    ({ method, url }) =>
      [method].flat().includes('GET') &&
      at.some((path) => url === path || url.startsWith(`${path}/`)),
  )
  const seen = (url: string) => {
    const shape = new RegExp(`^${url.replace(/:\w+(\(.*\))?/g, '[^/]+').replace('*', '.+')}$`)
    return visits.some(({ path }) => shape.test(path))
  }
  return pages.map(({ url }) => url).filter((url) => !seen(url))
}
