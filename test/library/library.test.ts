import { test } from 'tap'
import { isPublicLink, readWritten } from '../../src/library/judge.ts'
import { newId } from '../../src/platform/ids.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aService } from '../fixtures/services.ts'

const CARD = {
  ...{ title: 'A card (fictional)', kind: 'awareness', languages: ['en', 'eng', 'fr'] },
  ...{ organization: 'Example Society', link: 'https://tools.example/card', year: 2025 },
}

test('the library of tools', needsPostgres, async (t) => {
  const service = await aService(t)
  const editor = await service.asStaff('editor')
  const call = async (
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    payload?: object,
    who = editor,
  ) => {
    const { headers } = who
    const response = await service.app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: response.statusCode, body: response.body, json: () => response.json() }
  }
  const form = async (url: string, fields: Record<string, string>) => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const response = await service.app.inject({
      ...{ method: 'POST', url, headers: { ...editor.headers, ...type } },
      payload: new URLSearchParams(fields).toString(),
    })
    return { status: response.statusCode, body: response.body }
  }

  t.test('a tool is added, changed, found, and taken out; the record knows who', async (t) => {
    const { status, json } = await call('POST', '/v1/resources', CARD)
    t.equal(status, 201)
    const { id, languages } = json()
    t.same(languages, ['en', 'fr'], 'one language is one code')
    const more = { ...CARD, titleFr: 'Une carte (fictive)', audiences: ['at_risk', 'youth'] }
    t.match((await call('PUT', `/v1/resources/${id}`, more)).json(), {
      titleFr: 'Une carte (fictive)',
    })
    t.equal((await call('PUT', `/v1/resources/${id}`, more)).status, 200)
    const found = async (query: string) =>
      (await call('GET', `/v1/resources?${query}`)).json().resources
    t.equal((await found('q=CARTE%20fict')).length, 1)
    t.equal((await found('kind=awareness&language=fra&audience=youth')).length, 1)
    t.equal((await found('kind=service')).length, 0)
    t.equal((await found('q=100%25')).length, 0)
    t.equal((await call('POST', `/v1/resources/${id}/retirement`)).status, 201)
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', ''],
      ['POST', '/retirement'],
    ] as const)
      t.equal(
        (
          await call(
            method,
            `/v1/resources/${id}${path}`,
            path === '' && method === 'PUT' ? more : undefined,
          )
        ).status,
        404,
      )
    t.equal((await call('POST', '/v1/resources', CARD)).status, 201, 'its link is free again')
    const supervisor = await service.asStaff('supervisor')
    const { events } = (
      await call('GET', `/v1/events?thing=resource:${id}`, undefined, supervisor)
    ).json()
    t.same(events.map(({ action }: { action: string }) => action).sort(), [
      'resource.changed',
      'resource.created',
      'resource.retired',
    ])
    t.notMatch(JSON.stringify(events), /card|tools\.example/)
  })

  t.test('every bad field is named at once; a link is judged by its form', async (t) => {
    const bad = { ...CARD, languages: ['zz'], link: 'https://10.0.0.1/x', year: 2199 }
    const { status, json } = await call('POST', '/v1/resources', bad)
    t.equal(status, 422)
    const pointers = json().errors.map(({ pointer }: { pointer: string }) => pointer)
    t.same(pointers.sort(), ['/languages', '/link', '/year'])
    const twice = (await call('POST', '/v1/resources', CARD)).json()
    t.match(twice.errors, [{ pointer: '/link', detail: 'is that of another tool' }])
    for (const good of [
      'https://tools.example',
      'https://a-b.example.org/x?y=1#z',
      'https://xn--bcher-kva.example/',
    ])
      t.ok(isPublicLink(good), good)
    for (const wrong of [
      ...['http://tools.example', 'javascript:alert(1)', 'https://localhost/', 'https://10.0.0.1/'],
      ...['https://user:pass@tools.example', 'https://tools.example:8443/', 'https://[::1]/', 'x'],
      ...['https://printer.local/', 'https://tools.example/a b', 'https://tools.example/"><x', ''],
    ])
      t.notOk(isPublicLink(wrong), wrong)
    const names = readWritten({ ...TEXTS, languages: 'English, français; Cree, es' }, 2026)
    t.same(names.input?.languages, ['en', 'fr', 'cr', 'es'])
  })

  t.test('by pages: what is wrong stands beside its field, what was typed stays', async (t) => {
    const nothing = await form('/staff/library/new', {})
    t.equal(nothing.status, 422)
    for (const id of ['title', 'kind', 'languages', 'organization', 'link'])
      t.match(nothing.body, `id="${id}-error"`)
    const typed = { ...TEXTS, title: 'A <b>guide</b>', languages: 'Klingon', year: 'soon' }
    const { body } = await form('/staff/library/new', typed)
    t.match(body, 'value="A &lt;b&gt;guide&lt;/b&gt;"')
    t.match(body, /value="Klingon"[\s\S]*Type a year from 1900/)
    t.equal(
      (await form('/staff/library/new', { ...typed, languages: 'French', year: '2020' })).status,
      303,
    )
    const { body: list } = await call('GET', '/staff/library?q=guide&in=fr')
    t.match(list, /1 tool<[\s\S]*A &lt;b&gt;guide/)
    const [, id] = /\/staff\/library\/([0-9a-f-]{36})/.exec(list)!
    t.match((await call('GET', `/staff/library/${id}`)).body, /value="French"/)
    t.equal((await form(`/staff/library/${id}`, { ...TEXTS, title: 'A guide' })).status, 303)
    t.equal((await form(`/staff/library/${id}/retirement`, {})).status, 303)
    t.equal((await call('GET', `/staff/library/${id}`)).status, 404)
  })

  t.test('a file goes out and comes in again; bad lines are named, good ones go in', async (t) => {
    const formula = { ...CARD, title: '=HYPERLINK("x")', link: 'https://tools.example/formula' }
    t.equal((await call('POST', '/v1/resources', formula)).status, 201)
    const { body: file } = await call('GET', '/staff/library.csv')
    t.match(file, /\r\n"'=HYPERLINK\(""x""\)",/)
    const again = (await call('POST', '/v1/resource-imports', { csv: file })).json()
    t.match(again, { created: 0, changed: 0, bad: 0, unchanged: again.rows })
    const csv = [
      'title,kind,languages,organization,link,year',
      'One,service,"en, es",Example,https://tools.example/one,2024',
      'Two,leaflet,zz,,http://tools.example/two,12',
      'Three,service,en,Example,https://tools.example/one,',
      'Four,service,en',
      '"A card, changed",awareness,en,Example Society,https://tools.example/card,2026',
    ].join('\n')
    const report = (await call('POST', '/v1/resource-imports', { csv })).json()
    t.match(report, { rows: 5, created: 1, changed: 1, unchanged: 0, bad: 3 })
    t.same(
      report.remarks.map(
        ({ line, column }: { line: number; column: string }) => `${line} ${column}`,
      ),
      ['3 kind', '3 languages', '3 organization', '3 link', '3 year', '4 link', '5 row'],
    )
    const shown = await form('/staff/library/import?lang=fr', { csv })
    t.match(shown.body, /Non utilisés : 3\.[\s\S]*Ligne 3[\s\S]*Choisissez un type/)
    t.equal((await form('/staff/library/import', { csv: 'a,b\n1,2' })).status, 422)
    t.equal((await call('POST', '/v1/resource-imports', { csv: 'title' })).status, 422)
    const many = `title,kind,languages,organization,link\n${'x,service,en,y,https://a.example\n'.repeat(501)}`
    t.match((await form('/staff/library/import', { csv: many })).body, /At most 500 lines/)
  })

  t.test('anybody may read it, in a frame of their language, and nothing is kept', async (t) => {
    const read = async (language: string, search?: object) => {
      const response = await service.app.inject({
        ...{ method: search ? 'POST' : 'GET', url: `/${language}/library` },
        ...(search && {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams(search as never).toString(),
        }),
      })
      t.equal(response.statusCode, 200)
      t.notOk(response.headers['set-cookie'])
      return response.body
    }
    t.match(await read('en'), /<title>Causeway<[\s\S]*class="leave"[\s\S]*A card, changed/)
    t.match(await read('fr'), /Bibliothèque d’outils[\s\S]*Sensibilisation/)
    t.match(await read('ar'), /dir="rtl"[\s\S]*class="library" lang="en" dir="ltr"/)
    t.notMatch(await read('en', { q: 'no such tool' }), /A card/)
    t.match(await read('en', { kind: 'service', in: 'es' }), /tools\.example\/one/)
    t.equal((await service.app.inject('/xx/library')).statusCode, 404)
  })

  t.test('who may read, and who may change', async (t) => {
    for (const role of ['police', 'service_point', 'rapporteur', 'admin'] as const) {
      const who = await service.asStaff(role)
      t.equal((await call('GET', '/staff/library', undefined, who)).status, 200, role)
      t.equal((await call('GET', '/staff/library/new', undefined, who)).status, 403, role)
      t.equal((await call('POST', '/v1/resources', CARD, who)).status, 403, role)
    }
    t.equal((await call('PUT', `/v1/resources/${newId()}`, CARD)).status, 404)
  })
})

const TEXTS = {
  ...{ title: 'A guide', kind: 'service', languages: 'en', organization: 'Example Society' },
  ...{ link: 'https://tools.example/guide', audiences: 'police,health', licence: 'CC0' },
}
