import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from './errors.ts'

/**
 * From a page of whose site a browser says that this was sent. Our pages send no referrer, so that
 * their forms carry `Origin: null`; then Sec-Fetch-Site tells, which browsers leave away on plain http.
 * `none` is the person at the browser. `unsaid`: by a program, or by a browser that tells neither. `origin` is ours.
 */
export function sentFrom(
  { headers }: Pick<FastifyRequest, 'headers'>,
  origin: string,
): 'own' | 'other' | 'unsaid' {
  const site = headers['sec-fetch-site']
  if (site) return site === 'same-origin' || site === 'none' ? 'own' : 'other'
  if (!headers.origin || headers.origin === 'null') return 'unsaid'
  return headers.origin === origin ? 'own' : 'other'
}

export const wrongOrigin = () =>
  new Problem(403, 'wrong_origin', 'This was not sent from a page of this server.')

/** What changes something is refused if another site's page sent it, with or without a cookie. */
export function refuseOtherSites(app: FastifyInstance, publicUrl: string): void {
  const { origin } = new URL(publicUrl)
  app.addHook('onRequest', async (request) => {
    if (changesNothing(request)) return
    if (sentFrom(request, origin) === 'other') throw wrongOrigin()
  })
}

export const changesNothing = ({ method }: Pick<FastifyRequest, 'method'>): boolean =>
  ['GET', 'HEAD', 'OPTIONS'].includes(method)
