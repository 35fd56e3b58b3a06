import { and, eq, isNull, sql } from 'drizzle-orm'
import { Type } from 'typebox'
import { termMappings } from '../../db/schema.ts'
import { namesOf } from '../console/team.ts'
import { GENDERS } from '../directory/people.ts'
import { decideTerm, listTerms, type TermMapping } from '../hsds/terms.ts'
import { notFound } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Turn, takeTurn } from '../services.ts'
import { fieldOf } from '../staff/page-kit.ts'
import { FLAGS, keptFacts, TERMS, termPage, termsPage } from './terms-view.ts'
import { ticked } from './vetting-form.ts'
import { type Desk, go } from './worklist-kit.ts'

const PAGE = 50
const config = { access: { action: 'directory.edit' } } as const
const params = Type.Object({ id: Uuid() })
const querystring = Type.Object({
  from: Type.Optional(Type.String({ pattern: '^[0-9]{1,6}$' })),
  q: Type.Optional(Type.String({ maxLength: 100 })),
  lang: Type.Optional(Type.String()),
})

/** What the words of other directories mean here. */
export function termsPages(app: App, { services, kit }: Desk): void {
  app.get(TERMS, { config, schema: { querystring } }, async (request, reply) => {
    const { from = '0', q = '' } = request.query
    const drawing = kit.drawing(request, { path: TERMS })
    const page = await takeTurn(services, request.actor, async (turn) => {
      const offset = Number(from)
      const list = await listTerms(turn, { limit: PAGE + 1, offset, ...(q && { q }) })
      const shown = list.slice(0, PAGE)
      return termsPage(drawing, {
        ...{ list: shown, q, undecided: await undecidedIn(turn) },
        names: await decidersOf(turn, shown),
        next: list.length > PAGE ? offset + PAGE : undefined,
      })
    })
    return kit.send(reply, page)
  })

  app.get(`${TERMS}/:id`, { config, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const drawing = kit.drawing(request, { path: `${TERMS}/${id}` })
    const page = await takeTurn(services, request.actor, async (turn) => {
      const term = await termOf(turn, id)
      return termPage(drawing, { term, names: await decidersOf(turn, [term]) })
    })
    return kit.send(reply, page)
  })

  app.post(`${TERMS}/:id`, { config, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const { body } = request
    await takeTurn(services, request.actor, async (turn) => {
      const { facts: standing } = await termOf(turn, id)
      if (fieldOf(body, 'nothing')) return decideTerm(turn, id, { needs: [] })
      const kept = keptFacts(standing).map((name) => [name, standing[name as 'genders']])
      const said = GENDERS.filter((each) => ticked(body, 'genders').includes(each))
      const flags = FLAGS.filter((each) => ticked(body, 'flags').includes(each))
      return decideTerm(turn, id, {
        needs: ticked(body, 'needs'),
        facts: {
          ...Object.fromEntries(kept),
          ...(said.length > 0 && { genders: said }),
          ...Object.fromEntries(flags.map((name) => [name, true])),
        },
      })
    })
    return go(reply, request, TERMS)
  })
}

async function termOf({ tx }: Turn, id: string): Promise<TermMapping> {
  const [found] = await tx.select().from(termMappings).where(eq(termMappings.id, id))
  if (!found) throw notFound()
  return found as unknown as TermMapping
}

/** Those that were met in a file and mean nothing here yet. */
export const undecidedIn = ({ tx }: Turn): Promise<number> =>
  tx.$count(termMappings, and(isNull(termMappings.decidedAt), sql`${termMappings.seen} > 0`))

const decidersOf = (turn: Turn, list: readonly TermMapping[]) =>
  namesOf(
    turn,
    list.flatMap(({ decidedBy }) => (decidedBy ? [decidedBy] : [])),
  )
