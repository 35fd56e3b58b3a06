-- The person's own pages: receipts, with which somebody without a name looks again, and tips.

-- The code itself is nowhere: its HMAC, under a key outside the database, is also what makes the last
-- step of the form happen once.
create table receipts (
  code_hmac bytea primary key check (length(code_hmac) = 32),
  referral_id uuid not null unique references referrals,
  -- In all; after a few, somebody else may be trying.
  wrong_words integer not null default 0 check (wrong_words >= 0),
  -- Without the word: nothing goes on until somebody at the hotline has checked.
  stopped_at timestamptz
);

-- What somebody said about somebody else: never an offer, never a contact. Sealed under a key of its own.
create table tips (
  id uuid primary key,
  key_id uuid not null references data_keys,
  sealed bytea not null,
  made_at timestamptz not null,
  -- When its key is destroyed; null: it was.
  erase_due_at timestamptz
);
create index tips_erase_due on tips (erase_due_at) where erase_due_at is not null;

grant select, insert, update on receipts, tips to causeway_app;
