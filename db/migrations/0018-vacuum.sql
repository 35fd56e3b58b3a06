-- By itself PostgreSQL analyzes a table that grew by a tenth, and vacuums one that grew by a fifth: while a new
-- installation fills, that is each table each minute. Half again is soon enough for what is read by its key.
-- And slowly, with ten times the pauses: a round took a second of a core and more, which answers waited for.
do $$
declare grows text;
begin
  foreach grows in array array['referrals', 'legs', 'offers', 'offer_links', 'messages', 'consents', 'tasks', 'disclosures',
    'data_keys', 'idempotency_keys', 'events', 'chains', 'message_receipts', 'inbound_messages', 'anchor_leaves', 'match_counts']
  loop
    execute format('alter table %I set (autovacuum_analyze_scale_factor = 0.5, autovacuum_vacuum_insert_scale_factor = 0.5,
      autovacuum_vacuum_cost_delay = 20)', grows);
  end loop;
end $$;
