import type { routing as en } from './routing.en.ts'

/** As long as there are codes: French needs more lines than English. */
export const routing: typeof en = {
  aServicePoint: 'un point de service',
  accounts: 'comptes du personnel',

  stages: {
    screening: 'examinée par un opérateur ou une opératrice',
    matched: 'en attente de quelqu’un à qui demander',
    offered: 'en attente d’une réponse',
    accepted: 'acceptée, à confirmer',
    confirmed: 'confirmée, la personne est attendue',
    connected: 'mise en contact réussie',
    closed: 'close',
  },

  taskShort: {
    screening: 'à examiner',
    emergency: 'urgence ouverte',
    no_answer: 'pas encore de oui',
    no_candidate: 'aucun service à solliciter',
    choose: 'choisir à qui demander',
    operator_release: 'proposer ou laisser',
    supervisor_check: 'vérification demandée',
    confirm_by_call: 'appeler pour confirmer le oui',
    not_arrived: 'la personne est-elle là ?',
    fell_through: 'un oui est tombé',
    unsafe: 'signalé comme dangereux',
    minor_report: 'signalement à faire',
    minor_review: 'examen demandé',
    override_check: 'dérogation à confirmer',
    tell_person: 'personne à informer',
    message_waiting: 'message à lire',
    call_back_wrong: 'mots de passe erronés',
    call_backs_capped: 'trop de mots erronés',
    link_frozen: 'lien gelé',
    unclear_reply: 'réponse à lire',
    follow_up_24h: 'suivi, 24 heures',
    follow_up_7d: 'suivi, 7 jours',
    contact_problem: 'un contact ne marche pas',
    review_unanswered: 'fiche non confirmée',
    correction_proposed: 'correction à décider',
    approval: 'attend une autre personne',
    stuck: 'le système est bloqué',
    retention: 'encore utile ? sinon effacer',
    renewal: 'renouveler, sinon effacement',
    matches_capped: 'trop de recherches',
    insider_digest: 'comptes qui sortent du lot',
    canary: 'messages test perdus',
    receipt_check: 'personne à vérifier',
    tip: 'un signalement',
  },

  taskTodo: {
    screening:
      'Examinez cette demande : laissez-la suivre son cours ou refusez-la. Rien n’est proposé avant.',
    emergency: 'Restez avec cette urgence jusqu’à un oui confirmé.',
    no_answer:
      'Personne n’a encore dit oui. Appelez ceux qui ont été sollicités, ou choisissez-en d’autres.',
    no_candidate:
      'Personne ne peut être sollicité automatiquement. Appelez les numéros ci-dessous, élargissez la demande ou fermez-la.',
    choose: 'Choisissez à qui demander ; rien n’est proposé automatiquement ici.',
    operator_release:
      'Ce lieu pourrait aider, mais on ignore quelque chose qu’il exige de savoir. Demandez, puis proposez ou laissez.',
    supervisor_check: 'Une superviseure ou un superviseur doit regarder avant toute proposition.',
    confirm_by_call:
      'Appelez le numéro du répertoire (jamais un numéro qui vous appelle) et confirmez le oui.',
    not_arrived:
      'La personne devrait être arrivée. Demandez au point de service et notez ce qu’il en est.',
    fell_through: 'Un oui est tombé. Voyez ce qui s’est passé et à qui demander maintenant.',
    unsafe:
      'Un point de service dit que ce n’est pas sûr pour cette personne. Renseignez-vous avant tout.',
    minor_report:
      'Une personne de moins de 18 ans est peut-être concernée. Signalez comme la province l’exige ; notez l’organisme, l’heure et le numéro.',
    minor_review:
      'Une personne de moins de 18 ans est peut-être concernée. Examinez cette demande en tant que superviseur ou superviseure.',
    override_check:
      'L’aide a commencé sans consentement. Lisez pourquoi, puis approuvez ou refusez sous « approbations » ; après 30 minutes, la dérogation tombe et toutes les demandes sont retirées.',
    tell_person:
      'L’aide a commencé sans consentement, et une superviseure ou un superviseur l’a confirmé. Dites à la personne ce qui a été dit à qui, et demandez-lui si elle est d’accord.',
    message_waiting:
      'Le service qui s’en charge nous a écrit. Lisez, et répondez si une question est posée.',
    call_back_wrong:
      'Trois fois, quelqu’un qui appelait a donné un mauvais mot convenu pour cette demande. Une autre personne la cherche peut-être : vérifiez que le contact est encore sûr.',
    call_backs_capped:
      'Ce compte a donné trop de références et de mots erronés en une heure, et a été arrêté. Demandez qui appelait ; en cas de doute, fermez sa session.',
    link_frozen:
      'Un lien a été gelé : cinq fois de mauvais chiffres, ou un contact arrêté. Appelez le point de service au numéro du répertoire.',
    unclear_reply: 'Une réponse n’a pas pu être comprise. Appelez le point de service.',
    follow_up_24h: 'Demandez comment cela va, si la personne l’a accepté et comme elle l’a voulu.',
    follow_up_7d: 'Demandez comment cela va, si la personne l’a accepté et comme elle l’a voulu.',
    contact_problem:
      'Un contact de ce point de service ne marche pas. Appelez et faites-le changer.',
    review_unanswered:
      'On a demandé à ce point de service si le répertoire dit vrai à son sujet, et il n’a pas répondu. Appelez-le, relisez sa fiche avec lui et notez le jour.',
    correction_proposed:
      'Ce point de service dit que quelque chose est différent. Regardez sous « Corrections proposées », et acceptez ou refusez chaque partie.',
    approval:
      'Quelqu’un a demandé ce qui exige deux personnes. Lisez exactement ce que c’est sous « Ce qui demande deux personnes », puis approuvez ou refusez.',
    stuck:
      'Le système a échoué trois fois à faire ce qui était dû. Regardez maintenant ce qu’il en est.',
    retention:
      'Personne n’a rien fait ici depuis des semaines. Si la demande est encore utile, dites-le en achevant cette tâche ; sinon elle prend fin et ce qui a été dit est effacé. Fermez-la si elle ne l’est plus.',
    renewal:
      'Ce qui a été dit a été gardé aussi longtemps que permis. Renouvelez la demande si elle est encore utile ; sinon elle prend fin et ce qui a été dit est effacé.',
    matches_capped:
      'Ce compte a fait en une heure bien plus de recherches que le travail ici n’en demande, et a été arrêté. Demandez pourquoi ; dans le doute, révoquez sa clé ou fermez ses sessions.',
    insider_digest:
      'Des comptes ont demandé, ouvert ou lu cette semaine bien plus que les autres du même rôle. Regardez le tableau et demandez pourquoi.',
    receipt_check:
      'Quelqu’un qui a le reçu, mais pas le mot, a demandé de changer ou d’arrêter ceci. Tout est arrêté : vérifiez, par la voie que la personne a choisie, si c’était elle. Sinon, notez de nouveau son consentement ; si oui, retirez la demande.',
    tip: 'Quelqu’un a écrit au sujet d’une personne qui pourrait avoir besoin d’aide. Lisez et décidez ; la personne n’est pas contactée pour cela.',
    canary: 'Deux essais de suite ne sont pas passés. Voyez /readyz et prévenez l’exploitant.',
  },

  why: {
    review_link: 'Le lien avec lequel il dit si le répertoire est exact à son sujet.',
    only_listed: 'À portée, seuls des services répertoriés l’offrent ; aucun partenaire vérifié.',
    only_near:
      'Seuls des services répertoriés sont assez près pour qu’on les appelle ; aucun ne dit desservir ce lieu.',
    only_far:
      'Seuls des services éloignés sont connus (à plus de 300 km) ; aucun ne dit desservir ce lieu.',
    only_by_hand:
      'Il y a des partenaires, mais aucun ne peut être sollicité automatiquement ; choisissez-en un, ou appelez.',
    none_fits:
      'Des services qui l’offrent sont connus, mais chacun a une raison de ne pas convenir.',
    all_asked: 'Tous ceux qui pourraient aider ont été sollicités ; personne n’a dit oui.',
    none_known: 'Aucun service du répertoire ne l’offre.',
    matching_failed: 'La recherche a échoué ; la demande est en sûreté et quelqu’un doit choisir.',
    minor:
      'Une personne de moins de 18 ans est peut-être concernée : rien n’est proposé automatiquement.',
    dropped: 'Le lieu retenu a été laissé.',
    override:
      'Il n’y a pas encore de consentement ; une superviseure ou un superviseur doit confirmer la dérogation.',
    override_confirmed: 'Cela a été décidé sans la personne.',
    override_lapsed:
      'Personne n’a confirmé la dérogation à temps : tout a été retiré. Obtenez le consentement, ou fermez.',
    no_word: 'Demandé avec le reçu, sans le mot que la personne a choisi.',
    no_consent: 'Rien ne peut être proposé sans consentement. Obtenez-le, ou fermez.',
    not_agreed: 'La personne n’accepte plus ce genre d’organisation.',
    not_confirmed: 'Le oui n’a pas été confirmé à temps.',
    no_show: 'La personne n’est pas venue.',
    unreachable: 'La personne n’a pas pu être jointe.',
    unsafe: 'Ce n’était pas sûr pour la personne.',
    contact_opted_out: 'Ce numéro a dit ARRET.',
    yes_without_offer: 'Ce service a dit oui par texto à une demande que nous ne connaissons pas.',
    yes_after_failure:
      'Ce service a dit oui après l’échec de nos messages : ce n’est pas encore un oui. Appelez-le ; s’il le peut, faites rétablir son contact et proposez de nouveau.',
    yes_after_parts:
      'Ce service a dit oui à une demande qui a été divisée depuis : ce n’est pas encore un oui. Appelez-le ; s’il peut prendre cette partie, proposez-la-lui.',
    yes_from_elsewhere:
      'Un oui avec cette référence est venu d’un numéro inconnu. Appelez qui a reçu la demande.',
    contact_wrong_number: 'On y a dit que c’est un mauvais numéro.',
    contact_bad_address: 'Le numéro ou l’adresse n’existe pas.',
    contact_unconfirmed:
      'Personne ne l’a confirmé depuis 90 jours : appelez un numéro au dossier et confirmez-le.',
    contact_suspended: 'Quelqu’un l’a arrêté : appareil perdu ou volé, ou départ.',
    contact_none_left: 'Il ne lui reste aucun contact qui reçoive des offres.',
    contact_stopped: 'Le contact qui avait le lien a été arrêté ; aucun autre lien ne marche.',
    partner_activation: 'Un nouveau partenaire.',
    contact_change: 'Un changement de contacts.',
    unhide: 'Montrer un point de service caché.',
    directory_export: 'Une exportation du répertoire.',
    legal_hold: 'Une conservation légale.',
    legal_hold_end: 'La fin d’une conservation légale.',
    contact_landline: 'Il ne peut recevoir de textos.',
    reply_unworkable:
      'Un texto reçu ne peut être lu. Appelez celles et ceux qui n’ont pas répondu, puis l’exploitant du système.',
    provider_unworkable:
      'Un fournisseur de messages nous refuse : son compte ou son numéro d’envoi n’est pas en règle. L’exploitant du système doit s’en occuper ; il faudra peut-être téléphoner d’ici là.',
    receipt_unworkable:
      'Un avis du fournisseur sur un message ne peut être traité. L’exploitant du système doit s’en occuper.',
    contact_filtered:
      'Un opérateur a filtré notre texte : appelez-les, et vérifiez le texte et le numéro d’envoi.',
    contact_unreachable: 'Les messages n’arrivent pas.',
    returned_by_service: 'Le service l’a rendue.',
    released: 'Libérée par un opérateur ou une opératrice.',
    retention: 'Personne n’y avait rien fait depuis trop longtemps.',
    stale: 'Ce n’était plus vrai au moment de l’envoi.',
    erased: 'Ce qui avait été dit a été effacé avant l’envoi.',
  },

  next: {
    offered: (o) =>
      `${o.count === 1 ? 'Un point de service a été sollicité' : `${o.count} points de service ont été sollicités`} ; réponse possible jusqu’à ${o.until}. Ensuite, au suivant.`,
    accepted: (o) =>
      `Un point de service a dit oui. Il doit confirmer avant ${o.until} ; sinon quelqu’un appelle.`,
    confirmed: (o) =>
      `Confirmé. La personne devrait être arrivée avant ${o.until} ; sinon quelqu’un demande.`,
    task: (o) => `${o.todo} Échéance ${o.until}.`,
    connected: () => 'La personne est arrivée.',
    operator: () => 'Un opérateur ou une opératrice s’en occupe.',
    looking: (o) =>
      `Nous continuons de chercher ; si personne n’a dit oui avant ${o.until}, un opérateur ou une opératrice prend le relais.`,
    beingConfirmed: () => 'Un service a dit oui ; c’est en cours de confirmation.',
    takenOn: () => 'C’est confirmé : un service s’en charge.',
    ended: () => 'Plus rien n’est dû.',
  },

  events: {
    'referral.made': 'Demande faite',
    'contact.changed': 'La personne a changé la façon de la joindre',
    'receipt.stopped': 'Arrêté avec le reçu et sans le mot, jusqu’à vérification',
    'tip.made': 'Un signalement est arrivé',
    'tip.read': 'Le signalement a été lu',
    'tip.erased': 'Le signalement a été effacé',
    'referral.withdrawn': 'Consentement retiré : tout a été arrêté',
    'referral.closed': 'Demande close',
    'referral.erased': 'Ce qui a été dit a été effacé',
    'referral.renewed': 'Gardée plus longtemps par une superviseure ou un superviseur',
    'referral.held': 'Conservation légale : rien n’est effacé',
    'referral.hold_ended': 'La conservation légale a pris fin',
    'duty_record.kept': 'Une trace d’obligation a été gardée',
    'duty_record.read': 'Des traces d’obligation ont été consultées',
    'duty_record.erased': 'Une trace d’obligation a été effacée',
    'leg.opened': 'De l’aide est cherchée',
    'leg.narrowed': 'Oui à une partie seulement ; le reste est cherché ailleurs',
    'leg.connected': 'La personne est arrivée',
    'leg.closed': 'Cette partie est terminée : la personne n’en veut pas',
    'offer.made': 'Proposée',
    'offer.accepted': 'Oui',
    'offer.declined': 'Non',
    'offer.expired': 'Pas de réponse à temps',
    'offer.failed': 'N’a pas pu être joint',
    'offer.yes_late': 'A dit oui tardivement : quelqu’un est prié d’appeler',
    'offer.not_taken': 'Un service n’a pas pu s’en charger',
    'offer.released': 'N’est plus nécessaire là, et on l’a dit',
    'offer.returned': 'Le oui est tombé',
    'offer.confirmed': 'Confirmée',
    'offer.prolonged': 'Délai prolongé après une panne',
    'offer.meeting_said': 'La façon de se retrouver a été dite',
    'message.written': 'Un message a été écrit',
    'message.read': 'Des messages ont été lus',
    'call_back.wrong': 'Une personne qui appelait a donné un mauvais mot',
    'code.wrong': 'Un mauvais code a été tapé',
    'digits.wrong': 'De mauvais chiffres ont été tapés',
    'link.frozen': 'Le lien a été gelé',
    'referral.opened': 'Ouverte, avec un motif, par quelqu’un qui ne l’a pas faite',
    'referral.restricted': 'Réservée à des personnes nommées',
    'referral.unrestricted': 'De nouveau ouverte à l’équipe',
    'consent.given': 'Consentement donné',
    'override.lapsed': 'Dérogation non confirmée à temps : tout a été retiré',
    'sealed.read': 'Contenu scellé consulté',
    'minor.confirmed': 'Une autre personne a regardé, le consentement n’étant pas possible',
    'override.confirmed': 'La dérogation a été confirmée',
    'reply.unclear': 'Une réponse n’a pas pu être comprise',
    'approval.asked': 'Demandé, attend une autre personne',
    'approval.approved': 'Approuvé par une autre personne',
    'approval.refused': 'Refusé ou retiré',
    'approval.done': 'Fait comme approuvé',
    'task.opened': 'Tâche',
    'task.claimed': 'Tâche prise',
    'task.done': 'Tâche faite',
    'task.told': 'Personnes de garde averties',
  },

  refusals: {
    full: 'complet',
    gender: 'n’accueille pas ce genre',
    age: 'n’accueille pas cet âge',
    household: 'n’accueille pas toutes les personnes qui accompagnent',
    language: 'ne peut pas servir dans cette langue',
    outside_area: 'hors de son territoire',
    closed: 'fermé',
    unsafe: 'pas sûr pour cette personne',
    other: 'une autre raison',
  },
}
