import fc from 'fast-check'
import { test } from 'tap'
import { loadDemoDirectory } from '../../src/directory/demo.ts'
import { NEEDS } from '../../src/directory/needs.ts'
import { AGE_GROUPS, GENDERS } from '../../src/directory/people.ts'
import { CHILDREN } from '../../src/directory/schemas.ts'
import { saveServicePoint } from '../../src/directory/service-point.ts'
import { kilometres } from '../../src/geography/distance.ts'
import { loadGazetteer } from '../../src/geography/gazetteer.ts'
import type { Place } from '../../src/geography/place.ts'
import { provinces } from '../../src/geography/region.ts'
import { transact } from '../../src/platform/database.ts'
import { areasOf } from '../../src/reporting/areas.ts'
import { gapsAt } from '../../src/reporting/gaps.ts'
import { homes } from '../../src/reporting/homes.ts'
import { LIMIT_KM } from '../../src/reporting/limits.ts'
import { type CoverPoint, openAtNight } from '../../src/reporting/points.ts'
import { standingOf } from '../../src/reporting/standing.ts'
import { AUDIENCES, STAND_FOR, type Who } from '../../src/reporting/who.ts'
import { sentences, worstFirst } from '../../src/reporting/worst.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint, testEditor } from '../fixtures/directory.ts'
import { aService } from '../fixtures/services.ts'

const gazetteer = loadGazetteer()
const FILES = ['/staff/coverage', '/staff/coverage.csv', '/staff/coverage-gaps.csv']
const numRuns = process.env.PROVE ? 300 : 25

/** Points in and between places of every kind, with everything about them known or not. */
const somewhere = fc.constantFrom(
  ...['on-thunder-bay', 'on-toronto', 'mb-thompson', 'nu-iqaluit', 'bc-vancouver', 'qc-kuujjuaq'],
  ...['mb-winnipeg', 'ab-calgary', 'yt-old-crow', 'nl-nain', 'on-pikangikum', 'pe-charlottetown'],
)
const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const point = fc
  .record({
    place: somewhere,
    away: fc.tuple(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
    ),
    placed: fc.integer({ min: 0, max: 9 }),
    partner: fc.boolean(),
    remote: fc.integer({ min: 0, max: 6 }).map((n) => n === 0),
    needs: fc.subarray([...NEEDS], { minLength: 1 }),
    genders: perhaps(fc.subarray([...GENDERS])),
    minAge: perhaps(fc.constantFrom(0, 12, 16, 17, 18, 26, 60)),
    maxAge: perhaps(fc.constantFrom(15, 17, 18, 24, 58, 59, 99)),
    children: perhaps(fc.subarray([...CHILDREN])),
    areas: perhaps(fc.subarray(['ca', 'on', 'mb-north', 'nu'], { minLength: 1 })),
    night: perhaps(fc.boolean()),
    languages: fc.subarray(['en', 'fr', 'es', 'cr']),
  })
  .map(({ place, away, placed, ...facts }): CoverPoint => {
    const { point, province, region } = gazetteer.byId.get(place)!
    const at = { lat: Math.min(84, point.lat + away[0]), lng: point.lng + away[1] }
    return { ...facts, province, region, ...(placed > 0 && { at }) }
  })
const directories = fc.array(point, { maxLength: 25 })

/** The same question, asked of one point in the plainest words. */
function naively(point: CoverPoint, { gender, age, children = [] }: Who): 'yes' | 'no' | 'unsure' {
  const bounds = {
    under_16: [0, 15],
    '16-17': [16, 17],
    '18-24': [18, 24],
    '25-59': [25, 59],
    '60+': [60, 120],
  }
  const [from, to] = bounds[age] as [number, number]
  let [some, all] = [0, 0]
  for (let year = from; year <= to; year++) {
    all++
    if (year >= (point.minAge ?? 0) && year <= (point.maxAge ?? 200)) some++
  }
  if (some === 0 || point.genders?.includes(gender) === false) return 'no'
  if (children.some((child) => point.children?.includes(child) === false)) return 'no'
  if (some < all || point.genders === null) return 'unsure'
  return children.length > 0 && point.children === null ? 'unsure' : 'yes'
}

test('coverage, beside an oracle that only counts', async (t) => {
  t.test('counts are those of a plain filter, in every area', async () => {
    fc.assert(
      fc.property(
        directories,
        fc.constantFrom(...GENDERS),
        fc.constantFrom(...AGE_GROUPS),
        fc.option(fc.constantFrom(...provinces), { nil: undefined }),
        (points, gender, age, province) => {
          const who = { gender, age }
          for (const area of areasOf(points, gazetteer, { who, province })) {
            const here = points.filter(
              (each) =>
                each.province === area.province &&
                (area.kind === 'province' || each.region === area.id.replace(/-rest$/, '')),
            )
            for (const cover of area.needs) {
              const own = here.filter(({ needs, remote }) => !remote && needs.includes(cover.need))
              const sure = own.filter((each) => naively(each, who) === 'yes')
              same(cover.partners, sure.filter(({ partner }) => partner).length)
              same(cover.listed, sure.filter(({ partner }) => !partner).length)
              same(cover.unsure, own.filter((each) => naively(each, who) === 'unsure').length)
              same(cover.night, sure.filter(({ night }) => night).length)
              const spoken = sure.flatMap(({ languages }) => languages)
              same(
                cover.languages.reduce((sum, { points }) => sum + points, 0),
                spoken.length,
              )
              const lived = homes(gazetteer).filter(
                (home) =>
                  home.province === area.province &&
                  (area.kind === 'province' || home.region === area.id),
              )
              const far = lived.map((home) => nearest(home, points, cover.need, [who], () => true))
              const most = far.includes(null) ? null : Math.max(...(far as number[]))
              if (area.kind !== 'rest') close(cover.farthest!.km, most)
            }
          }
        },
      ),
      { numRuns },
    )
  })

  t.test(
    'a gap is named exactly when no partner who takes them stands within the limit',
    async () => {
      const lived = homes(gazetteer).filter((_, i) => i % 20 === 0)
      fc.assert(
        fc.property(directories, (points) => {
          const gaps = gapsAt(points, lived)
          const named = new Map(
            gaps.map((gap) => [[gap.home.id, gap.need, gap.audience].join(), gap]),
          )
          same(named.size, gaps.length)
          for (const home of lived)
            for (const need of NEEDS)
              for (const audience of AUDIENCES) {
                const kinds = STAND_FOR[audience]
                const partner = nearest(home, points, need, kinds, ({ partner }) => partner)
                const listed = nearest(home, points, need, kinds, ({ partner }) => !partner)
                const gap = named.get([home.id, need, audience].join())
                same(gap === undefined, within(partner, need))
                if (!gap) continue
                same(gap.kind, within(listed, need) ? 'listed' : 'none')
                close(
                  gap.km,
                  gap.kind === 'listed' || listed === null ? partner : least(partner, listed),
                )
                const maybe = points.filter(
                  (each) => answer(each, kinds) === 'unsure' && each.needs.includes(need),
                )
                same(gap.unsure, within(kmTo(home, maybe), need))
              }
        }),
        { numRuns },
      )
    },
  )

  t.test('every gap is in exactly one sentence', async () => {
    fc.assert(
      fc.property(directories, (points) => {
        const gaps = gapsAt(
          points,
          homes(gazetteer).filter((_, i) => i % 20 === 0),
        )
        const said = worstFirst(sentences(gaps, points)).flatMap(
          ({ audiences, places, need, kind }) =>
            places.flatMap(({ id }) =>
              audiences.map((audience) => [id, need, kind, audience].join()),
            ),
        )
        same(said.length, gaps.length)
        same(new Set(said).size, gaps.length)
      }),
      { numRuns },
    )
  })

  t.test('the marks of the map say what the gaps say', async () => {
    const lived = homes(gazetteer).filter((_, i) => i % 20 === 0)
    fc.assert(
      fc.property(directories, fc.constantFrom(...NEEDS), (points, need) => {
        const gaps = gapsAt(points, lived).filter(
          (gap) => gap.need === need && gap.audience === 'men',
        )
        const marks = standingOf(points, lived, { need, who: STAND_FOR.men[0]! })
        for (const { home, kind } of marks) {
          const gap = gaps.find((each) => each.home === home)
          same(kind, gap ? gap.kind : 'near')
        }
      }),
      { numRuns },
    )
  })

  t.test('a telephone, and what nobody knows, end no gap', async (t) => {
    const home = gazetteer.byId.get('mb-thompson')!
    const all = {
      ...{ province: 'MB', region: 'mb-north', partner: true, remote: false, areas: null },
      ...{ needs: [...NEEDS], genders: [...GENDERS], minAge: null, maxAge: null },
      ...{ children: [...CHILDREN], night: true, languages: ['en'], at: home.point },
    } satisfies CoverPoint
    t.same(gapsAt([all], [home]), [])
    const without = (change: Partial<CoverPoint>) => gapsAt([{ ...all, ...change }], [home]).length
    const every = NEEDS.length * AUDIENCES.length
    t.equal(without({ remote: true }), every)
    t.equal(without({ at: undefined }), every)
    t.equal(without({ genders: null }), every)
    t.equal(without({ partner: false }), every)
    t.equal(without({ children: null }), NEEDS.length)
    t.ok(gapsAt([{ ...all, genders: null }], [home]).every(({ unsure }) => unsure))
  })

  t.test('two in the morning, by the clock of the point', async (t) => {
    const weekly = (...ranges: [string, string, string?][]) =>
      openAtNight(
        {
          ...{ kind: 'weekly', exceptions: [] },
          ranges: ranges.map(([opens, closes, validTo]) => ({
            ...{ days: ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'], opens, closes },
            ...(validTo && { validTo }),
          })),
        },
        '2026-11-21',
      )
    t.equal(weekly(['17:00', '09:00']), true)
    t.equal(weekly(['00:00', '24:00']), true)
    t.equal(weekly(['22:00', '02:00']), false)
    t.equal(weekly(['22:00', '02:01']), true)
    t.equal(weekly(['02:01', '22:00']), false)
    t.equal(weekly(['17:00', '09:00', '2026-11-20']), false)
    t.equal(openAtNight({ kind: 'by_appointment' }, '2026-11-21'), null)
    t.equal(openAtNight({ kind: 'unknown' }, '2026-11-21'), null)
    const weekdays = { days: ['mo' as const], opens: '17:00', closes: '09:00' }
    t.equal(
      openAtNight({ kind: 'weekly', ranges: [weekdays], exceptions: [] }, '2026-11-21'),
      false,
    )
  })
})

test('coverage, of a directory', needsPostgres, async (t) => {
  const service = await aService(t, { env: { RATE_LIMITS: '{"page":100000,"form":100000}' } })
  const { headers } = await service.asStaff('rapporteur')
  const get = async (url: string) => {
    const { body, statusCode } = await service.app.inject({ url, headers })
    t.equal(statusCode, 200, url)
    return body
  }
  const coverage = async (query = '') => JSON.parse(await get(`/v1/coverage${query}`))

  await t.test('P3: a hidden point that moves inside its region changes no byte', async (t) => {
    const region = 'on-thunder-bay-district'
    const towns = gazetteer.places.filter((place) => place.region === region)
    const facts = {
      ...{ name: 'A safe house', province: 'ON', needs: ['safe_house' as const] },
      ...{ channels: ['hotline' as const, 'police' as const], hours: { kind: 'always' as const } },
    }
    await aServicePoint(service, { needs: ['safe_house', 'emergency_shelter'] })
    const made = await aServicePoint(service, { ...facts, hidden: true, city: towns[0]!.name })
    const moveTo = ({ name, point }: Place) =>
      transact(service, async (tx, now) => {
        const where = { city: name, lat: point.lat, lng: point.lng }
        const { id, organizationId } = made
        await saveServicePoint(
          tx,
          service,
          { ...facts, ...where, id, organizationId },
          now,
          testEditor,
        )
      })
    const police = await service.asStaff('police')
    const list = async () => {
      const { body } = await service.app.inject({
        ...{ method: 'POST', url: '/staff/lists' },
        headers: { ...police.headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'area=on&needs=safe_house&needs=emergency_shelter',
      })
      return body
    }
    const everything = async () => {
      const paths = [
        '/staff/coverage?need=safe_house',
        '/staff/coverage/ON?need=safe_house&lang=fr',
      ]
      const files = [
        '/staff/coverage.csv',
        '/staff/coverage-gaps.csv',
        '/v1/coverage',
        '/v1/coverage?province=ON',
      ]
      return [await list(), ...(await Promise.all([...paths, ...files].map(get)))]
    }
    await moveTo(towns[0]!)
    const first = await everything()
    t.match(first[0], /A confidential service exists in this region; call the hotline\./)
    t.notMatch(first.join(), /A safe house/)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...towns), async (town) => {
        await moveTo(town)
        const now = await everything()
        for (const [i, body] of now.entries())
          if (body !== first[i]) throw new Error(`${i} changed`)
      }),
      { numRuns: process.env.PROVE ? 40 : 2 },
    )
    const areas = (await coverage('?province=ON')).areas
    const cover = areas.find(({ id }: { id: string }) => id === region)
    t.match(cover, { partners: 2 }, 'it counts, in its region')
  })

  await t.test('the demo’s directory tells the truth about its gaps', async (t) => {
    await loadDemoDirectory(service, () => {})
    const { gaps, provinces: checks, moreGaps } = await coverage('?gender=man')
    t.ok(
      checks.every(({ reachable }: { reachable: boolean }) => reachable),
      'a contact in each',
    )
    const words = gaps.map(({ words }: { words: { en: string } }) => words.en).join('\n')
    t.match(
      words,
      /Emergency shelter, for men and boys of 16 and 17: nothing within 300 km of Iqaluit, Rankin Inlet, Pangnirtung and 22 other places \(Nunavut\)\./,
    )
    t.equal(gaps.length, 20)
    t.ok(moreGaps > 100)
    const file = await get('/staff/coverage-gaps.csv')
    t.match(
      file,
      /^\uFEFFprovince,region,place,place_name,population,need,for_whom,missing,limit_km,nearest_km,/,
    )
    t.match(
      file,
      /\r\nNU,nu-qikiqtaaluk,nu-iqaluit,Iqaluit,6124,emergency_shelter,men,anybody,300,\d+,no\r\n/,
    )
    t.notMatch(file, /nu-iqaluit,Iqaluit,6124,emergency_shelter,women,/, 'there is one for women')
    t.notMatch(
      file,
      /mb-thompson,Thompson,\d+,emergency_shelter,men,/,
      'and one for men in Thompson',
    )
    const page = await get('/staff/coverage?gender=man&lang=fr')
    t.match(
      page,
      /Hébergement d&#39;urgence, pour les hommes et les garçons de 16 et 17 ans : rien à moins de 300 km/,
    )
    const nunavut = await get('/staff/coverage/NU?gender=man')
    t.match(nunavut, /Qikiqtaaluk[\s\S]*Kivalliq[\s\S]*Kitikmeot/)
  })

  await t.test('a file of every area, need, gender and age group', async (t) => {
    const lines = (await get('/staff/coverage.csv')).trimEnd().split('\r\n')
    const areas = [...gazetteer.regions.keys()].length
    t.equal(lines.length - 1, areas * NEEDS.length * GENDERS.length * AGE_GROUPS.length)
    t.ok(
      lines.some((line) =>
        /^ON,on,Ontario,Ontario,emergency_shelter,man,25-59,8,0,0,0,8,/.test(line),
      ),
    )
  })

  await t.test('when nobody is left, every province says so', async (t) => {
    const points = await service.db.orm.execute('delete from service_point_matches returning 1')
    t.ok(points)
    const page = await get('/staff/coverage')
    for (const where of ['in Nunavut', 'in Prince Edward Island', 'in the Northwest Territories'])
      t.match(page, `Nobody ${where}: no partner, and nobody who is listed.`)
    const { provinces: checks } = await coverage()
    t.ok(checks.every(({ reachable }: { reachable: boolean }) => !reachable))
  })

  await t.test('who sees it, and what cannot be asked', async (t) => {
    for (const [role, status] of [
      ...(['operator', 'supervisor', 'editor', 'admin'] as const).map(
        (each) => [each, 200] as const,
      ),
      ...(['police', 'agency', 'service_point'] as const).map((each) => [each, 403] as const),
    ]) {
      const who = await service.asStaff(role)
      for (const url of ['/v1/coverage', ...(status === 403 ? FILES : [])]) {
        const { statusCode } = await service.app.inject({ url, headers: who.headers })
        t.equal(statusCode, status, `${role} ${url}`)
      }
    }
    const bad = await service.app.inject({ url: '/v1/coverage?province=XX&age=7', headers })
    t.equal(bad.statusCode, 400)
    t.same(
      bad
        .json()
        .errors.map(({ pointer }: { pointer: string }) => pointer)
        .sort(),
      ['/query/age', '/query/province'],
    )
    t.equal((await service.app.inject({ url: '/staff/coverage/XX', headers })).statusCode, 404)
    t.match(await get('/staff/coverage?need=%3Cscript%3E&gender=x'), /Emergency shelter – Woman/)
  })
})

function nearest(
  home: Place,
  points: CoverPoint[],
  need: string,
  kinds: readonly Who[],
  which: (of: CoverPoint) => boolean,
) {
  return kmTo(
    home,
    points.filter(
      (each) =>
        which(each) && (each.needs as string[]).includes(need) && answer(each, kinds) === 'yes',
    ),
  )
}

function answer(point: CoverPoint, kinds: readonly Who[]) {
  const each = kinds.map((who) => naively(point, who))
  return each.includes('no') ? 'no' : each.includes('unsure') ? 'unsure' : 'yes'
}

function kmTo(home: Place, points: CoverPoint[]): number | null {
  const all = points.flatMap(({ at, remote }) =>
    at && !remote ? [kilometres(home.point, at)] : [],
  )
  return all.length > 0 ? Math.min(...all) : null
}

const within = (km: number | null, need: string): boolean =>
  km !== null && km <= LIMIT_KM[need as keyof typeof LIMIT_KM]
const least = (a: number | null, b: number): number => (a === null ? b : Math.min(a, b))

function same(a: unknown, b: unknown): void {
  if (a !== b) throw new Error(`${String(a)} is not ${String(b)}`)
}
function close(a: number | null, b: number | null): void {
  if (a === b || (a !== null && b !== null && Math.abs(a - b) < 0.01)) return
  throw new Error(`${a} km are not ${b} km`)
}
