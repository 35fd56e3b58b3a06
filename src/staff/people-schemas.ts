import { type Static, Type } from 'typebox'
import { Uuid } from '../platform/schema.ts'
import { ROLES } from '../protection/may.ts'
import type { Person } from './people.ts'

const Role = Type.Enum([...ROLES], { type: 'string' })
const Language = Type.Enum(['en', 'fr'], { type: 'string', description: 'Of pages and messages.' })
const Moment = (description: string) => Type.String({ format: 'date-time', description })

const ORGANIZATION = '019aa7c2-5d1e-7a40-8c3b-000000000021'
const PERSON = {
  id: '019aa7c2-5d1e-7a40-8c3b-000000000031',
  name: 'Robin Example',
  email: 'robin@hotline.example',
  role: 'operator' as const,
  language: 'en' as const,
  organization: { id: ORGANIZATION, name: 'Example Hotline', kind: 'hotline' },
  state: 'active' as const,
  signsIn: 'here' as const,
  createdAt: '2026-11-21T19:00:00.000Z',
}

export const PersonSchema = Type.Object(
  {
    id: Uuid(),
    name: Type.String(),
    email: Type.String(),
    role: Role,
    language: Language,
    organization: Type.Object({ id: Uuid(), name: Type.String(), kind: Type.String() }),
    state: Type.Enum(['active', 'disabled'], { type: 'string' }),
    signsIn: Type.Enum(['here', 'elsewhere'], {
      type: 'string',
      description: '`elsewhere`: by the organization’s own provider, which also gives the role.',
    }),
    createdAt: Moment('Joined.'),
    disabledAt: Type.Optional(Moment('Disabled since.')),
  },
  { examples: [PERSON] },
)

export const PeopleSchema = Type.Object(
  {
    staff: Type.Array(PersonSchema),
    next: Type.Optional(Type.String({ description: 'Missing on the last page.' })),
  },
  { examples: [{ staff: [PERSON] }] },
)

export const InvitedSchema = Type.Object(
  {
    link: Type.String({ description: 'Good once, for three days. It is shown this once.' }),
    expiresAt: Moment('Good until.'),
    sent: Type.Boolean({ description: 'It goes out by e-mail too.' }),
  },
  {
    examples: [
      {
        link: 'https://cw.example/staff/invitation/the-token-is-shown-once',
        expiresAt: '2026-11-24T19:00:00.000Z',
        sent: false,
      },
    ],
  },
)

const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const send = Type.Optional(
  Type.Boolean({ description: 'Also send the link to the address. Default: no.' }),
)

export const InvitationBody = Type.Object(
  {
    email: Type.String({ format: 'email', maxLength: 254 }),
    name: Name,
    role: Role,
    organizationId: Uuid('Its kind must fit the role.'),
    language: Language,
    send,
  },
  {
    additionalProperties: false,
    examples: [
      {
        ...{ email: PERSON.email, name: PERSON.name, role: PERSON.role, language: PERSON.language },
        ...{ organizationId: ORGANIZATION, send: true },
      },
    ],
  },
)
export const ResetBody = Type.Object(
  { send },
  { additionalProperties: false, examples: [{ send: true }] },
)
export const PersonBody = Type.Object(
  { name: Name, role: Role, organizationId: Uuid(), language: Language },
  {
    additionalProperties: false,
    examples: [
      {
        name: PERSON.name,
        role: 'supervisor' as const,
        organizationId: ORGANIZATION,
        language: 'fr' as const,
      },
    ],
  },
)

export function viewPerson(person: Person): Static<typeof PersonSchema> {
  const { elsewhere, createdAt, disabledAt, role, language, ...rest } = person
  return {
    ...rest,
    role: role as Static<typeof Role>,
    language: language as 'en' | 'fr',
    state: disabledAt ? 'disabled' : 'active',
    signsIn: elsewhere ? 'elsewhere' : 'here',
    createdAt: createdAt.toISOString(),
    ...(disabledAt && { disabledAt: disabledAt.toISOString() }),
  }
}
