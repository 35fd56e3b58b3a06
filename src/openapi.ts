import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'

/** The head of the OpenAPI document; the rest is written from the routes. */
export const openapi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Causeway',
      version: '0.1.0',
      description:
        'The routing service of a National Referral Mechanism: brings a person who may have been trafficked to a service point that has said yes. Times are RFC 3339 in UTC, positions WGS 84 degrees, distances kilometres, languages BCP 47, phones E.164. Errors are RFC 9457 problem details that name every bad field at once.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Places', description: 'Where is that' },
      { name: 'Matches', description: 'Who could help' },
      { name: 'Referrals', description: 'Requests for help' },
      { name: 'Legs', description: 'The part of a referral that one service point should cover' },
      { name: 'Offers', description: 'One leg put to one service point' },
      { name: 'Tasks', description: 'What now needs a human' },
      { name: 'Directory', description: 'Organizations and service points' },
      { name: 'Webhooks', description: 'What providers of messages call' },
      { name: 'Health', description: 'Whether the service can do its work' },
    ],
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, as made by scripts/api-key.',
        },
      },
    },
  },
  refResolver: {
    buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`),
  },
  transform({ schema, url, route }) {
    const hidden =
      url.startsWith('/answer') || url.startsWith('/outbox') || url.startsWith('/assets')
    const access = route.config?.access
    const open = access && 'public' in access
    return {
      url,
      schema: {
        ...schema,
        hide: hidden,
        security: open ? [] : [{ apiKey: [] }],
      },
    }
  },
}
