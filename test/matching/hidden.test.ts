import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { hiddenPlaces } from '../../db/schema.ts'
import { saveServicePoint } from '../../src/directory/service-point.ts'
import { locate } from '../../src/geography/gazetteer.ts'
import { areaIds } from '../../src/geography/region.ts'
import type { Ask } from '../../src/matching/ask.ts'
import { assess, match } from '../../src/matching/match.ts'
import { present } from '../../src/matching/present.ts'
import { touchedRegions } from '../../src/matching/touched.ts'
import { type Tx, transact } from '../../src/platform/database.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint, directoryServices, testEditor } from '../fixtures/directory.ts'
import { asks as anyAsks } from '../fixtures/match-arbitrary.ts'
import { aPoint, insertPoints, NOON } from '../fixtures/match-rows.ts'

const REGION = 'on-thunder-bay-district'
const numRuns = process.env.PROVE ? 2_000 : 12

test(
  'P3: a hidden point that moves inside its region changes no byte',
  needsPostgres,
  async (t) => {
    const db = await aDatabase(t)
    const services = directoryServices(db)
    const { gazetteer } = services
    const towns = gazetteer.places.filter(({ region }) => region === REGION)
    const tx: Tx = db.orm
    // others at the region's anchor and around it, so that order and limits could tell
    const anchor = gazetteer.regions.get(REGION)!.anchor
    const others = Array.from({ length: 70 }, (_, i) =>
      aPoint({
        at: i % 2 ? anchor : { lat: anchor.lat + i / 90, lng: anchor.lng - i / 70 },
        reachKm: i % 3 ? 100 : undefined,
      }),
    )
    await insertPoints(tx, others)
    const facts = {
      ...{ name: 'A safe house', province: 'ON', needs: ['emergency_shelter' as const] },
      ...{ channels: ['hotline' as const, 'police' as const], takesFromElsewhere: true },
    }
    const hidden = await aServicePoint(services, { ...facts, hidden: true, city: towns[0]!.name })

    /** The same service point, now in this town: everything is written again. */
    const moveTo = (town: (typeof towns)[number], reachKm: number) =>
      transact(services, async (tx, now) => {
        const where = { city: town.name, lat: town.point.lat, lng: town.point.lng, reachKm }
        const point = { ...facts, ...where, id: hidden.id, organizationId: hidden.organizationId }
        await saveServicePoint(tx, services, point, now, testEditor)
      })
    const sealed = async () =>
      (await tx.select().from(hiddenPlaces).where(eq(hiddenPlaces.servicePointId, hidden.id)))[0]!
        .sealed

    /** Every answer to every kind of reader. */
    const answers = async (ask: Ask) => {
      const all: unknown[] = []
      for (const channel of ['hotline', 'police', 'agency'] as const) {
        const asked = { ...ask, channel }
        const result = await match(tx, asked, NOON, { explain: hidden.id })
        all.push(result, await assess(tx, asked, [hidden.id, others[0]!.id], NOON))
        for (const viewer of ['operator', 'police', 'public'] as const) {
          all.push(present(result, { viewer, language: 'en' }))
        }
      }
      return JSON.stringify(all)
    }

    /** An ask from a point anywhere, with a circle to avoid anywhere. */
    const spots = fc.record({
      lat: fc.double({ min: 47.5, max: 50.5, noNaN: true }),
      lng: fc.double({ min: -91, max: -84, noNaN: true }),
    })
    const probes = fc
      .tuple(
        anyAsks,
        spots,
        fc.option(fc.tuple(spots, fc.double({ min: 0.1, max: 300, noNaN: true }))),
      )
      .map(([ask, from, circle]): Ask => {
        const place = locate(gazetteer, from)
        if (!place.ok) return ask
        const areas = circle ? [{ point: circle[0], radiusKm: circle[1] }] : []
        return {
          ...ask,
          located: place.located,
          areaIds: areaIds(gazetteer, place.located),
          needs: ['emergency_shelter', 'food'],
          avoid: { areas, organizations: [], regions: touchedRegions(gazetteer, areas) },
        }
      })

    const place = locate(gazetteer, { place: 'Thunder Bay, ON' })
    if (!place.ok) throw new Error('no Thunder Bay')
    const plain: Ask = {
      ...{ channel: 'hotline', urgency: 'urgent', located: place.located },
      ...{ areaIds: areaIds(gazetteer, place.located), needs: ['emergency_shelter'] },
      ...{ languages: [], gender: 'woman', age: 24, children: [], facts: [], accessNeeds: [] },
      ...{ relocation: 'stay', avoid: { areas: [], organizations: [] }, wishes: {} },
    }

    t.test('for any question', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...towns),
          fc.constantFrom(...towns),
          fc.constantFrom(5, 60, 400),
          fc.array(probes, { minLength: 1, maxLength: 3 }),
          async (from, to, reachKm, questions) => {
            await moveTo(from, reachKm)
            const before = [await sealed()]
            const said: string[] = []
            for (const ask of questions) said.push(await answers(ask))
            await moveTo(to, reachKm)
            if (before[0]!.equals(await sealed())) throw new Error('it did not move')
            for (const [i, ask] of questions.entries()) {
              if ((await answers(ask)) !== said[i]) throw new Error('an answer changed')
            }
          },
        ),
        { numRuns },
      )
    })

    t.test('attacks find the public anchor, and nothing else', async (t) => {
      const town = [...towns].sort((a, b) => b.point.lng - a.point.lng)[0]!
      await moveTo(town, 60)
      const asked = async (lng: number, more: Partial<Ask> = {}) => {
        const place = locate(gazetteer, { lat: anchor.lat, lng })
        if (!place.ok) throw new Error('no such place')
        const ask = { ...plain, located: place.located, areaIds: ['on', 'ca'], ...more }
        const [judged] = await assess(tx, ask, [hidden.id], NOON)
        return judged!
      }
      // the edge of its reach, and of a band, by bisection
      const edge = async (inside: (lng: number) => Promise<boolean>) => {
        let [near, far] = [anchor.lng, anchor.lng + 2]
        while (far - near > 0.0005) {
          const middle = (near + far) / 2
          if (await inside(middle)) near = middle
          else far = middle
        }
        return (near - anchor.lng) * 111.32 * Math.cos((anchor.lat * Math.PI) / 180)
      }
      const reach = await edge(async (lng) => (await asked(lng)).failed.length === 0)
      t.ok(Math.abs(reach - 60) < 0.5, `the reach ends 60 km from the anchor (${reach})`)
      const near = await edge(
        async (lng) =>
          JSON.stringify((await asked(lng)).candidate.distance).includes('5-15') ||
          lng - anchor.lng < 0.1,
      )
      t.ok(Math.abs(near - 15) < 0.5, `the band ends 15 km from the anchor (${near})`)

      // a circle on each town of the region, from far too small to far too wide
      const holds = new Set<string>()
      for (const { point } of towns) {
        for (const radiusKm of [0.1, 1, 10, 60]) {
          const areas = [{ point, radiusKm }]
          const regions = touchedRegions(gazetteer, areas)
          const { failed, candidate } = await asked(anchor.lng, {
            avoid: { areas, organizations: [], regions },
          })
          holds.add(JSON.stringify([failed, candidate.hold]))
        }
      }
      t.same([...holds], ['[[],{"kind":"supervisor_check","why":"avoided_area_near"}]'])
    })

    t.test('why not: an unknown id and a hidden id get the same answer', async (t) => {
      const ask: Ask = { ...plain, channel: 'police' }
      const told = async (id: string) => {
        const result = await match(tx, ask, NOON, { explain: id })
        const answer = present(result, { viewer: 'police', language: 'en' })
        t.match(answer.confidential, /call the hotline/)
        return JSON.stringify(answer).replaceAll(id, 'ID')
      }
      t.equal(await told(hidden.id), await told('00000000-0000-4000-8000-000000000009'))
    })
  },
)
