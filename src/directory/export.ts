import { and, asc, count, inArray, isNull } from 'drizzle-orm'
import { contacts, hiddenPlaces, organizations, servicePoints } from '../../db/schema.ts'
import { after, HOUR } from '../platform/clock.ts'
import { conflict, notFound } from '../platform/errors.ts'
import { lockApproval, markDone } from '../protection/approval.ts'
import { type Actor, assertMay } from '../protection/may.ts'
import { dataKeysOf, open } from '../protection/seal.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { browseOrganizations, browseServicePoints } from './browse.ts'
import { viewOrganization, viewPoint } from './view.ts'

/** An approved export can be fetched for so long; milliseconds. */
export const FETCH_WITHIN = HOUR
const PAGE = 200

/**
 * Uses up an approved export: by the one who asked, once, within the hour. 404 for anybody else's.
 * What then leaves is `exportLines`; a download that breaks off takes another approval.
 */
export async function beginExport(turn: Turn, approvalId: string): Promise<void> {
  const { tx, now, actor } = turn
  assertMay(actor, 'ask.directory_export')
  const found = await lockApproval(turn, approvalId)
  if (found.kind !== 'directory_export' || found.askedBy !== actor.id) throw notFound()
  if (!found.approvedAt || found.refusedAt)
    throw conflict('needs_approval', 'Another person must approve this export first.')
  if (found.doneAt) throw conflict('approval_used', 'What was approved is done already.')
  if (after(found.approvedAt, FETCH_WITHIN) <= now)
    throw conflict('approval_expired', 'It waited too long. Ask again.')
  const [points] = await tx
    .select({ all: count() })
    .from(servicePoints)
    .where(isNull(servicePoints.removedAt))
  const [owners] = await tx
    .select({ all: count() })
    .from(organizations)
    .where(isNull(organizations.removedAt))
  await markDone(turn, approvalId, {
    organizations: Number(owners!.all),
    servicePoints: Number(points!.all),
  })
}

/**
 * The whole directory as an editor sees it, with contacts and the true places of hidden points, one
 * JSON object in each line. Issue 6 replaces these lines by HSDS.
 */
export async function* exportLines(services: Services, actor: Actor): AsyncGenerator<string> {
  for (let last: string | undefined, full = true; full; ) {
    const page = await takeTurn(services, actor, ({ tx }) =>
      browseOrganizations(tx, actor, { after: last, limit: PAGE }),
    )
    for (const each of page) yield line({ organization: viewOrganization(each) })
    last = page.at(-1)?.id
    full = page.length === PAGE
  }
  for (let last: string | undefined, full = true; full; ) {
    const page = await takeTurn(services, actor, (turn) => pointsAfter(turn, last))
    for (const each of page) yield line({ servicePoint: each })
    last = page.at(-1)?.id
    full = page.length === PAGE
  }
}

const line = (value: object): string => `${JSON.stringify(value)}\n`

async function pointsAfter(turn: Turn, last: string | undefined) {
  const { tx, actor } = turn
  const page = await browseServicePoints(tx, actor, { after: last, limit: PAGE })
  const ids = page.map(({ id }) => id)
  const places = await truePlaces(turn, ids)
  const all = await tx
    .select()
    .from(contacts)
    .where(and(inArray(contacts.servicePointId, ids), isNull(contacts.endsAt)))
    .orderBy(asc(contacts.position))
  return page.map((point) => ({
    ...viewPoint(point),
    contacts: all
      .filter(({ servicePointId }) => servicePointId === point.id)
      .map(({ id, channel, value, language, confirmedAt, failedReason }) => ({
        ...{ id, channel, value, language, confirmedAt, failedReason },
      })),
    ...(places.has(point.id) && { truePlace: places.get(point.id) }),
  }))
}

async function truePlaces({ tx, keys }: Turn, ids: string[]): Promise<Map<string, unknown>> {
  if (ids.length === 0) return new Map()
  const found = await tx
    .select()
    .from(hiddenPlaces)
    .where(inArray(hiddenPlaces.servicePointId, ids))
  const opened = await dataKeysOf(
    tx,
    keys,
    found.map(({ keyId }) => keyId),
  )
  return new Map(
    found.map(({ servicePointId: row, keyId, sealed }) => {
      const place = { table: 'hidden_places', row, field: 'sealed' }
      return [row, open(opened.get(keyId)!, place, sealed)]
    }),
  )
}
