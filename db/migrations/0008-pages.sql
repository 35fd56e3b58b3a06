-- What the pages need: a yes to a part, how to meet, messages between the hotline and a confirmed service
-- point, drafts of a form, and a cheap look for what is new.

alter table legs
  -- What a partial yes left open, before anything of its parent had been confirmed.
  add column left_over boolean not null default false,
  add column connected_at timestamptz;
create index legs_connected on legs (connected_at) where state = 'connected';

-- Who calls or where to meet, under the referral's key.
alter table offers add column sealed_meeting bytea;

-- ---------------------------------------------------------------------------------------------
-- One thread for each confirmed offer: the hotline and that service point, nobody else. Written once; that
-- the other side has read it is written once, too.
create table offer_messages (
  id uuid primary key,
  referral_id uuid not null,
  offer_id uuid not null,
  side text not null check (side in ('hotline', 'service_point')),
  author text not null,
  sealed bytea not null,
  at timestamptz not null,
  seen_at timestamptz,
  seen_by text,
  constraint offer_message_offer foreign key (referral_id, offer_id) references offers (referral_id, id),
  check ((seen_at is null) = (seen_by is null))
);
create index offer_messages_offer on offer_messages (offer_id, id);
create trigger offer_message_is_allowed before insert on offer_messages
  for each row execute function disclosure_is_allowed();
create trigger offer_messages_kept before delete on offer_messages for each row execute function written_once();
create trigger offer_messages_written_once before update on offer_messages for each row
  when (old.seen_at is not null
     or (to_jsonb(old) - array['seen_at', 'seen_by']) <> (to_jsonb(new) - array['seen_at', 'seen_by']))
  execute function written_once();

-- ---------------------------------------------------------------------------------------------
-- What somebody was writing when the connection went. Each under a key of its own, which goes with it.
alter table data_keys drop constraint data_keys_purpose_check;
alter table data_keys add constraint data_keys_purpose_check
  check (purpose in ('referral', 'directory', 'inbound', 'staff', 'duty', 'draft'));
create table drafts (
  id uuid primary key,
  account text not null,
  version integer not null check (version > 0),
  key_id uuid not null references data_keys,
  sealed bytea not null,
  saved_at timestamptz not null,
  expires_at timestamptz not null
) with (fillfactor = 70);
create index drafts_account on drafts (account);
create index drafts_expiry on drafts (expires_at);

-- "Is there anything new?", once a second: events of the last minutes, counted.
create index events_at on events (at);

grant select, insert on offer_messages to causeway_app;
grant update (seen_at, seen_by) on offer_messages to causeway_app;
grant select, insert, update, delete on drafts to causeway_app;
grant execute on all functions in schema public to causeway_app;
