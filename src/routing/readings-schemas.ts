import { Type } from 'typebox'
import { named } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { PlaceSchema, ShownContactSchema } from './details-schemas.ts'
import { GROUPS } from './disclosure.ts'
import { PARTS } from './readings.ts'
import { ReferralInputSchema } from './schemas.ts'
import { ToldSchema } from './view-schemas.ts'

/** One code of a list, as the tables hold it: text. */
const code = (values: readonly string[]) =>
  Type.Unsafe<string>({ type: 'string', enum: [...values] })
const When = (description: string) => Type.String({ format: 'date-time', description })
const orNull = <T extends ReturnType<typeof Type.Object>>(schema: T) =>
  Type.Union([schema, Type.Null()])

const { location: _l, safeContact: _s, consent: _c, ...said } = ReferralInputSchema.properties
const { referrer, ...story } = said
const Reason = Type.Object({
  actor: Type.String({ description: 'Who read or opened it.' }),
  at: When('When.'),
  reason: Type.String(),
})

/** The parts that were asked for, and no others. */
export const ReadingSchema = Type.Object(
  {
    contact: Type.Optional(orNull(ShownContactSchema)),
    story: Type.Optional(Type.Partial(Type.Object(story))),
    place: Type.Optional(PlaceSchema),
    referrer: Type.Optional(
      Type.Union([Type.Object(ReferrerFields()), Type.Null()], { description: 'Who referred.' }),
    ),
    consent_reason: Type.Optional(
      Type.Array(Type.Object({ at: When('When.'), reason: Type.String() }), {
        description: 'Why there was an override.',
      }),
    ),
    opening_reasons: Type.Optional(
      Type.Array(Reason, {
        description: 'Why others opened it, read it or restricted it; for supervisors.',
      }),
    ),
    report: Type.Optional(
      Type.Array(
        Type.Object({
          agency: Type.Optional(Type.String()),
          at: Type.Optional(Type.String()),
          number: Type.Optional(Type.String()),
          note: Type.Optional(Type.String()),
        }),
        { description: 'Reports about a minor that were made.' },
      ),
    ),
  },
  {
    $id: 'Reading',
    description: 'The parts that were asked for, and no others.',
    examples: [{ referrer: { unit: 'night shift', language: 'en' } }],
  },
)

function ReferrerFields() {
  return (referrer as unknown as { properties: Record<string, ReturnType<typeof Type.String>> })
    .properties
}

const nullable = (schema: object) =>
  Type.Unsafe<string | null>({ ...schema, type: ['string', 'null'] })
const Word = nullable({ description: 'null: not said, as for an override.' })

const ConsentViewSchema = Type.Object({
  id: Uuid(),
  basis: code(['consent', 'override', 'minor']),
  givenBy: Word,
  method: Word,
  statement: Word,
  language: Word,
  interpreter: Word,
  scope: Type.Array(Type.String()),
  recipients: Type.Array(Type.String()),
  tellReferrer: Type.Boolean(),
  followUp: Type.Boolean(),
  givenAt: When('When it was given, or decided.'),
  confirmedAt: nullable(When('When a second person confirmed an override.')),
  confirmedBy: nullable({ description: 'Who that was.' }),
  withdrawnAt: nullable(When('When it was withdrawn, or lapsed.')),
})

/** Who has seen what: groups of fields, never what stood in them. */
export const SeenSchema = Type.Object(
  {
    consents: Type.Array(ConsentViewSchema, {
      description: 'What was agreed, the oldest first; the newest that stands governs.',
    }),
    disclosures: Type.Array(
      Type.Object({
        id: Uuid(),
        at: When('When it was shown.'),
        stage: code(['offer', 'confirmation', 'reading']),
        offerId: Uuid(),
        servicePoint: Type.Object({ id: Uuid(), name: named(ToldSchema, 'Its name.') }),
        shown: Type.Array(code(GROUPS), { description: 'Groups of fields that were in it.' }),
        ways: Type.Array(Type.String(), {
          description:
            'Channels of an offer (sms, email); else how it was shown: code, member, called_out, page.',
        }),
      }),
      { description: 'Service points, the oldest first.' },
    ),
    readings: Type.Array(
      Type.Object({
        actor: Type.String(),
        at: When('When.'),
        parts: Type.Array(code(PARTS)),
      }),
      { description: 'Staff who read what is sealed.' },
    ),
    openings: Type.Array(
      Type.Object({ actor: Type.String(), at: When('When.'), until: When('Until when.') }),
      { description: 'Staff who opened a referral that others made.' },
    ),
  },
  {
    $id: 'Seen',
    description: 'Who has seen what of a referral.',
    examples: [
      {
        consents: [],
        disclosures: [
          {
            id: '019aa7c2-5d1e-7a40-8c3b-000000000020',
            at: '2026-11-21T19:00:00.000Z',
            stage: 'offer',
            offerId: '019aa7c2-5d1e-7a40-8c3b-000000000012',
            servicePoint: {
              id: '019aa7c2-5d1e-7a40-8c3b-000000000013',
              name: { en: 'Example Shelter', fr: 'Refuge Exemple' },
            },
            shown: ['needs', 'area', 'age_gender'],
            ways: ['email', 'sms'],
          },
        ],
        readings: [],
        openings: [],
      },
    ],
  },
)
