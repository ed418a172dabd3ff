-- Divides the table of events, which must be new and empty, into ranges of positions that can be detached when they are
-- old. Not for speed: streams and ids are looked for in every range. A range can hold neither the streams' versions nor
-- the events' ids unique beyond itself; the append lock and a look at every id do.

alter table es_event rename to es_event_whole;
create table es_event (like es_event_whole including defaults including generated) partition by range (position);
drop table es_event_whole;

alter table es_event add primary key (position);
create index es_event_stream on es_event (stream_id, version);
create index es_event_id on es_event (id);
create index es_event_category on es_event (category_id, position);

-- How many positions a range has: one row.
create table es_range (
  positions bigint not null
);

-- The last version of each stream that has gone with a detached range.
create table es_archived (
  stream_id bigint primary key,
  version   bigint not null
);
