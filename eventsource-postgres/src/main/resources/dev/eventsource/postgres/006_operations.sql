-- Operations: what is to be done outside of the database, and what has come of it. Run roles.sql again after this.
-- lease_until is microseconds since 1970-01-01T00:00:00Z, by the server's clock.

create table es_operation (
  id             bigint generated always as identity primary key,
  tenant         text collate "C" not null,
  type           text collate "C" not null,
  channel        text collate "C" not null,
  priority       integer not null,
  key            text collate "C",
  passing        boolean not null,
  idempotency_id text collate "C",
  reference      uuid not null,
  payload        json not null,
  metadata       json,
  deadline       timestamptz,
  submitted_at   timestamptz not null,
  state          text collate "C" not null,
  ready          boolean not null,
  unroutable     boolean not null,
  behind         bigint,
  due_at         timestamptz not null,
  attempts       integer not null,
  failures       integer not null,
  token          bigint not null,
  worker         text collate "C" not null,
  signal         text collate "C" not null,
  error          text not null,
  changed_at     timestamptz not null,
  lease_until    bigint not null
) with (
  -- Every operation is changed twice at least.
  fillfactor = 70
);

-- What workers look through: nothing else is in it.
create index es_operation_ready on es_operation (priority desc, id) where ready;

-- What will be ready, too late, or left behind, by its time.
create index es_operation_due on es_operation (due_at)
  where not ready and behind is null and state in ('PENDING', 'RETRYING');
create index es_operation_deadline on es_operation (deadline)
  where deadline is not null and state in ('PENDING', 'RETRYING', 'WAITING');
create index es_operation_lease on es_operation (lease_until) where state = 'RUNNING';

-- What waits for somebody.
create index es_operation_standing on es_operation (id) where state in ('WAITING', 'HELD', 'FAILED');

-- What would be ready if another of its key did not stand in its way, which may be for long.
create index es_operation_behind on es_operation (behind) where behind is not null;

-- What may stand in the way of others of its key.
create index es_operation_key on es_operation (tenant, key, id)
  where key is not null and state not in ('SUCCEEDED', 'EXPIRED', 'CANCELLED');

-- One of a key at a time, also of those that are begun at the same moment.
create unique index es_operation_running on es_operation (tenant, key) where state = 'RUNNING' and key is not null;

-- Submitted twice is submitted once.
create unique index es_operation_idempotency on es_operation (tenant, type, idempotency_id)
  where idempotency_id is not null;

-- What is purged by its age.
create index es_operation_age on es_operation (changed_at) where state in ('SUCCEEDED', 'EXPIRED', 'CANCELLED');

-- Each execution of a handler, written down before it begins.
create table es_operation_attempt (
  operation_id bigint not null,
  number       integer not null,
  worker       text collate "C" not null,
  started_at   timestamptz not null,
  ended_at     timestamptz,
  outcome      text collate "C",
  error        text not null,
  primary key (operation_id, number)
) with (
  fillfactor = 70
);

-- What need not be done again.
create table es_operation_step (
  operation_id         bigint not null,
  number               integer not null,
  name                 text collate "C" not null,
  result               json not null,
  compensation_type    text collate "C",
  compensation_payload json,
  compensated          boolean not null,
  recorded_at          timestamptz not null,
  primary key (operation_id, number)
);

-- What it was told, whether it waits for that or not.
create table es_operation_signal (
  operation_id bigint not null,
  number       integer not null,
  name         text collate "C" not null,
  payload      json not null,
  sent_at      timestamptz not null,
  primary key (operation_id, number),
  unique (operation_id, name)
);

-- What people decided.
create table es_operation_decision (
  operation_id bigint not null,
  number       integer not null,
  decision     text collate "C" not null,
  decided_by   text collate "C" not null,
  reason       text not null,
  decided_at   timestamptz not null,
  primary key (operation_id, number)
);

-- Libraries of version 5 leave all of this alone.
update es_schema set version = 6;
