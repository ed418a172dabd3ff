// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.ExpectedVersion.Any;
import dev.eventsource.event.ExpectedVersion.Exactly;
import dev.eventsource.event.ExpectedVersion.NoStream;
import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentArguments;
import dev.eventsource.store.DocumentConflictException;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.DocumentWrite;
import dev.eventsource.store.DocumentWrite.Delete;
import dev.eventsource.store.DocumentWrite.Mark;
import dev.eventsource.store.DocumentWrite.Put;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.TenantEvents;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The documents of one tenant, in a SQL database.
 *
 * <p>How it works: a write is one statement that changes a row only if it is at the version expected. If it changes none, the
 * version is looked up to say why; when that is as expected after all, somebody else was in between, and it is tried
 * again.
 */
public final class JdbcDocuments implements DocumentStore {

    private static final int ATTEMPTS = 20;
    private static final long ANY_VERSION = -1;

    private final Rows rows;
    private final DocumentSql dialect;
    private final Clock clock;
    private final String tenant;
    private final boolean whole;

    /** @param clock for {@code changedAt} */
    public JdbcDocuments(Rows rows, DocumentSql dialect, Clock clock) {
        this(rows, dialect, clock, "", true);
    }

    private JdbcDocuments(Rows rows, DocumentSql dialect, Clock clock, String tenant, boolean whole) {
        this.rows = rows;
        this.dialect = dialect;
        this.clock = clock;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public Optional<Document> get(String collection, String key) {
        DocumentArguments.collection(collection);
        DocumentArguments.key(key);
        return rows.reading(sql -> sql.first(JdbcDocuments::read, """
                select collection, key, version, content, changed_at, deleted
                  from es_document
                 where tenant = ? and collection = ? and key = ? and not deleted""", tenant, collection, key));
    }

    @Override
    public List<Document> many(String collection, List<String> keys) {
        DocumentArguments.collection(collection);
        List<String> wanted = DocumentArguments.keys(keys);
        List<Document> found = rows.reading(sql ->
                sql.list(JdbcDocuments::read, """
                select collection, key, version, content, changed_at, deleted
                  from es_document
                 where tenant = ? and collection = ? and %s and not deleted""".formatted(sql.dialect().isOneOf("key")), tenant, collection, wanted));
        Map<String, Document> byKey = new HashMap<>();
        found.forEach(document -> byKey.put(document.key(), document));
        return wanted.stream().filter(byKey::containsKey).map(byKey::get).toList();
    }

    @Override
    public long write(DocumentWrite write) {
        return rows.writing(sql -> write(sql, write));
    }

    @Override
    public List<Document> find(String collection, DocumentQuery query) {
        DocumentArguments.collection(collection);
        return rows.reading(new DocumentSearch(dialect, tenant, collection, query)::find);
    }

    @Override
    public long count(String collection, DocumentQuery query) {
        DocumentArguments.collection(collection);
        return rows.reading(new DocumentSearch(dialect, tenant, collection, query)::count);
    }

    @Override
    public long clear(String collection) {
        DocumentArguments.collection(collection);
        return rows.writing(sql -> sql.execute("""
                delete from es_document
                 where tenant = ? and collection = ?""", tenant, collection));
    }

    @Override
    public DocumentStore forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new JdbcDocuments(rows, dialect, clock, TenantEvents.checked(other), false);
    }

    static Document read(Row row) throws SQLException {
        return new Document(
                row.text("collection"),
                row.text("key"),
                row.number("version"),
                row.payload("content"),
                row.instant("changed_at"),
                row.flag("deleted"));
    }

    private long write(Sql sql, DocumentWrite write) throws SQLException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Long> version = attempt(sql, write);
            if (version.isPresent()) {
                return version.get();
            }
            long actual = version(sql, write);
            if (!write.expected().accepts(actual)) {
                throw new DocumentConflictException(write.collection(), write.key(), write.expected(), actual);
            }
            if (actual == 0 && !(write instanceof Put)) {
                return 0;
            }
        }
        throw new StorageException("Document " + write.collection() + "/" + write.key() + " changed " + ATTEMPTS
                + " times while it was being written; nothing was stored. Write it again");
    }

    /** Empty if nothing was changed. */
    private Optional<Long> attempt(Sql sql, DocumentWrite write) throws SQLException {
        if (write instanceof Put put) {
            return put.expected().accepts(0) ? insert(sql, put) : replace(sql, put);
        }
        return write instanceof Mark mark ? mark(sql, mark) : delete(sql, (Delete) write);
    }

    private Optional<Long> insert(Sql sql, Put put) throws SQLException {
        if (put.expected() instanceof Any) {
            return sql.first(
                    row -> row.number("version"), """
                    insert into es_document as d (tenant, collection, key, version, deleted, changed_at, content)
                    values (?, ?, ?, 1, false, ?, ?)
                    on conflict (tenant, collection, key) do update
                       set version = d.version + 1, deleted = false,
                           changed_at = excluded.changed_at, content = excluded.content
                    returning version""", tenant, put.collection(), put.key(), now(), put.content());
        }
        return sql.first(row -> row.number("version"), """
                insert into es_document (tenant, collection, key, version, deleted, changed_at, content)
                values (?, ?, ?, 1, false, ?, ?)
                on conflict (tenant, collection, key) do nothing
                returning version""", tenant, put.collection(), put.key(), now(), put.content());
    }

    private Optional<Long> replace(Sql sql, Put put) throws SQLException {
        return sql.first(
                row -> row.number("version"),
                """
                update es_document
                   set version = version + 1, deleted = false, changed_at = ?, content = ?
                 where tenant = ? and collection = ? and key = ? and ? in (%d, version)
                returning version""".formatted(ANY_VERSION),
                now(),
                put.content(),
                tenant,
                put.collection(),
                put.key(),
                wanted(put.expected()));
    }

    private Optional<Long> mark(Sql sql, Mark mark) throws SQLException {
        return sql.first(
                row -> row.number("version"),
                """
                update es_document
                   set version = version + 1, deleted = ?, changed_at = ?
                 where tenant = ? and collection = ? and key = ? and ? in (%d, version)
                returning version""".formatted(ANY_VERSION),
                mark.deleted(),
                now(),
                tenant,
                mark.collection(),
                mark.key(),
                wanted(mark.expected()));
    }

    private Optional<Long> delete(Sql sql, Delete delete) throws SQLException {
        long deleted = sql.execute(
                """
                delete from es_document
                 where tenant = ? and collection = ? and key = ? and ? in (%d, version)""".formatted(ANY_VERSION), tenant, delete.collection(), delete.key(), wanted(delete.expected()));
        return deleted == 0 ? Optional.empty() : Optional.of(0L);
    }

    /** The version that the row must have; no row has version 0. */
    private static long wanted(ExpectedVersion expected) {
        if (expected instanceof Exactly exactly) {
            return exactly.version();
        }
        return expected instanceof NoStream ? 0 : ANY_VERSION;
    }

    /** 0 if there is none. */
    private long version(Sql sql, DocumentWrite write) throws SQLException {
        return sql.first(row -> row.number("version"), """
                        select version
                          from es_document
                         where tenant = ? and collection = ? and key = ?""", tenant, write.collection(), write.key())
                .orElse(0L);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
