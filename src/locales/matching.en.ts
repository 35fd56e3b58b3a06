/** What a sentence may name, already in the reader's words; what a code does not have is empty. */
export type Words = {
  count: string
  of: string
  km: string
  band: string
  language: string
  needs: string
  facts: string
}

const say = (sentence: (words: Words) => string) => sentence

/** Matching explained: one sentence for each code. A code without a sentence would not compile. */
export const matching = {
  /** Why a service point cannot help (the hard rules). */
  rules: {
    hidden_from_channel: say(() => 'It is confidential: call the hotline.'),
    need_not_offered: say(() => 'It offers none of what is needed.'),
    already_asked: say(() => 'It was asked already in this referral.'),
    not_accepting_channel: say(() => 'It takes no referrals that come this way.'),
    paused: say(() => 'It takes nobody for now.'),
    not_now: say(() => 'It takes nobody for now.'),
    avoided_organization: say(() => 'The person wants to avoid this organization.'),
    in_avoided_area: say(() => 'It lies in an area that the person wants to avoid.'),
    place_left: say(() => 'It lies where the person wants to leave.'),
    not_from_elsewhere: say(() => 'It takes nobody from elsewhere.'),
    outside_service_area: say(() => 'The person is outside its service area.'),
    outside_reach: say(() => 'The person is farther away than it serves.'),
    gender_not_served: say(() => 'It does not serve this gender.'),
    age_not_served: say(() => 'It does not serve this age.'),
    household_not_taken: say(() => 'It does not take everyone who comes along.'),
    stated_rule: say(() => 'Its own rules speak against it.'),
    access_not_met: say(() => 'It does not meet the access needs.'),
    full: say(() => 'It is full.'),
    closed_now: say(() => 'It is closed now.'),
    enough_nearer: say(() => 'It could help, but enough others are nearer.'),
    unknown_service_point: say(() => 'There is no such service point here.'),
  },
  /** Why it ranks where it ranks (the components of the score). */
  reasons: {
    covers_all: say(() => 'Covers everything asked.'),
    covers_some: say((w) => `Covers ${w.count} of ${w.of} needs.`),
    spoken: say((w) => `Staff speak ${w.language}.`),
    sister: say((w) => `Staff speak a language close to ${w.language}.`),
    interpreter: say((w) => `Works with interpreters (${w.language}).`),
    interpreter_unknown: say((w) => `Not known whether ${w.language} is spoken.`),
    no_language: say((w) => `Nobody there speaks ${w.language}.`),
    language_not_asked: say(() => 'No language was given.'),
    kilometres: say((w) => `${w.km} km away.`),
    band: say((w) => `In a region ${w.band} km away.`),
    remote: say(() => 'Helps by telephone or online.'),
    distance_unknown: say(() => 'Distance not known.'),
    open: say(() => 'Open now.'),
    closed: say(() => 'Closed now.'),
    hours_unknown: say(() => 'Hours not known.'),
    room: say((w) => `Room: ${w.count}.`),
    room_unknown: say(() => 'Room not known.'),
    room_not_counted: say(() => 'Needs no bed or seat.'),
    for_trafficked: say(() => 'Made for trafficked persons.'),
    for_trafficked_unknown: say(() => 'Not known whether it is made for trafficked persons.'),
    not_for_trafficked: say(() => 'Not made for trafficked persons.'),
    this_exploitation: say(() => 'Knows this kind of exploitation.'),
    other_exploitation: say(() => 'Knows other kinds of exploitation.'),
    exploitation_unknown: say(() => 'Not known which kinds of exploitation it knows.'),
    wishes_met: say((w) => `Meets ${w.count} of ${w.of} wishes.`),
    no_wishes: say(() => 'No wishes were given.'),
    answers: say((w) => `Answered ${w.count} of ${w.of} offers.`),
    reliability_neutral: say(() => 'Too few offers to say how reliably it answers.'),
  },
  /** What to check before the person goes there. */
  cautions: {
    avoided_area_near: say(() => 'An area to avoid touches its region: call to check.'),
    avoided_area_unclear: say(() => 'It may lie in an area to avoid: check where it is.'),
    gender_unsure: say(() => 'Not for every gender, and that of the person is not known.'),
    age_unsure: say(() => 'Not for every age, and that of the person is not known.'),
    child_gender_unsure: say(() => 'Takes girls or boys only, and which comes is not known.'),
    elsewhere_unknown: say(() => 'Not known whether it takes people from elsewhere.'),
    choose_by_hand: say(() => 'Where the person is, is only roughly known: choose by hand.'),
    reach_unknown: say(() => 'Not known how far it serves.'),
    position_unknown: say(() => 'Where it is, is not known.'),
    genders_unknown: say(() => 'Not known which genders it serves.'),
    children_unknown: say(() => 'Not known which children it takes.'),
    access_unknown: say(() => 'Not known whether it meets the access needs.'),
    facts_unknown: say((w) => `Ask whether it takes: ${w.facts}.`),
    room_short: say((w) => `Room for ${w.count} only.`),
  },
  plan: {
    none: 'Nobody was found.',
    one: 'One stop.',
    several: (count: number) => `${count} stops.`,
    unmet: (needs: string) => `Nobody was found for: ${needs}.`,
  },
  confidential: 'A confidential service exists in this region; call the hotline.',
}
