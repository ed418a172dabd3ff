// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.AppendCondition.NothingMatches;
import dev.eventsource.event.AppendCondition.StreamAt;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The events of one tenant: what backends hand out for {@link Storage#forTenant}. Streams without a tenant mean the
 * tenant's, other tenants are refused by name, and every query and condition is narrowed to the tenant.
 */
public final class TenantEvents implements EventStore {

    private final EventStore events;
    private final String tenant;

    /** @param events of all tenants, or of this one */
    public TenantEvents(EventStore events, String tenant) {
        this.events = events;
        this.tenant = checked(tenant);
    }

    /** The tenant's name, if it can be one. */
    public static String checked(String tenant) {
        return new StreamId(tenant, "any", "any").tenant();
    }

    /** A view of one tenant cannot become a view of another. */
    public static void checkSame(String tenant, String other) {
        if (!other.equals(tenant)) {
            throw new IllegalArgumentException("This view is of tenant '" + tenant + "', not '" + other + "'");
        }
    }

    @Override
    public AppendResult append(Append append) {
        return events.append(own(append));
    }

    @Override
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        return events.appendAsync(own(append));
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
        return events.read(own(stream), afterVersion, limit);
    }

    @Override
    public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) {
        return events.readBackwards(own(stream), beforeVersion, limit);
    }

    @Override
    public EventPage readAll(EventQuery query, long afterPosition, int limit) {
        return events.readAll(own(query), afterPosition, limit);
    }

    @Override
    public Optional<RecordedEvent> find(UUID eventId) {
        return events.find(eventId).filter(event -> event.stream().tenant().equals(tenant));
    }

    @Override
    public long head() {
        return events.head();
    }

    @Override
    public Registration onAppend(Runnable wakeUp) {
        return events.onAppend(wakeUp);
    }

    private Append own(Append append) {
        return new Append(
                append.writes().stream()
                        .map(write -> new Write(own(write.stream()), write.expected(), write.events()))
                        .toList(),
                append.conditions().stream().map(this::own).toList());
    }

    private AppendCondition own(AppendCondition condition) {
        if (condition instanceof StreamAt at) {
            return new StreamAt(own(at.stream()), at.expected());
        }
        NothingMatches nothing = (NothingMatches) condition;
        return new NothingMatches(own(nothing.query()), nothing.afterPosition());
    }

    private EventQuery own(EventQuery query) {
        return query.ownedBy(tenant);
    }

    private StreamId own(StreamId stream) {
        if (!stream.tenant().isEmpty() && !stream.tenant().equals(tenant)) {
            throw new IllegalArgumentException("This view is of tenant '" + tenant + "', but the stream is " + stream);
        }
        return stream.in(tenant);
    }
}
