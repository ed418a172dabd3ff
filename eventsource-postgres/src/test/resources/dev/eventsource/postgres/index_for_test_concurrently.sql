create index concurrently if not exists es_event_for_test on es_event (for_test);

update es_schema set version = version + 1;
