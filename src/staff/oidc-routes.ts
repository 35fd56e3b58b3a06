import { type Static, Type } from 'typebox'
import { conflict, violates } from '../platform/errors.ts'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { ROLES } from '../protection/may.ts'
import { type Services, takeTurn } from '../services.ts'
import {
  type IdentityProvider,
  readProvider,
  removeProvider,
  setProvider,
} from './oidc-provider.ts'

const config = { access: { action: 'identity.manage' } }
const url = '/v1/organizations/:id/identity-provider'
const Id = Type.Object({ id: Uuid() })
const text = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, description })

const FACTS = {
  slug: Type.String({
    pattern: '^[a-z0-9][a-z0-9-]{1,38}$',
    description: 'Names it in the address of its sign-in: /sign-in/with/{slug}.',
  }),
  issuer: Type.String({
    ...{ minLength: 8, maxLength: 300, pattern: '^https?://' },
    description:
      'As the provider names itself; it serves /.well-known/openid-configuration below. Its token and key addresses must be on the same host.',
  }),
  clientId: text(200, 'As the provider knows us.'),
  roleClaim: text(
    200,
    'Claim that holds the role: its name, or a path such as `realm_access.roles`.',
  ),
  roles: Type.Record(
    Type.String({ minLength: 1, maxLength: 200 }),
    Type.Enum([...ROLES], { type: 'string' }),
    {
      ...{ minProperties: 1, maxProperties: 50 },
      description: 'Role here by value of the claim. Who has none of them is not let in.',
    },
  ),
  acrValues: Type.Optional(
    text(200, 'Kinds of sign-in, by space: one is demanded, and checked in what comes back.'),
  ),
}
const EXAMPLE = {
  slug: 'example-police',
  issuer: 'https://login.police.example',
  clientId: 'causeway',
  roleClaim: 'groups',
  roles: { 'anti-trafficking': 'police' as const },
  acrValues: 'phr',
}
const Body = Type.Object(
  {
    ...FACTS,
    clientSecret: Type.Optional(
      text(500, 'Kept sealed, shown to nobody. Left out: the one that is there stays.'),
    ),
  },
  { additionalProperties: false, examples: [{ ...EXAMPLE, clientSecret: 'from the provider' }] },
)
const ORGANIZATION = '019aa7c2-5d1e-7a40-8c3b-000000000021'
const View = Type.Object(
  {
    organizationId: Uuid(),
    ...FACTS,
    signIn: Type.String({ description: 'Where its people begin.' }),
    callback: Type.String({ description: 'The redirect address to register with the provider.' }),
  },
  {
    examples: [
      {
        ...{ organizationId: ORGANIZATION, ...EXAMPLE },
        signIn: 'https://cw.example/sign-in/with/example-police',
        callback: 'https://cw.example/sign-in/with/example-police/callback',
      },
    ],
  },
)

/** How the people of one organization sign in with its own OpenID provider. */
export async function identityProviderRoutes(app: App, services: Services): Promise<void> {
  const view = ({ organizationId, slug, ...row }: IdentityProvider): Static<typeof View> => {
    const { issuer, clientId, roleClaim, roles, acrValues } = row
    const signIn = `${services.config.PUBLIC_URL}/sign-in/with/${slug}`
    return {
      ...{ organizationId, slug, issuer, clientId, roleClaim, roles },
      ...(acrValues && { acrValues }),
      ...{ signIn, callback: `${signIn}/callback` },
    }
  }

  app.get(
    url,
    {
      config,
      schema: {
        operationId: 'readIdentityProvider',
        tags: ['Staff'],
        summary: 'How an organization signs in by itself',
        description: 'Without its secret.',
        params: Id,
        response: { 200: View, ...problems(400, 401, 403, 404, 503) },
      },
    },
    ({ params, actor }) =>
      takeTurn(services, actor, async (turn) => view(await readProvider(turn, params.id))),
  )

  app.put(
    url,
    {
      config,
      schema: {
        operationId: 'setIdentityProvider',
        tags: ['Staff'],
        summary: 'Let an organization sign in by itself',
        description:
          'OpenID Connect, by code with PKCE. Its people are signed out, so that what changed holds for them.',
        params: Id,
        body: Body,
        response: { 200: View, ...problems(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ params, body, actor }) => {
      const set = takeTurn(services, actor, async (turn) =>
        view(await setProvider(turn, params.id, body)),
      )
      return set.catch((error: unknown) => {
        if (!violates(error, 'identity_providers_slug_key')) throw error
        throw conflict('slug_taken', 'Another organization has this slug.')
      })
    },
  )

  app.delete(
    url,
    {
      config,
      schema: {
        operationId: 'removeIdentityProvider',
        tags: ['Staff'],
        summary: 'Let an organization sign in by itself no more',
        description: 'Its people are signed out, and get in no more.',
        params: Id,
        response: {
          204: Type.Null({ description: 'Removed.' }),
          ...problems(400, 401, 403, 404, 503),
        },
      },
    },
    async ({ params, actor }, reply) => {
      await takeTurn(services, actor, (turn) => removeProvider(turn, params.id))
      return reply.code(204).send(null)
    },
  )
}
