import { type Static, type TSchema, Type } from 'typebox'
import { DAY_SENT, MOMENT_SENT } from '../platform/schema.ts'
import { HoursSchema } from './hours-schema.ts'
import { NEEDS } from './needs.ts'
import {
  ACCESS_NEEDS,
  ADMISSION,
  CHANNELS,
  CHILD_BANDS,
  CHILD_GENDERS,
  type ChildBand,
  type ChildGender,
  EXPLOITATION,
  GENDERS,
  POPULATIONS,
} from './people.ts'

/** Which children are taken, in bit order: every age band with girl and boy. */
export const CHILDREN = CHILD_BANDS.flatMap((band) =>
  CHILD_GENDERS.map((gender) => `${band}:${gender}` as const),
) as `${ChildBand}:${ChildGender}`[]
export type Child = (typeof CHILDREN)[number]

/** `indigenous_led`: Indigenous-led, whoever it serves; the others: made for these peoples. */
export const INDIGENOUS = ['indigenous_led', 'first_nations', 'inuit', 'metis'] as const
export type Indigenous = (typeof INDIGENOUS)[number]

const strict = { additionalProperties: false }
const text = (maxLength: number, description: string, options: object = {}) =>
  Type.String({ minLength: 1, maxLength, description, ...options })
const codes = <const T extends string[]>(list: readonly [...T], description: string) =>
  Type.Array(Type.Enum([...list] as T, { type: 'string' }), {
    maxItems: list.length,
    uniqueItems: true,
    description,
  })
/** One schema of two types, never `anyOf`: there Ajv would coerce null to no, or no to null. */
const orUnknown = <T extends TSchema>(schema: T) =>
  Type.Unsafe<Static<T> | null>({ ...schema, type: [(schema as { type?: string }).type, 'null'] })
const yesNo = (description: string) =>
  orUnknown(Type.Boolean({ description: `${description} null: not known.` }))
const age = (description: string) =>
  orUnknown(Type.Integer({ minimum: 0, maximum: 120, description }))

export const PhoneSchema = Type.Object(
  {
    number: text(16, 'E.164', { pattern: '^\\+[1-9][0-9]{6,14}$' }),
    extension: Type.Optional(text(10, 'To be asked for or dialled.', { pattern: '^[0-9]+$' })),
  },
  strict,
)

/**
 * What is known of a service point: one service at one place, or without a place. What is left out
 * or null is unknown, which is neither yes nor no.
 */
export const FactsSchema = Type.Object(
  {
    name: text(300, 'Its name, in English or in its own language.'),
    nameFr: Type.Optional(text(300, 'Its French name.')),
    description: Type.Optional(text(4000, 'What it does, in a few sentences.')),
    accepting: Type.Optional(
      Type.Boolean({ description: 'Whether it takes referrals; left out, it stays as it is.' }),
    ),
    pausedUntil: Type.Optional(
      orUnknown(text(40, 'Gets no offers before then (RFC 3339).', MOMENT_SENT)),
    ),
    verifiedOn: Type.Optional(
      orUnknown(text(10, 'The day on which somebody last checked these facts.', DAY_SENT)),
    ),
    address: Type.Optional(text(300, 'Street address.')),
    city: Type.Optional(text(100, 'City, town or community.')),
    province: text(30, 'Province or territory, such as ON.'),
    postalCode: Type.Optional(text(10, 'Postal code, whole or its first three characters.')),
    lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
    lng: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    zone: Type.Optional(text(40, 'IANA time zone; by default that of its position.')),
    phones: Type.Optional(
      Type.Array(PhoneSchema, { maxItems: 10, description: 'Numbers for the public.' }),
    ),
    website: Type.Optional(text(500, 'Its site.', { pattern: '^https?://\\S+$' })),
    email: Type.Optional(text(254, 'Its address for the public.', { pattern: '^\\S+@\\S+$' })),
    needs: codes(NEEDS, 'What it offers.'),
    genders: Type.Optional(orUnknown(codes(GENDERS, 'Whom it serves.'))),
    minAge: Type.Optional(age('The youngest whom it serves; null: no lower bound is known.')),
    maxAge: Type.Optional(age('The oldest, the whole last year included.')),
    children: Type.Optional(
      orUnknown(codes(CHILDREN, 'Which children may come along; an empty list: none.')),
    ),
    takes: Type.Optional(codes(ADMISSION, 'What it says it takes.')),
    refuses: Type.Optional(codes(ADMISSION, 'What it says it cannot take.')),
    access: Type.Optional(orUnknown(codes(ACCESS_NEEDS, 'Access needs that it meets.'))),
    admission: Type.Optional(codes(ADMISSION, 'What it must be told before it can say yes.')),
    channels: codes(CHANNELS, 'From where it takes referrals.'),
    languages: Type.Optional(
      Type.Array(text(35, 'BCP 47'), {
        maxItems: 60,
        uniqueItems: true,
        description: 'Languages that its staff speak.',
      }),
    ),
    reminders: Type.Optional(
      Type.Boolean({ description: 'Wants to be reminded of what waits. Yes unless it says no.' }),
    ),
    interpreter: Type.Optional(yesNo('Works with interpreters.')),
    forTrafficked: Type.Optional(yesNo('Made for people who were trafficked.')),
    exploitation: Type.Optional(codes(EXPLOITATION, 'The kinds of exploitation that it knows.')),
    indigenous: Type.Optional(codes(INDIGENOUS, 'Indigenous-led, or for whom.')),
    faithBased: Type.Optional(yesNo('Run by a faith community.')),
    remote: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Helps by telephone or online, wherever one is.',
      }),
    ),
    takesFromElsewhere: Type.Optional(yesNo('Takes people from other regions and provinces.')),
    reachKm: Type.Optional(
      orUnknown(
        Type.Number({ exclusiveMinimum: 0, maximum: 10000, description: 'How far it serves.' }),
      ),
    ),
    areas: Type.Optional(
      orUnknown(
        Type.Array(text(80, 'Id of a place, a region, a province (on), or ca'), {
          minItems: 1,
          maxItems: 200,
          uniqueItems: true,
          description: 'Its service area. null: none is stated.',
        }),
      ),
    ),
    hours: Type.Optional(HoursSchema),
  },
  strict,
)
export type Facts = Static<typeof FactsSchema>
export type Phone = Static<typeof PhoneSchema>

export const OrganizationSchema = Type.Object(
  {
    kind: Type.Optional(
      Type.Enum(['service', 'hotline', 'police', 'agency', 'ministry'], {
        type: 'string',
        description: 'Only `service` is ever public. Left out: service. It never changes.',
      }),
    ),
    name: text(300, 'Its name.'),
    nameFr: Type.Optional(text(300, 'Its French name.')),
    website: Type.Optional(text(500, 'Its site.', { pattern: '^https?://\\S+$' })),
  },
  strict,
)
export type OrganizationFacts = Static<typeof OrganizationSchema>

/** How much room there is now for one need and one population; 0 is full. */
export const CapacitySchema = Type.Object(
  {
    need: Type.Enum([...NEEDS], { type: 'string' }),
    population: Type.Enum([...POPULATIONS], { type: 'string' }),
    room: Type.Integer({ minimum: 0, maximum: 10000, description: 'Beds or seats; 0 is full.' }),
    freshHours: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 720,
        default: 24,
        description: 'How long the figure can be relied on; then it is unknown.',
      }),
    ),
  },
  strict,
)
export type Capacity = Static<typeof CapacitySchema>
