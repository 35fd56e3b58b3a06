import type { DutyTexts } from './duties.en.ts'

export const duties: DutyTexts = {
  report: ({ whom, source, ages }) => `À signaler : ${whom} (${source} ; ${ages}).`,
  ages: ({ under, upTo }) =>
    upTo
      ? `enfant : moins de ${under} ans, jeune : jusqu’à ${upTo} ans`
      : `enfant : moins de ${under} ans`,
  unchecked:
    'Ceci n’a pas été vérifié : cherchez vous-même l’obligation et le numéro. Ici, une personne de moins de 18 ans est traitée comme mineure dans tous les cas.',
  checked: (on) => `Lu le ${on}, sans relecture par une ou un juriste.`,
  indigenous: (source) =>
    `Demandez si la jeune personne est des Premières Nations, inuite ou métisse, et dites-le à l’organisme : il doit aviser son corps dirigeant autochtone (${source}).`,
  wishes:
    'Notez ce que veut la jeune personne. Le consentement d’une tutrice ou d’un tuteur n’ouvre aucun contact, et rien ne lui est dit.',
}
