import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { iso6393 } from 'iso-639-3'
import { test } from 'tap'
import { bits, fromBits } from '../../src/directory/bits.ts'
import { MACROLANGUAGES } from '../../src/directory/language-families.ts'
import { languageNames } from '../../src/directory/language-names.ts'
import {
  isLanguage,
  isRareLanguage,
  languageFit,
  languageName,
  macroOf,
  normalizeLanguage,
  PUBLIC_LANGUAGES,
} from '../../src/directory/languages.ts'
import { NEEDS, needs } from '../../src/directory/needs.ts'
import {
  ACCESS_NEEDS,
  ADMISSION,
  AGE_GROUPS,
  accessNeeds,
  admission,
  ageGroup,
  ageGroups,
  CHANNELS,
  CHILD_BANDS,
  CHILD_GENDERS,
  channels,
  childBands,
  childGenders,
  EXPLOITATION,
  exploitation,
  GENDERS,
  genders,
  POPULATIONS,
  populationOf,
  populations,
} from '../../src/directory/people.ts'

test('code lists', async (t) => {
  const lists = [
    [NEEDS, needs],
    [GENDERS, genders],
    [AGE_GROUPS, ageGroups],
    [CHILD_BANDS, childBands],
    [CHILD_GENDERS, childGenders],
    [POPULATIONS, populations],
    [ADMISSION, admission],
    [ACCESS_NEEDS, accessNeeds],
    [CHANNELS, channels],
    [EXPLOITATION, exploitation],
  ] as [readonly string[], Record<string, { en: string; fr: string }>][]

  t.test('every code has an English and a French label, none of which says victim', async (t) => {
    for (const [codes, labels] of lists) {
      t.same(Object.keys(labels).sort(), [...codes].sort())
      for (const { en, fr } of Object.values(labels)) {
        t.ok(en.length > 0 && fr.length > 0)
        t.notMatch(`${en} ${fr}`, /victim/i)
      }
    }
  })

  t.test('the place of a need never changes, because its bit is stored', async (t) => {
    t.equal(NEEDS.length, 30)
    t.equal(bits(NEEDS, ['emergency_shelter']), 1)
    t.equal(bits(NEEDS, ['legal_immigration']), 1 << 10)
    t.equal(bits(NEEDS, ['cultural_support']), 1 << 29)
  })

  t.test('bits give back what went in, in the order of the list', async (t) => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...NEEDS]), (some) => {
        const n = bits(NEEDS, some)
        t.ok(n >= 0 && n < 2 ** 31)
        t.same(
          fromBits(NEEDS, n),
          NEEDS.filter((need) => some.includes(need)),
        )
      }),
      { numRuns: 50 },
    )
    t.same(bits(CHANNELS, ['police', 'police']), 2)
    t.same(fromBits(CHANNELS, 0xff), CHANNELS)
    t.throws(() => bits(GENDERS, ['nobody' as never]), RangeError)
    t.throws(() => bits(Array(32).fill('x'), []), RangeError)
  })

  t.test('ages fall into groups that include the whole of their last year', async (t) => {
    const ages = [0, 15, 15.9, 16, 17.9, 18, 24, 24.9, 25, 59, 60, 99]
    t.same(ages.map(ageGroup), [
      ...['under_16', 'under_16', 'under_16', '16-17', '16-17', '18-24'],
      ...['18-24', '18-24', '25-59', '25-59', '60+', '60+'],
    ])
  })

  t.test('the population is families, then youth, then the gender, else any', async (t) => {
    t.equal(populationOf({ children: 1, age: 16, gender: 'man' }), 'families')
    t.equal(populationOf({ children: 0, age: 17, gender: 'woman' }), 'youth')
    t.equal(populationOf({ children: 0, age: '16-17' }), 'youth')
    t.equal(populationOf({ children: 0, age: 18, gender: 'woman' }), 'women')
    t.equal(populationOf({ children: 0, gender: 'man' }), 'men')
    t.equal(populationOf({ children: 0, age: null, gender: 'two_spirit' }), 'any')
    t.equal(populationOf({ children: 0 }), 'any')
  })
})

test('languages', async (t) => {
  t.test('any ISO 639 code or tag becomes the primary subtag of BCP 47', async (t) => {
    const cases: Record<string, string | undefined> = {
      eng: 'en',
      'EN-ca': 'en',
      ' fr ': 'fr',
      fre: 'fr',
      fra: 'fr',
      zho: 'zh',
      chi: 'zh',
      'zh-Hant-TW': 'zh',
      per: 'fa',
      cmn: 'cmn',
      fcs: 'fcs',
      ase: 'ase',
      cre: 'cr',
      crk: 'crk',
      fil: 'tl',
      iw: 'he',
      qug: 'qug',
      und: undefined,
      mul: undefined,
      zxx: undefined,
      xx: undefined,
      qqq: undefined,
      english: undefined,
      '': undefined,
      'en CA': undefined,
    }
    for (const [code, expected] of Object.entries(cases)) {
      t.equal(normalizeLanguage(code), expected, code)
    }
    t.ok(isLanguage('en') && isLanguage('crk') && isLanguage('ckb'))
    t.notOk(isLanguage('eng') || isLanguage('EN') || isLanguage('fil'))
  })

  t.test('normalizing every language of ISO 639-3 twice is the same as once', async (t) => {
    const odd = iso6393.filter(({ iso6393: code, type }) => {
      const once = normalizeLanguage(code)
      return type === 'special' ? once !== undefined : !once || !isLanguage(once)
    })
    t.same(odd, [])
  })

  t.test('the hand tables hold only real codes, in the form that we keep', async (t) => {
    const families = Object.entries(MACROLANGUAGES)
    const members = families.flatMap(([, list]) => list.split(' '))
    const real = new Set(iso6393.flatMap((l) => [l.iso6391 ?? l.iso6393]))
    for (const code of [
      ...Object.keys(languageNames),
      ...Object.keys(MACROLANGUAGES),
      ...members,
    ]) {
      t.ok(real.has(code), code)
      t.equal(normalizeLanguage(code), code, code)
    }
    t.equal(new Set(members).size, members.length, 'no language is in two families')
    for (const [macro] of families) {
      const scope = iso6393.find((l) => (l.iso6391 ?? l.iso6393) === macro)?.scope
      t.ok(scope === 'macrolanguage' || macro === 'pa', macro)
    }
  })

  t.test(
    'languages have English and French names, the Indigenous and signed ones too',
    async (t) => {
      t.equal(languageName('es', 'en'), 'Spanish')
      t.equal(languageName('spa', 'fr'), 'espagnol')
      t.equal(languageName('crk', 'fr'), 'cri des plaines')
      t.equal(languageName('fcs', 'fr'), 'langue des signes québécoise (LSQ)')
      t.equal(languageName('cwd', 'en'), 'Woods Cree')
      t.equal(languageName('fil', 'en'), 'Tagalog')
      t.equal(languageName('aaa', 'fr'), 'Ghotuo', 'else the English name of ISO 639-3')
      t.equal(languageName('qqq', 'en'), 'qqq', 'else the code')
      t.equal(languageName('no such', 'en'), 'no such')
      for (const code of 'cr iu oj nsk moe atj alq scs xsl sto gwi tli mic moh crg ase iks'.split(
        ' ',
      )) {
        t.not(languageName(code, 'en'), code)
        t.not(languageName(code, 'fr'), code)
      }
    },
  )

  t.test('the same language fits best, a member of its family less, another not', async (t) => {
    t.equal(macroOf('crk'), 'cr')
    t.equal(macroOf('ikt'), 'iu')
    t.equal(macroOf('ojs'), 'oj')
    t.equal(macroOf('prs'), 'fa')
    t.equal(macroOf('fr'), undefined)
    t.equal(languageFit('crk', ['en', 'crk']), 'spoken')
    t.equal(languageFit('eng', ['en']), 'spoken')
    t.equal(languageFit('crk', ['csw']), 'sister')
    t.equal(languageFit('crk', ['cr']), 'sister')
    t.equal(languageFit('zh', ['yue']), 'sister')
    t.equal(languageFit('crk', ['iu', 'fr']), 'none')
    t.equal(languageFit('fcs', ['ase']), 'none')
    t.equal(languageFit('es', []), 'none')
    t.equal(languageFit('nonsense', ['nonsense']), 'none')
  })

  t.test('a language outside the public pages is rare, and so is an unknown one', async (t) => {
    t.same(
      [...PUBLIC_LANGUAGES].filter((code) => !isLanguage(code) || isRareLanguage(code)),
      [],
    )
    t.notOk(isRareLanguage('fil') || isRareLanguage('zh-Hant') || isRareLanguage('yue'))
    for (const code of ['crk', 'so', 'prs', 'fcs', 'nonsense']) t.ok(isRareLanguage(code), code)
  })

  t.test('common languages do not load the list of all languages', async (t) => {
    const script = `
      import { registerHooks } from 'node:module'
      registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) })
      const { normalizeLanguage, languageFit } = await import('./src/directory/languages.ts')
      languageFit('crk', ['en', 'fra', 'cmn', 'fcs']); console.log('--'); normalizeLanguage('aaa')`
    const args = ['--input-type=module', '-e', script]
    const [before, after] = execFileSync(process.execPath, args, { encoding: 'utf8' }).split('--')
    t.notMatch(before, '/iso6393.js')
    t.match(after, '/iso6393.js')
  })
})

test('exploitation has the codes of the HTCDS, when the standard is at hand', async (t) => {
  const file = `${process.env.CONTRACTS_DIR ?? '../shared/specs'}/htcds/Field_Standards.csv`
  let standard: string
  try {
    standard = readFileSync(file, 'utf8')
  } catch {
    return t.comment('not checked: no Field_Standards.csv')
  }
  const picklist = /vic_TypeOfExploitation,Multiselect Picklist,Custom,"([^"]+)"/.exec(
    standard,
  )?.[1]
  t.same(picklist?.split(/\r?\n/), EXPLOITATION)
})
