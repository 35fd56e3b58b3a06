import { eq, getTableColumns, getTableName, is, sql } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { test } from 'tap'
import * as schema from '../../db/schema.ts'
import { offers } from '../../db/schema.ts'
import { saveDraft } from '../../src/intake/draft.ts'
import { rows, transact } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/ids.ts'
import { askApproval } from '../../src/protection/approval.ts'
import { type DataKey, dataKey, open } from '../../src/protection/seal.ts'
import { keepTip } from '../../src/public/tip.ts'
import { keepDutyRecord } from '../../src/routing/duty-records.ts'
import { restrictReferral } from '../../src/routing/restriction.ts'
import { takeTurn } from '../../src/services.ts'
import { setProvider } from '../../src/staff/oidc-provider.ts'
import { sayDetails } from '../../src/upkeep/corrections.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral, completeTask, post, readLeg, reply } from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

/** Bytes that are hashes or signatures, and the wrapped keys, which seal.test.ts exchanges. */
const NOT_SEALED =
  /^(token_hash|digits_hash|code_hash|viewer_hash|secret_hash|body_hmac|code_hmac)$|^(head|hash|previous|root|mac|wrapped)$/
/** Where a sealed value's data key is named: in its own row, or in its referral's. */
const KEYS: Record<string, string> = {
  tasks:
    'select r.key_id from referrals r join legs l on l.referral_id = r.id where l.id = t.leg_id',
  referred: 'select r.key_id from referrals r where r.id = t.referral_id',
  own: 't.key_id',
}

const TABLES = Object.values(schema).flatMap((value) => (is(value, PgTable) ? [value] : []))
const SEALED = TABLES.flatMap((table) => {
  const columns = Object.values(getTableColumns(table))
  const names = columns.map(({ name }) => name)
  return columns
    .filter((column) => column.getSQLType() === 'bytea' && !NOT_SEALED.test(column.name))
    .map(({ name }) => ({
      ...{ table: getTableName(table), field: name },
      id: names.includes('id') ? 'id' : names[0]!,
      key: names.includes('key_id') ? 'own' : names.includes('referral_id') ? 'referred' : 'tasks',
    }))
})

test('S2: exchanging two ciphertexts fails', needsPostgres, async (t) => {
  const service = await aService(t)
  for (const _ of [1, 2]) await fill(service)
  const values = await valuesOf(service)

  for (const { table, field } of SEALED) {
    const own = values.filter((each) => each.table === table && each.field === field)
    t.ok(own.length >= 2, `${table}.${field} was written twice, or fill() must learn to`)
  }
  let pairs = 0
  for (const here of values) {
    open(here.key, here, here.sealed)
    for (const there of values) {
      if (here === there) continue
      pairs++
      // Moved alone, and moved with the name of its key.
      for (const key of [here.key, there.key]) {
        if (opens(key, here, there.sealed))
          t.fail(`${there.table}.${there.field} opens at ${here.table}.${here.field}`)
      }
    }
  }
  t.ok(pairs > 500, `${pairs} exchanges`)
})

type Value = { table: string; row: string; field: string; sealed: Uint8Array; key: DataKey }

/** Two of each column at least, all of them in this database. */
async function valuesOf(service: TestService): Promise<Value[]> {
  const values: Value[] = []
  for (const { table, field, id, key } of SEALED) {
    const found = await rows<{ row: string; sealed: string; keyId: string }>(
      service.db.orm,
      sql.raw(`select t."${id}"::text as row, encode(t."${field}", 'base64') as sealed,
                      (${KEYS[key]})::text as "keyId"
                 from "${table}" t where length(t."${field}") > 0 order by 1 limit 3`),
    )
    for (const { row, sealed, keyId } of found)
      values.push({
        ...{ table, row, field, sealed: Buffer.from(sealed, 'base64') },
        key: await transact(service, (tx) => dataKey(tx, service.keys, keyId)),
      })
  }
  return values
}

function opens(key: DataKey, place: Value, sealed: Uint8Array): boolean {
  try {
    open(key, place, sealed)
    return true
  } catch {
    return false
  }
}

/** Writes one of each sealed column, through the verb that writes it. */
async function fill(service: TestService): Promise<void> {
  const operator = await service.asStaff('operator')
  const supervisor = await service.asStaff('supervisor')
  const admin = await service.asStaff('admin')
  const moved = await aServicePoint(service, { hidden: true })
  await aServicePoint(service, { ...moved, city: 'Nipigon' })
  const full = await aServicePoint(service, {
    capacities: [{ need: 'emergency_shelter', population: 'any', room: 0 }],
  })
  const point = await aServicePoint(service)
  const made = await aReferral(service, { needs: ['emergency_shelter'] }, operator.headers)
  const taken = await aReferral(service, { needs: ['emergency_shelter'] }, operator.headers)
  const [offer] = await service.db.orm.select().from(offers).where(eq(offers.referralId, taken.id))
  const send = async (url: string, payload: object, headers: Record<string, string>) => {
    const answer = await post(service, url, payload, headers)
    if (answer.status >= 300) throw new Error(`${url}: ${answer.text}`)
    return answer.body
  }
  const { authorization } = await service.as('service_point', offer!.organizationId)
  const meeting = { how: 'we_call', whoDrives: 'service' }
  await send(`/v1/offers/${offer!.id}/acceptance`, {}, { authorization })
  await send(`/v1/offers/${offer!.id}/confirmation`, { meeting }, { authorization })
  await send(`/v1/offers/${offer!.id}/messages`, { text: 'She likes tea.' }, { authorization })
  const override = { override: { rules: ['full'], reason: 'they made room' } }
  await send(
    `/v1/legs/${made.legId}/offers`,
    { servicePointId: full.id, ...override },
    supervisor.headers,
  )
  await reply(service, point.sms, 'what?')
  const unconscious = {
    basis: 'override',
    reason: 'unconscious',
    scope: ['needs', 'area', 'age_gender'],
  }
  const none = { givenBy: undefined, method: undefined, statement: undefined, language: undefined }
  await aReferral(
    service,
    { urgency: 'emergency', consent: { ...none, interpreter: undefined, ...unconscious } },
    operator.headers,
  )
  const minor = await aReferral(service, { age: 16 }, operator.headers)
  const report = { agency: 'CAS', at: '2026-11-21T19:00:00Z', number: 'N-1' }
  const leg = await readLeg(service, minor.id)
  await completeTask(
    service,
    leg,
    'minor_report',
    { outcome: 'reported', ...report },
    operator.headers,
  )
  const reason = 'A test looks at it.'
  await send('/v1/openings', { referral: made.id, reason }, supervisor.headers)
  await send(`/v1/referrals/${made.id}/readings`, { reason, parts: ['story'] }, operator.headers)
  await takeTurn(service, supervisor.actor, async (turn) => {
    const thing = `referral:${made.id}`
    await askApproval(turn, { kind: 'legal_hold', thing, what: {}, reason, secret: reason })
    await restrictReferral(turn, made.id, { staff: null, reason })
    await saveDraft(turn, newId(), 0, [{ name: 'notes', value: 'tea' }])
    await sayDetails(turn, point.id, { atOnce: {}, proposed: { words: 'a new name' } })
    await keepTip(turn, newId(), { danger: 'no', what: 'x', where: 'y', language: 'en' })
    await keepDutyRecord(turn, { referral: { id: made.id } }, 'override', { by: 'staff:x' })
  })
  await takeTurn(service, admin.actor, async (turn) => {
    const { organizationId } = await service.asStaff('police')
    await setProvider(turn, organizationId, {
      ...{ slug: `p-${organizationId.slice(-8)}`, issuer: 'https://id.example', clientId: 'c' },
      ...{ clientSecret: 'secret', roleClaim: 'role', roles: { officer: 'police' } },
    })
  })
}
