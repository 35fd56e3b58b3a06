import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'tap'

const FULL = ['1', 'full'].includes(process.env.PROVE ?? '')
const SCRIPT = join(import.meta.dirname, '../../scripts/prove-kills.ts')

test('D1: nothing acknowledged is lost or without a next step, however often the program and the database are killed', {
  timeout: 30 * 60_000,
}, async (t) => {
  const args = FULL ? [] : ['--quick']
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGTERM'))
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  t.same(said.match(/^FAULT .*$/gm) ?? [], [])
  t.equal(code, 0, 'it ended well')
  const [columns = [], ...results] = (said.match(/^\|(?!---).*\|$/gm) ?? []).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  t.ok(results.length > 0, 'it measured something')
  for (const result of results)
    t.comment(
      `measured: ${columns.map((column, i) => `${column} ${result[i]}`).join(', ')} (${said.split('\n')[0]})`,
    )
})
