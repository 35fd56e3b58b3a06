import type { ReportingTexts } from './reporting.en.ts'

const count = (n: number) => n.toLocaleString('fr-CA')

export const reporting: ReportingTexts = {
  home: 'Couverture : qui est là, et ce qui manque',
  heading: 'Couverture',
  lead: 'Qui est là pour chaque besoin, à quelle distance des gens, et ce qui manque.',
  asOf: ({ at, partners, listed }) =>
    `En date du ${at} : ${count(partners)} partenaires et ${count(listed)} services seulement répertoriés acceptent des demandes.`,

  gaps: 'Ce qui manque le plus',
  gapsLead:
    'Le pire en premier : selon le besoin, le nombre de groupes et de personnes, et la distance du prochain service.',
  moreGaps: (n) => `${count(n)} autres figurent dans les pages des provinces et dans le fichier.`,
  noGaps: 'Aucun lieu n’est plus loin d’un partenaire que la limite de chaque besoin.',
  nobodyIn: (where) => `Personne ${where} : aucun partenaire, et aucun service répertorié.`,
  noPartnerIn: (where, listed) =>
    `Aucun partenaire ${where} : ${listed === 1 ? 'un service est' : `${count(listed)} services sont`} seulement ${listed === 1 ? 'répertorié et ne reçoit' : 'répertoriés et ne reçoivent'} aucune offre.`,
  unreachedIn: (where) =>
    `Aucun partenaire ${where} ne peut être joint : aucun n’a de contact confirmé.`,
  gap: (g) => `${g.need}, pour ${g.who} : rien à moins de ${g.km} km : ${g.places}.`,
  gapListed: (g) =>
    `${g.need}, pour ${g.who} : aucun partenaire à moins de ${g.km} km, seulement des services répertoriés : ${g.places}.`,
  gapNearest: (km) => `Le prochain est à ${km} km au plus.`,
  gapNowhere: 'Pour certains, il n’y en a aucun au pays.',
  gapRemote: (n) => `Par téléphone ou en ligne : ${count(n)}.`,
  gapUnsure: 'Un service à portée ne dit pas s’il les accueille.',
  places: ({ names, more, province }) =>
    more > 0
      ? `${names.join(', ')} et ${count(more)} ${more === 1 ? 'autre lieu' : 'autres lieux'} (${province})`
      : `${names.length > 1 ? `${names.slice(0, -1).join(', ')} et ` : ''}${names.at(-1)} (${province})`,
  and: (names) =>
    names.length > 1 ? `${names.slice(0, -1).join(', ')} et ${names.at(-1)}` : `${names[0]}`,
  anyone: 'tout le monde',
  audiences: {
    women: 'les femmes',
    men: 'les hommes',
    gender_diverse: 'les personnes non binaires et bispirituelles',
    girls: 'les filles de 16 et 17 ans',
    boys: 'les garçons de 16 et 17 ans',
    families: 'les femmes avec enfants',
  },
  in: {
    AB: 'en Alberta',
    BC: 'en Colombie-Britannique',
    MB: 'au Manitoba',
    NB: 'au Nouveau-Brunswick',
    NL: 'à Terre-Neuve-et-Labrador',
    NS: 'en Nouvelle-Écosse',
    NT: 'aux Territoires du Nord-Ouest',
    NU: 'au Nunavut',
    ON: 'en Ontario',
    PE: 'à l’Île-du-Prince-Édouard',
    QC: 'au Québec',
    SK: 'en Saskatchewan',
    YT: 'au Yukon',
  },

  ask: 'Choisissez ce qui est montré',
  need: 'Besoin',
  gender: 'Genre',
  age: 'Âge',
  show: 'Montrer',
  forWhom: ({ need, gender, age, km }) => `${need} – ${gender}, ${age} – limite de ${km} km`,

  map: 'Carte',
  mapText: (n) =>
    `${count(n.near)} lieux ont un partenaire en deçà de la limite, ${count(n.listed)} seulement un service répertorié, ${count(n.none)} personne.`,
  legend: {
    near: 'Un partenaire en deçà de la limite',
    listed: 'Seulement un service répertorié',
    none: 'Personne en deçà de la limite',
  },
  credit: 'Contours : Natural Earth, domaine public. Lieux : GeoNames, CC BY 4.0.',

  provinces: 'Provinces et territoires',
  province: 'Province ou territoire',
  contact: 'Un partenaire peut être joint',
  yes: 'Oui',
  no: 'Non',
  all: 'S’y trouvent en tout',
  partnersAndListed: (partners, listed) =>
    `${count(partners)} ${partners > 1 ? 'partenaires' : 'partenaire'}, ${count(listed)} ${listed > 1 ? 'répertoriés' : 'répertorié'}`,
  partners: 'Partenaires',
  listed: 'Répertoriés',
  unsure: 'On ne sait pas si',
  remote: 'Par téléphone ou en ligne',
  night: 'Ouverts à 2 h, à notre connaissance',
  half: 'La moitié des gens vivent à moins de',
  farthest: 'Le plus loin',
  languages: 'Langues du personnel',
  nobody: 'personne',
  withinLimit: 'Lieux avec un partenaire en deçà de la limite',
  of: (some, all) => `${count(some)} sur ${count(all)}`,
  km: (km) => `${count(Math.round(km))} km`,
  closeBy: 'moins de 5 km',
  nearPlace: (place, km) => `${place}, ${km}`,
  more: (n) => `et ${count(n)} de plus`,

  provinceLead: (where) => `Qui est là ${where}, et ce qui y manque.`,
  needs: 'Tous les besoins',
  regions: (need) => `Régions : ${need}`,
  region: 'Région',
  rest: 'Région non précisée',
  missing: 'Besoins pour lesquels personne ne s’y trouve',
  missingOf: (n) => `${count(n)} : lesquels`,
  country: 'Retour au pays',

  files: 'En fichiers',
  csv: 'Chaque région, besoin, genre et groupe d’âge (CSV)',
  gapsCsv: 'Chaque lacune, par lieu (CSV)',
  how: 'Comment c’est compté',
  notes: [
    'Sont comptés les services qui acceptent des demandes, même en pause. Ceux qui ne disent pas qui ils accueillent, ou qui n’accueillent qu’une partie d’un groupe d’âge, figurent sous « on ne sait pas si », ce qui n’est pas un oui.',
    'Les partenaires ont été vérifiés et reçoivent des offres. Les services répertoriés peuvent seulement être appelés.',
    'Où vivent les gens : les villes de 5 000 personnes ou plus, chaque lieu des territoires, les localités loin de toute ville, et le plus grand lieu de chaque région. Les distances sont à vol d’oiseau.',
    'Un service confidentiel se trouve au centre public de sa région, comme partout. Un service sans lieu, par téléphone ou en ligne, est compté à part et ne comble aucune lacune.',
    'Les adultes sont ceux de 25 à 59 ans. Les « femmes avec enfants » sont accueillies avec des filles et des garçons d’au plus 12 ans.',
  ],
}
