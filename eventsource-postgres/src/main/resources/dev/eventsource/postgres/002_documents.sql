-- Documents by key. Run roles.sql again after this.

create table es_document (
  tenant     text collate "C" not null,
  collection text collate "C" not null,
  key        text collate "C" not null,
  version    bigint not null,
  deleted    boolean not null,
  changed_at timestamptz not null,
  content    json not null,
  primary key (tenant, collection, key)
) with (
  -- Rows change in place as long as there is room on their page.
  fillfactor = 85
);

-- Libraries of version 1 leave documents alone.
update es_schema set version = 2;
