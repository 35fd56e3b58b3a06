import { and, ilike, isNull, or } from 'drizzle-orm'
import { organizations } from '../../db/schema.ts'
import { browseServicePoints } from '../directory/browse.ts'
import { nextOpening, openUntil } from '../directory/hours.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { locate } from '../geography/gazetteer.ts'
import type { LocateCaution, Place } from '../geography/place.ts'
import { areaLabel, areaOf } from '../geography/region.ts'
import type { Language } from '../locales/locale.ts'
import { isRough } from '../matching/ask.ts'
import { type Candidate, match } from '../matching/match.ts'
import { type MatchAnswer, present, sentence, type Viewer } from '../matching/present.ts'
import type { FieldError } from '../platform/errors.ts'
import type { Actor } from '../protection/may.ts'
import { readAsk } from '../routing/facts.ts'
import { countMatch } from '../routing/insiders-count.ts'
import type { AskInput } from '../routing/schemas.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { askOf } from './call-input.ts'
import type { Form } from './form.ts'
import type { Languages } from './languages.ts'
import type { SearchCount } from './search-count.ts'

/** What a match of the list says beside what the API says of it. */
export type Beside = {
  point: PointDetails
  openUntil?: Date
  nextOpening?: Date
  room?: { count: number; at: Date }
  /** Why it stands where it stands, without what is said beside it anyway. */
  why: string
  /** Only of a hidden one, whose position is that of its region's public centre. */
  region?: string
}
export type Found = {
  kind: 'found'
  area: string
  cautions: LocateCaution[]
  answer: MatchAnswer
  beside: Map<string, Beside>
  /** Undefined where only the province, or so, is known. */
  person?: { lat: number; lng: number }
  whyNot?: { name: string; why: string }[]
  avoided: string[]
}
export type Search =
  | Found
  /** Needs and a place are missing still: nothing was looked up. */
  | { kind: 'nothing'; place: boolean; needs: boolean }
  | { kind: 'wrong'; errors: FieldError[]; message?: { en: string; fr: string }; places: Place[] }
  /** Too many searches in this hour; seconds until the next. */
  | { kind: 'capped'; wait: number }

export type Searching = { languages: Languages; count: SearchCount }

/** As many as an operator looks through while somebody waits on the telephone. */
const SHOWN = 8
const ASKED_ABOUT = 3
const AVOIDED = 5

/**
 * Who could help, as `POST /v1/matches` says it, for a form that is still being filled in. `call` names
 * the form: see `search-count.ts` for what is counted of it.
 */
export async function search(
  services: Services,
  { languages, count }: Searching,
  actor: Actor,
  { form, call, reader }: { form: Form; call: string; reader: Language },
): Promise<Search> {
  const said = askOf(form, languages.codeOf)
  const place = Object.keys(said.location).length > 0
  if (!place || said.needs.length === 0)
    return { kind: 'nothing', place, needs: said.needs.length > 0 }
  const where = locate(services.gazetteer, said.location)
  if (!where.ok) {
    const { field, message, suggestions } = where
    const errors = [{ pointer: `/location/${field}`, detail: message.en }]
    return { kind: 'wrong', errors, message, places: suggestions.slice(0, 8) }
  }
  return takeTurn(services, actor, async (turn) => {
    const avoided = await avoidedBy(turn, form)
    const ask = askOf(form, languages.codeOf, avoided.ids)
    const read = readAsk(services.gazetteer, ask)
    const errors = [...('errors' in read ? read.errors : []), ...avoided.errors]
    if ('errors' in read || errors.length > 0) return { kind: 'wrong', errors, places: [] }
    const result = await match(turn.tx, read.ask, turn.now)
    const answer = present(result, {
      language: reader,
      viewer: actor.role as Viewer,
      limit: SHOWN,
    })
    const whyNot = await askedAbout(turn, form, read.ask, reader)
    const key = `${actor.id} ${call}`
    const counted = count.counts(key, read.located.placeId ?? read.located.label, turn.now)
    const wait = counted ? await countMatch(turn) : undefined
    if (wait) return { kind: 'capped', wait }
    return {
      kind: 'found',
      area: areaOf(services.gazetteer, read.located).label[reader],
      cautions: read.located.cautions,
      answer,
      beside: await besides(turn, result.candidates, answer, reader),
      ...(!isRough(read.ask) && { person: read.ask.located.point }),
      ...(whyNot && { whyNot }),
      avoided: avoided.names,
    }
  })
}

/** The whole ask for a referral, with the organizations that are to be avoided. */
export async function wholeAsk(
  turn: Turn,
  form: Form,
  languages: Languages,
): Promise<{ ask: AskInput; errors: FieldError[] }> {
  const { ids, errors } = await avoidedBy(turn, form)
  return { ask: askOf(form, languages.codeOf, ids), errors }
}

/** Organizations by name: every one that it fits, so that none is told by mistake. */
async function avoidedBy({ tx }: Turn, form: Form) {
  const name = form.one('avoid_organization')
  if (!name) return { ids: [], names: [], errors: [] }
  const like = `%${name.replace(/[\\%_]/g, '\\$&')}%`
  const found = await tx
    .select({ id: organizations.id, name: organizations.name })
    .from(organizations)
    .where(
      and(
        isNull(organizations.removedAt),
        or(ilike(organizations.name, like), ilike(organizations.nameFr, like)),
      ),
    )
    .limit(AVOIDED + 1)
  const fits = found.length > 0 && found.length <= AVOIDED
  const detail = found.length === 0 ? 'is not in the directory' : 'fits too many'
  return {
    ids: fits ? found.map(({ id }) => id) : [],
    names: fits ? found.map(({ name }) => name) : [],
    errors: fits ? [] : [{ pointer: '/avoid/organizations', detail }],
  }
}

async function askedAbout(
  { tx, actor, now }: Turn,
  form: Form,
  ask: Parameters<typeof match>[1],
  reader: Language,
): Promise<Found['whyNot']> {
  const q = form.one('why_not').slice(0, 120)
  if (!q) return undefined
  const points = await browseServicePoints(tx, actor, { q, limit: ASKED_ABOUT })
  const said = []
  for (const point of points) {
    const result = await match(tx, ask, now, { explain: point.id })
    const { explained } = present(result, { language: reader, viewer: actor.role as Viewer })
    said.push({ name: nameIn(point, reader), why: explained!.eligible ? '' : explained!.why })
  }
  return said
}

async function besides(
  { tx, now, gazetteer }: Turn,
  candidates: Candidate[],
  { candidates: shown }: MatchAnswer,
  reader: Language,
): Promise<Map<string, Beside>> {
  const points = await servicePointsByIds(
    tx,
    shown.map(({ servicePointId }) => servicePointId),
  )
  return new Map(
    [...points.values()].map((point) => {
      const { hours, zone, hidden, region, province } = point
      const candidate = candidates.find(({ servicePointId }) => servicePointId === point.id)
      const room = candidate?.room
      const beside: Beside = {
        point,
        why: (candidate?.reasons ?? [])
          .filter(({ component, code }) => SAID.has(component) && !UNSAID.test(code))
          .map((reason) => sentence(reason, reader))
          .join(' '),
        openUntil: openUntil(hours, zone, now),
        nextOpening: nextOpening(hours, zone, now),
        ...(room && room !== 'unknown' && { room: { count: room.room, at: room.updatedAt } }),
        ...(hidden && {
          region: areaLabel(gazetteer, region ?? province.toLowerCase())[reader],
        }),
      }
      return [point.id, beside]
    }),
  )
}

/** The rest stands in the match by itself: how far, whether open, which room. */
const SAID = new Set(['needs', 'language', 'focus', 'wishes', 'reliability'])
const UNSAID = /_unknown$|_neutral$|^no_wishes$|^language_not_asked$/

export const nameIn = (point: PointDetails, reader: Language): string =>
  reader === 'fr' ? (point.nameFr ?? point.name) : point.name
