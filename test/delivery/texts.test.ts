import * as fc from 'fast-check'
import { test } from 'tap'
import {
  forbiddenWord,
  gsmLength,
  isGsm7,
  MAX_PUBLIC_URL,
  MAX_SENDER_LABEL,
  SMS_LIMIT,
  smsName,
} from '../../src/delivery/sms-text.ts'
import { type Language, locale } from '../../src/locales/locale.ts'

const LANGUAGES: Language[] = ['en', 'fr']
const TOKEN_LENGTH = 22 // 128 bits, base64url

const BROKEN = /undefined|NaN/

const fromAlphabet = (alphabet: string, min: number, max = min) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: min, maxLength: max })
const references = fromAlphabet('23456789CDFGHJKMNPQRTVWXYZ', 6).map(
  (six) => `${six.slice(0, 3)}-${six.slice(3)}`,
)
const urls = fromAlphabet('abcdefghijklmnopqrstuvwxyz0123456789-.', 1, MAX_PUBLIC_URL - 8)
const links = fc
  .tuple(urls, fromAlphabet('ABCxyz019-_', TOKEN_LENGTH))
  .map(([host, token]) => `https://${host}/answer/${token}`)
const labels = fromAlphabet('ABCDEFabcdef 0123', 1, MAX_SENDER_LABEL)
const urgencies = fc.constantFrom('emergency' as const, 'urgent' as const, 'standard' as const)
const times = fc.record({
  hours: fc.integer({ min: 0, max: 23 }),
  minutes: fc.integer({ min: 0, max: 59 }),
  weekday: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
})
/** Nobody is named as what a broken template would say. */
const phrases = fc
  .string({ maxLength: 80 })
  .map((text) => smsName(text, 80) ?? 'x')
  .filter((text) => !BROKEN.test(text))

/** Everything any text is told, within the ranges of its type; sizes are biased to both ends. */
const facts = fc.record({
  label: labels,
  reference: references,
  references: fc.array(references, { minLength: 1, maxLength: 6 }),
  urgency: urgencies,
  bed: fc.boolean(),
  people: fc.integer({ min: 1, max: 99 }),
  needsCount: fc.integer({ min: 1, max: 29 }),
  time: times,
  digits: fromAlphabet('0123456789', 4),
  code: fromAlphabet('0123456789', 6),
  link: links,
  kind: phrases,
  about: phrases,
})
type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never

function smsTexts(language: Language, f: Facts): Record<string, string> {
  const { messages: m } = locale(language)
  const clock = m.clock(f.time)
  const offer = { ...f, replyBy: clock }
  return {
    offer: m.offerSms(offer),
    digest: m.digestSms(offer),
    alreadyPlaced: m.alreadyPlaced(f),
    released: m.released(f),
    withdrawn: m.withdrawn(f),
    expired: m.expired(f),
    thanksYesEmail: m.thanksYes({ ...f, next: 'email_code' }),
    thanksYesSms: m.thanksYes({ ...f, next: 'sms_code' }),
    thanksYesCall: m.thanksYes({ ...f, next: 'call' }),
    thanksNo: m.thanksNo(f),
    thanksFull: m.thanksFull(f),
    confirmCode: m.confirmCodeSms(f),
    needDigits: m.replyHelp.needDigits(f),
    wrongDigits: m.replyHelp.wrongDigits(f),
    needReference: m.replyHelp.needReference(f),
    frozen: m.replyHelp.frozen(f),
    lateYes: m.replyHelp.lateYes(f),
    olderDigits: m.replyHelp.olderDigits(f),
    partsYes: m.replyHelp.partsYes(f),
    notUnderstood: m.replyHelp.notUnderstood(),
    noOpenOffer: m.replyHelp.noOpenOffer(),
    unknownNumber: m.replyHelp.unknownNumber(f),
    wrongNumberThanks: m.replyHelp.wrongNumberThanks(),
    help: m.replyHelp.help(f),
    onCall: m.onCallSms({ ...f, dueBy: clock }),
    referrerAccepted: m.referrerAccepted(f),
    referrerConfirmed: m.referrerConfirmed(f),
    referrerDeclined: m.referrerDeclined(f),
    referrerExpired: m.referrerExpired(f),
    referrerBounced: m.referrerBounced(f),
    referrerMeeting: m.referrerMeeting(f),
    messageWaiting: m.messageWaiting(f),
  }
}

/** The longest of everything. */
const LONGEST: Facts = {
  label: 'Causeway12',
  reference: 'K7F-2QX',
  references: Array(6).fill('K7F-2QX'),
  urgency: 'emergency',
  bed: false,
  people: 99,
  needsCount: 29,
  time: { hours: 23, minutes: 59, weekday: 3 },
  digits: '4821',
  code: '482913',
  link: `https://${'a'.repeat(MAX_PUBLIC_URL - 8)}/answer/${'A'.repeat(TOKEN_LENGTH)}`,
  kind: 'k'.repeat(80),
  about: 'n'.repeat(80),
}

test('texts', async (t) => {
  for (const language of LANGUAGES) {
    await t.test(
      `every SMS in ${language} fits one segment of GSM-7 and names nothing`,
      async (t) => {
        for (const urgency of ['emergency', 'urgent', 'standard'] as const) {
          for (const [name, text] of Object.entries(smsTexts(language, { ...LONGEST, urgency }))) {
            t.equal(isGsm7(text), true, `${name} is GSM-7: ${text}`)
            t.ok(gsmLength(text) <= SMS_LIMIT, `${name} has ${gsmLength(text)}: ${text}`)
            t.equal(forbiddenWord(text), undefined, name)
          }
        }
        fc.assert(
          fc.property(facts, (f) =>
            Object.values(smsTexts(language, f)).every(
              (text) => isGsm7(text) && gsmLength(text) <= SMS_LIMIT && !BROKEN.test(text),
            ),
          ),
          { numRuns: 300 },
        )
      },
    )

    await t.test(`an offer in ${language} says all that it must`, async () => {
      const { messages } = locale(language)
      fc.assert(
        fc.property(facts, (f) => {
          const offer = { ...f, replyBy: messages.clock(f.time) }
          const email = messages.offerEmail(offer)
          return (
            [messages.offerSms(offer), email.text].every((text) =>
              [
                f.reference,
                messages.urgency[f.urgency],
                offer.replyBy,
                f.digits,
                f.link,
                String(f.people),
              ].every((part) => text.includes(part)),
            ) && !email.subject.includes(f.digits)
          )
        }),
        { numRuns: 200 },
      )
    })

    await t.test(
      `e-mails in ${language} have neutral subjects and no forbidden words`,
      async (t) => {
        const { messages: m } = locale(language)
        const offer = { ...LONGEST, replyBy: m.clock(LONGEST.time) }
        const mails = [
          m.offerEmail(offer),
          m.offerEmail({ ...offer, people: 1, needsCount: 1, bed: true }),
          m.confirmCodeEmail(LONGEST),
          m.onCallEmail({ ...LONGEST, dueBy: offer.replyBy }),
          m.asEmail({ reference: 'K7F-2QX', text: m.released(LONGEST) }),
        ]
        for (const { subject, text, htmlParagraphs } of mails) {
          t.equal(forbiddenWord(`${subject} ${text}`), undefined, subject)
          t.notMatch(subject, /4821|482913|\n/)
          t.ok(htmlParagraphs.every((paragraph) => text.includes(paragraph)))
        }
      },
    )
  }

  await t.test('with a short address there is room to say "reply"', (t) => {
    const { messages } = locale('en')
    const link = `http://localhost:3000/answer/${'A'.repeat(TOKEN_LENGTH)}`
    const replyBy = messages.clock({ hours: 14, minutes: 5 })
    t.equal(
      messages.offerSms({
        label: 'Causeway',
        reference: 'K7F-2QX',
        urgency: 'urgent',
        bed: true,
        people: 1,
        replyBy,
        digits: '4821',
        link,
      }),
      `Causeway K7F-2QX URGENT bed x1 by 14:05. Reply YES 4821, NO or FULL, or open ${link}`,
    )
    t.end()
  })

  await t.test('GSM-7 is told apart from the rest, letter by letter', (t) => {
    for (const letter of 'éèàùÉÇäöñü@£$_-~[]{}€') t.equal(isGsm7(letter), true, letter)
    for (const letter of 'çêâîôûëïœÀÈÔ«»’–…áÁ☎') t.equal(isGsm7(letter), false, letter)
    t.equal(gsmLength('a€[é'), 6)
    t.end()
  })

  await t.test(
    'forbidden words are found in any case, with or without accents, as whole words only',
    (t) => {
      for (const text of [
        'Human TRAFFICKING unit',
        'Traite',
        "Maison d'hébergement",
        'VICTIMES',
        'safehouse',
        'Réfugiées',
        'agressée',
        'Sexual health',
        'Refuge Nord',
        'Criminelle',
      ]) {
        t.type(forbiddenWord(text), 'string', text)
      }
      for (const text of [
        'Causeway',
        'Passerelle',
        'bed x2',
        'lit',
        'violet',
        'traiter',
        'traffic light',
        'grape',
        'trafiquer',
        'service',
      ]) {
        t.equal(forbiddenWord(text), undefined, text)
      }
      t.end()
    },
  )

  await t.test('a name is made fit for an SMS, or refused', (t) => {
    t.equal(smsName('Maison Hélène Bâtisse – Cœur d’Or'), "Maison Hélène Batisse - Coeur d'Or")
    t.equal(smsName('Ᏼᖃᐅᔨᒪ'), '??????'.slice(0, [...'Ᏼᖃᐅᔨᒪ'].length))
    t.equal(smsName('x'.repeat(50))?.length, 40)
    t.equal(smsName('Victim Services North'), undefined)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        const plain = smsName(name)
        return plain === undefined || (isGsm7(plain) && gsmLength(plain) <= 40)
      }),
      { numRuns: 300 },
    )
    t.end()
  })
})
