import { eq } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import { organizations, staff } from '../../db/schema.ts'
import { addressPseudonym } from '../platform/address.ts'
import type { App } from '../platform/http.ts'
import { mayEver } from '../protection/may.ts'
import { type Services, takeTurn } from '../services.ts'
import { acceptInvitation, isGood } from './accept-invitation.ts'
import { HOME_LINKS } from './home-links.ts'
import { homePage } from './home-view.ts'
import { goneInvitationPage, invitationPage } from './invitation-view.ts'
import { NOBODY } from './mail.ts'
import { pageKit, pagesOnly } from './page-kit.ts'
import { endPresented, setSessionCookie, startSession } from './start-session.ts'

const link = { access: { public: 'the link carries 128 random bits and is good once' } }
type Invited = FastifyRequest<{ Params: { token: string } }>

/** The start page, and the link by which somebody arrives for the first time. */
export async function homePages(app: App, services: Services): Promise<void> {
  const kit = pageKit(services)
  pagesOnly(app, kit)

  app.get('/staff', { config: { access: { action: 'session.own' } } }, async (request, reply) => {
    const { actor, signedIn } = request
    const [person] = await takeTurn(services, actor, ({ tx }) =>
      tx
        .select({ name: staff.name, role: staff.role, organization: organizations.name })
        .from(staff)
        .innerJoin(organizations, eq(organizations.id, staff.organizationId))
        .where(eq(staff.id, signedIn!.staffId)),
    )
    const links = HOME_LINKS.filter(({ action }) => mayEver(actor, action))
    return kit.send(reply, homePage(kit.drawing(request), person!, links))
  })

  app.get('/staff/invitation/:token', { config: link }, async (request: Invited, reply) => {
    const good = await takeTurn(services, NOBODY, (turn) => isGood(turn, request.params.token))
    const drawing = kit.drawing(request)
    return good
      ? kit.send(reply, invitationPage(drawing))
      : kit.send(reply, goneInvitationPage(drawing), 404)
  })

  app.post('/staff/invitation/:token', { config: link }, async (request: Invited, reply) => {
    const userAgent = request.headers['user-agent']
    const address = addressPseudonym(request)
    const token = await takeTurn(services, NOBODY, async (turn) => {
      const staffId = await acceptInvitation(turn, request.params.token)
      if (!staffId) return undefined
      await endPresented(turn, request)
      return startSession(turn, { staffId, userAgent, address })
    })
    if (!token) return kit.send(reply, goneInvitationPage(kit.drawing(request)), 404)
    setSessionCookie(reply, services.config, token)
    return kit.go(reply, request, '/staff/security')
  })
}
