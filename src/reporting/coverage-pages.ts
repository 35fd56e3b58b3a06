import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { provinces } from '../geography/region.ts'
import { notFound } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { type PageKit, pageKit, pagesOnly } from '../staff/page-kit.ts'
import { areasOf } from './areas.ts'
import { askedOf } from './asked.ts'
import { countryPage } from './country-view.ts'
import { areasFile, gapsFile } from './files.ts'
import { homes } from './homes.ts'
import { PATHS } from './kit.ts'
import { provincePage } from './province-view.ts'
import { readFacts, saidGaps } from './read.ts'
import { standingOf } from './standing.ts'
import { checksOf } from './words.ts'

const config = { access: { action: 'coverage.read' } } as const
type OfProvince = FastifyRequest<{ Params: { province: string } }>

/** How the country is covered: pages without script, and files. They read, and change nothing. */
export async function coveragePages(app: App, services: Services): Promise<void> {
  const kit: PageKit = pageKit(services)
  pagesOnly(app, kit)
  const { gazetteer } = services
  app.addHook('onSend', packed)

  app.get(PATHS.country, { config }, async (request, reply) => {
    const asked = askedOf(request.query)
    const { points, reachable, at } = await readFacts(services, request.actor)
    const said = await saidGaps(services, points)
    const page = countryPage(kit.drawing(request), {
      ...{ asked, at, said, zone: services.config.ZONE },
      checks: checksOf({ points, reachable }),
      areas: areasOf(points, gazetteer, { who: asked }),
      standing: standingOf(points, homes(gazetteer), { need: asked.need, who: asked }),
    })
    return kit.send(reply, page)
  })

  app.get(`${PATHS.country}/:province`, { config }, async (request: OfProvince, reply) => {
    const province = provinces.find((each) => each === request.params.province)
    if (!province) throw notFound()
    const asked = askedOf(request.query)
    const { points, reachable } = await readFacts(services, request.actor)
    const said = await saidGaps(services, points)
    const page = provincePage(kit.drawing(request), {
      ...{ province, asked, gazetteer },
      check: checksOf({ points, reachable }).find((each) => each.province === province)!,
      said: said.filter((each) => each.province === province),
      areas: areasOf(points, gazetteer, { who: asked, province }),
    })
    return kit.send(reply, page)
  })

  app.get(PATHS.csv, { config }, async (request, reply) =>
    download(
      reply,
      'coverage.csv',
      areasFile((await readFacts(services, request.actor)).points, gazetteer),
    ),
  )
  app.get(PATHS.gapsCsv, { config }, async (request, reply) =>
    download(
      reply,
      'coverage-gaps.csv',
      gapsFile((await readFacts(services, request.actor)).points, gazetteer),
    ),
  )
}

/** A file to be kept, as it is made. */
export const download = (reply: FastifyReply, name: string, lines: AsyncIterable<string>) =>
  reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(lines))

/**
 * Tables of a hundred KB for a slow line are ten when packed. Nothing in them is secret or of a person,
 * so that what a listener may learn from a length is nothing.
 */
async function packed(request: FastifyRequest, reply: FastifyReply, body: unknown) {
  const accepts = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  if (!accepts || reply.statusCode !== 200 || typeof body !== 'string') return body
  reply.header('vary', 'accept-encoding').header('content-encoding', 'gzip')
  reply.removeHeader('content-length')
  return gzipSync(body)
}
