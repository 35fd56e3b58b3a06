import type { Gazetteer } from '../src/geography/gazetteer.ts'
import { areaIds } from '../src/geography/region.ts'
import type { Ask } from '../src/matching/ask.ts'
import { touchedRegions } from '../src/matching/touched.ts'
import { seeded, weighted } from './bench-random.ts'

/** Who asks: each of these in turn, from places drawn below. */
const people: Partial<Ask>[] = [
  { urgency: 'emergency', needs: ['emergency_shelter'], gender: 'woman', age: 24 },
  {
    needs: ['emergency_shelter', 'legal_immigration'],
    gender: 'woman',
    age: 31,
    languages: ['es', 'en'],
  },
  { needs: ['legal_labour'], gender: 'man', age: 40, languages: ['tl'], channel: 'police' },
  {
    ...{ needs: ['safe_house', 'medical_care'], gender: 'woman', age: 35, languages: ['fr'] },
    ...{ children: [{ ageBand: '13-17', gender: 'boy' }, { ageBand: '0-5' }], facts: ['pets'] },
  },
  { needs: ['crisis_counselling'], ageGroup: '16-17', channel: 'agency', urgency: 'standard' },
  { needs: ['transitional_housing'], gender: 'non_binary', age: 22, accessNeeds: ['wheelchair'] },
  {
    urgency: 'emergency',
    needs: ['sexual_assault_care'],
    gender: 'two_spirit',
    languages: ['crk'],
  },
  { needs: ['emergency_shelter'], gender: 'woman', age: 19, relocation: 'leave_area' },
  { needs: ['education_language', 'employment', 'food'], urgency: 'standard', languages: ['ar'] },
  {
    urgency: 'emergency',
    needs: ['emergency_shelter', 'addiction_support'],
    facts: ['substance_use'],
  },
]

/** Two in three come from places by population, one from any place: the north and the country. */
export function mix(gazetteer: Gazetteer, requests: number): Ask[] {
  const random = seeded(2026)
  const byPopulation = weighted(gazetteer.places, ({ population = 300 }) => population)
  return Array.from({ length: requests }, (_, i) => {
    const place = random.chance(2 / 3) ? byPopulation(random) : random.pick(gazetteer.places)
    const { lat, lng } = place.point
    const point = { lat: lat + random.normal() / 50, lng: lng + random.normal() / 50 }
    const located = {
      ...{ point, province: place.province, region: place.region, placeId: place.id },
      ...{ precision: 'exact' as const, label: place.name, cautions: [] },
    }
    const areas = i % 4 === 0 ? [{ point: { lat: lat + 0.05, lng }, radiusKm: 4 }] : []
    return {
      ...{ channel: 'hotline', urgency: 'urgent', needs: [], languages: ['en'], children: [] },
      ...{ facts: [], accessNeeds: [], relocation: 'stay', wishes: {} },
      ...{ located, areaIds: areaIds(gazetteer, located) },
      avoid: { areas, organizations: [], regions: touchedRegions(gazetteer, areas) },
      ...people[i % people.length],
    } as Ask
  })
}
