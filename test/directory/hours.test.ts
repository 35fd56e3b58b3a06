import fc from 'fast-check'
import { test } from 'tap'
import type { Hours, WeeklyRange } from '../../src/directory/hours.ts'
import {
  addOpenTime,
  nextOpening,
  openings,
  openState,
  openUntil,
} from '../../src/directory/hours.ts'
import { hoursErrors } from '../../src/directory/hours-errors.ts'
import { parseHours, printHours, readHours } from '../../src/directory/hours-text.ts'

const TORONTO = 'America/Toronto'
const ALWAYS: Hours = { kind: 'always' }
const APPOINTMENT: Hours = { kind: 'by_appointment' }
const UNKNOWN: Hours = { kind: 'unknown', text: 'most days' }
const OFFICE = parseHours('Mo-Fr 09:00-17:00; Sa 10:00-14:00')
const NIGHTS = parseHours('Mo-Su 22:00-06:00')

test('hours of a service point', async (t) => {
  t.test('an office is open in its hours, on the clock of its own zone', async (t) => {
    // Wednesday 2 December 2026
    t.equal(openState(OFFICE, TORONTO, at('2026-12-02T13:59:59Z')), 'closed')
    t.equal(openState(OFFICE, TORONTO, at('2026-12-02T14:00:00Z')), 'open')
    t.equal(openState(OFFICE, TORONTO, at('2026-12-02T22:00:00Z')), 'closed', 'closing is closed')
    t.equal(openState(OFFICE, 'America/St_Johns', at('2026-12-02T12:30:00Z')), 'open')
    t.equal(openState(OFFICE, 'America/Vancouver', at('2026-12-02T15:59:00Z')), 'closed')
    t.same(openUntil(OFFICE, TORONTO, at('2026-12-02T15:00:00Z')), at('2026-12-02T22:00:00Z'))
    t.same(nextOpening(OFFICE, TORONTO, at('2026-12-04T23:00:00Z')), at('2026-12-05T15:00:00Z'))
    t.same(nextOpening(OFFICE, TORONTO, at('2026-12-05T20:00:00Z')), at('2026-12-07T14:00:00Z'))
  })

  t.test('Winnipeg is five hours behind in December 2026, for its clocks stopped', async (t) => {
    t.equal(openState(OFFICE, 'America/Winnipeg', at('2026-12-02T13:59:00Z')), 'closed')
    t.equal(openState(OFFICE, 'America/Winnipeg', at('2026-12-02T14:00:00Z')), 'open')
  })

  t.test('a night passes midnight and belongs to the day on which it began', async (t) => {
    const friday = parseHours('Fr 22:00-06:00')
    t.equal(openState(friday, TORONTO, at('2026-12-05T10:59:00Z')), 'open', 'Saturday 05:59')
    t.equal(openState(friday, TORONTO, at('2026-12-04T10:59:00Z')), 'closed', 'Friday 05:59')
    t.same(openUntil(friday, TORONTO, at('2026-12-05T04:00:00Z')), at('2026-12-05T11:00:00Z'))
    const sunday = parseHours('Su 22:00-06:00')
    t.equal(openState(sunday, TORONTO, at('2026-12-07T09:00:00Z')), 'open', 'Monday 04:00')
  })

  t.test('days that touch are one stretch, and midnight may be written 24:00', async (t) => {
    const weekend = parseHours('Sa-Su 00:00-24:00')
    t.same(openings(weekend, TORONTO, at('2026-12-04T12:00:00Z'), 8), [
      { from: at('2026-12-05T05:00:00Z'), to: at('2026-12-07T05:00:00Z') },
      { from: at('2026-12-12T05:00:00Z'), to: at('2026-12-12T12:00:00Z') },
    ])
    const everyDay = parseHours('Mo-Su 08:00-08:00')
    t.equal(openState(everyDay, TORONTO, at('2026-12-05T13:00:00Z')), 'open')
    t.equal(openUntil(everyDay, TORONTO, at('2026-12-05T13:00:00Z')), undefined)
  })

  t.test('a night is an hour shorter in spring and longer in autumn', async (t) => {
    const length = (day: string) => {
      const [night] = openings(NIGHTS, TORONTO, at(`${day}T20:00:00Z`), 1) ?? []
      return (night!.to.getTime() - night!.from.getTime()) / 3_600_000
    }
    t.equal(length('2027-03-12'), 8)
    t.equal(length('2027-03-13'), 7)
    t.equal(length('2027-11-06'), 9)
  })

  t.test(
    'the day of the clock change has its own length, and a lost hour breaks nothing',
    async (t) => {
      const whole = parseHours('Mo-Su 00:00-24:00')
      t.same(openings(whole, TORONTO, at('2027-11-07T00:00:00Z'), 3)?.length, 1)
      const monday = openings(parseHours('Mo 00:00-24:00'), TORONTO, at('2027-03-14T04:30:00Z'), 1)
      t.same(monday, [{ from: at('2027-03-15T04:00:00Z'), to: at('2027-03-15T04:30:00Z') }])
      const early = parseHours('Su 02:15-02:45, 03:30-05:00')
      t.same(openUntil(early, TORONTO, at('2027-03-14T08:00:00Z')), at('2027-03-14T09:00:00Z'))
      const found = openings(early, TORONTO, at('2027-03-14T00:00:00Z'), 1) ?? []
      t.ok(found.every(({ from, to }) => from < to))
    },
  )

  t.test('an exception replaces what begins on its date, and no more', async (t) => {
    const hours: Hours = {
      ...(NIGHTS as Extract<Hours, { kind: 'weekly' }>),
      exceptions: [
        { date: '2026-12-25', ranges: [] },
        { date: '2026-12-31', ranges: [{ opens: '12:00', closes: '13:00' }] },
      ],
    }
    t.equal(openState(hours, TORONTO, at('2026-12-25T10:00:00Z')), 'open', 'the night before')
    t.equal(openState(hours, TORONTO, at('2026-12-26T04:00:00Z')), 'closed')
    t.same(nextOpening(hours, TORONTO, at('2026-12-25T12:00:00Z')), at('2026-12-27T03:00:00Z'))
    t.equal(openState(hours, TORONTO, at('2026-12-31T17:30:00Z')), 'open')
    t.equal(openState(hours, TORONTO, at('2027-01-01T04:00:00Z')), 'closed')
  })

  t.test('a winter shelter is closed outside its season', async (t) => {
    const range: WeeklyRange = { days: ['mo'], opens: '20:00', closes: '08:00' }
    const hours: Hours = {
      kind: 'weekly',
      ranges: [{ ...range, validFrom: '2026-12-07', validTo: '2026-12-14' }],
      exceptions: [],
    }
    t.same(
      openings(hours, TORONTO, at('2026-11-23T00:00:00Z'), 40)?.map(({ from }) => from),
      [at('2026-12-08T01:00:00Z'), at('2026-12-15T01:00:00Z')],
    )
    t.equal(nextOpening(hours, TORONTO, at('2026-11-20T00:00:00Z')), undefined)
    t.equal(openState(hours, TORONTO, at('2026-11-20T00:00:00Z')), 'closed')
  })

  t.test('always is open without end; unknown and by appointment are never guessed', async (t) => {
    const now = at('2026-12-02T03:00:00Z')
    t.equal(openState(ALWAYS, TORONTO, now), 'open')
    t.same(nextOpening(ALWAYS, TORONTO, now), now)
    t.equal(openUntil(ALWAYS, TORONTO, now), undefined)
    t.same(openings(ALWAYS, TORONTO, now, 2), [{ from: now, to: at('2026-12-04T03:00:00Z') }])
    for (const hours of [UNKNOWN, APPOINTMENT]) {
      t.equal(openState(hours, TORONTO, now), 'unknown')
      t.equal(openings(hours, TORONTO, now, 8), undefined)
      t.equal(nextOpening(hours, TORONTO, now), undefined)
      t.equal(openUntil(hours, TORONTO, now), undefined)
    }
  })

  t.test('eight open hours run over nights, never beyond three days', async (t) => {
    const friday = at('2026-12-04T20:00:00Z') // 15:00, two hours before closing
    t.same(addOpenTime(OFFICE, TORONTO, friday, 90), at('2026-12-04T21:30:00Z'))
    t.same(addOpenTime(OFFICE, TORONTO, friday, 120), at('2026-12-04T22:00:00Z'))
    t.same(addOpenTime(OFFICE, TORONTO, friday, 240), at('2026-12-05T17:00:00Z'))
    t.same(addOpenTime(OFFICE, TORONTO, friday, 480), at('2026-12-07T16:00:00Z'))
    t.same(addOpenTime(OFFICE, TORONTO, friday, 540), at('2026-12-07T17:00:00Z'))
    t.same(addOpenTime(OFFICE, TORONTO, friday, 900), at('2026-12-07T20:00:00Z'))
    t.same(addOpenTime(UNKNOWN, TORONTO, friday, 480), at('2026-12-05T04:00:00Z'))
    t.same(addOpenTime(ALWAYS, TORONTO, friday, 9000), at('2026-12-07T20:00:00Z'))
    t.same(addOpenTime(OFFICE, TORONTO, friday, 0), friday)
  })
})

test('hours never contradict themselves', async (t) => {
  const zone = fc.constantFrom(TORONTO, 'America/Winnipeg', 'America/St_Johns', 'America/Regina')
  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '45'))
    .map(([hour, minutes]) => `${String(hour).padStart(2, '0')}:${minutes}`)
  const times = { opens: clock, closes: fc.oneof(clock, fc.constant('24:00')) }
  const day = fc.constantFrom('2027-03-13', '2027-03-14', '2027-11-06', '2027-11-07', '2027-05-05')
  const weekday = fc.constantFrom('mo', 'tu', 'we', 'th', 'fr', 'sa', 'su')
  // overlaps are let through on purpose: they must not break anything either
  const weekly = fc.record({
    kind: fc.constant('weekly' as const),
    ranges: fc.array(
      fc.record(
        { days: fc.uniqueArray(weekday, { minLength: 1 }), ...times, validFrom: day, validTo: day },
        { requiredKeys: ['days', 'opens', 'closes'] },
      ),
      { minLength: 1, maxLength: 5 },
    ),
    exceptions: fc.array(
      fc.record({ date: day, ranges: fc.array(fc.record(times), { maxLength: 2 }) }),
      { maxLength: 3 },
    ),
  }) as fc.Arbitrary<Hours>
  const hours = fc.oneof({ weight: 8, arbitrary: weekly }, fc.constantFrom(ALWAYS, UNKNOWN))
  const days = fc.integer({ min: 1, max: 15 })
  const instant = fc
    .tuple(day, fc.integer({ min: -2 * 288, max: 2 * 288 }))
    .map(([date, steps]) => new Date(Date.parse(`${date}T05:00Z`) + steps * 300_000))
  const runs = { numRuns: 300 }

  t.test('openings are sorted, disjoint and within what was asked', async (t) => {
    fc.assert(
      fc.property(hours, zone, instant, days, (h, z, from, n) => {
        let end = from.getTime() - 1
        for (const stretch of openings(h, z, from, n) ?? []) {
          if (stretch.from.getTime() <= end || stretch.to <= stretch.from) return false
          end = stretch.to.getTime()
        }
        return end <= from.getTime() + n * 86_400_000
      }),
      runs,
    )
    t.pass()
  })

  t.test('open is said exactly inside the openings, from wherever they are counted', async (t) => {
    fc.assert(
      fc.property(hours, zone, instant, days, fc.nat(99), (h, z, from, n, percent) => {
        const found = openings(h, z, from, n)
        const moment = new Date(from.getTime() + Math.floor((n * 86_400_000 * percent) / 100))
        const inside = found?.some((stretch) => stretch.from <= moment && moment < stretch.to)
        const expected = found === undefined ? 'unknown' : inside ? 'open' : 'closed'
        return openState(h, z, moment) === expected
      }),
      runs,
    )
    t.pass()
  })

  t.test('it is open at its next opening, closed until then, and closed at its end', async (t) => {
    fc.assert(
      fc.property(hours, zone, instant, (h, z, now) => {
        const next = nextOpening(h, z, now)
        if (next === undefined) return openState(h, z, now) !== 'open'
        const end = openUntil(h, z, next)
        return (
          openState(h, z, next) === 'open' &&
          next > now === (openState(h, z, now) === 'closed') &&
          (end === undefined || openState(h, z, end) === 'closed')
        )
      }),
      runs,
    )
    t.pass()
  })

  t.test('open time that was added is at least as long, at most 72 hours', async (t) => {
    fc.assert(
      fc.property(hours, zone, instant, fc.integer({ min: 1, max: 1000 }), (h, z, now, minutes) => {
        const passed = addOpenTime(h, z, now, minutes).getTime() - now.getTime()
        return passed >= minutes * 60_000 && passed <= 72 * 3_600_000
      }),
      runs,
    )
    t.pass()
  })
})

test('hours from outside', async (t) => {
  t.test('the CSV syntax is read, and what is not understood stays unknown', async (t) => {
    t.same(parseHours('24/7'), ALWAYS)
    t.same(parseHours('  '), { kind: 'unknown' })
    t.same(parseHours('Sur rendez-vous'), APPOINTMENT)
    t.same(parseHours('mo–we, fr 9:00 – 12:00,13:00-24:00;'), {
      kind: 'weekly',
      ranges: [
        { days: ['mo', 'tu', 'we', 'fr'], opens: '09:00', closes: '12:00' },
        { days: ['mo', 'tu', 'we', 'fr'], opens: '13:00', closes: '24:00' },
      ],
      exceptions: [],
    })
    t.match(parseHours('Sa-Mo 10:00-11:00'), { ranges: [{ days: ['sa', 'su', 'mo'] }] })
    const not = [
      ...['9-5', 'Mo-Fr', '09:00-17:00', 'Mo-Fr 09:00', 'Mo 09:00-25:00', 'Mo 09:60-10:00'],
      ...['Mo-We-Fr 09:00-17:00', 'Xx 09:00-17:00', 'Mo,Mo 09:00-10:00'],
      ...['Mo 09:00-17:00; Mo 16:00-18:00', 'Mo 24:00-09:00', '; ;', 'weekdays'],
    ]
    for (const text of not) t.same(parseHours(text), { kind: 'unknown', text }, text)
  })

  t.test('hours as people write them, in English and French', async (t) => {
    const office = 'Mo,Tu,We,Th,Fr 09:00-17:00'
    const texts: [string, string][] = [
      ['Mon-Fri 9-5', office],
      ['M-F 9:00 am – 5:00 pm', office],
      ['Lun-Ven 9h-17h', office],
      ['Weekdays 9am-5', office],
      ['9 a.m.–5 p.m. Monday–Friday', office],
      ['Monday to Friday, 9:00 AM to 5:00 PM', office],
      ['Open Mon-Fri 0900-1700', office],
      ['Mon-Fri 9-5, closed weekends', office],
      ['samedi et dimanche fermé; lundi au vendredi 9 h à 17 h', office],
      ['du lundi au vendredi de 8 h 30 à 16 h 30', 'Mo,Tu,We,Th,Fr 08:30-16:30'],
      [
        'Lundi au vendredi : 9 h à 12 h et 13 h à 16 h 30',
        'Mo,Tu,We,Th,Fr 09:00-12:00; Mo,Tu,We,Th,Fr 13:00-16:30',
      ],
      ['8:30am to noon daily', 'Mo,Tu,We,Th,Fr,Sa,Su 08:30-12:00'],
      ['Mon, Wed 10-2; Tue 12-8', 'Mo,We 10:00-14:00; Tu 12:00-20:00'],
      ['Sat - 11:30am - 1:30pm', 'Sa 11:30-13:30'],
      ['Sun-Thu 12pm-12am', 'Su,Mo,Tu,We,Th 12:00-24:00'],
      ['Fri 10pm-6am', 'Fr 22:00-06:00'],
      ['24 heures sur 24, 7 jours sur 7', '24/7'],
      ['Open 24 hours a day', '24/7'],
      ['Sur rendez-vous seulement', 'by appointment'],
    ]
    for (const [text, printed] of texts) t.equal(printHours(parseHours(text)), printed, text)
    t.same(readHours('Mon-Fri 9-5, closed holidays'), { hours: parseHours(office), holidays: true })
    const unsure = [
      ...['closed holidays', 'Closed weekends', 'Mon 6-9', 'Mon-Fri 9-11pm', 'Mon-Fri 9h-5h'],
      ...[
        'Mon-Fri 9-5 except Wed',
        'Mon-Fri 9-5 (closed 12-1)',
        'closed Sat, Sun 10-2',
        'Sun-Sun 9-5',
      ],
      ...[
        'Mon-Fri 9-5 or by appointment',
        'We are open Mon-Fri 9-5',
        'M-V 9h-17h',
        'Mon-Fri 25-26',
      ],
      ...['Mon-Fri, 9-5, call first', 'Mon-Fri 9-5, closed Wed', '8 - 10', 'Mon 13pm-14pm'],
    ]
    for (const text of unsure) t.same(parseHours(text), { kind: 'unknown', text }, text)
  })

  t.test('what is parsed, printed and parsed again is the same', async (t) => {
    const words = fc.constantFrom(
      ...[
        'Mon',
        'lun',
        'Fri',
        'ven.',
        'Sat',
        'weekdays',
        'daily',
        '-',
        'to',
        'au',
        'à',
        'and',
        ',',
        ';',
      ],
      ...[
        '9',
        '5',
        '12',
        '9am',
        '5pm',
        '8h30',
        '16 h',
        '09:00',
        '17:00',
        'noon',
        'minuit',
        '24 hours',
      ],
      ...['closed', 'fermé', 'open', 'de', 'holidays', '24/7', 'x', '(', ':'],
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const text = parts.join(' ')
        const hours = parseHours(text)
        t.same(hoursErrors(hours), [])
        if (hours.kind === 'unknown') return (hours.text ?? '') === text.trim()
        return printHours(parseHours(printHours(hours))) === printHours(hours)
      }),
      { numRuns: 2000 },
    )
    t.pass()
  })

  t.test('good hours have no errors', async (t) => {
    for (const hours of [ALWAYS, APPOINTMENT, UNKNOWN, OFFICE, NIGHTS])
      t.same(hoursErrors(hours), [])
    t.same(hoursErrors(weekly([range('mo', '12:00', '12:00'), range('tu', '12:00', '13:00')])), [])
    const seasons = [
      { ...range('mo', '09:00', '17:00'), validTo: '2026-05-31' },
      { ...range('mo', '10:00', '16:00'), validFrom: '2026-06-01' },
    ]
    t.same(hoursErrors(weekly(seasons)), [])
  })

  t.test('every wrong field is named', async (t) => {
    const fields = (hours: unknown) => hoursErrors(hours).map(({ field }) => field)
    t.same(fields(null), ['kind'])
    t.same(fields({ kind: 'toString' }), ['kind'])
    t.same(fields({ kind: 'weekly', ranges: [] }).length, 2)
    t.same(fields(weekly([range('mo', '9:00', '24:01')])), ['ranges.0.opens', 'ranges.0.closes'])
    t.same(fields(weekly([{ ...range('mo', '09:00', '10:00'), note: 'x' }])).length > 0, true)
    t.same(fields(weekly([range('mo', '09:00', '12:00'), range('mo', '11:00', '13:00')])), [
      'ranges.1',
    ])
    t.same(
      fields(weekly([range('mo', '05:00', '12:00'), range('su', '22:00', '06:00')])),
      ['ranges.1'],
      'Sunday night is Monday',
    )
    t.same(
      fields(
        weekly([
          { ...range('mo', '09:00', '10:00'), validFrom: '2026-02-30', validTo: '2026-02-01' },
        ]),
      ),
      ['ranges.0.validFrom', 'ranges.0.validTo'],
    )
    const exceptions = [
      { date: '2026-12-25', ranges: [] },
      {
        date: '2026-12-25',
        ranges: [
          { opens: '09:00', closes: '12:00' },
          { opens: '11:00', closes: '13:00' },
        ],
      },
      { date: '2026-13-01', ranges: [] },
    ]
    t.same(fields({ ...weekly([range('mo', '09:00', '10:00')]), exceptions }), [
      'exceptions.1.date',
      'exceptions.1.ranges.1',
      'exceptions.2.date',
    ])
  })
})

function at(text: string): Date {
  return new Date(text)
}

function range(day: WeeklyRange['days'][number], opens: string, closes: string): WeeklyRange {
  return { days: [day], opens, closes }
}

function weekly(ranges: unknown[]) {
  return { kind: 'weekly', ranges, exceptions: [] }
}
