// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.BoundaryDecider;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Failures;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.inmemory.aggregate.Opening.Event;
import dev.eventsource.inmemory.aggregate.Opening.Noted;
import dev.eventsource.inmemory.aggregate.Opening.Root;
import dev.eventsource.store.ConditionFailedException;
import dev.eventsource.store.DuplicateEventException;
import dev.eventsource.store.Storage;
import dev.eventsource.store.VersionConflictException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What time it is, which ids come next, and how long others are waited for. */
class AggregatesOptionsTest {

    private static final StreamId STREAM = StreamId.of("opening", "1");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final RetryPolicy FOUR_TIMES =
            new RetryPolicy(4, Duration.ofMillis(10), 2, Duration.ofMillis(15), 0, Failures.DEFAULT);

    private final Storage storage = new InMemoryStorage();
    private final List<Duration> pauses = new ArrayList<>();
    private final Aggregates.Options options =
            Aggregates.Options.DEFAULT.withConflicts(FOUR_TIMES).withPause(pauses::add);

    @AfterEach
    void close() {
        storage.close();
    }

    private AggregateRepository<Consumer<? super Root>, Root> openings(Aggregates.Options with) {
        return new Aggregates(storage, Opening.CODEC, with).of("opening", Event.class, Root::new);
    }

    private void somebodyElse() {
        EventData event = Opening.CODEC.encode(new Noted("faster"), UUID.randomUUID(), Instant.EPOCH);
        storage.events().append(STREAM, ExpectedVersion.any(), List.of(event));
    }

    @Test
    void events_occur_at_the_clocks_time_and_have_the_next_ids() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        Queue<UUID> ids = new ArrayDeque<>(List.of(first, second));

        openings(options.withClock(Clock.fixed(NOON, ZoneOffset.UTC)).withIds(ids::remove))
                .execute("1", one -> {
                    one.happens(new Noted("a"));
                    one.happens(new Noted("b"));
                });

        assertThat(storage.events().read(STREAM, 0, 10))
                .extracting(one -> one.event().id(), one -> one.event().occurredAt())
                .containsExactly(tuple(first, NOON), tuple(second, NOON));
    }

    @Test
    void between_two_attempts_it_is_waited_as_the_policy_says() {
        assertThatThrownBy(() -> openings(options).execute("1", one -> {
                    somebodyElse();
                    one.happens(new Noted("slower"));
                }))
                .isInstanceOf(VersionConflictException.class);

        assertThat(pauses).containsExactly(Duration.ofMillis(10), Duration.ofMillis(15), Duration.ofMillis(15));
    }

    @Test
    void so_it_is_over_tags() {
        assertThatThrownBy(() -> new Aggregates(storage, Opening.CODEC, options)
                        .deciding("noting", Event.class, new Disturbed())
                        .execute("a"))
                .isInstanceOf(ConditionFailedException.class);

        assertThat(pauses).hasSize(3);
    }

    @Test
    void ids_that_were_used_before_are_an_error_in_the_end() {
        UUID used = UUID.randomUUID();
        openings(options.withIds(() -> used)).execute("1", one -> one.happens(new Noted("a")));

        assertThatThrownBy(() -> openings(options.withIds(() -> used)).execute("2", one -> one.happens(new Noted("b"))))
                .isInstanceOf(DuplicateEventException.class);
    }

    @Test
    void an_interrupt_while_it_waits_ends_it_with_the_conflict_and_is_kept() {
        Aggregates.Options interrupted = options.withPause(delay -> {
            pauses.add(delay);
            throw new InterruptedException("now");
        });

        assertThatThrownBy(() -> openings(interrupted).execute("1", one -> {
                    somebodyElse();
                    one.happens(new Noted("slower"));
                }))
                .isInstanceOf(VersionConflictException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement().isInstanceOf(InterruptedException.class));

        assertThat(pauses).hasSize(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void so_it_is_when_the_thread_really_sleeps() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> openings(Aggregates.Options.DEFAULT).execute("1", one -> {
                    somebodyElse();
                    one.happens(new Noted("slower"));
                }))
                .isInstanceOf(VersionConflictException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(storage.events().head()).isEqualTo(1);
    }

    /** Somebody else is always faster. */
    private final class Disturbed implements BoundaryDecider<String, Integer, Event> {
        @Override
        public Integer initialState() {
            return 0;
        }

        @Override
        public List<Event> decide(String command, Integer state) {
            somebodyElse();
            return List.of(new Noted(command));
        }

        @Override
        public Integer evolve(Integer state, Event event) {
            return state + 1;
        }

        @Override
        public EventQuery boundary(String command) {
            return EventQuery.all();
        }

        @Override
        public StreamId stream(Event event) {
            return STREAM;
        }
    }
}
