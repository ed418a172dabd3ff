-- The log of events. Times are microseconds since 1970-01-01T00:00:00Z.

create table es_schema (
  version        integer not null,
  oldest_library integer not null
) strict;

insert into es_schema (version, oldest_library) values (1, 1);

-- Names are stored once; events refer to them by number, which saves a quarter of the file and of the time.
create table es_category (
  id       integer primary key,
  tenant   text not null,
  category text not null,
  unique (tenant, category)
) strict;

create table es_stream (
  id          integer primary key,
  category_id integer not null references es_category (id),
  key         text not null,
  unique (category_id, key)
) strict;

create table es_event (
  position    integer primary key,
  stream_id   integer not null references es_stream (id),
  category_id integer not null,
  version     integer not null,
  id          blob    not null,
  type        text    not null,
  revision    integer not null,
  occurred_at integer not null,
  recorded_at integer not null,
  payload     text    not null,
  metadata    text,
  tags        text
) strict;

-- Reading a stream, its version, and the last guard against two events at one version.
create unique index es_event_stream on es_event (stream_id, version);

-- Retries and duplicates are found by it.
create unique index es_event_id on es_event (id);

-- Reading a category, or a tenant as its categories, in the order of the log.
create index es_event_category on es_event (category_id, position);

-- Conditions and queries over tags.
create table es_tag (
  tag      text    not null,
  position integer not null references es_event (position),
  primary key (tag, position)
) strict, without rowid;
