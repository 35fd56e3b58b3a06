import { test } from 'tap'
import { logOf } from '../../src/platform/log.ts'

test('S1: the log hides what slipped in, as a second net', async (t) => {
  const lines: string[] = []
  const log = logOf({ LOG_LEVEL: 'debug' }, { write: (line) => void lines.push(line) })
  const secret = 'canary'
  const names = [
    ...['authorization', 'cookie', 'Set-Cookie', 'user-agent', 'X-Forwarded-For', 'remoteAddress'],
    ...['headers', 'body', 'query', 'params', 'url', 'rawPacket', 'parameters', 'detail'],
    ...['token', 'digits', 'secret', 'password', 'email', 'phone', 'to', 'from', 'notes'],
    ...['codeWord', 'safeContact', 'lat', 'lng', 'text', 'subject', 'html', 'ip', 'address'],
  ]
  for (const name of names) {
    const wrong = Object.assign(new Error('failed'), { [name]: secret })
    log.info({ [name]: secret }, 'top')
    log.info({ a: { b: [{ c: { [name]: secret } }] } }, 'deep')
    log.error({ err: wrong, also: { wrong } }, 'in an error')
  }
  log.info({ code: '123456', form: { code: 123456 } }, 'a code')
  log.info({ req: new Request('https://cw.example/answer/canary') }, 'a request')
  t.notMatch(lines.join(''), /canary|123456/)

  lines.length = 0
  log.error(
    { err: Object.assign(new Error('no'), { code: '23505' }), ms: 3, at: new Date(0) },
    'said',
  )
  t.match(JSON.parse(lines[0]!), {
    ...{ level: 50, msg: 'said', ms: 3, at: '1970-01-01T00:00:00.000Z' },
    err: { type: 'Error', message: 'no', code: '23505', stack: /log\.test/ },
  })
  const circle: Record<string, unknown> = {}
  circle.self = circle
  t.doesNotThrow(() => log.info({ circle }, 'a circle'))
})
