-- Roles for the tables, to be run by their owner with the search_path set to their schema: after every migration that
-- adds tables, and as often as you like.
-- Give them to the users of your applications: grant eventsource_app to my_application;

do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'eventsource_app') then
    create role eventsource_app nologin;
  end if;
  if not exists (select 1 from pg_roles where rolname = 'eventsource_reader') then
    create role eventsource_reader nologin;
  end if;
  execute format('grant usage on schema %I to eventsource_app, eventsource_reader', current_schema());
end $$;

-- An application appends and reads. It cannot change or remove events, nor change the tables; documents and what is kept of
-- subscriptions and operations it can.
grant select on es_schema to eventsource_app;
grant select, insert on es_category, es_stream, es_event, es_tag to eventsource_app;
grant select, insert, update, delete on es_document, es_subscription, es_partition, es_process, es_member, es_attempt,
  es_dead_letter, es_deduplication, es_snapshot, es_operation, es_operation_attempt, es_operation_step,
  es_operation_signal, es_operation_decision to eventsource_app;
grant select, update on es_control to eventsource_app;

-- Keys of subjects are made, encrypted anew and removed, but that one was forgotten stays. Readers get none of it: they
-- see personal data encrypted.
grant select, insert, update on es_subject_key to eventsource_app;
alter table es_subject_key enable row level security;
drop policy if exists es_subject_key_app on es_subject_key;
create policy es_subject_key_app on es_subject_key to eventsource_app using (true) with check (true);

-- A reader sees the tenants that are written down for its user, whatever its queries ask for: events, documents,
-- subscriptions with their checkpoints, dead letters, and operations with their histories.
--   grant eventsource_reader to acme_reports;
--   insert into es_reader (username, tenant) values ('acme_reports', 'acme');
create table if not exists es_reader (
  username name not null,
  tenant   text collate "C" not null,
  primary key (username, tenant)
);
alter table es_reader enable row level security;
drop policy if exists es_reader_own on es_reader;
create policy es_reader_own on es_reader for select to eventsource_reader using (username = current_user);

grant select on es_schema, es_reader, es_category, es_stream, es_event, es_tag, es_document, es_snapshot,
  es_subscription, es_partition, es_dead_letter, es_operation, es_operation_attempt, es_operation_step,
  es_operation_signal, es_operation_decision to eventsource_reader;

alter table es_category enable row level security;
drop policy if exists es_category_app on es_category;
drop policy if exists es_category_reader on es_category;
create policy es_category_app on es_category to eventsource_app using (true) with check (true);
create policy es_category_reader on es_category for select to eventsource_reader
  using (tenant in (select r.tenant from es_reader r));

alter table es_stream enable row level security;
drop policy if exists es_stream_app on es_stream;
drop policy if exists es_stream_reader on es_stream;
create policy es_stream_app on es_stream to eventsource_app using (true) with check (true);
create policy es_stream_reader on es_stream for select to eventsource_reader
  using (category_id in (select c.id from es_category c));

alter table es_event enable row level security;
drop policy if exists es_event_app on es_event;
drop policy if exists es_event_reader on es_event;
create policy es_event_app on es_event to eventsource_app using (true) with check (true);
create policy es_event_reader on es_event for select to eventsource_reader
  using (category_id in (select c.id from es_category c));

alter table es_tag enable row level security;
drop policy if exists es_tag_app on es_tag;
drop policy if exists es_tag_reader on es_tag;
create policy es_tag_app on es_tag to eventsource_app using (true) with check (true);
create policy es_tag_reader on es_tag for select to eventsource_reader
  using (exists (select 1 from es_event e where e.position = es_tag.position));

alter table es_document enable row level security;
drop policy if exists es_document_app on es_document;
drop policy if exists es_document_reader on es_document;
create policy es_document_app on es_document to eventsource_app using (true) with check (true);
create policy es_document_reader on es_document for select to eventsource_reader
  using (tenant in (select r.tenant from es_reader r));

alter table es_snapshot enable row level security;
drop policy if exists es_snapshot_app on es_snapshot;
drop policy if exists es_snapshot_reader on es_snapshot;
create policy es_snapshot_app on es_snapshot to eventsource_app using (true) with check (true);
create policy es_snapshot_reader on es_snapshot for select to eventsource_reader
  using (tenant in (select r.tenant from es_reader r));

alter table es_subscription enable row level security;
drop policy if exists es_subscription_app on es_subscription;
drop policy if exists es_subscription_reader on es_subscription;
create policy es_subscription_app on es_subscription to eventsource_app using (true) with check (true);
create policy es_subscription_reader on es_subscription for select to eventsource_reader
  using (tenant in (select r.tenant from es_reader r));

alter table es_partition enable row level security;
drop policy if exists es_partition_app on es_partition;
drop policy if exists es_partition_reader on es_partition;
create policy es_partition_app on es_partition to eventsource_app using (true) with check (true);
create policy es_partition_reader on es_partition for select to eventsource_reader
  using (tenant in (select r.tenant from es_reader r));

alter table es_dead_letter enable row level security;
drop policy if exists es_dead_letter_app on es_dead_letter;
drop policy if exists es_dead_letter_reader on es_dead_letter;
create policy es_dead_letter_app on es_dead_letter to eventsource_app using (true) with check (true);
create policy es_dead_letter_reader on es_dead_letter for select to eventsource_reader
  using (tenant in (select r.tenant from es_reader r));

alter table es_operation enable row level security;
drop policy if exists es_operation_app on es_operation;
drop policy if exists es_operation_reader on es_operation;
create policy es_operation_app on es_operation to eventsource_app using (true) with check (true);
create policy es_operation_reader on es_operation for select to eventsource_reader
  using (tenant in (select r.tenant from es_reader r));

alter table es_operation_attempt enable row level security;
drop policy if exists es_operation_attempt_app on es_operation_attempt;
drop policy if exists es_operation_attempt_reader on es_operation_attempt;
create policy es_operation_attempt_app on es_operation_attempt to eventsource_app using (true) with check (true);
create policy es_operation_attempt_reader on es_operation_attempt for select to eventsource_reader
  using (exists (select 1 from es_operation o where o.id = operation_id));

alter table es_operation_step enable row level security;
drop policy if exists es_operation_step_app on es_operation_step;
drop policy if exists es_operation_step_reader on es_operation_step;
create policy es_operation_step_app on es_operation_step to eventsource_app using (true) with check (true);
create policy es_operation_step_reader on es_operation_step for select to eventsource_reader
  using (exists (select 1 from es_operation o where o.id = operation_id));

alter table es_operation_signal enable row level security;
drop policy if exists es_operation_signal_app on es_operation_signal;
drop policy if exists es_operation_signal_reader on es_operation_signal;
create policy es_operation_signal_app on es_operation_signal to eventsource_app using (true) with check (true);
create policy es_operation_signal_reader on es_operation_signal for select to eventsource_reader
  using (exists (select 1 from es_operation o where o.id = operation_id));

alter table es_operation_decision enable row level security;
drop policy if exists es_operation_decision_app on es_operation_decision;
drop policy if exists es_operation_decision_reader on es_operation_decision;
create policy es_operation_decision_app on es_operation_decision to eventsource_app using (true) with check (true);
create policy es_operation_decision_reader on es_operation_decision for select to eventsource_reader
  using (exists (select 1 from es_operation o where o.id = operation_id));

-- Tables that are divided into ranges have two more. The ranges themselves are granted to nobody: what is attached is
-- read through es_event, under its policies, and what is archived is its owner's.
do $$
begin
  if to_regclass(format('%I.es_range', current_schema())) is not null then
    grant select on es_range, es_archived to eventsource_app, eventsource_reader;
    alter table es_archived enable row level security;
    drop policy if exists es_archived_app on es_archived;
    drop policy if exists es_archived_reader on es_archived;
    create policy es_archived_app on es_archived to eventsource_app using (true) with check (true);
    create policy es_archived_reader on es_archived for select to eventsource_reader
      using (stream_id in (select s.id from es_stream s));
  end if;
end $$;
