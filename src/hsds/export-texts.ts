import type { Piece } from './export.ts'
import { linesOf } from './export-rows.ts'
import { csvHead, type TableName } from './export-tables.ts'

export type ExportFormat = 'json' | 'ndjson'

/** `json`: one list of organizations with their services. `ndjson`: the same, each in a line of its own. */
export async function* exportTexts(
  pieces: AsyncIterable<Piece>,
  format: ExportFormat,
): AsyncGenerator<string> {
  const [begin, between, end] = format === 'json' ? ['[\n', ',\n', '\n]\n'] : ['', '\n', '\n']
  let [organizations, services] = [0, 0]
  yield begin
  for await (const piece of pieces) {
    if ('service' in piece) {
      yield (services++ > 0 ? ',' : '') + JSON.stringify(piece.service)
      continue
    }
    const head = JSON.stringify(piece.organization).slice(0, -1)
    yield `${organizations++ > 0 ? `]}${between}` : ''}${head},"services":[`
    services = 0
  }
  yield organizations > 0 ? `]}${end}` : end.trimStart()
}

/** One table of the tabular package, as the text of its file. */
export async function* exportTable(
  pieces: AsyncIterable<Piece>,
  table: TableName,
): AsyncGenerator<string> {
  const lines = linesOf()
  const its = (all: ReturnType<typeof lines.vocabulary>) =>
    all.flatMap((each) => (each.table === table ? [each.line] : [])).join('')
  yield csvHead(table) + its(lines.vocabulary())
  for await (const piece of pieces) yield its(lines.of(piece))
}
