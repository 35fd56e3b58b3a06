import { Value } from 'typebox/value'
import { invalid } from '../platform/errors.ts'
import { addConsent } from '../routing/consent-more.ts'
import { ConsentSchema } from '../routing/consent-schemas.ts'
import { openDutyRecords, WHY_READ } from '../routing/duty-records.ts'
import { sayMeeting } from '../routing/meeting.ts'
import { assertOffer, assertReferral } from '../routing/reach.ts'
import { restrictReferral } from '../routing/restriction.ts'
import { missing, type On } from './act.ts'
import { AGREED, consentOf } from './call-input.ts'
import { newestVersion } from './consent-view.ts'
import { formOf } from './form.ts'
import { type Desk, PATHS } from './kit.ts'
import { meetingOf } from './meeting-view.ts'
import { namesOf } from './team.ts'
import { CONSENTS, MEETING, RESTRICTION } from './wrong.ts'

/** What the person agrees to now, how they meet, who may see it, and what outlives it. */
export function agreedActs(on: On, { searching, services }: Desk): void {
  on(CONSENTS, 'referral.consent', async (turn, form, { params }) => {
    await assertReferral(turn, 'referral.consent', params.id)
    if (!form.code('agreed', AGREED)) throw missing('basis')
    const language = searching.languages.codeOf(form.one('consent_language'))
    if (!language) throw missing('language')
    const fields = form.fields.filter(({ name }) => name !== 'consent_language')
    const consent = consentOf(
      formOf([...fields, { name: 'consent_language', value: language }]),
      newestVersion(),
    )
    const malformed = [...Value.Errors(ConsentSchema, consent)].map(({ instancePath }) => ({
      ...{ pointer: instancePath, detail: 'is malformed' },
    }))
    if (malformed.length > 0) throw invalid(malformed)
    await addConsent(turn, params.id, consent)
  })

  on(MEETING, 'offer.meeting', async (turn, form, { params }) => {
    await assertOffer(turn, 'offer.meeting', params.part!)
    await sayMeeting(turn, params.part!, meetingOf(form, services.config.ZONE))
  })

  on(RESTRICTION, 'referral.restrict', async (turn, form, { params }) => {
    const reason = form.one('reason').slice(0, 500)
    const lift = form.one('lift') === 'yes'
    const staff = form.all('staff').filter((each) => ACCOUNT.test(each))
    const errors = [
      ...(lift || staff.length > 0 ? [] : [{ pointer: '/staff', detail: 'is needed' }]),
      ...(reason ? [] : [{ pointer: '/reason', detail: 'is needed' }]),
    ]
    if (errors.length > 0) throw invalid(errors)
    await restrictReferral(turn, params.id, { staff: lift ? null : staff, reason })
    // To whoever did not name themselves it does not exist any more.
    return lift || staff.includes(turn.actor.id) ? undefined : { to: PATHS.board }
  })

  on('/duty-readings', 'duty.read', async (turn, form, { params }) => {
    const why = form.code('why', WHY_READ)
    if (!why) throw missing('why')
    const records = await openDutyRecords(turn, params.id, why)
    const named = records.flatMap(({ content }) => Object.values(content).filter(isText))
    return { duty: { records, names: await namesOf(turn, named) } }
  })
}

const ACCOUNT = /^staff:[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/
const isText = (value: unknown): value is string => typeof value === 'string'
