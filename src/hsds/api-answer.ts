import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { Problem } from '../platform/errors.ts'
import { type Services, takeTurn } from '../services.ts'
import type { List, Span } from './api-lists.ts'
import type { Asked } from './api-schemas.ts'
import { ANYBODY } from './export.ts'

/** Of nested things so many at once. */
const MOST_NESTED = 25
/** So many streams of everything at a time, in this process; each reads on only as it is fetched. */
const STREAMS = 2
const STREAMED = 100

/** Answers a list: one page of it, or all of it in lines. */
export function answering(services: Services) {
  let streams = 0
  return async <T>(list: List<T>, asked: Asked, reply: FastifyReply): Promise<unknown> => {
    const nested = asked.full || asked.full_service
    if (asked.format === 'ndjson') {
      if (streams >= STREAMS)
        throw new Problem(503, 'busy', 'Others are taking everything now. Try again in a minute.')
      streams++
      const read = linesOf(list, asked, nested ? MOST_NESTED : STREAMED)
      // What is wrong with what was asked is said before anything is sent.
      const first = await read.next().catch((error: unknown) => {
        streams--
        throw error
      })
      const lines = Readable.from(after(first, read))
      lines.once('close', () => streams--)
      return reply.type('application/jsonl').send(lines)
    }
    const limit = nested ? Math.min(asked.per_page, MOST_NESTED) : asked.per_page
    return page(list, asked, { limit, offset: (asked.page - 1) * limit })
  }

  async function page<T>(list: List<T>, asked: Asked, { limit, offset }: Span) {
    const { contents, total } = await takeTurn(services, ANYBODY, (turn) =>
      list(turn, asked, { limit, offset }),
    )
    const pages = Math.ceil(total / limit)
    return {
      total_items: total,
      total_pages: pages,
      page_number: asked.page,
      size: contents.length,
      first_page: asked.page === 1,
      last_page: asked.page >= pages,
      empty: contents.length === 0,
      contents,
    }
  }

  async function* linesOf<T>(list: List<T>, asked: Asked, limit: number) {
    for (let offset = 0, size = limit; size === limit; offset += limit) {
      const { contents } = await takeTurn(services, ANYBODY, (turn) =>
        list(turn, asked, { limit, offset }),
      )
      for (const each of contents) yield `${JSON.stringify(each)}\n`
      size = contents.length
    }
  }
}

async function* after(first: IteratorResult<string>, rest: AsyncIterable<string>) {
  if (first.done) return
  yield first.value
  yield* rest
}
