import { Locale } from 'typebox/system'
import { Value } from 'typebox/value'
import { factErrors, PHONE_REASONS } from '../directory/fact-errors.ts'
import { type Facts, FactsSchema } from '../directory/schemas.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { disagree, texts } from '../geography/locate-texts.ts'
import { editorForm } from '../locales/editor-form.fr.ts'
import type { FieldError } from '../platform/errors.ts'
import type { Said } from './import-findings.ts'
import { valueSays } from './says-value.ts'

/** What the directory's rules, which speak English, say of facts; in French as the editor's form says it. */
export function wrongFacts(
  gazetteer: Gazetteer,
  facts: unknown,
): { pointer: string; says: Said }[] {
  const shape = Value.Errors(FactsSchema, facts).map((error) => ({
    pointer: error.instancePath,
    says: { en: error.message, fr: Locale.fr_CA(error).replaceAll("'", '’') },
  }))
  if (shape.length > 0) return shape
  return factErrors(gazetteer, facts as Facts).map((error) => ({
    pointer: error.pointer,
    says: { en: error.detail, fr: asTheFormSays(error) },
  }))
}

function asTheFormSays({ pointer, detail }: FieldError): string {
  const [, fact = ''] = pointer.split('/')
  if (fact === 'phones') {
    const known = Object.values(phoneSays).find(({ en }) => en === detail)
    if (known) return known.fr
  }
  const code = fact === 'hours' ? codeOfHours(pointer) : CODES[fact]
  const { problems } = editorForm
  return problems[code ?? 'unusable']!
}

/** Under which code the form says what `factErrors` says of a fact. */
const CODES: Record<string, string> = {
  ...{ maxAge: 'ages', lat: 'both', lng: 'both', zone: 'zone' },
  ...{ languages: 'language', areas: 'area', refuses: 'both_takes' },
}

function codeOfHours(pointer: string): string {
  if (pointer.endsWith('/date')) return 'date'
  return pointer.includes('/valid') ? 'season' : 'overlap'
}

/** Why a number was left out. */
export const phoneSays: Record<keyof typeof PHONE_REASONS, Said> = {
  not_a_number: { en: PHONE_REASONS.not_a_number, fr: 'n’est pas un numéro de téléphone' },
  short_code: {
    en: PHONE_REASONS.short_code,
    fr: 'est un code abrégé, pas un numéro de téléphone',
  },
  premium: { en: PHONE_REASONS.premium, fr: 'est un numéro surtaxé' },
  outside_canada_us: {
    en: PHONE_REASONS.outside_canada_us,
    fr: 'n’est un numéro ni du Canada, ni des États-Unis, ni sans frais',
  },
}

/** What `judgePlace` says of a place. Of a sentence that is not known here the French says less. */
export function placeSays(en: string): Said {
  const located = LOCATED.find((each) => en.startsWith(each.en))
  if (located) return { en, fr: located.fr + added(en.slice(located.en.length)) }
  const own = OWN.find(([sentence]) => sentence.test(en))
  return { en, fr: own ? en.replace(...own) : valueSays.hidden_unread.fr }
}

/** What `locate` says, in both languages. */
const LOCATED = [
  ...Object.values(texts),
  ...(['place_postal_disagree', 'province_postal_disagree', 'place_not_found'] as const).map(
    (code) => disagree(code).message,
  ),
]

/** What `judgePlace` adds to it. */
const added = (en: string): string =>
  en
    .replace(/^ \((\d+) km apart\)$/, ' ($1 km d’écart)')
    .replace(/^ It was not used\.$/, ' Il n’a pas été retenu.')

/** What it says itself. */
const OWN: [RegExp, string][] = [
  [
    /^The coordinates are not in Canada\. The city and postal code were used\.$/,
    'Les coordonnées ne sont pas au Canada. La ville et le code postal ont été retenus.',
  ],
  [
    /^The coordinates are in (\w+)\. The province that was written was used\.$/,
    'Les coordonnées sont dans une autre province ($1). La province écrite a été retenue.',
  ],
  [
    /^The city lies (\d+) km from the coordinates, which the postal code confirms\. The coordinates were used\.$/,
    'La ville est à $1 km des coordonnées, que le code postal confirme. Les coordonnées ont été retenues.',
  ],
  [
    /^The coordinates lie (\d+) km from the city and postal code, which were used\.$/,
    'Les coordonnées sont à $1 km de la ville et du code postal, qui ont été retenus.',
  ],
]
