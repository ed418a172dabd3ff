alter table es_event add column for_test integer;

update es_schema set version = version + 1;
