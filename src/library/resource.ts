import { and, eq, isNull, ne } from 'drizzle-orm'
import { resources } from '../../db/schema.ts'
import { normalizeLanguage } from '../directory/languages.ts'
import { localTime } from '../geography/local-time.ts'
import { invalid, notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import { type Fault, faultsOf } from './judge.ts'
import type { Kind, MadeFor, Resource, ResourceInput } from './schemas.ts'

type Row = typeof resources.$inferSelect
type Facts = Pick<
  Row,
  | 'title'
  | 'titleFr'
  | 'kind'
  | 'languages'
  | 'audiences'
  | 'organization'
  | 'link'
  | 'licence'
  | 'year'
>

/** The year on the calendar of this installation. */
export const yearOf = ({ now, config }: Pick<Turn, 'now' | 'config'>): number =>
  localTime(now, config.ZONE).year

/** Everything that stands against a tool: its fields, and that another one has its link. */
export async function faultsAgainst(
  turn: Turn,
  input: ResourceInput,
  id?: string,
): Promise<Fault[]> {
  const faults = faultsOf(input, yearOf(turn))
  const taken = await withLink(turn, input.link, id)
  return taken ? [...faults, { field: 'link', code: 'linkTaken' }] : faults
}

/** Adds a tool, or changes the one with this id. 404 if there is none, 422 with every bad field. */
export async function saveResource(
  turn: Turn,
  input: ResourceInput,
  id?: string,
): Promise<{ resource: Resource; change: 'created' | 'changed' | 'unchanged' }> {
  const { tx, now } = turn
  const known = id ? await lock(turn, id) : undefined
  const faults = await faultsAgainst(turn, input, known?.id)
  if (faults.length > 0) throw invalid(faults.map(inEnglish))
  const facts = factsOf(input)
  if (!known) {
    const row = { id: newId(), ...facts, createdAt: now, updatedAt: now, retiredAt: null }
    await tx.insert(resources).values(row)
    await note(turn, row.id, 'resource.created')
    return { resource: viewOf(row), change: 'created' }
  }
  const fields = changed(known, facts)
  if (fields.length === 0) return { resource: viewOf(known), change: 'unchanged' }
  await tx
    .update(resources)
    .set({ ...facts, updatedAt: now })
    .where(eq(resources.id, known.id))
  await note(turn, known.id, 'resource.changed', { fields })
  return { resource: viewOf({ ...known, ...facts, updatedAt: now }), change: 'changed' }
}

/** Takes a tool out: nobody finds it from the commit on. 404 if there is none. */
export async function retireResource(turn: Turn, id: string): Promise<void> {
  const known = await lock(turn, id)
  await turn.tx.update(resources).set({ retiredAt: turn.now }).where(eq(resources.id, known.id))
  await note(turn, known.id, 'resource.retired')
}

/** The tool with this id. 404 if there is none. */
export async function readResource({ tx }: Turn, id: string): Promise<Resource> {
  const [found] = await tx
    .select()
    .from(resources)
    .where(and(eq(resources.id, id), isNull(resources.retiredAt)))
  if (!found) throw notFound()
  return viewOf(found)
}

/** The tool that has this link, if another than `id` does. */
export async function withLink(
  { tx }: Turn,
  link: string,
  id?: string,
): Promise<string | undefined> {
  const [found] = await tx
    .select({ id: resources.id })
    .from(resources)
    .where(
      and(
        ...[eq(resources.link, link), isNull(resources.retiredAt)],
        id ? ne(resources.id, id) : undefined,
      ),
    )
  return found?.id
}

export function viewOf(row: Row): Resource {
  const { id, title, titleFr, languages, organization, link, licence, year, updatedAt } = row
  return {
    ...{ id, title, kind: row.kind as Kind, languages, audiences: row.audiences as MadeFor[] },
    ...{ organization, link, updatedAt: updatedAt.toISOString() },
    ...(titleFr !== null && { titleFr }),
    ...(licence !== null && { licence }),
    ...(year !== null && { year }),
  }
}

async function lock({ tx }: Turn, id: string): Promise<Row> {
  const [found] = await tx
    .select()
    .from(resources)
    .where(and(eq(resources.id, id), isNull(resources.retiredAt)))
    .for('update')
  if (!found) throw notFound()
  return found
}

/** What is left out is not known. */
function factsOf({ languages, audiences, titleFr, licence, year, ...rest }: ResourceInput): Facts {
  return {
    ...rest,
    languages: [...new Set(languages.map((code) => normalizeLanguage(code) ?? code))],
    ...{ audiences: [...new Set(audiences ?? [])], titleFr: titleFr ?? null },
    ...{ licence: licence ?? null, year: year ?? null },
  }
}

const changed = (known: Row, facts: Facts): string[] =>
  Object.entries(facts)
    .filter(([name, value]) => String(known[name as keyof Facts] ?? '') !== String(value ?? ''))
    .map(([name]) => name)

function note(
  { tx, keys, now, actor }: Turn,
  id: string,
  action: string,
  data = {},
): Promise<void> {
  const thing = `resource:${id}`
  return record(tx, keys, now, [{ chain: thing, actor: actor.id, action, thing, data }])
}

/** For programs. */
const DETAILS: Record<Fault['code'], string> = {
  title: 'is empty or too long',
  titleFr: 'is too long',
  kind: 'is not one of the kinds',
  languages: 'names no language that there is',
  audiences: 'is not one of the codes',
  organization: 'is empty or too long',
  link: 'is not an https address of a public site',
  linkTaken: 'is that of another tool',
  licence: 'is too long',
  year: 'is not a year from 1900 to this one',
}

const inEnglish = ({ field, code }: Fault) => ({ pointer: `/${field}`, detail: DETAILS[code] })
