import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { peopleTexts } from '../locales/people.ts'
import { Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { ROLES } from '../protection/may.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { emailOf, invite } from './invitation.ts'
import type { FieldError } from './layout.ts'
import { fieldOf, pageKit, pagesOnly } from './page-kit.ts'
import { disablePerson, enablePerson, listPeople, resetPerson } from './people.ts'
import { mailInvitation } from './people-mail.ts'
import { addStaffOrganization, organizationsOfStaff } from './people-organizations.ts'
import { type Again, linkPage, peoplePage, type Typed } from './people-view.ts'

const PATH = '/staff/people'
const config = { access: { action: 'people.manage' } }
const hide = { hide: true }
const Id = Type.Object({ id: Uuid() })
const After = Type.Object({ after: Type.Optional(Uuid()), lang: Type.Optional(Type.String()) })
const PAGE = 100

/** The people who work here: a page for administrators, without script. */
export async function peoplePages(app: App, services: Services): Promise<void> {
  const kit = pageKit(services)
  pagesOnly(app, kit)

  app.get(PATH, { config, schema: { ...hide, querystring: After } }, (request, reply) =>
    show(request, reply),
  )

  app.post(PATH, { config, schema: hide }, async (request, reply) => {
    const { typed, errors } = readInvitation(request)
    const texts = peopleTexts(kit.languageOf(request)).errors
    if (errors.length > 0)
      return show(request, reply, { form: 'invite', errors: said(texts, errors), typed })
    const asked = {
      ...{ name: typed.name!, email: typed.email!, organizationId: typed.organizationId! },
      role: ROLES.find((role) => role === typed.role)!,
      language: typed.language === 'fr' ? ('fr' as const) : ('en' as const),
    }
    const sent = typed.send === 'yes'
    return orAgain(request, reply, { form: 'invite', typed }, async (turn) => {
      const link = await invite(turn, asked)
      if (sent) await mailInvitation(turn, asked, link)
      return { name: asked.name, link, sent }
    })
  })

  app.post(`${PATH}/organizations`, { config, schema: hide }, async (request, reply) => {
    const typed = read(request, ['organizationName', 'kind'])
    const { organizationName: name = '', kind = '' } = typed
    return orAgain(request, reply, { form: 'organization', typed }, async (turn) => {
      await addStaffOrganization(turn, { name, kind })
      return undefined
    })
  })

  const verbs: Record<string, Verb<Link | undefined>> = {
    disablement: silently(disablePerson),
    enablement: silently(enablePerson),
    reset: async (turn, id) => {
      const { link, of } = await resetPerson(turn, id)
      return { name: of.name, link, sent: false }
    },
  }
  for (const [name, verb] of Object.entries(verbs)) {
    const schema = { ...hide, params: Id }
    app.post(`${PATH}/:id/${name}`, { config, schema }, async (request, reply) =>
      orAgain(request, reply, { form: 'invite', typed: {} }, (turn) =>
        verb(turn, request.params.id),
      ),
    )
  }

  /** Does it, and shows the link that was made, or the page anew; what was refused is said on the page. */
  async function orAgain(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: Pick<Again, 'form' | 'typed'>,
    work: (turn: Turn) => Promise<Link | undefined>,
  ) {
    try {
      const made = await takeTurn(services, request.actor, work)
      if (!made) return kit.go(reply, request, PATH)
      return kit.send(reply, linkPage(kit.drawing(request, { path: PATH }), made), 201)
    } catch (error) {
      if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error
      const errors = refusals(peopleTexts(kit.languageOf(request)).errors, asked.form, error)
      return show(request, reply, { ...asked, errors }, error.status)
    }
  }

  /** The page; with what was wrong with a form, if anything was. */
  async function show(request: FastifyRequest, reply: FastifyReply, wrong?: Again, status = 422) {
    const { after } = request.query as { after?: string }
    const { found, organizations } = await takeTurn(services, request.actor, async (turn) => ({
      found: await listPeople(turn, { ...(after && !wrong && { after }), limit: PAGE + 1 }),
      organizations: await organizationsOfStaff(turn),
    }))
    const people = found.slice(0, PAGE)
    const next = found.length > PAGE ? people.at(-1)?.id : undefined
    const drawing = kit.drawing(request, { path: PATH })
    const page = peoplePage(drawing, { people, organizations, ...(next && { next }) }, wrong)
    return kit.send(reply, page, wrong ? status : 200)
  }
}

type Verb<T> = (turn: Turn, id: string) => Promise<T>
const silently =
  (verb: Verb<void>): Verb<undefined> =>
  async (turn, id) => {
    await verb(turn, id)
    return undefined
  }

type Link = { name: string; link: string; sent: boolean }

/** Everything that is missing, at once. */
function readInvitation(request: FastifyRequest): { typed: Typed; errors: string[] } {
  const typed = read(request, ['name', 'email', 'role', 'organizationId', 'language', 'send'])
  const fits: Record<string, boolean> = {
    name: Boolean(typed.name && typed.name.length <= 200),
    email: emailOf(typed.email ?? '') !== undefined,
    role: ROLES.some((role) => role === typed.role),
    organizationId: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(typed.organizationId ?? ''),
  }
  return { typed, errors: Object.keys(fits).filter((name) => !fits[name]) }
}

function read(request: FastifyRequest, names: string[]): Typed {
  const given = names.map((name) => [name, fieldOf(request.body, name)] as const)
  return Object.fromEntries(given.filter(([, value]) => value))
}

const said = (texts: Record<string, string>, fields: string[]): FieldError[] =>
  fields.map((field) => ({ field, text: texts[field] ?? texts.other! }))

/** What a verb refused, beside its fields. */
function refusals(texts: Record<string, string>, form: Again['form'], problem: Problem) {
  const names = problem.fields.map(({ pointer }) => pointer.slice(1))
  if (names.length === 0) return [{ text: texts[problem.code] ?? texts.other! }]
  const idOf = (name: string) =>
    form === 'organization' && name === 'name' ? 'organizationName' : name
  return said(texts, names).map(({ field, text }) => ({ field: idOf(field!), text }))
}
