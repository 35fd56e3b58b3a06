import type { Page } from 'playwright-core'

export type Visit = { method: string; path: string }
export type Watch = {
  /** What happened since the last time that should not. */
  faults(): string[]
  /** One that somebody else saw. */
  note(faults: string[]): void
  /** Bytes on the wire of the page that is shown, with everything that it loaded; as if nothing was cached. */
  wire(): number
  visits: Visit[]
}

/** An answer that says no is a page like others; the way out clears what is there. */
const NOISE = /status of 4\d\d|Clear-Site-Data/

/** Watches a page as its network and its console do: errors, what the policy forbade, and other hosts. */
export async function watch(page: Page, url: string): Promise<Watch> {
  let faults: string[] = []
  const visits: Visit[] = []
  const asked = new Map<string, string>()
  let sizes = new Map<string, number>()
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || NOISE.test(message.text())) return
    faults.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', ({ message }) => faults.push(message))

  const cdp = await page.context().newCDPSession(page)
  cdp.on('Network.requestWillBeSent', ({ requestId, request, type, documentURL }) => {
    asked.set(requestId, request.url)
    if (!request.url.startsWith(`${url}/`) && !/^(data|about|blob):/.test(request.url))
      faults.push(`asked ${request.url}`)
    if (request.url.endsWith('/favicon.ico')) faults.push('the page names no icon')
    if (type !== 'Document' || !documentURL.startsWith(url)) return
    sizes = new Map()
    visits.push({ method: request.method, path: new URL(request.url).pathname })
  })
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const of = asked.get(requestId) ?? ''
    // What a script asks for again and again is one thing of the page.
    sizes.set(of, Math.max(sizes.get(of) ?? 0, encodedDataLength))
  })
  cdp.on('Network.responseReceived', ({ type, response }) => {
    if (type === 'Document' && /html/.test(response.mimeType))
      faults.push(...headersOf(response.headers))
  })
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })

  return {
    visits,
    faults() {
      const found = faults
      faults = []
      return found
    },
    note: (more) => void faults.push(...more),
    wire: () => [...sizes.values()].reduce((sum, each) => sum + each, 0),
  }
}

function headersOf(headers: Record<string, string>): string[] {
  const of = (name: string) =>
    Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1] ?? ''
  const policy = of('content-security-policy')
  return [
    ...(/default-src 'none'/.test(policy) ? [] : ['no policy']),
    ...(/unsafe/.test(policy) ? ['an unsafe policy'] : []),
    ...(of('cache-control') === 'no-store' ? [] : ['may be stored']),
  ]
}
