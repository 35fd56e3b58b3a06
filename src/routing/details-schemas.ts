import { Type } from 'typebox'
import type { Precision } from '../geography/place.ts'
import { named } from '../platform/http.ts'
import { DETAILS_EXAMPLE } from './examples.ts'
import { oneOf, Text } from './schema-parts.ts'
import { ChannelSchema, ReferralInputSchema } from './schemas.ts'
import { ToldSchema } from './view-schemas.ts'

const Told = (description: string) => named(ToldSchema, description)

const { safeContact, name, ownWords, notes, arrival, nights } = ReferralInputSchema.properties

export const ShownContactSchema = Type.Object({
  ...safeContact.properties,
  channels: Type.Optional(
    Type.Array(
      Type.Object({
        ...ChannelSchema.properties,
        value: Type.Optional(
          Type.String({ description: 'Only inside its window. E.164, or an e-mail address.' }),
        ),
        window: oneOf(
          ['now', 'later', 'expired'] as const,
          'May it be used now? `expired`: asked over 72 hours ago, so ask again.',
        ),
        zone: Type.String({ description: 'IANA zone of the window.' }),
      }),
    ),
  ),
})

export const PlaceSchema = Type.Object({
  lat: Type.Number(),
  lng: Type.Number(),
  label: Type.String(),
  precision: Type.Unsafe<Precision>(
    Type.String({ description: 'How well it is known: `exact`, or as the place is.' }),
  ),
})

/** What is released on confirmation, as far as the consent goes. */
export const DetailsSchema = Type.Object(
  {
    needs: Type.Array(Type.String()),
    area: Told('Where the person is, roughly.'),
    urgency: Type.String(),
    gender: Type.Optional(Type.String()),
    ageGroup: Type.Optional(Type.String()),
    people: Type.Integer({ description: 'How many come.' }),
    childBands: Type.Array(Type.String()),
    language: Type.Optional(
      Type.String({ description: 'Only if neither English nor French will do.' }),
    ),
    facts: Type.Array(Type.String(), {
      description: 'Of what the service point must be told, what holds.',
    }),
    languages: Type.Array(Type.String()),
    contact: Type.Optional(ShownContactSchema),
    story: Type.Optional(
      Type.Object({
        name,
        ownWords,
        notes,
        arrival,
        nights,
        interpreterGender: Type.Optional(Type.Unsafe<'woman' | 'man'>(Type.String())),
        avoidPoliceServices: Type.Optional(Type.Array(Text(80))),
      }),
    ),
    place: Type.Optional(PlaceSchema),
    referrer: Type.Optional(
      Type.Object(
        { phone: Type.String({ description: 'E.164.' }), unit: Type.Optional(Text(100)) },
        { description: 'Of police and agencies: whom you call, where you said that you call.' },
      ),
    ),
    waitsFor: Type.Optional(
      oneOf(
        ['supervisor'] as const,
        'There is no consent yet, and a second person has not confirmed that help begins without: the rest can be read once they have.',
      ),
    ),
  },
  {
    $id: 'Details',
    description: 'What is released on confirmation, as far as the consent goes.',
    examples: [DETAILS_EXAMPLE],
  },
)
