import { type Static, Type } from 'typebox'
import { MOMENT_SENT, Uuid } from '../platform/schema.ts'
import { PhoneSchema } from './schemas.ts'

const strict = { additionalProperties: false }

/** Where a service point is to be reached about referrals. */
export const ContactSchema = Type.Object(
  {
    channel: Type.Enum(['sms', 'email'], { type: 'string' }),
    value: Type.String({
      minLength: 3,
      maxLength: 254,
      pattern: '^(\\+[1-9][0-9]{6,14}|[^\\s@]+@[^\\s@]+)$',
      description: 'E.164, or an address.',
    }),
    language: Type.Enum(['en', 'fr'], { type: 'string' }),
  },
  strict,
)
export type ContactFacts = Static<typeof ContactSchema>

/** The call by which somebody made sure. */
export const CalledSchema = Type.Object(
  {
    number: PhoneSchema.properties.number,
    at: Type.String({ ...MOMENT_SENT, description: 'When; within the last 14 days.' }),
    spokeTo: Type.Optional(
      Type.String({ minLength: 1, maxLength: 120, description: 'Whose role there: never a name.' }),
    ),
  },
  { ...strict, description: 'Who was called, at which number that is on file.' },
)
export type Called = Static<typeof CalledSchema>

export const ActivationSchema = Type.Object(
  {
    agreement: Type.String({
      minLength: 1,
      maxLength: 300,
      description: 'The agreement with it: its title or number.',
    }),
    called: CalledSchema,
    contacts: Type.Array(ContactSchema, {
      maxItems: 10,
      description: 'Its first contacts for referrals, in the order in which they are tried.',
    }),
  },
  strict,
)
export type Activation = Static<typeof ActivationSchema>

export const ContactChangeSchema = Type.Object(
  {
    add: Type.Optional(
      Type.Array(ContactSchema, {
        maxItems: 10,
        description: 'New ones, or those that stand with another language.',
      }),
    ),
    remove: Type.Optional(
      Type.Array(Uuid(), { maxItems: 20, uniqueItems: true, description: 'Ids of contacts.' }),
    ),
    phones: Type.Optional(
      Type.Array(PhoneSchema, {
        minItems: 1,
        maxItems: 10,
        description: 'All its numbers for the public, which operators call to confirm.',
      }),
    ),
    organizationId: Type.Optional(Uuid('The organization that runs it from then on.')),
    called: CalledSchema,
  },
  strict,
)
export type ContactChange = Static<typeof ContactChangeSchema>
