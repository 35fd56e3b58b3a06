import { type Static, Type } from 'typebox'
import {
  ACCESS_NEEDS,
  AGE_GROUPS,
  CHANNELS,
  CHILD_BANDS,
  EXPLOITATION,
  GENDERS,
} from '../directory/people.ts'
import { INDIGENOUS } from '../directory/schemas.ts'
import { Uuid } from '../platform/schema.ts'
import { ConsentSchema } from './consent-schemas.ts'
import { URGENCIES } from './policy.ts'
import { LanguageCode, Name, NeedsSchema, oneOf, Text } from './schema-parts.ts'

const strict = { additionalProperties: false }

export const LocationSchema = Type.Object(
  {
    place: Type.Optional(Name('Name of a place, in English or French, or a place id.')),
    province: Type.Optional(
      Type.String({ pattern: '^[A-Z]{2}$', description: 'Two letters, such as ON.' }),
    ),
    postalCode: Type.Optional(
      Type.String({ maxLength: 10, description: 'Whole, or its first three characters.' }),
    ),
    lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
    lng: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
  },
  {
    ...strict,
    description: 'Where the person is, as well as it is known. Kept to a kilometre at most.',
  },
)

const AvoidedAreaSchema = Type.Object(
  {
    place: Type.Optional(Name()),
    province: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
    lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
    lng: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    radiusKm: Type.Number({ exclusiveMinimum: 0, maximum: 500 }),
  },
  strict,
)

/** What matching needs to know. All but needs and a place may be unknown, which is then left out. */
export const askFields = {
  urgency: oneOf(URGENCIES),
  location: LocationSchema,
  needs: NeedsSchema,
  languages: Type.Optional(
    Type.Array(LanguageCode(), {
      maxItems: 10,
      uniqueItems: true,
      description: 'BCP 47, the best first.',
    }),
  ),
  interpreterAccepted: Type.Optional(Type.Boolean()),
  gender: Type.Optional(oneOf(GENDERS, 'As the person states it.')),
  age: Type.Optional(Type.Integer({ minimum: 0, maximum: 120 })),
  ageGroup: Type.Optional(oneOf(AGE_GROUPS)),
  household: Type.Optional(
    Type.Object(
      {
        children: Type.Optional(
          Type.Array(
            Type.Object(
              {
                ageBand: oneOf(CHILD_BANDS),
                gender: Type.Optional(oneOf(['girl', 'boy'] as const)),
                atRisk: Type.Optional(
                  Type.Boolean({ description: 'May this child be exploited too?' }),
                ),
              },
              strict,
            ),
            { maxItems: 12 },
          ),
        ),
        pets: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
      },
      strict,
    ),
  ),
  accessNeeds: Type.Optional(Type.Array(oneOf(ACCESS_NEEDS), { maxItems: 10, uniqueItems: true })),
  health: Type.Optional(
    Type.Object(
      {
        pregnant: Type.Optional(Type.Boolean()),
        urgentCare: Type.Optional(Type.Boolean()),
        medication: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
  ),
  substanceUse: Type.Optional(Type.Boolean()),
  safety: Type.Optional(
    Type.Object(
      {
        someoneSearching: Type.Optional(Type.Boolean()),
        knowsArea: Type.Optional(
          Type.Boolean({ description: 'Does who searches know this area?' }),
        ),
      },
      strict,
    ),
  ),
  exploitation: Type.Optional(Type.Array(oneOf(EXPLOITATION), { maxItems: 11, uniqueItems: true })),
  relocation: Type.Optional(
    oneOf(
      ['stay', 'leave_area', 'leave_province'] as const,
      'Must the person get away from here? Default: stay.',
    ),
  ),
  avoid: Type.Optional(
    Type.Object(
      {
        areas: Type.Optional(Type.Array(AvoidedAreaSchema, { maxItems: 20 })),
        organizations: Type.Optional(Type.Array(Uuid(), { maxItems: 50 })),
        policeServices: Type.Optional(
          Type.Array(Text(80), {
            maxItems: 10,
            description: 'Told after a confirmation, with the story; not a rule of matching.',
          }),
        ),
      },
      strict,
    ),
  ),
  wishes: Type.Optional(
    Type.Object(
      {
        indigenous: Type.Optional(
          Type.Array(oneOf(INDIGENOUS), { maxItems: 4, uniqueItems: true }),
        ),
        notOwnCommunity: Type.Optional(
          Type.Array(oneOf(INDIGENOUS), {
            maxItems: 4,
            uniqueItems: true,
            description: 'Communities that the person does not want to meet there.',
          }),
        ),
        notFaithBased: Type.Optional(Type.Boolean()),
        interpreterGender: Type.Optional(oneOf(['woman', 'man'] as const)),
      },
      strict,
    ),
  ),
}

export const ChannelSchema = Type.Object(
  {
    kind: oneOf(['voice', 'sms', 'email'] as const),
    value: Type.String({
      minLength: 3,
      maxLength: 200,
      description: 'E.164, or an e-mail address.',
    }),
    voicemail: Type.Optional(oneOf(['none', 'vague', 'full'] as const)),
    textAllowed: Type.Optional(Type.Boolean()),
    callerId: Type.Optional(oneOf(['blocked', 'shown'] as const)),
    sharedDevice: Type.Optional(Type.Boolean()),
    whoElseAnswers: Type.Optional(Text(200)),
    days: Type.Optional(
      Type.Array(oneOf(['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const), {
        maxItems: 7,
        uniqueItems: true,
      }),
    ),
    from: Type.Optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })),
    to: Type.Optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })),
    zone: Type.Optional(Type.String({ maxLength: 40, description: 'IANA zone.' })),
  },
  strict,
)

export const ReferralInputSchema = Type.Object(
  {
    channel: oneOf(CHANNELS),
    ...askFields,
    maybeMinor: Type.Optional(
      Type.Boolean({ description: 'Age unsure, with signs of being under 18.' }),
    ),
    arrival: Type.Optional(Text(200, 'When and how the person can come.')),
    nights: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    name: Type.Optional(Text(100, 'What to call the person. Never needed.')),
    ownWords: Type.Optional(
      Text(1000, 'What the person wants, in their own words; above all of a young person.'),
    ),
    safeContact: Type.Optional(
      Type.Object(
        {
          wanted: Type.Boolean({ default: false }),
          channels: Type.Optional(Type.Array(ChannelSchema, { maxItems: 6 })),
          codeWord: Type.Optional(Text(60)),
        },
        strict,
      ),
    ),
    consent: ConsentSchema,
    referrer: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(Text(100)),
          unit: Type.Optional(Text(100)),
          file: Type.Optional(Text(60, 'The referrer’s own file number.')),
          phone: Type.Optional(Type.String({ pattern: '^\\+[1-9]\\d{6,14}$' })),
          email: Type.Optional(Type.String({ format: 'email', maxLength: 200 })),
          language: Type.Optional(oneOf(['en', 'fr'] as const)),
        },
        strict,
      ),
    ),
    notes: Type.Optional(Text(4000)),
  },
  strict,
)
export type ReferralInput = Static<typeof ReferralInputSchema>

export const AskInputSchema = Type.Object({ channel: oneOf(CHANNELS), ...askFields }, strict)
export type AskInput = Static<typeof AskInputSchema>
