import { type Static, Type } from 'typebox'
import { Uuid } from '../platform/schema.ts'
import { LanguageCode, oneOf, Text } from '../routing/schema-parts.ts'

export const KINDS = ['awareness', 'service'] as const
/** For whom a tool is made. */
export const MADE_FOR = [
  ...(['public', 'youth', 'at_risk', 'families', 'communities', 'service_providers'] as const),
  ...(['health', 'education', 'legal', 'police', 'border', 'employers', 'policy'] as const),
] as const
export type Kind = (typeof KINDS)[number]
export type MadeFor = (typeof MADE_FOR)[number]

const members = {
  title: Text(300, 'As it stands on it.'),
  titleFr: Type.Optional(Text(300, 'Its French title.')),
  kind: oneOf(KINDS, 'For awareness-raising, or for service provision.'),
  languages: Type.Array(LanguageCode('BCP 47'), {
    ...{ minItems: 1, maxItems: 60, uniqueItems: true },
    description: 'In which it can be had.',
  }),
  audiences: Type.Optional(
    Type.Array(oneOf(MADE_FOR), {
      ...{ maxItems: MADE_FOR.length, uniqueItems: true },
      description: 'For whom it was made.',
    }),
  ),
  organization: Text(300, 'Who made it.'),
  link: Text(500, 'Where it lies: https, a public site. It is judged by its form, never fetched.'),
  licence: Type.Optional(Text(200, 'What one may do with it; left out: not known.')),
  year: Type.Optional(Type.Integer({ minimum: 1900, maximum: 2200 })),
}

const EXAMPLE = {
  ...{ title: 'A card for your pocket (fictional)', titleFr: 'Une carte de poche (fictive)' },
  ...{ kind: 'awareness' as const, languages: ['en', 'fr'], audiences: ['at_risk' as const] },
  ...{ organization: 'Example Society', link: 'https://tools.example/card' },
  ...{ licence: 'CC BY 4.0', year: 2025 },
}

/** A tool that there is not. */
export const RESOURCE_EXAMPLE = {
  id: '019aa7c2-5d1e-7a40-8c3b-000000000021',
  ...EXAMPLE,
  updatedAt: '2026-11-21T19:00:00.000Z',
}

/** What is known of a tool, as it is sent. */
export const ResourceInputSchema = Type.Object(members, {
  ...{ $id: 'ResourceInput', additionalProperties: false },
  examples: [EXAMPLE],
})
export type ResourceInput = Static<typeof ResourceInputSchema>

/** The same, as it stands. */
export const ResourceSchema = Type.Object(
  {
    ...{ id: Uuid(), ...members, audiences: Type.Array(oneOf(MADE_FOR)) },
    updatedAt: Type.String({ format: 'date-time' }),
  },
  {
    $id: 'Resource',
    examples: [RESOURCE_EXAMPLE],
  },
)
export type Resource = Static<typeof ResourceSchema>

/** What became of a CSV file, with every line that was not used. */
export const ImportReportSchema = Type.Object(
  {
    ...{ rows: Type.Integer(), created: Type.Integer(), changed: Type.Integer() },
    ...{ unchanged: Type.Integer(), bad: Type.Integer() },
    remarks: Type.Array(
      Type.Object({
        line: Type.Integer({ description: 'Of the file; the first line names the columns.' }),
        column: Type.String({ description: '`row` for the line as a whole.' }),
        code: Type.String({ description: 'Stable, for programs.' }),
        reason: Type.Object({ en: Type.String(), fr: Type.String() }),
      }),
    ),
  },
  {
    $id: 'ResourceImport',
    examples: [
      {
        ...{ rows: 2, created: 1, changed: 0, unchanged: 0, bad: 1 },
        remarks: [
          {
            ...{ line: 3, column: 'link', code: 'link' },
            reason: {
              en: 'Type an address that begins with https:// and leads to a public site.',
              fr: 'Écrivez une adresse qui commence par https:// et mène à un site public.',
            },
          },
        ],
      },
    ],
  },
)
export type ImportReport = Static<typeof ImportReportSchema>
