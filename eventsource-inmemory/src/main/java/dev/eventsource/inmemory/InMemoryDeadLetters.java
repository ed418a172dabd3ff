// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.inmemory.SubscriptionTables.Letter;
import dev.eventsource.inmemory.SubscriptionTables.Place;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Lease;
import dev.eventsource.store.LeaseLostException;
import dev.eventsource.store.SubscriptionArguments;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.TenantEvents;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Attempts and dead letters of one tenant, in a storage or in a transaction of it. */
final class InMemoryDeadLetters implements DeadLetterQueue {

    private static final Comparator<DeadLetter> ORDER =
            Comparator.comparing(DeadLetter::subscription).thenComparingLong(DeadLetter::position);

    private final Rows rows;
    private final Clock clock;
    private final String tenant;
    private final boolean whole;

    /** Those of all, of which each tenant has its own; what is kept without a view is nobody's. */
    InMemoryDeadLetters(Rows rows, Clock clock) {
        this(rows, clock, "", true);
    }

    private InMemoryDeadLetters(Rows rows, Clock clock, String tenant, boolean whole) {
        this.rows = rows;
        this.clock = clock;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public Map<Long, Integer> attempts(Lease lease) {
        return rows.reading(contents -> {
            Map<Long, Integer> attempts = new HashMap<>();
            contents.subscriptions()
                    .attempts()
                    .rows(place -> place.tenant().equals(tenant)
                            && place.key().subscription().equals(lease.subscription()))
                    .forEach((place, number) -> attempts.put(place.key().position(), number));
            return attempts;
        });
    }

    @Override
    public void attempt(Lease lease, long position, int number) {
        Owned<Place> place = place(lease.subscription(), SubscriptionArguments.position(position));
        this.<Boolean>fenced(lease, tables -> {
            if (number == 0) {
                tables.attempts().remove(place);
            } else {
                tables.attempts().put(place, number);
            }
            return true;
        });
    }

    @Override
    public void put(Lease lease, DeadLetter letter) {
        SubscriptionArguments.ofLease(letter, lease);
        Owned<Place> place = place(letter.subscription(), letter.position());
        this.<Boolean>fenced(lease, tables -> {
            tables.attempts().remove(place);
            tables.letters().put(place, new Letter(letter, now()));
            return true;
        });
    }

    @Override
    public List<DeadLetter> open(SubscriptionId id, int partition, long afterPosition, int limit) {
        Filter filter = Filter.OPEN.of(id).after(afterPosition);
        return some(limit, letter -> letter.partition() == partition && filter.wants(letter));
    }

    @Override
    public List<DeadLetter> list(Filter filter, int limit) {
        return some(limit, filter::wants);
    }

    @Override
    public int decide(Filter filter, DeadLetter.State state, String by) {
        SubscriptionArguments.decision(state);
        SubscriptionArguments.by(by);
        return rows.writing(contents -> {
            SubscriptionTables tables = contents.subscriptions();
            Map<Owned<Place>, Letter> letters = letters(tables, letter -> letter.isOpen() && filter.wants(letter));
            letters.forEach((place, letter) ->
                    tables.letters().put(place, new Letter(decided(letter.content(), state, by), now())));
            if (!letters.isEmpty()) {
                tables.raiseChanges();
            }
            return letters.size();
        });
    }

    @Override
    public Count count(Filter filter) {
        List<DeadLetter> wanted =
                rows.reading(contents -> contents(contents, filter::wants).toList());
        return new Count(
                wanted.size(), wanted.stream().map(DeadLetter::firstFailedAt).min(Comparator.naturalOrder()));
    }

    @Override
    public int purge(Instant before) {
        return rows.writing(contents -> {
            SubscriptionTables tables = contents.subscriptions();
            Map<Owned<Place>, Letter> letters = letters(tables, letter -> !letter.isOpen());
            letters.values().removeIf(letter -> !letter.changedAt().isBefore(before));
            letters.keySet().forEach(tables.letters()::remove);
            return letters.size();
        });
    }

    @Override
    public DeadLetterQueue forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new InMemoryDeadLetters(rows, clock, TenantEvents.checked(other), false);
    }

    /** The letter as somebody wants it. */
    static DeadLetter decided(DeadLetter letter, DeadLetter.State state, String by) {
        return new DeadLetter(
                letter.subscription(),
                letter.partition(),
                letter.position(),
                letter.eventId(),
                letter.type(),
                letter.sequence(),
                state,
                letter.attempts(),
                letter.error(),
                letter.stackTrace(),
                letter.firstFailedAt(),
                letter.lastFailedAt(),
                by);
    }

    private <R> R fenced(Lease lease, Function<SubscriptionTables, R> work) {
        return rows.writing(contents -> {
            SubscriptionTables tables = contents.subscriptions();
            if (tables.held(tenant, lease, now()).isEmpty()) {
                throw new LeaseLostException(lease);
            }
            return work.apply(tables);
        });
    }

    private List<DeadLetter> some(int limit, Predicate<DeadLetter> wanted) {
        SubscriptionArguments.limit(limit);
        return rows.reading(contents ->
                contents(contents, wanted).sorted(ORDER).limit(limit).toList());
    }

    private Stream<DeadLetter> contents(Contents contents, Predicate<DeadLetter> wanted) {
        return letters(contents.subscriptions(), wanted).values().stream().map(Letter::content);
    }

    private Map<Owned<Place>, Letter> letters(SubscriptionTables tables, Predicate<DeadLetter> wanted) {
        Map<Owned<Place>, Letter> letters =
                tables.letters().rows(key -> key.tenant().equals(tenant));
        letters.values().removeIf(letter -> !wanted.test(letter.content()));
        return letters;
    }

    private Owned<Place> place(SubscriptionId id, long position) {
        return new Owned<>(tenant, new Place(id, position));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
