import { Type } from 'typebox'
import { Problem } from '../platform/errors.ts'
import { type App, named, problems } from '../platform/http.ts'
import { type Services, takeTurn } from '../services.ts'
import { findCallBack } from './call-back.ts'
import { ASKERS, answerEnquiry } from './enquiry.ts'
import { oneOf, Text } from './schema-parts.ts'
import { viewReferral } from './view.ts'
import { ReferralSchema, ToldSchema } from './view-schemas.ts'

const strict = { additionalProperties: false }
const Told = (description: string) => named(ToldSchema, description)

/** Calls that come in: of a person who was told to call again, and of anybody who asks about one. */
export async function callsRoutes(app: App, services: Services): Promise<void> {
  app.post(
    '/v1/call-backs',
    {
      config: { access: { action: 'referral.call_back' } },
      schema: {
        operationId: 'findCallBack',
        tags: ['Referrals'],
        summary: 'The person calls: reference and code word',
        description:
          'Opens an open referral for you, for twelve hours, if both fit; that is the reason which the record shows. A wrong word, an unknown reference and one that is not for you get the same 422 `no_match`. After five in an hour it is 429, and a supervisor is told.',
        body: Type.Object(
          {
            reference: Type.String({
              pattern: '^[A-Za-z0-9]{3}-[A-Za-z0-9]{3}$',
              maxLength: 7,
              description: 'Such as K7F-2QX.',
            }),
            codeWord: Text(60, 'As it is said; case, accents and spaces do not matter.'),
          },
          { ...strict, examples: [{ reference: 'K7F-2QX', codeWord: 'maple' }] },
        ),
        response: { 201: named(ReferralSchema), ...problems(400, 401, 403, 422, 503) },
      },
    },
    async ({ body, actor }, reply) => {
      const answer = await takeTurn(services, actor, async (turn) => {
        const found = await findCallBack(turn, body)
        return found.found ? { view: await viewReferral(turn, found.referralId) } : found
      })
      if ('view' in answer) return reply.code(201).send(answer.view)
      if (answer.wait) {
        reply.header('retry-after', answer.wait)
        throw new Problem(429, 'too_many_tries', 'Too many wrong tries. A supervisor was told.')
      }
      throw new Problem(
        422,
        'no_match',
        'Nothing fits both. Say neither whether the reference nor whether the word is right.',
      )
    },
  )

  app.post(
    '/v1/enquiries',
    {
      config: { access: { action: 'enquiry.answer' } },
      schema: {
        operationId: 'answerEnquiry',
        tags: ['Referrals'],
        summary: 'Somebody asks about a person',
        description:
          'What to say, which neither confirms nor denies. Nothing is looked up, and nothing kept but that somebody of this kind asked.',
        body: Type.Object(
          { asker: Type.Optional(oneOf(ASKERS)) },
          { ...strict, examples: [{ asker: 'family' }] },
        ),
        response: {
          201: Type.Object(
            {
              asker: oneOf(ASKERS),
              script: Told('To be read out.'),
              keep: Told('For whoever reads it.'),
            },
            {
              description: 'What to say.',
              examples: [
                {
                  asker: 'family',
                  script: {
                    en: 'I cannot say whether we know this person.',
                    fr: 'Je ne peux pas dire si nous connaissons cette personne.',
                  },
                  keep: { en: 'Write down no name.', fr: 'N’écrivez aucun nom.' },
                },
              ],
            },
          ),
          ...problems(400, 401, 403, 422, 503),
        },
      },
    },
    async ({ body, actor }, reply) =>
      reply
        .code(201)
        .send(await takeTurn(services, actor, (turn) => answerEnquiry(turn, body.asker))),
  )
}
