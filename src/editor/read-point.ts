import { Value } from 'typebox/value'
import { NEEDS } from '../directory/needs.ts'
import { ACCESS_NEEDS, ADMISSION, CHANNELS, EXPLOITATION, GENDERS } from '../directory/people.ts'
import { parsePhones } from '../directory/phones.ts'
import { CHILDREN, type Facts, FactsSchema, INDIGENOUS } from '../directory/schemas.ts'
import type { PointDetails } from '../directory/store.ts'
import { type Gazetteer, locate } from '../geography/gazetteer.ts'
import { instantOf, localTime } from '../geography/local-time.ts'
import { nameKey } from '../geography/names.ts'
import { splitProvince } from '../geography/search.ts'
import { codesOf } from '../upkeep/language-said.ts'
import { readHours, type Wrong } from './hours-values.ts'
import { chosen, typed } from './kit.ts'
import { TICKED, WIDE } from './point-values.ts'

/** Nobody is woken by the end of a pause. */
const MORNING = 8 * 60

/**
 * The facts that were typed, and everything that the form itself cannot read; what the rules of the
 * directory say of the facts is theirs. `known`: the one that is edited, whose place stays if it is hidden
 * and none is typed.
 */
export function readPoint(
  body: unknown,
  known: PointDetails | undefined,
  { gazetteer, now, zone }: { gazetteer: Gazetteer; now: Date; zone: string },
): { facts: Facts; wrong: Wrong[] } {
  const wrong: Wrong[] = []
  const text = (name: string, longest?: number) => typed(body, name, longest) || undefined
  const number = (name: string) => {
    const given = typed(body, name).replace(',', '.')
    if (given === '') return undefined
    if (Number.isFinite(Number(given))) return Number(given)
    wrong.push({ field: name, code: 'number' })
    return undefined
  }
  const some = <C extends string>(all: readonly C[], name: string) => {
    const values = chosen(body, name)
    return all.filter((each) => values.includes(each))
  }
  const orNone = <C extends string>(all: readonly C[], name: string) => {
    const values = some(all, name)
    return values.length > 0 ? values : chosen(body, name).includes('none') ? [] : null
  }
  const its = known?.zone ?? zone
  const today = localTime(now, its).date
  const hours = readHours(body, known?.hours ?? { kind: 'unknown' }, today)
  wrong.push(...hours.wrong)
  const said = (value: 'yes' | 'no') =>
    ADMISSION.filter((code) => typed(body, `takes-${code}`) === value)
  const genders = some(GENDERS, 'genders')
  const facts = {
    ...{
      name: typed(body, 'name'),
      nameFr: text('nameFr'),
      description: text('description', 4000),
    },
    ...{ address: text('address'), city: text('city'), province: typed(body, 'province') },
    ...{ postalCode: text('postalCode'), lat: number('lat'), lng: number('lng') },
    zone: text('zone'),
    remote: chosen(body, 'remote').includes('yes'),
    reachKm: number('reachKm') ?? null,
    takesFromElsewhere: yesNo(body, 'elsewhere'),
    areas: readAreas(body, gazetteer, wrong),
    phones: known?.status === 'partner' ? undefined : readPhones(body, wrong),
    ...{ website: text('website', 500), email: text('email', 254) },
    needs: some(NEEDS, 'needs'),
    genders: genders.length > 0 ? genders : null,
    ...{ minAge: number('minAge') ?? null, maxAge: number('maxAge') ?? null },
    ...{ children: orNone(CHILDREN, 'children'), access: orNone(ACCESS_NEEDS, 'access') },
    ...{ takes: said('yes'), refuses: said('no'), admission: some(ADMISSION, 'admission') },
    channels: some(CHANNELS, 'channels'),
    languages: readLanguages(body, known, wrong),
    interpreter: yesNo(body, 'interpreter'),
    forTrafficked: yesNo(body, 'forTrafficked'),
    faithBased: yesNo(body, 'faithBased'),
    exploitation: some(EXPLOITATION, 'exploitation'),
    indigenous: some(INDIGENOUS, 'indigenous'),
    accepting: typed(body, 'accepting') !== 'no',
    pausedUntil: readPause(body, known, its, now, wrong),
    verifiedOn: chosen(body, 'checked').includes('yes') ? today : (known?.verifiedOn ?? null),
    hours: hours.hours,
  } satisfies { [fact in keyof Facts]: unknown }
  const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
  for (const { instancePath } of Value.Errors(FactsSchema, given)) {
    const [, field = ''] = instancePath.split('/')
    // the schema of hours is judged by `readHours`, with the field of each span
    if (field !== '' && field !== 'hours') wrong.push({ field, code: shapeOf(field) })
  }
  if (facts.needs.length === 0) wrong.push({ field: 'needs', code: 'needs' })
  if (facts.channels.length === 0) wrong.push({ field: 'channels', code: 'channels' })
  return { facts: given as Facts, wrong }
}

/** What the shape of a field can be wrong by, as the texts know it. */
function shapeOf(field: string): string {
  if (field === 'lat' || field === 'lng') return 'position'
  if (field === 'minAge' || field === 'maxAge') return 'age'
  return ['name', 'province', 'website', 'email', 'reachKm'].includes(field) ? field : 'unusable'
}

const YES_NO: Record<string, boolean> = { yes: true, no: false }
const yesNo = (body: unknown, name: string): boolean | null => YES_NO[typed(body, name)] ?? null

/** One on each line. */
function readPhones(body: unknown, wrong: Wrong[]): Facts['phones'] {
  return typed(body, 'phones', 1000)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const { phones, problems } = parsePhones(line)
      if (phones.length !== 1 || problems.length > 0)
        wrong.push({ field: 'phones', code: problems[0]?.reason ?? 'not_a_number' })
      return phones.map(({ e164, extension }) => ({
        number: e164,
        ...(extension && { extension }),
      }))
    })
}

/** Those that stand keep their order. */
function readLanguages(body: unknown, known: PointDetails | undefined, wrong: Wrong[]): string[] {
  const ticked = chosen(body, 'languages').filter((code) => TICKED.includes(code))
  const { codes, unknown } = codesOf(typed(body, 'otherLanguages', 1000))
  if (unknown !== undefined) wrong.push({ field: 'otherLanguages', code: 'language' })
  const all = [...new Set([...ticked, ...codes])].slice(0, 60)
  const stand = (known?.languages ?? []).filter((code) => all.includes(code))
  return [...stand, ...all.filter((code) => !stand.includes(code))]
}

/** The pause that stands, unless another day is named. */
function readPause(
  body: unknown,
  known: PointDetails | undefined,
  zone: string,
  now: Date,
  wrong: Wrong[],
): string | null {
  const day = typed(body, 'pause')
  const stands = known?.pausedUntil
  if (stands && stands > now && localTime(stands, zone).date === day) return stands.toISOString()
  if (day === '') return null
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day))
  const until = isDay ? instantOf(zone, day, MORNING) : undefined
  if (until && until > now && until.getTime() - now.getTime() < 366 * 86_400_000)
    return until.toISOString()
  wrong.push({ field: 'pause', code: 'pause' })
  return null
}

/** The ticked ones, and places and regions by name, one on each line. None: no service area is stated. */
function readAreas(body: unknown, gazetteer: Gazetteer, wrong: Wrong[]): string[] | null {
  const ticked = chosen(body, 'areas').filter((id) => WIDE.includes(id))
  const kept = chosen(body, 'kept')
  const written = typed(body, 'moreAreas', 2000)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap((line) => {
      const id = areaNamed(gazetteer, line)
      if (!id) wrong.push({ field: 'moreAreas', code: 'area' })
      return id ?? []
    })
  const all = [...new Set([...ticked, ...kept, ...written])]
  return all.length > 0 ? all : null
}

/** A region by its name, else a place: “Nipigon, ON”. */
function areaNamed(gazetteer: Gazetteer, text: string): string | undefined {
  if (gazetteer.regions.has(text) || gazetteer.byId.has(text)) return text
  const { name, province } = splitProvince(gazetteer, text)
  const key = nameKey(name)
  const regions = [...gazetteer.regions.values()].filter(
    (region) =>
      (!province || region.province === province) &&
      [region.name.en, region.name.fr].some((each) => nameKey(each) === key),
  )
  if (regions.length === 1) return regions[0]!.id
  const found = locate(gazetteer, { place: name, province })
  return found.ok ? found.located.placeId : undefined
}
