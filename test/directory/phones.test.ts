import { test } from 'tap'
import { formatPhone, isE164, parsePhones } from '../../src/directory/phones.ts'

test('telephone cells', async (t) => {
  t.test('a cell may hold several numbers, with words around them', async (t) => {
    const cells: Record<string, string[]> = {
      '807-555-0123': ['+18075550123'],
      '(867) 555-0199': ['+18675550199'],
      '+1 807 555 0123': ['+18075550123'],
      '250-555-0198 or 1-800-555-0188': ['+12505550198', '+18005550188'],
      '8075550123 8075550124': ['+18075550123', '+18075550124'],
      '807-555-0123 (24/7)': ['+18075550123'],
      '807-555-0123, 807-555-0123': ['+18075550123'],
      'Tel: 416-555-0123, TTY 416-555-0124; fax 4165550125': [
        ...['+14165550123', '+14165550124', '+14165550125'],
      ],
      '212-555-0123': ['+12125550123'],
      '': [],
      'call us': [],
    }
    for (const [cell, numbers] of Object.entries(cells)) {
      t.same(parsePhones(cell), { phones: numbers.map((e164) => ({ e164 })), problems: [] }, cell)
    }
  })

  t.test('extensions are kept, in English and in French', async (t) => {
    for (const word of ['ext. 4819', 'x4819', 'extension 4819', 'poste 4819', '#4819']) {
      t.same(parsePhones(`604-555-0123 ${word}`).phones, [
        { e164: '+16045550123', extension: '4819' },
      ])
    }
    t.same(parsePhones('604-555-0123, ext 7').phones, [{ e164: '+16045550123', extension: '7' }])
    t.same(parsePhones('604-555-0123 x1 / 604-555-0123 x2').phones.length, 2)
  })

  t.test('toll-free numbers are taken although the library says they are American', async (t) => {
    t.same(parsePhones('1-833-555-0110').phones, [{ e164: '+18335550110' }])
  })

  t.test('what costs too much, is elsewhere or is no number is refused and named', async (t) => {
    const cells: Record<string, [string, string][]> = {
      '1-900-451-5555': [['1-900-451-5555', 'premium']],
      '+1 242 322 1234': [['+1 242 322 1234', 'outside_canada_us']],
      '787-555-0123': [['787-555-0123', 'outside_canada_us']],
      '+44 20 7946 0958': [['+44 20 7946 0958', 'outside_canada_us']],
      '911': [['911', 'short_code']],
      '211 or 988': [
        ['211', 'short_code'],
        ['988', 'short_code'],
      ],
      '555-0123': [['555-0123', 'not_a_number']],
      '807-555-01234': [['807-555-01234', 'not_a_number']],
      '1-866-HELP-NOW': [['1-866-HELP-NOW', 'not_a_number']],
    }
    for (const [cell, expected] of Object.entries(cells)) {
      const { phones, problems } = parsePhones(cell)
      t.same(phones, [], cell)
      t.same(
        problems.map(({ text, reason }) => [text, reason]),
        expected,
        cell,
      )
    }
    const mixed = parsePhones('807-555-0123 or 1-900-451-5555 or 12')
    t.same(mixed.phones, [{ e164: '+18075550123' }])
    t.same(
      mixed.problems.map(({ reason }) => reason),
      ['premium', 'not_a_number'],
    )
  })

  t.test('E.164 is told by its shape, and shown as Canadians write it', async (t) => {
    t.ok(isE164('+18075550123'))
    for (const no of ['18075550123', '+0123456789', '+1807', '+1 807 555 0123', '+18075550123x']) {
      t.notOk(isE164(no), no)
    }
    t.equal(formatPhone('+18075550123'), '807-555-0123')
    t.equal(formatPhone('+18005550123'), '1-800-555-0123')
    t.equal(formatPhone('+442079460958'), '+44 20 7946 0958')
    t.equal(formatPhone('911'), '911')
  })
})
