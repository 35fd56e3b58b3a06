import { isUuid, type Notes, textOf } from './read-notes.ts'
import { json, ownWords, rawText } from './read-own.ts'
import { restOf } from './read-rest.ts'
import { readKept } from './read-restore.ts'
import type { OrganizationDraft, Reading } from './read-row.ts'
import { rowSays } from './says-row.ts'
import type { Rest } from './shapes.ts'

/** An organization as a file tells of it; undefined, and said, where it has no name. */
export function readOrganization(
  body: Rest | undefined,
  { source, restore, said: saidOnce }: Reading,
  notes: Notes,
): { draft: OrganizationDraft; rest: Rest } | undefined {
  const name = restore ? rawText(body, 'name') : textOf(body, 'name')
  if (!body || !name) {
    notes.say(body ?? {}, 'name', 'missing', 'refused', rowSays.organization_unnamed)
    return undefined
  }
  const id = textOf(body, 'id')
  if (id === undefined) notes.say(body, 'id', 'id', 'noted', rowSays.told_by_name)
  else noteId(body, id, saidOnce, notes)
  const words = ownWords(body)
  const nameFr = words.facts.get('name_fr')?.[0]
  const said = json<{ website?: string }>(words, 'facts', body, notes)
  const website = said?.website ?? rawText(body, 'website')
  const usable = website && website.length <= 500 && /^https?:\/\/\S+$/.test(website)
  const rest = restOf(body, 'organization', new Set(), source)
  if (rest.description === name) delete rest.description
  if (nameFr && rest.alternate_name === nameFr) delete rest.alternate_name
  return {
    draft: {
      ...{ sourceId: id ?? `name:${name.toLowerCase()}`, name: name.slice(0, 300) },
      ...(isUuid(id) && { id: id.toLowerCase() }),
      ...(nameFr && { nameFr: nameFr.slice(0, 300) }),
      ...(usable && { website }),
      ...readKept(body, restore, notes).organization,
    },
    rest,
  }
}

/** An id that is no UUID gets one here; of a file whose ids are of another kind that is said once. */
export function noteId(part: Rest, id: string | undefined, said: Set<string>, notes: Notes): void {
  if (id === undefined || isUuid(id) || said.has('ids')) return
  said.add('ids')
  notes.say(part, 'id', 'id', 'mended', rowSays.no_uuid, id)
}
