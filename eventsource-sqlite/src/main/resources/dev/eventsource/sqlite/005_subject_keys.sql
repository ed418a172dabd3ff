-- The keys of the subjects of personal data, encrypted by a master key that is not in the database. Times are
-- microseconds since 1970-01-01T00:00:00Z.

create table es_subject_key (
  tenant       text not null,
  subject      text not null,
  -- Both are null for a subject that was forgotten; the row stays, so that it gets no key again.
  master_key   text,
  wrapped      text,
  forgotten_at integer,
  primary key (tenant, subject),
  check ((master_key is null) = (wrapped is null) and (wrapped is null) = (forgotten_at is not null))
) strict;

-- Libraries of version 4 leave keys alone.
update es_schema set version = 5;
