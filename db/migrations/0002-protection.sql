-- Who may see what: staff and their sign-in, acts of two people, openings and restrictions, consent with its
-- recipients, retention, anchors of the record.

-- ---------------------------------------------------------------------------------------------
-- Staff. The tables of better-auth (its field names in snake case), with what is ours beside them.
create table staff (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  role text not null check (role in ('operator', 'supervisor', 'police', 'service_point', 'agency', 'editor', 'rapporteur', 'admin')),
  organization_id uuid not null references organizations,
  language text not null default 'en' check (language in ('en', 'fr')),
  disabled_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index staff_organization on staff (organization_id);

-- A session is pending until `proved_at`: a passkey, TOTP, a recovery code, or the organization's own sign-in.
create table staff_sessions (
  id uuid primary key,
  staff_id uuid not null references staff on delete cascade,
  token text not null unique, -- a keyed hash of what the cookie holds
  ip_address text,            -- a pseudonym: an HMAC under a key of the day
  user_agent text,            -- browser and system, nothing finer
  proved_at timestamptz,
  proved_by text check (proved_by in ('passkey', 'totp', 'recovery_code', 'oidc')),
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((proved_at is null) = (proved_by is null))
) with (fillfactor = 70);
create index staff_sessions_staff on staff_sessions (staff_id);

create table staff_accounts (
  id uuid primary key,
  account_id text not null,
  provider_id text not null,
  staff_id uuid not null references staff on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);

create table staff_verifications (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index staff_verifications_identifier on staff_verifications (identifier);

create table staff_two_factors (
  id uuid primary key,
  staff_id uuid not null references staff on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean,
  failed_verification_count integer,
  locked_until timestamptz,
  used_codes text[] not null default '{}', -- hashes of the last codes tried: each is good once
  replaced text[] -- secret and recovery codes of the app before, until the new one has shown a code
);
create index staff_two_factors_staff on staff_two_factors (staff_id);

create table staff_passkeys (
  id uuid primary key,
  staff_id uuid not null references staff on delete cascade,
  name text,
  public_key text not null,
  credential_id text not null unique,
  counter integer not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz
);
create index staff_passkeys_staff on staff_passkeys (staff_id);

create table staff_rate_limits (
  id uuid primary key,
  key text not null unique,
  count integer not null,
  last_request bigint not null
);

-- A link that is good once: for somebody new, or for one who lost every factor.
create table staff_invitations (
  id uuid primary key,
  token_hash bytea not null unique,
  email text not null check (email = lower(email)),
  name text not null,
  role text not null,
  organization_id uuid not null references organizations,
  language text not null default 'en' check (language in ('en', 'fr')),
  made_by text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- The sign-in of an agency or a police service: OpenID Connect, one for each organization.
create table identity_providers (
  id uuid primary key,
  organization_id uuid not null unique references organizations,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,38}$'),
  issuer text not null,
  client_id text not null,
  key_id uuid not null references data_keys,
  sealed_secret bytea not null,
  role_claim text not null,
  roles jsonb not null, -- {"value of the claim": "role"}
  acr_values text,
  made_by text not null,
  created_at timestamptz not null,
  removed_at timestamptz
);

alter table api_keys add column made_by text;
alter table api_keys add column replaced_by text references api_keys;
-- Every key ends: those that were made to last get a year.
update api_keys set expires_at = created_at + interval '1 year' where expires_at is null;
alter table api_keys alter column expires_at set not null;

-- ---------------------------------------------------------------------------------------------
-- What one asks and another approves. `what` is exactly what is approved: ids, codes, and directory data.
create table approvals (
  id uuid primary key,
  kind text not null check (kind in (
    'consent_override', 'partner_activation', 'contact_change', 'unhide', 'directory_export', 'legal_hold', 'legal_hold_end')),
  thing text not null,
  what jsonb not null,
  key_id uuid references data_keys,
  sealed_reason bytea,
  -- Part of what is approved and not to be stored in the open; emptied when it is refused, done, or too late.
  sealed_secret bytea,
  asked_by text not null check (asked_by like 'staff:%'),
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  approved_by text check (approved_by like 'staff:%'),
  approved_at timestamptz,
  refused_by text,
  refused_at timestamptz,
  effective_at timestamptz,
  done_at timestamptz,
  failures integer not null default 0,
  constraint approval_by_another check (approved_by <> asked_by),
  check ((approved_by is null) = (approved_at is null)),
  check ((refused_by is null) = (refused_at is null)),
  -- What is approved can still be stopped while it waits to take effect.
  check (approved_at is null or refused_at is null or (done_at is null and refused_at < effective_at)),
  check (done_at is null or approved_at is not null),
  constraint approval_keeps_no_secret check (sealed_secret is null or (refused_at is null and done_at is null))
);
create unique index approvals_open_once on approvals (kind, thing) where approved_at is null and refused_at is null;
create index approvals_open on approvals (asked_at) where approved_at is null and refused_at is null;

create function approval_is_written_once() returns trigger language plpgsql as $$ begin
  if (to_jsonb(old) - array['approved_by', 'approved_at', 'refused_by', 'refused_at', 'effective_at', 'done_at', 'sealed_secret', 'failures'])
  <> (to_jsonb(new) - array['approved_by', 'approved_at', 'refused_by', 'refused_at', 'effective_at', 'done_at', 'sealed_secret', 'failures'])
     or (new.sealed_secret is not null and new.sealed_secret is distinct from old.sealed_secret)
     or (old.approved_at is not null and row(new.approved_by, new.approved_at) is distinct from row(old.approved_by, old.approved_at))
     or (old.refused_at is not null and row(new.refused_by, new.refused_at) is distinct from row(old.refused_by, old.refused_at)) then
    raise exception 'what is approved does not change' using errcode = '23514', constraint = 'approval_is_written_once';
  end if;
  return new;
end $$;
create trigger approval_is_written_once before update on approvals for each row execute function approval_is_written_once();

create function approved(wanted text, about text) returns boolean language sql stable as $$
  select exists (select from approvals where kind = wanted and thing = about
    and approved_at is not null and refused_at is null and done_at is null) $$;

-- Un-hiding, and becoming a partner, are acts of two people: the database looks for the approval itself.
create or replace function service_point_stays_hidden() returns trigger language plpgsql as $$ begin
  if not approved('unhide', 'service_point:' || old.id) then
    raise exception 'a hidden service point stays hidden' using errcode = '23514', constraint = 'service_point_stays_hidden';
  end if;
  return new;
end $$;
create function partner_was_approved() returns trigger language plpgsql as $$ begin
  if not approved('partner_activation', 'service_point:' || old.id) then
    raise exception 'a partner is made by two people' using errcode = '23514', constraint = 'partner_was_approved';
  end if;
  return new;
end $$;
create trigger partner_was_approved before update on service_points
  for each row when (old.status = 'listed' and new.status = 'partner') execute function partner_was_approved();

-- A contact that two people changed begins to count after its notice, and ends when it was replaced.
alter table contacts add column starts_at timestamptz;
alter table contacts add column ends_at timestamptz;
create index contacts_confirmed on contacts (confirmed_at) where failed_at is null and ends_at is null;
create index approvals_effective on approvals (effective_at) where done_at is null and refused_at is null;

-- ---------------------------------------------------------------------------------------------
-- Insiders: why somebody opened a referral of another; to whom a referral is restricted; how much was asked.
create table referral_openings (
  id uuid primary key,
  referral_id uuid not null references referrals,
  actor text not null,
  sealed_reason bytea not null,
  at timestamptz not null,
  until timestamptz not null
);
create index referral_openings_referral on referral_openings (referral_id, actor);
create index referral_openings_actor on referral_openings (actor, at);
create trigger referral_openings_written_once before update or delete on referral_openings
  for each row execute function written_once();

-- Staff read what is sealed: which parts, by code, and why.
create table referral_readings (
  id uuid primary key,
  referral_id uuid not null references referrals,
  actor text not null,
  parts text[] not null check (cardinality(parts) > 0),
  sealed_reason bytea not null,
  at timestamptz not null
);
create index referral_readings_referral on referral_readings (referral_id, at);
create trigger referral_readings_written_once before update or delete on referral_readings
  for each row execute function written_once();

-- To whom a referral was restricted, and why; the last one stands in referrals.restricted_to.
create table referral_restrictions (
  id uuid primary key,
  referral_id uuid not null references referrals,
  actor text not null,
  restricted_to text[],
  sealed_reason bytea not null,
  at timestamptz not null
);
create index referral_restrictions_referral on referral_restrictions (referral_id, at);
create trigger referral_restrictions_written_once before update or delete on referral_restrictions
  for each row execute function written_once();

create table match_counts (
  actor text not null,
  hour timestamptz not null,
  count integer not null,
  primary key (actor, hour)
) with (fillfactor = 70);

alter table referrals add column restricted_to text[];
alter table referrals add column held_at timestamptz;
alter table referrals add column renewed_at timestamptz;
alter table referrals add column erased_at timestamptz;
alter table referrals add constraint erased_is_gone check (erased_at is null or (sealed is null and lat is null and lng is null));
create index referrals_retain_due on referrals (retain_due_at) where erased_at is null and held_at is null;
create index referrals_made_by on referrals (made_by) where state = 'open';

-- A task may be about an account: too many match requests, the weekly digest, an approval that waits.
alter table tasks add column account text;
alter table tasks drop constraint task_is_about_one_thing;
alter table tasks add constraint task_is_about_one_thing check (num_nonnulls(leg_id, service_point_id, account) = 1);
create unique index tasks_open_once_for_account on tasks (account, kind) where done_at is null and account is not null;

-- ---------------------------------------------------------------------------------------------
-- Consent: to which kinds of organization, and an override that acts at once but for a while only.
alter table consents add column recipients text[] not null default '{service}'
  check (recipients <@ array['service', 'hotline', 'police', 'agency', 'ministry']);
-- When an override lapses unless it was confirmed; null: it does not, or has.
alter table consents add column lapse_due_at timestamptz;
alter table consents add column failures integer not null default 0;

create or replace function consent_stands() returns trigger language plpgsql as $$ begin
  if tg_op = 'INSERT' then
    if new.basis = 'minor' and not exists (select from referrals r where r.id = new.referral_id and r.minor) then
      raise exception 'not about a minor' using errcode = '23514', constraint = 'consent_stands';
    end if;
    if new.basis = 'override' and not exists (
      select from referrals r where r.id = new.referral_id and r.urgency = 'emergency') then
      raise exception 'an override is for an emergency' using errcode = '23514', constraint = 'consent_stands';
    end if;
  elsif (to_jsonb(old) - array['withdrawn_at', 'confirmed_at', 'confirmed_by', 'language', 'interpreter', 'lapse_due_at', 'failures'])
     <> (to_jsonb(new) - array['withdrawn_at', 'confirmed_at', 'confirmed_by', 'language', 'interpreter', 'lapse_due_at', 'failures'])
     -- only what says who spoke is dropped, and only with all that was said
     or (row(new.language, new.interpreter) is distinct from row(old.language, old.interpreter)
         and not (new.language is not distinct from 'und' and new.interpreter is null
                  and exists (select from referrals r where r.id = new.referral_id and r.erased_at is not null)))
     or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
     or (old.confirmed_at is not null and row(new.confirmed_at, new.confirmed_by) is distinct from row(old.confirmed_at, old.confirmed_by)) then
    raise exception 'a consent is written once' using errcode = '23514', constraint = 'consent_stands';
  elsif new.confirmed_by is distinct from old.confirmed_by
     and exists (select from referrals r where r.id = new.referral_id and r.made_by = new.confirmed_by) then
    raise exception 'another person confirms it' using errcode = '23514', constraint = 'consent_stands';
  end if;
  return new;
end $$;
create index consents_lapse_due on consents (lapse_due_at) where lapse_due_at is not null;

-- An override offers at once, until the supervisor's deadline; what it may show grows only with the second person.
create or replace function offer_is_allowed() returns trigger language plpgsql as $$ begin
  if not exists (
    select from consents c where c.id = new.consent_id and c.withdrawn_at is null
       and (c.basis <> 'override' or c.confirmed_at is not null or new.made_at < c.confirm_due_at)
       and c.scope @> array['needs', 'area', 'age_gender']) then
    raise exception 'no live consent' using errcode = '23514', constraint = 'offer_needs_consent';
  end if;
  if not exists (
    select from service_points s where s.id = new.service_point_id and s.status = 'partner' and s.removed_at is null) then
    raise exception 'not a partner' using errcode = '23514', constraint = 'offer_needs_partner';
  end if;
  if not exists (
    select from service_points s join organizations o on o.id = s.organization_id, consents c
     where s.id = new.service_point_id and c.id = new.consent_id and o.kind = any (c.recipients)) then
    raise exception 'not agreed to' using errcode = '23514', constraint = 'offer_needs_recipient';
  end if;
  if not exists (
    select from legs l join referrals r on r.id = l.referral_id
     where l.id = new.leg_id and l.state = 'open' and r.state = 'open') then
    raise exception 'nothing is sought here' using errcode = '23514', constraint = 'offer_needs_open_leg';
  end if;
  select organization_id into new.organization_id from service_points where id = new.service_point_id;
  return new;
end $$;

alter table disclosures add column shown text[] not null default '{}'; -- which groups of fields, by code
alter table disclosures drop constraint disclosures_stage_check;
alter table disclosures add constraint disclosures_stage_check check (stage in ('offer', 'confirmation', 'reading'));
create function disclosure_is_allowed() returns trigger language plpgsql as $$ begin
  if not exists (
    select from offers o join consents c on c.id = o.consent_id
     where o.id = new.offer_id and c.withdrawn_at is null
       and o.state = 'accepted' and o.confirmed_at is not null
       and exists (select from consents n where n.referral_id = o.referral_id and n.withdrawn_at is null
                      and (n.basis = 'consent' or n.confirmed_at is not null))) then
    raise exception 'nothing may be shown here' using errcode = '23514', constraint = 'disclosure_is_allowed';
  end if;
  return new;
end $$;
create trigger disclosure_is_allowed before insert on disclosures
  for each row when (new.stage <> 'offer') execute function disclosure_is_allowed();

-- ---------------------------------------------------------------------------------------------
-- Sealing and retention. A standing key that is retired seals nothing new and can be destroyed later.
alter table data_keys drop constraint data_keys_purpose_check;
alter table data_keys add constraint data_keys_purpose_check
  check (purpose in ('referral', 'directory', 'inbound', 'staff', 'duty'));
alter table data_keys add column retired_at timestamptz;
drop index data_keys_standing;
create unique index data_keys_standing on data_keys (purpose)
  where purpose in ('directory', 'inbound', 'staff') and destroyed_at is null and retired_at is null;
create index data_keys_kek on data_keys (kek) where wrapped is not null;

-- A key-encryption key that was forgotten wraps nothing any more: a process that still has it would seal
-- what nobody can open. 40001: the verb is tried again, and wraps with the newest key.
create table forgotten_keys (
  name text primary key,
  at timestamptz not null
);
create function key_was_forgotten() returns trigger language plpgsql as $$ begin
  if exists (select from forgotten_keys where name = new.kek) then
    raise exception 'the key % was forgotten', new.kek using errcode = '40001', constraint = 'key_was_forgotten';
  end if;
  return new;
end $$;
create trigger key_was_forgotten before insert or update of kek on data_keys
  for each row when (new.wrapped is not null) execute function key_was_forgotten();

-- What the law makes us keep longer, without the story: that a report was made, or that consent was overridden.
create table duty_records (
  id uuid primary key,
  referral_id uuid not null references referrals,
  kind text not null check (kind in ('minor_report', 'override')),
  key_id uuid not null references data_keys,
  sealed bytea,
  at timestamptz not null,
  retain_due_at timestamptz not null,
  erased_at timestamptz,
  check ((sealed is null) = (erased_at is not null))
);
create index duty_records_referral on duty_records (referral_id);
create index duty_records_due on duty_records (retain_due_at) where erased_at is null;

-- ---------------------------------------------------------------------------------------------
-- The record: anchors. Every five minutes the heads that moved are signed together.
create table anchors (
  number bigint primary key,
  previous bytea not null,
  root bytea not null,
  leaves integer not null,
  at timestamptz not null,
  mac bytea not null
);
create table anchor_leaves (
  number bigint not null references anchors,
  chain text not null,
  seq integer not null,
  hash bytea not null,
  primary key (number, chain)
);
create index anchor_leaves_chain on anchor_leaves (chain, seq);
create trigger anchors_written_once before update or delete on anchors for each row execute function written_once();
create trigger anchor_leaves_written_once before update or delete on anchor_leaves for each row execute function written_once();
create index chains_moved on chains (id) where seq > anchored_seq;
create index events_thing on events (thing, at);

-- ---------------------------------------------------------------------------------------------
grant select, insert, update, delete on staff_sessions, staff_accounts, staff_verifications, staff_two_factors, staff_passkeys,
  staff_rate_limits, match_counts to causeway_app;
grant select, insert, update on staff, staff_invitations, identity_providers, approvals, duty_records to causeway_app;
grant select, insert on referral_openings, referral_readings, referral_restrictions, anchors, anchor_leaves, forgotten_keys to causeway_app;
grant execute on all functions in schema public to causeway_app;
