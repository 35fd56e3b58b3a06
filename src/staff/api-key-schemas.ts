import { type Static, Type } from 'typebox'
import { MOMENT_SENT, Uuid } from '../platform/schema.ts'
import { ROLES } from '../protection/may.ts'
import { type ApiKey, KEY_STATES } from './api-key-life.ts'

const Moment = (description: string) => Type.String({ format: 'date-time', description })
export const KeyId = (description?: string) =>
  Type.String({ pattern: '^cw_[0-9a-f]{12}$', maxLength: 15, ...(description && { description }) })
export const Role = Type.Enum([...ROLES], {
  type: 'string',
  description: 'Must be one of the kind of the organization.',
})
const Expiry = Type.String({
  ...MOMENT_SENT,
  description: 'From when it is void. Default: in a year; at most two years from now.',
})

const EXAMPLE = {
  id: 'cw_0a1b2c3d4e5f',
  name: 'Night line',
  role: 'operator' as const,
  state: 'valid' as const,
  organization: { id: '019aa7c2-5d1e-7a40-8c3b-000000000021', name: 'Example Hotline' },
  madeBy: 'staff:019aa7c2-5d1e-7a40-8c3b-000000000031',
  createdAt: '2026-11-21T19:00:00.000Z',
  expiresAt: '2027-11-21T19:00:00.000Z',
}

const VIEW = {
  id: KeyId(),
  name: Type.String(),
  role: Type.Enum([...ROLES], { type: 'string' }),
  state: Type.Enum([...KEY_STATES], {
    type: 'string',
    description: '`replaced`: good until it expires, beside the key that replaces it.',
  }),
  organization: Type.Object({ id: Uuid(), name: Type.String() }),
  madeBy: Type.Optional(Type.String({ description: 'The actor, or `system` for the script.' })),
  createdAt: Moment('Made.'),
  expiresAt: Moment('Void from then on.'),
  revokedAt: Type.Optional(Moment('Ended.')),
  lastUsedAt: Type.Optional(Moment('To the minute.')),
  replacedBy: Type.Optional(KeyId('The key that replaces it.')),
}

export const ApiKeySchema = Type.Object(VIEW, { examples: [EXAMPLE] })
export const MadeApiKeySchema = Type.Object(
  { ...VIEW, key: Type.String({ description: 'The whole key. It is shown this once.' }) },
  { examples: [{ ...EXAMPLE, key: `${EXAMPLE.id}.the-secret-is-shown-once` }] },
)
export const ApiKeysSchema = Type.Object(
  {
    apiKeys: Type.Array(ApiKeySchema),
    next: Type.Optional(Type.String({ description: 'Missing on the last page.' })),
  },
  { examples: [{ apiKeys: [EXAMPLE] }] },
)

export const NewApiKeyBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: 'What the key is for.' }),
    organizationId: Uuid('The organization for which it acts.'),
    role: Role,
    expiresAt: Type.Optional(Expiry),
  },
  {
    additionalProperties: false,
    examples: [
      { name: 'Night line', organizationId: EXAMPLE.organization.id, role: 'operator' as const },
    ],
  },
)

export const RotationBody = Type.Object(
  {
    overlapHours: Type.Integer({
      minimum: 0,
      maximum: 168,
      description: 'For how long the old key stays good: at most seven days, 0 for not at all.',
    }),
    expiresAt: Type.Optional(Expiry),
  },
  { additionalProperties: false, examples: [{ overlapHours: 24 }] },
)

export function viewApiKey(key: ApiKey): Static<typeof ApiKeySchema> {
  const { organizationId, organizationName, createdAt, expiresAt, ...rest } = key
  const { revokedAt, lastUsedAt, replacedBy, madeBy } = rest
  return {
    ...{ id: rest.id, name: rest.name, state: rest.state },
    role: rest.role as (typeof ROLES)[number],
    organization: { id: organizationId, name: organizationName },
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...(madeBy && { madeBy }),
    ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
    ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
    ...(replacedBy && { replacedBy }),
  }
}
