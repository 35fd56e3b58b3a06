import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyServerOptions, LogController } from 'fastify'
import { answerPages } from './answers/pages.ts'
import { answerRoutes } from './answers/routes.ts'
import { approvalPages } from './approvals/pages.ts'
import { approvalRoutes } from './approvals/routes.ts'
import { consoleRoutes } from './console/routes.ts'
import { gcNotifyRoutes } from './delivery/gc-notify-routes.ts'
import { outboxRoutes } from './delivery/outbox-routes.ts'
import { twilioRoutes } from './delivery/routes.ts'
import { directoryRoutes } from './directory/routes.ts'
import { documentation } from './documentation.ts'
import { correctionsRoutes } from './editor/corrections-pages.ts'
import { editorRoutes } from './editor/routes.ts'
import { workRoutes } from './editor/work-routes.ts'
import { hooksOf } from './hooks.ts'
import { exportRoutes } from './hsds/export-routes.ts'
import { hsdsRoutes } from './hsds/routes.ts'
import { inboxRoutes } from './inbox/routes.ts'
import { draftRoutes } from './intake/draft-routes.ts'
import { intakeRoutes } from './intake/routes.ts'
import { libraryRoutes } from './library/routes.ts'
import { officerRoutes } from './officer/routes.ts'
import { openapi } from './openapi.ts'
import { healthRoutes } from './operations/health.ts'
import { sayLeaving } from './operations/leaving.ts'
import { metricsRoutes } from './operations/metrics.ts'
import { requireAccess } from './platform/access.ts'
import { pseudonymousAddresses, trustedProxies } from './platform/address.ts'
import { sendStrictHeaders, strictHeaders } from './platform/headers.ts'
import { type App, answerError, answerErrors, logged } from './platform/http.ts'
import { lanes } from './platform/lanes.ts'
import { refuseOtherSites } from './platform/origin.ts'
import { rateLimits } from './platform/rate-limit.ts'
import { sendingAway } from './platform/send-away.ts'
import { publicPages } from './public/pages.ts'
import { tipsPages } from './public/tips-pages.ts'
import { recordPages } from './record/pages.ts'
import { recordRoutes } from './record/routes.ts'
import { reportingRoutes } from './reporting/routes.ts'
import { routingRoutes } from './routing/routes.ts'
import type { Services } from './services.ts'
import { apiKeyRoutes } from './staff/api-key-routes.ts'
import { authenticate } from './staff/authenticate.ts'
import { liveRoutes } from './staff/live-routes.ts'
import { oidcPages } from './staff/oidc-pages.ts'
import { identityProviderRoutes } from './staff/oidc-routes.ts'
import { staffPages } from './staff/pages.ts'
import { peoplePages } from './staff/people-pages.ts'
import { peopleRoutes } from './staff/people-routes.ts'
import { reviewPages } from './upkeep/pages.ts'
import { assetRoutes } from './web/routes.ts'
import { styleguideRoutes } from './web/styleguide.ts'

/** The whole program over HTTP, as one visible list. It listens nowhere yet. */
export async function buildApp(
  services: Services,
  options: Pick<FastifyServerOptions, 'schemaController'> = {},
): Promise<App> {
  const hooks = hooksOf()
  const app = Fastify({
    ...options,
    loggerInstance: services.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    trustProxy: trustedProxies(services.config),
    ajv: {
      customOptions: {
        removeAdditional: false,
        allErrors: true,
        useDefaults: true,
        discriminator: true,
        coerceTypes: false,
      },
    },
    frameworkErrors: (error, request, reply) =>
      answerError(error, request, reply.headers(strictHeaders(services.config))),
  }).withTypeProvider<TypeBoxTypeProvider>() as App

  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      { ...logged(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    )
  })
  answerErrors(app)
  sayLeaving(app)
  sendStrictHeaders(app, services.config)
  await app.register(formbody, { bodyLimit: 16 * 1024 })
  await app.register(cookie)
  requireAccess(app)
  pseudonymousAddresses(app)
  const sendAway = sendingAway()
  const { byAddress, byAccount } = await rateLimits(app, services.config, sendAway)
  app.addHook('onRequest', byAddress)
  const { early, late } = await lanes(app, services.config, sendAway)
  app.addHook('onRequest', early)
  refuseOtherSites(app, services.config.PUBLIC_URL)
  authenticate(app, services)
  app.addHook('onRequest', byAccount)
  app.addHook('onRequest', late)
  await app.register(swagger, openapi)

  await app.register(async (app) => healthRoutes(app as App, services))
  await metricsRoutes(app, services)
  await app.register(async (app) => assetRoutes(app as App))
  await app.register(async (app) => intakeRoutes(app as App, services))
  await app.register(async (app) => draftRoutes(app as App, services))
  await app.register(async (app) => routingRoutes(app as App, services))
  await app.register(async (app) => recordRoutes(app as App, services))
  await app.register(async (app) => recordPages(app as App, services))
  await app.register(async (app) => answerRoutes(app as App, services))
  await app.register(async (app) => answerPages(app as App, services))
  await app.register(async (app) => reviewPages(app as App, services))
  await app.register(async (app) => directoryRoutes(app as App, services))
  await app.register(async (app) => hsdsRoutes(app as App, services))
  await app.register(async (app) => exportRoutes(app as App, services))
  await app.register(async (app) => approvalRoutes(app as App, services))
  await app.register(async (app) => approvalPages(app as App, services))
  await app.register(async (app) => staffPages(app as App, services))
  await app.register(async (app) => consoleRoutes(app as App, services))
  await app.register(async (app) => officerRoutes(app as App, services))
  await app.register(async (app) => inboxRoutes(app as App, services))
  await app.register(async (app) => editorRoutes(app as App, services))
  await app.register(async (app) => workRoutes(app as App, services))
  await app.register(async (app) => correctionsRoutes(app as App, services))
  await app.register(async (app) => liveRoutes(app as App, services))
  await app.register(async (app) => apiKeyRoutes(app as App, services))
  await app.register(async (app) => peopleRoutes(app as App, services))
  await app.register(async (app) => peoplePages(app as App, services))
  await app.register(async (app) => identityProviderRoutes(app as App, services))
  await app.register(async (app) => oidcPages(app as App, services))
  await app.register(async (app) => reportingRoutes(app as App, services))
  await app.register(async (app) => libraryRoutes(app as App, services))
  await app.register(async (app) => publicPages(app as App, services))
  await app.register(async (app) => tipsPages(app as App, services))
  await app.register(async (app) => twilioRoutes(app as App, services, hooks))
  await app.register(async (app) => gcNotifyRoutes(app as App, services, hooks))
  if (services.config.MODE === 'demo') {
    await app.register(async (app) => outboxRoutes(app as App, services))
    const label = services.config.SENDER_LABEL
    await app.register(async (app) => styleguideRoutes(app as App, { label }))
  }
  await app.register(async (app) => documentation(app as App))
  return app
}
