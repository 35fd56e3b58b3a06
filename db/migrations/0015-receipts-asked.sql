-- When its provider was last asked what became of a message that no receipt told of (src/delivery/unreported.ts).
alter table messages add looked_at timestamptz;
create index messages_unreported on messages (provider, created_at) where state = 'sent';
