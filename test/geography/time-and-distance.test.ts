import fc from 'fast-check'
import { test } from 'tap'
import { band, coarse, kilometres } from '../../src/geography/distance.ts'
import { loadGazetteer } from '../../src/geography/gazetteer.ts'
import { clockLabel, instantOf, isZone, localTime, zoneOf } from '../../src/geography/local-time.ts'

/** The table of the design: offsets in minutes on 15 December 2026 and 15 July 2027. */
const offsets: Record<string, [december: number, july: number]> = {
  'America/Vancouver': [-420, -420],
  'America/Whitehorse': [-420, -420],
  'America/Dawson_Creek': [-420, -420],
  'America/Creston': [-420, -420],
  'America/Edmonton': [-360, -360],
  'America/Yellowknife': [-360, -360],
  'America/Inuvik': [-360, -360],
  'America/Regina': [-360, -360],
  'America/Winnipeg': [-300, -300],
  'America/Toronto': [-300, -240],
  'America/Iqaluit': [-300, -240],
  'America/Atikokan': [-300, -300],
  'America/Halifax': [-240, -180],
  'America/Moncton': [-240, -180],
  'America/Goose_Bay': [-240, -180],
  'America/Blanc-Sablon': [-240, -240],
  'America/St_Johns': [-210, -150],
}

/** Minutes that the clocks of a zone are ahead of UTC. */
function ahead(at: Date, zone: string): number {
  const { date, minutesOfDay } = localTime(at, zone)
  return (Date.parse(`${date}T00:00:00Z`) - at.getTime()) / 60_000 + minutesOfDay
}

test('local time', async (t) => {
  await t.test('has the offsets of every Canadian zone after the changes of 2026', async (t) => {
    for (const [zone, [december, july]] of Object.entries(offsets)) {
      t.equal(ahead(new Date('2026-12-15T18:00:00Z'), zone), december, `${zone} in December`)
      t.equal(ahead(new Date('2027-07-15T18:00:00Z'), zone), july, `${zone} in July`)
    }
  })

  await t.test('is told in full', async (t) => {
    t.same(localTime(new Date('2026-11-22T00:40:30Z'), 'America/Toronto'), {
      year: 2026,
      month: 11,
      day: 21,
      weekday: 6,
      hour: 19,
      minute: 40,
      date: '2026-11-21',
      minutesOfDay: 1180,
    })
  })

  await t.test('a skipped time moves forward and a repeated one takes the first', async (t) => {
    const at = (date: string, minutes: number) =>
      instantOf('America/Toronto', date, minutes).toISOString()
    t.equal(at('2027-03-14', 150), '2027-03-14T07:30:00.000Z', '2:30 is skipped, 3:30 it is')
    t.equal(at('2027-11-07', 90), '2027-11-07T05:30:00.000Z', '1:30 comes twice')
    t.equal(at('2026-12-15', 1500), '2026-12-16T06:00:00.000Z', '25:00 is the next day')
  })

  await t.test('always leads back to the instant, but for the hour that comes twice', async (t) => {
    const zone = fc.constantFrom(...Object.keys(offsets))
    const time = fc.date({
      min: new Date('2026-01-01'),
      max: new Date('2029-01-01'),
      noInvalidDate: true,
    })
    const property = fc.property(zone, time, (zone, time) => {
      const at = new Date(Math.floor(time.getTime() / 60_000) * 60_000)
      const { date, minutesOfDay } = localTime(at, zone)
      const back = instantOf(zone, date, minutesOfDay)
      const same = localTime(back, zone)
      return back <= at && same.date === date && same.minutesOfDay === minutesOfDay
    })
    t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }))
  })

  await t.test('knows its zones and refuses others', async (t) => {
    for (const zone of Object.keys(offsets)) t.ok(isZone(zone))
    for (const zone of ['EST5', 'america/toronto', 'America/Nowhere', ''])
      t.notOk(isZone(zone), zone)
    t.throws(() => localTime(new Date(0), 'America/Nowhere'), RangeError)
    t.throws(() => instantOf('America/Toronto', 'tomorrow', 0), RangeError)
  })

  await t.test('is read as a clock, never as an abbreviation', async (t) => {
    const at = new Date('2026-12-15T23:05:00Z')
    t.equal(clockLabel(at, 'America/Winnipeg', 'en'), '18:05')
    t.equal(clockLabel(at, 'America/Winnipeg', 'fr'), '18 h 05')
  })
})

test('the zone of a place', async (t) => {
  const gazetteer = loadGazetteer()
  const zoneAt = (id: string) => zoneOf(gazetteer.byId.get(id)!.point, gazetteer)
  const known = {
    'on-atikokan': 'America/Atikokan',
    'on-pickle-lake': 'America/Atikokan',
    'on-mishkeegogamang': 'America/Atikokan',
    'on-kenora': 'America/Winnipeg',
    'on-emo': 'America/Winnipeg',
    'on-niagara-on-the-lake': 'America/Toronto',
    'on-moose-factory': 'America/Toronto',
    'qc-blanc-sablon': 'America/Blanc-Sablon',
    'qc-natashquan': 'America/Toronto',
    'qc-fermont': 'America/Toronto',
    'bc-creston': 'America/Creston',
    'bc-osoyoos': 'America/Vancouver',
    'bc-cranbrook': 'America/Edmonton',
    'ab-cardston': 'America/Edmonton',
    'ab-lloydminster': 'America/Edmonton',
    'sk-swift-current': 'America/Regina',
    'sk-creighton': 'America/Winnipeg',
    'nl-marys-harbour': 'America/St_Johns',
    'nl-cartwright': 'America/Goose_Bay',
    'nl-happy-valley-goose-bay': 'America/Goose_Bay',
    'nu-coral-harbour': 'America/Atikokan',
    'ns-sydney': 'America/Halifax',
  }
  for (const [id, zone] of Object.entries(known)) t.equal(zoneAt(id), zone, id)
  for (const place of gazetteer.places) if (!isZone(zoneAt(place.id))) t.fail(place.id)
  t.equal(zoneOf({ lat: 49.03, lng: -119.45 }), 'America/Vancouver', 'without a gazetteer too')
})

const canada = fc.record({
  lat: fc.double({ min: 41.7, max: 83.1, noNaN: true }),
  lng: fc.double({ min: -141, max: -52.6, noNaN: true }),
})

test('distance', async (t) => {
  await t.test('in Canada is within 0.5 % of the geodesic on the spheroid', async (t) => {
    const property = fc.property(canada, canada, (a, b) => {
      const truth = vincenty(a, b)
      return Math.abs(kilometres(a, b) - truth) <= 0.005 * truth + 1e-6
    })
    t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }))
  })

  await t.test('is shown in bands', async (t) => {
    const shown = [0, 4.99, 5, 15, 30, 60, 120, 299, 300, 5000].map(band)
    t.same(shown, [
      '0-5',
      '0-5',
      '5-15',
      '15-30',
      '30-60',
      '60-120',
      '120-300',
      '120-300',
      '300+',
      '300+',
    ])
  })
})

test('the position that may be kept', async (t) => {
  await t.test(
    'is never finer than a kilometre: moving inside the cell changes nothing',
    async (t) => {
      const share = fc.double({ min: -0.49, max: 0.49, noNaN: true })
      const property = fc.property(canada, share, share, (point, north, east) => {
        const cell = coarse(point)
        const kmPerLng = kilometres(cell, { lat: cell.lat, lng: cell.lng + 0.001 }) * 1000
        const moved = { lat: cell.lat + north / 111.3, lng: cell.lng + east / kmPerLng }
        const same = coarse(moved)
        return same.lat === cell.lat && same.lng === cell.lng
      })
      t.doesNotThrow(() => fc.assert(property, { numRuns: 1000 }))
    },
  )

  await t.test('is never far from the true one', async (t) => {
    const property = fc.property(canada, (point) => kilometres(point, coarse(point)) < 0.85)
    t.doesNotThrow(() => fc.assert(property, { numRuns: 1000 }))
  })
})

/** The geodesic on the WGS 84 spheroid in kilometres (Vincenty 1975, inverse). */
function vincenty(a: { lat: number; lng: number }, b: { lat: number; lng: number }): number {
  const [major, flattening] = [6378.137, 1 / 298.257223563]
  const minor = major * (1 - flattening)
  const radians = Math.PI / 180
  const [u1, u2] = [a, b].map(({ lat }) =>
    Math.atan((1 - flattening) * Math.tan(lat * radians)),
  ) as [number, number]
  const l = (b.lng - a.lng) * radians
  let lambda = l
  for (let i = 0; i < 100; i++) {
    const sinSigma = Math.hypot(
      Math.cos(u2) * Math.sin(lambda),
      Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda),
    )
    if (sinSigma === 0) return 0
    const cosSigma = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda)
    const sigma = Math.atan2(sinSigma, cosSigma)
    const sinAlpha = (Math.cos(u1) * Math.cos(u2) * Math.sin(lambda)) / sinSigma
    const cos2 = 1 - sinAlpha ** 2
    const middle = cos2 === 0 ? 0 : cosSigma - (2 * Math.sin(u1) * Math.sin(u2)) / cos2
    const c = (flattening / 16) * cos2 * (4 + flattening * (4 - 3 * cos2))
    const before = lambda
    lambda =
      l +
      (1 - c) *
        flattening *
        sinAlpha *
        (sigma + c * sinSigma * (middle + c * cosSigma * (2 * middle ** 2 - 1)))
    if (Math.abs(lambda - before) > 1e-12) continue
    const k2 = (cos2 * (major ** 2 - minor ** 2)) / minor ** 2
    const p = 1 + (k2 / 16384) * (4096 + k2 * (-768 + k2 * (320 - 175 * k2)))
    const q = (k2 / 1024) * (256 + k2 * (-128 + k2 * (74 - 47 * k2)))
    const delta =
      q *
      sinSigma *
      (middle +
        (q / 4) *
          (cosSigma * (2 * middle ** 2 - 1) -
            (q / 6) * middle * (4 * sinSigma ** 2 - 3) * (4 * middle ** 2 - 3)))
    return minor * p * (sigma - delta)
  }
  throw new Error('did not converge')
}
