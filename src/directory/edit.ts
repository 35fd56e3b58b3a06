import { isDeepStrictEqual } from 'node:util'
import { conflict, invalid, notFound } from '../platform/errors.ts'
import type { Turn } from '../services.ts'
import { findServicePoint } from './browse.ts'
import { organizationErrors } from './contacts.ts'
import { factErrors } from './fact-errors.ts'
import { judgePlace } from './place.ts'
import type { Facts, Phone } from './schemas.ts'
import { saveServicePoint } from './service-point.ts'
import type { PointDetails } from './store.ts'
import { viewPointInFull } from './view.ts'

type Body = Facts & { organizationId: string }

/**
 * Saves what was sent, of a new point or of the one with this id, and answers with what now stands.
 * `hide`: its place is confidential from now on; only two people show it again. Throws 404 for one that
 * is not known, 409 for another organization, 422 with every bad field.
 */
export async function editPoint(turn: Turn, body: Body, id?: string, hide = false) {
  const { tx, actor, now } = turn
  const { errors, cautions, phones } = await checkPoint(turn, body, id)
  if (errors.length > 0) throw invalid(errors.map(({ pointer, detail }) => ({ pointer, detail })))
  const input = { ...body, phones, id, ...(hide && { hidden: true }) }
  const saved = await saveServicePoint(tx, turn, input, now, actor)
  return { ...(await readPoint(turn, saved.id)), cautions }
}

/** Everything that is wrong with what would be saved, and what is doubtful about its place; changes nothing. */
export async function checkPoint(turn: Turn, body: Body, id?: string) {
  const { tx, actor, gazetteer } = turn
  const known = id ? await findServicePoint(tx, actor, id) : undefined
  if (id && !known) throw notFound()
  if (known && known.organizationId !== body.organizationId.toLowerCase())
    throw conflict(
      'organization_fixed',
      'A service point stays with its organization: a contact_change takes two people.',
    )
  const phones = known?.status === 'partner' ? (body.phones ?? known.phones) : body.phones
  const judged = judgePlace(gazetteer, body)
  const cautions = (judged?.cautions ?? []).map(({ field, ...caution }) => ({
    ...caution,
    pointer: `/${field}`,
  }))
  const errors = [
    ...factErrors(gazetteer, body),
    ...cautions.filter(({ unusable }) => unusable),
    ...(judged ? [] : [{ pointer: '/province', detail: 'is not a province of Canada' }]),
    ...(await organizationErrors(turn, body.organizationId, '/organizationId')),
    ...(known ? phoneErrors(known, phones) : []),
  ]
  return { errors, cautions, phones }
}

/** As this actor may see it; 404 where it may not know of it. */
export async function readPoint({ tx, actor }: Turn, id: string) {
  const point = await findServicePoint(tx, actor, id)
  if (!point) throw notFound()
  return viewPointInFull(tx, actor, point)
}

/** Whoever changed the number that operators call could confirm an offer in the partner's place. */
function phoneErrors({ status, phones: standing }: PointDetails, phones?: Phone[]) {
  const kept = status !== 'partner' || isDeepStrictEqual(phones, standing)
  return kept
    ? []
    : [{ pointer: '/phones', detail: 'needs a second person: ask for a contact_change' }]
}
