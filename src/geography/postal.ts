import type { Gazetteer, PostalArea } from './gazetteer.ts'
import type { Province } from './place.ts'

const LETTERS: Record<string, Province> = {
  A: 'NL',
  B: 'NS',
  C: 'PE',
  E: 'NB',
  G: 'QC',
  H: 'QC',
  J: 'QC',
  K: 'ON',
  L: 'ON',
  M: 'ON',
  N: 'ON',
  P: 'ON',
  R: 'MB',
  S: 'SK',
  T: 'AB',
  V: 'BC',
  Y: 'YT',
}
const NORTH: Record<string, Province> = {
  X0A: 'NU',
  X0B: 'NU',
  X0C: 'NU',
  X0E: 'NT',
  X0G: 'NT',
  X1A: 'NT',
}

/** D F I O Q U never occur; W and Z are not first. From the fourth character on it may be partial. */
const SHAPE = /^([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[\s-]*(\d(?:[ABCEGHJ-NPRSTV-Z]\d?)?)?$/

/** "p7a4b2" → { code: 'P7A 4B2', area: 'P7A' }; undefined if it cannot be a postal code. */
export function parsePostal(text: string): { code: string; area: string } | undefined {
  const match = SHAPE.exec(text.trim().toUpperCase())
  if (!match?.[1]) return undefined
  const [, area, rest] = match
  return { code: rest ? `${area} ${rest}` : area, area }
}

/** The province of a postal code, whole or its first three: by its first letter, X by its area. */
export function provinceOfPostal(code: string): Province | undefined {
  const area = parsePostal(code)?.area
  return area ? (LETTERS[area[0]!] ?? NORTH[area]) : undefined
}

/**
 * Where a postal code lies. One that the gazetteer does not hold is known by its province only.
 * Undefined if it cannot be a Canadian postal code.
 */
export function locatePostal(
  gazetteer: Gazetteer,
  text: string,
): (PostalArea & { code: string; province: Province }) | undefined {
  const parsed = parsePostal(text)
  const province = parsed && provinceOfPostal(parsed.area)
  if (!parsed || !province) return undefined
  const known = gazetteer.postal.get(parsed.area)
  if (known) return { code: parsed.code, province, ...known }
  const point = gazetteer.regions.get(province.toLowerCase())!.anchor
  return { code: parsed.code, province, point, precision: 'province' }
}
