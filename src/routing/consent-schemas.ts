import { type Static, Type } from 'typebox'
import { LanguageCode, oneOf, Text } from './schema-parts.ts'

const strict = { additionalProperties: false }

/** Kinds of organization that may be told. */
export const RECIPIENTS = ['service', 'hotline', 'police', 'agency', 'ministry'] as const

export const SCOPES = ['needs', 'area', 'age_gender', 'language', 'contact', 'story'] as const

export const ConsentSchema = Type.Object(
  {
    basis: oneOf(['consent', 'override', 'minor'] as const),
    givenBy: Type.Optional(oneOf(['person', 'representative'] as const)),
    method: Type.Optional(oneOf(['verbal', 'written', 'electronic'] as const)),
    statement: Type.Optional(
      Type.String({ maxLength: 20, description: 'Version of the statement that was read out.' }),
    ),
    language: Type.Optional(LanguageCode('In which it was said.')),
    interpreter: Type.Optional(
      Type.String({
        pattern: '^(?=.*\\d)[A-Z0-9][A-Z0-9-]{1,29}$',
        description: 'Line and number of the interpreter, such as LL-4471; never a name.',
      }),
    ),
    scope: Type.Optional(Type.Array(oneOf(SCOPES), { maxItems: 6, uniqueItems: true })),
    recipients: Type.Optional(
      Type.Array(oneOf(RECIPIENTS), {
        minItems: 1,
        maxItems: RECIPIENTS.length,
        uniqueItems: true,
        description: 'Kinds of organization that may be told. Default: service.',
      }),
    ),
    tellReferrer: Type.Optional(
      Type.Boolean({ description: 'May the referrer learn the outcome?' }),
    ),
    followUp: Type.Optional(Type.Boolean()),
    reason: Type.Optional(Text(500, 'Why without consent; for an override only.')),
  },
  {
    ...strict,
    description: 'What was agreed, by whom, how and in which words. Without it nothing is offered.',
  },
)

export type ConsentInput = Static<typeof ConsentSchema>
