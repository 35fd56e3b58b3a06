import { test } from 'tap'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aService } from '../fixtures/services.ts'

const CALL_LINES = '{"*":[{"name":"Hotline","phone":"+18335550100"}]}'
const NONE = { contacts: [], status: 'listed' as const, vetted: undefined }

test('lists to print', needsPostgres, async (t) => {
  const service = await aService(t, { env: { CALL_LINES } })
  const shelter = ['emergency_shelter' as const]
  await aServicePoint(service, {
    ...{ name: 'Cedar House', nameFr: 'Maison du Cèdre', needs: [...shelter, 'food'] },
    ...{ genders: ['woman', 'two_spirit'], verifiedOn: '2026-10-01', address: '1 Open Street' },
    phones: [{ number: '+18075550123', extension: '12' }],
  })
  await aServicePoint(service, {
    ...{ name: 'Only Listed', needs: shelter, ...NONE, phones: [], genders: null },
    hours: {
      kind: 'weekly',
      exceptions: [],
      ranges: [
        { days: ['mo', 'tu', 'we', 'th', 'fr'], opens: '17:00', closes: '09:00' },
        { days: ['sa'], opens: '10:00', closes: '14:00', validTo: '2026-12-31' },
      ],
    },
  })
  await aServicePoint(service, { name: 'Men’s Mission', needs: shelter, genders: ['man'] })
  await aServicePoint(service, { name: 'No Police Here', needs: shelter, channels: ['hotline'] })
  await aServicePoint(service, { name: 'Takes Nobody', needs: shelter, accepting: false })
  await aServicePoint(service, { name: 'Quiet Place', needs: shelter, hidden: true })
  await aServicePoint(service, {
    name: 'Quiet Too',
    needs: ['food'],
    hidden: true,
    city: 'Iqaluit',
    province: 'NU',
  })
  await aServicePoint(service, {
    name: 'A Line',
    needs: ['food'],
    remote: true,
    areas: ['on'],
    city: 'Ottawa',
  })
  await aServicePoint(service, {
    name: 'Elsewhere',
    needs: shelter,
    city: 'Winnipeg',
    province: 'MB',
  })

  type Role = Parameters<typeof service.asStaff>[0]
  const send = async (form: string, role: Role = 'operator') => {
    const { headers } = await service.asStaff(role)
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const { body, statusCode } = await service.app.inject({
      ...{ method: 'POST', url: '/staff/lists', headers: { ...headers, ...type }, payload: form },
    })
    return { body, statusCode, text: body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') }
  }
  const region = 'area=on-thunder-bay-district'

  t.test('say everything in both languages, with date, number and standing', async (t) => {
    const { text, statusCode } = await send(`${region}&needs=emergency_shelter&needs=food`)
    t.equal(statusCode, 200)
    t.match(text, /Thunder Bay District \/ District de Thunder Bay/)
    t.match(text, /As of 2026-11-21\. .* En date du 2026-11-21\./)
    t.match(text, /Ask the hotline \/ Demandez à la ligne d’aide : 1-833-555-0100/)
    t.match(text, /Emergency shelter \/ Hébergement d&#39;urgence/)
    t.match(
      text,
      /Cedar House \/ Maison du Cèdre Test organization \d+ 1 Open Street, Thunder Bay, ON/,
    )
    t.match(
      text,
      /Vetted partner \/ Partenaire vérifié \. Checked on 2026-10-01 \/ Vérifié le 2026-10-01/,
    )
    t.match(text, /807-555-0123 ext\. 12 \/ poste 12/)
    t.match(
      text,
      /women, Two-Spirit people; 16 and over \/ femmes, personnes bispirituelles; 16 ans et plus/,
    )
    t.match(text, /Day and night \/ Jour et nuit English, French \/ anglais, français/)
    t.match(
      text,
      /Only Listed .* Listed, not vetted \/ Répertorié, non vérifié No number is known\./,
    )
    t.match(text, /Mon–Fri 17:00–09:00; Sat 10:00–14:00 \(… – 2026-12-31\) \/ lun–ven 17:00–09:00/)
    t.match(text, /Whom it takes is not known: ask\./)
    t.match(text, /Food \/ Nourriture Cedar House 807-555-0123 see above \/ voir plus haut/)
    t.match(text, /By telephone or online \/ Par téléphone ou en ligne .* A Line/)
    t.notMatch(text, /Takes Nobody|Elsewhere/)
  })

  t.test('P3: hidden services are absent, and one line says that there is one', async (t) => {
    const { text } = await send('area=nu&needs=emergency_shelter')
    t.match(
      text,
      /Qikiqtaaluk .*A confidential service exists in this region; call the hotline\. \/ Un service confidentiel existe dans cette région; appelez la ligne d’aide\./,
    )
    t.match(
      text,
      /Nothing is known for these needs in: \/ Rien n’est connu pour ces besoins ici : .*Kitikmeot/,
    )
    const { text: all } = await send('area=on&needs=emergency_shelter&needs=food')
    t.notMatch(`${text}${all}`, /Quiet/)
    t.equal(all.split('A confidential service exists').length, 2)
    t.match((await send('area=pe&needs=food')).text, /Nothing is known for these needs\./)
  })

  t.test('police get those services that take referrals from police', async (t) => {
    const asked = `${region}&needs=emergency_shelter`
    t.match((await send(asked)).text, /No Police Here/)
    const { text } = await send(asked, 'police')
    t.notMatch(text, /No Police Here/)
    t.match(text, /Cedar House/)
  })

  t.test('for one group: whoever is known not to take them is left out', async (t) => {
    const { text } = await send(`${region}&needs=emergency_shelter&audience=men`)
    t.match(text, /men \/ les hommes/)
    t.match(text, /Men’s Mission[\s\S]*Only Listed/)
    t.notMatch(text, /Cedar House/)
  })

  t.test('everything that is missing is said at once, and what was chosen stays', async (t) => {
    const nothing = await send('area=nowhere&needs=nothing')
    t.equal(nothing.statusCode, 422)
    t.match(nothing.text, /Choose a province or a region\..*Choose at least one need\./)
    const half = await send('needs=food')
    t.match(half.body, /value="food" checked/)
    t.equal((await send('area=on&needs=food', 'rapporteur')).statusCode, 403)
  })
})
