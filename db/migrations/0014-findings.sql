-- Findings of imports are kept in both official languages; those of earlier runs in English only.
alter table import_findings add column says_fr text;

-- The row that a finding is of, by its source and its id there. Both are null where it is of no row, or kept before
-- this; the id where it is of a document with several.
alter table import_findings add column source text, add column source_id text;
create index import_findings_source_id on import_findings (source_id);

-- What was told of a place goes when the place becomes a secret, whoever hides it: what a file said of it, what imports
-- found, and how far it is from its neighbours. A finding that may be of it goes too, unless a file brings it in hidden.
create or replace function forget_hidden_place() returns trigger language plpgsql as $$
begin
  delete from hsds_rest
   where (kind = 'location' and id = new.location_id)
      or (kind = 'service_at_location' and id = new.id);
  if tg_op = 'UPDATE' and old.hidden then return null; end if;
  delete from duplicate_pairs where judged_at is null and new.id in (a, b);
  update duplicate_pairs set km = null where km is not null and new.id in (a, b);
  delete from import_findings
   where kind in ('place', 'coordinates', 'encoding', 'shape')
     and (source_id = new.id::text
          or (source_id = new.source_id and source = new.source)
          or (source_id is null and tg_op = 'UPDATE' and new.source is not null
              and (source is null or source = new.source)));
  return null;
end $$;

-- The same for those that are hidden already.
delete from duplicate_pairs d using service_points p
 where p.hidden and p.id in (d.a, d.b) and d.judged_at is null;
update duplicate_pairs d set km = null from service_points p
 where p.hidden and p.id in (d.a, d.b) and d.km is not null;
delete from import_findings
 where kind in ('place', 'coordinates', 'encoding', 'shape')
   and exists (select from service_points where hidden and source is not null);
