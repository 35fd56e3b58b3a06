-- ANALYZE of what grows with each referral read 30,000 rows a table and sorted every column, each minute under
-- load: seconds of a whole core. Nothing there is estimated by more than a few states: a tenth of that will do.
do $$
declare each record;
begin
  for each in
    select a.attrelid::regclass as of_table, a.attname as name
      from pg_attribute a
     where a.attnum > 0 and not a.attisdropped and a.attrelid = any (array['referrals', 'legs', 'offers', 'offer_links', 'messages', 'consents',
           'tasks', 'disclosures', 'data_keys', 'idempotency_keys', 'events', 'chains', 'message_receipts', 'inbound_messages']::regclass[])
  loop
    execute format('alter table %s alter column %I set statistics 10', each.of_table, each.name);
  end loop;
end $$;
