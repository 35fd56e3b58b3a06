import { test } from 'tap'
import { kilometres } from '../../src/geography/distance.ts'
import { EXONYMS } from '../../src/geography/exonyms.ts'
import {
  loadGazetteer,
  locate,
  nearestPlace,
  provinceOfPostal,
  searchPlaces,
} from '../../src/geography/gazetteer.ts'
import { nameKey } from '../../src/geography/names.ts'
import type { Located, LocationInput } from '../../src/geography/place.ts'
import { areaIds, areaOf } from '../../src/geography/region.ts'

const gazetteer = loadGazetteer()
const names = (query: string, options = {}) =>
  searchPlaces(gazetteer, query, options).places.map((place) => place.id)

function located(input: LocationInput): Located {
  const result = locate(gazetteer, input)
  if (!result.ok) throw new Error(result.error)
  return result.located
}
function refused(input: LocationInput) {
  const result = locate(gazetteer, input)
  if (result.ok) throw new Error(`located at ${result.located.label}`)
  return result
}

test('searching as one types', async (t) => {
  await t.test('does not mind accents, case, hyphens and Saint or St.', async (t) => {
    t.same(names('trois rivieres'), ['qc-trois-rivieres'])
    t.same(names('ST JEROME'), names('Saint-Jérôme'))
    t.equal(names('st johns')[0], 'nl-st-johns')
    t.equal(names("St-John's")[0], 'nl-st-johns')
    t.equal(names('sault sainte marie')[0], names('Sault Ste. Marie')[0])
    t.ok(names('sain', { limit: 500 }).includes('qc-saint-jerome'))
  })

  await t.test('knows English and French names', async (t) => {
    for (const name of ['Quebec City', 'Québec', 'quebec', 'Ville de Québec']) {
      t.equal(names(name)[0], 'qc-quebec-city', name)
    }
    for (const name of ['Montreal', 'Montréal', 'montr'])
      t.equal(names(name)[0], 'qc-montreal', name)
    t.equal(names('Grand-Sault')[0], 'nb-grand-falls')
  })

  await t.test('knows larger towns in the scripts of the public pages', async (t) => {
    for (const name of ['多伦多', '多倫多', 'تورنتو', 'Торонто', 'ٹورنٹو', '토론토, ON'])
      t.equal(located({ place: name }).placeId, 'on-toronto', name)
    t.equal(names('ਬਰੈਂਪਟਨ')[0], 'on-brampton')
    t.equal(names('كيلونا')[0], names('کیلونا')[0], 'the keyboards of Arabic and Persian')
    t.equal(names('مونت')[0], 'qc-montreal', 'as one types')
    t.equal(refused({ place: 'Виндзор' }).error, 'ambiguous_place', 'several in every script')
    const { byKey } = gazetteer
    for (const [name, others] of EXONYMS)
      for (const other of [name, ...others]) t.ok(byKey.get(nameKey(other)), other)
  })

  await t.test('puts the larger place first and keeps to a province', async (t) => {
    t.equal(names('tor')[0], 'on-toronto')
    t.equal(names('whiteh')[0], 'yt-whitehorse')
    t.same(names('Windsor ON').slice(0, 1), ['on-windsor'])
    t.same(names('windsor', { province: 'NS' }).slice(0, 1), ['ns-windsor'])
  })

  await t.test('says when a name is not one place', async (t) => {
    t.equal(searchPlaces(gazetteer, 'Windsor').ambiguous, true)
    t.equal(searchPlaces(gazetteer, 'Windsor, Ontario').ambiguous, false)
    t.equal(searchPlaces(gazetteer, 'Kuujjuaq').ambiguous, false)
  })

  await t.test('offers the nearest spellings of what it does not know', async (t) => {
    const found = searchPlaces(gazetteer, 'Kujjuaq')
    t.same(found.places, [])
    t.equal(found.nearestSpellings[0]?.id, 'qc-kuujjuaq')
    t.same(searchPlaces(gazetteer, 'xqzwv').nearestSpellings, [])
    t.same(searchPlaces(gazetteer, ' ').places, [])
    const message = { en: /do not know this place/, fr: /ne connaissons pas ce lieu/ }
    for (const query of ['Kujjuaq', 'xqzwv', ' ', '90210'])
      t.match(searchPlaces(gazetteer, query), { unknown: true, message }, query)
    t.match(searchPlaces(gazetteer, 'Kuujjuaq'), { unknown: false, message: undefined })
  })

  await t.test('reads a postal code, whole or its first three', async (t) => {
    t.match(searchPlaces(gazetteer, 'm5v3l9').postal, {
      code: 'M5V 3L9',
      precision: 'postal_urban',
    })
    t.match(searchPlaces(gazetteer, ' Y1A  1J1 ').postal, { code: 'Y1A 1J1', province: 'YT' })
    t.match(searchPlaces(gazetteer, 'X0A').postal, { province: 'NU', precision: 'postal_rural' })
    t.match(searchPlaces(gazetteer, 'H0H 0H0').postal, { province: 'QC', precision: 'province' })
    t.match(searchPlaces(gazetteer, 'M5V 3L9'), { unknown: false })
    const message = { en: /not a Canadian postal code/, fr: /pas un code postal canadien/ }
    for (const query of ['D1D 1D1', 'd1d', 'X9X 9X9', 'K1O1a1']) {
      t.equal(searchPlaces(gazetteer, query).postal, undefined)
      t.match(searchPlaces(gazetteer, query), { unknown: true, message }, query)
    }
  })
})

test('the province of a postal code', async (t) => {
  const letters =
    'A NL B NS C PE E NB G QC H QC J QC K ON L ON M ON N ON P ON R MB S SK T AB V BC Y YT'
  for (const [, letter, province] of letters.matchAll(/(\w) (\w\w)/g)) {
    t.equal(provinceOfPostal(`${letter}1A 1A1`), province)
  }
  for (const area of ['X0A', 'X0B', 'X0C']) t.equal(provinceOfPostal(area), 'NU')
  for (const area of ['X0E', 'X0G', 'X1A']) t.equal(provinceOfPostal(area), 'NT')
  for (const wrong of ['D1A', 'W1A', 'Z1A', 'K1O', 'K1', 'X9X', '90210', 'K1A 0']) {
    t.equal(provinceOfPostal(wrong), wrong === 'K1A 0' ? 'ON' : undefined, wrong)
  }
})

test('locating what was said', async (t) => {
  await t.test('a name in several provinces asks which', async (t) => {
    const which = refused({ place: 'Windsor' })
    t.match(which, { error: 'ambiguous_place', field: 'place' })
    t.same(which.suggestions.map((place) => place.province).sort(), ['NS', 'ON', 'QC'])
    t.equal(located({ place: 'Windsor', province: 'Ontario' }).placeId, 'on-windsor')
    t.equal(located({ place: 'Windsor', postalCode: 'N9A 1A1' }).placeId, 'on-windsor')
    t.equal(located({ place: 'ns-windsor' }).province, 'NS', 'an id is never ambiguous')
  })

  await t.test('two places of one name in a province ask which, too', async (t) => {
    t.equal(refused({ place: 'Fairview', province: 'AB' }).error, 'ambiguous_place')
    const near = located({ place: 'Fairview', province: 'AB', postalCode: 'T2H' })
    t.equal(near.placeId, 'ab-fairview-calgary')
  })

  await t.test('a place name beats a rural postal code', async (t) => {
    const iqaluit = located({ place: 'Iqaluit', postalCode: 'X0A 0H0' })
    t.match(iqaluit, { precision: 'place', placeId: 'nu-iqaluit', cautions: [] })
    t.match(located({ postalCode: 'X0A' }), { precision: 'postal_rural', region: 'nu' })
  })

  await t.test('an urban postal code refines its place', async (t) => {
    t.match(located({ place: 'Toronto', province: 'ON', postalCode: 'M5V 3L9' }), {
      precision: 'postal_urban',
      placeId: 'on-toronto',
      cautions: [],
    })
  })

  await t.test('a place and a postal code that disagree are a caution', async (t) => {
    const far = located({ place: 'Thunder Bay', province: 'ON', postalCode: 'M5V 3L9' })
    t.match(far, { precision: 'place', placeId: 'on-thunder-bay' })
    t.match(far.cautions, [{ code: 'place_postal_disagree' }])
    const across = located({ place: 'Ottawa', postalCode: 'J8X 1A1' })
    t.match(across.cautions, [{ code: 'place_postal_disagree' }], 'in their province')
  })

  await t.test('a point is exact, and must lie in Canada', async (t) => {
    t.match(located({ lat: 48.4, lng: -89.25 }), {
      precision: 'exact',
      province: 'ON',
      region: 'on-thunder-bay-district',
    })
    const elsewhere = { Detroit: [42.33, -83.05], Seattle: [47.6, -122.33], Nuuk: [64.18, -51.7] }
    for (const [lat, lng] of Object.values(elsewhere)) {
      t.equal(refused({ lat, lng }).error, 'outside_canada')
    }
    t.equal(refused({ lat: 48.4 }).error, 'outside_canada')
    for (const place of gazetteer.places) {
      if (!locate(gazetteer, place.point).ok) t.fail(`${place.id} is in Canada`)
    }
  })

  await t.test(
    'a place and a point that disagree are a caution, and the point is used',
    async (t) => {
      const near = located({ place: 'Ottawa', province: 'ON', lat: 45.43, lng: -75.71 })
      t.match(near, { precision: 'exact', province: 'ON', placeId: 'on-ottawa', cautions: [] })
      const far = located({ place: 'Ottawa', province: 'ON', lat: 49.25, lng: -123.1 })
      t.match(far, { province: 'BC', cautions: [{ code: 'place_point_disagree' }] })
    },
  )

  await t.test('what is wrong is named with what may have been meant', async (t) => {
    t.match(refused({ place: 'Torotno' }), { error: 'unknown_place', field: 'place' })
    t.equal(refused({ place: 'Torotno' }).suggestions[0]?.id, 'on-toronto')
    t.match(refused({ postalCode: 'D1D' }), { error: 'bad_postal_code', field: 'postalCode' })
    t.match(refused({ province: 'XX' }), { error: 'unknown_place', field: 'province' })
    t.equal(refused({}).error, 'nothing_given')
    t.match(located({ place: 'Nowherville', postalCode: 'V6B' }), {
      precision: 'postal_urban',
      cautions: [{ code: 'place_not_found' }],
    })
  })
})

test('how a place is told before a yes', async (t) => {
  const told = (input: LocationInput) => areaOf(gazetteer, located(input))
  t.equal(told({ place: 'Thunder Bay' }).label.en, 'Thunder Bay', 'over 50,000 people')
  t.equal(told({ place: 'Nipigon' }).id, 'on-thunder-bay-district', 'a small place: its region')
  t.equal(told({ place: 'Westfort' }).id, 'on-thunder-bay', 'a neighbourhood: its town')
  t.same(told({ place: 'Old Crow' }), { id: 'yt', label: { en: 'Yukon', fr: 'Yukon' } })
  t.equal(told({ place: 'Montreal' }).label.fr, 'Montréal')
  t.equal(told({ postalCode: 'X0A' }).id, 'nu', 'a rural postal code says no more than a province')
  for (const place of gazetteer.places) {
    const { id } = told({ place: place.id })
    const population = gazetteer.byId.get(id)?.population
    if (population !== undefined && population <= 50_000) t.fail(id)
    if (population === undefined && !gazetteer.regions.has(id)) t.fail(id)
  }
  t.same(areaIds(gazetteer, located({ place: 'Westfort' })), [
    'on-westfort',
    'on-thunder-bay',
    'on-thunder-bay-district',
    'on',
    'ca',
  ])
})

test('the nearest place is the nearest', async (t) => {
  const point = { lat: 49, lng: -88 }
  const all = gazetteer.places.map((place) => kilometres(place.point, point))
  t.equal(kilometres(nearestPlace(gazetteer, point).point, point), Math.min(...all))
})
