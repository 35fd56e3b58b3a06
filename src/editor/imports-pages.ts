import { readFileSync } from 'node:fs'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { namesOf } from '../console/team.ts'
import { listRuns, readRun } from '../hsds/import-runs.ts'
import { conflict, Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Actor, CLOCK } from '../protection/may.ts'
import { takeTurn } from '../services.ts'
import {
  addPart,
  beginUpload,
  forgetLeft,
  forgetUpload,
  isBusy,
  ownUploads,
  PART,
  readUpload,
  saveUpload,
  type Upload,
} from './imports-store.ts'
import {
  FILES,
  IMPORTS,
  IMPORTS_SCRIPT,
  importsPage,
  runPage,
  TEMPLATE,
  uploadPage,
} from './imports-view.ts'
import { mappingNames, readFileOnly, SHOWN, takeIn } from './imports-work.ts'
import { type Desk, go } from './worklist-kit.ts'

const TEMPLATE_FILE = new URL('../../db/seed/directory-template.csv', import.meta.url)
const config = { access: { action: 'directory.edit' } } as const
const schema = { params: Type.Object({ id: Uuid() }) }
const named = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 300 }),
  source: Type.Optional(Type.String({ maxLength: 60, pattern: '^[a-z0-9-]*$' })),
  mapping: Type.Optional(Type.String({ maxLength: 100 })),
})
const from = Type.Object({ at: Type.String({ pattern: '^[0-9]{1,9}$' }) })
type OfFile = FastifyRequest<{ Params: { id: string } }>

/** Bringing files in: sent part by part, read first, then taken in. */
export function importsPages(app: App, { services, kit }: Desk): void {
  app.get(IMPORTS, { config }, async (request, reply) => {
    const drawing = kit.drawing(request, { path: IMPORTS })
    const page = await takeTurn(services, request.actor, async (turn) => {
      const own = await ownUploads(turn, turn.actor.id, turn.now)
      const runs = await listRuns(turn)
      const actors = runs.map(({ actor }) => actor)
      const names = await namesOf(turn, actors)
      return importsPage(drawing, {
        ...{ runs, own, names, zone: turn.config.ZONE, mappings: mappingNames() },
      })
    })
    return kit.send(reply, page)
  })

  const template = readFileSync(TEMPLATE_FILE, 'utf8')
  app.get(TEMPLATE, { config: { ...config, download: true } }, async (_, reply) =>
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="directory-template.csv"')
      .send(template),
  )

  app.get(`${IMPORTS}/:id`, { config, schema }, async (request, reply) => {
    const { id } = request.params
    const drawing = kit.drawing(request, { path: `${IMPORTS}/${id}` })
    const page = await takeTurn(services, request.actor, async (turn) => {
      const { run } = await readRun(turn, id, { limit: 1 })
      const groups = []
      for (const each of run.found) {
        const { kind, done } = each
        const { findings } = await readRun(turn, id, { kind, done, limit: SHOWN })
        groups.push({ ...each, first: findings })
      }
      return runPage(drawing, { run, groups })
    })
    return kit.send(reply, page)
  })

  sending(app, services)
  app.addHook('onReady', async () => {
    // Not waited for: pages are served without a database too.
    void takeTurn(services, CLOCK, (turn) => forgetLeft(services, turn.now)).catch((error: Error) =>
      app.log.warn({ reason: error.name }, 'files left from before were not looked at'),
    )
  })

  app.get(`${FILES}/:id`, { config, schema }, async (request: OfFile, reply) => {
    const upload = await readUpload(services, request.actor.id, request.params.id)
    if (upload.state === 'taken') return go(reply, request, runOf(upload))
    const drawing = kit.drawing(request, { path: `${FILES}/${upload.id}` })
    return kit.send(reply, uploadPage(drawing, upload))
  })

  /** It works on by itself while the page says how far it is. */
  const on = (verb: 'reading' | 'taking', states: Upload['state'][], work: Work) =>
    app.post(`${FILES}/:id/${verb}`, { config, schema }, async (request: OfFile, reply) => {
      const upload = await readUpload(services, request.actor.id, request.params.id)
      if (states.includes(upload.state)) {
        await saveUpload(services, { ...upload, state: verb })
        void work(upload, request.actor).catch((error: Error) =>
          app.log.warn({ reason: error.name }, 'what came of a file could not be kept'),
        )
      }
      return go(reply, request, `${FILES}/${upload.id}`)
    })
  on('reading', ['sent', 'failed'], (upload) => readFileOnly(services, upload))
  on('taking', ['read'], (upload, actor) => takeIn(services, upload, actor))

  app.post(`${FILES}/:id/end`, { config, schema }, async (request: OfFile, reply) => {
    const upload = await readUpload(services, request.actor.id, request.params.id)
    if (isBusy(upload)) throw conflict('at_work', 'It is being read. Wait until that is done.')
    await forgetUpload(services, upload)
    return go(reply, request, IMPORTS)
  })

  const script = readFileSync(new URL('browser/imports.js', import.meta.url), 'utf8')
  app.get(
    IMPORTS_SCRIPT,
    { config: { access: { public: 'the script that sends a file; nothing of anybody' } } },
    async (_, reply) => reply.type('text/javascript; charset=utf-8').send(script),
  )
}

type Work = (upload: Upload, actor: Actor) => Promise<void>

/** Parts of at most four megabytes, each a request of its own: no server waits long for one. */
function sending(app: App, services: Desk['services']): void {
  app.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer', bodyLimit: PART },
    (_, body, done) => done(null, body),
  )

  app.post(FILES, { config, schema: { querystring: named } }, async (request, reply) => {
    const { name: fileName, source = '', mapping = '' } = request.query
    const now = await takeTurn(services, request.actor, async (turn) => turn.now)
    const { id } = await beginUpload(services, request.actor.id, { fileName, source, mapping }, now)
    return reply.code(201).send({ id })
  })

  app.put(
    `${FILES}/:id`,
    { config, bodyLimit: PART, schema: { ...schema, querystring: from } },
    async (request, reply) => {
      const upload = await readUpload(services, request.actor.id, request.params.id)
      const { body } = request
      if (!Buffer.isBuffer(body))
        throw new Problem(415, 'unsupported_media_type', 'Send it as application/octet-stream.')
      await addPart(services, upload, Number(request.query.at), body)
      return reply.code(204).send()
    },
  )
}

const runOf = ({ runId }: Upload): string => (runId ? `${IMPORTS}/${runId}` : IMPORTS)
