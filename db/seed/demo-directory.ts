// The demonstration directory: FICTIONAL. Every organization, number (555-01xx) and address
// (*.example) here is invented; a resemblance to a real one is by chance. It is loaded on the first
// start in demo mode, as vetted partners, so that every rule of matching and routing can be seen.
//
// One entry is one service point: a kind (below) and what differs from it. `at` is where it stands.
// Left out: a public telephone, an SMS and an e-mail contact, both confirmed, are made up by the
// loader (src/directory/demo.ts), which also documents each field. Days and hours count back from the
// load, so that the directory never grows old on the shelf. Add a line and start with an empty
// DATA_DIR to see it.
import type { DemoPoint } from '../../src/directory/demo.ts'

const everyone: DemoPoint['genders'] = ['woman', 'man', 'non_binary', 'two_spirit', 'undisclosed']
const women: DemoPoint['genders'] = ['woman', 'non_binary', 'two_spirit']
const youngChildren: DemoPoint['children'] = ['0-5:girl', '0-5:boy', '6-12:girl', '6-12:boy']
const allChildren: DemoPoint['children'] = [...youngChildren, '13-17:girl', '13-17:boy']
const office: DemoPoint['hours'] = 'Mo-Fr 09:00-17:00'

// ── Kinds ────────────────────────────────────────────────────────────────────────────────────
const womensShelter = {
  needs: ['emergency_shelter', 'safety_planning', 'crisis_counselling', 'food', 'clothing_hygiene'],
  genders: women, minAge: 16, children: youngChildren, takes: ['pregnancy', 'medication'],
  admission: ['pregnancy', 'medication'], interpreter: true, hours: '24/7', reachKm: 150, takesFromElsewhere: true,
} satisfies Partial<DemoPoint>
const mensShelter = {
  needs: ['emergency_shelter', 'food', 'clothing_hygiene'], genders: ['man', 'undisclosed'], minAge: 18,
  children: [], refuses: ['pets'], hours: 'Mo-Su 17:00-09:00', reachKm: 60,
} satisfies Partial<DemoPoint>
const openShelter = {
  needs: ['emergency_shelter', 'food', 'clothing_hygiene'], genders: everyone, minAge: 18, children: [],
  takes: ['substance_use', 'medication', 'pets'], access: ['wheelchair', 'service_animal'], hours: '24/7', reachKm: 80,
} satisfies Partial<DemoPoint>
const familyShelter = {
  needs: ['emergency_shelter', 'childcare_family', 'food', 'clothing_hygiene'], genders: everyone,
  children: allChildren, takes: ['pregnancy', 'medication'], access: ['wheelchair'], hours: '24/7', reachKm: 80,
} satisfies Partial<DemoPoint>
const youthShelter = {
  needs: ['emergency_shelter', 'peer_support', 'food', 'safety_planning'], genders: everyone, minAge: 16, maxAge: 24,
  children: [], takes: ['substance_use'], hours: '24/7', reachKm: 100,
} satisfies Partial<DemoPoint>
const safeHouse = {
  needs: ['safe_house', 'case_management', 'safety_planning', 'transportation'], hidden: true, genders: women, minAge: 18,
  children: youngChildren, takes: ['pregnancy', 'medication', 'being_searched_for'], admission: ['being_searched_for', 'medication'],
  forTrafficked: true, exploitation: ['SexualExploitation', 'ForcedLabour'], takesFromElsewhere: true, interpreter: true,
  hours: '24/7', channels: ['hotline', 'police', 'agency'],
} satisfies Partial<DemoPoint>
const secondStage = {
  needs: ['transitional_housing', 'case_management', 'employment'], genders: women, minAge: 18, children: allChildren,
  takes: ['pregnancy'], takesFromElsewhere: true, hours: office, reachKm: 300,
} satisfies Partial<DemoPoint>
const legalClinic = {
  needs: ['legal_immigration', 'legal_criminal', 'victim_compensation'], genders: everyone, interpreter: true,
  hours: office, reachKm: 300,
} satisfies Partial<DemoPoint>
const workersCentre = {
  needs: ['legal_labour', 'legal_immigration', 'identity_documents', 'financial_aid'], genders: everyone, forTrafficked: true,
  exploitation: ['ForcedLabour', 'Servitude'], languages: ['en', 'fr', 'es', 'tl'], interpreter: true,
  hours: 'Mo-Fr 10:00-18:00; Sa 10:00-14:00', reachKm: 200,
} satisfies Partial<DemoPoint>
const assaultCare = {
  needs: ['sexual_assault_care', 'medical_care', 'prenatal_care', 'crisis_counselling'], genders: everyone,
  children: allChildren, access: ['wheelchair', 'deaf', 'blind', 'cognitive', 'service_animal'], interpreter: true,
  hours: '24/7', reachKm: 200,
} satisfies Partial<DemoPoint>
const health = {
  needs: ['medical_care', 'mental_health', 'prenatal_care', 'addiction_support'], genders: everyone, access: ['wheelchair'],
  hours: 'Mo-Th 08:30-20:00; Fr 08:30-16:30', reachKm: 100,
} satisfies Partial<DemoPoint>
const settlement = {
  needs: ['education_language', 'employment', 'interpretation', 'identity_documents'], genders: everyone, interpreter: true,
  hours: office, reachKm: 60,
} satisfies Partial<DemoPoint>
const indigenous = {
  needs: ['cultural_support', 'peer_support', 'case_management', 'transportation', 'food'], genders: everyone,
  children: allChildren, indigenous: ['indigenous_led', 'first_nations', 'metis'], hours: 'Mo-Fr 09:00-20:00', reachKm: 200,
} satisfies Partial<DemoPoint>
const line = {
  remote: true, genders: everyone, needs: ['crisis_counselling', 'safety_planning'], hours: '24/7', areas: ['ca'], languages: ['en', 'fr'],
  takesFromElsewhere: true,
} satisfies Partial<DemoPoint>

export const demoDirectory: DemoPoint[] = [
  // ── Ontario ──────────────────────────────────────────────────────────────────────────────
  // The README's journey: a woman of 24 in Thunder Bay who needs a bed. These three fit, in this order.
  { ...womensShelter, at: 'Thunder Bay, ON', name: 'Silver Tamarack Women’s House', lat: 48.386, lng: -89.247,
    languages: ['en', 'fr', 'oj', 'es'], forTrafficked: true, exploitation: ['SexualExploitation'], admission: ['medication', 'being_searched_for'],
    room: [['emergency_shelter', 'women', 3, 1], ['emergency_shelter', 'families', 1, 1]] },
  { ...openShelter, at: 'Thunder Bay, ON', name: 'Lantern Portage Shelter', lat: 48.404, lng: -89.271, languages: ['en', 'oj'],
    interpreter: true, room: [['emergency_shelter', 'any', 6, 3]] },
  { ...youthShelter, at: 'Thunder Bay, ON', name: 'Second Wind Youth Beds', lat: 48.437, lng: -89.219, languages: ['en'] },
  { ...mensShelter, at: 'Thunder Bay, ON', name: 'Granite Point Men’s Hostel', languages: ['en'], room: [['emergency_shelter', 'men', 4, 2]] },
  { ...legalClinic, at: 'Thunder Bay, ON', name: 'Superior Shore Legal Help', languages: ['en', 'fr'], forTrafficked: true },
  { ...womensShelter, at: 'Kenora, ON', name: 'Wild Rice Women’s Lodge', languages: ['en', 'oj'], indigenous: ['indigenous_led', 'first_nations'], reachKm: 220,
    room: [['emergency_shelter', 'any', 0, 5]] },
  { ...indigenous, at: 'Sioux Lookout, ON', name: 'Many Rivers Wellness Circle', languages: ['en', 'oj', 'cr'], reachKm: 400 },
  { ...health, at: 'Moosonee, ON', name: 'Tidewater Health Post', languages: ['en', 'cr'], indigenous: ['first_nations'], reachKm: 300 },
  { ...openShelter, at: 'Timmins, ON', name: 'North Lamp Shelter', languages: ['en', 'fr'] },
  { ...womensShelter, at: 'Sudbury, ON', name: 'Nickel Moon House', languages: ['en', 'fr'], room: [['emergency_shelter', 'women', 2, 90]] },
  { ...womensShelter, at: 'Toronto, ON', name: 'Juniper Court Women’s Shelter', lat: 43.663, lng: -79.372, languages: ['en', 'es', 'pt', 'so'],
    room: [['emergency_shelter', 'women', 0, 2], ['emergency_shelter', 'families', 1, 2]] },
  { ...openShelter, at: 'Toronto, ON', name: 'Tenth Street Night Door', lat: 43.601, lng: -79.505, hours: 'Mo-Su 20:00-08:00', languages: ['en'] },
  { ...familyShelter, at: 'Toronto, ON', name: 'Paper Lantern Family Place', lat: 43.77, lng: -79.25, languages: ['en', 'ta', 'ur', 'ar'],
    room: [['emergency_shelter', 'families', 2, 4]] },
  { ...youthShelter, at: 'Toronto, ON', name: 'Skylark Youth House', lat: 43.65, lng: -79.41, languages: ['en', 'fr'], room: [['emergency_shelter', 'youth', 1, 6]] },
  { ...mensShelter, at: 'Toronto, ON', name: 'Foundry Yard Men’s Shelter', languages: ['en', 'pl', 'pt'], takes: ['substance_use'] },
  { ...safeHouse, at: 'Toronto, ON', name: 'Harbour of Quiet', languages: ['en', 'th', 'hu', 'tl', 'es'], areas: ['on'], room: [['safe_house', 'women', 2, 8]] },
  { ...workersCentre, at: 'Toronto, ON', name: 'Fair Ledger Workers’ Centre' },
  { ...legalClinic, at: 'Toronto, ON', name: 'Open Docket Newcomer Law', languages: ['en', 'fr', 'zh', 'hi'], areas: ['on'] },
  { ...assaultCare, at: 'Mississauga, ON', name: 'Credit Bend Care Centre', languages: ['en', 'pa', 'ur'] },
  { ...secondStage, at: 'Hamilton, ON', name: 'Stepping Wall Homes', languages: ['en'], room: [['transitional_housing', 'any', 1, 20]] },
  { ...workersCentre, at: 'Leamington, ON', name: 'Greenhouse Row Workers’ Desk', languages: ['en', 'es'], contacts: 'sms' },
  { ...womensShelter, at: 'Windsor, ON', name: 'Riverlight House', languages: ['en', 'ar', 'fr'], faithBased: true },
  { ...openShelter, at: 'Ottawa, ON', name: 'Confluence All-Gender Shelter', languages: ['en', 'fr', 'ar', 'so'], takes: ['substance_use', 'pets'] },
  { ...legalClinic, at: 'Ottawa, ON', name: 'Two Rivers Legal Bridge', languages: ['en', 'fr'], forTrafficked: true, contacts: 'email' },
  { ...settlement, at: 'Barrie, ON', name: 'Kempenfelt Newcomer Rooms', languages: ['en', 'uk', 'ru'], listed: true },

  // ── Québec ───────────────────────────────────────────────────────────────────────────────
  { ...womensShelter, at: 'Montréal, QC', name: 'Maison des Trois Tilleuls', lat: 45.53, lng: -73.6, languages: ['fr', 'en', 'es', 'ht'],
    room: [['emergency_shelter', 'women', 1, 3]] },
  { ...mensShelter, at: 'Montréal, QC', name: 'Refuge du Vieux Quai', lat: 45.505, lng: -73.553, languages: ['fr', 'en'] },
  { ...familyShelter, at: 'Montréal, QC', name: 'Abri familial Les Hirondelles', languages: ['fr', 'ar', 'es'] },
  { ...youthShelter, at: 'Montréal, QC', name: 'Gîte jeunesse La Boussole claire', languages: ['fr', 'en'] },
  { ...safeHouse, at: 'Montréal, QC', name: 'La Clairière discrète', languages: ['fr', 'en', 'es', 'zh'], areas: ['qc'], room: [['safe_house', 'women', 0, 6]] },
  { ...legalClinic, at: 'Montréal, QC', name: 'Clinique juridique du Pont neuf', languages: ['fr', 'en', 'es'], areas: ['qc'], forTrafficked: true },
  { ...settlement, at: 'Montréal, QC', name: 'Atelier de francisation du Marché', languages: ['fr', 'ar', 'es', 'vi'] },
  { ...assaultCare, at: 'Québec, QC', name: 'Centre de soins de la Falaise', languages: ['fr'] },
  { ...openShelter, at: 'Québec, QC', name: 'Halte mixte du Cap bleu', languages: ['fr'], hours: 'Mo-Su 18:00-10:00' },
  { ...secondStage, at: 'Sherbrooke, QC', name: 'Logements de la Tournée', languages: ['fr', 'en'] },
  { ...womensShelter, at: 'Gatineau, QC', name: 'Maison L’Anse tranquille', languages: ['fr', 'en'], contactsConfirmed: false },
  { ...workersCentre, at: 'Rimouski, QC', name: 'Comptoir des travailleurs du fleuve', languages: ['fr', 'es'] },
  { ...indigenous, at: 'Val-d’Or, QC', name: 'Cercle des Bouleaux', languages: ['fr', 'en', 'alq', 'cr'] },
  { ...womensShelter, at: 'Kuujjuaq, QC', name: 'Maison Qamutik', languages: ['iu', 'en', 'fr'], indigenous: ['indigenous_led', 'inuit'], reachKm: undefined, areas: ['qc-nunavik'],
    room: [['emergency_shelter', 'any', 2, 10]] },
  { ...health, at: 'Sept-Îles, QC', name: 'Point santé de la Côte', languages: ['fr', 'moe'], indigenous: ['first_nations'] },

  // ── British Columbia ─────────────────────────────────────────────────────────────────────
  { ...womensShelter, at: 'Vancouver, BC', name: 'Salal Lane Women’s Shelter', languages: ['en', 'zh', 'pa', 'vi'], room: [['emergency_shelter', 'women', 0, 1]] },
  { ...openShelter, at: 'Vancouver, BC', name: 'Longshore All-Gender Beds', languages: ['en'], room: [['emergency_shelter', 'any', 5, 4]] },
  { ...safeHouse, at: 'Vancouver, BC', name: 'Cedar Hush', languages: ['en', 'tl', 'ko'], areas: ['bc'], genders: everyone },
  { ...workersCentre, at: 'Vancouver, BC', name: 'Harbourside Wage Clinic', languages: ['en', 'tl', 'es', 'pa'] },
  { ...familyShelter, at: 'Surrey, BC', name: 'Whalebone Family Shelter', languages: ['en', 'pa', 'hi'] },
  { ...youthShelter, at: 'Victoria, BC', name: 'Driftline Youth House', languages: ['en'], maxAge: 18 },
  { ...womensShelter, at: 'Prince George, BC', name: 'Highway Ember House', languages: ['en', 'car'], indigenous: ['indigenous_led', 'first_nations'], reachKm: 400 },
  { ...indigenous, at: 'Prince Rupert, BC', name: 'Tidal House Friendship Place', languages: ['en', 'tsi'] },
  { ...workersCentre, at: 'Kelowna, BC', name: 'Orchard Gate Workers’ Desk', languages: ['en', 'es'] },
  { ...openShelter, at: 'Fort St. John, BC', name: 'Peace Bend Shelter', languages: ['en'], listed: true },

  // ── Prairies ─────────────────────────────────────────────────────────────────────────────
  { ...womensShelter, at: 'Calgary, AB', name: 'Chinook Door Women’s Shelter', languages: ['en', 'es', 'pa'], room: [['emergency_shelter', 'women', 2, 2]] },
  { ...mensShelter, at: 'Calgary, AB', name: 'Elbow Bend Men’s Beds', languages: ['en'], room: [['emergency_shelter', 'men', 0, 3]] },
  { ...safeHouse, at: 'Calgary, AB', name: 'Foothill Stillness', languages: ['en', 'tl', 'es'], areas: ['ab'] },
  { ...legalClinic, at: 'Edmonton, AB', name: 'River Valley Rights Clinic', languages: ['en', 'fr', 'ar'] },
  { ...openShelter, at: 'Edmonton, AB', name: 'Aurora Street Shelter', languages: ['en', 'cr'], takes: ['substance_use'] },
  { ...youthShelter, at: 'Edmonton, AB', name: 'Magpie Youth House', languages: ['en'], room: [['emergency_shelter', 'youth', 0, 70]] },
  { ...workersCentre, at: 'Fort McMurray, AB', name: 'Camp Road Workers’ Desk', languages: ['en', 'tl', 'es'] },
  { ...womensShelter, at: 'Grande Prairie, AB', name: 'Swan Crossing House', languages: ['en'], reachKm: 250 },
  { ...womensShelter, at: 'Saskatoon, SK', name: 'Bluestem Women’s House', languages: ['en', 'cr', 'uk'] },
  { ...secondStage, at: 'Saskatoon, SK', name: 'Bridge City Second Homes', languages: ['en'] },
  { ...openShelter, at: 'Regina, SK', name: 'Wascana Night Lamp', languages: ['en'], hours: 'Mo-Su 19:00-09:00' },
  { ...indigenous, at: 'Prince Albert, SK', name: 'North Gate Kinship Centre', languages: ['en', 'cr', 'dgr'] },
  { ...familyShelter, at: 'La Ronge, SK', name: 'Shield Lake Family Lodge', languages: ['en', 'cr'], reachKm: 400, room: [['emergency_shelter', 'families', 1, 30]] },
  { ...womensShelter, at: 'Winnipeg, MB', name: 'Forks Edge Women’s Shelter', languages: ['en', 'fr', 'tl'], room: [['emergency_shelter', 'women', 4, 2]] },
  { ...mensShelter, at: 'Winnipeg, MB', name: 'Stockyard Men’s Hostel', languages: ['en'], reachKm: 100 },
  { ...safeHouse, at: 'Winnipeg, MB', name: 'Sweetgrass Refuge', languages: ['en', 'oj', 'cr'], indigenous: ['indigenous_led', 'first_nations', 'metis'], areas: ['mb'] },
  { ...openShelter, at: 'Thompson, MB', name: 'Boreal Rest Shelter', languages: ['en', 'cr'], reachKm: 400 },
  { ...health, at: 'Churchill, MB', name: 'Bayside Health Rooms', languages: ['en', 'cr', 'iu'], hours: 'by appointment', reachKm: 500 },

  // ── Atlantic ─────────────────────────────────────────────────────────────────────────────
  { ...womensShelter, at: 'Moncton, NB', name: 'Maison de la Grande Marée', languages: ['fr', 'en'], contactLanguage: 'fr', room: [['emergency_shelter', 'women', 1, 5]] },
  { ...legalClinic, at: 'Fredericton, NB', name: 'Elm Street Legal Rooms', nameFr: 'Cabinet juridique de la rue des Ormes', languages: ['en', 'fr'] },
  { ...openShelter, at: 'Saint John, NB', name: 'Fundy Fog Shelter', nameFr: 'Refuge des Brumes de Fundy', languages: ['en', 'fr'] },
  { ...womensShelter, at: 'Halifax, NS', name: 'Citadel Slope Women’s House', languages: ['en', 'ar'], indigenous: [], room: [['emergency_shelter', 'women', 0, 4]] },
  { ...workersCentre, at: 'Halifax, NS', name: 'Dockside Workers’ Desk', languages: ['en', 'es', 'tl'] },
  { ...openShelter, at: 'Sydney, NS', name: 'Bras d’Or Open Beds', languages: ['en', 'mic'] },
  { ...familyShelter, at: 'Charlottetown, PE', name: 'Red Shore Family House', languages: ['en', 'fr'] },
  { ...workersCentre, at: 'Summerside, PE', name: 'Oyster Pier Workers’ Desk', languages: ['en', 'es', 'zh'], contacts: 'email' },
  { ...womensShelter, at: 'St. John’s, NL', name: 'Signal Cove House', languages: ['en'] },
  { ...indigenous, at: 'Happy Valley-Goose Bay, NL', name: 'Labrador Hearth', languages: ['en', 'iu', 'moe'], indigenous: ['indigenous_led', 'inuit', 'first_nations'], reachKm: 500 },

  // ── North ────────────────────────────────────────────────────────────────────────────────
  { ...womensShelter, at: 'Whitehorse, YT', name: 'Fireweed Women’s House', languages: ['en', 'fr', 'tl'], reachKm: undefined, areas: ['yt'], room: [['emergency_shelter', 'any', 2, 6]] },
  { ...safeHouse, at: 'Whitehorse, YT', name: 'Lupine Stillness', languages: ['en'], areas: ['yt', 'bc'] },
  { ...settlement, at: 'Whitehorse, YT', name: 'Clay Bluffs Newcomer Rooms', languages: ['en', 'tl', 'fr'], listed: true },
  // Its reach is unknown: shown with a caution, offered only inside its own territory.
  { ...indigenous, at: 'Dawson, YT', name: 'Gold Creek Hearth', languages: ['en', 'haa'], indigenous: ['indigenous_led', 'first_nations'], reachKm: undefined },
  { ...womensShelter, at: 'Yellowknife, NT', name: 'Northern Lamp House', languages: ['en', 'dgr', 'fr'], reachKm: undefined, areas: ['nt', 'nu-kitikmeot'] },
  { ...legalClinic, at: 'Yellowknife, NT', name: 'Great Slave Legal Help', languages: ['en', 'fr', 'tl'], areas: ['nt', 'nu'] },
  { ...openShelter, at: 'Inuvik, NT', name: 'Delta Warm Room', languages: ['en', 'gwi'], indigenous: ['first_nations', 'inuit'], reachKm: 300, room: [['emergency_shelter', 'any', 0, 3]] },
  { ...womensShelter, at: 'Iqaluit, NU', name: 'Qulliq Women’s House', languages: ['iu', 'en'], indigenous: ['indigenous_led', 'inuit'], reachKm: undefined, areas: ['nu'], room: [['emergency_shelter', 'women', 1, 12]] },
  { ...health, at: 'Rankin Inlet, NU', name: 'Kivalliq Shore Health Rooms', languages: ['iu', 'en'], indigenous: ['inuit'], reachKm: undefined, areas: ['nu-kivalliq'] },

  // ── Lines without a place ────────────────────────────────────────────────────────────────
  { ...line, at: 'Ottawa, ON', name: 'Evening Star Crisis Line', nameFr: 'Ligne Étoile du soir', forTrafficked: true },
  { ...line, at: 'Winnipeg, MB', name: 'Elders’ Listening Line', needs: ['crisis_counselling', 'cultural_support', 'peer_support'], languages: ['en', 'cr', 'oj', 'iu'],
    indigenous: ['indigenous_led', 'first_nations', 'inuit', 'metis'], hours: 'Mo-Su 08:00-24:00' },
  { ...line, at: 'Toronto, ON', name: 'Many Tongues Interpreters', needs: ['interpretation'], languages: ['en', 'fr', 'es', 'th', 'hu', 'tl', 'ti', 'so', 'fa', 'uk'] },
  { ...line, at: 'Toronto, ON', name: 'Clear Hands Video Relay', needs: ['sign_language'], languages: ['ase', 'fcs', 'en', 'fr'], access: ['deaf'], hours: 'Mo-Fr 08:00-20:00' },
  { ...line, at: 'Vancouver, BC', name: 'Papers in Order Online Clinic', needs: ['legal_immigration', 'identity_documents'], languages: ['en', 'es', 'pa', 'zh'], hours: office, admission: [] },
  { ...line, at: 'Montréal, QC', name: 'Retour accompagné', needs: ['voluntary_return'], languages: ['fr', 'en', 'es'], hours: office, channels: ['hotline', 'agency'] },
]
