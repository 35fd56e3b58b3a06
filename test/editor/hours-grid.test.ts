import fc from 'fast-check'
import { test } from 'tap'
import type { Hours } from '../../src/directory/hours.ts'
import { hoursErrors } from '../../src/directory/hours-errors.ts'
import { clockOf, hoursValues, readHours, WEEK } from '../../src/editor/hours-values.ts'

const TODAY = '2026-11-22'
const UNKNOWN: Hours = { kind: 'unknown' }

test('times are read as people type them', (t) => {
  const read: Record<string, string | undefined> = {
    ...{ '9': '09:00', '9:30': '09:30', '09:05': '09:05', '9 h 30': '09:30', '17h': '17:00' },
    ...{ '9.30': '09:30', '930': '09:30', '1730': '17:30', '9am': '09:00', '12 am': '00:00' },
    ...{
      '5:30 p.m.': '17:30',
      '12pm': '12:00',
      '24:00': '24:00',
      '0': '00:00',
      '9:30:00': '09:30',
    },
    ...{ '25:00': undefined, '9:60': undefined, '24:30': undefined, '13pm': undefined },
    ...{ noon: undefined, '-9': undefined, '9-17': undefined },
  }
  for (const [text, clock] of Object.entries(read)) t.equal(clockOf(text), clock, text)
  t.end()
})

test('the week grid', async (t) => {
  const clock = (most: number) =>
    fc
      .integer({ min: 0, max: most })
      .map((n) => `${String(Math.floor(n / 2)).padStart(2, '0')}:${n % 2 ? '30' : '00'}`)
  const span = fc.record({ opens: clock(47), closes: clock(48) })
  const day = fc.constantFrom(...WEEK)
  const season = fc.constantFrom({}, { validFrom: '2026-12-01' }, { validTo: '2027-03-31' })
  const hours: fc.Arbitrary<Hours> = fc
    .record({
      kind: fc.constant('weekly' as const),
      ranges: fc.array(
        fc
          .tuple(fc.uniqueArray(day, { minLength: 1 }), span, season)
          .map(([days, times, valid]) => ({ days, ...times, ...valid })),
        { minLength: 1, maxLength: 6 },
      ),
      exceptions: fc.uniqueArray(
        fc.record({
          date: fc.constantFrom('2026-12-25', '2027-01-01', '2026-01-01'),
          ranges: fc.array(span, { maxLength: 2 }),
        }),
        { selector: ({ date }) => date },
      ),
    })
    .filter((each) => hoursErrors(each).length === 0)

  await t.test('what is shown and sent again untouched stays as it stands', (t) => {
    fc.assert(
      fc.property(hours, (stands) => {
        const read = readHours(hoursValues(stands, TODAY), stands, TODAY)
        return read.wrong.length === 0 && read.hours === stands
      }),
      { numRuns: 300 },
    )
    for (const stands of [
      UNKNOWN,
      { kind: 'always' } as const,
      { kind: 'by_appointment' } as const,
    ])
      t.same(readHours(hoursValues(stands, TODAY), UNKNOWN, TODAY).hours, stands)
    t.end()
  })

  await t.test('what is typed means the same as what it was typed from', (t) => {
    fc.assert(
      fc.property(hours, (meant) => {
        const over = meant.kind === 'weekly' && meant.exceptions.some(({ date }) => date < TODAY)
        const { hours: read, wrong } = readHours(hoursValues(meant, TODAY), UNKNOWN, TODAY)
        if (wrong.length > 0 || hoursErrors(read).length > 0) return false
        return over || readHours(hoursValues(read, TODAY), meant, TODAY).hours === meant
      }),
      { numRuns: 300 },
    )
    t.end()
  })

  await t.test('each mistake is said beside its field', (t) => {
    const wrong = (body: object) => readHours({ hours: 'weekly', ...body }, UNKNOWN, TODAY).wrong
    t.same(wrong({}), [{ field: 'mo-1-from', code: 'no_day' }])
    t.same(wrong({ 'tu-1-from': '9', 'tu-1-to': 'x', 'we-1-to': '5' }), [
      { field: 'tu-1-to', code: 'time' },
      { field: 'we-1-from', code: 'time' },
    ])
    const day = { 'mo-1-from': '9', 'mo-1-to': '17' }
    t.same(wrong({ ...day, 'mo-2-from': '16', 'mo-2-to': '18' }), [
      { field: 'mo-2-from', code: 'overlap' },
    ])
    t.same(wrong({ ...day, 'su-1-from': '22', 'su-1-to': '10' })[0]?.code, 'overlap')
    t.same(wrong({ ...day, 'date-1': '2026-02-30' }), [{ field: 'date-1', code: 'date' }])
    t.same(wrong({ ...day, 'date-1-from': '9', 'date-1-to': '10' }), [
      { field: 'date-1', code: 'date' },
    ])
    t.same(wrong({ ...day, 'season-1-from': '9', 'season-1-to': '10' }), [
      { field: 'season-1-days', code: 'season_days' },
    ])
    t.end()
  })

  await t.test('who writes times means them; who chooses something else means that', (t) => {
    const times = { 'mo-1-from': '9', 'mo-1-to': '17' }
    t.equal(readHours({ hours: 'unknown', ...times }, UNKNOWN, TODAY).hours.kind, 'weekly')
    const weekly = readHours({ hours: 'weekly', ...times }, UNKNOWN, TODAY).hours
    t.equal(readHours({ hours: 'always', ...times }, weekly, TODAY).hours.kind, 'always')
    t.end()
  })
})
