// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.store.SubscriptionState.Partition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions out of a result with a row for each of their partitions, in order. The text of the query, which may be
 * long, stands in the first row of a subscription only.
 */
final class SubscriptionLines {

    private final List<SubscriptionState> complete = new ArrayList<>();
    private final List<Partition> partitions = new ArrayList<>();
    private @Nullable SubscriptionState begun;

    boolean add(Row row) throws SQLException {
        SubscriptionId id = new SubscriptionId(row.text("name"), (int) row.number("version"));
        if (begun == null || !begun.id().equals(id)) {
            end();
            begun = new SubscriptionState(
                    id,
                    row.text("query"),
                    row.flag("paused"),
                    row.flag("active"),
                    row.instant("created_at"),
                    List.of());
        }
        return partitions.add(new Partition(
                (int) row.number("partition"),
                new Checkpoint(row.number("position"), row.uuid("event_id").orElse(null)),
                row.number("token"),
                row.text("owner"),
                row.instant("changed_at")));
    }

    /** All that were added. */
    List<SubscriptionState> states() {
        end();
        return complete;
    }

    private void end() {
        if (begun != null) {
            complete.add(new SubscriptionState(
                    begun.id(), begun.query(), begun.paused(), begun.active(), begun.createdAt(), partitions));
            partitions.clear();
            begun = null;
        }
    }
}
