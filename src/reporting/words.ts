import { type Need, needs } from '../directory/needs.ts'
import type { Place, Province } from '../geography/place.ts'
import { provinceName, provinces } from '../geography/region.ts'
import type { Language } from '../locales/locale.ts'
import { type ReportingTexts, reportingTexts } from '../locales/reporting.ts'
import { LIMIT_KM } from './limits.ts'
import type { Facts } from './read.ts'
import { AUDIENCES, type Audience } from './who.ts'
import type { Said } from './worst.ts'

/** So many places are named in a sentence; the file names all. */
const NAMED = 3

export const placeName = (place: Place, language: Language): string =>
  language === 'fr' ? (place.nameFr ?? place.name) : place.name

/** One sentence of what is missing where, for whom, and how far the next one is. */
export function gapInWords(said: Said, language: Language): string {
  const t = reportingTexts(language)
  const gap = {
    need: needName(said.need, language),
    who: audiencesInWords(said.audiences, t),
    km: LIMIT_KM[said.need],
    places: t.places({
      names: said.places.slice(0, NAMED).map((place) => placeName(place, language)),
      more: Math.max(0, said.places.length - NAMED),
      province: provinceName(said.province, language),
    }),
  }
  const next =
    said.farthestKm === null ? t.gapNowhere : t.gapNearest(round(said.farthestKm, language))
  return [
    said.kind === 'none' ? t.gap(gap) : t.gapListed(gap),
    ...(said.kind === 'none' ? [next] : []),
    ...(said.remote > 0 ? [t.gapRemote(said.remote)] : []),
    ...(said.unsure ? [t.gapUnsure] : []),
  ].join(' ')
}

export const needName = (need: Need, language: Language): string => needs[need][language]

function audiencesInWords(audiences: readonly Audience[], t: ReportingTexts): string {
  return audiences.length === AUDIENCES.length
    ? t.anyone
    : t.and(audiences.map((audience) => t.audiences[audience]))
}

const round = (km: number, language: Language): string =>
  Math.round(km).toLocaleString(`${language}-CA`)

/** What a province has in all, and whether anybody there can be reached. */
export type Check = { province: Province; partners: number; listed: number; reachable: boolean }

export function checksOf({ points, reachable }: Pick<Facts, 'points' | 'reachable'>): Check[] {
  return provinces.map((province) => {
    const here = points.filter((point) => point.province === province)
    const partners = here.filter(({ partner }) => partner).length
    const listed = here.length - partners
    return { province, partners, listed, reachable: reachable.has(province) }
  })
}

/** What is wrong with a province as a whole; undefined: a partner there can be reached. */
export function checkInWords(check: Check, language: Language): string | undefined {
  const t = reportingTexts(language)
  const where = t.in[check.province]
  if (check.reachable) return undefined
  if (check.partners > 0) return t.unreachedIn(where)
  return check.listed > 0 ? t.noPartnerIn(where, check.listed) : t.nobodyIn(where)
}
