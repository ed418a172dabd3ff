-- Documents by key. Times are microseconds since 1970-01-01T00:00:00Z.

create table es_document (
  tenant     text    not null,
  collection text    not null,
  key        text    not null,
  version    integer not null,
  deleted    integer not null,
  changed_at integer not null,
  content    text    not null,
  primary key (tenant, collection, key)
) strict;

-- Libraries of version 1 leave documents alone.
update es_schema set version = 2;
