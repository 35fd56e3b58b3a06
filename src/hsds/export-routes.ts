import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { pageKit, pagesOnly } from '../staff/page-kit.ts'
import { exportPieces } from './export.ts'
import { dataPackage, TABLES, type TableName } from './export-tables.ts'
import { exportTable, exportTexts } from './export-texts.ts'

const TYPES = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/jsonl',
  csv: 'text/csv; charset=utf-8',
}
const params = Type.Object({
  format: Type.Enum(Object.keys(TYPES) as (keyof typeof TYPES)[], { type: 'string' }),
})
const querystring = Type.Object({
  table: Type.Optional(Type.Enum(Object.keys(TABLES) as TableName[], { type: 'string' })),
})
const config = { access: { action: 'directory.read' }, download: true as const }

/**
 * The directory as anybody may know it, as a file for staff: `json`, `ndjson`, or `csv`, of which each
 * `?table=` is a file and, without one, the package's datapackage.json.
 */
export async function exportRoutes(app: App, services: Services): Promise<void> {
  pagesOnly(app, pageKit(services))

  app.get(
    '/staff/directory/export/:format',
    { config, schema: { params, querystring } },
    ({ params: { format }, query: { table }, actor }, reply) => {
      const save = (name: string, type: string) =>
        reply.type(type).header('content-disposition', `attachment; filename="${name}"`)
      if (format === 'csv' && !table)
        return save('datapackage.json', TYPES.json).send(JSON.stringify(dataPackage(), null, 2))
      const pieces = exportPieces(services, actor, 'public')
      return format === 'csv'
        ? save(`${table}.csv`, TYPES.csv).send(Readable.from(exportTable(pieces, table!)))
        : save(`directory.${format}`, TYPES[format]).send(
            Readable.from(exportTexts(pieces, format)),
          )
    },
  )
}
