/**
 * The needs that a service point can meet. A need's place in this array is its bit position in
 * `service_point_matches` for ever: add only at the end, never remove or reorder.
 */
export const NEEDS = [
  'emergency_shelter',
  'safe_house',
  'transitional_housing',
  'case_management',
  'crisis_counselling',
  'mental_health',
  'medical_care',
  'sexual_assault_care',
  'prenatal_care',
  'addiction_support',
  'legal_immigration',
  'legal_criminal',
  'legal_labour',
  'victim_compensation',
  'interpretation',
  'sign_language',
  'transportation',
  'food',
  'clothing_hygiene',
  'financial_aid',
  'identity_documents',
  'childcare_family',
  'child_protection',
  'employment',
  'education_language',
  'safety_planning',
  'police_contact',
  'voluntary_return',
  'peer_support',
  'cultural_support',
] as const

export type Need = (typeof NEEDS)[number]

/** What runs out when a need is full: a bed for the night, a seat in a programme, or nothing countable. */
export type Takes = 'bed' | 'seat' | 'nothing'

/** Labels as people read them; like every screen, they never say "victim". */
export const needs: Record<Need, { en: string; fr: string; takes: Takes }> = {
  emergency_shelter: { en: 'Emergency shelter', fr: "Hébergement d'urgence", takes: 'bed' },
  safe_house: { en: 'Safe house', fr: "Maison d'hébergement sécuritaire", takes: 'bed' },
  transitional_housing: { en: 'Transitional housing', fr: 'Logement de transition', takes: 'bed' },
  case_management: { en: 'Case management', fr: 'Accompagnement et suivi', takes: 'seat' },
  crisis_counselling: { en: 'Crisis counselling', fr: 'Intervention de crise', takes: 'nothing' },
  mental_health: { en: 'Mental health care', fr: 'Soins de santé mentale', takes: 'nothing' },
  medical_care: { en: 'Medical care', fr: 'Soins médicaux', takes: 'nothing' },
  sexual_assault_care: {
    en: 'Care after sexual assault',
    fr: 'Soins après une agression sexuelle',
    takes: 'nothing',
  },
  prenatal_care: { en: 'Pregnancy care', fr: 'Soins de grossesse', takes: 'nothing' },
  addiction_support: {
    en: 'Help with drugs or alcohol',
    fr: 'Aide en matière de dépendance',
    takes: 'seat',
  },
  legal_immigration: {
    en: 'Legal help: immigration',
    fr: 'Aide juridique : immigration',
    takes: 'nothing',
  },
  legal_criminal: {
    en: 'Legal help: criminal law',
    fr: 'Aide juridique : droit pénal',
    takes: 'nothing',
  },
  legal_labour: {
    en: 'Legal help: work and wages',
    fr: 'Aide juridique : travail et salaire',
    takes: 'nothing',
  },
  victim_compensation: {
    en: 'Compensation after a crime',
    fr: "Indemnisation à la suite d'un crime",
    takes: 'nothing',
  },
  interpretation: { en: 'Interpretation', fr: 'Interprétation', takes: 'nothing' },
  sign_language: {
    en: 'Sign language interpretation',
    fr: 'Interprétation en langue des signes',
    takes: 'nothing',
  },
  transportation: { en: 'Transportation', fr: 'Transport', takes: 'nothing' },
  food: { en: 'Food', fr: 'Nourriture', takes: 'nothing' },
  clothing_hygiene: {
    en: 'Clothing and hygiene items',
    fr: "Vêtements et articles d'hygiène",
    takes: 'nothing',
  },
  financial_aid: { en: 'Financial help', fr: 'Aide financière', takes: 'nothing' },
  identity_documents: { en: 'Identity documents', fr: "Pièces d'identité", takes: 'nothing' },
  childcare_family: {
    en: 'Child care and family support',
    fr: "Garde d'enfants et soutien familial",
    takes: 'seat',
  },
  child_protection: {
    en: 'Child protection',
    fr: "Protection de l'enfance",
    takes: 'nothing',
  },
  employment: { en: 'Help finding work', fr: "Aide à l'emploi", takes: 'seat' },
  education_language: {
    en: 'Education and language classes',
    fr: 'Études et cours de langue',
    takes: 'seat',
  },
  safety_planning: { en: 'Safety planning', fr: 'Plan de sécurité', takes: 'nothing' },
  police_contact: {
    en: 'Contact with police, if the person wishes',
    fr: 'Contact avec la police, si la personne le souhaite',
    takes: 'nothing',
  },
  voluntary_return: {
    en: 'Voluntary return home',
    fr: "Retour volontaire au pays d'origine",
    takes: 'nothing',
  },
  peer_support: { en: 'Peer support', fr: 'Soutien par les pairs', takes: 'seat' },
  cultural_support: {
    en: 'Cultural and spiritual support',
    fr: 'Soutien culturel et spirituel',
    takes: 'nothing',
  },
}
