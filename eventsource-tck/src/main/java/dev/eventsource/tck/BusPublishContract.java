// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published arrives as it is, once it was accepted. */
abstract class BusPublishContract extends BusSuite {

    BusPublishContract(EventBusContract contract) {
        super(contract);
    }

    @Test
    void a_message_arrives_as_it_was_published() throws Exception {
        StreamId stream = new StreamId("acme.eu", "loan", "17:36-88 – \"ü\" 漢字 😀");
        EventData event = new EventData(
                UUID.randomUUID(),
                "Größe geändert",
                3,
                Instant.parse("2011-10-01T08:38:44.546001Z"),
                Payload.of("{ \"größe\" : 1.10,\n\"x\":\"\\u00e4 漢字 😀\" }"),
                Metadata.of(Map.of("actor", "ünal, \"a\"", "correlationid", "c 1", "empty", "")),
                Set.of("customer:ada", "ta\"g ü"));
        Message message = new Message(stream, 7, 4711, Instant.parse("2012-01-01T00:00:00.000001Z"), event);
        Message outsider = Message.of(StreamId.of("loan", "1"), Loans.submitted());
        Received received = new Received();
        EventBus bus = bus();
        bus.subscribe(TOPIC, group("billing"), received);

        bus.publish(TOPIC, List.of(message, outsider));

        eventually(() -> received.size() == 2);
        assertThat(received.all()).containsExactlyInAnyOrder(message, outsider);
    }

    @Test
    void every_group_gets_everything_in_the_order_of_each_stream() throws Exception {
        List<Message> published = events(300, 7);
        Received billing = new Received();
        Received reporting = new Received();
        bus().subscribe(TOPIC, group("billing"), billing);
        bus().subscribe(TOPIC, group("reporting"), reporting);
        EventBus bus = bus();

        bus.publish(TOPIC, published.subList(0, 1));
        bus.publish(TOPIC, published.subList(1, 300));

        eventually(() -> billing.size() == 300 && reporting.size() == 300);
        billing.checkComplete(published);
        reporting.checkComplete(published);
    }

    @Test
    void topics_are_separate() throws Exception {
        Received loans = new Received();
        Received customers = new Received();
        EventBus bus = bus();
        bus.subscribe("loans", group("billing"), loans);
        bus.subscribe("customers", group("billing"), customers);

        bus.publish("customers", List.of(event("ada", 1)));
        bus.publish("loans", List.of(event("1", 1)));

        eventually(() -> loans.size() == 1 && customers.size() == 1);
        assertThat(loans.all().get(0).key()).isEqualTo("loan-1");
        assertThat(customers.all().get(0).key()).isEqualTo("loan-ada");
    }

    @Test
    void publishing_nothing_is_fine() throws Exception {
        bus().publish(TOPIC, List.of());
    }

    @Test
    void several_threads_publish_through_one_bus() throws Exception {
        Received received = new Received();
        EventBus bus = bus();
        bus.subscribe(TOPIC, group("billing"), received);
        List<Message> published = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Message> own = new ArrayList<>();
            for (int number = 1; number <= 50; number++) {
                own.add(event("of-" + i, number));
            }
            published.addAll(own);
            threads.add(new Thread(() -> own.forEach(message -> bus.publish(TOPIC, List.of(message)))));
        }

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        eventually(() -> received.size() == 200);
        received.checkComplete(published);
    }

    @Test
    void a_message_of_a_megabyte_arrives() throws Exception {
        Message message = Message.of(Loans.LOAN, Loans.withPayload("\"" + "x".repeat(1024 * 1024) + "\""));
        Received received = new Received();
        EventBus bus = bus();
        bus.subscribe(TOPIC, group("billing"), received);

        bus.publish(TOPIC, List.of(message));

        eventually(() -> received.size() == 1);
        assertThat(received.all()).containsExactly(message);
    }

    /** An event may be made with a limit of its own, and the bus has another one. */
    @Test
    void a_message_above_the_limit_of_most_payloads_and_below_that_of_the_bus_arrives() throws Exception {
        Payload payload = Payload.of("\"" + "x".repeat(Payload.MAX_BYTES) + "\"", 2 * Payload.MAX_BYTES);
        EventData event = EventData.of(UUID.randomUUID(), "LoanSubmitted", Instant.EPOCH, payload);
        Message message = Message.of(Loans.LOAN, event);
        Received received = new Received();
        EventBus bus = bus();
        bus.subscribe(TOPIC, group("billing"), received);

        bus.publish(TOPIC, List.of(message));

        eventually(() -> received.size() == 1);
        assertThat(received.all().equals(List.of(message)))
                .as("it is as it was published")
                .isTrue();
    }

    @Test
    void a_message_above_the_limit_is_refused_with_the_limit_and_nothing_is_sent() throws Exception {
        Received received = new Received();
        EventBus bus = bus(options.withMaxMessageBytes(10_000));
        bus.subscribe(TOPIC, group("billing"), received);
        Message large = Message.of(Loans.LOAN, Loans.withPayload("\"secret" + "x".repeat(10_000) + "\""));

        assertThatThrownBy(() -> bus.publish(TOPIC, List.of(event("1", 1), large)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("10000", large.id().toString())
                .hasMessageNotContaining("secret");

        bus.publish(TOPIC, List.of(event("2", 1)));
        eventually(() -> received.size() == 1);
        assertThat(received.all().get(0).key()).isEqualTo("loan-2");
    }

    @Test
    void what_is_published_without_a_group_is_kept_or_refused() throws Exception {
        EventBus bus = bus();
        if (contract.features().retains()) {
            bus.publish(TOPIC, List.of(event("1", 1)));
            Received received = new Received();
            bus.subscribe(TOPIC, group("billing").fromBeginning(), received);
            eventually(() -> received.size() == 1);
        } else {
            Message message = event("1", 1);
            assertThatThrownBy(() -> bus.publish(TOPIC, List.of(message)))
                    .isInstanceOf(BusException.class)
                    .hasMessageContainingAll(TOPIC, "no group");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a--b", "-a", "a-", ".", "..", "a/b", "a:b", "a*", "#", "ä", "a\nb", "{a}", "a\u0000"
            })
    void hostile_names_are_refused_everywhere_alike(String name) throws Exception {
        EventBus bus = bus();
        assertThatThrownBy(() -> bus.publish(name, List.of(event("1", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A-Z a-z 0-9");
        assertThatThrownBy(() -> bus.create(name, group("billing"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bus.subscribe(name, group("billing"), message -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bus.delete(TOPIC, name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bus.deadLetters(name, "billing")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> group(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_", "a", "A.b_c-d", "constructor", "null", "9", "x.y.z-1_2"})
    void odd_names_work(String name) throws Exception {
        Received received = new Received();
        EventBus bus = bus();
        bus.subscribe(name, group(name), received);
        bus.publish(name, List.of(event("1", 1)));
        eventually(() -> received.size() == 1);
    }

    @Test
    void the_longest_names_work() throws Exception {
        String longest = "n".repeat(80);
        Received received = new Received();
        EventBus bus = bus();
        bus.subscribe(longest, group(longest), received);
        bus.publish(longest, List.of(event("1", 1)));
        eventually(() -> received.size() == 1);
    }

    @Test
    void a_closed_bus_refuses() throws Exception {
        EventBus bus = bus();
        bus.close();
        bus.close();

        assertThatThrownBy(() -> bus.publish(TOPIC, List.of(event("1", 1))))
                .isInstanceOf(BusException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> bus.subscribe(TOPIC, group("billing"), message -> {}))
                .isInstanceOf(BusException.class);
        assertThat(bus.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("closed"));
    }

    @Test
    void a_bus_that_works_has_no_trouble() throws Exception {
        assertThat(bus().trouble()).isEmpty();
    }
}
