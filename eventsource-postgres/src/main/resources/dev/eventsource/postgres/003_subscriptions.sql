-- Subscriptions: how far they have come, who works on them, and what could not be handled. Run roles.sql again after this.
-- lease_until is microseconds since 1970-01-01T00:00:00Z, by the server's clock.

create table es_subscription (
  tenant     text collate "C" not null,
  name       text collate "C" not null,
  version    integer not null,
  query      text not null,
  partitions integer not null,
  paused     boolean not null,
  active     boolean not null,
  created_at timestamptz not null,
  primary key (tenant, name, version)
);

-- Of the versions of a name one is active, also of those that are registered at the same moment.
create unique index es_subscription_active on es_subscription (tenant, name) where active;

-- Checkpoint, token and owner stand in one row, so that one statement sees them all, and locks them. There are few rows,
-- and they change several times a second: with room on their pages, and no index on what changes (the owner is looked for
-- only when he leaves), a new version of a row lies beside the old one, which goes without a vacuum.
create table es_partition (
  tenant     text collate "C" not null,
  name       text collate "C" not null,
  version    integer not null,
  partition  integer not null,
  position   bigint not null,
  event_id   uuid,
  token      bigint not null,
  owner      text collate "C" not null,
  changed_at timestamptz not null,
  primary key (tenant, name, version, partition)
) with (
  fillfactor = 40
);

-- Who is alive until when: the one row that a process renews, in place for the same reasons.
create table es_process (
  tenant      text collate "C" not null,
  id          text collate "C" not null,
  lease_until bigint not null,
  primary key (tenant, id)
) with (
  fillfactor = 40
);

-- Which process wants a share of which subscription.
create table es_member (
  tenant  text collate "C" not null,
  name    text collate "C" not null,
  version integer not null,
  process text collate "C" not null,
  primary key (tenant, name, version, process)
);

-- How often it was tried to handle an event that has neither been handled nor become a dead letter yet.
create table es_attempt (
  tenant   text collate "C" not null,
  name     text collate "C" not null,
  version  integer not null,
  position bigint not null,
  attempts integer not null,
  primary key (tenant, name, version, position)
) with (
  fillfactor = 70
);

create table es_dead_letter (
  tenant          text collate "C" not null,
  name            text collate "C" not null,
  version         integer not null,
  partition       integer not null,
  position        bigint not null,
  event_id        uuid not null,
  type            text collate "C" not null,
  sequence        text collate "C" not null,
  state           text collate "C" not null,
  attempts        integer not null,
  error           text not null,
  stack_trace     text not null,
  first_failed_at timestamptz not null,
  last_failed_at  timestamptz not null,
  decided_by      text collate "C" not null,
  changed_at      timestamptz not null,
  primary key (tenant, name, version, position)
);

-- What an owner loads when he begins, and looks through when somebody has decided. Only open letters, which are few, however
-- many have been kept.
create index es_dead_letter_open on es_dead_letter (tenant, name, version, partition, position)
  where state in ('FAILED', 'RETRYING');

-- Deciding on a whole sequence.
create index es_dead_letter_sequence on es_dead_letter (tenant, name, version, sequence, position)
  where state in ('FAILED', 'RETRYING');

-- Which events a consumer has handled.
create table es_deduplication (
  tenant        text collate "C" not null,
  consumer      text collate "C" not null,
  event_id      uuid not null,
  remembered_at timestamptz not null,
  primary key (tenant, consumer, event_id)
);

-- What is purged by its age is found without reading the rows of a week. Times grow, so every event pays for one more entry
-- at the tree's right edge, no more.
create index es_deduplication_age on es_deduplication (tenant, remembered_at);

-- One row: grows with every change that owners of partitions must hear of.
create table es_control (
  changes bigint not null
) with (
  fillfactor = 10
);

insert into es_control (changes) values (0);

-- Older libraries leave all of this alone.
update es_schema set version = 3;
