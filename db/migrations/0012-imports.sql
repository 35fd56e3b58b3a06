-- Directories that come in as files: each run with its report, what foreign terms mean here, and service points
-- that may be the same.

-- One run over one file, until it ends; a second run over the same file goes on where it stopped.
create table import_runs (
  id uuid primary key,
  file_name text not null,
  file_hash text not null,
  kind text not null check (kind in ('csv', 'json', 'ndjson', 'package')),
  source text,
  actor text not null,
  state text not null check (state in ('running', 'finished', 'failed')),
  -- Documents of the file that are saved or refused, and how far through the file that is, in hundredths.
  position integer not null default 0,
  percent integer not null default 0 check (percent between 0 and 100),
  counts jsonb not null,
  -- Findings by kind, all of them; the rows below are the first few thousand.
  found jsonb not null,
  started_at timestamptz not null,
  changed_at timestamptz not null,
  finished_at timestamptz,
  check ((state = 'running') = (finished_at is null))
);
create index import_runs_file on import_runs (file_hash);

-- What was found wrong or doubtful. Never the place of a hidden point.
create table import_findings (
  run_id uuid not null references import_runs on delete cascade,
  n integer not null,
  kind text not null,
  done text not null check (done in ('refused', 'mended', 'left_out', 'noted')),
  place text not null,
  says text not null,
  primary key (run_id, n)
);

-- ---------------------------------------------------------------------------------------------
-- A term of somebody's taxonomy and what it means here; undecided until somebody says.
create table term_mappings (
  id uuid primary key,
  taxonomy text not null,
  code text not null,
  term text not null,
  term_key text not null,
  needs text[] not null default '{}',
  facts jsonb not null default '{}',
  decided_by text,
  decided_at timestamptz,
  -- How many services carried it, of all that were ever read.
  seen integer not null default 0,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  unique (taxonomy, code, term_key),
  check ((decided_by is null) = (decided_at is null))
);

-- ---------------------------------------------------------------------------------------------
-- What two spellings of a name share: neither case nor accents nor signs.
create function name_key(name text) returns text language sql immutable parallel safe as $$
  select regexp_replace(
    translate(lower(name), 'àâäáãåçèéêëìíîïñòóôöõùúûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy'),
    '[^[:alnum:]]+', '', 'g')
$$;
create index service_points_name_key on service_points (name_key(name)) where removed_at is null;

-- Two service points that may be one; the lower id first. Never merged by the program.
create table duplicate_pairs (
  a uuid not null references service_points,
  b uuid not null references service_points,
  same_name boolean not null,
  same_phone boolean not null,
  -- Between the two, where both have a position and neither is hidden.
  km double precision,
  found_at timestamptz not null,
  judged_at timestamptz,
  judged_by text,
  judgement text check (judgement in ('different', 'merged')),
  primary key (a, b),
  check (a < b),
  check (num_nonnulls(judged_at, judged_by, judgement) in (0, 3))
);
create index duplicate_pairs_b on duplicate_pairs (b);

-- ---------------------------------------------------------------------------------------------
-- What a file said of a place goes when the place becomes a secret, whoever hides it.
create function forget_hidden_place() returns trigger language plpgsql as $$
begin
  delete from hsds_rest
   where (kind = 'location' and id = new.location_id)
      or (kind = 'service_at_location' and id = new.id);
  return null;
end $$;
create trigger hidden_place_forgotten after insert or update of hidden on service_points
  for each row when (new.hidden) execute function forget_hidden_place();

grant select, insert, update, delete on import_runs, import_findings to causeway_app;
grant select, insert, update on term_mappings to causeway_app;
grant select, insert, update, delete on duplicate_pairs to causeway_app;
