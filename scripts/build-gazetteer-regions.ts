import type { Province } from '../src/geography/place.ts'

/**
 * The regions of Causeway: census divisions (GeoNames admin2, in Canada the census division or the
 * first four digits of the census subdivision), merged with a neighbour wherever a division holds
 * fewer than three municipalities (Toronto, Ottawa, Hamilton, Halifax and Laval are one each).
 * A province without a row is one region: Yukon, with eight municipalities. Long because a table.
 *
 * `divisions` are prefixes of admin2. `centres` serve where the source has no admin2 (Manitoba,
 * Nunavut): a place belongs to the region of its nearest centre. `northOf` splits Nord-du-Québec.
 */
export type RegionRow = {
  slug: string
  en: string
  fr: string
  divisions: string[]
  centres?: string[]
  northOf?: number
}

const row = (slug: string, divisions: string, en: string, fr: string = en): RegionRow => ({
  slug,
  en,
  fr,
  divisions: divisions.split(' ').filter(Boolean),
})
const near = (slug: string, centres: string, en: string, fr: string): RegionRow => ({
  ...row(slug, '', en, fr),
  centres: centres.split(', '),
})

export const regionRows: Partial<Record<Province, RegionRow[]>> = {
  AB: [
    row('medicine-hat-area', '4801', 'Medicine Hat area', 'Région de Medicine Hat'),
    row('lethbridge-area', '4802', 'Lethbridge area', 'Région de Lethbridge'),
    row('southwest', '4803', 'Southwest Alberta', "Sud-ouest de l'Alberta"),
    row('drumheller-area', '4804 4805', 'Drumheller and Hanna', 'Drumheller et Hanna'),
    row('calgary-area', '4806', 'Calgary area', 'Région de Calgary'),
    row('wainwright-area', '4807', 'Stettler and Wainwright', 'Stettler et Wainwright'),
    row('red-deer-area', '4808 4809', 'Red Deer area', 'Région de Red Deer'),
    row('camrose-area', '4810', 'Camrose to Lloydminster', 'De Camrose à Lloydminster'),
    row('edmonton-area', '4811', 'Edmonton area', "Région d'Edmonton"),
    row(
      'wood-buffalo',
      '4812 4816',
      'Wood Buffalo, Cold Lake and Lac La Biche',
      'Wood Buffalo, Cold Lake et Lac La Biche',
    ),
    row('athabasca-area', '4813 4814', 'Athabasca and Yellowhead', 'Athabasca et Yellowhead'),
    row('rockies', '4815', 'Rocky Mountains', 'Montagnes Rocheuses'),
    row('slave-lake-area', '4817', 'Slave Lake to High Level', 'De Slave Lake à High Level'),
    row(
      'grande-prairie-area',
      '4818 4819',
      'Grande Prairie and Peace River',
      'Grande Prairie et Peace River',
    ),
  ],
  BC: [
    row('east-kootenay', '5901', 'East Kootenay', 'Kootenay Est'),
    row('central-kootenay', '5903', 'Central Kootenay', 'Kootenay Centre'),
    row('kootenay-boundary', '5905', 'Kootenay Boundary'),
    row('okanagan-similkameen', '5907', 'Okanagan-Similkameen'),
    row('fraser-valley', '5909', 'Fraser Valley', 'Vallée du Fraser'),
    row('metro-vancouver', '5915', 'Metro Vancouver', 'Grand Vancouver'),
    row('capital', '5917', 'Greater Victoria', 'Grand Victoria'),
    row('cowichan-valley', '5919', 'Cowichan Valley', 'Vallée de Cowichan'),
    row('nanaimo-area', '5921', 'Nanaimo area', 'Région de Nanaimo'),
    row('alberni-clayoquot', '5923', 'Alberni-Clayoquot'),
    row(
      'north-island',
      '5924 5943 5945',
      'North Vancouver Island and Central Coast',
      "Nord de l'île de Vancouver et côte centrale",
    ),
    row('comox-valley', '5926', 'Comox Valley', 'Vallée de Comox'),
    row('sunshine-coast', '5927 5929', 'Sunshine Coast and qathet', 'Sunshine Coast et qathet'),
    row('squamish-lillooet', '5931', 'Squamish-Lillooet'),
    row('thompson-nicola', '5933', 'Thompson-Nicola'),
    row('central-okanagan', '5935', 'Central Okanagan', 'Okanagan Centre'),
    row('north-okanagan', '5937', 'North Okanagan', 'Okanagan Nord'),
    row('columbia-shuswap', '5939', 'Columbia-Shuswap'),
    row('cariboo-area', '5941', 'Cariboo'),
    row('north-coast', '5947 5949 5957', 'North Coast and Skeena', 'Côte nord et Skeena'),
    row('bulkley-nechako', '5951', 'Bulkley-Nechako'),
    row('fraser-fort-george', '5953', 'Fraser-Fort George'),
    row(
      'peace-river',
      '5955 5959',
      'Peace River and Northern Rockies',
      'Peace River et Northern Rockies',
    ),
  ],
  MB: [
    near(
      'winnipeg-area',
      'Winnipeg, Headingley, West St. Paul, Lorette, St. Adolphe, Stonewall, Selkirk',
      'Winnipeg area',
      'Région de Winnipeg',
    ),
    near('eastman', 'Steinbach, Beausejour, Lac du Bonnet', 'Eastman', 'Est du Manitoba'),
    near('interlake', 'Gimli, Arborg, Fisher River', 'Interlake', 'Entre-les-Lacs'),
    near(
      'central',
      'Portage la Prairie, Carman, Winkler, Altona, Morris',
      'South Central Manitoba',
      'Centre-sud du Manitoba',
    ),
    near(
      'westman',
      'Brandon, Virden, Neepawa, Killarney, Deloraine, Minnedosa',
      'Westman',
      'Ouest du Manitoba',
    ),
    near('parkland', 'Dauphin, Swan River, Roblin', 'Parkland', 'Parcs du Manitoba'),
    near(
      'north',
      'Thompson, The Pas, Flin Flon, Gillam, Churchill, Norway House, Oxford House, Grand Rapids, Garden Hill, Lynn Lake',
      'Northern Manitoba',
      'Nord du Manitoba',
    ),
  ],
  NB: [
    row('saint-john-area', '1301 1305', 'Saint John and Kings', 'Saint-Jean et Kings'),
    row('charlotte', '1302', 'Charlotte County', 'Comté de Charlotte'),
    row(
      'fredericton-area',
      '1303 1304 1310',
      'Fredericton, Oromocto and Grand Lake',
      'Fredericton, Oromocto et Grand Lake',
    ),
    row(
      'moncton-area',
      '1306 1307',
      'Moncton, Westmorland and Albert',
      'Moncton, Westmorland et Albert',
    ),
    row('kent', '1308', 'Kent County', 'Comté de Kent'),
    row('northumberland', '1309', 'Miramichi and Northumberland', 'Miramichi et Northumberland'),
    row('carleton-victoria', '1311 1312', 'Carleton and Victoria', 'Carleton et Victoria'),
    row('madawaska', '1313', 'Madawaska'),
    row('restigouche', '1314', 'Restigouche'),
    row('gloucester', '1315', 'Gloucester'),
  ],
  NL: [
    row('avalon', '1001', 'Avalon Peninsula', "Presqu'île d'Avalon"),
    row('burin-area', '1002', 'Burin Peninsula', 'Péninsule de Burin'),
    row('southwest', '1003 1004', 'South and Southwest Coast', 'Côte sud et sud-ouest'),
    row(
      'western',
      '1005 1009',
      'Corner Brook and Northern Peninsula',
      'Corner Brook et péninsule Nord',
    ),
    row('central', '1006', 'Gander and Grand Falls-Windsor', 'Gander et Grand Falls-Windsor'),
    row('bonavista-area', '1007', 'Clarenville and Bonavista', 'Clarenville et Bonavista'),
    row('notre-dame', '1008', 'Notre Dame Bay', 'Baie Notre Dame'),
    row('labrador', '1010 1011', 'Labrador'),
  ],
  NS: [
    row(
      'southwest',
      '1201 1202 1203',
      'Yarmouth, Digby and Shelburne',
      'Yarmouth, Digby et Shelburne',
    ),
    row('south-shore', '1204 1206', 'South Shore', 'Rive-Sud'),
    row('annapolis-valley', '1205 1207', 'Annapolis Valley', "Vallée de l'Annapolis"),
    row('halifax-area', '1208 1209', 'Halifax and Hants', 'Halifax et Hants'),
    row(
      'colchester-cumberland',
      '1210 1211',
      'Colchester and Cumberland',
      'Colchester et Cumberland',
    ),
    row(
      'northeast',
      '1212 1213 1214',
      'Pictou, Antigonish and Guysborough',
      'Pictou, Antigonish et Guysborough',
    ),
    row('cape-breton', '1215 1216 1217 1218', 'Cape Breton', 'Cap-Breton'),
  ],
  NT: [
    row('beaufort-delta', '11995136', 'Beaufort Delta', 'Delta de Beaufort'),
    row('north-slave', '11995137', 'North Slave', 'Slave Nord'),
    row('sahtu', '11995138', 'Sahtu'),
    row('south-slave', '11995139', 'South Slave', 'Slave Sud'),
    row('dehcho', '11995140', 'Dehcho'),
  ],
  NU: [
    near(
      'qikiqtaaluk',
      'Iqaluit, Pangnirtung, Clyde River, Pond Inlet, Igloolik, Kinngait, Sanikiluaq, Resolute',
      'Qikiqtaaluk',
      'Qikiqtaaluk',
    ),
    near(
      'kivalliq',
      'Rankin Inlet, Arviat, Baker Lake, Naujaat, Coral Harbour',
      'Kivalliq',
      'Kivalliq',
    ),
    near(
      'kitikmeot',
      'Cambridge Bay, Kugluktuk, Gjoa Haven, Taloyoak, Kugaaruk',
      'Kitikmeot',
      'Kitikmeot',
    ),
  ],
  ON: [
    row(
      'stormont-dundas-glengarry',
      '3501',
      'Stormont, Dundas and Glengarry',
      'Stormont, Dundas et Glengarry',
    ),
    row('ottawa-area', '3502 3506', 'Ottawa, Prescott and Russell', 'Ottawa, Prescott et Russell'),
    row('leeds-grenville', '3507', 'Leeds and Grenville', 'Leeds et Grenville'),
    row('lanark', '3509', 'Lanark'),
    row(
      'kingston-area',
      '3510 3511',
      'Kingston, Frontenac, Lennox and Addington',
      'Kingston, Frontenac, Lennox et Addington',
    ),
    row(
      'hastings-prince-edward',
      '3512 3513',
      'Hastings and Prince Edward',
      'Hastings et Prince Edward',
    ),
    row('northumberland', '3514', 'Northumberland'),
    row(
      'peterborough-kawartha',
      '3515 3516 3546',
      'Peterborough, Kawartha Lakes and Haliburton',
      'Peterborough, Kawartha Lakes et Haliburton',
    ),
    row('durham', '3518', 'Durham Region', 'Région de Durham'),
    row('toronto-york', '3519 3520', 'Toronto and York Region', 'Toronto et région de York'),
    row('peel', '3521', 'Peel Region', 'Région de Peel'),
    row('wellington-dufferin', '3522 3523', 'Wellington and Dufferin', 'Wellington et Dufferin'),
    row('halton', '3524', 'Halton Region', 'Région de Halton'),
    row(
      'hamilton-brant',
      '3525 3528 3529',
      'Hamilton, Brant, Haldimand and Norfolk',
      'Hamilton, Brant, Haldimand et Norfolk',
    ),
    row('niagara-area', '3526', 'Niagara Region', 'Région de Niagara'),
    row('waterloo-area', '3530', 'Waterloo Region', 'Région de Waterloo'),
    row('perth-area', '3531', 'Perth County', 'Comté de Perth'),
    row('oxford', '3532', 'Oxford County', "Comté d'Oxford"),
    row('elgin', '3534', 'Elgin County', "Comté d'Elgin"),
    row('lambton-kent', '3536 3538', 'Chatham-Kent and Lambton', 'Chatham-Kent et Lambton'),
    row('essex-area', '3537', 'Windsor and Essex', 'Windsor et Essex'),
    row('middlesex', '3539', 'London and Middlesex', 'London et Middlesex'),
    row('huron', '3540', 'Huron County', 'Comté de Huron'),
    row('bruce', '3541', 'Bruce County', 'Comté de Bruce'),
    row('grey', '3542', 'Grey County', 'Comté de Grey'),
    row('simcoe-area', '3543', 'Simcoe County', 'Comté de Simcoe'),
    row('muskoka', '3544', 'Muskoka'),
    row('renfrew-area', '3547', 'Renfrew County', 'Comté de Renfrew'),
    row('nipissing', '3548', 'Nipissing District', 'District de Nipissing'),
    row('parry-sound-area', '3549', 'Parry Sound District', 'District de Parry Sound'),
    row('sudbury', '3551 3552 3553', 'Sudbury and Manitoulin', 'Sudbury et Manitoulin'),
    row('timiskaming', '3554', 'Timiskaming District', 'District de Timiskaming'),
    row('cochrane-area', '3556', 'Cochrane District', 'District de Cochrane'),
    row('algoma', '3557', 'Algoma District', "District d'Algoma"),
    row('thunder-bay-district', '3558', 'Thunder Bay District', 'District de Thunder Bay'),
    row('rainy-river-area', '3559', 'Rainy River District', 'District de Rainy River'),
    row('kenora-district', '3560', 'Kenora District', 'District de Kenora'),
  ],
  PE: [
    row('kings', '1101', 'Kings County', 'Comté de Kings'),
    row('queens', '1102', 'Queens County', 'Comté de Queens'),
    row('prince', '1103', 'Prince County', 'Comté de Prince'),
  ],
  QC: [
    row('bas-saint-laurent', '01', 'Bas-Saint-Laurent'),
    row('saguenay-lac-saint-jean', '02', 'Saguenay-Lac-Saint-Jean'),
    row('capitale-nationale', '03', 'Capitale-Nationale'),
    row('mauricie', '04', 'Mauricie'),
    row('estrie', '05', 'Estrie'),
    row('montreal-laval', '06 13', 'Montreal and Laval', 'Montréal et Laval'),
    row('outaouais', '07', 'Outaouais'),
    row('abitibi-temiscamingue', '08', 'Abitibi-Témiscamingue'),
    row('cote-nord', '09', 'Côte-Nord'),
    { ...row('nunavik', '10', 'Nunavik'), northOf: 55.2 },
    row('eeyou-istchee-jamesie', '10', 'Eeyou Istchee and Jamésie', 'Eeyou Istchee et Jamésie'),
    row(
      'gaspesie-iles',
      '11',
      'Gaspésie and Îles-de-la-Madeleine',
      'Gaspésie et Îles-de-la-Madeleine',
    ),
    row('chaudiere-appalaches', '12', 'Chaudière-Appalaches'),
    row('lanaudiere', '14', 'Lanaudière'),
    row('laurentides-area', '15', 'Laurentides'),
    row('monteregie', '16', 'Montérégie'),
    row('centre-du-quebec', '17', 'Centre-du-Québec'),
  ],
  SK: [
    row('southeast', '4701 4702', 'Estevan and Weyburn', 'Estevan et Weyburn'),
    row('southwest', '4703 4704 4708', 'Swift Current and Southwest', 'Swift Current et sud-ouest'),
    row('yorkton-area', '4705 4709', 'Yorkton and Melville', 'Yorkton et Melville'),
    row('regina-area', '4706 4707', 'Regina and Moose Jaw', 'Regina et Moose Jaw'),
    row('melfort-area', '4710 4714', 'Melfort and Wynyard', 'Melfort et Wynyard'),
    row('saskatoon-area', '4711', 'Saskatoon area', 'Région de Saskatoon'),
    row('west', '4712 4713', 'Kindersley and Rosetown', 'Kindersley et Rosetown'),
    row('prince-albert-area', '4715', 'Prince Albert area', 'Région de Prince Albert'),
    row(
      'battlefords',
      '4716 4717',
      'North Battleford and Meadow Lake',
      'North Battleford et Meadow Lake',
    ),
    row('north', '4718', 'Northern Saskatchewan', 'Nord de la Saskatchewan'),
  ],
}

/** Divisions that are one municipality: every other place in them is a part of the named one. */
export const singleMunicipality: Record<string, string> = {
  'ON 3506': 'Ottawa',
  'ON 3513': 'Prince Edward',
  'ON 3516': 'Lindsay',
  'ON 3520': 'Toronto',
  'ON 3525': 'Hamilton',
  'ON 3536': 'Chatham',
  'ON 3553': 'Greater Sudbury',
  'QC 13': 'Laval',
  'NS 1209': 'Halifax',
}
