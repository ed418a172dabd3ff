-- The keys of the subjects of personal data, encrypted by a master key that is not in the database. Run roles.sql again
-- after this.

create table es_subject_key (
  tenant       text collate "C" not null,
  subject      text collate "C" not null,
  -- Both are null for a subject that was forgotten; the row stays, so that it gets no key again.
  master_key   text collate "C",
  wrapped      text collate "C",
  forgotten_at timestamptz,
  primary key (tenant, subject),
  check ((master_key is null) = (wrapped is null) and (wrapped is null) = (forgotten_at is not null))
);

-- Libraries of version 4 leave keys alone.
update es_schema set version = 5;
