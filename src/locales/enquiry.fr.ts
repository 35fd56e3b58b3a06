import type { EnquiryTexts } from './enquiry.en.ts'

/** Ce qui est dit à quelqu'un qui demande après une personne : ni oui, ni non. */
export const enquiry: EnquiryTexts = {
  script: [
    'Je ne peux pas dire si nous connaissons cette personne. Nous répondons cela à tout le monde, pour n’importe qui.',
    'Je ne peux pas non plus prendre ou transmettre un message, ni dire où se trouve quelqu’un.',
    'Si vous pensez que quelqu’un est en danger maintenant, appelez le 911.',
  ],
  more: {
    family:
      'Si vous avez vous-même besoin de soutien, je peux vous aider ou vous dire qui le peut. Aucun nom n’est nécessaire pour cela.',
    partner_or_ex: 'Je ne peux rien vous dire de plus, et je vais mettre fin à cet appel.',
    police:
      'Donnez-moi votre nom et votre unité. Je vous rappelle par le numéro publié de votre service, jamais à celui d’où vous appelez.',
    media: 'Écrivez à notre contact pour la presse. Nous ne parlons jamais d’un cas particulier.',
    unknown: 'Je peux vous aider si vous avez vous-même besoin de quelque chose.',
  },
  keep: 'N’écrivez aucun nom. Dites les mêmes mots à tout le monde, que nous connaissions la personne ou non.',
}
