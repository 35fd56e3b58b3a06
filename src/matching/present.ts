import { languageName } from '../directory/languages.ts'
import { type Need, needs as needLabels } from '../directory/needs.ts'
import { admission } from '../directory/people.ts'
import { type Band, band } from '../geography/distance.ts'
import type { Language } from '../locales/locale.ts'
import { matchingTexts, type Words } from '../locales/matching.ts'
import type { Candidate } from './candidate.ts'
import type { Caution } from './cautions.ts'
import type { Excluded, Explained, MatchResult } from './match.ts'
import type { Reason, ReasonCode } from './rank.ts'

export type Viewer = 'operator' | 'supervisor' | 'police' | 'agency' | 'service_point' | 'public'

/** The answer of `POST /v1/matches`: readable JSON of about a page. */
export type MatchAnswer = {
  looked: MatchResult['looked']
  complete: boolean
  /** The best first, at most `limit`; for police and agencies by name, without what ranks them. */
  candidates: {
    servicePointId: string
    name: string
    partner: boolean
    /** Only where true. */
    hidden?: true
    offerable?: boolean
    needs: Need[]
    score?: number
    distance?: Candidate['distance']
    open: Candidate['open']
    why?: string
    check?: string
    hold?: string
    phones: string[]
  }[]
  excluded: { servicePointId: string; name: string; reason: string; why: string }[]
  plan?: { legs: { servicePointId: string; name: string; needs: Need[] }[]; why: string }
  unmet: Need[]
  confidential?: string
  explained?: { servicePointId: string; eligible: boolean; reasons: string[]; why: string }
}

/** So that the answer stays within a page. */
const SHOWN = 5

/**
 * The result as one reader may see it: hidden points, their telephones too, are for operators and
 * supervisors only, and everyone else's answer has not even a gap. Police and agencies get a list
 * to telephone from: who ranks first would tell them where a person whom they refer will go.
 */
export function present(
  result: MatchResult,
  { language, viewer, limit = SHOWN }: { language: Language; viewer: Viewer; limit?: number },
): MatchAnswer {
  const seesHidden = viewer === 'operator' || viewer === 'supervisor'
  const ranked = viewer !== 'police' && viewer !== 'agency'
  const shown = ranked ? withReason : withoutRoom
  const seen = <T extends { hidden: boolean }>(all: T[]) =>
    seesHidden ? all : all.filter(({ hidden }) => !hidden)
  const candidates = seen(result.candidates)
  return {
    looked: result.looked,
    complete: result.complete,
    candidates: ranked
      ? candidates.slice(0, limit).map((each) => candidateIn(each, language))
      : nearestByName(candidates, language, limit).map((each) => plainly(each, language)),
    excluded: seen(result.excluded)
      .slice(0, limit)
      .map((each) => excludedIn(each, shown(each.reason), language)),
    ...(ranked && { plan: planIn(result, candidates, language) }),
    unmet: result.unmet,
    ...(result.confidentialInRegion && { confidential: matchingTexts(language).confidential }),
    ...(result.explained && { explained: explainedIn(result.explained, shown, language) }),
  }
}

/** One reason or caution as a sentence. */
export function sentence(each: Reason | Caution, language: Language): string {
  const { reasons, cautions } = matchingTexts(language)
  const say = 'component' in each ? reasons[each.code] : cautions[each.code]
  return say(wordsOf(each, language))
}

/** True of everyone in the answer, or said by a field of its own. */
const LEFT_OUT: ReasonCode[] = [
  'language_not_asked',
  'room_not_counted',
  'room_unknown',
  'for_trafficked_unknown',
  'exploitation_unknown',
  'no_wishes',
  'reliability_neutral',
]

function candidateIn(each: Candidate, language: Language): MatchAnswer['candidates'][number] {
  const reasons = each.reasons.filter(({ code }) => !LEFT_OUT.includes(code))
  const joined = (all: (Reason | Caution)[]) => all.map((one) => sentence(one, language)).join(' ')
  return {
    servicePointId: each.servicePointId,
    name: each.name[language],
    partner: each.partner,
    ...(each.hidden && { hidden: true as const }),
    offerable: each.offerable,
    needs: each.needs,
    score: each.score,
    ...(each.distance && { distance: each.distance }),
    open: each.open,
    why: joined(reasons),
    ...(each.cautions.length > 0 && { check: joined(each.cautions) }),
    ...(each.hold && { hold: each.hold.kind }),
    phones: each.phones.map(({ number, extension }) =>
      extension ? `${number};ext=${extension}` : number,
    ),
  }
}

const BANDS: Band[] = ['0-5', '5-15', '15-30', '30-60', '60-120', '120-300', '300+']

/** The nearest by bands, which anyone can read from the directory; within a band, and as shown, by name. */
function nearestByName(all: Candidate[], language: Language, limit: number): Candidate[] {
  const named = all.toSorted(
    (a, b) =>
      a.name[language].localeCompare(b.name[language], language) ||
      (a.servicePointId < b.servicePointId ? -1 : 1),
  )
  const far = (each: Candidate) => {
    const near = bandOf(each)
    return near ? BANDS.indexOf(near) : BANDS.length
  }
  const near = new Set(named.toSorted((a, b) => far(a) - far(b)).slice(0, limit))
  return named.filter((each) => near.has(each))
}

function bandOf({ distance }: Candidate): Band | undefined {
  return distance && ('km' in distance ? band(distance.km) : distance.band)
}

function plainly(each: Candidate, language: Language): MatchAnswer['candidates'][number] {
  const { servicePointId, name, partner, needs, open, phones } = candidateIn(each, language)
  const near = bandOf(each)
  return {
    ...{ servicePointId, name, partner, needs },
    ...(near && { distance: { band: near } }),
    ...{ open, phones },
  }
}

type Why = Explained['reasons'][number] | 'not_now'
const withReason = (reason: Why): Why => reason
/** That it is full, or since when, would tell who has just refused. */
const withoutRoom = (reason: Why): Why =>
  reason === 'full' || reason === 'paused' ? 'not_now' : reason

function excludedIn(
  { servicePointId, name }: Excluded,
  reason: Why,
  language: Language,
): MatchAnswer['excluded'][number] {
  return { servicePointId, name: name[language], reason, why: whyNot([reason], language) }
}

function planIn(
  { plan, unmet }: MatchResult,
  candidates: Candidate[],
  language: Language,
): MatchAnswer['plan'] {
  const texts = matchingTexts(language).plan
  const legs = plan.legs.flatMap((leg) => {
    const found = candidates.find(({ servicePointId }) => servicePointId === leg.servicePointId)
    return found ? [{ ...leg, name: found.name[language] }] : []
  })
  const said =
    legs.length === 0 ? texts.none : legs.length === 1 ? texts.one : texts.several(legs.length)
  const missing = unmet.length > 0 && legs.length > 0 && texts.unmet(labels(unmet, language))
  return { legs, why: missing ? `${said} ${missing}` : said }
}

function explainedIn(
  { servicePointId, eligible, reasons: all }: Explained,
  shown: (reason: Why) => Why,
  language: Language,
): NonNullable<MatchAnswer['explained']> {
  const reasons = [...new Set(all.map(shown))]
  return { servicePointId, eligible, reasons, why: whyNot(reasons, language) }
}

function whyNot(codes: Why[], language: Language): string {
  const { rules } = matchingTexts(language)
  return codes.map((code) => rules[code](wordsOf({}, language))).join(' ')
}

function wordsOf(
  each: Partial<Omit<Reason, 'code'> & Omit<Caution, 'code'>>,
  language: Language,
): Words {
  const count = each.count ?? each.room
  return {
    count: count === undefined ? '' : String(count),
    of: each.of === undefined ? '' : String(each.of),
    km: each.km === undefined ? '' : each.km.toLocaleString(`${language}-CA`),
    band: each.band ?? '',
    language: each.language ? languageName(each.language, language) : '',
    needs: labels(each.needs ?? [], language),
    facts: (each.facts ?? []).map((fact) => admission[fact][language].toLowerCase()).join(', '),
  }
}

const labels = (all: Need[], language: Language) =>
  all.map((need) => needLabels[need][language]).join(', ')
