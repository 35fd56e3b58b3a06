import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { test } from 'tap'
import { DriverSocket } from '../../src/platform/postgres-socket.ts'
import { aFolder } from '../fixtures/process.ts'

test('D13: an error after the close of a TLS connection ends nothing', async (t) => {
  const folder = aFolder(t)
  const [cert, key] = [join(folder, 'server.crt'), join(folder, 'server.key')]
  const made = ['req', '-new', '-x509', '-days', '2', '-nodes', '-subj', '/CN=127.0.0.1']
  execFileSync('openssl', [...made, '-out', cert, '-keyout', key], { stdio: 'ignore' })
  const server = tls.createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (there) =>
    there.on('error', () => {}),
  )
  server.listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const gone: DriverSocket[] = []
  const below = new DriverSocket({ host: '127.0.0.1', port }, (socket) => gone.push(socket))
  below.connect(port, '127.0.0.1')
  await once(below, 'connect')
  // As postgres.js does it.
  below.removeAllListeners()
  const secured = tls.connect({ socket: below, rejectUnauthorized: false })
  await once(secured, 'secureConnect')
  const told: string[] = []
  secured.on('error', () => told.push('error'))
  secured.on('close', () => {
    told.push('close')
    secured.removeAllListeners()
  })
  below.destroy()
  secured.write('a statement')
  await sleep(100)
  t.same(told, ['close'], 'its error came when nobody listened any more')
  t.same(gone, [below], 'and it is known to be gone')
})
