import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { type Test, test } from 'tap'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aFolder, type Started, startMain, untilReady } from '../fixtures/process.ts'
import { aRequest } from '../fixtures/referral.ts'

const beside = { buffered: true }
const KEY = /^ {4}(cw_\S+)$/m

/** The demo on PostgreSQL, and the superuser's connection to its database. */
async function aDemo(t: Test, env: Record<string, string> = {}) {
  const { adminUrl } = await aDatabase(t)
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
  t.teardown(() => admin.end())
  const server = await startMain(t, {
    ...{ DATA_DIR: aFolder(t), DEMO_DIRECTORY: 'false', DATABASE_URL: adminUrl, ...env },
  })
  await untilReady(server)
  const authorization = `Bearer ${KEY.exec(server.output())![1]}`
  return { server, admin, authorization }
}

/** A referral of which half was sent: it is under way until the rest is. */
async function halfSent({ url }: Started, authorization: string) {
  const body = JSON.stringify(aRequest())
  const sending = request(`${url}/v1/referrals`, {
    method: 'POST',
    headers: {
      ...{ authorization, 'content-type': 'application/json' },
      'content-length': Buffer.byteLength(body),
    },
  })
  const answered = once(sending, 'response').then(([answer]) => {
    answer.resume()
    return answer.statusCode as number
  })
  answered.catch(() => {})
  sending.write(body.slice(0, 100))
  await sleep(300)
  return {
    answered,
    finish: () => {
      sending.end(body.slice(100))
      return answered
    },
  }
}

const readyz = async ({ url }: Started) =>
  (await fetch(`${url}/readyz`, { headers: { connection: 'close' } })).status

// Four processes that mostly wait, two beside each other.
test('SIGTERM', { ...needsPostgres, jobs: 2 }, async (t) => {
  t.test(
    'requests under way get their answer, and connections that idle hold nothing up',
    beside,
    async (t) => {
      const { server, admin, authorization } = await aDemo(t, { DRAIN_SECONDS: '2' })
      const agent = new Agent({ keepAlive: true })
      t.teardown(() => agent.destroy())
      const idle = request(`${server.url}/healthz`, { agent }).end()
      const [answer] = await once(idle, 'response')
      answer.resume()
      await once(answer, 'end')

      const first = await halfSent(server, authorization)
      t.equal(await first.finish(), 201, 'it is warm')
      const halves = await Promise.all([1, 2, 3].map(() => halfSent(server, authorization)))
      t.equal(await readyz(server), 200)
      const ended = server.stop()
      await sleep(300)
      t.equal(await readyz(server), 503, 'at once, while it still answers')
      const late = await fetch(`${server.url}/healthz`)
      t.match([late.status, late.headers.get('connection')], [200, 'close'])
      await sleep(2500)
      await t.rejects(fetch(`${server.url}/healthz`), 'then it takes nothing new')
      for (const { finish } of halves) t.equal(await finish(), 201)
      t.equal(await ended, 0, server.output())
      const [{ n }] = (await admin`select count(*)::int as n from referrals`) as unknown as [
        { n: number },
      ]
      t.equal(n, 4)
    },
  )

  t.test('a second one ends it at once', beside, async (t) => {
    const { server, authorization } = await aDemo(t)
    await halfSent(server, authorization)
    const ended = server.stop()
    await sleep(300)
    server.stop()
    t.equal(await ended, 1)
  })

  t.test('what hangs is cut off within ten seconds, and that is said', beside, async (t) => {
    const { server, authorization } = await aDemo(t)
    const { answered } = await halfSent(server, authorization)
    t.equal(await server.stop(), 1)
    await t.rejects(answered)
    t.match(server.output(), /still under way/)
  })

  t.test('a message that is being sent is sent, and its row says so', beside, async (t) => {
    const mail = await slowMail(t, 1500)
    const { url, adminUrl } = await aDatabase(t)
    const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
    t.teardown(() => admin.end())
    const server = await startMain(t, {
      ...live(aFolder(t)),
      ...{ SMTP_URL: mail.url, DATABASE_URL: url, MIGRATION_DATABASE_URL: adminUrl },
      ...{ CANARY: 'true', CANARY_EMAIL_TO: 'canary@cw.example' },
    })
    await untilReady(server)
    await mail.began
    t.match(await admin`select state from messages`, [{ state: 'sending' }])
    t.equal(await server.stop(), 0, server.output())
    t.match(await admin`select state, due_at from messages`, [{ state: 'sent', due_at: null }])
    t.equal(mail.taken(), 1)
  })
})

const SECRET = Buffer.alloc(32, 1).toString('base64')
const live = (folder: string) => ({
  ...{ MODE: 'live', PUBLIC_URL: 'https://cw.example', DATA_DIR: folder },
  ...{ SEAL_KEYS: `one:${SECRET}`, RECORD_KEY: SECRET, LINK_KEY: SECRET },
  ...{ ANCHORS_FILE: join(folder, 'anchors.jsonl'), PROVIDERS_EMAIL: 'smtp' },
  ...{ SMTP_FROM: 'causeway@cw.example', ON_CALL_OPERATORS: 'operator@cw.example' },
  ...{ ON_CALL_SUPERVISORS: 'supervisor@cw.example', ON_CALL_BACKUP: 'backup@cw.example' },
  CALL_LINES: '{"*":[{"name":"A line (fictional)","phone":"+18005550100"}]}',
})

/** A mail server that takes its time over each message. */
async function slowMail(t: Test, ms: number) {
  const began = Promise.withResolvers<void>()
  let taken = 0
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('220 slow\r\n')
    let body = false
    socket.on('data', async (chunk) => {
      const said = chunk.toString()
      if (body && !said.endsWith('\r\n.\r\n')) return
      if (body) {
        began.resolve()
        await sleep(ms)
        taken++
      }
      body = !body && said.startsWith('DATA')
      if (said.startsWith('QUIT')) socket.end('221 bye\r\n')
      else socket.write(body ? '354 go on\r\n' : '250 ok\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  return { url: `smtp://127.0.0.1:${port}`, began: began.promise, taken: () => taken }
}
