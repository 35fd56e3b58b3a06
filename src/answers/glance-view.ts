import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import { type Need, needs } from '../directory/needs.ts'
import {
  type AgeGroup,
  admission,
  ageGroups,
  type ChildBand,
  childBands,
  type Gender,
  genders,
} from '../directory/people.ts'
import type { BeforeYes } from '../routing/disclosure.ts'
import { type Drawing, type Piece, row } from './layout.ts'

/** What is asked, at a glance: all that may be seen before a yes. Unknown is said as such. */
export function glance({ t, language }: Drawing, what: BeforeYes): Piece {
  const { glance } = t
  const spoken = what.language === 'interpreter' ? t.interpreterNeeded : what.language
  return html`<dl class="facts">
${row(
  glance.needs,
  what.needs.map((need) => needs[need as Need][language]),
)}
${row(glance.area, what.area[language])}
${row(glance.urgency, t.urgency[what.urgency])}
${row(glance.gender, what.gender ? genders[what.gender as Gender][language] : t.notKnown)}
${row(glance.age, what.ageGroup ? ageGroups[what.ageGroup as AgeGroup][language] : t.notKnown)}
${row(
  glance.people,
  t.people(
    what.people,
    what.childBands.map((band) => lower(childBands[band as ChildBand][language])),
  ),
)}
${row(glance.language, spoken === what.language && spoken ? languageName(spoken, language) : spoken)}
${row(
  glance.facts,
  what.facts.map((fact) => admission[fact][language]),
)}
</dl>`
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
