import swaggerUi from '@fastify/swagger-ui'
import type { App } from './platform/http.ts'

/** The OpenAPI document as a browsable page, served from here: nothing is loaded from elsewhere. */
export async function documentation(app: App): Promise<void> {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: { public: 'the documentation of the API' } }
  })
  await app.register(swaggerUi, {
    routePrefix: '/documentation',
    uiConfig: { docExpansion: 'none', tryItOutEnabled: true },
    staticCSP:
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  })
}
