// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which events are wanted, as data, so that a store can look for them by its indexes. {@link #matches} is the
 * specification.
 *
 * <p>Start from {@link #all()} and narrow: {@code EventQuery.all().inCategory("loan").ofType("Approved", "Declined")}.
 * Every further call narrows every alternative ("and"); {@link #or} adds alternatives.
 *
 * @param alternatives an event is wanted if it is wanted by one of them; 1 to {@value #MAX_ALTERNATIVES}
 */
public record EventQuery(List<Alternative> alternatives) {

    /** The most alternatives of one query. */
    public static final int MAX_ALTERNATIVES = 64;

    /** The most names in one set of an alternative. */
    public static final int MAX_NAMES = 1000;

    private static final EventQuery ALL =
            new EventQuery(List.of(new Alternative(Set.of(), Set.of(), Set.of(), Set.of(), Set.of())));

    public EventQuery {
        alternatives = List.copyOf(alternatives);
        if (alternatives.isEmpty() || alternatives.size() > MAX_ALTERNATIVES) {
            throw new IllegalArgumentException("A query has 1 to " + MAX_ALTERNATIVES + " alternatives, not "
                    + alternatives.size() + (alternatives.isEmpty() ? "; EventQuery.all() wants every event" : ""));
        }
    }

    /** Every event. */
    public static EventQuery all() {
        return ALL;
    }

    /** Only events of one of these tenants; "" means streams without a tenant. */
    public EventQuery inTenant(String... tenants) {
        Set<String> wanted = Set.copyOf(List.of(tenants));
        return each(
                a -> new Alternative(narrowed("tenants", a.tenants, wanted), a.categories, a.streams, a.types, a.tags));
    }

    /** Only events of streams of one of these categories. */
    public EventQuery inCategory(String... categories) {
        Set<String> wanted = Set.copyOf(List.of(categories));
        return each(a ->
                new Alternative(a.tenants, narrowed("categories", a.categories, wanted), a.streams, a.types, a.tags));
    }

    /** Only events of one of these streams. */
    public EventQuery inStream(StreamId... streams) {
        Set<StreamId> wanted = Set.copyOf(List.of(streams));
        return each(
                a -> new Alternative(a.tenants, a.categories, narrowed("streams", a.streams, wanted), a.types, a.tags));
    }

    /** Only events of one of these types. */
    public EventQuery ofType(String... types) {
        Set<String> wanted = Set.copyOf(List.of(types));
        return each(
                a -> new Alternative(a.tenants, a.categories, a.streams, narrowed("types", a.types, wanted), a.tags));
    }

    /** Only events that have all of these tags. */
    public EventQuery tagged(String... tags) {
        return each(a -> {
            Set<String> all = new HashSet<>(a.tags);
            all.addAll(List.of(tags));
            return new Alternative(a.tenants, a.categories, a.streams, a.types, all);
        });
    }

    /**
     * What this query means to one tenant: its streams without a tenant are the tenant's, and only events of the tenant
     * are wanted.
     *
     * @throws IllegalArgumentException if the query names another tenant
     */
    public EventQuery ownedBy(String tenant) {
        return each(a -> {
            Stream.concat(a.tenants.stream(), a.streams.stream().map(StreamId::tenant))
                    .filter(other -> !other.isEmpty() && !other.equals(tenant))
                    .findFirst()
                    .ifPresent(other -> {
                        throw new IllegalArgumentException(
                                "This view is of tenant '" + tenant + "', but the query names tenant '" + other + "'");
                    });
            Set<StreamId> streams =
                    a.streams.stream().map(stream -> stream.in(tenant)).collect(Collectors.toSet());
            return new Alternative(Set.of(tenant), a.categories, streams, a.types, a.tags);
        });
    }

    /** What this query wants and what the other wants. */
    public EventQuery or(EventQuery other) {
        return new EventQuery(Stream.concat(alternatives.stream(), other.alternatives.stream())
                .distinct()
                .toList());
    }

    /** Is this event wanted? What a store does by SQL means exactly this. */
    public boolean matches(StreamId stream, EventData event) {
        return alternatives.stream().anyMatch(alternative -> alternative.matches(stream, event));
    }

    /** Is this event wanted? */
    public boolean matches(RecordedEvent event) {
        return matches(event.stream(), event.event());
    }

    private EventQuery each(UnaryOperator<Alternative> change) {
        return new EventQuery(alternatives.stream().map(change).distinct().toList());
    }

    private static <T> Set<T> narrowed(String what, Set<T> present, Set<T> wanted) {
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("Name at least one of the " + what + "; to want all, do not call this");
        }
        if (present.isEmpty()) {
            return wanted;
        }
        Set<T> both = new HashSet<>(present);
        both.retainAll(wanted);
        if (both.isEmpty()) {
            throw new IllegalArgumentException(
                    "The query could match nothing: its " + what + " are " + present + ", narrowed to " + wanted);
        }
        return both;
    }

    /**
     * One way of being wanted: an event must satisfy every set that is not empty.
     *
     * @param tenants the stream belongs to one of them ("" is none)
     * @param categories the stream is of one of them
     * @param streams the stream is one of them
     * @param types the event is of one of them
     * @param tags the event has all of them
     */
    public record Alternative(
            Set<String> tenants, Set<String> categories, Set<StreamId> streams, Set<String> types, Set<String> tags) {

        public Alternative {
            tenants = checked("tenants", tenants, 0, MAX_NAMES);
            categories = checked("categories", categories, 1, MAX_NAMES);
            streams = limited("streams", streams, MAX_NAMES);
            types = checked("types", types, 1, MAX_NAMES);
            tags = checked("tags", tags, 1, EventData.MAX_TAGS);
        }

        boolean matches(StreamId stream, EventData event) {
            return (tenants.isEmpty() || tenants.contains(stream.tenant()))
                    && (categories.isEmpty() || categories.contains(stream.category()))
                    && (streams.isEmpty() || streams.contains(stream))
                    && (types.isEmpty() || types.contains(event.type()))
                    && event.tags().containsAll(tags);
        }

        private static Set<String> checked(String what, Set<String> names, int min, int max) {
            for (String name : names) {
                Text.check("One of the " + what + " of a query", name, min, 200);
            }
            return limited(what, names, max);
        }

        private static <T> Set<T> limited(String what, Set<T> names, int max) {
            if (names.size() > max) {
                throw new IllegalArgumentException(
                        "A query names at most " + max + " " + what + ", this one names " + names.size());
            }
            return Set.copyOf(names);
        }
    }
}
