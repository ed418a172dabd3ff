-- Snapshots of aggregates, the best one of each stream. Times are microseconds since 1970-01-01T00:00:00Z.

create table es_snapshot (
  tenant   text    not null,
  category text    not null,
  key      text    not null,
  version  integer not null,
  event_id blob    not null,
  schema   integer not null,
  state    text    not null,
  taken_at integer not null,
  primary key (tenant, category, key)
) strict;

-- Libraries of version 3 leave snapshots alone.
update es_schema set version = 4;
