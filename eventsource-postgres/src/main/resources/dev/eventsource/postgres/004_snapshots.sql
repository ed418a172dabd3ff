-- Snapshots of aggregates, the best one of each stream. Run roles.sql again after this.

create table es_snapshot (
  tenant   text collate "C" not null,
  category text collate "C" not null,
  key      text collate "C" not null,
  version  bigint not null,
  event_id uuid not null,
  schema   integer not null,
  state    json not null,
  taken_at timestamptz not null,
  primary key (tenant, category, key)
) with (
  -- Rows change in place as long as there is room on their page.
  fillfactor = 70
);

-- Libraries of version 3 leave snapshots alone.
update es_schema set version = 4;
