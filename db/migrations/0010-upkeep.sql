-- Kept true: each service point is asked from time to time whether the directory is still right about it, by
-- its own contacts, and says what is different.

alter table service_points
  -- When it is next asked, reminded, or given to an editor; null: not planned yet.
  add column review_due_at timestamptz;
create index service_points_review on service_points (review_due_at)
  where review_due_at is not null and removed_at is null;

-- ---------------------------------------------------------------------------------------------
-- One question to one service point, until it is answered or the next one is asked.
create table reviews (
  id uuid primary key,
  service_point_id uuid not null references service_points,
  asked_at timestamptz not null,
  -- 0: asked; 1, 2: reminded so often; 3: given to an editor.
  step integer not null default 0 check (step between 0 and 3),
  done_at timestamptz,
  outcome text check (outcome in ('right', 'corrected', 'lapsed')),
  check ((done_at is null) = (outcome is null))
) with (fillfactor = 70);
create unique index reviews_open_once on reviews (service_point_id) where done_at is null;

create table review_links (
  id uuid primary key,
  review_id uuid not null references reviews,
  contact_id uuid not null references contacts,
  channel text not null check (channel in ('sms', 'email')),
  token_hash bytea not null unique,
  digits_hash bytea not null,
  wrong_digits integer not null default 0,
  frozen_at timestamptz
);
create index review_links_review on review_links (review_id);

-- What a service point says is different and an editor decides, field by field. Sealed: a hidden point may
-- write where it is.
create table corrections (
  id uuid primary key,
  service_point_id uuid not null references service_points,
  field text not null check (field in ('needs', 'genders', 'ages', 'children', 'words')),
  proposed_at timestamptz not null,
  proposed_by text not null,
  key_id uuid not null references data_keys,
  sealed bytea not null,
  decided_at timestamptz,
  decided_by text,
  outcome text check (outcome in ('accepted', 'declined', 'replaced')),
  check (num_nonnulls(decided_at, decided_by, outcome) in (0, 3))
);
create unique index corrections_open_once on corrections (service_point_id, field) where decided_at is null;

grant select, insert on reviews, review_links, corrections to causeway_app;
grant update (step, done_at, outcome) on reviews to causeway_app;
grant update (wrong_digits, frozen_at) on review_links to causeway_app;
grant update (decided_at, decided_by, outcome) on corrections to causeway_app;
