-- The ground on which every verb stands: directory, referrals, offers, messages, tasks, the record.
-- Rules that must hold are constraints and triggers here, so that a wrong verb fails instead of passing.
create extension if not exists postgis;

do $$ begin
  if not exists (select from pg_roles where rolname = 'causeway_app') then
    create role causeway_app nologin;
  end if;
exception when duplicate_object or unique_violation then null; -- another database of the cluster made it just now
end $$;

-- ---------------------------------------------------------------------------------------------
-- Keys: one random data key per referral (and one for the directory, one for inbound messages),
-- wrapped by SEAL_KEYS, which live outside the database. Destroying the row's key erases what it sealed.
create table data_keys (
  id uuid primary key,
  purpose text not null check (purpose in ('referral', 'directory', 'inbound')),
  kek text not null,
  wrapped bytea,
  created_at timestamptz not null,
  destroyed_at timestamptz,
  check ((wrapped is null) = (destroyed_at is not null))
);
create unique index data_keys_standing on data_keys (purpose) where purpose <> 'referral' and destroyed_at is null;

-- ---------------------------------------------------------------------------------------------
-- Directory
create table organizations (
  id uuid primary key,
  kind text not null default 'service' check (kind in ('service', 'hotline', 'police', 'agency', 'ministry')),
  name text not null check (length(name) between 1 and 300),
  name_fr text,
  website text,
  source text,
  source_id text,
  trusted_at timestamptz,
  trusted_by text,
  removed_at timestamptz,
  created_at timestamptz not null,
  unique (source, source_id),
  check ((trusted_at is null) = (trusted_by is null))
);

create table service_points (
  id uuid primary key,
  organization_id uuid not null references organizations,
  service_id uuid not null,
  location_id uuid,
  name text not null check (length(name) between 1 and 300),
  name_fr text,
  description text,
  status text not null default 'listed' check (status in ('listed', 'partner')),
  vetted_by text,
  vetted_at timestamptz,
  vetted_how text,
  hidden boolean not null default false,
  accepting boolean not null default true,
  paused_until timestamptz,
  removed_at timestamptz,
  verified_on date,
  source text,
  source_id text,
  source_hash text,
  -- place: of a hidden point these are its region's public anchor, and address and postal code are null
  address text,
  city text,
  postal_code text,
  province text not null,
  region text not null,
  place_id text,
  lat double precision,
  lng double precision,
  precision text not null check (precision in ('exact', 'postal_urban', 'place', 'postal_rural', 'province')),
  zone text not null,
  phones jsonb not null default '[]',
  website text,
  email text,
  -- what it does, for whom (null = unknown)
  needs text[] not null,
  genders text[],
  min_age integer check (min_age between 0 and 120),
  max_age integer check (max_age between 0 and 120),
  children text[],
  takes text[] not null default '{}',
  refuses text[] not null default '{}',
  access text[],
  admission text[] not null default '{}',
  channels text[] not null,
  languages text[] not null default '{}',
  interpreter boolean,
  for_trafficked boolean,
  exploitation text[] not null default '{}',
  indigenous text[] not null default '{}',
  faith_based boolean,
  remote boolean not null default false,
  takes_from_elsewhere boolean,
  reach_km double precision check (reach_km > 0),
  areas text[],
  hours jsonb not null default '{"kind":"unknown"}',
  reminders boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (source, source_id),
  check (min_age is null or max_age is null or min_age <= max_age),
  check (status = 'listed' or (vetted_by is not null and vetted_at is not null and vetted_how is not null)),
  check (not hidden or (address is null and postal_code is null)),
  check ((lat is null) = (lng is null)),
  check (lat between -90 and 90 and lng between -180 and 180)
);
create index service_points_organization on service_points (organization_id);

-- Un-hiding takes two people (its own work); until then nothing un-hides, not even a re-import.
create function service_point_stays_hidden() returns trigger language plpgsql as $$ begin
  raise exception 'a hidden service point stays hidden' using errcode = '23514', constraint = 'service_point_stays_hidden';
end $$;
create trigger service_point_stays_hidden before update on service_points
  for each row when (old.hidden and not new.hidden) execute function service_point_stays_hidden();

create table hidden_places (
  service_point_id uuid primary key references service_points,
  key_id uuid not null references data_keys,
  sealed bytea not null
);

create table contacts (
  id uuid primary key,
  service_point_id uuid not null references service_points,
  channel text not null check (channel in ('sms', 'email')),
  value text not null,
  language text not null check (language in ('en', 'fr')),
  position integer not null,
  confirmed_at timestamptz,
  confirmed_by text,
  failed_at timestamptz,
  failed_reason text,
  unique (service_point_id, channel, value),
  check ((confirmed_at is null) = (confirmed_by is null))
);
create index contacts_value on contacts (channel, value);

create table capacities (
  service_point_id uuid not null references service_points,
  need text not null,
  population text not null check (population in ('families', 'youth', 'women', 'men', 'any')),
  room integer not null check (room >= 0),
  updated_at timestamptz not null,
  fresh_until timestamptz not null,
  primary key (service_point_id, need, population)
);

-- Whether a service point answers at all: an honest no counts as an answer.
create table answer_counts (
  service_point_id uuid primary key references service_points,
  answered integer not null default 0,
  silent integer not null default 0
) with (fillfactor = 70);

-- What matching walks: narrow, in place order, written by the same transaction as the directory.
create table service_point_matches (
  service_point_id uuid primary key references service_points,
  organization_id uuid not null,
  partner boolean not null,
  hidden boolean not null,
  province text not null,
  region text not null,
  lat double precision,
  lng double precision,
  anchor geography(Point, 4326) generated always as (ST_SetSRID(ST_MakePoint(lng, lat), 4326)::geography) stored,
  need_bits bigint not null,
  gender_bits integer,
  channel_bits integer not null,
  min_age integer,
  max_age integer,
  child_bits integer,
  take_bits integer not null,
  refuse_bits integer not null,
  access_bits integer,
  remote boolean not null,
  takes_from_elsewhere boolean,
  reach_km double precision,
  areas text[],
  paused_until timestamptz,
  openings tstzmultirange,
  openings_due_at timestamptz
);
create index service_point_matches_anchor on service_point_matches using gist (anchor);
create index service_point_matches_province on service_point_matches (province);
create index service_point_matches_hidden on service_point_matches (region) where hidden;
create index service_point_matches_remote on service_point_matches (service_point_id) where remote;
create index service_point_matches_openings_due on service_point_matches (openings_due_at) where openings_due_at is not null;

-- ---------------------------------------------------------------------------------------------
-- Referrals. No column here names a person or says where they live: `sealed` holds what was said.
create table referrals (
  id uuid primary key,
  reference text not null unique,
  organization_id uuid references organizations,
  made_by text not null,
  channel text not null check (channel in ('hotline', 'police', 'agency', 'web')),
  urgency text not null check (urgency in ('emergency', 'urgent', 'standard')),
  state text not null default 'open' check (state in ('open', 'withdrawn', 'closed')),
  key_id uuid not null references data_keys,
  sealed bytea,
  lat double precision,
  lng double precision,
  precision text not null,
  province text not null,
  region text not null,
  area text not null,
  gender text,
  age_group text,
  population text not null,
  minor boolean not null default false,
  created_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  retain_due_at timestamptz not null,
  check ((state = 'open') = (ended_at is null))
) with (fillfactor = 80);
create index referrals_organization on referrals (organization_id, created_at desc);

create table consents (
  id uuid primary key,
  referral_id uuid not null references referrals,
  basis text not null check (basis in ('consent', 'override', 'minor')),
  given_by text,
  method text,
  statement text,
  language text,
  interpreter text,
  scope text[] not null,
  tell_referrer boolean not null default false,
  follow_up boolean not null default false,
  sealed_reason bytea,
  confirm_due_at timestamptz,
  confirmed_at timestamptz,
  confirmed_by text,
  given_at timestamptz not null,
  withdrawn_at timestamptz,
  unique (referral_id, id),
  constraint consent_is_complete check (
    case basis
      when 'consent' then given_by is not null and method is not null and statement is not null and language is not null
      when 'override' then sealed_reason is not null and confirm_due_at is not null
      else true
    end),
  check ((confirmed_at is null) = (confirmed_by is null))
);
create index consents_referral on consents (referral_id);

-- What was agreed is written once; it can be confirmed and withdrawn, each once.
create function consent_stands() returns trigger language plpgsql as $$ begin
  if tg_op = 'INSERT' then
    if new.basis = 'minor' and not exists (select from referrals r where r.id = new.referral_id and r.minor) then
      raise exception 'not about a minor' using errcode = '23514', constraint = 'consent_stands';
    end if;
  elsif (to_jsonb(old) - array['withdrawn_at', 'confirmed_at', 'confirmed_by'])
     <> (to_jsonb(new) - array['withdrawn_at', 'confirmed_at', 'confirmed_by'])
     or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
     or (old.confirmed_at is not null and row(new.confirmed_at, new.confirmed_by) is distinct from row(old.confirmed_at, old.confirmed_by)) then
    raise exception 'a consent is written once' using errcode = '23514', constraint = 'consent_stands';
  end if;
  return new;
end $$;
create trigger consent_stands before insert or update on consents for each row execute function consent_stands();

create table legs (
  id uuid primary key,
  referral_id uuid not null references referrals,
  needs text[] not null check (cardinality(needs) > 0),
  state text not null default 'open' check (state in ('open', 'accepted', 'confirmed', 'connected', 'replaced', 'closed')),
  due_at timestamptz,
  step integer not null default 0,
  turn integer not null default 0,
  parent_leg_id uuid references legs,
  failures integer not null default 0,
  opened_at timestamptz not null,
  unique (referral_id, id),
  constraint leg_has_a_next_step check ((state in ('open', 'accepted', 'confirmed')) = (due_at is not null))
) with (fillfactor = 70);
create index legs_referral on legs (referral_id);
create index legs_due on legs (due_at) where due_at is not null;

create table offers (
  id uuid primary key,
  referral_id uuid not null,
  leg_id uuid not null,
  consent_id uuid not null,
  service_point_id uuid not null references service_points,
  -- to whom it was made: the one that may answer, whoever runs the service point later
  organization_id uuid not null references organizations,
  state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'expired', 'released', 'failed', 'returned')),
  due_at timestamptz,
  remind_at timestamptz,
  turn integer not null,
  made_at timestamptz not null,
  made_by text not null,
  answered_at timestamptz,
  answered_by text,
  reason text,
  sealed_override bytea,
  confirmed_at timestamptz,
  confirmed_by text,
  code_hash bytea,
  code_channel text,
  code_wrong integer not null default 0,
  viewer_hash bytea,
  failures integer not null default 0,
  unique (referral_id, id),
  constraint offer_leg foreign key (referral_id, leg_id) references legs (referral_id, id),
  constraint offer_consent foreign key (referral_id, consent_id) references consents (referral_id, id),
  constraint offer_has_a_deadline check ((state = 'open') = (due_at is not null)),
  check (remind_at is null or state = 'open')
) with (fillfactor = 70);
create unique index offers_one_yes on offers (leg_id) where state = 'accepted';
create unique index offers_live_once on offers (leg_id, service_point_id) where state in ('open', 'accepted');
create index offers_leg on offers (leg_id);
create index offers_service_point on offers (service_point_id, made_at desc);
create index offers_due on offers (due_at) where due_at is not null;
create index offers_remind on offers (remind_at) where remind_at is not null;

-- No consent, no offer; listed is not vetted (design, "What must always hold" 3 and 4).
create function offer_is_allowed() returns trigger language plpgsql as $$ begin
  if not exists (
    select from consents c where c.id = new.consent_id and c.withdrawn_at is null
       and (c.basis <> 'override' or c.confirmed_at is not null)
       and c.scope @> array['needs', 'area', 'age_gender']) then
    raise exception 'no live consent' using errcode = '23514', constraint = 'offer_needs_consent';
  end if;
  if not exists (
    select from service_points s where s.id = new.service_point_id and s.status = 'partner' and s.removed_at is null) then
    raise exception 'not a partner' using errcode = '23514', constraint = 'offer_needs_partner';
  end if;
  if not exists (
    select from legs l join referrals r on r.id = l.referral_id
     where l.id = new.leg_id and l.state = 'open' and r.state = 'open') then
    raise exception 'nothing is sought here' using errcode = '23514', constraint = 'offer_needs_open_leg';
  end if;
  select organization_id into new.organization_id from service_points where id = new.service_point_id;
  return new;
end $$;
create trigger offer_is_allowed before insert on offers for each row execute function offer_is_allowed();

-- An offer stays what it was made as: another one is another offer.
create function offer_keeps_its_parts() returns trigger language plpgsql as $$ begin
  raise exception 'an offer keeps its parts' using errcode = '23514', constraint = 'offer_keeps_its_parts';
end $$;
create trigger offer_keeps_its_parts before update on offers for each row
  when (row(old.referral_id, old.leg_id, old.consent_id, old.service_point_id, old.organization_id)
        is distinct from row(new.referral_id, new.leg_id, new.consent_id, new.service_point_id, new.organization_id))
  execute function offer_keeps_its_parts();

create function offer_moves() returns trigger language plpgsql as $$ begin
  if not (old.state, new.state) in (
    ('open', 'accepted'), ('open', 'declined'), ('open', 'expired'), ('open', 'released'), ('open', 'failed'),
    ('declined', 'accepted'), ('expired', 'accepted'), ('accepted', 'returned'), ('accepted', 'released')) then
    raise exception 'an offer does not go from % to %', old.state, new.state
      using errcode = '23514', constraint = 'offer_moves';
  end if;
  return new;
end $$;
create trigger offer_moves before update on offers
  for each row when (old.state <> new.state) execute function offer_moves();

create table offer_links (
  id uuid primary key,
  offer_id uuid not null references offers,
  contact_id uuid not null references contacts,
  channel text not null check (channel in ('sms', 'email')),
  token_hash bytea not null unique,
  digits_hash bytea not null,
  wrong_digits integer not null default 0,
  frozen_at timestamptz
);
create index offer_links_offer on offer_links (offer_id);
create index offer_links_contact on offer_links (contact_id);

create table disclosures (
  id uuid primary key,
  referral_id uuid not null,
  offer_id uuid not null,
  stage text not null check (stage in ('offer', 'confirmation')),
  recipient text not null,
  sealed bytea not null,
  at timestamptz not null,
  constraint disclosure_offer foreign key (referral_id, offer_id) references offers (referral_id, id)
);
create index disclosures_offer on disclosures (offer_id);

create table tasks (
  id uuid primary key,
  leg_id uuid references legs,
  service_point_id uuid references service_points,
  candidate_id uuid references service_points,
  kind text not null,
  role text not null check (role in ('operator', 'supervisor', 'editor')),
  urgency text not null check (urgency in ('emergency', 'urgent', 'standard')),
  owner text,
  reason text,
  listed uuid[] not null default '{}',
  sealed bytea,
  step integer not null default 0,
  opened_at timestamptz not null,
  due_at timestamptz,
  done_at timestamptz,
  done_by text,
  outcome text,
  failures integer not null default 0,
  constraint task_is_about_one_thing check (num_nonnulls(leg_id, service_point_id) = 1),
  constraint task_has_a_deadline check ((done_at is null) = (due_at is not null))
) with (fillfactor = 70);
create unique index tasks_open_once on tasks (leg_id, kind) where done_at is null;
create unique index tasks_open_once_for_point on tasks (service_point_id, kind) where done_at is null and leg_id is null;
create index tasks_leg on tasks (leg_id);
create index tasks_due on tasks (due_at) where due_at is not null;

-- Nobody is dropped: an open leg has a live offer or an open task when the transaction ends.
create function leg_never_dropped() returns trigger language plpgsql as $$
declare checked uuid; current_state text;
begin
  if tg_table_name = 'legs' then checked := new.id; else checked := new.leg_id; end if;
  if checked is null then return null; end if;
  select state into current_state from legs where id = checked for update;
  if current_state = 'open'
     and not exists (select from offers where leg_id = checked and state = 'open')
     and not exists (select from tasks where leg_id = checked and done_at is null) then
    raise exception 'leg % would be dropped', checked using errcode = '23514', constraint = 'leg_never_dropped';
  end if;
  return null;
end $$;
create constraint trigger leg_never_dropped after insert or update on legs
  deferrable initially deferred for each row execute function leg_never_dropped();
create constraint trigger leg_never_dropped after update on offers
  deferrable initially deferred for each row execute function leg_never_dropped();
create constraint trigger leg_never_dropped after update on tasks
  deferrable initially deferred for each row execute function leg_never_dropped();

create function leg_moves() returns trigger language plpgsql as $$ begin
  if not (old.state, new.state) in (
    ('open', 'accepted'), ('open', 'replaced'), ('open', 'closed'), ('accepted', 'confirmed'), ('accepted', 'open'),
    ('accepted', 'closed'), ('confirmed', 'connected'), ('confirmed', 'open'), ('confirmed', 'closed'),
    ('connected', 'open'), ('connected', 'closed')) then
    raise exception 'a leg does not go from % to %', old.state, new.state using errcode = '23514', constraint = 'leg_moves';
  end if;
  return new;
end $$;
create trigger leg_moves before update on legs for each row when (old.state <> new.state) execute function leg_moves();

-- ---------------------------------------------------------------------------------------------
-- Messages out, receipts and replies back
create table messages (
  id uuid primary key,
  referral_id uuid references referrals,
  subject_id uuid not null,
  contact_id uuid references contacts,
  channel text not null check (channel in ('sms', 'email')),
  purpose text not null,
  turn integer not null default 0,
  priority integer not null,
  language text not null check (language in ('en', 'fr')),
  key_id uuid not null references data_keys,
  sealed bytea not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'unknown', 'sent', 'failed', 'delivered')),
  reason text,
  provider text not null,
  tried text[] not null default '{}',
  provider_id text,
  created_at timestamptz not null,
  useless_at timestamptz not null,
  due_at timestamptz,
  fence integer not null default 0,
  attempts integer not null default 0,
  claimed_by text,
  failures integer not null default 0,
  unique (subject_id, channel, purpose, turn),
  unique (provider, provider_id),
  constraint message_has_a_next_step check ((state in ('queued', 'sending')) = (due_at is not null))
) with (fillfactor = 70);
create index messages_due on messages (provider, priority, due_at) where due_at is not null;
create index messages_referral on messages (referral_id);

create function message_rank(state text) returns integer immutable language sql as
  $$ select array_position(array['queued', 'sending', 'unknown', 'sent', 'failed', 'delivered'], state) $$;
create function message_only_forward() returns trigger language plpgsql as $$ begin
  raise exception 'a message does not go from % to %', old.state, new.state
    using errcode = '23514', constraint = 'message_only_forward';
end $$;
create trigger message_only_forward before update on messages
  for each row when (message_rank(new.state) < message_rank(old.state)) execute function message_only_forward();

create table message_receipts (
  provider text not null,
  provider_id text not null,
  status text not null,
  reason text,
  at timestamptz not null,
  primary key (provider, provider_id, status)
);

create table inbound_messages (
  id uuid primary key,
  provider text not null,
  provider_id text not null,
  channel text not null check (channel in ('sms', 'email')),
  key_id uuid not null references data_keys,
  sealed bytea not null,
  received_at timestamptz not null,
  handled_at timestamptz,
  outcome text,
  due_at timestamptz,
  failures integer not null default 0,
  unique (provider, provider_id),
  check ((handled_at is null) = (due_at is not null))
);
create index inbound_messages_due on inbound_messages (due_at) where due_at is not null;

create table chores (
  name text primary key,
  due_at timestamptz not null,
  fence integer not null default 0,
  failures integer not null default 0
);

-- ---------------------------------------------------------------------------------------------
-- The record: one HMAC chain per referral, service point and account.
create table chains (
  id text primary key,
  seq integer not null,
  head bytea not null,
  anchored_seq integer not null default 0
) with (fillfactor = 70);

create table events (
  chain text not null,
  seq integer not null,
  at timestamptz not null,
  actor text not null,
  action text not null,
  thing text not null,
  data jsonb not null,
  previous bytea not null,
  hash bytea not null,
  primary key (chain, seq)
);
create index events_actor on events (actor, at);

create function chain_only_grows() returns trigger language plpgsql as $$ begin
  raise exception 'a chain only grows' using errcode = '42501', constraint = 'chain_only_grows';
end $$;
create trigger chain_only_grows before update on chains for each row
  when (new.seq < old.seq or (new.seq = old.seq and new.head <> old.head)) execute function chain_only_grows();

create function event_follows() returns trigger language plpgsql as $$ begin
  if new.seq = 1 then
    if new.previous <> '\x'::bytea then
      raise exception 'a first event follows nothing' using errcode = '23514', constraint = 'event_follows';
    end if;
  elsif not exists (select from events where chain = new.chain and seq = new.seq - 1 and hash = new.previous) then
    raise exception 'an event follows the one before it' using errcode = '23514', constraint = 'event_follows';
  end if;
  return new;
end $$;
create trigger event_follows before insert on events for each row execute function event_follows();

create function written_once() returns trigger language plpgsql as $$ begin
  raise exception '% is written once', tg_table_name using errcode = '42501', constraint = 'written_once';
end $$;
create trigger events_written_once before update or delete on events for each row execute function written_once();
create trigger disclosures_written_once before update or delete on disclosures for each row execute function written_once();

-- ---------------------------------------------------------------------------------------------
create table idempotency_keys (
  actor text not null,
  key text not null,
  body_hmac bytea not null,
  status integer not null,
  answer jsonb not null,
  expires_at timestamptz not null,
  primary key (actor, key)
);
create index idempotency_keys_expiry on idempotency_keys (expires_at);

create table api_keys (
  id text primary key,
  secret_hash bytea not null,
  name text not null,
  organization_id uuid not null references organizations,
  role text not null check (role in ('operator', 'supervisor', 'police', 'service_point', 'agency', 'editor', 'rapporteur', 'admin')),
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

-- The program's role owns nothing, and cannot rewrite what is written once.
grant usage on schema public to causeway_app;
grant select, insert, update, delete on all tables in schema public to causeway_app;
-- Nothing that a promise rests on can be deleted: a leg that is gone would be a person who is dropped.
revoke delete on data_keys, referrals, consents, legs, offers, offer_links, disclosures, tasks, messages,
  message_receipts, inbound_messages, chains, events, api_keys from causeway_app;
grant execute on all functions in schema public to causeway_app;
revoke update on events, disclosures, message_receipts from causeway_app;
revoke insert, update, delete on spatial_ref_sys, migrations from causeway_app;
