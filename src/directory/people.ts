/**
 * Code lists about the person, and about whom a service point takes. Their order is their bit
 * position in `service_point_matches`: add only at the end. Unknown is `null`, never a code here.
 */
export type Labels<Code extends string> = Record<Code, { en: string; fr: string }>

export const GENDERS = ['woman', 'man', 'non_binary', 'two_spirit', 'undisclosed'] as const
export type Gender = (typeof GENDERS)[number]
export const genders: Labels<Gender> = {
  woman: { en: 'Woman', fr: 'Femme' },
  man: { en: 'Man', fr: 'Homme' },
  non_binary: { en: 'Non-binary', fr: 'Non binaire' },
  two_spirit: { en: 'Two-Spirit', fr: 'Bispirituel ou bispirituelle' },
  undisclosed: { en: 'Prefers not to say', fr: 'Préfère ne pas répondre' },
}

export const AGE_GROUPS = ['under_16', '16-17', '18-24', '25-59', '60+'] as const
export type AgeGroup = (typeof AGE_GROUPS)[number]
export const ageGroups: Labels<AgeGroup> = {
  under_16: { en: 'Under 16', fr: 'Moins de 16 ans' },
  '16-17': { en: '16 to 17', fr: 'De 16 à 17 ans' },
  '18-24': { en: '18 to 24', fr: 'De 18 à 24 ans' },
  '25-59': { en: '25 to 59', fr: 'De 25 à 59 ans' },
  '60+': { en: '60 or over', fr: '60 ans ou plus' },
}

/** The age group of an age in years; each group includes the whole of its last year. */
export function ageGroup(age: number): AgeGroup {
  if (age < 16) return 'under_16'
  if (age < 18) return '16-17'
  if (age < 25) return '18-24'
  return age < 60 ? '25-59' : '60+'
}

export const CHILD_BANDS = ['0-5', '6-12', '13-17'] as const
export type ChildBand = (typeof CHILD_BANDS)[number]
export const childBands: Labels<ChildBand> = {
  '0-5': { en: '5 or under', fr: '5 ans ou moins' },
  '6-12': { en: '6 to 12', fr: 'De 6 à 12 ans' },
  '13-17': { en: '13 to 17', fr: 'De 13 à 17 ans' },
}

export const CHILD_GENDERS = ['girl', 'boy'] as const
export type ChildGender = (typeof CHILD_GENDERS)[number]
export const childGenders: Labels<ChildGender> = {
  girl: { en: 'Girl', fr: 'Fille' },
  boy: { en: 'Boy', fr: 'Garçon' },
}

/** For whom room is counted; a capacity row `any` holds for all (design, "Words"). */
export const POPULATIONS = ['families', 'youth', 'women', 'men', 'any'] as const
export type Population = (typeof POPULATIONS)[number]
export const populations: Labels<Population> = {
  families: { en: 'Families', fr: 'Familles' },
  youth: { en: 'Youth', fr: 'Jeunes' },
  women: { en: 'Women', fr: 'Femmes' },
  men: { en: 'Men', fr: 'Hommes' },
  any: { en: 'Anyone', fr: 'Tout le monde' },
}

/** The population whose room counts for this person. An unknown age is not taken as under 18. */
export function populationOf(person: {
  /** how many children come along */
  children: number
  age?: number | AgeGroup | null
  gender?: Gender | null
}): Population {
  if (person.children > 0) return 'families'
  const group = typeof person.age === 'number' ? ageGroup(person.age) : person.age
  if (group === 'under_16' || group === '16-17') return 'youth'
  if (person.gender === 'woman') return 'women'
  return person.gender === 'man' ? 'men' : 'any'
}

/** Facts that a service point may declare that it must know before it can say yes. */
export const ADMISSION = [
  'pregnancy',
  'care_needs',
  'medication',
  'substance_use',
  'pets',
  'access_needs',
  'being_searched_for',
] as const
export type Admission = (typeof ADMISSION)[number]
export const admission: Labels<Admission> = {
  pregnancy: { en: 'Pregnancy', fr: 'Grossesse' },
  care_needs: { en: 'Urgent care needed today', fr: "Soins urgents requis aujourd'hui" },
  medication: { en: 'Medication', fr: 'Médicaments' },
  substance_use: { en: 'Drug or alcohol use', fr: "Consommation de drogues ou d'alcool" },
  pets: { en: 'Pets', fr: 'Animaux de compagnie' },
  access_needs: { en: 'Accessibility needs', fr: "Besoins en matière d'accessibilité" },
  being_searched_for: {
    en: 'Someone is looking for the person',
    fr: "Quelqu'un recherche la personne",
  },
}

export const ACCESS_NEEDS = ['wheelchair', 'deaf', 'blind', 'cognitive', 'service_animal'] as const
export type AccessNeed = (typeof ACCESS_NEEDS)[number]
export const accessNeeds: Labels<AccessNeed> = {
  wheelchair: { en: 'Wheelchair or limited mobility', fr: 'Fauteuil roulant ou mobilité réduite' },
  deaf: { en: 'Deaf or hard of hearing', fr: 'Sourd ou malentendant' },
  blind: { en: 'Blind or low vision', fr: 'Aveugle ou malvoyant' },
  cognitive: { en: 'Needs help to understand or remember', fr: 'Aide pour comprendre ou retenir' },
  service_animal: { en: 'Comes with a service animal', fr: "Vient avec un animal d'assistance" },
}

/** The ways in through which a referral is made; a service point says from which it accepts. */
export const CHANNELS = ['hotline', 'police', 'web', 'agency'] as const
export type Channel = (typeof CHANNELS)[number]
export const channels: Labels<Channel> = {
  hotline: { en: 'Hotline', fr: "Ligne d'aide" },
  police: { en: 'Police', fr: 'Police' },
  web: { en: 'Website', fr: 'Site Web' },
  agency: { en: 'Another agency', fr: 'Un autre organisme' },
}

/**
 * `vic_TypeOfExploitation` of the Human Trafficking Case Data Standard 2.0 (IOM, CC BY 4.0), in its
 * own order and spelling, so that what is exported needs no translation.
 */
export const EXPLOITATION = [
  'ForcedLabour',
  'SexualExploitation',
  'ChildLabour',
  'ForcedMarriage',
  'Servitude',
  'ForcedMilitaryByNonStateActors',
  'OrganRemoval',
  'ForcedBegging',
  'ForcedAdoption',
  'Surrogacy',
  'Other',
] as const
export type Exploitation = (typeof EXPLOITATION)[number]
export const exploitation: Labels<Exploitation> = {
  ForcedLabour: { en: 'Forced labour', fr: 'Travail forcé' },
  SexualExploitation: { en: 'Sexual exploitation', fr: 'Exploitation sexuelle' },
  ChildLabour: { en: 'Child labour', fr: 'Travail des enfants' },
  ForcedMarriage: { en: 'Forced marriage', fr: 'Mariage forcé' },
  Servitude: { en: 'Servitude', fr: 'Servitude' },
  ForcedMilitaryByNonStateActors: {
    en: 'Forced military service (by non-state actors)',
    fr: 'Service militaire forcé (par des acteurs non étatiques)',
  },
  OrganRemoval: { en: 'Organ removal', fr: "Prélèvement d'organes" },
  ForcedBegging: { en: 'Forced begging', fr: 'Mendicité forcée' },
  ForcedAdoption: { en: 'Forced adoption', fr: 'Adoption forcée' },
  Surrogacy: { en: 'Surrogacy', fr: 'Gestation pour autrui' },
  Other: { en: 'Other', fr: 'Autre' },
}
