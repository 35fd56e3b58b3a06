import type { App } from '../../src/platform/http.ts'
import type { Visit } from './watch.ts'

/**
 * Routes of pages that nobody went to: GETs below `at`, and not below `besides`, that no visit fits. One that only leads back from
 * what a POST had shown was there when the POST was.
 */
export function unvisited(
  app: App,
  visits: readonly Visit[],
  at: readonly string[],
  besides: readonly string[] = [],
): string[] {
  const below = (paths: readonly string[], url: string) =>
    paths.some((path) => url === path || url.startsWith(`${path}/`))
  const pages = app.everyRoute.filter(
    ({ method, url, config }) =>
      [method].flat().includes('GET') &&
      !config?.download &&
      below(at, url) &&
      !below(besides, url),
  )
  const seen = (url: string) => {
    const shape = new RegExp(`^${url.replace(/:\w+(\(.*\))?/g, '[^/]+').replace('*', '.+')}$`)
    return visits.some(({ path }) => shape.test(path))
  }
  return pages.map(({ url }) => url).filter((url) => !seen(url))
}
