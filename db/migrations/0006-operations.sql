-- Synthetic referrals that watch the way through: how each lane did when it was tried last.
create table canaries (
  lane text primary key,
  -- When it was last tried, and by which message; null for the lane that sends none.
  tried_at timestamptz not null,
  message_id uuid,
  arrived_at timestamptz,
  -- In a row.
  misses integer not null default 0 check (misses >= 0)
) with (fillfactor = 50);
grant select, insert, update on canaries to causeway_app;

-- Rows that change several times each: vacuumed after so many changes however large the table has become
-- (by default after a fifth of it), or claims slow down to a quarter (foundation, "The row is the queue").
alter table messages set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
alter table legs set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
alter table offers set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
alter table tasks set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
alter table chains set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
