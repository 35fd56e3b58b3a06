/** What a finding is about, with its name for those who read a report; in the order of the report. */
export const FINDING_KINDS = {
  file: { en: 'The file cannot be read there', fr: 'Le fichier est illisible à cet endroit' },
  missing: { en: 'Something is missing', fr: 'Il manque quelque chose' },
  shape: { en: 'Not what the field takes', fr: 'Valeur que ce champ n’admet pas' },
  id: { en: 'Ids', fr: 'Identifiants' },
  encoding: { en: 'Broken characters', fr: 'Caractères abîmés' },
  place: { en: 'Places', fr: 'Lieux' },
  coordinates: { en: 'Coordinates', fr: 'Coordonnées' },
  confidential: { en: 'Confidential addresses', fr: 'Adresses confidentielles' },
  phone: { en: 'Telephone numbers', fr: 'Numéros de téléphone' },
  address: { en: 'Sites and e-mail addresses', fr: 'Sites et adresses courriel' },
  hours: { en: 'Hours', fr: 'Heures d’ouverture' },
  language: { en: 'Languages', fr: 'Langues' },
  eligibility: { en: 'Who is served', fr: 'Qui est servi' },
  term: { en: 'Terms without a meaning here', fr: 'Termes sans signification ici' },
  status: { en: 'Services that are closed', fr: 'Services fermés' },
  unknown_field: { en: 'Fields that HSDS does not know', fr: 'Champs inconnus de HSDS' },
  kept: { en: 'Kept as it is here', fr: 'Conservé tel quel ici' },
} as const
export type FindingKind = keyof typeof FINDING_KINDS

/**
 * `refused`: the row did not go in. `mended`: it was understood by a rule, which is said. `left_out`: this
 * value was not taken, and the row went in. `noted`: it went in as it is, and somebody should look.
 */
export const DONE = {
  refused: { en: 'not imported', fr: 'non importé' },
  left_out: { en: 'left out', fr: 'omis' },
  mended: { en: 'mended', fr: 'corrigé' },
  noted: { en: 'to look at', fr: 'à vérifier' },
} as const
export type Done = keyof typeof DONE

export type Finding = {
  kind: FindingKind
  done: Done
  /** Where: `line 12, phones` or `#3 /services/0/phones/1/number (id …)`. */
  place: string
  /** In words, in English. */
  says: string
  /** The same in French; not there in what was kept before findings had it. */
  saysFr?: string | undefined
}

/** What is said, in both languages. */
export type Said = { en: string; fr: string }

/** Nothing can be done with a file, and why: in words that may be shown to whoever sent it. */
export class BadFile extends Error {
  readonly fr: string

  constructor({ en, fr }: Said) {
    super(en)
    this.fr = fr
  }
}

/** A finding of the file itself. */
export const ofFile = (place: string, done: Done, { en, fr }: Said): Finding => ({
  ...{ kind: 'file', done, place, says: en },
  saysFr: fr,
})

/** The place of a finding for those who read French. */
export const placeInFrench = (place: string): string =>
  place.replace(/\bline (?=\d)/, 'ligne ').replace(', (row)', ', (rangée)')

/** How many findings of a kind ended how: `phone:left_out`. */
export type FoundCounts = Partial<Record<`${FindingKind}:${Done}`, number>>

/** What a row of a report begins with: by kind, refused rows first. */
export function foundInOrder(
  counts: FoundCounts,
): { kind: FindingKind; done: Done; count: number }[] {
  return Object.keys(DONE).flatMap((done) =>
    Object.keys(FINDING_KINDS).flatMap((kind) => {
      const count = counts[`${kind}:${done}` as keyof FoundCounts]
      return count ? [{ kind: kind as FindingKind, done: done as Done, count }] : []
    }),
  )
}

/** A value as it is quoted in a finding. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  const short = text.replace(/\s+/g, ' ').trim()
  return `"${short.length > 80 ? `${short.slice(0, 77)}…` : short}"`
}
