-- Delivery under faults: which provider is left and how far it is back, what may have gone out without
-- our knowing, and receipts that could not be worked when they came.

-- Shared by all processes. Written on failures and on changes, not on every success, so that it is no
-- hot row. step: 0 = left until open_until, 1 to 3 = coming back, 4 = whole.
create table provider_health (
  provider text primary key,
  failures integer not null default 0,
  window_start timestamptz not null,
  attempts integer not null default 0,
  errors integer not null default 0,
  step integer not null default 4 check (step between 0 and 4),
  stepped_at timestamptz not null,
  openings integer not null default 0,
  open_until timestamptz,
  check ((step = 0) = (open_until is not null))
) with (fillfactor = 50);

alter table messages
  -- Since when it may have been taken by its provider without our knowing.
  add unsure_at timestamptz,
  -- When the rest of the program was told that this channel does not get through for now.
  add stalled_at timestamptz,
  -- Workers that died while they had it.
  add interrupted integer not null default 0;

alter table message_receipts
  -- The message's own id, which its status callback carries; null for older callbacks.
  add message_id uuid,
  -- Kept, and still to be worked.
  add due_at timestamptz,
  add failures integer not null default 0;
create index message_receipts_due on message_receipts (due_at) where due_at is not null;
create index message_receipts_message on message_receipts (message_id) where message_id is not null;

grant select, insert, update on provider_health to causeway_app;
grant update (due_at, failures) on message_receipts to causeway_app;
