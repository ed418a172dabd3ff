// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.observe.Activity;
import dev.eventsource.observe.Observer;
import dev.eventsource.observe.SnapshotUse;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Snapshot;
import dev.eventsource.store.View;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** From a stream, and a snapshot if there is one, to the aggregate; and from the aggregate to the next snapshot. */
record Loading<A extends AggregateRoot<?>>(Aggregates aggregates, Definition<?, A> definition) {

    /**
     * The aggregate as it is after the last event that is wanted.
     *
     * @param upTo the last version wanted
     * @param wanted is asked of one event after the other, until one is not
     */
    A load(StreamId stream, long upTo, Predicate<RecordedEvent> wanted, boolean past) {
        Observer observer = observer();
        return observer == Observer.NONE
                ? loaded(stream, upTo, wanted, past)
                : observer.during(
                        new Activity(Activity.Kind.LOAD, stream.category(), stream.tenant()),
                        () -> loaded(stream, upTo, wanted, past));
    }

    private A loaded(StreamId stream, long upTo, Predicate<RecordedEvent> wanted, boolean past) {
        Predicate<RecordedEvent> both = event -> event.version() <= upTo && wanted.test(event);
        boolean byTime = past && upTo == Long.MAX_VALUE;
        return snapshot(stream, upTo, byTime)
                .flatMap(restored -> continued(restored, both, past))
                .orElseGet(() -> {
                    A aggregate = begin(stream, past);
                    history(stream).after(0, both, recorded -> replay(aggregate, recorded));
                    return aggregate;
                });
    }

    A begin(StreamId stream, boolean past) {
        A aggregate = definition.create().get();
        aggregate.begin(new Origin(aggregates, stream, definition.events(), past));
        return aggregate;
    }

    /**
     * Takes a snapshot if it is time. Inside a transaction none is taken: it might be all that fails of it. Does not throw:
     * the events are stored.
     */
    void snapshot(A aggregate, UUID lastEvent, SnapshotPolicy.Saved saved) {
        Snapshots<?> snapshots = definition.snapshots();
        if (snapshots == null || View.of(aggregates.storage()).joined() || !aggregate.isCreated()) {
            return;
        }
        StreamId stream = aggregate.id();
        Object state = aggregate.state();
        snapshots.takeIfDue(
                saved,
                aggregates.storage().snapshots(),
                stream,
                observer(),
                () -> new Snapshot(
                        stream,
                        saved.version(),
                        lastEvent,
                        snapshots.schema(),
                        snapshots.encode(aggregates.storage(), state),
                        saved.now()));
    }

    private Optional<? extends Snapshots.Restored<?>> snapshot(StreamId stream, long upTo, boolean byTime) {
        Snapshots<?> snapshots = definition.snapshots();
        return snapshots == null || byTime
                ? Optional.empty()
                : snapshots.load(aggregates.storage(), stream, upTo, observer());
    }

    /** From the snapshot's own event on, to see that it is there; empty if it is not. */
    private Optional<A> continued(Snapshots.Restored<?> restored, Predicate<RecordedEvent> wanted, boolean past) {
        Snapshot snapshot = restored.snapshot();
        A aggregate = begin(snapshot.stream(), past);
        Found found = new Found();
        history(snapshot.stream())
                .after(
                        snapshot.version() - 1,
                        recorded -> recorded.version() == snapshot.version()
                                ? recorded.event().id().equals(snapshot.eventId())
                                : wanted.test(recorded),
                        recorded -> {
                            if (recorded.version() == snapshot.version()) {
                                found.now();
                                aggregate.restore(restored);
                            } else {
                                replay(aggregate, recorded);
                            }
                        });
        Snapshots<?> snapshots = definition.snapshots();
        if (snapshots != null) {
            snapshots.count(found.isFound ? SnapshotUse.USED : SnapshotUse.REWOUND, snapshot.stream(), observer());
        }
        return found.isFound ? Optional.of(aggregate) : Optional.empty();
    }

    private void replay(A aggregate, RecordedEvent recorded) {
        for (Object event : aggregates.codec().decode(recorded)) {
            if (!definition.events().isInstance(event)) {
                throw new ForeignEventException(recorded, event, definition.events());
            }
            aggregate.replay(event);
        }
        aggregate.reached(recorded.version(), recorded.recordedAt());
    }

    private Observer observer() {
        return aggregates.options().observer();
    }

    private History history(StreamId stream) {
        EventStore events = aggregates.storage().events();
        return new History(events, stream);
    }

    private static final class Found {
        private boolean isFound;

        void now() {
            isFound = true;
        }
    }
}
