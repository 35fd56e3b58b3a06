import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { approvalTexts } from '../locales/approvals.ts'
import { Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Action } from '../protection/may.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { pageKit, pagesOnly } from '../staff/page-kit.ts'
import { approveAct, refuseAct } from './acts.ts'
import { approvalsPage } from './page-view.ts'
import { type ApprovalReading, readSealedApproval } from './reading.ts'
import { listApprovals } from './view.ts'

const PATH = '/staff/approvals'
const action = (name: Action) => ({ access: { action: name } })
const params = Type.Object({ id: Uuid() })

/** What takes two people, as a page: a list, and a button to approve or refuse each. */
export async function approvalPages(app: App, services: Services): Promise<void> {
  const kit = pageKit(services)
  pagesOnly(app, kit)

  app.get(PATH, { config: action('approval.list') }, (request, reply) => show(request, reply))
  app.post(
    `${PATH}/:id/approval`,
    { config: action('approval.approve'), schema: { params } },
    (request, reply) => decide(request, reply, approveAct),
  )
  app.post(
    `${PATH}/:id/refusal`,
    { config: action('approval.refuse'), schema: { params } },
    (request, reply) => decide(request, reply, refuseAct),
  )

  app.post(
    `${PATH}/:id/reading`,
    { config: action('approval.read_sealed'), schema: { params } },
    async (request, reply) => {
      const { id } = request.params
      const read = await takeTurn(services, request.actor, (turn) => readSealedApproval(turn, id))
      return show(request, reply, { read })
    },
  )

  async function decide(
    request: FastifyRequest<{ Params: { id: string } }>,
    reply: FastifyReply,
    act: (turn: Turn, id: string) => Promise<void>,
  ) {
    try {
      await takeTurn(services, request.actor, (turn) => act(turn, request.params.id))
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error
      return show(request, reply, { problem: error })
    }
    return kit.go(reply, request, PATH)
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { problem, read }: { problem?: Problem; read?: ApprovalReading } = {},
  ) {
    const drawing = kit.drawing(request, { path: PATH })
    const texts = approvalTexts(drawing.language)
    const page = await takeTurn(services, request.actor, async (turn) =>
      approvalsPage(drawing, {
        open: await listApprovals(turn, 'open'),
        approved: await listApprovals(turn, 'approved'),
        zone: turn.config.ZONE,
        read,
        errors: problem ? [{ text: texts.problems[problem.code] ?? texts.problems.other! }] : [],
      }),
    )
    return kit.send(reply, page, problem?.status)
  }
}
