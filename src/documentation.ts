import swaggerUi from '@fastify/swagger-ui'
import { contentPolicy } from './platform/headers.ts'
import type { App } from './platform/http.ts'

/** The OpenAPI document as a browsable page, served from here: nothing is loaded from elsewhere. */
export async function documentation(app: App): Promise<void> {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: { public: 'the documentation of the API' } }
  })
  await app.register(swaggerUi, {
    routePrefix: '/documentation',
    uiConfig: { docExpansion: 'none', tryItOutEnabled: true, validatorUrl: null },
    logo: { type: 'image/svg+xml', content: Buffer.from(LOGO), href: '/documentation/' },
    theme: {
      title: 'API',
      favicon: [
        {
          filename: 'icon.svg',
          rel: 'icon',
          sizes: 'any',
          type: 'image/svg+xml',
          content: Buffer.from(ICON),
        },
      ],
    },
    staticCSP: contentPolicy(SWAGGER_STYLE),
  })
}

/** Of one style element that Swagger UI writes into its page while it loads. */
const SWAGGER_STYLE = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='"

/** Neutral: a tab or a screen that is seen in passing says nothing of what this is for. */
const svg = (size: string, content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${size} fill="#fff" stroke="none">${content}</svg>`
const LOGO = svg(
  'width="120" height="40" viewBox="0 0 120 40"',
  '<text x="0" y="27" font-family="sans-serif" font-size="22" font-weight="bold">API</text>',
)
const ICON = svg('viewBox="0 0 16 16"', '<rect width="16" height="16" rx="3" fill="#345"/>')
