import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { test } from 'tap'
import { needsPostgres } from '../fixtures/database.ts'
import { aService } from '../fixtures/services.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }
/** Of whoever does not say another. */
const [MOST, MOST_OF_A_FORM] = [64 * 1024, 16 * 1024]

test('S8: no body over its limit is accepted by any route', needsPostgres, async (t) => {
  const service = await aService(t, { env: { RATE_LIMITS: '{"form":100000,"sign_in":100000}' } })
  await service.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = service.app.server.address() as AddressInfo
  const person = (await service.asStaff('supervisor')).headers
  const { authorization } = await service.as('operator')

  /** Over a socket, so that nothing between mends it: with a length, or in chunks without. */
  async function send(
    method: string,
    url: string,
    { body, headers, chunked }: { body: Buffer; headers: Record<string, string>; chunked: boolean },
  ): Promise<number> {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    let answer = ''
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text
    })
    const ended = new Promise((resolve) => socket.once('close', resolve))
    const size = chunked
      ? { 'transfer-encoding': 'chunked' }
      : { 'content-length': `${body.length}` }
    const all = { host: 'cw.example', connection: 'close', ...headers, ...size }
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`${method} ${url} HTTP/1.1\r\n${head.join('')}\r\n`)
    if (!chunked) socket.write(body)
    else {
      for (let at = 0; at < body.length; at += 8192) {
        const part = body.subarray(at, at + 8192)
        socket.write(`${part.length.toString(16)}\r\n`)
        socket.write(part)
        socket.write('\r\n')
      }
      socket.write('0\r\n\r\n')
    }
    await ended
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
  }

  await t.test('with its length or without, as JSON or as a form', async (t) => {
    const unsafe = service.app.everyRoute.flatMap(({ method, url, bodyLimit }) =>
      ([method].flat() as string[])
        .filter((each) => !['GET', 'HEAD', 'OPTIONS'].includes(each))
        .map((each) => ({ method: each, url: url.replace(/:\w+/g, 'none'), bodyLimit })),
    )
    t.ok(unsafe.length > 20)
    for (const { method, url, bodyLimit } of unsafe) {
      const json = Buffer.alloc((bodyLimit ?? MOST) + 1, ' ')
      const form = Buffer.from(`a=${'x'.repeat(bodyLimit ?? MOST_OF_A_FORM)}`)
      const statuses = await Promise.all(
        [true, false].flatMap((chunked) => [
          send(method, url, { body: json, headers: { ...JSON_TYPE, ...person }, chunked }),
          send(method, url, { body: form, headers: { ...FORM_TYPE, ...person }, chunked }),
        ]),
      )
      // 403, 404 and 415 are said before anything is read; of megabytes the line may be cut before that arrives.
      const cut = (bodyLimit ?? 0) > 1e6 ? [Number.NaN] : []
      const refused = statuses.every((status) => [403, 404, 413, 415, ...cut].includes(status))
      t.ok(refused, `${method} ${url}: ${statuses}`)
    }
  })

  await t.test('nor what is small and grows', async (t) => {
    const headers = { ...JSON_TYPE, authorization }
    const grown = async (body: Buffer, more = {}) =>
      send('POST', '/v1/matches', { body, headers: { ...headers, ...more }, chunked: false })
    const zipped = gzipSync(Buffer.from(JSON.stringify({ needs: 'x'.repeat(1_000_000) })))
    for (const encoding of ['gzip', 'br', 'deflate', 'zstd'])
      t.equal(await grown(zipped, { 'content-encoding': encoding }), 415, encoding)
    t.equal(await grown(Buffer.from('['.repeat(30_000) + ']'.repeat(30_000))), 422, 'deep')
    t.equal(
      await grown(Buffer.from(`{"a":${'{"a":'.repeat(9000)}1${'}'.repeat(9001)}`)),
      422,
      'deep',
    )
    t.equal(
      await grown(Buffer.from(`{${'"a":1,'.repeat(9000)}"__proto__":{}}`)),
      400,
      'a prototype',
    )
    const wide = JSON.stringify({ needs: Array.from({ length: 10_000 }, () => 'a') })
    t.equal(await grown(Buffer.from(wide)), 422, 'wide')
  })

  await t.test('nor an address with what cannot be kept in it', async (t) => {
    const routes = service.app.everyRoute.filter(({ url }) => url.includes('/:'))
    t.ok(routes.length > 20)
    for (const { url, method } of routes) {
      const asked = { method: [method].flat()[0] as 'GET', url: url.replace(/:\w+/g, '%00') }
      const { statusCode } = await service.app.inject({ ...asked, headers: person })
      t.ok([400, 403].includes(statusCode), `${statusCode} ${asked.method} ${asked.url}`)
    }
    const { statusCode } = await service.app.inject({ url: '/answer/%00' })
    t.equal(statusCode, 400)
  })

  await t.test('and a form of thousands of fields is read, or refused, at once', async (t) => {
    const many = Buffer.from('a=&'.repeat(5000))
    const url = '/answer/AAAAAAAAAAAAAAAAAAAAAA'
    t.equal(await send('POST', url, { body: many, headers: FORM_TYPE, chunked: true }), 404)
    const names = Array.from({ length: 1400 }, (_, i) => `n${i}[x]=1`).join('&')
    const body = Buffer.from(names)
    t.equal(await send('POST', url, { body, headers: FORM_TYPE, chunked: true }), 404)
  })
})
