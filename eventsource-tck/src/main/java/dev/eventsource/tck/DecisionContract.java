// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.BoundaryDecider;
import dev.eventsource.aggregate.CommandContext;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.aggregate.Decided;
import dev.eventsource.aggregate.Decisions;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.json.JacksonEventCodec.Options;
import dev.eventsource.json.JsonEvent;
import dev.eventsource.json.Upcaster;
import dev.eventsource.store.ConflictException;
import dev.eventsource.store.Storage;
import dev.eventsource.tck.Courses.CourseEvent;
import dev.eventsource.tck.Courses.Enrol;
import dev.eventsource.tck.Courses.Enrolled;
import dev.eventsource.tck.Courses.Offered;
import dev.eventsource.tck.Courses.Places;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Decisions that rest on events of several streams, found by tags. */
abstract class DecisionContract extends Suite {

    DecisionContract(Backend contract) {
        super(contract);
    }

    private static Decisions<Enrol, Places, CourseEvent> enrolling(Storage storage) {
        return new Aggregates(storage, Courses.CODEC).deciding("enrolment", CourseEvent.class, new Courses());
    }

    private void offer(Storage to, String course, int seats) {
        to.events()
                .append(
                        StreamId.of("course", course),
                        ExpectedVersion.noStream(),
                        List.of(Courses.CODEC.encode(new Offered(course, seats), UUID.randomUUID(), Instant.EPOCH)));
    }

    @Test
    void events_carry_the_tags_that_they_say_and_are_found_by_them() {
        offer(storage, "maths", 2);

        Decided<Places> decided = enrolling(storage).execute(new Enrol("ada", "maths"));

        assertThat(decided.events()).containsExactly(new Enrolled("ada", "maths"));
        assertThat(decided.position()).isEqualTo(2);
        assertThat(decided.state().enrolledIn("maths")).isEqualTo(1);
        assertThat(events.read(StreamId.of("student", "ada"), 0, 10)
                        .get(0)
                        .event()
                        .tags())
                .containsExactlyInAnyOrder("student:ada", "course:maths");
    }

    /** A query by classes finds an event for any of those that it means today. */
    @Test
    void of_an_event_that_means_several_today_a_decision_rests_on_those_that_it_knows() {
        JacksonEventCodec evolved = new JacksonEventCodec(
                EventTypes.of(Offered.class, Enrolled.class, Advertised.class),
                Options.DEFAULT.withUpcasters(new Upcaster(
                        "Announced",
                        1,
                        Set.of("Advertised", "CourseOffered"),
                        old -> List.of(new JsonEvent("Advertised", 1, old), new JsonEvent("CourseOffered", 1, old)))));
        EventData announced = EventData.of(
                        UUID.randomUUID(), "Announced", Instant.EPOCH, Payload.of("{\"course\":\"maths\",\"seats\":1}"))
                .withTags("course:maths");
        events.append(StreamId.of("course", "maths"), ExpectedVersion.noStream(), List.of(announced));

        Decided<Places> decided = new Aggregates(storage, evolved)
                .deciding("enrolment", CourseEvent.class, new DisturbedBy(new Enrol("nobody", "nothing")) {
                    @Override
                    public List<CourseEvent> decide(Enrol command, Places places) {
                        return new Courses().decide(command, places);
                    }

                    @Override
                    public EventQuery boundary(Enrol command) {
                        return evolved.query(Offered.class, Enrolled.class).tagged("course:maths");
                    }
                })
                .execute(new Enrol("ada", "maths"));

        assertThat(decided.events()).containsExactly(new Enrolled("ada", "maths"));
    }

    @EventType("Advertised")
    record Advertised(String course, int seats) {}

    @Test
    void a_rule_across_streams_holds() {
        offer(storage, "maths", 1);
        enrolling(storage).execute(new Enrol("ada", "maths"));

        assertThatThrownBy(() -> enrolling(storage).execute(new Enrol("grace", "maths")))
                .isInstanceOf(CommandRejectedException.class)
                .hasMessage("No seat is left in maths");
        assertThat(enrolling(storage).execute(new Enrol("ada", "maths")).events())
                .isEmpty();
        assertThat(events.head()).isEqualTo(2);
    }

    @Test
    void of_many_at_once_so_many_get_a_seat_as_there_are() throws Exception {
        offer(storage, "maths", 3);

        List<Race.Outcome<Integer>> outcomes = Race.of(
                8,
                n -> enrolling(storage)
                        .execute(new Enrol("student" + n, "maths"))
                        .events()
                        .size());

        assertThat(outcomes.stream().filter(outcome -> outcome.failure() == null))
                .hasSize(3);
        assertThat(outcomes)
                .extracting(Race.Outcome::failure)
                .filteredOn(failure -> failure != null)
                .hasSize(5)
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(CommandRejectedException.class));
        assertThat(events.head()).isEqualTo(4);
    }

    @Test
    void what_the_decision_does_not_rest_on_disturbs_nobody() {
        offer(storage, "maths", 3);
        offer(storage, "art", 3);
        Decisions<Enrol, Places, CourseEvent> disturbed = new Aggregates(
                        storage,
                        Courses.CODEC,
                        Aggregates.Options.DEFAULT.withConflicts(
                                Aggregates.Options.DEFAULT.conflicts().withMaxAttempts(1)))
                .deciding("enrolment", CourseEvent.class, new DisturbedBy(new Enrol("grace", "art")));

        assertThat(disturbed.execute(new Enrol("ada", "maths")).events()).hasSize(1);

        Decisions<Enrol, Places, CourseEvent> inTheWay = new Aggregates(
                        storage,
                        Courses.CODEC,
                        Aggregates.Options.DEFAULT.withConflicts(
                                Aggregates.Options.DEFAULT.conflicts().withMaxAttempts(1)))
                .deciding("enrolment", CourseEvent.class, new DisturbedBy(new Enrol("alan", "maths")));
        assertThatThrownBy(() -> inTheWay.execute(new Enrol("joan", "maths"))).isInstanceOf(ConflictException.class);
    }

    @Test
    void a_command_with_an_id_given_again_changes_nothing_and_has_the_first_result() {
        offer(storage, "maths", 1);
        CommandContext once = CommandContext.of(UUID.randomUUID());
        Decided<Places> first = enrolling(storage).execute(new Enrol("ada", "maths"), once);

        Decided<Places> again = enrolling(storage).execute(new Enrol("ada", "maths"), once);

        assertThat(again.events()).isEqualTo(first.events()).hasSize(1);
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(events.head()).isEqualTo(2);
    }

    @Test
    void a_tenants_decision_rests_on_its_own_events() {
        Storage acme = storage.forTenant("acme");
        offer(storage, "maths", 1);
        offer(acme, "maths", 1);
        enrolling(storage).execute(new Enrol("ada", "maths"));

        assertThat(enrolling(acme).execute(new Enrol("ada", "maths")).events()).hasSize(1);
        assertThatThrownBy(() -> enrolling(acme).execute(new Enrol("grace", "maths")))
                .isInstanceOf(CommandRejectedException.class);
    }

    @Test
    void inside_a_transaction_it_is_part_of_it() {
        offer(storage, "maths", 1);

        assertThatThrownBy(() -> storage.atomically(joined -> {
                    enrolling(joined).execute(new Enrol("ada", "maths"));
                    throw new IllegalStateException("changed her mind");
                }))
                .hasMessage("changed her mind");

        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void what_cannot_be_evolved_is_not_stored() {
        offer(storage, "maths", 1);
        Decisions<Enrol, Places, CourseEvent> forgetful = new Aggregates(storage, Courses.CODEC)
                .deciding("enrolment", CourseEvent.class, new DisturbedBy(new Enrol("nobody", "nothing")) {
                    @Override
                    public List<CourseEvent> decide(Enrol command, Places places) {
                        return List.of(new Enrolled(command.student(), command.course()));
                    }

                    @Override
                    public Places evolve(Places places, CourseEvent event) {
                        if (event instanceof Enrolled) {
                            throw new IllegalStateException("nobody thought of that");
                        }
                        return super.evolve(places, event);
                    }
                });

        assertThatThrownBy(() -> forgetful.execute(new Enrol("ada", "maths"))).hasMessage("nobody thought of that");

        assertThat(events.head()).isEqualTo(1);
    }

    /** Somebody else enrols between reading and appending. */
    private class DisturbedBy implements BoundaryDecider<Enrol, Places, CourseEvent> {

        private final Enrol other;
        private final Courses rule = new Courses();

        DisturbedBy(Enrol other) {
            this.other = other;
        }

        @Override
        public Places initialState() {
            return rule.initialState();
        }

        @Override
        public List<CourseEvent> decide(Enrol command, Places places) {
            enrolling(storage).execute(other);
            return rule.decide(command, places);
        }

        @Override
        public Places evolve(Places places, CourseEvent event) {
            return rule.evolve(places, event);
        }

        @Override
        public EventQuery boundary(Enrol command) {
            return rule.boundary(command);
        }

        @Override
        public StreamId stream(CourseEvent event) {
            return rule.stream(event);
        }
    }
}
