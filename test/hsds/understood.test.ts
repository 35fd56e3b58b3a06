import { createReadStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'tap'
import { loadGazetteer } from '../../src/geography/gazetteer.ts'
import { importFile } from '../../src/hsds/import-file.ts'
import type { Finding } from '../../src/hsds/import-findings.ts'
import { tableRows } from '../../src/hsds/import-table.ts'
import { readEligibility } from '../../src/hsds/read-eligibility.ts'
import { readForeignFacts } from '../../src/hsds/read-foreign.ts'
import { readLanguages } from '../../src/hsds/read-languages.ts'
import { takeNotes } from '../../src/hsds/read-notes.ts'
import { isSecretAddress } from '../../src/hsds/read-place.ts'
import type { TermFacts } from '../../src/hsds/terms.ts'
import { loadMeanings, type Meanings } from '../../src/hsds/terms-seen.ts'
import { aFolder } from '../fixtures/process.ts'

const gazetteer = loadGazetteer()

test('ages beside children, youth or a second group are not those of the adults', async (t) => {
  const woman = { genders: ['woman'] }
  const cases: [string, object | undefined][] = [
    ['Women and children under 18', woman],
    ['Women and their children aged 0-17', woman],
    ['Femmes et enfants de moins de 12 ans', woman],
    ['Women and under 18', woman],
    ['Women 16+, men', { genders: ['woman', 'man'] }],
    ['Families with children under 12', undefined],
    ['Families 0-6', undefined],
    ['Women, youth 12-17', undefined],
    ['Youth 12-17, adults', undefined],
    ['Seniors 65+; adults', undefined],
    ['Children 6-12', undefined],
    ['Women and people under 25', undefined],
    ['Women, families', { children: readEligibility('families').served!.children }],
  ]
  for (const [text, served] of cases)
    t.same(readEligibility(text), { ...(served && { served }), unsure: true }, text)
  t.same(readEligibility('female; adult'), { served: { ...woman, minAge: 18 }, unsure: false })
  t.same(readEligibility('Youth, 12-17'), { served: { minAge: 12, maxAge: 17 }, unsure: false })

  const GENDERED = { women: 'woman', hommes: 'man', 'non-binary people': 'non_binary' } as const
  const OPEN = ['families', 'adults', 'youth', 'seniors', 'people', 'everyone']
  const some = fc.array(
    fc.record({
      who: fc.constantFrom(...Object.keys(GENDERED), ...OPEN, 'children', 'their children'),
      ages: fc.constantFrom('', ' 18+', ' under 12', ' aged 0-17', ' 65 and over', ' 12-17'),
    }),
    { minLength: 2, maxLength: 4 },
  )
  fc.assert(
    fc.property(some, fc.constantFrom(', ', ' and ', '; ', ' with ', ' ou '), (parts, between) => {
      const text = parts.map(({ who, ages }) => who + ages).join(between)
      const { served, unsure } = readEligibility(text)
      const aged = served?.minAge !== undefined || served?.maxAge !== undefined
      if (aged) t.notOk(unsure || /\d/.test(text), text)
      for (const { who } of parts) {
        const gender = GENDERED[who as keyof typeof GENDERED]
        if (gender && served?.genders) t.ok(served.genders.includes(gender), text)
        if (/families|youth|seniors|people$/.test(who) && !gender) t.notOk(served?.genders, text)
      }
    }),
  )
})

test('what the service says itself goes before what its terms mean', async (t) => {
  const starter = await loadMeanings(undefined)
  function read(service: object, term: TermFacts | string) {
    const name = typeof term === 'string' ? term : 'Decided'
    const meanings: Meanings =
      typeof term === 'string' ? starter : { of: () => ({ needs: [], facts: term }) }
    const notes = takeNotes()
    const attributes = [{ taxonomy_term: { name } }]
    const parts = { organization: {}, service: { name: 'House', attributes, ...service } }
    const { facts } = readForeignFacts(parts, meanings, notes, new Set())
    const against = notes.findings.filter(({ says }) => says.startsWith('its terms mean'))
    return { facts, against: against.map(({ says, kind, done }) => `${kind} ${done} ${says}`) }
  }
  const eligibility = (text: string) => ({ eligibility_description: text })
  const more = read(eligibility('Women, non-binary people, two-spirit'), "Women's Shelter")
  t.same(more.facts.genders, ['woman', 'non_binary', 'two_spirit'])
  t.same(more.facts.needs, ['emergency_shelter'])
  t.match(more.against, [/^eligibility left_out its terms mean genders woman; what the service/])
  t.match(
    read(eligibility('Women and trans people'), "Women's Shelter"),
    { facts: { genders: undefined }, against: [/genders woman/] },
    'words that were not understood leave unknown who is turned away',
  )
  t.match(read({}, "Women's Shelter"), { facts: { genders: ['woman'] }, against: [] })
  t.match(read(eligibility('femmes'), "Women's Shelter"), { against: [] }, 'they agree')
  t.match(read({ minimum_age: 16 }, { minAge: 18, remote: true }), {
    facts: { minAge: 16, remote: true },
    against: [/minAge 18/],
  })
  t.match(read({ maximum_age: 17 }, { minAge: 18 }), { facts: { minAge: undefined, maxAge: 17 } })
  t.match(read({ minimum_age: 16 }, { maxAge: 24 }), { facts: { minAge: 16, maxAge: 24 } })
  t.match(read({ interpretation_services: 'No interpreters' }, { interpreter: true }), {
    facts: { interpreter: false },
    against: [/^language .*interpreter true/],
  })
  const spoken = { languages: [{ name: 'French' }, { name: 'English' }] }
  t.same(read(spoken, { languages: ['es', 'fr'] }).facts.languages, ['fr', 'en', 'es'])
})

test('a sentence about languages is not read as its opposite', async (t) => {
  const cases: [string, string[], boolean | undefined][] = [
    ['Interpretation services available at no cost', [], true],
    ['Interprétation sans frais', [], true],
    ['Interprètes disponibles sans rendez-vous', [], true],
    ['Interpreters available, no appointment needed', [], true],
    ['Interpretation for non-English speakers', [], true],
    ['Language line available; no interpreters on site', [], true],
    ['Interprétation non disponible', [], false],
    ['Interprètes : non', [], false],
    ['Translation is unavailable', [], false],
    ["We don't have interpreters", [], false],
    ['Nous n’avons pas d’interprètes', [], false],
    ['Does not work with interpreters.', [], false],
    ['Interpreters not always available', [], undefined],
    ['Interpreters available, but not on weekends, French', ['fr'], true],
    ['Interpreters: Spanish, Arabic', [], true],
    ['Interprètes : espagnol/arabe', [], true],
    ['Interpreters available for Spanish, Arabic and Somali', [], true],
    ['Interprètes pour l’espagnol, arabe. Français', ['fr'], true],
    ['English, French, interpreters available', ['en', 'fr'], true],
    ['Spanish, Arabic and Somali interpreters', [], true],
    ['English, Spanish, Arabic and Somali interpreters', ['en'], true],
    ['Spanish; Arabic and Somali interpreters', ['es'], true],
    ['Spanish, Arabic, and staff with interpreters', ['es', 'ar'], true],
    ['Interprètes espagnol, arabe et somali', [], true],
    ['English at no cost', ['en'], undefined],
  ]
  for (const [text, languages, interpreter] of cases)
    t.same(
      [readLanguages(text).languages, readLanguages(text).interpreter],
      [languages, interpreter],
      text,
    )
})

test('a place that is said to be secret is hidden', async (t) => {
  const secret = [
    ...['Secret location', 'Lieu secret', 'Adresse secrète', 'Adresse protégée', 'Hidden address'],
    ...['Private address', 'Private', 'Unlisted address', 'Address not public', 'Not provided'],
    ...['Adresse non communiquée', 'Adresse non publique', 'Secret', '12 Hidden location'],
    ...['12 Main Street (secret)', '12 Hidden Valley Road, confidential', 'Ne pas divulguer'],
    // in doubt
    ...['Secret Lake Drive', 'Hidden Valley'],
  ]
  for (const text of secret) t.ok(isSecretAddress(text), text)
  const shown = ['12 Hidden Valley Road', '40B Secret Lake Drive', '7, Old Hidden Hills Cres.']
  for (const text of [...shown, '12 Secretariat Avenue', '9 Private Road', 'Public Library'])
    t.notOk(isSecretAddress(text), text)

  await t.test('in a row of a table', async (t) => {
    const usual = { address: '12 Bay Street', city: 'Thunder Bay', postal_code: 'P7B 1A1' }
    async function row(more: object) {
      const fixed = { source: 's', id: '1', organization: 'House', province: 'ON', needs: 'food' }
      const cells = { ...fixed, ...usual, lat: '48.4', lng: '-89.2', description: '', ...more }
      const file = join(aFolder(t), 'table.csv')
      const values = Object.values(cells).map((value) => `"${value}"`)
      writeFileSync(file, `${Object.keys(cells).join()}\n${values.join()}\n`)
      for await (const { row } of tableRows(createReadStream(file), undefined, { gazetteer }))
        return row!
    }
    t.match(await row({}), { hidden: false, facts: { lat: 48.4 } })
    const cases = {
      address: ['Undisclosed', 'Lieu secret', 'Adresse secrÃ¨te'],
      city: ['Confidential', 'Secret'],
      postal_code: ['Confidentiel', 'not given'],
      description: ['Beds. Our address is confidential.', 'L’adresse n’est pas publique.'],
    }
    for (const [column, texts] of Object.entries(cases))
      for (const text of texts) {
        const read = (await row({ [column]: text }))!
        t.match(read.hidden, true, text)
        const { lat, lng, description: _, ...facts } = read.facts!
        t.same([lat, lng], [undefined, undefined], text)
        t.notMatch(JSON.stringify(facts), text)
        t.match(read.notes.findings, [{ kind: 'confidential', place: `line 2, ${column}` }])
      }
    t.match(await row({ description: 'Confidential counselling.' }), { hidden: false })
  })

  await t.test('in a document, also as the name of a place', async (t) => {
    async function counts(address: object, location: object) {
      const addresses = [{ address_type: 'physical', state_province: 'ON', ...address }]
      const place = { id: '5', location_type: 'physical', latitude: 48.4, longitude: -89.2 }
      const service_at_locations = [{ id: '3', location: { ...place, addresses, ...location } }]
      const services = [{ id: '2', name: 'Shelter', status: 'active', service_at_locations }]
      const file = join(aFolder(t), 'document.json')
      writeFileSync(file, JSON.stringify({ id: '1', name: 'House', services }))
      const findings: Finding[] = []
      const told = { finding: (each: Finding) => findings.push(each), progress: () => {} }
      return (await importFile({ gazetteer }, file, {}, told)).counts
    }
    const city = { city: 'Thunder Bay' }
    t.match(await counts({ ...city, address_1: '12 Hidden Valley Road' }, {}), { hidden: 0 })
    t.match(await counts({ ...city, address_1: 'Secret location' }, {}), { hidden: 1 })
    t.match(await counts({ ...city, address_1: 'Lieu secret' }, {}), { hidden: 1 })
    t.match(await counts(city, { name: 'Secret location' }), { hidden: 1 })
    t.match(await counts(city, { name: 'Secret Garden' }), { hidden: 0 })
  })
})
