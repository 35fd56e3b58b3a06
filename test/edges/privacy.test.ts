import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'tap'
import { openPostgres } from '../../src/platform/postgres.ts'
import { shownIn } from '../fixtures/canaries.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { letterOf } from '../fixtures/letters.ts'
import { aFolder, startMain, untilReady } from '../fixtures/process.ts'
import { everyRow } from '../fixtures/tables.ts'

/** How a member of the public came. The socket's own address is 127.0.0.2. */
const TRACES = {
  address: '127.0.0.2',
  forwarded: '203.0.113.77',
  forwarded6: '2001:db8:77:1::9',
  agent: 'CanaryBrowser/77.1 (a phone of hers)',
  referrer: 'https://canary-referrer.example/search?q=help',
}

for (const TRUST_PROXY of process.env.PROVE ? ['', '127.0.0.0/8'] : ['127.0.0.0/8']) {
  const name = TRUST_PROXY ? 'behind a proxy' : 'straight from the net'
  test(`P1: no address, browser or referrer is kept, ${name}`, needsPostgres, async (t) => {
    const DATA_DIR = aFolder(t)
    const { adminUrl } = await aDatabase(t)
    const server = await startMain(t, {
      ...{ DATA_DIR, DATABASE_URL: adminUrl, TRUST_PROXY },
      ...{ LOG_LEVEL: 'debug', HOST: '127.0.0.1' },
    })
    await untilReady(server)
    const port = Number(new URL(server.url).port)
    const authorization = `Bearer ${/^ {4}(\S+\.\S+)$/m.exec(server.output())![1]}`
    const ask = (method: string, path: string, body = '', headers = {}) =>
      new Promise<{ status: number; body: string }>((resolve, reject) => {
        const sent = request(
          {
            ...{ host: '127.0.0.1', port, method, path, localAddress: TRACES.address },
            headers: {
              ...{ 'user-agent': TRACES.agent, referer: TRACES.referrer },
              'x-forwarded-for': `${TRACES.forwarded6}, ${TRACES.forwarded}`,
              'x-real-ip': TRACES.forwarded,
              forwarded: `for=${TRACES.forwarded}`,
              'content-type': 'application/x-www-form-urlencoded',
              ...headers,
            },
          },
          (response) => {
            let text = ''
            response.setEncoding('utf8').on('data', (part) => {
              text += part
            })
            response.on('end', () => resolve({ status: response.statusCode!, body: text }))
          },
        )
        sent.on('error', reject).end(body)
      })
    const asJson = { 'content-type': 'application/json', authorization }

    const example = /-d '(.*)'/.exec(server.output())![1]!
    t.equal((await ask('POST', '/v1/referrals', example, asJson)).status, 201)
    const letter = letterOf(await untilSent(ask))
    t.equal((await ask('GET', letter.path)).status, 200)
    t.equal((await ask('POST', letter.path, 'digits=&answer=yes')).status, 422)
    t.equal((await ask('POST', letter.path, `digits=${letter.digits}&answer=yes`)).status, 303)
    const rest: [method: string, path: string, body?: string, headers?: object][] = [
      ['GET', `/answer/${letter.token}x`],
      ['GET', '/sign-in'],
      ['POST', '/sign-in', 'email=nobody%40cw.example'],
      ['POST', '/sign-in/second', 'code=123456'],
      ['GET', '/staff'],
      ['GET', '/nothing/here'],
      ['GET', '/%zz'],
      ['GET', '/v1/referrals', '', { authorization: 'Bearer wrong' }],
      ['POST', '/v1/referrals', '{', asJson],
      ['POST', '/v1/webhooks/twilio/message', 'From=%2B18075550111&Body=YES'],
      ['POST', '/outbox/replies', 'from=%2B18075550111&to=causeway&body=YES+0000&lang=en'],
    ]
    for (const [method, path, body, headers] of rest) await ask(method, path, body, headers)
    const asked = 'step=answers&needs=talk&province=ON&consent=yes'
    const receipt = await ask('POST', '/en/form', asked)
    const state = /name="state" value="([^"]+)"/.exec(receipt.body)![1]!
    t.match((await ask('POST', '/en/form', `step=send&state=${state}`)).body, 'We have it')
    t.match((await ask('POST', '/fr/note', 'danger=no&what=seen')).body, 'Merci')
    for (const path of ['/', '/en/', '/en/receipt', '/leave']) await ask('GET', path)
    for (let i = 0; i < 70; i++) await ask('POST', letter.path, 'answer=yes')
    t.equal((await ask('POST', letter.path, 'answer=yes')).status, 429, 'and too often')
    const broken = connect({ port, host: '127.0.0.1', localAddress: TRACES.address })
    broken.end(`GET /x HTTP/9.9\r\nuser-agent: ${TRACES.agent}\r\n\r\n`).resume()
    await new Promise((resolve) => broken.on('close', resolve))
    t.equal(await server.stop(), 0)

    t.match(server.output(), /"route":"\/answer\/:token"/, 'requests are logged')
    t.same(shownIn(server.output(), TRACES), [], 'in no log')
    const files = filesBelow(DATA_DIR).map((file) => readFileSync(file, 'latin1'))
    t.ok(files.length > 1, 'what was sent, and the keys')
    t.same(shownIn(files.join('\n'), TRACES), [], 'in no file')
    const db = openPostgres(adminUrl, { pool: 1 })
    t.teardown(() => db.close())
    const stored = await everyRow(db)
    t.match(stored, /referral\.made/)
    t.same(shownIn(stored, TRACES), [], 'in no row')
  })
}

type Ask = (method: string, path: string) => Promise<{ body: string }>

/** The first message of an offer, by polling: a worker sends it when it is next about. */
async function untilSent(ask: Ask) {
  for (let i = 0; i < 100; i++) {
    const items = JSON.parse((await ask('GET', '/outbox.json')).body)
    const offer = items.find(({ text }: { text: string }) => text.includes('/answer/'))
    if (offer) return offer
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('no offer was sent')
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
