import fc from 'fast-check'
import { test } from 'tap'
import { newDigits, newId, newReference, newToken } from '../../src/platform/ids.ts'

const MANY = 5000
const many = <T>(make: () => T): T[] => Array.from({ length: MANY }, make)

test('a reference', async (t) => {
  const references = many(newReference)
  t.test(
    'is three and three, without what is mistaken on the telephone, or makes words',
    async (t) => {
      for (const each of references) {
        if (!/^[2-9CDFGHJKMNPQRTVWXYZ]{3}-[2-9CDFGHJKMNPQRTVWXYZ]{3}$/.test(each)) t.fail(each)
      }
      t.pass()
    },
  )
  t.test('is never digits only, which would be read as the digits of an offer', async (t) => {
    t.notOk(references.some((each) => /^[\d-]+$/.test(each)))
  })
  t.test('uses every sign of its alphabet', async (t) => {
    t.equal(new Set(references.join('').replaceAll('-', '')).size, 26)
  })
})

test('a token has 128 bits, fit for a URL', async (t) => {
  const tokens = many(newToken)
  t.ok(tokens.every((each) => /^[\w-]{22}$/.test(each)))
  t.equal(new Set(tokens).size, MANY)
})

test('digits are as many as asked for, zeros in front too', async (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      (n) => /^\d+$/.test(newDigits(n)) && newDigits(n).length === n,
    ),
  )
  t.ok(many(() => newDigits(4)).some((each) => each.startsWith('0')))
})

test('ids are in the order of their milliseconds, and never twice', async (t) => {
  const ids = many(newId)
  const milliseconds = ids.map((id) => id.slice(0, 13))
  t.same([...milliseconds].sort(), milliseconds)
  t.equal(new Set(ids).size, MANY)
})
