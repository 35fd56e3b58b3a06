-- The library: tools for awareness-raising and for service provision, by whoever made them. Only what they are
-- and where they lie; the tools themselves stay with their makers.

create table resources (
  id uuid primary key,
  title text not null check (length(title) between 1 and 300),
  title_fr text check (length(title_fr) between 1 and 300),
  kind text not null check (kind in ('awareness', 'service')),
  -- BCP 47, in which it can be had.
  languages text[] not null check (cardinality(languages) between 1 and 60),
  -- For whom it was made, by code; empty: nobody said.
  audiences text[] not null default '{}',
  organization text not null check (length(organization) between 1 and 300),
  link text not null check (link like 'https://%' and length(link) <= 500),
  licence text check (length(licence) between 1 and 200),
  year integer check (year between 1900 and 2200),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Found no more from then on; what was done with it stays in the record.
  retired_at timestamptz
);
-- One tool has one line, by where it lies.
create unique index resources_link on resources (link) where retired_at is null;

grant select, insert, update on resources to causeway_app;
