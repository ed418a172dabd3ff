-- Operations: what is to be done outside of the database, and what has come of it. Times are
-- microseconds since 1970-01-01T00:00:00Z.

create table es_operation (
  id             integer primary key autoincrement,
  tenant         text not null,
  type           text not null,
  channel        text not null,
  priority       integer not null,
  key            text,
  passing        integer not null,
  idempotency_id text,
  reference      blob not null,
  payload        text not null,
  metadata       text,
  deadline       integer,
  submitted_at   integer not null,
  state          text not null,
  ready          integer not null,
  unroutable     integer not null,
  behind         integer,
  due_at         integer not null,
  attempts       integer not null,
  failures       integer not null,
  token          integer not null,
  worker         text not null,
  signal         text not null,
  error          text not null,
  changed_at     integer not null,
  lease_until    integer not null
) strict;

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
  operation_id integer not null,
  number       integer not null,
  worker       text not null,
  started_at   integer not null,
  ended_at     integer,
  outcome      text,
  error        text not null,
  primary key (operation_id, number)
) strict;

-- What need not be done again.
create table es_operation_step (
  operation_id         integer not null,
  number               integer not null,
  name                 text not null,
  result               text not null,
  compensation_type    text,
  compensation_payload text,
  compensated          integer not null,
  recorded_at          integer not null,
  primary key (operation_id, number)
) strict;

-- What it was told, whether it waits for that or not.
create table es_operation_signal (
  operation_id integer not null,
  number       integer not null,
  name         text not null,
  payload      text not null,
  sent_at      integer not null,
  primary key (operation_id, number),
  unique (operation_id, name)
) strict;

-- What people decided.
create table es_operation_decision (
  operation_id integer not null,
  number       integer not null,
  decision     text not null,
  decided_by   text not null,
  reason       text not null,
  decided_at   integer not null,
  primary key (operation_id, number)
) strict;

-- Libraries of version 5 leave all of this alone.
update es_schema set version = 6;
