import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { Type } from 'typebox'
import { legs, offers, referrals, servicePoints } from '../../db/schema.ts'
import { NEEDS } from '../directory/needs.ts'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { URGENCIES } from '../routing/policy.ts'
import { oneOf } from '../routing/schema-parts.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'

const STATES = ['open', 'accepted', 'confirmed'] as const

const Listed = Type.Object({
  id: Uuid('Of the offer.'),
  reference: Type.String(),
  servicePoint: Type.Object({ id: Uuid(), name: Type.String() }),
  state: oneOf(STATES),
  urgency: oneOf(URGENCIES),
  needs: Type.Array(oneOf(NEEDS)),
  unread: Type.Integer({ description: 'Messages from the hotline that nobody there has read.' }),
  answerBy: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'Until when an open one can be answered.',
  }),
})

const EXAMPLE = {
  id: '019aa7c2-5d1e-7a40-8c3b-000000000012',
  reference: 'K7F-2QX',
  servicePoint: { id: '019aa7c2-5d1e-7a40-8c3b-000000000013', name: 'Example shelter' },
  state: 'open' as const,
  urgency: 'urgent' as const,
  needs: ['emergency_shelter' as const],
  unread: 0,
  answerBy: '2026-11-21T19:30:00.000Z',
}

/** What lies before a service point's organization, or is held by it: where its members begin. */
export async function offersList(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/offers',
    {
      config: { access: { action: 'offer.list' } },
      schema: {
        operationId: 'listOffers',
        tags: ['Offers'],
        summary: 'What lies before your service points',
        description:
          'Open offers, and those that were accepted, the newest first; what was declined or taken back is gone. At most 200.',
        response: {
          200: Type.Object(
            { offers: Type.Array(Listed) },
            { description: 'Live offers.', examples: [{ offers: [EXAMPLE] }] },
          ),
          ...problems(401, 403, 503),
        },
      },
    },
    async ({ actor }) =>
      takeTurn(services, actor, async (turn) => ({
        offers: (await liveOffers(turn)).map(listed),
      })),
  )
}

export type LiveOffer = Awaited<ReturnType<typeof liveOffers>>[number]

/** Open offers and accepted ones of the actor's organization, the newest first, at most 200. */
export function liveOffers({ tx, actor }: Turn) {
  return tx
    .select({
      ...{ offer: offers, leg: legs, referral: referrals, point: servicePoints },
      unread: sql<number>`(select count(*)::int from offer_messages m where m.offer_id = ${offers.id}
        and m.side = 'hotline' and m.seen_at is null)`,
    })
    .from(offers)
    .innerJoin(legs, eq(legs.id, offers.legId))
    .innerJoin(referrals, eq(referrals.id, offers.referralId))
    .innerJoin(servicePoints, eq(servicePoints.id, offers.servicePointId))
    .where(
      and(
        eq(offers.organizationId, actor.organizationId!),
        inArray(offers.state, ['open', 'accepted']),
        eq(referrals.state, 'open'),
      ),
    )
    .orderBy(desc(offers.madeAt))
    .limit(200)
}

const listed = ({ offer, leg, referral, point, unread }: LiveOffer) => ({
  id: offer.id,
  reference: referral.reference,
  servicePoint: { id: point.id, name: point.name },
  state: offer.confirmedAt ? ('confirmed' as const) : (offer.state as 'open' | 'accepted'),
  urgency: referral.urgency as (typeof URGENCIES)[number],
  needs: leg.needs as (typeof NEEDS)[number][],
  unread: Number(unread),
  answerBy: offer.dueAt?.toISOString() ?? null,
})
