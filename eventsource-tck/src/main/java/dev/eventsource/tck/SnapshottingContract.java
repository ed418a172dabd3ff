// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.SnapshotPolicy;
import dev.eventsource.aggregate.Snapshots;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.observe.SnapshotUse;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.Snapshot;
import dev.eventsource.store.Storage;
import dev.eventsource.tck.LoanDesk.LoanCommand;
import dev.eventsource.tck.LoanDesk.LoanDecider;
import dev.eventsource.tck.LoanDesk.LoanEvent;
import dev.eventsource.tck.LoanDesk.LoanState;
import dev.eventsource.tck.LoanDesk.Note;
import dev.eventsource.tck.LoanDesk.Submit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Snapshots save reading, and never change what is decided on. */
abstract class SnapshottingContract extends Suite {

    private static final StreamId STREAM = StreamId.of("loan", "1");

    private final Snapshots<LoanState> every10 =
            Snapshots.of(new JacksonStateCodec<>(LoanState.class), SnapshotPolicy.every(10));

    SnapshottingContract(Backend contract) {
        super(contract);
    }

    private AggregateRepository<LoanCommand, Aggregate<LoanState>> loans(Snapshots<?> snapshots) {
        return loans(storage, snapshots);
    }

    private static AggregateRepository<LoanCommand, Aggregate<LoanState>> loans(
            Storage storage, Snapshots<?> snapshots) {
        return new Aggregates(storage, LoanDesk.CODEC)
                .of("loan", LoanEvent.class, new LoanDecider())
                .with(snapshots);
    }

    private void submitAndNote(Snapshots<?> snapshots, int notes) {
        loans(snapshots).execute("1", new Submit(1));
        for (int i = 0; i < notes; i++) {
            loans(snapshots).execute("1", new Note("called", 1));
        }
    }

    private void assertNotes(Snapshots<?> snapshots, int notes) {
        assertThat(loans(snapshots).load("1").state()).isEqualTo(new LoanState(true, notes, false));
        assertThat(loans(snapshots).load("1").version()).isEqualTo(notes + 1L);
    }

    @Test
    void one_is_taken_whenever_a_save_crosses_a_multiple() {
        submitAndNote(every10, 8);
        assertThat(storage.snapshots().find(STREAM)).isEmpty();

        loans(every10).execute("1", new Note("called", 5));

        assertThat(storage.snapshots().find(STREAM)).hasValueSatisfying(snapshot -> {
            assertThat(snapshot.version()).isEqualTo(14);
            assertThat(snapshot.eventId())
                    .isEqualTo(events.read(STREAM, 13, 1).get(0).event().id());
        });
        assertNotes(every10, 13);
        assertThat(every10.counts()).containsEntry(SnapshotUse.TAKEN, 1L).containsEntry(SnapshotUse.USED, 2L);
    }

    @Test
    void it_is_decided_on_the_same_with_and_without() {
        submitAndNote(every10, 57);

        assertNotes(every10, 57);
        assertNotes(Snapshots.of(new JacksonStateCodec<>(LoanState.class), SnapshotPolicy.never()), 57);
        assertThat(loans(every10).loadAt("1", 55).state().notes()).isEqualTo(54);
        assertThat(loans(every10).loadAt("1", 5).state().notes()).isEqualTo(4);
        assertThat(loans(every10)
                        .loadAsOf("1", Instant.now().plusSeconds(3600))
                        .state()
                        .notes())
                .isEqualTo(57);
        assertThat(every10.counts().get(SnapshotUse.USED)).isGreaterThan(40);
    }

    @Test
    void a_long_stream_is_not_read_from_its_beginning() {
        JacksonStateCodec<LoanState> codec = new JacksonStateCodec<>(LoanState.class);
        Snapshots<LoanState> every100 = Snapshots.of(codec, SnapshotPolicy.every(100));
        ReadEvents read = new ReadEvents();
        Storage watched = new WatchedStorage(storage, read);
        loans(every100).execute("1", new Submit(1));
        loans(every100).execute("1", new Note("called", 9_999 - 1));
        loans(every100).execute("1", new Note("called", 1));
        assertThat(events.readBackwards(STREAM, Long.MAX_VALUE, 1))
                .allSatisfy(last -> assertThat(last.version()).isEqualTo(10_000));

        for (int i = 0; i < 120; i++) {
            read.forget();
            loans(watched, every100).execute("1", new Note("called", 1));
            assertThat(read.count()).as("events read by execute number %s", i).isBetween(1, 200);
        }
        read.forget();
        storage.snapshots().delete(STREAM);
        loans(watched, Snapshots.of(codec, SnapshotPolicy.never())).execute("1", new Note("called", 1));

        assertThat(read.count()).as("events read without snapshots").isEqualTo(10_120);
        assertNotes(every100, 10_120);
    }

    @Test
    void one_that_is_missing_of_another_schema_or_broken_is_made_up_for() {
        submitAndNote(every10, 20);
        Snapshots<LoanState> later = every10.withSchema(2);

        assertNotes(later, 20);
        assertThat(later.counts()).containsEntry(SnapshotUse.OTHER_SCHEMA, 2L).containsEntry(SnapshotUse.USED, 0L);

        storage.snapshots().delete(STREAM);
        UUID last = events.read(STREAM, 20, 1).get(0).event().id();
        storage.snapshots().save(new Snapshot(STREAM, 21, last, 2, Payload.of("{\"notes\":\"many\"}"), Instant.EPOCH));
        assertNotes(later, 20);
        assertThat(later.counts()).containsEntry(SnapshotUse.BROKEN, 2L);

        storage.snapshots().delete(STREAM);
        assertNotes(later, 20);
        assertThat(later.counts()).containsEntry(SnapshotUse.MISSING, 2L).containsEntry(SnapshotUse.USED, 0L);
    }

    @Test
    void one_of_events_that_are_not_there_is_noticed() {
        submitAndNote(every10, 4);
        Payload state = Payload.of("{\"submitted\":true,\"notes\":99,\"approved\":true}");

        storage.snapshots().save(new Snapshot(STREAM, 5, UUID.randomUUID(), 1, state, Instant.EPOCH));
        assertNotes(every10, 4);
        storage.snapshots().save(new Snapshot(STREAM, 100, UUID.randomUUID(), 1, state, Instant.EPOCH));
        assertNotes(every10, 4);

        assertThat(every10.counts()).containsEntry(SnapshotUse.REWOUND, 4L);
    }

    @Test
    void inside_a_transaction_none_is_taken_and_those_there_are_used() {
        submitAndNote(every10, 10);
        Snapshot before = storage.snapshots().find(STREAM).orElseThrow();

        storage.atomically(joined -> loans(every10).on(joined).execute("1", new Note("called", 50)));

        assertThat(storage.snapshots().find(STREAM)).contains(before);
        assertThat(every10.counts().get(SnapshotUse.USED)).isPositive();
        assertNotes(every10, 60);
    }

    @Test
    void by_time_one_is_taken_when_the_last_is_so_old() {
        Snapshots<LoanState> daily =
                Snapshots.of(new JacksonStateCodec<>(LoanState.class), SnapshotPolicy.after(Duration.ofDays(1)));
        submitAndNote(daily, 3);
        assertThat(storage.snapshots().find(STREAM)).isEmpty();

        new Aggregates(
                        storage,
                        LoanDesk.CODEC,
                        Aggregates.Options.DEFAULT.withClock(Clock.offset(Clock.systemUTC(), Duration.ofHours(25))))
                .of("loan", LoanEvent.class, new LoanDecider())
                .with(daily)
                .execute("1", new Note("a day later", 1));

        assertThat(storage.snapshots().find(STREAM))
                .hasValueSatisfying(snapshot -> assertThat(snapshot.version()).isEqualTo(5));
    }

    @Test
    void in_the_background_nobody_waits_for_it() {
        Deque<Runnable> later = new ArrayDeque<>();
        Snapshots<LoanState> background = every10.inBackground(later::add);
        submitAndNote(background, 10);
        assertThat(storage.snapshots().find(STREAM)).isEmpty();
        assertThat(later).hasSize(1);

        later.remove().run();

        assertThat(storage.snapshots().find(STREAM)).isPresent();
        assertNotes(background, 10);
    }

    @Test
    void an_executor_that_refuses_disturbs_nobody() {
        Snapshots<LoanState> refused = every10.inBackground(task -> {
            throw new RejectedExecutionException();
        });

        submitAndNote(refused, 10);

        assertNotes(refused, 10);
        assertThat(refused.counts()).containsEntry(SnapshotUse.NOT_TAKEN, 1L);
    }

    /** Counts the events that were read of streams. */
    private static final class ReadEvents implements WatchedStorage.Watch {
        private final AtomicInteger count = new AtomicInteger();

        int count() {
            return count.get();
        }

        void forget() {
            count.set(0);
        }

        @Override
        public void before(String call, List<Object> arguments) {}

        @Override
        public void after(String call, List<Object> arguments, @Nullable Object result) {
            if (call.startsWith("events.read")) {
                count.addAndGet(
                        result instanceof EventPage page
                                ? page.events().size()
                                : ((Collection<?>) Objects.requireNonNull(result)).size());
            }
        }
    }

    @Test
    void one_that_cannot_be_made_fails_nobodys_command() {
        Snapshots<Note> wrong = Snapshots.of(new JacksonStateCodec<>(Note.class), SnapshotPolicy.every(1));
        Snapshots<LoanState> broken = Snapshots.of(new JacksonStateCodec<>(LoanState.class), saved -> {
            throw new IllegalStateException("no policy");
        });

        assertThat(loans(wrong).execute("1", new Submit(1)).version()).isEqualTo(1);
        assertThat(loans(broken).execute("1", new Note("called", 1)).version()).isEqualTo(2);

        assertThat(wrong.counts()).containsEntry(SnapshotUse.NOT_TAKEN, 1L);
        assertThat(broken.counts()).containsEntry(SnapshotUse.NOT_TAKEN, 1L);
    }
}
