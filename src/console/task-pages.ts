import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { claimTask, completeTask } from '../routing/task-work.ts'
import { type Turn, takeTurn } from '../services.ts'
import type { boardPages } from './board-pages.ts'
import { type Form, readForm } from './form.ts'
import { type Desk, go, PATHS, refusal } from './kit.ts'
import { problemIn } from './problems.ts'
import type { referralPages } from './referral-pages.ts'

const config = { access: { action: 'task.work' } } as const
const schema = { params: Type.Object({ id: Uuid() }) }
type Shows = { board: ReturnType<typeof boardPages>; referral: ReturnType<typeof referralPages> }
type OfTask = FastifyRequest<{ Params: { id: string } }>

/** Tasks are taken and completed from the board, their referral or their tip, and lead back there. */
export function taskPages(app: App, { services, kit }: Desk, shows: Shows): void {
  app.post('/console/tasks/:id/claim', { config, schema }, (request: OfTask, reply) =>
    work(request, reply, (turn, id) => claimTask(turn, id)),
  )

  app.post('/console/tasks/:id/completion', { config, schema }, (request: OfTask, reply) =>
    work(request, reply, (turn, id, form) => {
      const names = ['note', 'agency', 'at', 'number']
      const said = names.flatMap((name) => (form.one(name) ? [[name, form.one(name)]] : []))
      const outcome = form.one('outcome') || 'done'
      return completeTask(turn, id, { outcome, ...Object.fromEntries(said) })
    }),
  )

  async function work(
    request: OfTask,
    reply: FastifyReply,
    act: (turn: Turn, id: string, form: Form) => Promise<void>,
  ) {
    const form = readForm(request.body)
    const [back, tip] = ['back', 'tip'].map((name) =>
      /^[0-9a-f-]{36}$/.test(form.one(name)) ? form.one(name) : undefined,
    )
    try {
      await takeTurn(services, request.actor, (turn) => act(turn, request.params.id, form))
    } catch (error) {
      const { status, code } = refusal(error)
      if (back) return shows.referral(request, reply, back, { problem: code, status })
      return shows.board(request, reply, problemIn(kit.languageOf(request), code), status)
    }
    const path = back ? `/console/referrals/${back}` : tip ? `/console/tips/${tip}` : PATHS.board
    return go(reply, request, path)
  }
}
