-- A provider that asks to be left alone for a while (429) is no provider that fails: all processes wait,
-- and what cannot wait goes elsewhere.
alter table provider_health add paused_until timestamptz;

-- Since when a message waits for a provider that asked for time.
alter table messages add slowed_at timestamptz;

-- How often somebody was told the same by SMS of late (src/answers/sms.ts).
create index messages_replies on messages (contact_id, created_at) where purpose = 'reply';
