import { and, asc, count, gt, sql } from 'drizzle-orm'
import { organizations, servicePoints } from '../../db/schema.ts'
import { after, HOUR } from '../platform/clock.ts'
import { conflict, notFound } from '../platform/errors.ts'
import { type Approval, lockApproval, markDone } from '../protection/approval.ts'
import { type Actor, assertMay } from '../protection/may.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import type { Organization, Service } from './shapes.ts'
import { type Form, openBook, organizationsIn, pointsIn } from './write-load.ts'
import { servicesOf } from './write-nested.ts'
import { organizationsWith } from './write-organizations.ts'

/** An approved export can be fetched for so long; milliseconds. */
export const FETCH_WITHIN = HOUR
/** So many organizations, then so many services, are in memory at a time. */
const PAGE = 100

/** Who takes out what anybody may know. */
export const ANYBODY: Actor = { id: 'public', role: 'person' }
/** A script on this machine. */
export const SCRIPT: Actor = { id: 'system', role: 'system' }

/**
 * Uses up an approved export: by the one who asked, once, within the hour. 404 for anybody else's.
 * What then leaves is the full form; a download that breaks off takes another approval.
 */
export async function beginExport(turn: Turn, approvalId: string): Promise<void> {
  const { actor } = turn
  assertMay(actor, 'ask.directory_export')
  const found = await lockApproval(turn, approvalId)
  if (found.askedBy !== actor.id) throw notFound()
  await useUp(turn, found)
}

/**
 * The same by a script on the machine itself, where nobody signs in: whoever runs it was given the
 * id by the one who asked.
 */
export async function beginExportHere(turn: Turn, approvalId: string): Promise<void> {
  await useUp(turn, await lockApproval(turn, approvalId))
}

async function useUp(turn: Turn, found: Approval): Promise<void> {
  if (found.kind !== 'directory_export') throw notFound()
  if (!found.approvedAt || found.refusedAt)
    throw conflict('needs_approval', 'Another person must approve this export first.')
  if (found.doneAt) throw conflict('approval_used', 'What was approved is done already.')
  if (after(found.approvedAt, FETCH_WITHIN) <= turn.now)
    throw conflict('approval_expired', 'It waited too long. Ask again.')
  await markDone(turn, found.id, await sizeOf(turn, 'full'))
}

/** How much there is to export. */
export async function sizeOf({ tx }: Pick<Turn, 'tx'>, form: Form) {
  const [points] = await tx
    .select({ all: count() })
    .from(servicePoints)
    .innerJoin(organizations, sql`${organizations.id} = ${servicePoints.organizationId}`)
    .where(pointsIn(form))
  const [owners] = await tx
    .select({ all: count() })
    .from(organizations)
    .where(organizationsIn(form))
  return { organizations: Number(owners!.all), servicePoints: Number(points!.all) }
}

/** An organization without its services, or the next service of the last one, with its places. */
export type Piece = { organization: Organization } | { service: Service }

/**
 * The whole directory in HSDS, page by page: each organization and then its services. Each page is
 * a transaction of its own; nothing waits in the database for who reads slowly.
 */
export async function* exportPieces(
  services: Services,
  actor: Actor,
  form: Form,
): AsyncGenerator<Piece> {
  if (form === 'full' && actor !== SCRIPT) assertMay(actor, 'directory.read_hidden')
  for (let last: string | undefined, full = true; full; ) {
    const page = await takeTurn(services, actor, (turn) => organizationsAfter(turn, form, last))
    const ids = page.flatMap(({ serviceIds }) => serviceIds)
    let [at, ready] = [0, new Map<string, Service>()]
    for (const { organization, serviceIds } of page) {
      yield { organization }
      for (const id of serviceIds) {
        if (at % PAGE === 0)
          ready = await takeTurn(services, actor, (turn) => next(turn, form, ids, at))
        at++
        const service = ready.get(id)
        if (service) yield { service }
      }
    }
    last = page.at(-1)?.organization.id
    full = page.length === PAGE
  }
}

async function organizationsAfter(turn: Turn, form: Form, last: string | undefined) {
  const found = await turn.tx
    .select()
    .from(organizations)
    .where(and(organizationsIn(form), last ? gt(organizations.id, last) : undefined))
    .orderBy(asc(organizations.id))
    .limit(PAGE)
  return organizationsWith(turn, form, found)
}

async function next(turn: Turn, form: Form, ids: string[], at: number) {
  const book = await openBook(turn, form, ids.slice(at, at + PAGE))
  return new Map(servicesOf(book).map((service) => [service.id, service]))
}
