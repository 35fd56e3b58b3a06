import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'

/**
 * Headers of every answer: nothing is cached, framed, sniffed, indexed or loaded from elsewhere. Styles
 * are not kept either: what lies in the cache of a phone tells whoever takes it that somebody was here.
 */
export const strictHeaders = ({ PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>) => ({
  'cache-control': 'no-store',
  'content-security-policy': contentPolicy(),
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': PERMISSIONS,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-robots-tag': 'noindex, nofollow',
  ...(PUBLIC_URL.startsWith('https:') && {
    'strict-transport-security': `max-age=${TWO_YEARS}; includeSubDomains`,
  }),
})

export function sendStrictHeaders(app: FastifyInstance, config: Pick<Config, 'PUBLIC_URL'>): void {
  const headers = strictHeaders(config)
  app.addHook('onSend', async (_, reply) => {
    reply.headers(headers)
  })
}

/** What a page may load. `styles`: hashes of inline styles that a page of somebody else's making needs. */
export const contentPolicy = (...styles: string[]): string =>
  [
    "default-src 'none'",
    ["style-src 'self'", ...styles].join(' '),
    "script-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** Seconds. */
const TWO_YEARS = 2 * 365 * 24 * 60 * 60

/** What browsers can do and no page here asks for; passkeys are used by our own pages only. */
const OFF = [
  ...['accelerometer', 'autoplay', 'browsing-topics', 'camera', 'clipboard-read'],
  ...['clipboard-write', 'display-capture', 'encrypted-media', 'fullscreen', 'geolocation'],
  ...['gyroscope', 'hid', 'identity-credentials-get', 'idle-detection', 'local-fonts'],
  ...['magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture', 'screen-wake-lock'],
  ...['serial', 'storage-access', 'sync-xhr', 'usb', 'window-management', 'xr-spatial-tracking'],
]
const PERMISSIONS = [
  ...OFF.map((name) => `${name}=()`),
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
].join(', ')
