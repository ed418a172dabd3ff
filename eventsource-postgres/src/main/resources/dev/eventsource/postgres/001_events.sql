-- The log of events. Run it with the search_path set to the schema that shall hold the tables.
-- There are no sequences: numbers are the largest one plus one, taken under the store's append lock, so that a restored
-- or failed-over server continues where the tables are. There are no foreign keys: every row is written under that
-- lock by statements that have just read what they refer to, and a check for each event would cost a fifth of the time.

create table es_schema (
  version        integer not null,
  oldest_library integer not null
);

insert into es_schema (version, oldest_library) values (1, 1);

-- Names are stored once; events refer to them by number, which saves a sixth of the bytes and a third of the time.
create table es_category (
  id       bigint primary key,
  tenant   text collate "C" not null,
  category text collate "C" not null,
  unique (tenant, category)
);

create table es_stream (
  id          bigint primary key,
  category_id bigint not null,
  key         text collate "C" not null,
  unique (category_id, key)
);

create table es_event (
  -- Reading the log, and the last guard against two events at one place.
  position    bigint primary key,
  stream_id   bigint not null,
  category_id bigint not null,
  version     bigint not null,
  id          uuid not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  revision    integer not null,
  -- So that a page can end at a number of bytes without unpacking what lies behind it.
  bytes       integer not null generated always as
              (octet_length(payload::text) + coalesce(octet_length(metadata::text), 0)) stored,
  type        text collate "C" not null,
  -- json keeps the bytes as they are; jsonb would be larger, dearer to write and slower to read.
  payload     json not null,
  metadata    json,
  tags        text[] collate "C"
) with (
  -- Rows never change. Statistics and the visibility map follow the growth of a table that is only inserted into.
  fillfactor = 100,
  autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02
);

-- Reading a stream, its version, and the last guard against two events at one version.
create unique index es_event_stream on es_event (stream_id, version);

-- Retries and duplicates are found by it.
create unique index es_event_id on es_event (id);

-- Reading a category, or a tenant as its categories, in the order of the log.
create index es_event_category on es_event (category_id, position);

-- Conditions and queries over tags; es_event.tags is for reading. A B-tree, because a GIN index cannot be bounded by
-- position and stalls writers while it empties its pending list.
create table es_tag (
  tag      text collate "C" not null,
  position bigint not null,
  primary key (tag, position)
);
