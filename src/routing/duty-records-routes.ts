import { Type } from 'typebox'
import { type App, named, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { openDutyRecords, WHY_READ } from './duty-records.ts'
import { oneOf } from './schema-parts.ts'

const Texts = Type.Array(Type.String())
const Code = Type.Optional(Type.String())

export const DutyRecordsSchema = Type.Object(
  {
    records: Type.Array(
      Type.Object({
        id: Uuid(),
        kind: Type.String({ description: '`minor_report` or `override`.' }),
        at: Type.String({ format: 'date-time', description: 'When it was kept.' }),
        content: Type.Object(
          {
            ...{ agency: Code, at: Code, number: Code, by: Code },
            ...{ madeBy: Code, madeAt: Code, confirmedBy: Code, confirmedAt: Code },
            ...{ scope: Type.Optional(Texts), recipients: Type.Optional(Texts) },
          },
          { description: 'Who, when, to whom, under which number; without the story.' },
        ),
      }),
      { description: 'The oldest first.' },
    ),
  },
  {
    $id: 'DutyRecords',
    description: 'That duties were done.',
    examples: [
      {
        records: [
          {
            id: '01a1ffd3-688d-771c-89c6-3ad648785028',
            kind: 'minor_report',
            at: '2026-11-22T01:00:00.000Z',
            content: { agency: 'CAS', at: '2026-11-22T00:55:00Z', number: 'N-1' },
          },
        ],
      },
    ],
  },
)

/** Reading what outlives a referral: that a report was made, or consent overridden. */
export async function dutyRecordRoutes(app: App, services: Services): Promise<void> {
  app.addSchema(DutyRecordsSchema)
  app.post(
    '/v1/referrals/:id/duty-readings',
    {
      config: { access: { action: 'duty.read' } },
      schema: {
        operationId: 'readDutyRecords',
        tags: ['Referrals'],
        summary: 'Read the records of duty, and say why',
        description:
          'By a supervisor who signed in, also after the referral was erased. The record keeps who read them and why, as a code.',
        params: Type.Object({ id: Uuid() }),
        body: Type.Object(
          { why: oneOf(WHY_READ, 'What it is needed for.') },
          { additionalProperties: false, examples: [{ why: 'audit' }] },
        ),
        response: { 201: named(DutyRecordsSchema), ...problems(400, 401, 403, 404, 422, 503) },
      },
    },
    async ({ params, body, actor }, reply) => {
      const records = await takeTurn(services, actor, (turn) =>
        openDutyRecords(turn, params.id, body.why),
      )
      return reply.code(201).send({ records })
    },
  )
}
