import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from 'openid-client'
import { MINUTE, SECOND } from '../platform/clock.ts'
import { type Claims, valuesOf } from './oidc-claims.ts'
import type { OpenProvider } from './oidc-provider.ts'

/** What ties an answer to the browser that asked. */
export type Ticket = { state: string; nonce: string; verifier: string }

/** One provider, as asked by us: where to send a browser, and what came back with it. */
export type OidcClient = {
  addressFor(ticket: Ticket, redirectUri: string): Promise<string>
  /**
   * Checks state, nonce, issuer, audience, expiry, signature and PKCE, and that the code is good.
   * Throws on anything else. No token is kept.
   */
  claimsFrom(answer: URL, ticket: Ticket): Promise<Claims>
}
export type OidcClients = (provider: OpenProvider) => Promise<OidcClient>

/** For every request to a provider. */
const TIMEOUT = 5 * SECOND
/** How long what a provider says of itself is believed. */
const KNOWN_FOR = 10 * MINUTE
const LONGEST_ANSWER = 512 * 1024

/** Asks each provider about itself at most every ten minutes; one that failed is asked again. */
export function oidcClients(): OidcClients {
  const known = new Map<string, { until: number; found: Promise<Configuration> }>()
  return async (provider) => {
    const { id, issuer, clientId, secret } = provider
    const key = JSON.stringify([id, issuer, clientId, secret])
    let entry = known.get(key)
    if (!entry || entry.until < performance.now()) {
      entry = { until: performance.now() + KNOWN_FOR, found: discover(provider) }
      if (known.size > 1000) known.clear()
      known.set(key, entry)
      entry.found.catch(() => known.delete(key))
    }
    return clientOf(provider, await entry.found)
  }
}

async function discover({ issuer, clientId, secret }: OpenProvider): Promise<Configuration> {
  const server = new URL(issuer)
  const fetching = {
    [customFetch]: onlyFrom(server.origin),
    timeout: TIMEOUT / SECOND,
    // Only in demo mode was such an issuer taken (oidc-provider.ts).
    execute: server.protocol === 'http:' ? [allowInsecureRequests] : [],
  }
  const found = (await discovery(server, clientId, secret, undefined, fetching)).serverMetadata()
  // Some issuers speak for many, and the library lets them: anybody's tenant would be ours.
  if (new URL(found.issuer).href !== server.href) throw new Error('another issuer answers')
  const methods = found.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const basic = methods.includes('client_secret_basic')
  const auth = basic ? ClientSecretBasic(secret) : ClientSecretPost(secret)
  const made = new Configuration(found, clientId, secret, auth)
  made[customFetch] = fetching[customFetch]
  made.timeout = fetching.timeout
  for (const extend of fetching.execute) extend(made)
  enableNonRepudiationChecks(made)
  return made
}

function clientOf(provider: OpenProvider, known: Configuration): OidcClient {
  const { roleClaim, acrValues } = provider
  return {
    async addressFor({ state, nonce, verifier }, redirectUri) {
      const asked = {
        ...{ redirect_uri: redirectUri, scope: 'openid profile email', state, nonce },
        ...{ code_challenge: await calculatePKCECodeChallenge(verifier) },
        ...{ code_challenge_method: 'S256', response_type: 'code' },
        ...(acrValues && { acr_values: acrValues }),
      }
      return buildAuthorizationUrl(known, asked).href
    },

    async claimsFrom(answer, { state, nonce, verifier }) {
      const tokens = await authorizationCodeGrant(known, answer, {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
        idTokenExpected: true,
      })
      const told = tokens.claims()!
      if (acrValues && !acrValues.split(' ').some((acr) => acr === told.acr))
        throw Object.assign(new Error('too weak a sign-in'), { code: 'acr' })
      // Some say roles only when asked for more.
      const more =
        valuesOf(told, roleClaim).length === 0 && known.serverMetadata().userinfo_endpoint
      return more
        ? { ...(await fetchUserInfo(known, tokens.access_token, told.sub)), ...told }
        : told
    },
  }
}

/**
 * Asks the host that the administrator wrote, and none that it names: no redirect is followed, and
 * an answer without end is not read.
 */
function onlyFrom(origin: string): CustomFetch {
  return async (url, options) => {
    if (new URL(url).origin !== origin) throw new Error('another host is not asked')
    const { status, headers, body } = await fetch(url, {
      ...options,
      redirect: 'manual',
    } as RequestInit)
    const parts: Uint8Array<ArrayBuffer>[] = []
    let size = 0
    for await (const part of body ?? []) {
      size += part.length
      if (size > LONGEST_ANSWER) throw new Error('too long an answer')
      parts.push(part)
    }
    const text = [101, 204, 205, 304].includes(status) ? null : new Blob(parts)
    return new Response(text, {
      status,
      headers: { 'content-type': headers.get('content-type') ?? '' },
    })
  }
}
