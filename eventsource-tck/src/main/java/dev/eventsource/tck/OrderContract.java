// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.VersionConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** One order: whoever reads while others write misses nothing, and never finds an event before where he has read. */
abstract class OrderContract extends Suite {

    private static final int WRITERS = 4;
    private static final int EACH = 60;

    OrderContract(Backend contract) {
        super(contract);
    }

    @Test
    void a_reader_sees_every_event_once_and_without_holes() throws Exception {
        List<RecordedEvent> seen = readWhileWriting(EventQuery.all(), 7);

        assertThat(seen).isEqualTo(log());
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i).position()).isEqualTo(i + 1);
        }
        assertThat(seen).extracting(RecordedEvent::recordedAt).isSorted();
    }

    @Test
    void a_reader_of_few_events_misses_none() throws Exception {
        EventQuery query = EventQuery.all().ofType("LoanApproved");

        List<RecordedEvent> seen = readWhileWriting(query, 50);

        assertThat(seen).isEqualTo(log(events, query, 1000));
        assertThat(seen).hasSize(WRITERS * EACH);
    }

    @Test
    void a_reader_of_a_tenant_misses_no_first_event_of_a_new_category() throws Exception {
        missesNoFirstEvent(EventQuery.all().inTenant("acme"), i -> new StreamId("acme", "category" + i, "1"));
    }

    @Test
    void a_reader_of_a_category_misses_no_first_event_of_a_new_tenant() throws Exception {
        missesNoFirstEvent(EventQuery.all().inCategory("loan"), i -> new StreamId("tenant" + i, "loan", "1"));
    }

    /** Where a store looks up names before it reads, new names come up in between. */
    private void missesNoFirstEvent(EventQuery query, IntFunction<StreamId> stream) throws Exception {
        int all = 200;
        CompletableFuture<Void> written = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < all; i++) {
                        events.append(stream.apply(i), noStream(), Loans.some(1));
                    }
                },
                task -> new Thread(task).start());
        List<RecordedEvent> seen = new ArrayList<>();
        long position = 0;
        while (position < all && !written.isCompletedExceptionally()) {
            EventPage page = events.readAll(query, position, 50);
            seen.addAll(page.events());
            position = page.through();
        }

        written.get(1, TimeUnit.MINUTES);
        assertThat(seen).hasSize(all);
    }

    @Test
    void a_reader_of_one_stream_sees_its_versions_without_holes() throws Exception {
        CompletableFuture<Void> written = writeInTheBackground();
        List<RecordedEvent> seen = new ArrayList<>();
        boolean last = false;
        while (!last) {
            last = written.isDone();
            for (RecordedEvent event : events.read(Loans.loan(0), seen.size(), 5)) {
                seen.add(event);
                assertThat(event.version()).isEqualTo(seen.size());
                last = false;
            }
        }
        written.get();

        assertThat(seen).isEqualTo(events.read(Loans.loan(0), 0, 10_000)).hasSize(WRITERS * EACH * 2);
    }

    @Test
    void an_append_becomes_visible_as_a_whole() throws Exception {
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200; i++) {
                events.append(
                        Append.to(Loans.loan("a"), any(), Loans.some(3)).and(Loans.loan("b"), any(), Loans.some(2)));
            }
        });

        while (!writer.isDone()) {
            assertThat(events.head() % 5).isZero();
            assertThat(events.readAll(EventQuery.all(), 0, 10_000).through() % 5)
                    .isZero();
            assertThat(events.read(Loans.loan("a"), 0, 10_000).size() % 3).isZero();
        }
        writer.get(1, TimeUnit.MINUTES);
    }

    private List<RecordedEvent> readWhileWriting(EventQuery query, int limit) throws Exception {
        CompletableFuture<Void> written = writeInTheBackground();
        List<RecordedEvent> seen = new ArrayList<>();
        long through = 0;
        boolean last = false;
        while (!last) {
            boolean quiet = written.isDone();
            long headBefore = events.head();
            EventPage page = events.readAll(query, through, limit);
            long headAfter = events.head();
            assertThat(page.after()).isEqualTo(through);
            assertThat(page.through()).isLessThanOrEqualTo(headAfter);
            if (page.end()) {
                assertThat(page.through()).isGreaterThanOrEqualTo(headBefore);
            } else {
                assertThat(page.through()).isGreaterThan(page.after());
            }
            for (RecordedEvent event : page.events()) {
                assertThat(event.position()).isGreaterThan(through).isLessThanOrEqualTo(page.through());
                assertThat(query.matches(event)).isTrue();
                through = event.position();
                seen.add(event);
            }
            through = page.through();
            last = quiet && page.end();
        }
        written.get();
        return seen;
    }

    /** Appends to several streams, conflicts and rolled-back work, all at once. */
    private CompletableFuture<Void> writeInTheBackground() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread starter = new Thread(() -> {
            try {
                Race.of(WRITERS, this::write).forEach(Race.Outcome::get);
                done.complete(null);
            } catch (InterruptedException | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        starter.setDaemon(true);
        starter.start();
        return done;
    }

    private Boolean write(int writer) {
        for (int i = 0; i < EACH; i++) {
            events.append(Append.to(Loans.loan(0), any(), Loans.some(2))
                    .and(Loans.loan(1 + writer), any(), List.of(Loans.submitted(), Loans.approved())));
            loseOne();
            rollOneBack();
            events.append(Loans.loan(1 + (writer + i) % WRITERS), any(), Loans.some(1 + i % 3));
        }
        return true;
    }

    private void loseOne() {
        try {
            events.append(Append.to(Loans.loan("lost"), any(), Loans.some(1))
                    .and(Loans.loan(0), noStream(), List.of(Loans.approved())));
            throw new AssertionError("The append should have lost: the stream exists");
        } catch (VersionConflictException expected) {
            assertThat(expected.actual()).isPositive();
        }
    }

    private void rollOneBack() {
        try {
            storage.atomically(inside -> {
                inside.events().append(Loans.loan("rolled back"), any(), List.of(Loans.approved()));
                throw new IllegalArgumentException("roll back");
            });
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessage("roll back");
        }
    }
}
