import { Type } from 'typebox'
import { Uuid } from '../platform/schema.ts'
import { AskInputSchema, ReferralInputSchema } from '../routing/schemas.ts'
import { MATCH_EXAMPLE, REFERRAL_EXAMPLE } from './examples.ts'

const strict = { additionalProperties: false }

export const ReferralRequestSchema = Type.Object(ReferralInputSchema.properties, {
  ...strict,
  $id: 'ReferralRequest',
  description: 'A referral, as sent. What is left out is unknown.',
  examples: [REFERRAL_EXAMPLE],
})

export const MatchRequestSchema = Type.Object(
  {
    ...AskInputSchema.properties,
    explain: Type.Optional(
      Type.Object(
        { servicePointId: Uuid() },
        { ...strict, description: 'Why is this one not there?' },
      ),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10,
        default: 5,
        description: 'How many candidates, and how many of the excluded, are shown.',
      }),
    ),
    language: Type.Optional(
      Type.Enum(['en', 'fr'], {
        type: 'string',
        default: 'en',
        description: 'Of the sentences in the answer.',
      }),
    ),
  },
  {
    ...strict,
    $id: 'MatchRequest',
    description: 'What matching needs to know.',
    examples: [MATCH_EXAMPLE],
  },
)

/** The named schemas of what is sent, for `app.addSchema`. */
export const requestSchemas = [ReferralRequestSchema, MatchRequestSchema]
