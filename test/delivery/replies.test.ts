import * as fc from 'fast-check'
import { test } from 'tap'
import { type Reply, readReply } from '../../src/delivery/replies.ts'

/** What people really type, and what it means. */
const TABLE: [string, Partial<Reply>][] = [
  ['YES 4821', { kind: 'yes', digits: '4821', language: 'en' }],
  ['Yes we can 4821 thanks', { kind: 'yes', digits: '4821' }],
  ['OUI 4821', { kind: 'yes', digits: '4821', language: 'fr' }],
  ['oui, 4821.', { kind: 'yes', digits: '4821' }],
  ['4821 oui', { kind: 'yes', digits: '4821' }],
  ['Oui4821', { kind: 'yes', digits: '4821' }],
  ['y 4821', { kind: 'yes', digits: '4821' }],
  ['O 4821', { kind: 'yes', digits: '4821' }],
  ['yes', { kind: 'yes', digits: undefined }],
  ['Yes no problem 4821', { kind: 'yes', digits: '4821' }],
  ['Oui, pas de problème! 4821', { kind: 'yes', digits: '4821' }],
  ['Yes 4821, call 807-555-0123', { kind: 'yes', digits: '4821' }],
  ['yes call us at (807) 555 0123', { kind: 'yes', digits: undefined }],
  ['arriving 1430, yes 4821', { kind: 'yes', digits: '4821' }],
  ['yes at 1430 or 1500', { kind: 'yes', digits: undefined }],
  ['yes, 1430 or 4821 ?', { kind: 'yes', digits: '1430' }],
  ['oui K7F-2QX 4821', { kind: 'yes', digits: '4821', reference: 'K7F-2QX' }],
  ['yes 4821 k7f2qx', { kind: 'yes', digits: '4821', reference: 'K7F-2QX' }],
  ['No', { kind: 'no', language: 'en' }],
  ['Non désolé', { kind: 'no', language: 'fr' }],
  ['NON', { kind: 'no' }],
  ['n', { kind: 'no' }],
  ['No we cannot, sorry', { kind: 'no' }],
  ["non, pas ce soir, on n'a plus de lit", { kind: 'no', language: 'fr' }],
  ['no k7f-2qx', { kind: 'no', reference: 'K7F-2QX', digits: undefined }],
  ['NO 234-567', { kind: 'no', reference: '234-567' }],
  ['no, ask at 234567', { kind: 'no', reference: undefined }],
  ['FULL', { kind: 'full' }],
  ["No, we're full", { kind: 'full' }],
  ['complet ce soir', { kind: 'full', language: 'fr' }],
  ['Nous sommes complets', { kind: 'full' }],
  ['we are full', { kind: 'full' }],
  ['Full tonight sorry', { kind: 'full' }],
  ['COMPLET', { kind: 'full', language: 'fr' }],
  ['Complète', { kind: 'full', language: 'fr' }],
  ['Nous sommes complete', { kind: 'full', language: 'fr' }],
  ['maison complete ce soir', { kind: 'full' }],
  ['Full for 2 nights, call 807-555-0123', { kind: 'full' }],
  ['FULL, 0 beds', { kind: 'full' }],
  ['Full, no beds, call 807-555-0123', { kind: 'full' }],
  ['Almost full', { kind: 'unclear', both: true }],
  ['half full', { kind: 'unclear', both: true }],
  ['presque complet', { kind: 'unclear', both: true }],
  ['full?', { kind: 'unclear', both: true }],
  ['We are no longer full', { kind: 'unclear', both: true }],
  ['Nous ne sommes plus complets', { kind: 'unclear', both: true }],
  ['Nearly full, 1 bed', { kind: 'unclear', both: true }],
  ['Full for women but 2 beds for men', { kind: 'unclear', both: true }],
  ['Full for women, one bed for men', { kind: 'unclear', both: true }],
  ['complet, 2 autres places', { kind: 'unclear', both: true }],
  ['90% full', { kind: 'unclear', both: true }],
  ['Complete', { kind: 'unclear', standing: undefined, language: undefined }],
  ['complete, thanks', { kind: 'unclear', standing: undefined, language: 'en' }],
  ['yes complete 4821', { kind: 'unclear', both: true }],
  ['Wrong number', { kind: 'wrong_number' }],
  ['you have the WRONG NUMBER, no idea', { kind: 'wrong_number' }],
  ['mauvais numero', { kind: 'wrong_number' }],
  ['faux numéro', { kind: 'wrong_number', language: 'fr' }],
  ['Erreur de numéro', { kind: 'wrong_number' }],
  ['STOP', { kind: 'stop', language: 'en' }],
  [' Stop. ', { kind: 'stop' }],
  ['opt-out', { kind: 'stop' }],
  ['ARRÊT', { kind: 'stop', language: 'fr' }],
  ['arret', { kind: 'stop' }],
  ['Arrêtez', { kind: 'stop', language: 'fr' }],
  ['Désabonner', { kind: 'stop', language: 'fr' }],
  ['stop all', { kind: 'stop', language: 'en' }],
  ['Arrêtez, oui 4821', { kind: 'yes', digits: '4821' }],
  ['START', { kind: 'start' }],
  ['aide', { kind: 'help', language: 'fr' }],
  ['HELP', { kind: 'help', language: 'en' }],
  ['info', { kind: 'help', language: undefined }],
  ['please stop by, yes 4821', { kind: 'yes', digits: '4821' }],
  ['help is there: yes 4821', { kind: 'yes', digits: '4821' }],
  ['stop 4821', { kind: 'unclear' }],
  [
    'BEDS 3',
    { kind: 'standing', standing: { room: 3, words: [], language: 'en' }, language: 'en' },
  ],
  ['lits : 0', { kind: 'standing', standing: { room: 0, words: [], language: 'fr' } }],
  [
    'Nous avons 2 lits ce soir.',
    { kind: 'standing', standing: { room: 2, loose: true, words: [], language: 'fr' } },
  ],
  [
    'beds 3 women 2',
    {
      kind: 'standing',
      standing: { room: 3, group: 'women', choice: 2, words: [], language: 'en' },
    },
  ],
  ['LITS 3 Cèdre', { kind: 'standing', standing: { room: 3, words: ['cedre'], language: 'fr' } }],
  ['FULL tonight', { kind: 'full', standing: { room: 0, full: true, words: [], language: 'en' } }],
  ['FULL K7F-2QX', { kind: 'full', reference: 'K7F-2QX', standing: undefined }],
  [
    'PAUSE 3 jours',
    { kind: 'standing', standing: { pause: { days: 3 }, words: [], language: 'fr' } },
  ],
  [
    'pause 2026-12-01',
    { kind: 'standing', standing: { pause: { date: '2026-12-01' }, words: [] } },
  ],
  ['PAUSE OFF', { kind: 'standing', standing: { pause: 'over', words: [] } }],
  [
    'PAUSE until 2026-12-01',
    { kind: 'standing', standing: { pause: { date: '2026-12-01' }, words: [] } },
  ],
  ['pause jusqu’au 2026-12-01', { kind: 'standing' }],
  ['PAUSE 3', { kind: 'standing', standing: { pause: { days: 3 }, words: [] } }],
  ['PAUSE 3 days', { kind: 'standing' }],
  ['PAUSE until 15', { kind: 'unclear', standing: undefined }],
  ['PAUSE till 15', { kind: 'unclear' }],
  ['pause jusqu’au 15', { kind: 'unclear' }],
  ['Pause le 15', { kind: 'unclear' }],
  ['Pause fin au cèdre', { kind: 'standing', standing: { pause: 'over', words: ['cedre'] } }],
  ['3-4 beds', { kind: 'unclear', standing: undefined }],
  ['Do you need 3 beds?', { kind: 'unclear', standing: undefined }],
  ['not 3 beds', { kind: 'unclear', standing: undefined }],
  ['BEDS -3', { kind: 'unclear', standing: undefined }],
  ['BEDS 1000', { kind: 'unclear', standing: undefined }],
  ['yes 4821, we have 3 beds', { kind: 'yes', digits: '4821', standing: undefined }],
  ['no beds', { kind: 'no', standing: undefined }],
  ['yes and no', { kind: 'unclear', both: true }],
  ['yes 4821 but full tomorrow', { kind: 'unclear', both: true, digits: '4821' }],
  ['oui non 4821', { kind: 'unclear', both: true }],
  ['we are not full', { kind: 'unclear', both: true }],
  ['pas complet', { kind: 'unclear', both: true }],
  ["can't say yes", { kind: 'unclear', both: true }],
  ['yes wrong number', { kind: 'unclear', both: true }],
  // A phone that reacts to our text sends it back, digits and all.
  [
    'Liked “Causeway K7F-2QX URGENT bed x1 by 14:05. Reply YES 4821, NO or FULL”',
    { kind: 'unclear', both: true },
  ],
  ['no problem', { kind: 'unclear', both: undefined }],
  ['4821', { kind: 'unclear', digits: '4821', both: undefined }],
  ['who is this?', { kind: 'unclear' }],
  ['yesterday fullness nonsense', { kind: 'unclear' }],
  ['y a plus de place', { kind: 'unclear' }],
  ['constructor', { kind: 'unclear' }],
  ['', { kind: 'unclear' }],
  ['👍', { kind: 'unclear' }],
]

test('replies', async (t) => {
  await t.test('what people type is read as they mean it', (t) => {
    for (const [text, expected] of TABLE) {
      const reply = readReply(text)
      const seen = Object.fromEntries(
        Object.keys(expected).map((key) => [key, reply[key as keyof Reply]]),
      )
      t.same(seen, expected, text)
    }
    t.end()
  })

  const casing = fc.func(fc.boolean())
  const typed = (text: string, upper: (index: number) => boolean) =>
    [...text]
      .map((char, index) => (upper(index) ? char.toUpperCase() : char.toLowerCase()))
      .join('')
  const around = fc.constantFrom('', ' ', '\n', '!', ' ... ', ', ', ' - ')
  const filler = fc.constantFrom(
    '',
    'bonjour',
    'hello',
    'merci',
    'thanks',
    'on peut',
    'we can',
    'ce soir',
    'désolée',
    '☎',
  )
  const fourDigits = fc.integer({ min: 0, max: 9999 }).map((n) => String(n).padStart(4, '0'))

  await t.test('case, accents, signs and polite words around it never change an answer', (t) => {
    const words = fc.constantFrom<[string, Reply['kind']]>(
      ['yes', 'yes'],
      ['oui', 'yes'],
      ['no', 'no'],
      ['non', 'no'],
      ['full', 'full'],
      ['complet', 'full'],
      ['côMplet', 'full'],
      ['faux numéro', 'wrong_number'],
    )
    fc.assert(
      fc.property(
        words,
        fourDigits,
        casing,
        around,
        filler,
        filler,
        fc.boolean(),
        ([word, kind], digits, upper, sign, before, after, decomposed) => {
          const text = typed(`${before} ${sign}${word}${sign} ${digits}${sign} ${after}`, upper)
          const reply = readReply(text.normalize(decomposed ? 'NFD' : 'NFC'))
          return reply.kind === kind && reply.digits === digits && reply.both === undefined
        },
      ),
      { numRuns: 500 },
    )
    t.end()
  })

  await t.test('a reference is read with or without its hyphen, in any case', (t) => {
    const half = fc.string({
      unit: fc.constantFrom(...'23456789CDFGHJKMNPQRTVWXYZ'),
      minLength: 3,
      maxLength: 3,
    })
    fc.assert(
      fc.property(half, half, casing, fc.boolean(), fourDigits, (a, b, upper, hyphen, digits) => {
        fc.pre(hyphen || !/^\d+$/.test(a + b))
        const reply = readReply(typed(`oui ${a}${hyphen ? '-' : ''}${b} ${digits}`, upper))
        return reply.reference === `${a}-${b}` && reply.digits === digits && reply.kind === 'yes'
      }),
      { numRuns: 500 },
    )
    t.end()
  })

  await t.test('a full in doubt is never a full, nor a figure of no room', (t) => {
    const full = fc.constantFrom('full', 'FULL', 'complet', 'complets', 'Complètes')
    const doubt = fc.constantFrom(
      ...['no longer', 'not', 'plus', 'almost', 'nearly', 'half', 'presque', 'quasi', 'but'],
      ...['mais', 'except', 'sauf', '?', '2 beds', '1 lit', 'beds: 3', '12 free beds', 'complete'],
    )
    fc.assert(
      fc.property(full, doubt, filler, filler, fc.boolean(), (a, b, before, after, swap) => {
        const [first, second] = swap ? [b, a] : [a, b]
        fc.pre(b !== 'complete' || !/bonjour|merci|soir|désolée|compl/i.test(before + a + after))
        const reply = readReply(`${before} ${first} ${second} ${after}`)
        return reply.kind !== 'full' && reply.standing?.room !== 0
      }),
      { numRuns: 500 },
    )
    t.end()
  })

  await t.test('“complete” without its accent or a French word is never a full', (t) => {
    const english = fc.constantFrom('', 'hello', 'thanks', 'all', 'is', 'we are', 'now', 'the form')
    fc.assert(
      fc.property(english, english, casing, around, (before, after, upper, sign) => {
        const reply = readReply(typed(`${before} complete${sign} ${after}`, upper))
        return reply.kind === 'unclear' && reply.language !== 'fr'
      }),
    )
    t.end()
  })

  await t.test('a yes beside a no, a full or a wrong number is never a yes', (t) => {
    const yes = fc.constantFrom('yes', 'OUI', 'Yeah')
    const other = fc.constantFrom('no', 'NON', 'full', 'complète', 'wrong number', 'pas')
    fc.assert(
      fc.property(yes, other, filler, fourDigits, fc.boolean(), (a, b, between, digits, swap) => {
        const [first, second] = swap ? [b, a] : [a, b]
        return readReply(`${first} ${between} ${second} ${digits}`).both === true
      }),
    )
    t.end()
  })
})
