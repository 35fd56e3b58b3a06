import { Type } from 'typebox'
import { NEEDS } from '../directory/needs.ts'
import { CHANNELS } from '../directory/people.ts'
import { PhoneSchema } from '../directory/schemas.ts'
import { named } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { REFERRAL_VIEW_EXAMPLE, TASK_EXAMPLE } from './examples.ts'
import { DRIVERS, MEETINGS } from './meeting.ts'
import { URGENCIES } from './policy.ts'
import { oneOf } from './schema-parts.ts'
import { TASK_KINDS } from './task-kinds.ts'
import { STAGES } from './view-leg.ts'
import { LISTED_STATES } from './view-list.ts'

/** One code of a list, as the tables hold it: text. */
const code = (values: readonly string[], description?: string) =>
  Type.Unsafe<string>({ type: 'string', enum: [...values], ...(description && { description }) })
const When = (description: string) => Type.String({ format: 'date-time', description })
const orNull = (schema: ReturnType<typeof When>) =>
  Type.Unsafe<string | null>({ ...schema, type: ['string', 'null'] })

export const ToldSchema = Type.Object(
  { en: Type.String(), fr: Type.String() },
  { $id: 'Told', description: 'The same text in English and French.' },
)
const Told = (description: string) => named(ToldSchema, description)

const OfferSchema = Type.Object(
  {
    id: Uuid(),
    state: code(['open', 'accepted', 'declined', 'expired', 'released', 'failed', 'returned']),
    madeAt: When('When it was made.'),
    answerBy: orNull(When('Until when it waits for an answer; null: it does not wait.')),
    servicePoint: Type.Optional(
      Type.Object(
        { id: Uuid(), name: Told('Its name.') },
        { description: 'Whom it was made to; for operators and supervisors only.' },
      ),
    ),
    reason: Type.Optional(
      orNull(Type.String({ description: 'Why it was declined or fell through; staff only.' })),
    ),
    answeredAt: Type.Optional(orNull(When('When it was answered; staff only.'))),
  },
  { $id: 'Offer', description: 'One leg put to one service point, with a deadline.' },
)

export const CautionSchema = Type.Object(
  {
    code: Type.String(),
    km: Type.Optional(Type.Number({ description: 'How far the two lie apart.' })),
    message: Told('For people.'),
  },
  { $id: 'Caution', description: 'Two things that were said about a place do not fit.' },
)

export const TaskSchema = Type.Object(
  {
    id: Uuid(),
    kind: code(TASK_KINDS),
    role: code(['operator', 'supervisor', 'editor'], 'For whom it is.'),
    urgency: code(URGENCIES),
    owner: orNull(Type.String({ description: 'Who has claimed it.' })),
    openedAt: When('When it was opened.'),
    dueAt: orNull(When('When it is overdue.')),
    referral: Type.Unsafe<{ id: string; reference: string } | null>({
      ...Type.Object({ id: Uuid(), reference: Type.String() }),
      type: ['object', 'null'],
      description: 'null: it is about a service point, or an account.',
    }),
    legId: orNull(Uuid('The leg that it is about.')),
    servicePointId: orNull(Uuid('The service point that it is about, or that a hold names.')),
    account: orNull(Type.String({ description: 'The account of staff that it is about.' })),
    todo: Told('What to do.'),
    why: Type.Unsafe<{ en: string; fr: string } | null>({
      anyOf: [{ $ref: 'Told' }, { type: 'null' }],
      description: 'Why it was opened, where that is known.',
    }),
    call: Type.Array(
      Type.Object({
        servicePointId: Uuid(),
        name: Told('Its name.'),
        status: code(['listed', 'partner']),
        city: Type.Optional(Type.String({ description: 'Missing where it is not known.' })),
        province: Type.Optional(Type.String()),
        region: Type.Optional(Told('Only of a confidential one, instead of city and province.')),
        phones: Type.Array(PhoneSchema),
      }),
      {
        description: 'Service points that may be called about it; those of its own province first.',
      },
    ),
    lines: Type.Array(Type.Object({ name: Type.String(), phone: Type.String() }), {
      description: 'Lines of the configuration for this province.',
    }),
  },
  { $id: 'Task', description: 'Something that now needs a human.', examples: [TASK_EXAMPLE] },
)

export const MeetingSchema = Type.Object(
  {
    how: oneOf(MEETINGS, '`we_call`: the service calls the referrer.'),
    at: Type.Optional(When('When they call, or meet.')),
    place: Type.Optional(Type.String({ description: 'A neutral place.' })),
    whoDrives: oneOf(DRIVERS),
  },
  {
    $id: 'Meeting',
    description:
      'How the person comes over, as whoever took it on said; all that a referrer learns of where.',
    examples: [
      {
        how: 'meet',
        at: '2026-11-21T20:30:00Z',
        place: 'Library, main door',
        whoDrives: 'referrer',
      },
    ],
  },
)

const LegSchema = Type.Object(
  {
    id: Uuid(),
    needs: Type.Array(code(NEEDS)),
    state: code(['open', 'accepted', 'confirmed', 'connected', 'replaced', 'closed']),
    stage: code([...STAGES, 'closed'], 'How far it is.'),
    next: Told('What happens next, and when.'),
    nextAt: orNull(When('When that is due; null: nothing is, or it is not told.')),
    meeting: Type.Optional(named(MeetingSchema)),
    offers: Type.Optional(
      Type.Array(named(OfferSchema), { description: 'For operators and supervisors.' }),
    ),
    tasks: Type.Optional(
      Type.Array(named(TaskSchema), { description: 'Open ones; for operators and supervisors.' }),
    ),
  },
  { $id: 'Leg', description: 'The part of a referral that one service point should cover.' },
)

const TimelineEntrySchema = Type.Object(
  {
    at: When('When it happened.'),
    action: Type.String({ description: 'What happened, as a code such as offer.accepted.' }),
    what: Told('The same in words.'),
    actor: Type.Optional(Type.String({ description: 'Who did it; staff only.' })),
    thing: Type.Optional(Type.String({ description: 'To what; staff only.' })),
  },
  { $id: 'TimelineEntry', description: 'One line of the record.' },
)

export const ReferralSummarySchema = Type.Object(
  {
    id: Uuid(),
    reference: Type.String({ description: 'To be said on the telephone, such as K7F-2QX.' }),
    state: code(LISTED_STATES),
    createdAt: When('When it was made.'),
    endedAt: orNull(When('When it ended.')),
  },
  { $id: 'ReferralSummary', description: 'A referral in a list: nothing of what was said.' },
)

export const ReferralSchema = Type.Object(
  {
    ...ReferralSummarySchema.properties,
    channel: code(CHANNELS),
    urgency: code(URGENCIES),
    area: Told('Where the person is, roughly.'),
    endReason: orNull(
      Type.String({
        description:
          'Why it ended. A referrer reads `connected`, with the person’s consent, or null.',
      }),
    ),
    cautions: Type.Optional(
      Type.Array(named(CautionSchema), {
        description:
          'What was said about the place and does not fit. In the answer to its making, and for operators and supervisors.',
      }),
    ),
    stage: code([...STAGES, 'closed'], 'That of the least advanced leg.'),
    legs: Type.Array(named(LegSchema)),
    timeline: Type.Optional(
      Type.Array(named(TimelineEntrySchema), {
        description: 'The record in words, oldest first. Not in the answer to its making.',
      }),
    ),
  },
  {
    $id: 'Referral',
    description:
      'One request for help. A referrer sees no service point, no offer and no deadline of either: only how far it is; what came after the confirmation only with the person’s consent.',
    examples: [REFERRAL_VIEW_EXAMPLE],
  },
)

/** The named schemas of what routing shows, for `app.addSchema`. */
export const routingSchemas = [
  ToldSchema,
  CautionSchema,
  OfferSchema,
  TaskSchema,
  MeetingSchema,
  LegSchema,
  TimelineEntrySchema,
  ReferralSummarySchema,
  ReferralSchema,
]
