import type { LocateCaution, LocateError, LocateResult, Place } from './place.ts'

export const texts: Record<LocateError, { en: string; fr: string }> = {
  unknown_place: {
    en: 'We do not know this place. Check the spelling, or name a larger place nearby.',
    fr: 'Nous ne connaissons pas ce lieu. Vérifiez l’orthographe ou nommez un lieu plus grand à proximité.',
  },
  ambiguous_place: {
    en: 'Several places have this name. Which one is it?',
    fr: 'Plusieurs lieux portent ce nom. Lequel est-ce?',
  },
  bad_postal_code: {
    en: 'This is not a Canadian postal code. Give it whole, such as P7A 4B2, or its first three characters.',
    fr: 'Ce n’est pas un code postal canadien. Donnez-le en entier, comme P7A 4B2, ou ses trois premiers caractères.',
  },
  outside_canada: {
    en: 'This point is not in Canada.',
    fr: 'Ce point n’est pas au Canada.',
  },
  nothing_given: {
    en: 'Give a place, a postal code, a province or a point.',
    fr: 'Donnez un lieu, un code postal, une province ou un point.',
  },
}

export function locateError(
  error: LocateError,
  field: string,
  suggestions: Place[] = [],
): Extract<LocateResult, { ok: false }> {
  return { ok: false, error, field, suggestions, message: texts[error] }
}

const cautions: Record<LocateCaution['code'], { en: string; fr: string }> = {
  place_postal_disagree: {
    en: 'The place and the postal code do not fit. The place was used.',
    fr: 'Le lieu et le code postal ne concordent pas. Le lieu a été retenu.',
  },
  place_point_disagree: {
    en: 'The place and the point do not fit. The point was used.',
    fr: 'Le lieu et le point ne concordent pas. Le point a été retenu.',
  },
  province_postal_disagree: {
    en: 'The province and the postal code do not fit. The postal code was used.',
    fr: 'La province et le code postal ne concordent pas. Le code postal a été retenu.',
  },
  place_not_found: {
    en: 'The place is not known. The postal code or the point was used.',
    fr: 'Le lieu n’est pas connu. Le code postal ou le point a été retenu.',
  },
}

/** `km` lies between the two, to the kilometre, where it says something. */
export function disagree(code: LocateCaution['code'], km?: number): LocateCaution {
  return { code, ...(km !== undefined && { km: Math.round(km) }), message: cautions[code] }
}

export const notFound = (): LocateCaution => disagree('place_not_found')
