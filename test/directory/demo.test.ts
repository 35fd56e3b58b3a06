import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { capacities, contacts, servicePoints } from '../../db/schema.ts'
import { demoDirectory } from '../../db/seed/demo-directory.ts'
import { loadDemoDirectory } from '../../src/directory/demo.ts'
import { factErrors } from '../../src/directory/fact-errors.ts'
import { hoursErrors } from '../../src/directory/hours-errors.ts'
import { judgePlace } from '../../src/directory/place.ts'
import { confirmedContacts, servicePointsByIds } from '../../src/directory/store.ts'
import { provinces } from '../../src/geography/region.ts'
import { after, HOUR } from '../../src/platform/clock.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { directoryServices } from '../fixtures/directory.ts'

test('the demonstration directory', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const now = new Date('2026-11-23T15:00:00Z')
  const services = directoryServices(db, { now: async () => now })
  const steps: number[] = []
  const loaded = await loadDemoDirectory(services, (done) => steps.push(done))
  const ids = (await db.orm.select({ id: servicePoints.id }).from(servicePoints)).map(
    ({ id }) => id,
  )
  const points = [...(await servicePointsByIds(db.orm, ids)).values()]

  t.test('loads every line of its file once, and says how far it is', async (t) => {
    t.equal(loaded, demoDirectory.length)
    t.equal(points.length, demoDirectory.length)
    t.equal(steps.at(-1), demoDirectory.length)
    t.equal(await loadDemoDirectory(services, () => {}), 0)
  })

  t.test('is right by the rules that hold for what an editor enters', async (t) => {
    const cautions = demoDirectory.flatMap(({ at, lat, lng }) => {
      const [city, province] = at.replace('’', "'").split(', ')
      return judgePlace(services.gazetteer, { city, province: province!, lat, lng })?.cautions
    })
    t.same(cautions, [], 'every place is in the gazetteer')
    for (const { hours, name, lat, lng, ...point } of points) {
      const { zone, phones, languages, areas, minAge, maxAge, takes, refuses } = point
      const facts = { zone, phones, languages, areas, minAge, maxAge, takes, refuses }
      t.same(factErrors(services.gazetteer, facts as never), [], name)
      t.same(hoursErrors(hours), [], name)
      t.notOk(hours.kind === 'unknown' && hours.text, name)
    }
  })

  t.test(
    'has every province and every kind of service point that the rules speak of',
    async (t) => {
      t.same(new Set(points.map(({ province }) => province)), new Set(provinces))
      const some = (what: string, which: (point: (typeof points)[number]) => boolean) =>
        t.ok(points.filter(which).length >= 2, what)
      some('partners', ({ status }) => status === 'partner')
      some('only listed', ({ status }) => status === 'listed')
      some('hidden', ({ hidden, address, city }) => hidden && address === null && city === null)
      some(
        'for women',
        ({ genders }) => !genders?.includes('man') && genders?.includes('woman') === true,
      )
      some(
        'for men',
        ({ genders }) => genders?.includes('man') === true && !genders.includes('woman'),
      )
      some('for all genders', ({ genders }) => genders?.length === 5)
      some('for families', ({ children }) => children?.includes('13-17:boy') === true)
      some('for youth', ({ maxAge }) => (maxAge ?? 99) < 25)
      some('Indigenous-led', ({ indigenous }) => indigenous.includes('indigenous_led'))
      some('remote', ({ remote }) => remote)
      some(
        'open over midnight',
        ({ hours }) =>
          hours.kind === 'weekly' && hours.ranges.some(({ opens, closes }) => closes < opens),
      )
      const figures = await db.orm.select().from(capacities)
      t.ok(
        figures.some(({ room, freshUntil }) => room === 0 && freshUntil > now),
        'full',
      )
      t.ok(
        figures.some(({ freshUntil }) => freshUntil < now),
        'stale',
      )
    },
  )

  t.test(
    'counts its dates from the load, and its numbers are fictional and used once',
    async (t) => {
      const all = await db.orm.select().from(contacts)
      t.equal(new Set(all.map(({ value }) => value)).size, all.length)
      for (const { channel, value } of all) {
        t.match(
          value,
          channel === 'sms' ? /^\+1\d{3}55501[5-8]\d$/ : /^intake@[a-z0-9-]+\.example$/,
        )
      }
      for (const { phones } of points) t.match(phones[0]?.number, /^\+1\d{3}55501[1-4]\d$/)
      t.ok(all.every(({ confirmedAt }) => !confirmedAt || confirmedAt < now))
      const listed = points.filter(({ status }) => status === 'listed').map(({ id }) => id)
      t.same(await confirmedContacts(db.orm, listed), [])
    },
  )

  t.test('has three beds in Thunder Bay for the journey of the README', async (t) => {
    const fit = points.filter(
      ({ city, needs, genders, minAge, maxAge }) =>
        city === 'Thunder Bay' &&
        needs.includes('emergency_shelter') &&
        genders?.includes('woman') &&
        (minAge ?? 0) <= 24 &&
        (maxAge ?? 99) >= 24,
    )
    t.equal(fit.length, 3)
    for (const { id, name, status, hours } of fit) {
      t.match({ status, hours }, { status: 'partner', hours: { kind: 'always' } }, name)
      const reached = await confirmedContacts(db.orm, [id])
      t.same(
        reached.map(({ channel }) => channel),
        ['sms', 'email'],
        name,
      )
      const figures = await db.orm
        .select()
        .from(capacities)
        .where(eq(capacities.servicePointId, id))
      t.ok(
        figures.every(({ room, freshUntil }) => room > 0 && freshUntil > after(now, HOUR)),
        name,
      )
    }
  })
})
