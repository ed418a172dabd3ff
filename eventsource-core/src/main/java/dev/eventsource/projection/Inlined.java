// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.projection;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.observe.Activity;
import dev.eventsource.observe.Observer;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.Document;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.Scope;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * The projections inside appends.
 *
 * <p>How it works: after the append, its transaction holds the store's write lock. Positions are given out under it, so
 * for each projection one document with the last position that it has seen tells a retry, whose events lie at or before
 * it, from news. Thread-safe.
 */
final class Inlined {

    private static final String MARKS = "eventsource.inline";
    private static final String PREFIX = "{\"position\":";

    private final List<Projection> projections;
    private final Observer observer;
    private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

    Inlined(List<Projection> projections, Observer observer) {
        if (projections.isEmpty()) {
            throw new IllegalArgumentException("Name at least one projection");
        }
        long models =
                projections.stream().map(one -> one.model().id()).distinct().count();
        if (models < projections.size()) {
            throw new IllegalArgumentException("Two of the projections have the same name and version");
        }
        this.projections = projections;
        this.observer = observer;
    }

    /** Remembers, for the time of the work, that this thread is inside a transaction. */
    <R, X extends Exception> R inside(Scope.Inner<R, X> work) throws X {
        boolean before = inside.get();
        inside.set(true);
        try {
            return work.run();
        } finally {
            if (before) {
                inside.set(true);
            } else {
                inside.remove();
            }
        }
    }

    boolean isInside() {
        return inside.get();
    }

    /** Appends and projects through a transaction. */
    AppendResult append(Storage tx, Append append) {
        AppendResult result = tx.events().append(append);
        if (result.lastPosition() - result.firstPosition() + 1 != append.size()) {
            return result; // News lie together.
        }
        tx.<Boolean, RuntimeException>atomically(joined -> inside(() -> {
            project(joined, result);
            return true;
        }));
        return result;
    }

    private void project(Storage tx, AppendResult result) {
        List<RecordedEvent> events = read(tx, result);
        for (Projection projection : projections) {
            List<RecordedEvent> wanted = events.stream()
                    .filter(event -> projection.query().matches(event))
                    .toList();
            if (!wanted.isEmpty() && mark(tx, projection, result) < result.firstPosition()) {
                moveMark(tx, projection, result.lastPosition());
                handle(tx, projection, wanted);
            }
        }
    }

    private static List<RecordedEvent> read(Storage tx, AppendResult result) {
        List<RecordedEvent> events = new ArrayList<>();
        long done = result.firstPosition() - 1;
        while (done < result.lastPosition()) {
            int limit = (int) Math.min(1_000, result.lastPosition() - done);
            EventPage page = tx.events().readAll(EventQuery.all(), done, limit);
            events.addAll(page.events());
            done = page.through();
        }
        return events;
    }

    /** Up to where the projection has seen the log. If it is new, what does not end the log was there before it. */
    private static long mark(Storage tx, Projection projection, AppendResult result) {
        return tx.documents()
                .get(MARKS, projection.model().id().toString())
                .map(Inlined::position)
                .orElseGet(() -> tx.events().head() > result.lastPosition() ? result.lastPosition() : 0);
    }

    private static long position(Document mark) {
        String json = mark.content().json();
        return Long.parseLong(json.substring(PREFIX.length(), json.length() - 1));
    }

    private static void moveMark(Storage tx, Projection projection, long position) {
        tx.documents()
                .put(
                        MARKS,
                        projection.model().id().toString(),
                        Payload.of(PREFIX + position + "}"),
                        ExpectedVersion.any());
    }

    private void handle(Storage tx, Projection projection, List<RecordedEvent> wanted) {
        Storage handed = new InlineStorage(tx, this, true);
        int size = projection.exactlyOnce().delivery().size();
        for (int from = 0; from < wanted.size(); from += size) {
            List<RecordedEvent> part = wanted.subList(from, Math.min(from + size, wanted.size()));
            try {
                handle(projection, new Batch(part, handed));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                throw new ProjectionFailedException(
                        "Nothing was stored: projection " + projection.model().id()
                                + " has failed at one of the events "
                                + part.get(0).position() + " to "
                                + part.get(part.size() - 1).position() + " of the append",
                        e);
            }
        }
    }

    private void handle(Projection projection, Batch batch) throws Exception {
        String name = projection.model().id().toString();
        String tenant = batch.events().get(0).stream().tenant();
        observer.<Boolean, Exception>during(new Activity(Activity.Kind.PROJECT, name, tenant, batch.events()), () -> {
            projection.handler().handle(batch);
            return true;
        });
    }
}
