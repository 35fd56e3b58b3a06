// The tables as drizzle sees them. The truth is db/migrations/*.sql; a test compares the two.
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  date,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => Buffer.from(value),
})
/** Read and written as PostgreSQL's own text form; only SQL looks inside. */
const tstzmultirange = customType<{ data: string }>({ dataType: () => 'tstzmultirange' })
const geographyPoint = customType<{ data: string }>({ dataType: () => 'geography(Point,4326)' })

export const dataKeys = pgTable('data_keys', {
  id: uuid('id').primaryKey(),
  purpose: text('purpose').notNull(),
  kek: text('kek').notNull(),
  wrapped: bytea('wrapped'),
  createdAt: at('created_at').notNull(),
  destroyedAt: at('destroyed_at'),
  retiredAt: at('retired_at'),
})

export const organizations = pgTable('organizations', {
  id: uuid('id').primaryKey(),
  kind: text('kind').notNull().default('service'),
  name: text('name').notNull(),
  nameFr: text('name_fr'),
  website: text('website'),
  source: text('source'),
  sourceId: text('source_id'),
  trustedAt: at('trusted_at'),
  trustedBy: text('trusted_by'),
  removedAt: at('removed_at'),
  createdAt: at('created_at').notNull(),
})

export const servicePoints = pgTable('service_points', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  serviceId: uuid('service_id').notNull(),
  locationId: uuid('location_id').notNull(),
  name: text('name').notNull(),
  nameFr: text('name_fr'),
  description: text('description'),
  status: text('status').notNull().default('listed'),
  vettedBy: text('vetted_by'),
  vettedAt: at('vetted_at'),
  vettedHow: text('vetted_how'),
  hidden: boolean('hidden').notNull().default(false),
  accepting: boolean('accepting').notNull().default(true),
  pausedUntil: at('paused_until'),
  removedAt: at('removed_at'),
  verifiedOn: date('verified_on'),
  source: text('source'),
  sourceId: text('source_id'),
  sourceHash: text('source_hash'),
  address: text('address'),
  city: text('city'),
  postalCode: text('postal_code'),
  province: text('province').notNull(),
  region: text('region').notNull(),
  placeId: text('place_id'),
  lat: doublePrecision('lat'),
  lng: doublePrecision('lng'),
  precision: text('precision').notNull(),
  zone: text('zone').notNull(),
  phones: jsonb('phones').notNull().default([]),
  website: text('website'),
  email: text('email'),
  needs: text('needs').array().notNull(),
  genders: text('genders').array(),
  minAge: integer('min_age'),
  maxAge: integer('max_age'),
  children: text('children').array(),
  takes: text('takes').array().notNull().default([]),
  refuses: text('refuses').array().notNull().default([]),
  access: text('access').array(),
  admission: text('admission').array().notNull().default([]),
  channels: text('channels').array().notNull(),
  languages: text('languages').array().notNull().default([]),
  interpreter: boolean('interpreter'),
  forTrafficked: boolean('for_trafficked'),
  exploitation: text('exploitation').array().notNull().default([]),
  indigenous: text('indigenous').array().notNull().default([]),
  faithBased: boolean('faith_based'),
  remote: boolean('remote').notNull().default(false),
  takesFromElsewhere: boolean('takes_from_elsewhere'),
  reachKm: doublePrecision('reach_km'),
  areas: text('areas').array(),
  hours: jsonb('hours').notNull().default({ kind: 'unknown' }),
  reminders: boolean('reminders').notNull().default(true),
  reviewDueAt: at('review_due_at'),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
})

/** What HSDS files said and no column holds; `kind`: organization, service, location, service_at_location. */
export const hsdsRest = pgTable(
  'hsds_rest',
  {
    kind: text('kind').notNull(),
    id: uuid('id').notNull(),
    body: jsonb('body').notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.id] })],
)

export const importRuns = pgTable('import_runs', {
  id: uuid('id').primaryKey(),
  fileName: text('file_name').notNull(),
  fileHash: text('file_hash').notNull(),
  kind: text('kind').notNull(),
  source: text('source'),
  actor: text('actor').notNull(),
  state: text('state').notNull(),
  position: integer('position').notNull().default(0),
  percent: integer('percent').notNull().default(0),
  counts: jsonb('counts').notNull(),
  found: jsonb('found').notNull(),
  startedAt: at('started_at').notNull(),
  changedAt: at('changed_at').notNull(),
  finishedAt: at('finished_at'),
})

export const importFindings = pgTable(
  'import_findings',
  {
    runId: uuid('run_id').notNull(),
    n: integer('n').notNull(),
    kind: text('kind').notNull(),
    done: text('done').notNull(),
    place: text('place').notNull(),
    says: text('says').notNull(),
    saysFr: text('says_fr'),
    source: text('source'),
    sourceId: text('source_id'),
  },
  (t) => [primaryKey({ columns: [t.runId, t.n] })],
)

export const termMappings = pgTable('term_mappings', {
  id: uuid('id').primaryKey(),
  taxonomy: text('taxonomy').notNull(),
  code: text('code').notNull(),
  term: text('term').notNull(),
  termKey: text('term_key').notNull(),
  needs: text('needs').array().notNull().default([]),
  facts: jsonb('facts').notNull().default({}),
  decidedBy: text('decided_by'),
  decidedAt: at('decided_at'),
  seen: integer('seen').notNull().default(0),
  firstSeenAt: at('first_seen_at').notNull(),
  lastSeenAt: at('last_seen_at').notNull(),
})

export const duplicatePairs = pgTable(
  'duplicate_pairs',
  {
    a: uuid('a').notNull(),
    b: uuid('b').notNull(),
    sameName: boolean('same_name').notNull(),
    samePhone: boolean('same_phone').notNull(),
    km: doublePrecision('km'),
    foundAt: at('found_at').notNull(),
    judgedAt: at('judged_at'),
    judgedBy: text('judged_by'),
    judgement: text('judgement'),
  },
  (t) => [primaryKey({ columns: [t.a, t.b] })],
)

export const directoryChanges = pgTable('directory_changes', {
  id: uuid('id').primaryKey(),
  thing: text('thing').notNull(),
  thingId: uuid('thing_id').notNull(),
  at: at('at').notNull(),
  actor: text('actor').notNull(),
  fields: jsonb('fields').notNull(),
  keyId: uuid('key_id'),
  sealedPlace: bytea('sealed_place'),
})

export const hiddenPlaces = pgTable('hidden_places', {
  servicePointId: uuid('service_point_id').primaryKey(),
  keyId: uuid('key_id').notNull(),
  sealed: bytea('sealed').notNull(),
})

export const contacts = pgTable('contacts', {
  id: uuid('id').primaryKey(),
  servicePointId: uuid('service_point_id').notNull(),
  channel: text('channel').notNull(),
  value: text('value').notNull(),
  language: text('language').notNull(),
  position: integer('position').notNull(),
  confirmedAt: at('confirmed_at'),
  confirmedBy: text('confirmed_by'),
  failedAt: at('failed_at'),
  failedReason: text('failed_reason'),
  startsAt: at('starts_at'),
  endsAt: at('ends_at'),
})

export const capacities = pgTable(
  'capacities',
  {
    servicePointId: uuid('service_point_id').notNull(),
    need: text('need').notNull(),
    population: text('population').notNull(),
    room: integer('room').notNull(),
    updatedAt: at('updated_at').notNull(),
    freshUntil: at('fresh_until').notNull(),
  },
  (t) => [primaryKey({ columns: [t.servicePointId, t.need, t.population] })],
)

export const answerCounts = pgTable('answer_counts', {
  servicePointId: uuid('service_point_id').primaryKey(),
  answered: integer('answered').notNull().default(0),
  silent: integer('silent').notNull().default(0),
})

export const servicePointMatches = pgTable('service_point_matches', {
  servicePointId: uuid('service_point_id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  partner: boolean('partner').notNull(),
  hidden: boolean('hidden').notNull(),
  province: text('province').notNull(),
  region: text('region').notNull(),
  lat: doublePrecision('lat'),
  lng: doublePrecision('lng'),
  anchor: geographyPoint('anchor').generatedAlwaysAs(
    sql`ST_SetSRID(ST_MakePoint(lng, lat), 4326)::geography`,
  ),
  needBits: bigint('need_bits', { mode: 'bigint' }).notNull(),
  genderBits: integer('gender_bits'),
  channelBits: integer('channel_bits').notNull(),
  minAge: integer('min_age'),
  maxAge: integer('max_age'),
  childBits: integer('child_bits'),
  takeBits: integer('take_bits').notNull(),
  refuseBits: integer('refuse_bits').notNull(),
  accessBits: integer('access_bits'),
  remote: boolean('remote').notNull(),
  takesFromElsewhere: boolean('takes_from_elsewhere'),
  reachKm: doublePrecision('reach_km'),
  areas: text('areas').array(),
  pausedUntil: at('paused_until'),
  openings: tstzmultirange('openings'),
  openingsDueAt: at('openings_due_at'),
})

export const resources = pgTable('resources', {
  id: uuid('id').primaryKey(),
  title: text('title').notNull(),
  titleFr: text('title_fr'),
  kind: text('kind').notNull(),
  languages: text('languages').array().notNull(),
  audiences: text('audiences').array().notNull().default([]),
  organization: text('organization').notNull(),
  link: text('link').notNull(),
  licence: text('licence'),
  year: integer('year'),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  retiredAt: at('retired_at'),
})

export const referrals = pgTable('referrals', {
  id: uuid('id').primaryKey(),
  reference: text('reference').notNull(),
  organizationId: uuid('organization_id'),
  madeBy: text('made_by').notNull(),
  channel: text('channel').notNull(),
  urgency: text('urgency').notNull(),
  state: text('state').notNull().default('open'),
  keyId: uuid('key_id').notNull(),
  sealed: bytea('sealed'),
  lat: doublePrecision('lat'),
  lng: doublePrecision('lng'),
  precision: text('precision').notNull(),
  province: text('province').notNull(),
  region: text('region').notNull(),
  area: text('area').notNull(),
  gender: text('gender'),
  ageGroup: text('age_group'),
  population: text('population').notNull(),
  minor: boolean('minor').notNull().default(false),
  createdAt: at('created_at').notNull(),
  endedAt: at('ended_at'),
  endReason: text('end_reason'),
  retainDueAt: at('retain_due_at').notNull(),
  restrictedTo: text('restricted_to').array(),
  heldAt: at('held_at'),
  renewedAt: at('renewed_at'),
  erasedAt: at('erased_at'),
})

export const consents = pgTable('consents', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  basis: text('basis').notNull(),
  givenBy: text('given_by'),
  method: text('method'),
  statement: text('statement'),
  language: text('language'),
  interpreter: text('interpreter'),
  scope: text('scope').array().notNull(),
  tellReferrer: boolean('tell_referrer').notNull().default(false),
  followUp: boolean('follow_up').notNull().default(false),
  sealedReason: bytea('sealed_reason'),
  confirmDueAt: at('confirm_due_at'),
  confirmedAt: at('confirmed_at'),
  confirmedBy: text('confirmed_by'),
  givenAt: at('given_at').notNull(),
  withdrawnAt: at('withdrawn_at'),
  recipients: text('recipients').array().notNull().default(['service']),
  lapseDueAt: at('lapse_due_at'),
  failures: integer('failures').notNull().default(0),
})

export const legs = pgTable('legs', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  needs: text('needs').array().notNull(),
  state: text('state').notNull().default('open'),
  dueAt: at('due_at'),
  step: integer('step').notNull().default(0),
  turn: integer('turn').notNull().default(0),
  parentLegId: uuid('parent_leg_id'),
  failures: integer('failures').notNull().default(0),
  openedAt: at('opened_at').notNull(),
  leftOver: boolean('left_over').notNull().default(false),
  connectedAt: at('connected_at'),
})

export const offers = pgTable('offers', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  legId: uuid('leg_id').notNull(),
  consentId: uuid('consent_id').notNull(),
  servicePointId: uuid('service_point_id').notNull(),
  /** Written by a trigger, from the service point. */
  organizationId: uuid('organization_id').notNull().default(sql`null`),
  state: text('state').notNull().default('open'),
  dueAt: at('due_at'),
  remindAt: at('remind_at'),
  turn: integer('turn').notNull(),
  madeAt: at('made_at').notNull(),
  madeBy: text('made_by').notNull(),
  answeredAt: at('answered_at'),
  answeredBy: text('answered_by'),
  reason: text('reason'),
  sealedOverride: bytea('sealed_override'),
  confirmedAt: at('confirmed_at'),
  confirmedBy: text('confirmed_by'),
  codeHash: bytea('code_hash'),
  codeChannel: text('code_channel'),
  codeWrong: integer('code_wrong').notNull().default(0),
  viewerHash: bytea('viewer_hash'),
  failures: integer('failures').notNull().default(0),
  /** Given back to its confirmation after outages, in milliseconds. */
  lostMs: bigint('lost_ms', { mode: 'number' }).notNull().default(0),
  sealedMeeting: bytea('sealed_meeting'),
})

export const offerMessages = pgTable('offer_messages', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  offerId: uuid('offer_id').notNull(),
  side: text('side').notNull(),
  author: text('author').notNull(),
  sealed: bytea('sealed').notNull(),
  at: at('at').notNull(),
  seenAt: at('seen_at'),
  seenBy: text('seen_by'),
})

export const drafts = pgTable('drafts', {
  id: uuid('id').primaryKey(),
  account: text('account').notNull(),
  version: integer('version').notNull(),
  keyId: uuid('key_id').notNull(),
  sealed: bytea('sealed').notNull(),
  savedAt: at('saved_at').notNull(),
  expiresAt: at('expires_at').notNull(),
})

export const offerLinks = pgTable('offer_links', {
  id: uuid('id').primaryKey(),
  offerId: uuid('offer_id').notNull(),
  contactId: uuid('contact_id').notNull(),
  channel: text('channel').notNull(),
  tokenHash: bytea('token_hash').notNull(),
  digitsHash: bytea('digits_hash').notNull(),
  wrongDigits: integer('wrong_digits').notNull().default(0),
  frozenAt: at('frozen_at'),
})

export const reviews = pgTable('reviews', {
  id: uuid('id').primaryKey(),
  servicePointId: uuid('service_point_id').notNull(),
  askedAt: at('asked_at').notNull(),
  step: integer('step').notNull().default(0),
  doneAt: at('done_at'),
  outcome: text('outcome'),
})

export const reviewLinks = pgTable('review_links', {
  id: uuid('id').primaryKey(),
  reviewId: uuid('review_id').notNull(),
  contactId: uuid('contact_id').notNull(),
  channel: text('channel').notNull(),
  tokenHash: bytea('token_hash').notNull(),
  digitsHash: bytea('digits_hash').notNull(),
  wrongDigits: integer('wrong_digits').notNull().default(0),
  frozenAt: at('frozen_at'),
})

export const corrections = pgTable('corrections', {
  id: uuid('id').primaryKey(),
  servicePointId: uuid('service_point_id').notNull(),
  field: text('field').notNull(),
  proposedAt: at('proposed_at').notNull(),
  proposedBy: text('proposed_by').notNull(),
  keyId: uuid('key_id').notNull(),
  sealed: bytea('sealed').notNull(),
  decidedAt: at('decided_at'),
  decidedBy: text('decided_by'),
  outcome: text('outcome'),
})

export const disclosures = pgTable('disclosures', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  offerId: uuid('offer_id').notNull(),
  stage: text('stage').notNull(),
  recipient: text('recipient').notNull(),
  sealed: bytea('sealed').notNull(),
  at: at('at').notNull(),
  shown: text('shown').array().notNull().default([]),
})

export const tasks = pgTable('tasks', {
  id: uuid('id').primaryKey(),
  legId: uuid('leg_id'),
  servicePointId: uuid('service_point_id'),
  candidateId: uuid('candidate_id'),
  kind: text('kind').notNull(),
  role: text('role').notNull(),
  urgency: text('urgency').notNull(),
  owner: text('owner'),
  reason: text('reason'),
  listed: uuid('listed').array().notNull().default([]),
  sealed: bytea('sealed'),
  step: integer('step').notNull().default(0),
  openedAt: at('opened_at').notNull(),
  dueAt: at('due_at'),
  doneAt: at('done_at'),
  doneBy: text('done_by'),
  outcome: text('outcome'),
  failures: integer('failures').notNull().default(0),
  account: text('account'),
})

export const messages = pgTable('messages', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id'),
  subjectId: uuid('subject_id').notNull(),
  contactId: uuid('contact_id'),
  channel: text('channel').notNull(),
  purpose: text('purpose').notNull(),
  turn: integer('turn').notNull().default(0),
  priority: integer('priority').notNull(),
  language: text('language').notNull(),
  keyId: uuid('key_id').notNull(),
  sealed: bytea('sealed').notNull(),
  state: text('state').notNull().default('queued'),
  reason: text('reason'),
  provider: text('provider').notNull(),
  tried: text('tried').array().notNull().default([]),
  providerId: text('provider_id'),
  createdAt: at('created_at').notNull(),
  uselessAt: at('useless_at').notNull(),
  dueAt: at('due_at'),
  fence: integer('fence').notNull().default(0),
  attempts: integer('attempts').notNull().default(0),
  claimedBy: text('claimed_by'),
  failures: integer('failures').notNull().default(0),
  unsureAt: at('unsure_at'),
  stalledAt: at('stalled_at'),
  slowedAt: at('slowed_at'),
  interrupted: integer('interrupted').notNull().default(0),
  lookedAt: at('looked_at'),
})

export const messageReceipts = pgTable(
  'message_receipts',
  {
    provider: text('provider').notNull(),
    providerId: text('provider_id').notNull(),
    status: text('status').notNull(),
    reason: text('reason'),
    at: at('at').notNull(),
    messageId: uuid('message_id'),
    dueAt: at('due_at'),
    failures: integer('failures').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.provider, t.providerId, t.status] })],
)

export const providerHealth = pgTable('provider_health', {
  provider: text('provider').primaryKey(),
  failures: integer('failures').notNull().default(0),
  windowStart: at('window_start').notNull(),
  attempts: integer('attempts').notNull().default(0),
  errors: integer('errors').notNull().default(0),
  step: integer('step').notNull().default(4),
  steppedAt: at('stepped_at').notNull(),
  openings: integer('openings').notNull().default(0),
  openUntil: at('open_until'),
  pausedUntil: at('paused_until'),
})

export const canaries = pgTable('canaries', {
  lane: text('lane').primaryKey(),
  triedAt: at('tried_at').notNull(),
  messageId: uuid('message_id'),
  arrivedAt: at('arrived_at'),
  misses: integer('misses').notNull().default(0),
})

export const inboundMessages = pgTable('inbound_messages', {
  id: uuid('id').primaryKey(),
  provider: text('provider').notNull(),
  providerId: text('provider_id').notNull(),
  channel: text('channel').notNull(),
  keyId: uuid('key_id').notNull(),
  sealed: bytea('sealed').notNull(),
  receivedAt: at('received_at').notNull(),
  handledAt: at('handled_at'),
  outcome: text('outcome'),
  dueAt: at('due_at'),
  failures: integer('failures').notNull().default(0),
})

export const chores = pgTable('chores', {
  name: text('name').primaryKey(),
  dueAt: at('due_at').notNull(),
  fence: integer('fence').notNull().default(0),
  failures: integer('failures').notNull().default(0),
})

export const chains = pgTable('chains', {
  id: text('id').primaryKey(),
  seq: integer('seq').notNull(),
  head: bytea('head').notNull(),
  anchoredSeq: integer('anchored_seq').notNull().default(0),
})

export const events = pgTable(
  'events',
  {
    chain: text('chain').notNull(),
    seq: integer('seq').notNull(),
    at: at('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    thing: text('thing').notNull(),
    data: jsonb('data').notNull(),
    previous: bytea('previous').notNull(),
    hash: bytea('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.chain, t.seq] })],
)

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    actor: text('actor').notNull(),
    key: text('key').notNull(),
    bodyHmac: bytea('body_hmac').notNull(),
    status: integer('status').notNull(),
    answer: jsonb('answer').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.actor, t.key] })],
)

export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  secretHash: bytea('secret_hash').notNull(),
  name: text('name').notNull(),
  organizationId: uuid('organization_id').notNull(),
  role: text('role').notNull(),
  createdAt: at('created_at').notNull(),
  expiresAt: at('expires_at').notNull(),
  revokedAt: at('revoked_at'),
  lastUsedAt: at('last_used_at'),
  madeBy: text('made_by'),
  replacedBy: text('replaced_by'),
})

// ---- Staff (better-auth's tables, under names of our own)

export const staff = pgTable('staff', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  emailVerified: boolean('email_verified').notNull().default(false),
  image: text('image'),
  twoFactorEnabled: boolean('two_factor_enabled').notNull().default(false),
  role: text('role').notNull(),
  organizationId: uuid('organization_id').notNull(),
  language: text('language').notNull().default('en'),
  disabledAt: at('disabled_at'),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
})

export const staffSessions = pgTable('staff_sessions', {
  id: uuid('id').primaryKey(),
  staffId: uuid('staff_id').notNull(),
  token: text('token').notNull(),
  ipAddress: text('ip_address'),
  userAgent: text('user_agent'),
  provedAt: at('proved_at'),
  provedBy: text('proved_by'),
  seenAt: at('seen_at').notNull(),
  expiresAt: at('expires_at').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
})

export const staffAccounts = pgTable('staff_accounts', {
  id: uuid('id').primaryKey(),
  accountId: text('account_id').notNull(),
  providerId: text('provider_id').notNull(),
  staffId: uuid('staff_id').notNull(),
  accessToken: text('access_token'),
  refreshToken: text('refresh_token'),
  idToken: text('id_token'),
  accessTokenExpiresAt: at('access_token_expires_at'),
  refreshTokenExpiresAt: at('refresh_token_expires_at'),
  scope: text('scope'),
  password: text('password'),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
})

export const staffVerifications = pgTable('staff_verifications', {
  id: uuid('id').primaryKey(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
  expiresAt: at('expires_at').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
})

export const staffTwoFactors = pgTable('staff_two_factors', {
  id: uuid('id').primaryKey(),
  staffId: uuid('staff_id').notNull(),
  secret: text('secret').notNull(),
  backupCodes: text('backup_codes').notNull(),
  verified: boolean('verified'),
  failedVerificationCount: integer('failed_verification_count'),
  lockedUntil: at('locked_until'),
  usedCodes: text('used_codes').array().notNull().default([]),
  replaced: text('replaced').array(),
})

export const staffPasskeys = pgTable('staff_passkeys', {
  id: uuid('id').primaryKey(),
  staffId: uuid('staff_id').notNull(),
  name: text('name'),
  publicKey: text('public_key').notNull(),
  credentialID: text('credential_id').notNull(),
  counter: integer('counter').notNull(),
  deviceType: text('device_type').notNull(),
  backedUp: boolean('backed_up').notNull(),
  transports: text('transports'),
  aaguid: text('aaguid'),
  createdAt: at('created_at'),
})

export const staffRateLimits = pgTable('staff_rate_limits', {
  id: uuid('id').primaryKey(),
  key: text('key').notNull(),
  count: integer('count').notNull(),
  lastRequest: bigint('last_request', { mode: 'number' }).notNull(),
})

export const staffInvitations = pgTable('staff_invitations', {
  id: uuid('id').primaryKey(),
  tokenHash: bytea('token_hash').notNull(),
  email: text('email').notNull(),
  name: text('name').notNull(),
  role: text('role').notNull(),
  organizationId: uuid('organization_id').notNull(),
  language: text('language').notNull().default('en'),
  madeBy: text('made_by').notNull(),
  madeAt: at('made_at').notNull(),
  expiresAt: at('expires_at').notNull(),
  usedAt: at('used_at'),
})

export const identityProviders = pgTable('identity_providers', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  slug: text('slug').notNull(),
  issuer: text('issuer').notNull(),
  clientId: text('client_id').notNull(),
  keyId: uuid('key_id').notNull(),
  sealedSecret: bytea('sealed_secret').notNull(),
  roleClaim: text('role_claim').notNull(),
  roles: jsonb('roles').notNull(),
  acrValues: text('acr_values'),
  madeBy: text('made_by').notNull(),
  createdAt: at('created_at').notNull(),
  removedAt: at('removed_at'),
})

// ---- Two people, insiders, retention, anchors

export const approvals = pgTable('approvals', {
  id: uuid('id').primaryKey(),
  kind: text('kind').notNull(),
  thing: text('thing').notNull(),
  what: jsonb('what').notNull(),
  keyId: uuid('key_id'),
  sealedReason: bytea('sealed_reason'),
  sealedSecret: bytea('sealed_secret'),
  askedBy: text('asked_by').notNull(),
  askedAt: at('asked_at').notNull(),
  expiresAt: at('expires_at').notNull(),
  approvedBy: text('approved_by'),
  approvedAt: at('approved_at'),
  refusedBy: text('refused_by'),
  refusedAt: at('refused_at'),
  effectiveAt: at('effective_at'),
  doneAt: at('done_at'),
  failures: integer('failures').notNull().default(0),
})

export const referralOpenings = pgTable('referral_openings', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  actor: text('actor').notNull(),
  sealedReason: bytea('sealed_reason').notNull(),
  at: at('at').notNull(),
  until: at('until').notNull(),
})

export const referralReadings = pgTable('referral_readings', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  actor: text('actor').notNull(),
  parts: text('parts').array().notNull(),
  sealedReason: bytea('sealed_reason').notNull(),
  at: at('at').notNull(),
})

export const referralRestrictions = pgTable('referral_restrictions', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  actor: text('actor').notNull(),
  restrictedTo: text('restricted_to').array(),
  sealedReason: bytea('sealed_reason').notNull(),
  at: at('at').notNull(),
})

export const matchCounts = pgTable(
  'match_counts',
  {
    actor: text('actor').notNull(),
    hour: at('hour').notNull(),
    count: integer('count').notNull(),
  },
  (t) => [primaryKey({ columns: [t.actor, t.hour] })],
)

export const forgottenKeys = pgTable('forgotten_keys', {
  name: text('name').primaryKey(),
  at: at('at').notNull(),
})

export const dutyRecords = pgTable('duty_records', {
  id: uuid('id').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  kind: text('kind').notNull(),
  keyId: uuid('key_id').notNull(),
  sealed: bytea('sealed'),
  at: at('at').notNull(),
  retainDueAt: at('retain_due_at').notNull(),
  erasedAt: at('erased_at'),
})

export const receipts = pgTable('receipts', {
  codeHmac: bytea('code_hmac').primaryKey(),
  referralId: uuid('referral_id').notNull(),
  wrongWords: integer('wrong_words').notNull().default(0),
  stoppedAt: at('stopped_at'),
})

export const tips = pgTable('tips', {
  id: uuid('id').primaryKey(),
  keyId: uuid('key_id').notNull(),
  sealed: bytea('sealed').notNull(),
  madeAt: at('made_at').notNull(),
  eraseDueAt: at('erase_due_at'),
})

export const anchors = pgTable('anchors', {
  number: bigint('number', { mode: 'number' }).primaryKey(),
  previous: bytea('previous').notNull(),
  root: bytea('root').notNull(),
  leaves: integer('leaves').notNull(),
  at: at('at').notNull(),
  mac: bytea('mac').notNull(),
})

export const anchorLeaves = pgTable(
  'anchor_leaves',
  {
    number: bigint('number', { mode: 'number' }).notNull(),
    chain: text('chain').notNull(),
    seq: integer('seq').notNull(),
    hash: bytea('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.number, t.chain] })],
)
