-- What was asked of a lab, who did it, and what came of it. The queue (schema pgboss) only says who may work on what, and
-- when: its content can be thrown away and made again from these tables.

-- Whoever connects is who its role says: a host, or a team.
create table heatsoak.host (
  id   text primary key,
  role name not null unique
);
create table heatsoak.team (
  id     text primary key,
  role   name not null unique,
  -- Of two teams that both wait, one of weight 2 gets twice the phone time.
  weight double precision not null default 1 check (weight > 0)
);

-- The lab as its hosts see it.
create table heatsoak.phone (
  id          text primary key,
  udid        text unique,
  host        text not null references heatsoak.host,
  model       text not null,
  -- The entry of the host's devices.json: what a run on this phone is planned with.
  device      json not null,
  quarantined text,
  seen_at     timestamptz not null default now()
);

-- What was asked for; never changed after it was planned. `json` keeps the text, and so its hash.
create table heatsoak.run (
  run        text primary key,
  team       text not null references heatsoak.team,
  manifest   json not null,
  cooldown   json not null,
  deadline   timestamptz,
  state      text not null default 'open' check (state in ('open', 'judged', 'cancelled')),
  verdict    text,
  created_at timestamptz not null default now(),
  judged_at  timestamptz
);

-- One phone's part of a run. `attempt` counts claims; what was measured belongs to the attempt that measured it.
create table heatsoak.session (
  run        text not null references heatsoak.run on delete cascade,
  -- The planned device's id; a place in a pool has a name of its own.
  slot       text not null,
  -- The model whose phones may take the place; null where one phone is meant.
  pool       text,
  -- The phone that is meant, or that took the place.
  phone      text,
  -- Of a place: its phone's id, name and udid as they were when it took the place.
  took       json,
  minutes    double precision not null,
  -- Start tag of fair queueing: the queue's priority is its negative. Null until it is queued.
  tag        double precision,
  queue      text,
  job        uuid,
  host       text,
  attempt    int not null default 0,
  state      text not null default 'waiting' check (state in ('waiting', 'active', 'done', 'lost', 'cancelled')),
  message    text,
  queued_at  timestamptz not null default now(),
  -- When the host that has it said last that it is alive.
  seen_at    timestamptz,
  ended_at   timestamptz,
  primary key (run, slot),
  check (pool is not null or phone is not null)
);
-- Whatever goes wrong elsewhere, a phone never has two sessions at once.
create unique index one_session_a_phone on heatsoak.session (phone) where state = 'active';
create index session_open on heatsoak.session (state) where state in ('waiting', 'active');

-- Every claim, so that what happened can be checked without trusting who claimed.
create table heatsoak.attempt (
  run        text not null,
  slot       text not null,
  attempt    int not null,
  phone      text not null,
  host       text not null,
  claimed_at timestamptz not null default clock_timestamp(),
  ended_at   timestamptz,
  outcome    text,
  primary key (run, slot, attempt),
  foreign key (run, slot) references heatsoak.session on delete cascade
);

-- Evidence: only ever added. Bytes are gzip; the hash and the size are of what they hold.
create table heatsoak.log (
  id      bigint generated always as identity primary key,
  run     text not null,
  slot    text not null,
  attempt int not null,
  launch  text not null,
  sha256  text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size    int not null check (size between 0 and 67108864),
  bytes   bytea not null check (octet_length(bytes) <= 67108864),
  at      timestamptz not null default now(),
  unique (run, slot, attempt, launch, sha256),
  foreign key (run, slot, attempt) references heatsoak.attempt on delete cascade
);
alter table heatsoak.log alter column bytes set storage external;

-- The journal of an attempt from its first byte on, in pieces.
create table heatsoak.journal (
  run     text not null,
  slot    text not null,
  attempt int not null,
  start   int not null check (start >= 0),
  bytes   bytea not null check (octet_length(bytes) between 1 and 16777216),
  primary key (run, slot, attempt, start),
  foreign key (run, slot, attempt) references heatsoak.attempt on delete cascade
);
