import { type App, named, problems } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { type Area, areasOf } from './areas.ts'
import { SENTENCES } from './country-view.ts'
import { LIMIT_KM } from './limits.ts'
import { readFacts, saidGaps } from './read.ts'
import { CoverageQuery, CoverageSchema } from './schemas.ts'
import { checksOf, gapInWords } from './words.ts'
import type { Said } from './worst.ts'

/** How the country is covered, for programs. */
export async function coverageRoutes(app: App, services: Services): Promise<void> {
  const { gazetteer } = services
  app.addSchema(CoverageSchema)

  app.get(
    '/v1/coverage',
    {
      config: { access: { action: 'coverage.read' } },
      schema: {
        operationId: 'readCoverage',
        tags: ['Coverage'],
        summary: 'Who there is for which need, and what is missing',
        description:
          'By province, or by the regions of one, for one gender and age group: how many partners and listed, how far from where people live, how many at night, in which languages. Gaps are places with no partner within the limit of a need, for six groups of people. Hidden service points stand at the public centre of their region.',
        querystring: CoverageQuery,
        response: { 200: named(CoverageSchema), ...problems(400, 401, 403, 503) },
      },
    },
    async ({ query, actor }) => {
      const { gender, age, province } = query
      const facts = await readFacts(services, actor)
      const said = (await saidGaps(services, facts.points)).filter(
        (each) => !province || each.province === province,
      )
      return {
        ...{ asOf: facts.at.toISOString(), gender, age },
        provinces: checksOf(facts),
        areas: areasOf(facts.points, gazetteer, { who: { gender, age }, province }).map(withName),
        gaps: said.slice(0, SENTENCES).map(inFull),
        moreGaps: Math.max(0, said.length - SENTENCES),
      }
    },
  )

  function withName(area: Area) {
    const region = gazetteer.regions.get(
      area.kind === 'rest' ? area.province.toLowerCase() : area.id,
    )
    return { ...area, name: region!.name }
  }
}

function inFull(said: Said) {
  const { province, need, kind, audiences, places, farthestKm, unsure, remote } = said
  return {
    words: { en: gapInWords(said, 'en'), fr: gapInWords(said, 'fr') },
    ...{ province, need, kind, audiences, farthestKm, unsure, remote },
    limitKm: LIMIT_KM[need],
    places: places.map(({ id }) => id),
  }
}
