import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { libraryTexts } from '../locales/library.ts'
import { Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { mayEver } from '../protection/may.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { fieldOf, pageKit, pagesOnly } from '../staff/page-kit.ts'
import { importCsv, writeCsv } from './csv.ts'
import { editPage, importPage, writtenOf } from './edit-view.ts'
import { EVERY, findResources, languagesThere, type Search } from './find.ts'
import { COLUMNS, type Column, type Fault, readWritten, type Written } from './judge.ts'
import { faultsAgainst, readResource, retireResource, saveResource, yearOf } from './resource.ts'
import { KINDS, type Resource } from './schemas.ts'
import { libraryPage, PATH } from './view.ts'

const reading = { config: { access: { action: 'library.read' } } } as const
const editing = { config: { access: { action: 'library.edit' } } } as const
const schema = { params: Type.Object({ id: Uuid() }) }
type One = FastifyRequest<{ Params: { id: string } }>
/** On one page; whoever has more searches. */
const SHOWN = 200
/** A file of 500 lines, as a form writes it. */
const FILE = 600 * 1024

/** The library, for staff: to find, and for editors to add, change, take out and bring in. */
export async function libraryPages(app: App, services: Services): Promise<void> {
  const kit = pageKit(services)
  pagesOnly(app, kit)

  app.get(PATH, reading, async (request, reply) => {
    const asked = searchOf(request.query)
    const { list, languages } = await takeTurn(services, request.actor, async (turn) => ({
      list: await findResources(turn, { ...asked, limit: SHOWN }),
      languages: await languagesThere(turn),
    }))
    const drawing = kit.drawing(request)
    const edits = mayEver(request.actor, 'library.edit')
    const publicAt = `/${drawing.language}/library`
    return kit.send(reply, libraryPage(drawing, { list, asked, languages, edits, publicAt }))
  })

  app.get(`${PATH}.csv`, reading, async (request, reply) => {
    const text = await takeTurn(services, request.actor, async (turn) =>
      writeCsv(await findResources(turn, { limit: EVERY })),
    )
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="library.csv"')
      .send(text)
  })

  app.get(`${PATH}/new`, editing, async (request, reply) =>
    kit.send(reply, editPage(kit.drawing(request), { written: {} })),
  )
  app.post(`${PATH}/new`, editing, (request, reply) => save(request, reply))

  app.get(`${PATH}/import`, editing, async (request, reply) =>
    kit.send(reply, importPage(kit.drawing(request), {})),
  )
  app.post(`${PATH}/import`, { ...editing, bodyLimit: FILE }, async (request, reply) => {
    const drawing = kit.drawing(request)
    const given = (request.body as { csv?: unknown } | undefined)?.csv
    const text = typeof given === 'string' ? given : ''
    try {
      const report = await takeTurn(services, request.actor, (turn) => importCsv(turn, text))
      return kit.send(reply, importPage(drawing, { report }))
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 422) throw error
      const { errors } = libraryTexts(drawing.language)
      const known = { csv_many: errors.many, csv_header: errors.header }[error.code]
      const wrong = [{ field: 'csv', text: known ?? errors.file }]
      return kit.send(reply, importPage(drawing, { text, errors: wrong }), 422)
    }
  })

  app.get(`${PATH}/:id`, { ...editing, schema }, async (request: One, reply) => {
    const resource = await takeTurn(services, request.actor, (turn) =>
      readResource(turn, request.params.id),
    )
    const drawing = kit.drawing(request)
    return show(request, reply, { resource, written: writtenOf(resource, drawing) })
  })
  app.post(`${PATH}/:id`, { ...editing, schema }, (request: One, reply) =>
    save(request, reply, request.params.id),
  )
  app.post(`${PATH}/:id/retirement`, { ...editing, schema }, async (request: One, reply) => {
    await takeTurn(services, request.actor, (turn) => retireResource(turn, request.params.id))
    return kit.go(reply, request, PATH)
  })

  /** Saves what was typed, or shows it again with everything that is wrong. */
  async function save(request: FastifyRequest, reply: FastifyReply, id?: string) {
    const written = writtenIn(request.body)
    const outcome = await takeTurn(services, request.actor, async (turn) => {
      const resource = id ? await readResource(turn, id) : undefined
      const faults = await saved(turn, written, id)
      return { resource, faults }
    })
    if (outcome.faults.length === 0) return kit.go(reply, request, PATH)
    const { errors } = libraryTexts(kit.languageOf(request))
    const wrong = outcome.faults.map(({ field, code }) => ({ field, text: errors[code] }))
    return show(request, reply, { resource: outcome.resource, written, errors: wrong }, 422)
  }

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: { resource?: Resource; written: Written; errors?: { field: string; text: string }[] },
    status = 200,
  ) {
    const reads = mayEver(request.actor, 'record.read')
    return kit.send(reply, editPage(kit.drawing(request), { ...shown, reads }), status)
  }
}

async function saved(turn: Turn, written: Written, id?: string): Promise<Fault[]> {
  const { input, faults } = readWritten(written, yearOf(turn))
  if (!input) return faults
  const against = await faultsAgainst(turn, input, id?.toLowerCase())
  if (against.length === 0) await saveResource(turn, input, id)
  return against
}

/** What one looks for; codes that are none are as if not said. */
export function searchOf(given: unknown): Search {
  const q = fieldOf(given, 'q').slice(0, 100)
  const language = fieldOf(given, 'in').slice(0, 20)
  const kind = KINDS.find((each) => each === fieldOf(given, 'kind'))
  return { ...(q && { q }), ...(kind && { kind }), ...(language && { language }) }
}

/** Several boxes of one name are one text with commas. */
function writtenIn(body: unknown): Written {
  const given = (body ?? {}) as Record<string, unknown>
  const text = (column: Column): string =>
    [given[column] ?? []]
      .flat()
      .filter((each) => typeof each === 'string')
      .join(',')
      .slice(0, 1000)
  return Object.fromEntries(COLUMNS.map((column) => [column, text(column)]))
}
