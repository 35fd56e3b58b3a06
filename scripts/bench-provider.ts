import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'

/**
 * A Twilio for measuring, in a process of its own: takes every message at once, and keeps when the
 * first one of each referral came. GET /seen gives that, by reference, in milliseconds since 1970, with
 * how many came in all. Whoever asks after a message hears that it was delivered; nobody texts.
 * Started by fork(); tells its port, and ends with whoever started it.
 */
const REFERENCE = /\b[0-9A-Z]{3}-[0-9A-Z]{3}\b/
const first: Record<string, number> = {}
let taken = 0
const NO_TEXTS = { messages: [], page: 0, page_size: 1000, next_page_uri: null }

const server = createServer((request, response) => {
  const at = performance.timeOrigin + performance.now()
  const json = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (request.method === 'GET') {
    request.resume()
    if (request.url === '/seen') return json(200, { first, taken })
    const [, sid] = /\/Messages\/(\w+)\.json/.exec(request.url!) ?? []
    return json(200, sid ? { sid, status: 'delivered' } : NO_TEXTS)
  }
  let text = ''
  request.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  request.on('end', () => {
    const said = new URLSearchParams(text).get('Body') ?? ''
    taken++
    const sid = `SM${randomUUID().replaceAll('-', '')}`
    const [reference] = REFERENCE.exec(said) ?? []
    if (reference) first[reference] ??= at
    json(201, { sid, status: 'queued', error_code: null })
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send!((server.address() as { port: number }).port))
process.on('disconnect', () => process.exit())
