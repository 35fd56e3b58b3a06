import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { test } from 'tap'
import {
  duplicatePairs,
  events,
  importFindings,
  servicePoints,
  termMappings,
} from '../../db/schema.ts'
import {
  beginUpload,
  fileOf,
  forgetLeft,
  forgetUpload,
  readUpload,
  saveUpload,
} from '../../src/editor/imports-store.ts'
import { readFileOnly } from '../../src/editor/imports-work.ts'
import { findDuplicates } from '../../src/hsds/duplicates-find.ts'
import { DAY } from '../../src/platform/clock.ts'
import { transact } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/ids.ts'
import { send as sendJson } from '../fixtures/approvals.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aService } from '../fixtures/services.ts'

const BASE = '/staff/directory'
const CSV = `source,id,organization,name,province,city,phones,needs
test,1,Cedar Society,Cedar House,ON,Thunder Bay,807-555-0110,emergency_shelter
test,2,Birch Society,Birch House,ON,Thunder Bay,555-01,food
test,3,Oak Society,Oak House,XX,Nowhere,807-555-0111,food
`

test('files in and out, terms and duplicates', needsPostgres, async (t) => {
  const said: string[] = []
  const log = pino({ level: 'warn' }, { write: (line) => said.push(line) })
  const service = await aService(t, { log })
  const { orm } = service.db
  const editor = await service.asStaff('editor')
  type Person = { headers: Record<string, string> }
  const look = async (url: string, who: Person = editor) => {
    const { statusCode, body, headers } = await service.app.inject({ url, headers: who.headers })
    return { status: statusCode, body, to: String(headers.location ?? '') }
  }
  const send = async (url: string, fields: [string, string][] = [], who: Person = editor) => {
    const { statusCode, body, headers } = await service.app.inject({
      ...{ method: 'POST', url, payload: new URLSearchParams(fields).toString() },
      headers: { ...who.headers, 'content-type': 'application/x-www-form-urlencoded' },
    })
    return { status: statusCode, body, to: String(headers.location ?? '') }
  }
  const begin = async (name: string, who: Person = editor) =>
    sendJson(service, who, 'POST', `${BASE}/imports/files?name=${encodeURIComponent(name)}`)
  const part = async (id: string, at: number, payload: string, who: Person = editor) => {
    const headers = { ...who.headers, 'content-type': 'application/octet-stream' }
    const url = `${BASE}/imports/files/${id}?at=${at}`
    return (await service.app.inject({ method: 'PUT', url, headers, payload })).statusCode
  }
  /** What the page of a file says once the work is done. */
  async function after(url: string) {
    for (let i = 0; i < 200; i++) {
      const seen = await look(url)
      if (!/data-at-work/.test(seen.body)) return seen
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error('it is still at work')
  }

  await t.test('a file is sent in parts, read, and only then taken in', async (t) => {
    const made = await begin('../../etc/my list.csv')
    t.equal(made.status, 201)
    const { id } = made.body
    const half = CSV.length - 40
    t.equal(await part(id, 0, CSV.slice(0, half)), 204)
    t.equal(await part(id, 0, CSV.slice(0, half)), 409, 'a part that was there')
    const colleague = await service.asStaff('editor')
    t.equal(await part(id, half, 'x', colleague), 404, 'another one’s file')
    t.equal(await part(id, half, CSV.slice(half)), 204)
    const at = `${BASE}/imports/files/${id}`
    t.equal((await look(at, colleague)).status, 404)

    t.equal((await send(`${at}/reading`)).status, 303)
    const read = await after(at)
    t.match(read.body, /my list\.csv: what would happen[\s\S]*Nothing has changed yet/)
    t.match(read.body, /Not taken in[\s\S]*1[\s\S]*What was found/)
    t.match(read.body, /Telephone numbers, left out \(1\)[\s\S]*line 3/)
    t.match(
      (await look(`${at}?lang=fr`)).body,
      /ligne 3, phones[\s\S]*&quot;555-01&quot; n’est pas un numéro de téléphone; omis/,
    )
    t.match((await look(`${BASE}/imports`)).body, /Sent, and not taken in[\s\S]*my list\.csv/)
    t.equal(await orm.$count(servicePoints), 0)

    t.equal((await send(`${at}/taking`)).status, 303)
    const taken = await after(at)
    t.match(taken.to, /\/imports\/[0-9a-f-]{36}$/)
    const run = await look(taken.to)
    t.match(run.body, /my list\.csv: what happened[\s\S]*New[\s\S]*2/)
    t.match(run.body, /line 3, phones[\s\S]*&quot;555-01&quot; is not a telephone number; left out/)
    const french = async () => (await look(`${taken.to}?lang=fr`)).body
    t.match(await french(), /&quot;555-01&quot; n’est pas un numéro de téléphone; omis/)
    t.notMatch(await french(), /is not a telephone|<span lang="en">/)
    await orm.update(importFindings).set({ says: 'is <old>', saysFr: null })
    t.match(await french(), '<span lang="en">is &lt;old&gt;</span>', 'kept before it had French')
    const points = await orm.select().from(servicePoints)
    t.same(points.map(({ name, status }) => [name, status]).sort(), [
      ...[
        ['Birch House', 'listed'],
        ['Cedar House', 'listed'],
      ],
    ])
    const [event] = await orm
      .select()
      .from(events)
      .where(eq(events.chain, `service_point:${points[0]!.id}`))
    t.match(event, { actor: editor.actor.id, action: 'service_point.created' })
    t.match((await look(`${BASE}/imports`)).body, /2 new, 0 changed, 1 not taken in/)

    const late = { headers: { ...editor.headers, 'content-type': 'application/octet-stream' } }
    const more = { ...late, method: 'PUT', url: `${at}?at=0`, payload: 'x' } as const
    t.equal((await service.app.inject(more)).statusCode, 409, 'a part after it was taken in')

    // Whoever brought a number in is not the one who calls it.
    const cedar = points.find(({ name }) => name === 'Cedar House')!
    t.match((await look(`${BASE}/points/${cedar.id}/vetting`)).body, /put its numbers on file/)
  })

  await t.test('what is no file of ours is said, and can be forgotten', async (t) => {
    const { body } = await begin('empty.json')
    const at = `${BASE}/imports/files/${body.id}`
    await part(body.id, 0, 'PK\u0003\u0004 not a list')
    await send(`${at}/reading`)
    t.match((await after(at)).body, /could not be read[\s\S]*zip archive/)
    t.match((await look(`${at}?lang=fr`)).body, /<p>empty\.json est une archive zip/)
    const { problemFr: _, ...before } = await readUpload(service, editor.actor.id, body.id)
    await saveUpload(service, before)
    t.match((await look(`${at}?lang=fr`)).body, /<span lang="en">empty\.json is a zip archive/)
    t.equal((await send(`${at}/end`)).to, `${BASE}/imports`)
    t.equal((await look(at)).status, 404)
    const police = await service.asStaff('police')
    for (const page of ['imports', 'export', 'terms', 'duplicates', 'work'])
      t.equal((await look(`${BASE}/${page}`, police)).status, 403)
    t.equal((await begin('a.csv', police)).status, 403)
  })

  await t.test(
    'nothing that a file says makes a partner, and no file is kept for long',
    async (t) => {
      const { body } = await begin('old.csv')
      service.clock.tick(DAY)
      const later = await service.asStaff('editor')
      await begin('new.csv', later)
      service.clock.tick(-DAY)
      t.equal((await look(`${BASE}/imports/files/${body.id}`)).status, 404)
      t.equal(await orm.$count(servicePoints, eq(servicePoints.status, 'partner')), 0)
    },
  )

  await t.test('what an earlier program left goes when its time is over', async (t) => {
    const given = { source: 'test', mapping: '', fileName: 'left.csv' }
    const { at } = service.clock
    const old = await beginUpload(service, editor.actor.id, given, new Date(at.getTime() - DAY))
    const young = await beginUpload(service, editor.actor.id, given, at)
    const busy = { ...(await beginUpload(service, editor.actor.id, given, at)), at: old.at }
    await saveUpload(service, { ...busy, state: 'taking' })
    await forgetLeft(service, at, 500)
    const gone = async (upload: Parameters<typeof saveUpload>[1]) => {
      while (existsSync(fileOf(service, upload)))
        await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await gone(old)
    for (let percent = 0; percent < 10; percent++) {
      await saveUpload(service, { ...busy, state: 'taking', percent })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    t.ok(existsSync(fileOf(service, busy)), 'another process is at work on it')
    await gone(busy)
    t.ok(existsSync(fileOf(service, young)))
  })

  await t.test(
    'the processes of several machines share a folder, or each has its own',
    async (t) => {
      const { body } = await begin('parts.csv')
      const headers = { ...editor.headers, 'content-type': 'application/octet-stream' }
      const url = `${BASE}/imports/files/${body.id}?at=0`
      const sent = async (env: Record<string, string>) => {
        const other = await aService(t, { db: service.db, env })
        const { statusCode } = await other.app.inject({
          method: 'PUT',
          url,
          headers,
          payload: 'a,b',
        })
        return statusCode
      }
      t.equal(await sent({}), 404)
      t.equal(await sent({ IMPORTS_DIR: service.config.IMPORTS_DIR! }), 204)
    },
  )

  await t.test('a part is sent as bytes', async (t) => {
    const { body } = await begin('form.csv')
    const url = `${BASE}/imports/files/${body.id}?at=0`
    for (const type of [undefined, 'application/x-www-form-urlencoded', 'application/json']) {
      const headers = { ...editor.headers, ...(type && { 'content-type': type }) }
      const payload = type && { payload: type.endsWith('json') ? '{}' : 'a=b' }
      const { statusCode } = await service.app.inject({ method: 'PUT', url, headers, ...payload })
      t.equal(statusCode, 415, `${type}`)
    }
  })

  await t.test('what is at work stays until it is done, and never stops the program', async (t) => {
    const { body } = await begin('busy.csv')
    const at = `${BASE}/imports/files/${body.id}`
    const upload = await readUpload(service, editor.actor.id, body.id)
    const long = new Date(service.clock.at.getTime() - DAY).toISOString()
    for (const state of ['reading', 'taking'] as const) {
      await saveUpload(service, { ...upload, state, at: long })
      t.equal((await send(`${at}/end`)).status, 409)
      await look(`${BASE}/imports`)
      t.ok(existsSync(fileOf(service, upload)), 'old, and at work')
    }
    await saveUpload(service, { ...upload, at: long })
    await look(`${BASE}/imports`)
    t.notOk(existsSync(fileOf(service, upload)))

    // nothing can be kept of it, or it is gone, while it is read
    const { body: other } = await begin('gone.csv')
    await part(other.id, 0, CSV.padEnd(3_900_000, '\n'))
    const gone = await readUpload(service, editor.actor.id, other.id)
    const inTheWay = join(fileOf(service, gone), '../../upload.json.new')
    mkdirSync(inTheWay)
    await t.rejects(readFileOnly(service, gone), { code: 'EISDIR' })
    rmSync(inTheWay, { recursive: true })
    said.length = 0
    await send(`${BASE}/imports/files/${other.id}/reading`)
    await forgetUpload(service, gone)
    while (!said.some((line) => /what came of a file/.test(line)))
      await new Promise((resolve) => setTimeout(resolve, 20))
    t.notMatch(said.join(), other.id, 'the name of an error, never what it says')
  })

  await t.test('a term gets its meaning', async (t) => {
    const at = service.clock.at
    const id = newId()
    await orm.insert(termMappings).values({
      ...{ id, taxonomy: '211', code: 'BH', term: 'Women’s <beds>', termKey: 'beds', seen: 9 },
      ...{ facts: { minAge: 16 }, firstSeenAt: at, lastSeenAt: at },
    })
    t.match((await look(`${BASE}/terms`)).body, /Women’s &lt;beds&gt;[\s\S]*on 9 services/)
    t.match((await look(`${BASE}/terms?q=nothing`)).body, /No term is like that/)
    const saved = await send(`${BASE}/terms/${id}`, [
      ...([
        ['needs', 'emergency_shelter'],
        ['genders', 'woman'],
        ['flags', 'remote'],
      ] as never[]),
    ])
    t.equal(saved.to, `${BASE}/terms`)
    const term = async () =>
      (await orm.select().from(termMappings).where(eq(termMappings.id, id)))[0]
    t.match(await term(), {
      needs: ['emergency_shelter'],
      facts: { minAge: 16, genders: ['woman'], remote: true },
      decidedBy: editor.actor.id,
    })
    t.match((await look(`${BASE}/terms/${id}?lang=fr`)).body, /Que veut dire[\s\S]*checked/)
    await send(`${BASE}/terms/${id}`, [['nothing', 'yes']])
    t.match(await term(), { needs: [], facts: {} })
    t.equal((await look(`${BASE}/terms/${newId()}`)).status, 404)
  })

  await t.test('duplicates stand side by side, and an editor decides', async (t) => {
    const a = await aServicePoint(service, { name: 'Twin House', description: 'The one.' })
    const b = await aServicePoint(service, {
      ...{ name: 'TWIN HOUSE', status: 'listed', vetted: undefined, contacts: [] },
      ...{ website: 'https://twin.example', refuses: ['pets'] },
    })
    await transact(service, findDuplicates)
    const { body } = await look(`${BASE}/duplicates`)
    t.match(body, /Twin House and TWIN HOUSE|TWIN HOUSE and Twin House/)
    t.match(body, /What differs[\s\S]*Site[\s\S]*https:\/\/twin\.example/)
    const pair: [string, string][] = [
      ['a', a.id],
      ['b', b.id],
      ['verdict', 'merge'],
    ]
    const wrong = await send(`${BASE}/duplicates`, [...pair, ['keep', b.id]])
    t.match(wrong, { status: 409, body: /Keep the partner/ })
    const kept = await send(`${BASE}/duplicates`, [...pair, ['keep', a.id], ['take', 'website']])
    t.equal(kept.status, 303)
    const points = await orm.select().from(servicePoints)
    t.match(
      points.find(({ id }) => id === a.id),
      { website: 'https://twin.example' },
    )
    t.ok(points.find(({ id }) => id === b.id)!.removedAt)
    t.match(await orm.select().from(duplicatePairs), [{ judgement: 'merged' }])
    t.equal((await send(`${BASE}/duplicates`, [...pair, ['keep', a.id]])).status, 404)
    t.match((await look(`${BASE}/duplicates`)).body, /No two service points look like one/)
  })

  await t.test('what everybody may know leaves at once, all of it by two', async (t) => {
    await aServicePoint(service, { name: 'Quiet Place', hidden: true })
    t.match((await look(`${BASE}/export`)).body, /For everybody[\s\S]*href="[^"]*export\/json"/)
    t.notMatch((await look(`${BASE}/export/json`)).body, 'Quiet Place')
    t.match(await send(`${BASE}/export`), { status: 422, body: /Say why it is needed/ })
    t.equal((await send(`${BASE}/export`, [['reason', 'A copy.']])).status, 303)
    t.match((await look(`${BASE}/export`)).body, /You have asked already/)
    const { body } = await sendJson(service, editor, 'GET', '/v1/approvals')
    const own = body.approvals.find(({ kind }: { kind: string }) => kind === 'directory_export')
    const admin = await service.asStaff('admin')
    await sendJson(service, admin, 'POST', `/v1/approvals/${own.id}/approval`)
    t.match((await look(`${BASE}/export`)).body, `action="/v1/exports/${own.id}"`)
    const fetched = await send(`/v1/exports/${own.id}`)
    t.match(fetched, { status: 201, body: /Quiet Place/ })
    t.notMatch((await look(`${BASE}/export`)).body, 'Fetch it')
  })
})
