import { setImmediate as letOthersWork } from 'node:timers/promises'
import { GENDERS } from '../directory/people.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { provinces } from '../geography/region.ts'
import { areasOf } from './areas.ts'
import { csvLine, UTF8 } from './csv.ts'
import { LIMIT_KM } from './limits.ts'
import type { CoverPoint } from './points.ts'
import { gapsByProvince } from './read.ts'
import { everyWho } from './who.ts'

const AREAS = [
  ...['province', 'area', 'area_name_en', 'area_name_fr', 'need', 'gender', 'age_group'],
  ...['partners', 'listed', 'not_known_whether', 'by_telephone_or_online', 'open_at_2_am'],
  ...['half_of_people_within_km', 'farthest_place', 'farthest_km', 'languages'],
]

/** Every area, need, gender and age group: 120,000 lines, some at a time, so that others can work. */
export async function* areasFile(
  points: readonly CoverPoint[],
  gazetteer: Gazetteer,
): AsyncGenerator<string> {
  yield UTF8 + csvLine(AREAS)
  for (const province of provinces)
    for (const who of everyWho(GENDERS)) {
      const areas = areasOf(points, gazetteer, { who, province })
      yield areas
        .flatMap(({ id, kind, needs }) => {
          const name = gazetteer.regions.get(kind === 'rest' ? province.toLowerCase() : id)?.name
          return needs.map((cover) =>
            csvLine([
              ...[province, id, name?.en, name?.fr, cover.need, who.gender, who.age],
              ...[cover.partners, cover.listed, cover.unsure, cover.remote, cover.night],
              ...[km(cover.halfKm), cover.farthest?.place, km(cover.farthest?.km ?? null)],
              cover.languages.map(({ code, points }) => `${code}:${points}`).join(' '),
            ]),
          )
        })
        .join('')
      await letOthersWork()
    }
}

const GAPS = [
  ...['province', 'region', 'place', 'place_name', 'population', 'need', 'for_whom'],
  ...['missing', 'limit_km', 'nearest_km', 'one_near_does_not_say'],
]

/** Every gap, by place. */
export async function* gapsFile(
  points: readonly CoverPoint[],
  gazetteer: Gazetteer,
): AsyncGenerator<string> {
  yield UTF8 + csvLine(GAPS)
  for await (const gaps of gapsByProvince(points, gazetteer))
    yield gaps
      .map(({ home, need, audience, kind, ...gap }) =>
        csvLine([
          ...[home.province, home.region, home.id, home.name, home.population, need, audience],
          ...[kind === 'none' ? 'anybody' : 'a partner', LIMIT_KM[need], km(gap.km)],
          gap.unsure ? 'yes' : 'no',
        ]),
      )
      .join('')
}

const km = (far: number | null): number | null => (far === null ? null : Math.round(far))
