import type { Province } from '../geography/place.ts'

const count = (n: number) => n.toLocaleString('en-CA')

/** How the country is covered, and where it is not. English is the type. */
export const reporting = {
  home: 'Coverage: who there is, and what is missing',
  heading: 'Coverage',
  lead: 'Who there is for which need, how far from where people live, and what is missing.',
  asOf: ({ at, partners, listed }: { at: string; partners: number; listed: number }) =>
    `As of ${at}: ${count(partners)} partners and ${count(listed)} that are only listed take referrals.`,

  gaps: 'What is missing most',
  gapsLead:
    'The worst first: by need, by how many groups and people, and by how far the next one is.',
  moreGaps: (n: number) => `${count(n)} more are in the pages of the provinces and in the file.`,
  noGaps: 'No place is farther from a partner than the limit of any need.',
  nobodyIn: (where: string) => `Nobody ${where}: no partner, and nobody who is listed.`,
  noPartnerIn: (where: string, listed: number) =>
    `No partner ${where}: ${listed === 1 ? 'one service point is' : `${count(listed)} service points are`} only listed, and get no offers.`,
  unreachedIn: (where: string) =>
    `No partner ${where} can be reached: none has a confirmed contact.`,
  gap: (g: { need: string; who: string; km: number; places: string }) =>
    `${g.need}, for ${g.who}: nothing within ${g.km} km of ${g.places}.`,
  gapListed: (g: { need: string; who: string; km: number; places: string }) =>
    `${g.need}, for ${g.who}: no partner within ${g.km} km of ${g.places}, only service points that are listed.`,
  gapNearest: (km: string) => `The next is up to ${km} km away.`,
  gapNowhere: 'For some of them there is none in the country.',
  gapRemote: (n: number) => `By telephone or online: ${count(n)}.`,
  gapUnsure: 'One within reach does not say whether it takes them.',
  places: ({ names, more, province }: { names: string[]; more: number; province: string }) =>
    more > 0
      ? `${names.join(', ')} and ${count(more)} other ${more === 1 ? 'place' : 'places'} (${province})`
      : `${names.length > 1 ? `${names.slice(0, -1).join(', ')} and ` : ''}${names.at(-1)} (${province})`,
  and: (names: string[]) =>
    names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : `${names[0]}`,
  anyone: 'anyone',
  audiences: {
    women: 'women',
    men: 'men',
    gender_diverse: 'non-binary and Two-Spirit people',
    girls: 'girls of 16 and 17',
    boys: 'boys of 16 and 17',
    families: 'women with children',
  },
  in: {
    AB: 'in Alberta',
    BC: 'in British Columbia',
    MB: 'in Manitoba',
    NB: 'in New Brunswick',
    NL: 'in Newfoundland and Labrador',
    NS: 'in Nova Scotia',
    NT: 'in the Northwest Territories',
    NU: 'in Nunavut',
    ON: 'in Ontario',
    PE: 'in Prince Edward Island',
    QC: 'in Quebec',
    SK: 'in Saskatchewan',
    YT: 'in Yukon',
  } as Record<Province, string>,

  ask: 'Choose what is shown',
  need: 'Need',
  gender: 'Gender',
  age: 'Age',
  show: 'Show',
  forWhom: ({ need, gender, age, km }: Record<'need' | 'gender' | 'age' | 'km', string>) =>
    `${need} – ${gender}, ${age} – limit ${km} km`,

  map: 'Map',
  mapText: (n: { near: number; listed: number; none: number }) =>
    `${count(n.near)} places have a partner within the limit, ${count(n.listed)} only one that is listed, ${count(n.none)} nobody.`,
  legend: {
    near: 'A partner within the limit',
    listed: 'Only one that is listed',
    none: 'Nobody within the limit',
  },
  credit: 'Outline: Natural Earth, public domain. Places: GeoNames, CC BY 4.0.',

  provinces: 'Provinces and territories',
  province: 'Province or territory',
  contact: 'A partner can be reached',
  yes: 'Yes',
  no: 'No',
  all: 'Stand there in all',
  partnersAndListed: (partners: number, listed: number) =>
    `${count(partners)} ${partners === 1 ? 'partner' : 'partners'}, ${count(listed)} listed`,
  partners: 'Partners',
  listed: 'Listed',
  unsure: 'Not known whether',
  remote: 'By telephone or online',
  night: 'Known to be open at 2 a.m.',
  half: 'Half of the people live within',
  farthest: 'Farthest from it',
  languages: 'Languages of their staff',
  nobody: 'nobody',
  withinLimit: 'Places with a partner within the limit',
  of: (some: number, all: number) => `${count(some)} of ${count(all)}`,
  km: (km: number) => `${count(Math.round(km))} km`,
  closeBy: 'under 5 km',
  nearPlace: (place: string, km: string) => `${place}, ${km}`,
  more: (n: number) => `and ${count(n)} more`,

  provinceLead: (where: string) => `Who there is ${where}, and what is missing there.`,
  needs: 'Every need',
  regions: (need: string) => `Regions: ${need}`,
  region: 'Region',
  rest: 'Region not told',
  missing: 'Needs for which nobody stands there',
  missingOf: (n: number) => `${count(n)}: which`,
  country: 'Back to the country',

  files: 'As files',
  csv: 'Every area, need, gender and age group (CSV)',
  gapsCsv: 'Every gap, by place (CSV)',
  how: 'How this is counted',
  notes: [
    'Counted is who takes referrals, also while pausing. Whoever does not say whom it takes, or takes some of an age group only, stands under “not known whether”, and is no yes.',
    'Partners were vetted and get offers. Those that are listed can only be called.',
    'Where people live: towns of 5,000 people or more, every place of the territories, settlements far from any town, and the largest place of each region. Distances are as the crow flies.',
    'A confidential service point stands at the public centre of its region, as everywhere. A service without a place, by telephone or online, is counted apart and ends no gap.',
    'Adults are those of 25 to 59. “Women with children” are taken with girls and boys of up to 12.',
  ],
}

export type ReportingTexts = typeof reporting
