import { test } from 'tap'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { send } from '../fixtures/person.ts'
import { aService } from '../fixtures/services.ts'

test('services, as anybody may look for them', needsPostgres, async (t) => {
  const service = await aService(t)
  const needs = ['food' as const]
  await aServicePoint(service, { name: 'Open Table', needs })
  await aServicePoint(service, { name: 'Not This One', needs: ['medical_care'] })
  const look = (fields: Record<string, string>, language = 'en') =>
    send(service, `/${language}/services`, { needs: 'food', place: 'Thunder Bay', ...fields })

  const found = await look({})
  t.equal(found.statusCode, 200)
  t.match(found.body, /1 service<\/h2>[\s\S]*Open Table[\s\S]*href="tel:\+/)
  t.notMatch(found.body, 'Not This One')
  t.match((await look({}, 'fr')).body, '1 service</h2>')
  t.match((await look({ needs: 'return' })).body, 'We found none here')

  const nothing = await look({ needs: '', place: '' })
  t.equal(nothing.statusCode, 422)
  t.match(nothing.body, 'Write a town, or choose a province.')
  t.match((await look({ place: 'Nowhereville' })).body, 'We do not know this town')

  t.test('P3: a hidden one is not there, only that one exists in the region', async (t) => {
    const hidden = await aServicePoint(service, { name: 'Canary House', needs, hidden: true })
    const page = await look({})
    t.match(page.body, 'There is also a confidential service in this region.')
    for (const secret of ['Canary House', hidden.id]) t.notMatch(page.body, secret)
    t.match((await look({ place: 'Vancouver' })).body, 'We found none here')
    t.notMatch((await look({ place: 'Vancouver' })).body, 'confidential')
  })
})
