/** The thirteen provinces and territories, by their postal abbreviations. */
export type Province =
  | 'AB'
  | 'BC'
  | 'MB'
  | 'NB'
  | 'NL'
  | 'NS'
  | 'NT'
  | 'NU'
  | 'ON'
  | 'PE'
  | 'QC'
  | 'SK'
  | 'YT'

/** WGS 84 degrees. */
export type Point = { lat: number; lng: number }

/**
 * How well a point is known. `exact` was given as a point. Measured against the positions that the
 * federal list of services states: `postal_urban` is off by 1.1 km in the median and 6.4 at p95
 * (1,161 services), `place` by about 4 and 15, `postal_rural` by dozens to hundreds; `province`
 * says no more than that. The last two are never ranked by kilometres.
 */
export type Precision = 'exact' | 'postal_urban' | 'place' | 'postal_rural' | 'province'

/**
 * A place of the gazetteer. `id` is like 'on-thunder-bay': stable and unique. A `population` that
 * is undefined is unknown and counts as small. `name` is the English name or the only one.
 * `partOf` is the id of the town that a neighbourhood belongs to.
 */
export type Place = {
  id: string
  name: string
  nameFr?: string
  province: Province
  point: Point
  population?: number
  region: string
  partOf?: string
}

/** Two things that were said do not fit; a human should ask. `km` lies between them. */
export type LocateCaution = {
  code:
    | 'place_postal_disagree'
    | 'place_point_disagree'
    | 'province_postal_disagree'
    | 'place_not_found'
  km?: number
  message: { en: string; fr: string }
}

/** `region` is the id of a region, or of the province ('on') where no finer one is known. */
export type Located = {
  point: Point
  precision: Precision
  province: Province
  region: string
  placeId?: string
  label: string
  cautions: LocateCaution[]
}

/** `place` is a name in English or French, perhaps "Windsor, ON", or the id of a place. */
export type LocationInput = {
  place?: string
  province?: string
  postalCode?: string
  lat?: number
  lng?: number
}

export type LocateError =
  | 'unknown_place'
  | 'ambiguous_place'
  | 'bad_postal_code'
  | 'outside_canada'
  | 'nothing_given'

/** `field` is the member of the input that is wrong; `suggestions` are what may have been meant. */
export type LocateResult =
  | { ok: true; located: Located }
  | {
      ok: false
      error: LocateError
      field: string
      suggestions: Place[]
      message: { en: string; fr: string }
    }
