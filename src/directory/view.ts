import { type Static, Type } from 'typebox'
import type { Tx } from '../platform/database.ts'
import { Uuid } from '../platform/schema.ts'
import { type Actor, may } from '../protection/may.ts'
import type { Organization } from './browse.ts'
import { CapacitySchema, FactsSchema, OrganizationSchema } from './schemas.ts'
import { capacitiesOf, contactsOf, type PointDetails } from './store.ts'

const When = (description: string) => Type.String({ format: 'date-time', description })

export const CapacityView = Type.Object({
  need: CapacitySchema.properties.need,
  population: CapacitySchema.properties.population,
  room: CapacitySchema.properties.room,
  updatedAt: When('When this was said.'),
  freshUntil: When('After this it is unknown.'),
})

const ContactView = Type.Object({
  id: Uuid(),
  channel: Type.Enum(['sms', 'email'], { type: 'string' }),
  value: Type.String(),
  language: Type.Enum(['en', 'fr'], { type: 'string' }),
  confirmed: Type.Boolean(),
  confirmedAt: Type.Optional(When('When somebody last made sure; it holds for 90 days.')),
  failed: Type.Optional(Type.String({ description: 'Why it gets nothing any more.' })),
})

/** A service point in a list: its facts, and what the program knows about it. */
export const PointView = Type.Object({
  id: Uuid(),
  organizationId: Uuid(),
  organization: Type.String({ description: 'Its name.' }),
  status: Type.Enum(['listed', 'partner'], {
    type: 'string',
    description: 'Only a partner was vetted and gets offers.',
  }),
  hidden: Type.Optional(
    Type.Boolean({
      description: 'Its true place is sealed; this one is the public anchor of its region.',
    }),
  ),
  region: Type.String({ description: 'Id of its region, or of its province.' }),
  precision: Type.String({ description: 'How well its position is known.' }),
  ...FactsSchema.properties,
  updatedAt: When('When this was last written.'),
})

/** One service point, for insiders with its contacts for referrals, and for them and its own with its room. */
export const PointViewInFull = Type.Object({
  ...PointView.properties,
  capacities: Type.Optional(Type.Array(CapacityView)),
  contacts: Type.Optional(Type.Array(ContactView)),
})

export const OrganizationView = Type.Object({
  id: Uuid(),
  ...OrganizationSchema.properties,
})

export function viewOrganization({
  id,
  kind,
  name,
  nameFr,
  website,
}: Organization): Static<typeof OrganizationView> {
  return {
    id,
    kind: kind as Static<typeof OrganizationSchema>['kind'],
    name,
    nameFr: nameFr ?? undefined,
    website: website ?? undefined,
  }
}

export function viewPoint(point: PointDetails): Static<typeof PointView> {
  const { id, organizationId, organizationName, status, region, precision, hidden } = point
  const { pausedUntil, updatedAt, ...facts } = point
  return {
    ...shownFacts(facts),
    ...{ id, organizationId, status, region, precision },
    nameFr: facts.nameFr ?? undefined,
    description: facts.description ?? undefined,
    address: facts.address ?? undefined,
    city: facts.city ?? undefined,
    postalCode: facts.postalCode ?? undefined,
    lat: facts.lat ?? undefined,
    lng: facts.lng ?? undefined,
    website: facts.website ?? undefined,
    email: facts.email ?? undefined,
    ...(hidden && { hidden }),
    organization: organizationName,
    pausedUntil: pausedUntil?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  }
}

/** What an editor may write, by name: a column that is new is not shown by accident. */
function shownFacts(facts: Omit<PointDetails, 'pausedUntil' | 'updatedAt'>) {
  const names = Object.keys(FactsSchema.properties)
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) => names.includes(name)),
  ) as unknown as Static<typeof FactsSchema>
}

export async function viewPointInFull(
  tx: Tx,
  actor: Actor,
  point: PointDetails,
): Promise<Static<typeof PointViewInFull>> {
  const seesRoom = may(actor, 'capacity.read', { madeBy: point.organizationId })
  const full = {
    ...viewPoint(point),
    ...(seesRoom && { capacities: await viewCapacities(tx, point.id) }),
  }
  if (!may(actor, 'directory.read_hidden')) return full
  const contacts = (await contactsOf(tx, point.id)).map((contact) => ({
    id: contact.id,
    channel: contact.channel,
    value: contact.value,
    language: contact.language,
    confirmed: contact.confirmedAt !== null,
    ...(contact.confirmedAt && { confirmedAt: contact.confirmedAt.toISOString() }),
    ...(contact.failedAt && { failed: contact.failedReason ?? 'unknown' }),
  }))
  return { ...full, contacts }
}

export async function viewCapacities(
  tx: Tx,
  servicePointId: string,
): Promise<Static<typeof CapacityView>[]> {
  return (await capacitiesOf(tx, servicePointId)).map(({ updatedAt, freshUntil, ...figure }) => ({
    ...figure,
    updatedAt: updatedAt.toISOString(),
    freshUntil: freshUntil.toISOString(),
  }))
}
