import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { LogController } from 'fastify'
import { answerPages } from './answers/pages.ts'
import { answerRoutes } from './answers/routes.ts'
import { outboxRoutes } from './delivery/outbox-routes.ts'
import { twilioRoutes } from './delivery/routes.ts'
import { directoryRoutes } from './directory/routes.ts'
import { documentation } from './documentation.ts'
import { hooksOf } from './hooks.ts'
import { intakeRoutes } from './intake/routes.ts'
import { openapi } from './openapi.ts'
import { requireAccess } from './platform/access.ts'
import { healthRoutes } from './platform/health.ts'
import { type App, answerError, answerErrors, logged, SECURITY_HEADERS } from './platform/http.ts'
import { routingRoutes } from './routing/routes.ts'
import type { Services } from './services.ts'
import { authenticate } from './staff/authenticate.ts'
import { assetRoutes } from './web/routes.ts'

/** The whole program over HTTP, as one visible list. It listens nowhere yet. */
export async function buildApp(services: Services): Promise<App> {
  const hooks = hooksOf()
  const app = Fastify({
    loggerInstance: services.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    ajv: {
      customOptions: {
        removeAdditional: false,
        allErrors: true,
        useDefaults: true,
        coerceTypes: false,
      },
    },
    frameworkErrors: answerError,
  }).withTypeProvider<TypeBoxTypeProvider>() as App

  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      { ...logged(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    )
  })
  answerErrors(app)
  await app.register(helmet, SECURITY_HEADERS)
  app.addHook('onSend', async (_, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  await app.register(formbody, { bodyLimit: 16 * 1024 })
  await app.register(cookie)
  requireAccess(app)
  authenticate(app, services)
  await app.register(swagger, openapi)

  await app.register(async (app) => healthRoutes(app as App, services))
  await app.register(async (app) => assetRoutes(app as App))
  await app.register(async (app) => intakeRoutes(app as App, services))
  await app.register(async (app) => routingRoutes(app as App, services))
  await app.register(async (app) => answerRoutes(app as App, services))
  await app.register(async (app) => answerPages(app as App, services))
  await app.register(async (app) => directoryRoutes(app as App, services))
  await app.register(async (app) => twilioRoutes(app as App, services, hooks))
  if (services.config.MODE === 'demo') {
    await app.register(async (app) => outboxRoutes(app as App, services))
  }
  await app.register(async (app) => documentation(app as App))
  return app
}
