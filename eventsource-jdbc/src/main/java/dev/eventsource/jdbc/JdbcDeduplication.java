// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.Deduplication;
import dev.eventsource.store.SubscriptionArguments;
import dev.eventsource.store.TenantEvents;
import java.time.Instant;
import java.util.UUID;

/** What the consumers of one tenant have handled, in a SQL database. */
final class JdbcDeduplication implements Deduplication {

    private final Rows rows;
    private final String tenant;
    private final boolean whole;

    /** Those of all, of which each tenant has its own; what is kept without a view is nobody's. */
    JdbcDeduplication(Rows rows) {
        this(rows, "", true);
    }

    private JdbcDeduplication(Rows rows, String tenant, boolean whole) {
        this.rows = rows;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public boolean remember(String consumer, UUID eventId) {
        SubscriptionArguments.consumer(consumer);
        return rows.writing(sql -> sql.execute("""
                insert into es_deduplication (tenant, consumer, event_id, remembered_at)
                values (?, ?, ?, {now})
                on conflict do nothing""", tenant, consumer, eventId)) == 1;
    }

    @Override
    public long forget(String consumer) {
        SubscriptionArguments.consumer(consumer);
        return rows.writing(sql -> sql.execute("""
                delete from es_deduplication
                 where tenant = ? and consumer = ?""", tenant, consumer));
    }

    @Override
    public long purge(Instant before) {
        return rows.writing(sql -> sql.execute("""
                delete from es_deduplication
                 where tenant = ? and remembered_at < ? and substr(consumer, 1, 10) <> ?""", tenant, SubscriptionArguments.instant(before), REPLAY_OF));
    }

    @Override
    public Deduplication forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new JdbcDeduplication(rows, TenantEvents.checked(other), false);
    }
}
