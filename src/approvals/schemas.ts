import { type Static, type TObject, type TSchema, Type } from 'typebox'
import { ActivationSchema, ContactChangeSchema } from '../directory/contacts-schemas.ts'
import { ShownPlaceSchema } from '../directory/unhide.ts'
import { named } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { APPROVAL_KINDS } from '../protection/approval.ts'
import { oneOf, Text } from '../routing/schema-parts.ts'

const strict = { additionalProperties: false }
const Reason = Text(
  1000,
  'Why; kept sealed, and read by whoever approves; about a referral by supervisors only.',
)

const asked = <const K extends string, P extends Record<string, TSchema>>(kind: K, members: P) =>
  Type.Object({ kind: oneOf([kind] as const), ...members }, { ...strict, $id: kind })

const ASKED = {
  partner_activation: asked('partner_activation', {
    servicePointId: Uuid(),
    what: ActivationSchema,
    reason: Type.Optional(Reason),
  }),
  contact_change: asked('contact_change', {
    servicePointId: Uuid(),
    what: ContactChangeSchema,
    reason: Type.Optional(Reason),
  }),
  unhide: asked('unhide', { servicePointId: Uuid(), what: ShownPlaceSchema, reason: Reason }),
  directory_export: asked('directory_export', { reason: Reason }),
  legal_hold: asked('legal_hold', { referralId: Uuid(), reason: Reason }),
  legal_hold_end: asked('legal_hold_end', { referralId: Uuid(), reason: Reason }),
} satisfies Record<string, TObject>

export type Asked = { [K in keyof typeof ASKED]: Static<(typeof ASKED)[K]> }[keyof typeof ASKED]

/** What may be asked, for the app's `addSchema`: the name of each is its kind, which is how a reader finds it. */
export const ASKED_SCHEMAS: TObject[] = Object.values(ASKED)

/** By `kind`, so that only what is wrong with that kind is said. An override is asked with its referral. */
export const AskSchema = Type.Unsafe<Asked>({
  type: 'object',
  required: ['kind'],
  discriminator: { propertyName: 'kind' },
  oneOf: ASKED_SCHEMAS.map((schema) => named(schema)),
  examples: [
    {
      kind: 'contact_change',
      servicePointId: '019a9d6e-3a10-7c55-9d4a-0f5f1c2b7a10',
      what: {
        add: [{ channel: 'sms', value: '+18075550111', language: 'en' }],
        remove: ['019a9d6e-3a10-7c55-9d4a-0f5f1c2b7a11'],
        called: { number: '+18075550110', at: '2026-11-21T18:30:00Z', spokeTo: 'The director' },
      },
      reason: 'A new telephone for the night shift.',
    },
  ],
})

export const STATES = ['open', 'expired', 'approved', 'refused', 'done'] as const

const Words = Type.Array(Type.String())
const When = (description: string) => Type.String({ format: 'date-time', description })
const At = { en: Type.String(), fr: Type.String() }

export const APPROVAL_EXAMPLE = {
  id: '019a9d6e-3a10-7c55-9d4a-0f5f1c2b7a12',
  kind: 'directory_export',
  state: 'open',
  what: {},
  words: { en: ['One copy of the whole directory.'], fr: ['Une copie du répertoire.'] },
  sealed: true,
  mayRead: true,
  askedBy: 'staff:019a9d6e-3a10-7c55-9d4a-0f5f1c2b7a13',
  askedByName: 'Robin Example',
  askedAt: '2026-11-21T19:00:00Z',
  expiresAt: '2026-11-28T19:00:00Z',
  mayApprove: true,
  mayRefuse: true,
}

export const ApprovalSchema = Type.Object(
  {
    id: Uuid(),
    kind: oneOf(APPROVAL_KINDS),
    state: oneOf(
      STATES,
      'Approved and not done: a change of contacts waits 72 hours, an export one hour for whoever asked.',
    ),
    servicePoint: Type.Optional(Type.Object({ id: Uuid(), name: Type.Object(At) })),
    referral: Type.Optional(Type.Object({ id: Uuid(), reference: Type.String() })),
    what: Type.Object(
      {},
      {
        additionalProperties: true,
        description:
          'Exactly what is approved, as it was sent; the place of an `unhide` is sealed.',
      },
    ),
    words: Type.Object({ en: Words, fr: Words }, { description: 'The same in words.' }),
    sealed: Type.Boolean({
      description:
        'The reason, and the place of an `unhide` until it is decided: POST /v1/approvals/{id}/reading.',
    }),
    mayRead: Type.Boolean({ description: 'Whether you may read what is sealed.' }),
    askedBy: Type.String(),
    askedByName: Type.Optional(Type.String()),
    askedAt: When('When it was asked.'),
    expiresAt: When('It can be approved until then.'),
    approvedBy: Type.Optional(Type.String()),
    effectiveAt: Type.Optional(When('It can be stopped until then.')),
    mayApprove: Type.Boolean({ description: 'Whether you may approve it now.' }),
    mayRefuse: Type.Boolean({ description: 'Whether you may refuse, take back or stop it now.' }),
  },
  {
    $id: 'Approval',
    description: 'What one person asked and another approves',
    examples: [APPROVAL_EXAMPLE],
  },
)
export type ApprovalView = Static<typeof ApprovalSchema>

export const ApprovalReadingSchema = Type.Object(
  {
    id: Uuid(),
    reason: Type.Optional(Type.String({ description: 'Why it was asked, if that was said.' })),
    place: Type.Optional(ShownPlaceSchema),
  },
  {
    $id: 'ApprovalReading',
    description: 'What is sealed in an approval; nothing of it once its key was destroyed',
    examples: [
      {
        id: APPROVAL_EXAMPLE.id,
        reason: 'They moved, and want to be found.',
        place: { address: '9 Example Street', city: 'Thunder Bay', province: 'ON' },
      },
    ],
  },
)
