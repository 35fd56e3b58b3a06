import type { PublicTexts } from './public.en.ts'

export const tl: PublicTexts = {
  checked: false,
  unchecked: 'Hindi pa nasusuri ng taong nagsasalita ng wikang ito ang saling ito.',

  skip: 'Lumaktaw sa nilalaman',
  languages: 'Wika',
  leave: 'Umalis sa pahinang ito',
  leaveHint:
    'Puwede kayong umalis anumang oras: pindutin ang “Umalis sa pahinang ito”, o pindutin nang tatlong beses ang Esc key.',
  errorTitle: 'May mali: {title}',
  errorHeading: 'Pakitingnan po itong muli',
  back: 'Bumalik',
  next: 'Magpatuloy',
  send: 'Ipadala',
  step: 'Tanong {n} sa {of}',
  yes: 'Oo',
  no: 'Hindi',
  unknown: 'Hindi ko alam',
  ratherNot: 'Mas gusto kong huwag sabihin',
  optional: 'hindi kailangan',

  danger: 'Nasa panganib po ba kayo ngayon? Tumawag sa 911.',
  callUs: 'Puwede ninyo kaming tawagan:',
  home: 'Sa unang pahina',

  start: {
    heading: 'Puwede kayong makakuha ng tulong',
    lead: 'Libre ito. Hindi ninyo kailangang ibigay ang inyong pangalan.',
    self: 'Humingi ng tulong para sa sarili',
    other: 'Sabihin sa amin ang tungkol sa isang tao',
    receipt: 'May resibo ako',
    services: 'Kayo mismo ang maghanap ng mga serbisyo',
    what: 'Ano ang nangyayari sa mga sinasabi ninyo',
    reads: 'Binabasa ito ng isang tao sa hotline. Walang ipinapasa sa iba bago iyon.',
    learns:
      'Ang nalalaman lang ng isang serbisyo ay ang pinapayagan ninyo. Wala kaming ibang pinagsasabihan, maliban kung inoobliga kami ng batas: puwedeng ganito kapag may batang nasa panganib.',
    keeps:
      'Hindi namin sine-save ang address ng inyong device, at wala rin kaming sine-save sa device ninyo.',
    erased: {
      one: 'Binubura ang mga sinabi ninyo makalipas ang {n} araw mula nang matapos kami.',
      other: 'Binubura ang mga sinabi ninyo makalipas ang {n} na araw mula nang matapos kami.',
    },
    otherLanguage:
      'Iba po ba ang wika ninyo? Tawagan kami: puwedeng sumali sa tawag ang isang interpreter.',
  },

  watched: {
    question: 'Posible po bang may taong nasa malapit ninyo na titingin sa device na ito?',
    yes: 'Oo, o baka',
    advice:
      'Kung kaya ninyo, gawin ito sa ibang oras, o sa isang device na walang ibang tumitingin.',
  },
  contact: {
    question: 'Puwede po ba namin kayong kontakin?',
    hint: 'Kung hindi, puwede kayong tumingin ulit dito sa ibang oras, o tumawag sa amin.',
    no: 'Hindi. Titingin ako rito o tatawag ako.',
  },
  how: {
    question: 'Paano namin kayo makokontak nang ligtas?',
    voice: 'Sa tawag. Hindi kami nag-iiwan ng mensahe.',
    sms: 'Sa text',
    email: 'Sa email',
  },
  value: {
    label: 'Numero ng telepono o email address',
    hint: 'Iyon lang na walang ibang sumasagot o nagbabasa.',
  },
  when: {
    question: 'Kailan ito ligtas?',
    any: 'Kahit anong oras',
    morning: 'Sa umaga',
    afternoon: 'Sa hapon',
    evening: 'Sa gabi',
  },
  needs: {
    question: 'Ano ang kailangan ninyo?',
    hint: 'Piliin ang lahat ng angkop.',
    bed: 'Ligtas na lugar na matutulugan',
    home: 'Lugar na matitirhan nang mas matagal',
    talk: 'Taong makakausap',
    guide: 'Taong mananatili sa tabi ko at mag-aasikaso ng mga bagay-bagay',
    doctor: 'Doktor o nars',
    assault: 'Pangangalaga pagkatapos ng seksuwal na karahasan',
    food: 'Pagkain',
    clothes: 'Damit at mga gamit sa paliligo at paghuhugas',
    status: 'Tulong sa mga papeles ko o sa karapatan kong manatili',
    work: 'Tulong tungkol sa trabaho o suweldo',
    lawyer: 'Abogado, dahil sa isang krimen',
    money: 'Pera para sa pinakakailangan ko',
    child: 'Tulong para sa mga anak ko',
    drugs: 'Tulong tungkol sa droga o alak',
    return: 'Makabalik sa bansa ko',
  },
  place: {
    question: 'Nasaan po kayo?',
    hint: 'Sapat na ang isang bayan na malapit sa inyo. Dito nakasalalay kung sino ang makakatulong.',
    label: 'Bayan o lungsod',
    province: 'Probinsiya o teritoryo',
    choose: 'Pumili',
  },
  urgency: {
    question: 'Gaano ninyo ito kaagad kailangan?',
    now: 'Ngayong araw o ngayong gabi',
    soon: 'Sa mga susunod na araw',
    later: 'Puwedeng mas matagal pa',
  },
  age: {
    question: 'Ilang taon na po kayo?',
    hint: 'Kung wala pa kayong 18 taong gulang, puwede kaming obligahin ng batas na magsabi sa mga nagpoprotekta sa mga bata.',
    under16: 'Wala pang 16',
    over60: '60 o higit pa',
  },
  gender: {
    question: 'Babae po ba kayo o lalaki?',
    woman: 'Babae',
    man: 'Lalaki',
    nonBinary: 'Wala sa dalawa, o pareho',
    twoSpirit: 'Two-Spirit',
  },
  children: {
    question: 'Ilang bata ang sasama sa inyo?',
    small: '5 taon o mas bata',
    middle: '6 hanggang 12 taon',
    older: '13 hanggang 17 taon',
  },
  searching: { question: 'Hinahanap po ba kayo ng sinuman?' },
  language: {
    question: 'Sa anong wika namin kayo puwedeng kausapin?',
    other: 'Iba pa, na may interpreter',
  },
  words: {
    question: 'May iba pa po bang dapat naming malaman?',
    hint: 'Halimbawa, kung sino o ano ang dapat naming iwasan. Hindi kailangan ng mga pangalan.',
  },
  consent: {
    question: 'Puwede po ba kaming magtanong sa mga serbisyo para sa inyo?',
    yes: 'Oo, puwede kayong magtanong',
    less: 'Oo, pero huwag ninyong sabihin sa kanila kung paano ako makokontak, o ang sarili kong mga salita',
    later: 'Hindi. Kausapin muna ninyo ako.',
    first:
      'Bago kami magtanong sa alinmang serbisyo, kakausapin muna namin kayo sa inyong wika, na may interpreter kung kailangan.',
  },
  last: 'Walang nakakakita ng isinusulat ninyo bago ninyo pindutin ang “Ipadala” sa dulo.',

  receipt: {
    heading: 'Ang inyong resibo',
    lead: 'Gamit ang numerong ito, puwede kayong tumingin ulit dito nang walang pangalan. Hindi na namin ito maipapakita sa ikalawang pagkakataon.',
    safe: 'Ligtas po ba para sa inyo na itabi ito? Isulat lang ito kung saan walang tumitingin. Puwede itong magmukhang numero ng isang account.',
    have: 'Nakuha ko na',
    not: 'Hindi ligtas na itabi ito',
  },
  word: {
    heading: 'Pumili ng isang salita',
    hint: 'Itatanong namin ito bago kami magsabi ng anuman sa inyo, at bago baguhin ang anuman.',
    label: 'Ang inyong salita',
    sends:
      'Kapag pinindot ninyo ang “Ipadala”, makikita ng isang tao sa hotline ang mga sinabi ninyo.',
  },
  done: {
    heading: 'Natanggap na namin',
    text: 'Tinitingnan ito ng isang tao sa hotline.',
    contact: 'Kokontakin lang namin kayo sa paraang pinili ninyo.',
    noContact: 'Hindi namin kayo kokontakin. Tumingin dito gamit ang resibo ninyo, o tawagan kami.',
    reference: 'Kung tatawag kayo, sabihin:',
  },

  look: {
    heading: 'Tumingin gamit ang inyong resibo',
    label: 'Ang numero ng inyong resibo',
    send: 'Tingnan',
    waiting: 'May naghihintay ng tawag ninyo.',
    looking: 'Naghahanap pa rin kami.',
    stopped: 'Itinigil na ang lahat. Puwede ninyo kaming tawagan anumang oras.',
    change: 'Baguhin kung paano namin kayo kinokontak',
    changed: 'Nabago na.',
    stop: 'Itigil ang lahat',
    stopHint: 'Titigil kami, at hihilingin namin sa mga nasabihan na burahin ito.',
    noWord: 'Wala sa akin ang salita',
    noWordHint: 'Kung ganoon, titigil ang lahat hanggang masuri ito ng isang tao sa hotline.',
  },

  tip: {
    lead: 'Hindi ninyo kailangang ibigay ang inyong pangalan. Hindi namin kayo kokontakin.',
    danger: 'Nasa panganib po ba ang isang tao ngayon?',
    what: 'Ano ang nakita o narinig ninyo?',
    whatHint: 'Huwag ilagay ang sarili sa panganib para malaman ang higit pa.',
    where: 'Saan ito?',
    whereHint: 'Isang address, isang negosyo o isang bayan.',
    done: 'Salamat po. Binabasa ito ng isang tao sa hotline.',
  },

  services: {
    need: 'Ano ang hinahanap ninyo?',
    send: 'Maghanap',
    found: { one: '{n} serbisyo', other: '{n} na serbisyo' },
    none: 'Wala kaming nakita rito. Tawagan kami: baka may alam kaming iba.',
    confidential: 'Mayroon ding kompidensiyal na serbisyo sa rehiyong ito. Tawagan kami.',
    open: 'Bukas ngayon',
    closed: 'Sarado ngayon',
    hours: 'Tumawag para itanong kung kailan ito bukas.',
  },

  errors: {
    choose: 'Pumili ng sagot.',
    needs: 'Pumili ng kahit isa. Sapat na ang taong makakausap.',
    place: 'Isulat ang isang bayan, o pumili ng probinsiya.',
    placeUnknown:
      'Hindi namin alam ang bayang ito. Tingnan kung tama ang pagkakasulat, o piliin lang ang probinsiya.',
    placeSeveral: 'Ilang bayan ang may ganitong pangalan. Piliin din ang probinsiya.',
    phone: 'Hindi namin matawagan ang numerong ito. Suriin ito, kasama ang area code.',
    email: 'Hindi ito email address. Suriin ito.',
    value: 'Magsulat ng numero o address, o piliin na huwag namin kayong kontakin.',
    what: 'Magsulat ng ilang salita.',
    receipt: 'Hindi namin alam ang numerong ito. Suriin ang bawat digit.',
    word: 'Hindi ito ang salitang pinili ninyo.',
    expired: 'Masyadong matagal na nakabukas ang pahinang ito. Magsimula po ulit.',
    trouble: 'Hindi ito gumana. Subukan po ulit, o tawagan kami.',
    missing: 'Walang ganitong pahina.',
  },
}
