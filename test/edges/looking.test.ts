import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { rows } from '../../src/platform/database.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { ROLES } from '../../src/protection/may.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { lastCode, lettersOf, postForm } from '../fixtures/letters.ts'
import { aReferral, aTaken } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

/** What a GET may touch: when somebody was last seen, and how often somebody asked. */
const ALLOWED = ['staff_sessions', 'staff_rate_limits']
const WHO = process.env.PROVE ? ROLES : (['operator', 'police', 'service_point'] as const)

test(
  'S4: GET, HEAD and OPTIONS change no row, whoever asks for whatever',
  needsPostgres,
  async (t) => {
    const db = await aDatabase(t)
    const admin = openPostgres(db.adminUrl, { pool: 1 })
    t.teardown(() => admin.close())
    const service = await aService(t, {
      db,
      env: {
        RATE_LIMITS: '{"page":1000000,"unknown":1000000,"account":1000000,"refused":1000000}',
      },
    })
    const point = await aServicePoint(service)
    await aServicePoint(service, { hidden: true })
    const people = await Promise.all(
      WHO.map((role) =>
        service.asStaff(role, role === 'service_point' ? point.organizationId : undefined),
      ),
    )
    const operator = people[WHO.indexOf('operator')]!.headers
    await aTaken(service)
    await aReferral(service, {}, operator)
    const [letter] = lettersOf(service).slice(-1)
    await postForm(service, letter!.path, { digits: letter!.digits, answer: 'yes' })
    await service.settle()
    const confirmed = await postForm(service, `${letter!.path}/confirmation`, {
      code: lastCode(service),
    })
    const viewer = String(confirmed.headers['set-cookie']).split(';')[0]!
    await aReferral(service, {}, operator)

    const tables = await rows<{ name: string; id: boolean }>(
      admin.orm,
      sql`select tablename as name, exists (select from information_schema.columns c
          where c.table_name = tablename and column_name = 'id') as id
        from pg_tables where schemaname = 'public' and tablename <> 'spatial_ref_sys' order by 1`,
    )
    const snapshot = async () => {
      const hashes: Record<string, string> = {}
      for (const { name } of tables.filter(({ name }) => !ALLOWED.includes(name))) {
        const [row] = await rows<{ hash: string }>(
          admin.orm,
          sql`select md5(coalesce(string_agg(x::text, '|' order by x::text), '')) as hash from ${sql.identifier(name)} x`,
        )
        hashes[name] = row!.hash
      }
      return hashes
    }
    const ids = new Set<string>()
    for (const { name } of tables.filter(({ id }) => id)) {
      const found = await rows<{ id: string }>(
        admin.orm,
        sql`select id::text as id from ${sql.identifier(name)} order by id desc limit ${process.env.PROVE ? 5 : 1}`,
      )
      for (const { id } of found) ids.add(id)
    }
    const tokens = [
      ...new Set(lettersOf(service).map(({ token }) => token)),
      'AAAAAAAAAAAAAAAAAAAAAA',
    ]

    /** And where something is seen, asks in the other ways too. */
    async function look(each: string, url: string, own: (typeof people)[number]['headers']) {
      const headers = { ...own, cookie: `${own.cookie}; ${viewer}` }
      const asked = await service.app.inject({ url: each, headers })
      if (asked.statusCode >= 400) return
      reached.add(url)
      for (const method of ['HEAD', 'OPTIONS'] as const)
        await service.app.inject({ method, url: each, headers })
    }

    const before = await snapshot()
    const reached = new Set<string>()
    const routes = service.app.everyRoute.filter(({ method }) => [method].flat().includes('GET'))
    for (const { url } of routes) {
      const filled = url.includes('/:token')
        ? tokens.map((token) => url.replace(':token', token))
        : /:\w+|\*/.test(url)
          ? [...ids].map((id) => url.replace(/:\w+|\*/g, encodeURIComponent(id)))
          : [url]
      for (const each of filled)
        await Promise.all(people.map(({ headers }) => look(each, url, headers)))
    }
    t.strictSame(await snapshot(), before)
    const missed = routes.map(({ url }) => url).filter((url) => !reached.has(url))
    t.comment(`not reached: ${missed.join(' ')}`)
    t.ok(
      reached.size > routes.length / 2,
      `${reached.size} of ${routes.length} routes were reached`,
    )
    for (const url of ['/v1/referrals/:id', '/v1/tasks', '/answer/:token', '/documentation/'])
      t.ok(reached.has(url), url)
  },
)
