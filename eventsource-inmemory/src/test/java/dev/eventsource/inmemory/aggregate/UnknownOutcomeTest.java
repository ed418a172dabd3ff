// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.BoundaryDecider;
import dev.eventsource.aggregate.CommandContext;
import dev.eventsource.aggregate.Decided;
import dev.eventsource.aggregate.Decisions;
import dev.eventsource.aggregate.Outcome;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.PersonalData;
import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.inmemory.aggregate.Opening.Event;
import dev.eventsource.inmemory.aggregate.Opening.Noted;
import dev.eventsource.inmemory.aggregate.Opening.Root;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.personal.MasterKeys;
import dev.eventsource.personal.PersonalKeys;
import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.DuplicateEventException;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether an append whose answer was lost is stored is found out by the ids of its events, not by deciding again. */
class UnknownOutcomeTest {

    private static final StreamId STREAM = StreamId.of("opening", "1");

    private final Storage sound = new InMemoryStorage();
    private final LostAnswers lost = new LostAnswers(sound);
    private final AtomicInteger decided = new AtomicInteger();
    private final Aggregates aggregates = new Aggregates(lost.storage(), Opening.CODEC);
    private final AggregateRepository<Consumer<? super Root>, Root> openings =
            aggregates.of("opening", Event.class, Root::new);
    private final Decisions<String, Integer, Event> decisions =
            aggregates.deciding("noting", Event.class, new Noting());

    @AfterEach
    void close() {
        sound.close();
    }

    private void note(Root opening) {
        opening.happens(new Noted("n" + decided.incrementAndGet()));
    }

    private List<Object> stored() {
        return sound.events().readAll(EventQuery.all(), 0, 100).events().stream()
                .flatMap(one -> Opening.CODEC.decode(one).stream())
                .toList();
    }

    private void somebodyElse() {
        EventData event = Opening.CODEC.encode(new Noted("faster"), UUID.randomUUID(), Instant.EPOCH);
        sound.events().append(STREAM, ExpectedVersion.any(), List.of(event));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_or_two_answers_that_get_lost_are_nobodys_matter(boolean areStored) {
        for (int answers = 1; answers <= 2; answers++) {
            lost.lose(answers, areStored);

            Outcome<Root> outcome = openings.execute("1", this::note);

            assertThat(decided).hasValue(answers);
            assertThat(outcome.version()).isEqualTo(answers);
            assertThat(outcome.position()).isEqualTo(answers);
            assertThat(outcome.events()).containsExactly(new Noted("n" + answers));
            assertThat(outcome.aggregate().pendingEvents()).isEmpty();
        }
        assertThat(stored()).containsExactly(new Noted("n1"), new Noted("n2"));
        assertThat(lost.appends()).hasSize(5);
        assertThat(List.copyOf(lost.appends().subList(2, 5)))
                .as("the very same is appended again")
                .containsOnly(lost.appends().get(2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void so_it_is_over_tags(boolean areStored) {
        lost.lose(2, areStored);

        Decided<Integer> outcome = decisions.execute("a");

        assertThat(decided).hasValue(1);
        assertThat(outcome.position()).isEqualTo(1);
        assertThat(stored()).containsExactly(new Noted("a"));
    }

    @Test
    void a_conflict_proves_that_it_was_not_stored_and_is_decided_anew() {
        lost.lose(1, false);
        lost.meanwhile(this::somebodyElse);

        openings.execute("1", this::note);

        assertThat(decided).hasValue(2);
        assertThat(stored()).containsExactly(new Noted("faster"), new Noted("n2"));
    }

    @Test
    void so_it_is_over_tags_too() {
        lost.lose(1, false);
        lost.meanwhile(this::somebodyElse);

        decisions.execute("a");

        assertThat(decided).hasValue(2);
        assertThat(stored()).containsExactly(new Noted("faster"), new Noted("a"));
    }

    @Test
    void what_was_stored_and_added_to_by_others_is_still_the_answer() {
        lost.lose(1, true);
        lost.meanwhile(this::somebodyElse);

        Outcome<Root> outcome = openings.execute("1", this::note);

        assertThat(decided).hasValue(1);
        assertThat(outcome.version()).isEqualTo(1);
        assertThat(outcome.position()).isEqualTo(1);
        assertThat(stored()).containsExactly(new Noted("n1"), new Noted("faster"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_cannot_be_found_out_stays_pending_and_can_be_saved_again(boolean areStored) {
        Root opening = openings.create("1");
        note(opening);
        lost.lose(3, areStored);

        assertThatThrownBy(() -> openings.save(opening))
                .isInstanceOf(AppendOutcomeUnknownException.class)
                .satisfies(e -> assertThat(((AppendOutcomeUnknownException) e).ids())
                        .containsExactlyElementsOf(ids(lost.appends().get(0))));
        assertThat(opening.pendingEvents()).containsExactly(new Noted("n1"));
        assertThat(opening.version()).isZero();
        assertThat(lost.appends()).hasSize(3);

        note(opening);
        assertThat(opening.pendingEvents()).hasSize(2);
        if (areStored) {
            // together with what came later it is no repetition any more
            assertThatThrownBy(() -> openings.save(opening)).isInstanceOf(DuplicateEventException.class);
            assertThat(stored()).containsExactly(new Noted("n1"));
        } else {
            assertThat(openings.save(opening).version()).isEqualTo(2);
            assertThat(stored()).containsExactly(new Noted("n1"), new Noted("n2"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saved_again_as_it_is_it_is_stored_once(boolean areStored) {
        Root opening = openings.create("1");
        note(opening);
        lost.lose(3, areStored);
        assertThatThrownBy(() -> openings.save(opening)).isInstanceOf(AppendOutcomeUnknownException.class);

        Outcome<Root> outcome = openings.save(opening);

        assertThat(outcome.version()).isEqualTo(1);
        assertThat(outcome.position()).isEqualTo(1);
        assertThat(opening.pendingEvents()).isEmpty();
        assertThat(stored()).containsExactly(new Noted("n1"));
        note(opening);
        assertThat(openings.save(opening).version()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_command_with_an_id_that_could_not_be_found_out_is_executed_again_and_happens_once(boolean areStored) {
        CommandContext once = CommandContext.of(UUID.randomUUID());
        lost.lose(3, areStored);
        assertThatThrownBy(() -> openings.execute("1", this::note, once))
                .isInstanceOf(AppendOutcomeUnknownException.class);

        Outcome<Root> outcome = openings.execute("1", this::note, once);

        assertThat(outcome.version()).isEqualTo(1);
        assertThat(outcome.position()).isEqualTo(1);
        assertThat(stored()).containsExactly(new Noted(areStored ? "n1" : "n2"));
        assertThat(outcome.events()).isEqualTo(stored());

        lost.lose(3, areStored);
        CommandContext another = CommandContext.of(UUID.randomUUID());
        assertThatThrownBy(() -> decisions.execute("a", another)).isInstanceOf(AppendOutcomeUnknownException.class);
        assertThat(decisions.execute("a", another).events()).containsExactly(new Noted("a"));
        assertThat(stored()).hasSize(2);
    }

    /** Encrypted anew it would look like what somebody else has decided. */
    @Test
    void with_personal_data_it_is_saved_again_as_it_is() {
        PersonalKeys keys = new PersonalKeys(sound, MasterKeys.of("2011", new byte[32]));
        EventCodec codec = new JacksonEventCodec(
                EventTypes.of(Secret.class), JacksonEventCodec.Options.DEFAULT.withPersonalData(keys));
        AggregateRepository<Consumer<? super Root>, Root> secrets =
                new Aggregates(lost.storage(), codec).of("secret", Secret.class, Root::new);
        CommandContext once = CommandContext.of(UUID.randomUUID());
        Root secret = secrets.create("1");
        secret.happens(new Secret("c-1", "Ada"));
        lost.lose(3, true);
        assertThatThrownBy(() -> secrets.save(secret, once)).isInstanceOf(AppendOutcomeUnknownException.class);

        assertThat(secrets.save(secret, once).aggregate()).isSameAs(secret);

        assertThat(secret.pendingEvents()).isEmpty();
        assertThat(secret.version()).isEqualTo(1);
        secret.happens(new Secret("c-1", "Countess"));
        assertThat(secrets.save(secret).version()).isEqualTo(2);
    }

    @EventType("Secret")
    record Secret(
            String customer,
            @PersonalData(subject = "customer") String text) {}

    @Test
    void who_was_interrupted_is_not_kept_waiting() {
        lost.lose(1, false);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> openings.execute("1", this::note))
                    .isInstanceOf(AppendOutcomeUnknownException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(lost.appends()).hasSize(1);
    }

    private static List<UUID> ids(Append append) {
        return append.writes().get(0).events().stream().map(EventData::id).toList();
    }

    /** Notes whatever it is told; rests on all there is. */
    private final class Noting implements BoundaryDecider<String, Integer, Event> {
        @Override
        public Integer initialState() {
            return 0;
        }

        @Override
        public List<Event> decide(String command, Integer state) {
            decided.incrementAndGet();
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
