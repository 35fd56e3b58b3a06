import type { Province } from '../geography/place.ts'
import { dutyTexts } from '../locales/duties.ts'
import type { Language } from '../locales/locale.ts'

/**
 * What the law of a place says about a person under age: dated data, read by people, decided by none
 * of our rules (design, "Minors": every person under 18 is treated as one, whatever the place says).
 * It is no legal advice.
 */
export type ProvinceDuty = {
  /** Age of majority, in years. Read in: legalline.ca, "What is the age of majority?". */
  majority: 18 | 19
  /** Under what age the child-protection statute speaks of a child; `upTo` of youth, where it has both. */
  child: { under: number; upTo?: number }
  /** Statute and section of the duty to report. */
  source: string
  /** When somebody read it, and where (not by a lawyer); else `unchecked`, and the operator is told so. */
  checkedOn?: string
  readIn?: string
  unchecked?: true
  /** Whom to tell, in words; the number is the operator's own to know. */
  whom: { en: string; fr: string }
}

const director = {
  en: 'the director of child protection',
  fr: 'la directrice ou le directeur de la protection de l’enfance',
}
const unchecked = { unchecked: true } as const

export const PROVINCE_DUTIES: Record<Province, ProvinceDuty> = {
  AB: {
    majority: 18,
    child: { under: 18 },
    source: 'Child, Youth and Family Enhancement Act, s. 4',
    checkedOn: '2026-11-21',
    readIn:
      'albertahealthservices.ca (Disclosure under Section 4); slsedmonton.com (Children at Risk)',
    whom: director,
  },
  BC: {
    majority: 19,
    child: { under: 19 },
    source: 'Child, Family and Community Service Act, RSBC 1996 c 46, s. 14',
    ...unchecked,
    whom: {
      en: 'a director, or a person named by one (a child welfare worker)',
      fr: 'une directrice ou un directeur, ou la personne désignée (protection de l’enfance)',
    },
  },
  MB: {
    majority: 18,
    child: { under: 18 },
    source: 'The Child and Family Services Act, CCSM c C80, s. 18',
    ...unchecked,
    whom: {
      en: 'a child and family services agency',
      fr: 'un office de services à l’enfant et à la famille',
    },
  },
  NB: {
    majority: 19,
    child: { under: 16, upTo: 19 },
    source: 'Child and Youth Well-Being Act, SNB 2022 c 35 (section not verified)',
    ...unchecked,
    whom: {
      en: 'child protection at the Department of Social Development',
      fr: 'la protection de l’enfance, ministère du Développement social',
    },
  },
  NL: {
    majority: 19,
    child: { under: 16, upTo: 18 },
    source: 'Children, Youth and Families Act, SNL 2018 c C-12.3, s. 11',
    ...unchecked,
    whom: {
      en: 'a manager or social worker of child protection, or the police',
      fr: 'une ou un gestionnaire ou une travailleuse ou un travailleur social de la protection de l’enfance, ou la police',
    },
  },
  NS: {
    majority: 19,
    child: { under: 19 },
    source: 'Children and Family Services Act, SNS 1990 c 5, s. 23',
    ...unchecked,
    whom: { en: 'a child welfare agency', fr: 'un organisme de protection de l’enfance' },
  },
  NT: {
    majority: 19,
    child: { under: 16, upTo: 19 },
    source: 'Child and Family Services Act, SNWT 1997 c 13, s. 8',
    ...unchecked,
    whom: {
      en: 'a child protection worker, or the police',
      fr: 'une ou un préposé à la protection de l’enfance, ou la police',
    },
  },
  NU: {
    majority: 19,
    child: { under: 16, upTo: 19 },
    source: 'Child and Family Services Act (Nunavut), SNWT 1997 c 13, s. 8',
    ...unchecked,
    whom: {
      en: 'a child protection worker, or the police',
      fr: 'une ou un préposé à la protection de l’enfance, ou la police',
    },
  },
  ON: {
    majority: 18,
    child: { under: 18 },
    source:
      'Child, Youth and Family Services Act, 2017, s. 125 (a duty under 16; for 16 and 17 one may report)',
    checkedOn: '2026-11-21',
    readIn: 'msdsb.net (policy H.1.5, s. 125); algomacas.org (Duty to report)',
    whom: { en: 'a children’s aid society', fr: 'une société d’aide à l’enfance' },
  },
  PE: {
    majority: 18,
    child: { under: 18 },
    source: 'Child Protection Act, or the Act that replaced it (section not verified)',
    ...unchecked,
    whom: {
      en: 'Child Protection Services of the province',
      fr: 'les services de protection de l’enfance de la province',
    },
  },
  QC: {
    majority: 18,
    child: { under: 18 },
    source: 'Loi sur la protection de la jeunesse, RLRQ c P-34.1, art. 1 c) et 39',
    checkedOn: '2026-11-21',
    readIn: 'legisquebec.gouv.qc.ca (P-34.1, a. 1, 39)',
    whom: {
      en: 'the director of youth protection (DPJ)',
      fr: 'la directrice ou le directeur de la protection de la jeunesse (DPJ)',
    },
  },
  SK: {
    majority: 18,
    child: { under: 18 },
    source: 'The Child and Family Services Act, SS 1989-90 c C-7.2, s. 12',
    checkedOn: '2026-11-21',
    readIn:
      'sasksport.ca (Saskatchewan Child Abuse Protocol); familylaw.plea.org (Child Protection)',
    whom: {
      en: 'Social Services, a First Nations child and family services agency, or the police',
      fr: 'les Services sociaux, un organisme de services à l’enfance et à la famille des Premières Nations, ou la police',
    },
  },
  YT: {
    majority: 19,
    child: { under: 19 },
    source: 'Child and Family Services Act, SY 2008 c 1, s. 22',
    ...unchecked,
    whom: {
      en: 'Family and Children’s Services, or the RCMP',
      fr: 'les Services à la famille et à l’enfance, ou la GRC',
    },
  },
}

/**
 * An Indigenous child, everywhere: the agency that takes a significant measure gives notice to the
 * Indigenous governing body. It can do so only if it knows, so that the operator asks and says so.
 */
export const INDIGENOUS_NOTICE = {
  source:
    'Act respecting First Nations, Inuit and Métis children, youth and families, S.C. 2019 c. 24, s. 12',
  checkedOn: '2026-11-21',
  readIn: 'hss.gov.nt.ca (Indigenous Governing Bodies); manitoba.ca (Section 12 Notice)',
}

/** What an operator has to do there about a person who may be under age; what was not verified is said as such. */
export function dutyInWords(province: string, language: Language): string {
  const { child, source, checkedOn, whom } = PROVINCE_DUTIES[province as Province]
  const t = dutyTexts(language)
  return [
    t.report({ whom: whom[language], source, ages: t.ages(child) }),
    checkedOn ? t.checked(checkedOn) : t.unchecked,
    t.indigenous(INDIGENOUS_NOTICE.source),
    t.wishes,
  ].join(' ')
}
