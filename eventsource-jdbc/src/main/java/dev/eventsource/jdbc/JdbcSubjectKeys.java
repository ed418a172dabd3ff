// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.SubjectKey;
import dev.eventsource.store.SubjectKeyStore;
import dev.eventsource.store.TenantEvents;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The keys of subjects, in a table: the key is gone from the row of a subject that was forgotten. */
final class JdbcSubjectKeys implements SubjectKeyStore {

    private final Rows rows;
    private final Object place;
    private final String tenant;
    private final boolean whole;

    /** Those of the whole storage, which begin with those of no tenant. */
    JdbcSubjectKeys(Rows rows, Object place) {
        this(rows, place, "", true);
    }

    private JdbcSubjectKeys(Rows rows, Object place, String tenant, boolean whole) {
        this.rows = rows;
        this.place = place;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public Optional<SubjectKey> find(String subject) {
        SubjectKey.checkSubject(subject);
        return rows.reading(sql -> find(sql, subject));
    }

    @Override
    public SubjectKey create(SubjectKey.Wrapped key) {
        return rows.writing(sql -> {
            // Who comes second waits here for the first, and finds its key with a statement that begins later.
            sql.execute("""
                    insert into es_subject_key (tenant, subject, master_key, wrapped)
                    values (?, ?, ?, ?)
                    on conflict (tenant, subject) do nothing""", tenant, key.subject(), key.masterKey(), key.key());
            return find(sql, key.subject()).orElseThrow();
        });
    }

    @Override
    public boolean forget(String subject, Instant at) {
        SubjectKey.Forgotten forgotten = new SubjectKey.Forgotten(subject, at);
        return rows.writing(sql -> sql.execute("""
                        insert into es_subject_key (tenant, subject, forgotten_at)
                        values (?, ?, ?)
                        on conflict (tenant, subject) do update
                           set master_key = null, wrapped = null, forgotten_at = excluded.forgotten_at
                         where es_subject_key.forgotten_at is null""", tenant, forgotten.subject(), forgotten.at())) == 1;
    }

    @Override
    public List<SubjectKey.Wrapped> wrappedOtherwise(String masterKey, int limit) {
        SubjectKeyStore.checkLimit(limit);
        return rows.reading(sql -> sql.list(JdbcSubjectKeys::wrapped, """
                select subject, master_key, wrapped
                  from es_subject_key
                 where tenant = ? and master_key <> ?
                 order by subject
                 limit ?""", tenant, masterKey, limit));
    }

    @Override
    public boolean rewrap(SubjectKey.Wrapped from, SubjectKey.Wrapped to) {
        String subject = SubjectKeyStore.sameSubject(from, to);
        return rows.writing(sql ->
                        sql.execute("""
                        update es_subject_key
                           set master_key = ?, wrapped = ?
                         where tenant = ? and subject = ? and master_key = ? and wrapped = ?""", to.masterKey(), to.key(), tenant, subject, from.masterKey(), from.key()))
                == 1;
    }

    @Override
    public SortedSet<String> tenants() {
        return new TreeSet<>(
                rows.<List<String>>reading(sql -> sql.list(row -> row.text("tenant"), """
                        select distinct tenant
                          from es_subject_key
                         where ? or tenant = ?""", whole, tenant)));
    }

    @Override
    public Object place() {
        return place;
    }

    @Override
    public SubjectKeyStore forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new JdbcSubjectKeys(rows, place, TenantEvents.checked(other), false);
    }

    private Optional<SubjectKey> find(Sql sql, String subject) throws SQLException {
        return sql.first(
                row -> row.flag("forgotten")
                        ? new SubjectKey.Forgotten(subject, row.instant("forgotten_at"))
                        : wrapped(row),
                """
                select subject, master_key, wrapped, forgotten_at, forgotten_at is not null as forgotten
                  from es_subject_key
                 where tenant = ? and subject = ?""",
                tenant,
                subject);
    }

    private static SubjectKey.Wrapped wrapped(Row row) throws SQLException {
        return new SubjectKey.Wrapped(row.text("subject"), row.text("master_key"), row.text("wrapped"));
    }
}
