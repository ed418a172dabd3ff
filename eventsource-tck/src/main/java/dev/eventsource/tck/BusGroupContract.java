// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions.Topology;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.GroupState;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups are created, go on where they were, and end. */
abstract class BusGroupContract extends BusSuite {

    BusGroupContract(EventBusContract contract) {
        super(contract);
    }

    @Test
    void a_group_that_was_created_misses_nothing_until_somebody_joins() throws Exception {
        EventBus bus = bus();
        bus.create(TOPIC, group("billing"));
        bus.create(TOPIC, group("billing"));
        List<Message> published = events(20, 3);
        bus.publish(TOPIC, published);

        Received received = new Received();
        bus().subscribe(TOPIC, group("billing"), received);

        eventually(() -> received.size() == 20);
        received.checkComplete(published);
    }

    @Test
    void a_group_goes_on_where_it_was() throws Exception {
        EventBus bus = bus();
        Received received = new Received();
        Registration registration = bus.subscribe(TOPIC, group("billing"), received);
        List<Message> published = events(40, 3);
        bus.publish(TOPIC, published.subList(0, 20));
        eventually(() -> received.size() == 20);
        registration.close();
        registration.close();
        bus.publish(TOPIC, published.subList(20, 40));

        bus().subscribe(TOPIC, group("billing").fromBeginning(), received);

        eventually(() -> received.size() == 40);
        assertThat(received.all()).as("nothing again").hasSize(40);
        received.checkComplete(published);
    }

    @Test
    void a_new_group_begins_at_the_end_or_at_the_beginning() throws Exception {
        EventBus bus = bus();
        bus.create(TOPIC, group("first"));
        bus.publish(TOPIC, events(10, 2));
        Received late = new Received();
        bus.subscribe(TOPIC, group("late").fromEnd(), late);

        if (contract.features().retains()) {
            Received all = new Received();
            bus.subscribe(TOPIC, group("all").fromBeginning(), all);
            eventually(() -> all.size() == 10);
        } else {
            assertThatThrownBy(() -> bus.subscribe(TOPIC, group("all").fromBeginning(), message -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("beginning");
        }

        bus.publish(TOPIC, events(10, 12, 2));
        eventually(() -> late.size() == 2);
        assertThat(late.versions()).containsExactlyInAnyOrder(6L, 6L);
    }

    @Test
    void members_want_what_their_query_says_and_the_rest_is_done_with() throws Exception {
        EventBus bus = bus();
        Received received = new Received();
        EventQuery wanted =
                EventQuery.all().ofType("LoanApproved").inTenant("acme").inCategory("loan");
        bus.subscribe(TOPIC, group("billing").only(wanted), received);
        StreamId loan = Loans.LOAN.in("acme");

        bus.publish(
                TOPIC,
                List.of(
                        Message.of(loan, Loans.submitted()),
                        Message.of(loan, Loans.approved()),
                        Message.of(Loans.LOAN, Loans.approved()),
                        Message.of(Loans.LOAN.in("other"), Loans.approved())));

        eventually(() -> received.size() == 1 && backlog(bus) == 0);
        assertThat(received.all().get(0).stream()).isEqualTo(loan);
    }

    @Test
    void groups_are_listed_with_what_waits_for_them() throws Exception {
        EventBus bus = bus();
        assertThat(bus.groups("nothing")).isEmpty();
        bus.create(TOPIC, group("b-slow"));
        bus.subscribe(TOPIC, group("a-fast"), message -> {});
        bus.publish(TOPIC, events(5, 2));

        eventually(() -> bus.groups(TOPIC).get(0).backlog() == 0);

        List<GroupState> groups = bus.groups(TOPIC);
        assertThat(groups).extracting(GroupState::name).containsExactly("a-fast", "b-slow");
        assertThat(groups).extracting(GroupState::backlog).containsExactly(0L, 5L);
        assertThat(groups).extracting(GroupState::members).containsExactly(1, 0);
        assertThat(groups).extracting(GroupState::deadLetters).containsExactly(0L, 0L);
        assertThat(groups).extracting(GroupState::isAbandoned).containsExactly(false, true);
    }

    @Test
    void a_group_is_deleted_when_nobody_is_in_it() throws Exception {
        EventBus bus = bus();
        Registration registration = bus.subscribe(TOPIC, group("billing"), message -> {});
        EventBus other = bus();

        assertThatThrownBy(() -> other.delete(TOPIC, "billing"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("billing", "member");

        registration.close();
        eventually()
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() -> other.delete(TOPIC, "billing"));
        assertThat(other.delete(TOPIC, "billing")).isFalse();
        assertThat(other.groups(TOPIC)).isEmpty();
    }

    @Test
    void a_deleted_group_that_comes_back_is_a_new_one() throws Exception {
        EventBus bus = bus();
        bus.create(TOPIC, group("other"));
        bus.create(TOPIC, group("billing"));
        bus.publish(TOPIC, events(5, 2));
        bus.delete(TOPIC, "billing");

        Received received = new Received();
        bus.subscribe(TOPIC, group("billing"), received);
        bus.publish(TOPIC, List.of(event("new", 1)));

        eventually(() -> received.size() == 1);
        assertThat(received.all().get(0).key()).isEqualTo("loan-new");
    }

    @Test
    void one_bus_is_one_member() throws Exception {
        EventBus bus = bus();
        bus.subscribe(TOPIC, group("billing"), message -> {});

        assertThatThrownBy(() -> bus.subscribe(TOPIC, group("billing"), message -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another bus");
    }

    @Test
    void nothing_is_created_by_a_bus_that_may_not() throws Exception {
        EventBus owner = bus();
        owner.create(TOPIC, group("billing"));
        EventBus user = bus(options.withTopology(Topology.CHECK));

        Received received = new Received();
        user.subscribe(TOPIC, group("billing"), received);
        user.publish(TOPIC, List.of(event("1", 1)));
        eventually(() -> received.size() == 1);

        assertThatThrownBy(() -> user.subscribe("nothing", group("billing"), message -> {}))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("nothing", "topology");
        assertThatThrownBy(() -> user.publish("nothing", List.of(event("1", 1))))
                .isInstanceOf(BusException.class)
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> user.create(TOPIC, group("unknown")))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("unknown", "topology");
    }

    @Test
    void many_groups_of_many_topics_keep_apart() throws Exception {
        EventBus bus = bus();
        List<Received> all = new ArrayList<>();
        for (int topic = 0; topic < 3; topic++) {
            for (int group = 0; group < 3; group++) {
                Received received = new Received();
                all.add(received);
                bus.subscribe("topic" + topic, group("group" + group), received);
            }
        }
        for (int topic = 0; topic < 3; topic++) {
            bus.publish("topic" + topic, events(topic + 1, 1));
        }
        for (int i = 0; i < 9; i++) {
            Received received = all.get(i);
            int wanted = i / 3 + 1;
            eventually(() -> received.size() == wanted);
        }
    }

    private long backlog(EventBus bus) {
        return bus.groups(TOPIC).get(0).backlog();
    }
}
