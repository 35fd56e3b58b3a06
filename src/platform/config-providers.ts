import { list, optional } from './config-parts.ts'

/** An origin: the paths are the provider's own. */
const ORIGIN = { pattern: '^https?://[^/?#@\\s]+$' }
const UUID = { pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }

/** The variables of those who carry messages. */
export const providerVariables = {
  PROVIDERS_SMS: list(
    'Providers for SMS, in the order in which they are tried: `twilio`, `gc_notify`, `local` (demo only). None in live unless named.',
    {
      default: ['local'],
    },
  ),
  PROVIDERS_EMAIL: list(
    'Providers for e-mail, in the order in which they are tried: `smtp`, `gc_notify`, `local` (demo only). None in live unless named.',
    {
      default: ['local'],
    },
  ),
  TWILIO_ACCOUNT_SID: optional('Account of the `twilio` provider.'),
  TWILIO_AUTH_TOKEN: optional('Its secret; also checks the signature of its webhooks.'),
  TWILIO_FROM: optional('Sending number (E.164); or use a messaging service.'),
  TWILIO_MESSAGING_SERVICE_SID: optional('Messaging service, instead of TWILIO_FROM.'),
  TWILIO_API_URL: optional(
    'Where its API is, if not at https://api.twilio.com: an edge location, or a stub on this machine.',
    ORIGIN,
  ),
  SMTP_URL: optional('Server of the `smtp` provider: smtp(s)://user:password@host:port.', {
    pattern: '^smtps?://',
  }),
  SMTP_FROM: optional('Sender address of e-mail.'),
  GC_NOTIFY_API_KEY: optional(
    'Key of the `gc_notify` provider, which must never be the only way: its terms exclude urgent use.',
  ),
  GC_NOTIFY_SMS_TEMPLATE: optional('Id of its SMS template, whose text is `((message))`.', UUID),
  GC_NOTIFY_EMAIL_TEMPLATE: optional(
    'Id of its e-mail template, whose subject is `((subject))` and whose text is `((message))`.',
    UUID,
  ),
  GC_NOTIFY_CALLBACK_TOKEN: optional(
    'What its receipts carry (`Authorization: Bearer …`, 20 characters or more): typed on its page for callbacks, with PUBLIC_URL/v1/webhooks/gc-notify/status as the URL. Without it no receipt is taken.',
    { pattern: '^[!-~]{20,200}$' },
  ),
  GC_NOTIFY_API_URL: optional(
    'Where its API is, if not at https://api.notification.canada.ca, for example a stub on this machine.',
    ORIGIN,
  ),
}
