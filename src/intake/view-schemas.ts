import { type Static, Type } from 'typebox'
import { NEEDS } from '../directory/needs.ts'
import { provinces } from '../geography/region.ts'
import { RULES } from '../matching/rules.ts'
import { STEPS } from '../matching/widen.ts'
import { named } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { CautionSchema, ToldSchema } from '../routing/view-schemas.ts'
import { MATCH_VIEW_EXAMPLE, PLACES_VIEW_EXAMPLE } from './examples.ts'

const Name = () => Type.String({ description: 'In the language that was asked for.' })
const Needs = (description: string) =>
  Type.Array(Type.Enum([...NEEDS], { type: 'string' }), { description })

const Point = Type.Object(
  { lat: Type.Number(), lng: Type.Number() },
  { description: 'WGS 84 degrees.' },
)
const Province = Type.Enum(provinces, { type: 'string' })
const Precision = Type.Enum(['exact', 'postal_urban', 'place', 'postal_rural', 'province'], {
  type: 'string',
  description: 'How well the position is known.',
})

const PlaceSchema = Type.Object(
  {
    id: Type.String({ description: 'Can be sent as `place` of a location.' }),
    name: Type.String(),
    nameFr: Type.Optional(Type.String({ description: 'Where it has a French name of its own.' })),
    province: Province,
    point: Point,
    population: Type.Optional(Type.Integer({ description: 'Missing where unknown.' })),
    region: Type.String({ description: 'Id of its region, or of its province.' }),
    partOf: Type.Optional(Type.String({ description: 'Id of the town that it is a part of.' })),
  },
  { $id: 'Place', description: 'A place of the gazetteer.' },
)

export const PlacesSchema = Type.Object(
  {
    places: Type.Array(named(PlaceSchema), { description: 'The likeliest first.' }),
    postal: Type.Optional(
      Type.Object(
        { code: Type.String(), province: Province, point: Point, precision: Precision },
        { description: 'If a postal code was asked for.' },
      ),
    ),
    ambiguous: Type.Boolean({ description: 'The name stands for several places: ask which.' }),
    nearestSpellings: Type.Array(named(PlaceSchema), {
      description: 'What may have been meant, when nothing was found.',
    }),
    unknown: Type.Boolean({ description: 'Nothing was found; `message` says why.' }),
    message: Type.Optional(named(ToldSchema, 'For people.')),
  },
  { $id: 'Places', description: 'What was found.', examples: [PLACES_VIEW_EXAMPLE] },
)

const CandidateSchema = Type.Object(
  {
    servicePointId: Uuid(),
    name: Name(),
    partner: Type.Boolean({ description: 'Vetted; may get offers.' }),
    hidden: Type.Optional(Type.Boolean({ description: 'Only where true: tell nobody where.' })),
    offerable: Type.Optional(Type.Boolean({ description: 'An offer may go to it by itself.' })),
    needs: Needs('Those of the ask that it covers.'),
    score: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'The best first.' })),
    distance: Type.Optional(
      Type.Union([
        Type.Object({ km: Type.Number() }),
        Type.Object({
          band: Type.Enum(['0-5', '5-15', '15-30', '30-60', '60-120', '120-300', '300+'], {
            type: 'string',
            description: 'Kilometres; of a hidden one, and for police and agencies.',
          }),
        }),
      ]),
    ),
    open: Type.Enum(['open', 'closed', 'unknown'], { type: 'string', description: 'Now.' }),
    why: Type.Optional(Type.String({ description: 'Why it stands where it stands.' })),
    check: Type.Optional(Type.String({ description: 'What to check before anybody goes there.' })),
    hold: Type.Optional(
      Type.Unsafe<string>({
        type: 'string',
        enum: ['operator_release', 'supervisor_check'],
        description: 'Who must release it before it is offered.',
      }),
    ),
    phones: Type.Array(Type.String({ description: 'E.164, perhaps with ;ext=' })),
  },
  {
    $id: 'Candidate',
    description:
      'A service point that can help. Police and agencies read no offerable, score, why, check or hold.',
  },
)

export const MatchesSchema = Type.Object(
  {
    area: named(ToldSchema),
    cautions: Type.Array(named(CautionSchema), {
      description: 'What was said about the place and does not fit.',
    }),
    looked: Type.Enum([...STEPS], { type: 'string', description: 'How far it looked.' }),
    complete: Type.Boolean({ description: 'Nobody who fits within that was left out.' }),
    candidates: Type.Array(named(CandidateSchema), {
      description: 'At most ten, the best first; for police and agencies of the nearest, by name.',
    }),
    excluded: Type.Array(
      Type.Object({
        servicePointId: Uuid(),
        name: Name(),
        reason: Type.Unsafe<string>(Type.Enum([...RULES, 'not_now'], { type: 'string' })),
        why: Type.String(),
      }),
      { description: 'The nearest that offer something of it and cannot help, with the reason.' },
    ),
    plan: Type.Optional(
      Type.Object(
        {
          legs: Type.Array(
            Type.Object({ servicePointId: Uuid(), name: Name(), needs: Needs('There.') }),
          ),
          why: Type.String(),
        },
        { description: 'Which stops would do everything; not for police and agencies.' },
      ),
    ),
    unmet: Needs('Needs that nobody covers.'),
    confidential: Type.Optional(
      Type.String({ description: 'Said where a confidential service exists: call the hotline.' }),
    ),
    explained: Type.Optional(
      Type.Object(
        {
          servicePointId: Uuid(),
          eligible: Type.Boolean(),
          reasons: Type.Array(
            Type.Unsafe<string>(
              Type.Enum([...RULES, 'not_now', 'enough_nearer', 'unknown_service_point'], {
                type: 'string',
              }),
            ),
          ),
          why: Type.String(),
        },
        { description: 'Why the one that was asked about is there or not.' },
      ),
    ),
  },
  { $id: 'Matches', description: 'Who could help.', examples: [MATCH_VIEW_EXAMPLE] },
)
export type Matches = Static<typeof MatchesSchema>

/** The named schemas of intake, for `app.addSchema`. */
export const intakeSchemas = [PlaceSchema, PlacesSchema, CandidateSchema, MatchesSchema]
