-- Subscriptions: how far they have come, who works on them, and what could not be handled. Times are microseconds since
-- 1970-01-01T00:00:00Z, by the clock of the machine.

create table es_subscription (
  tenant     text    not null,
  name       text    not null,
  version    integer not null,
  query      text    not null,
  partitions integer not null,
  paused     integer not null,
  active     integer not null,
  created_at integer not null,
  primary key (tenant, name, version)
) strict;

-- Of the versions of a name one is active, also of those that are registered at the same moment.
create unique index es_subscription_active on es_subscription (tenant, name) where active;

-- Checkpoint, token and owner stand in one row, so that one statement sees them all. It has no index on the owner: there
-- are few rows, and he is looked for only when he leaves.
create table es_partition (
  tenant     text    not null,
  name       text    not null,
  version    integer not null,
  partition  integer not null,
  position   integer not null,
  event_id   blob,
  token      integer not null,
  owner      text    not null,
  changed_at integer not null,
  primary key (tenant, name, version, partition)
) strict;

-- Who is alive until when: the one row that a process renews.
create table es_process (
  tenant      text    not null,
  id          text    not null,
  lease_until integer not null,
  primary key (tenant, id)
) strict;

-- Which process wants a share of which subscription.
create table es_member (
  tenant  text    not null,
  name    text    not null,
  version integer not null,
  process text    not null,
  primary key (tenant, name, version, process)
) strict, without rowid;

-- How often it was tried to handle an event that has neither been handled nor become a dead letter yet.
create table es_attempt (
  tenant   text    not null,
  name     text    not null,
  version  integer not null,
  position integer not null,
  attempts integer not null,
  primary key (tenant, name, version, position)
) strict, without rowid;

create table es_dead_letter (
  tenant          text    not null,
  name            text    not null,
  version         integer not null,
  partition       integer not null,
  position        integer not null,
  event_id        blob    not null,
  type            text    not null,
  sequence        text    not null,
  state           text    not null,
  attempts        integer not null,
  error           text    not null,
  stack_trace     text    not null,
  first_failed_at integer not null,
  last_failed_at  integer not null,
  decided_by      text    not null,
  changed_at      integer not null,
  primary key (tenant, name, version, position)
) strict;

-- What an owner loads when he begins, and looks through when somebody has decided. Only open letters, which are few, however
-- many have been kept.
create index es_dead_letter_open on es_dead_letter (tenant, name, version, partition, position)
  where state in ('FAILED', 'RETRYING');

-- Deciding on a whole sequence.
create index es_dead_letter_sequence on es_dead_letter (tenant, name, version, sequence, position)
  where state in ('FAILED', 'RETRYING');

-- Which events a consumer has handled.
create table es_deduplication (
  tenant        text    not null,
  consumer      text    not null,
  event_id      blob    not null,
  remembered_at integer not null,
  primary key (tenant, consumer, event_id)
) strict, without rowid;

-- What is purged by its age is found without reading the rows of a week. Times grow, so every event pays for one more entry
-- at the tree's right edge, no more.
create index es_deduplication_age on es_deduplication (tenant, remembered_at);

-- One row: grows with every change that owners of partitions must hear of.
create table es_control (
  changes integer not null
) strict;

insert into es_control (changes) values (0);

-- Older libraries leave all of this alone.
update es_schema set version = 3;
