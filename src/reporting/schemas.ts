import { Type } from 'typebox'
import { NEEDS } from '../directory/needs.ts'
import { AGE_GROUPS, GENDERS } from '../directory/people.ts'
import { provinces } from '../geography/region.ts'
import { oneOf } from '../routing/schema-parts.ts'
import { AUDIENCES } from './who.ts'

const strict = { additionalProperties: false }
const Count = (description: string) => Type.Integer({ minimum: 0, description })
const Km = (description: string) =>
  Type.Unsafe<number | null>({ type: ['number', 'null'], description })
const Both = Type.Object({ en: Type.String(), fr: Type.String() })

/** What may be asked of coverage: codes of lists, of no person. */
export const CoverageQuery = Type.Object(
  {
    province: Type.Optional(oneOf(provinces, 'Its regions, instead of the provinces.')),
    gender: Type.Unsafe<(typeof GENDERS)[number]>({ ...oneOf(GENDERS), default: 'woman' }),
    age: Type.Unsafe<(typeof AGE_GROUPS)[number]>({ ...oneOf(AGE_GROUPS), default: '25-59' }),
  },
  strict,
)

const CoverSchema = Type.Object({
  need: oneOf(NEEDS),
  partners: Count('Vetted, standing here, known to take these people.'),
  listed: Count('The same, only listed: never offered anything.'),
  unsure: Count('Standing here, not known whether they take them, or some of this age only.'),
  remote: Count('By telephone or online, for people here, wherever it stands.'),
  night: Count('Of partners and listed, those known to be open at 02:00 every night.'),
  languages: Type.Array(Type.Object({ code: Type.String(), points: Type.Integer() }), {
    description: 'Of the staff of partners and listed, the most common first.',
  }),
  halfKm: Km(
    'Half of the people here live within so many kilometres of the nearest. null: there is none.',
  ),
  farthest: Type.Unsafe<{ place: string; km: number | null } | null>({
    type: ['object', 'null'],
    properties: { place: { type: 'string' }, km: { type: ['number', 'null'] } },
    required: ['place', 'km'],
    description: 'The place from which the nearest is farthest.',
  }),
})

const SaidSchema = Type.Object({
  words: Both,
  province: oneOf(provinces),
  need: oneOf(NEEDS),
  audiences: Type.Array(oneOf(AUDIENCES)),
  kind: oneOf(
    ['none', 'listed'] as const,
    'none: nobody within the limit; listed: no partner, only who is listed.',
  ),
  limitKm: Type.Integer(),
  places: Type.Array(Type.String(), { description: 'Ids of the places, the most populous first.' }),
  farthestKm: Km('The nearest, from the place that has it farthest; null: for some there is none.'),
  remote: Count('By telephone or online, for all of the province and some of these people.'),
  unsure: Type.Boolean({ description: 'One within the limit does not say whether it takes them.' }),
})

/** How the country, or a province, is covered. */
export const CoverageSchema = Type.Object(
  {
    asOf: Type.String({ format: 'date-time' }),
    gender: oneOf(GENDERS),
    age: oneOf(AGE_GROUPS),
    provinces: Type.Array(
      Type.Object({
        province: oneOf(provinces),
        partners: Count('That take referrals.'),
        listed: Count('That take referrals.'),
        reachable: Type.Boolean({
          description:
            'A partner there has a contact that was confirmed, did not fail, and is of a channel that a provider carries.',
        }),
      }),
    ),
    areas: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Both,
        province: oneOf(provinces),
        kind: oneOf(
          ['province', 'region', 'rest'] as const,
          'rest: what stands in the province, its region not told.',
        ),
        partners: Count('In all.'),
        listed: Count('In all.'),
        needs: Type.Array(CoverSchema),
      }),
    ),
    gaps: Type.Array(SaidSchema, { description: 'At most 20, the worst first.' }),
    moreGaps: Count('Sentences that are not told here; every gap is in the CSV.'),
  },
  {
    $id: 'Coverage',
    examples: [
      {
        asOf: '2026-11-21T19:00:00.000Z',
        ...{ gender: 'man', age: '25-59' },
        provinces: [{ province: 'NU', partners: 2, listed: 0, reachable: true }],
        areas: [
          {
            ...{
              id: 'nu',
              name: { en: 'Nunavut', fr: 'Nunavut' },
              province: 'NU',
              kind: 'province',
            },
            ...{ partners: 2, listed: 0 },
            needs: [
              {
                ...{ need: 'emergency_shelter', partners: 0, listed: 0, unsure: 0, remote: 0 },
                ...{ night: 0, languages: [], halfKm: 2050.4 },
                farthest: { place: 'nu-grise-fiord', km: 3070.2 },
              },
            ],
          },
        ],
        gaps: [
          {
            words: {
              en: 'Emergency shelter, for men: nothing within 300 km of Iqaluit (Nunavut). The next is up to 2,050 km away.',
              fr: 'Hébergement d’urgence, pour les hommes : rien à moins de 300 km : Iqaluit (Nunavut). Le prochain est à 2 050 km au plus.',
            },
            ...{ province: 'NU', need: 'emergency_shelter', audiences: ['men'], kind: 'none' },
            ...{
              limitKm: 300,
              places: ['nu-iqaluit'],
              farthestKm: 2050.4,
              remote: 0,
              unsure: false,
            },
          },
        ],
        moreGaps: 0,
      },
    ],
  },
)
