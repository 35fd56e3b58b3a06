import { test } from 'tap'
import { NEEDS } from '../../src/directory/needs.ts'
import { stableId } from '../../src/hsds/ids.ts'
import { findTerm, TAXONOMIES, TERMS, termOf } from '../../src/hsds/taxonomy.ts'

test('our taxonomies', async (t) => {
  t.test('ids are UUIDs of version 5 that never change', async (t) => {
    t.match(stableId('x'), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    t.equal(termOf('need', 'emergency_shelter').id, 'fb1d362e-4f57-587c-828c-abf6e25564e5')
    t.equal(termOf('child', '0-5:girl').id, '47ec1166-ceda-5337-a36f-44548ff7a667')
    const ids = [...TAXONOMIES, ...TERMS].map(({ id }) => id)
    t.equal(new Set(ids).size, ids.length)
  })

  t.test('every need is a term, and every term says what it is', async (t) => {
    for (const need of NEEDS) t.ok(termOf('need', need).name)
    for (const { name, description, termUri } of [...TERMS]) {
      t.ok(name && description)
      t.ok(URL.canParse(termUri))
    }
    t.throws(() => termOf('need', 'nothing'), RangeError)
  })

  t.test('a term is found by its id, by our code, or not at all', async (t) => {
    const term = termOf('fact', 'zone')
    t.equal(findTerm({ id: term.id }), term)
    t.equal(findTerm({ code: 'fact:zone' }), term)
    t.equal(findTerm({ id: 'x', code: 'zone' }), undefined)
    t.equal(findTerm({}), undefined)
  })
})
