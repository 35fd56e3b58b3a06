import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { emailHtml } from '../../src/delivery/email-html.ts'
import { localProvider, readOutbox } from '../../src/delivery/local.ts'
import { outboxPage } from '../../src/delivery/outbox-pages.ts'
import type { SendOutcome } from '../../src/delivery/provider.ts'
import { smtpProvider } from '../../src/delivery/smtp.ts'
import { anEmail, anSms, leaks, now } from '../fixtures/outgoing.ts'
import { brokenSmtp, type SmtpBehaviour, smtpSink } from '../fixtures/smtp-sink.ts'

test('smtp', async (t) => {
  const to = (url: string, timeoutMs = 1000) =>
    smtpProvider({ url, from: 'Causeway <offers@causeway.example.org>', timeoutMs })

  await t.test('a message arrives, and a repeat carries the same Message-ID', async (t) => {
    const sink = await smtpSink()
    t.teardown(() => sink.close())
    const email = anEmail({ text: 'réponse: body-canary', html: '<p>body</p>', language: 'fr' })
    const sent = { kind: 'sent', providerId: '<m-1@causeway.example.org>' }
    t.same(await to(sink.url).send(email, now), sent)
    t.same(await to(sink.url).send(email, now), sent)
    t.match(sink.received[0], { from: 'offers@causeway.example.org', to: ['person@example.org'] })
    t.match(sink.received[0]?.raw, /^Content-Language: fr\r$/m)
    t.match(sink.received[0]?.raw, /multipart\/alternative/)
    const ids = sink.received.map((mail) => mail.raw.match(/^Message-ID: (.*)\r$/m)?.[1])
    t.same(ids, ['<m-1@causeway.example.org>', '<m-1@causeway.example.org>'])
  })

  const refusals: [SmtpBehaviour, SendOutcome][] = [
    [
      { rcpt: { code: 550, text: '5.1.1 no such user person@example.org' } },
      { kind: 'failed', reason: 'bad_address' },
    ],
    [{ rcpt: { code: 550, text: '5.7.1 blocked' } }, { kind: 'failed', reason: 'refused' }],
    [{ rcpt: { code: 450, text: '4.2.0 greylisted' } }, { kind: 'retry', reason: 'unavailable' }],
    [{ data: { code: 554, text: '5.6.0 body-canary' } }, { kind: 'failed', reason: 'refused' }],
    [{ data: { code: 451, text: '4.3.0 later' } }, { kind: 'retry', reason: 'unavailable' }],
    [{ auth: 'refuse' }, { kind: 'failed', reason: 'misconfigured' }],
  ]
  for (const [behaviour, outcome] of refusals) {
    await t.test(`${JSON.stringify(behaviour)} is ${JSON.stringify(outcome)}`, async (t) => {
      const sink = await smtpSink(behaviour)
      t.teardown(() => sink.close())
      const provider = to(sink.url)
      const got = await provider.send(anEmail(), now)
      t.same(got, outcome)
      t.same(leaks(got, provider), [])
    })
  }

  const breaks: [Parameters<typeof brokenSmtp>, SendOutcome][] = [
    [['connect', 'cut'], { kind: 'retry', reason: 'unavailable' }],
    [['connect', 'silence'], { kind: 'retry', reason: 'unavailable' }],
    [['rcpt', 'cut'], { kind: 'retry', reason: 'unavailable' }],
    [['rcpt', 'silence'], { kind: 'retry', reason: 'unavailable' }],
    [['body', 'cut'], { kind: 'unknown', reason: 'reset' }],
    [['body', 'silence'], { kind: 'unknown', reason: 'timeout' }],
  ]
  for (const [[at, how], outcome] of breaks) {
    await t.test(`${how} at ${at} is ${JSON.stringify(outcome)}`, async (t) => {
      const server = await brokenSmtp(at, how)
      t.teardown(() => server.close())
      t.same(await to(server.url, 300).send(anEmail(), now), outcome)
    })
  }

  await t.test('nobody there, a bad address, and a window that is over', async (t) => {
    t.same(await to('smtp://127.0.0.1:1').send(anEmail(), now), {
      kind: 'retry',
      reason: 'unavailable',
    })
    const sink = await smtpSink()
    t.teardown(() => sink.close())
    t.same(await to(sink.url).send(anEmail({ to: 'nobody' + '\r\nRCPT TO:<a@b.c>' }), now), {
      kind: 'failed',
      reason: 'bad_address',
    })
    t.same(await to(sink.url).send(anEmail({ validUntil: now }), now), {
      kind: 'failed',
      reason: 'too_late',
    })
    t.equal(sink.received.length, 0)
  })
})

test('local', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-outbox-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const provider = localProvider({ folder: join(folder, 'new') })
  const later = new Date(now.getTime() + 1000)

  await t.test('a message becomes a file, newest first, broken ones left out', async (t) => {
    t.same(await readOutbox(join(folder, 'new')), [])
    t.same(await provider.send(anSms(), now), { kind: 'sent', providerId: 'local-m-1' })
    await provider.send(anEmail({ id: '../m-2' }), later)
    await writeFile(join(folder, 'new', '9-broken.json'), '{"id": ')
    await writeFile(join(folder, 'new', '9-null.json'), 'null')
    const items = await readOutbox(join(folder, 'new'))
    t.same(
      items.map((item) => item.id),
      ['../m-2', 'm-1'],
    )
    t.match(items[1], {
      at: now.toISOString(),
      channel: 'sms',
      to: '+16135550142',
      text: 'body-canary',
    })
    t.equal((await readOutbox(join(folder, 'new'), 3)).length, 1, 'the limit counts files')
    t.same(
      (await readdir(join(folder, 'new'))).filter((name) => name.endsWith('.tmp')),
      [],
    )
  })

  await t.test(
    'the page shows a phone and a mailbox, escapes, links, and lets one reply',
    async (t) => {
      const nasty = anSms({
        id: 'm-3',
        text: '<script>x</script> http://localhost:3000/answer/abc" end',
      })
      await provider.send(nasty, later)
      const items = await readOutbox(join(folder, 'new'))
      for (const language of ['en', 'fr'] as const) {
        const page = String(outboxPage(items, { language, refresh: false }))
        t.match(page, `<html lang="${language}">`)
        t.match(page, '&lt;script&gt;')
        t.notMatch(page, '<script>')
        t.match(page, '<a href="http://localhost:3000/answer/abc">')
        t.match(page, '<form method="post" action="/outbox/replies">')
        t.match(page, 'name="from" value="+16135550142"')
        t.notMatch(page, /\bfalse\b|undefined|style=|http-equiv/)
      }
      const refreshing = String(outboxPage(items, { language: 'en', refresh: true }))
      t.match(refreshing, '<meta http-equiv="refresh" content="5">')
      t.notMatch(refreshing, '<form', 'a refresh would wipe what is being typed')
    },
  )

  await t.test('a folder that cannot be written is said as such', async (t) => {
    await writeFile(join(folder, 'file'), '')
    const blocked = localProvider({ folder: join(folder, 'file') })
    t.same(await blocked.send(anSms(), now), { kind: 'retry', reason: 'unavailable' })
  })

  await t.test('the HTML of an e-mail escapes and links', (t) => {
    const page = emailHtml(['a < b', 'https://x.example/answer/A?b=1&c=2'], 'fr')
    t.match(page, '<html lang="fr">')
    t.match(page, '<p>a &lt; b</p>')
    t.match(page, '<a href="https://x.example/answer/A?b=1&amp;c=2">')
    t.end()
  })
})
