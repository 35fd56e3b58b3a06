-- What a national directory needs: HSDS locations, what its files say beyond our columns, and the history of
-- every field.

update service_points set location_id = gen_random_uuid() where location_id is null;
alter table service_points alter column location_id set not null;

-- ---------------------------------------------------------------------------------------------
-- What an HSDS file said of an organization, a service, a location or a service at a location and no column of
-- ours holds. It goes out again as it came. Never of the location of a hidden point.
create table hsds_rest (
  kind text not null check (kind in ('organization', 'service', 'location', 'service_at_location')),
  id uuid not null,
  body jsonb not null,
  primary key (kind, id)
);

-- Each change of a fact, field by field: what stood there, what stands there. Places are sealed, since a point
-- may be hidden later.
create table directory_changes (
  id uuid primary key,
  thing text not null check (thing in ('organization', 'service_point')),
  thing_id uuid not null,
  at timestamptz not null,
  actor text not null,
  fields jsonb not null,
  key_id uuid references data_keys,
  sealed_place bytea,
  check ((key_id is null) = (sealed_place is null))
);
create index directory_changes_thing on directory_changes (thing_id, id desc);
create trigger directory_changes_kept before update or delete on directory_changes
  for each row execute function written_once();

grant select, insert, update, delete on hsds_rest to causeway_app;
grant select, insert on directory_changes to causeway_app;
