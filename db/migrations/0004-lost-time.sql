-- Time that nobody could use is given back (src/routing/lost-time.ts). What a yes got on top of its
-- confirmation deadline, in milliseconds, so that its code counts as long.
alter table offers add column lost_ms bigint not null default 0;
