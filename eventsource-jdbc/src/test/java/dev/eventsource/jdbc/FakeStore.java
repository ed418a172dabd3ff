// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendBatch;
import dev.eventsource.store.AppendBatch.Place;
import dev.eventsource.store.StorageException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that can be told to fail in every way a database can, at a time of the test's choosing. */
final class FakeStore implements WriteTransaction.Source, AppendBatch.Stored {

    final List<RecordedEvent> events = new ArrayList<>();
    final List<Integer> batchSizes = new ArrayList<>();
    final AtomicInteger open = new AtomicInteger();
    volatile Fault beforeCommit = batch -> {};
    volatile Fault afterCommit = batch -> {};
    volatile boolean unreachable;

    @Override
    public WriteTransaction begin(Duration patience) {
        if (unreachable) {
            throw new StorageException("The fake store is unreachable");
        }
        if (open.incrementAndGet() != 1) {
            throw new AssertionError("Two transactions at once");
        }
        return new Transaction();
    }

    @Override
    public long head() {
        return events.size();
    }

    @Override
    public Instant lastRecordedAt() {
        return Instant.EPOCH;
    }

    @Override
    public long version(StreamId stream) {
        return events.stream().filter(event -> event.stream().equals(stream)).count();
    }

    @Override
    public Optional<Place> place(UUID id) {
        return events.stream()
                .filter(event -> event.event().id().equals(id))
                .map(event -> new Place(event.position(), event.stream(), event.version()))
                .findFirst();
    }

    @Override
    public OptionalLong firstMatch(EventQuery query, long after) {
        return events.stream()
                .filter(event -> event.position() > after && query.matches(event))
                .mapToLong(RecordedEvent::position)
                .findFirst();
    }

    /** Throws to make a commit fail. */
    interface Fault {
        void strike(List<Append> batch);
    }

    private final class Transaction implements WriteTransaction {

        private boolean ended;

        @Override
        public List<Outcome> commit(List<Append> appends) {
            AppendBatch batch = new AppendBatch(FakeStore.this, Clock.systemUTC());
            List<Outcome> outcomes = new ArrayList<>();
            for (Append append : appends) {
                try {
                    outcomes.add(new Outcome.Stored(batch.decide(append)));
                } catch (EventSourceException e) {
                    outcomes.add(new Outcome.Refused(e));
                }
            }
            beforeCommit.strike(appends);
            events.addAll(batch.accepted());
            batchSizes.add(appends.size());
            afterCommit.strike(appends);
            return outcomes;
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                open.decrementAndGet();
            }
        }
    }
}
