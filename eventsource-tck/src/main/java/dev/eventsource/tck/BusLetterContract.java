// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lies in a group's dead letters is looked at, handed to that group again, or forgotten. */
abstract class BusLetterContract extends BusSuite {

    private final Received received = new Received();
    private final Received other = new Received();
    private final AtomicBoolean broken = new AtomicBoolean(true);

    BusLetterContract(EventBusContract contract) {
        super(contract);
    }

    /** Nothing of loan 0 can be handled while it is broken. */
    private EventBus broken() throws Exception {
        EventBus bus = bus();
        bus.subscribe(TOPIC, group("reporting"), other);
        bus.subscribe(TOPIC, group("billing"), message -> {
            if (message.key().equals("loan-0") && broken.get()) {
                throw new IllegalStateException("no such customer");
            }
            received.handle(message);
        });
        return bus;
    }

    private List<DeadMessage> letters(EventBus bus) {
        return bus.deadLetters(TOPIC, "billing").list(100);
    }

    @Test
    void what_is_replayed_reaches_that_group_only() throws Exception {
        EventBus bus = broken();
        List<Message> published = events(4, 2);
        bus.publish(TOPIC, published);
        eventually(() -> letters(bus).size() == 2);
        assertThat(letters(bus))
                .extracting(DeadMessage::id)
                .containsExactly(
                        published.get(0).id().toString(), published.get(2).id().toString());
        broken.set(false);

        assertThat(bus.deadLetters(TOPIC, "billing")
                        .replay(published.get(0).id().toString()))
                .isTrue();

        eventually(() -> received.size() == 3);
        assertThat(letters(bus))
                .extracting(DeadMessage::id)
                .containsExactly(published.get(2).id().toString());
        assertThat(bus.deadLetters(TOPIC, "billing")
                        .replay(published.get(0).id().toString()))
                .isFalse();
        assertThat(other.all()).hasSize(4);
    }

    @Test
    void what_fails_again_is_tried_as_often_and_comes_back() throws Exception {
        EventBus bus = broken();
        List<Message> published = events(1, 1);
        bus.publish(TOPIC, published);
        eventually(() -> letters(bus).size() == 1);
        DeadMessage first = letters(bus).get(0);

        assertThat(bus.deadLetters(TOPIC, "billing").replay(first.id())).isTrue();

        eventually(() ->
                letters(bus).stream().anyMatch(letter -> letter.lastFailedAt().isAfter(first.lastFailedAt())));
        assertThat(letters(bus)).hasSize(1);
        assertThat(letters(bus).get(0).attempts()).isEqualTo(3);
    }

    @Test
    void what_is_discarded_is_gone() throws Exception {
        EventBus bus = broken();
        List<Message> published = events(3, 1);
        bus.publish(TOPIC, published);
        eventually(() -> letters(bus).size() == 3);

        assertThat(bus.deadLetters(TOPIC, "billing")
                        .discard(published.get(1).id().toString()))
                .isTrue();

        assertThat(bus.deadLetters(TOPIC, "billing")
                        .discard(published.get(1).id().toString()))
                .isFalse();
        assertThat(letters(bus))
                .extracting(DeadMessage::id)
                .containsExactly(
                        published.get(0).id().toString(), published.get(2).id().toString());
        assertThat(bus.deadLetters(TOPIC, "billing").list(1)).hasSize(1);
    }

    @Test
    void letters_outlive_everybody_who_was_there() throws Exception {
        EventBus bus = broken();
        bus.publish(TOPIC, events(2, 1));
        eventually(() -> letters(bus).size() == 2);
        bus.close();

        EventBus later = bus();
        assertThat(letters(later)).hasSize(2);
        later.deadLetters(TOPIC, "billing").replay(letters(later).get(0).id());
        broken.set(false);
        Received again = new Received();
        later.subscribe(TOPIC, group("billing"), again);
        eventually(() -> again.size() == 1);
    }

    @Test
    void malformed_messages_go_to_the_dead_letters_with_the_reason_and_stop_nobody() throws Exception {
        EventBus bus = broken();
        for (String change : MALFORMED) {
            Envelope good = CloudEvents.envelope(event("1", 1));
            Map<String, String> attributes = new TreeMap<>(good.attributes());
            int equals = change.indexOf('=');
            if (equals < 0) {
                attributes.remove(change);
            } else {
                attributes.put(change.substring(0, equals), change.substring(equals + 1));
            }
            contract.publishForeign(options, TOPIC, new Envelope(attributes, bytes(quoted(change))));
        }
        bus.publish(TOPIC, List.of(event("2", 1)));

        eventually()
                .untilAsserted(() -> assertThat(letters(bus))
                        .extracting(letter -> text(letter.envelope()))
                        .containsExactlyInAnyOrderElementsOf(
                                MALFORMED.stream().map(change -> quoted(change)).toList()));
        eventually(() -> received.size() == 1);
        assertThat(letters(bus)).allSatisfy(letter -> {
            assertThat(letter.attempts()).isZero();
            assertThat(letter.reason()).contains("No message of ours");
            assertThat(letter.message()).isEmpty();
            assertThat(bus.deadLetters(TOPIC, "billing").discard(letter.id())).isTrue();
        });
    }

    /** As JSON: the data shall not be what is wrong. */
    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static final List<String> MALFORMED = List.of(
            "specversion",
            "id",
            "type",
            "stream",
            "time",
            "revision=x",
            "id=no uuid",
            "stream=loan",
            "time=soon",
            "version=-1",
            "tags=[1",
            "specversion=2.0",
            "datacontenttype=text/xml",
            "Xname=v");

    @Test
    void foreign_data_goes_there_too() throws Exception {
        EventBus bus = broken();
        List<String> foreign = List.of("", "{", "hello", "\"\u0001\"");
        for (String data : foreign) {
            Map<String, String> attributes =
                    new TreeMap<>(CloudEvents.envelope(event("1", 1)).attributes());
            contract.publishForeign(options, TOPIC, new Envelope(Map.of(), bytes(data)));
            contract.publishForeign(options, TOPIC, new Envelope(attributes, bytes(data)));
        }
        bus.publish(TOPIC, List.of(event("2", 1)));

        List<String> twice = Stream.concat(foreign.stream(), foreign.stream()).toList();
        eventually()
                .untilAsserted(() -> assertThat(letters(bus))
                        .extracting(letter -> text(letter.envelope()))
                        .containsExactlyInAnyOrderElementsOf(twice));
        eventually(() -> received.size() == 1);
        assertThat(letters(bus))
                .allSatisfy(letter -> assertThat(letter.reason()).contains("No message of ours"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Envelope envelope) {
        return new String(envelope.data(), StandardCharsets.UTF_8);
    }

    @Test
    void bytes_that_are_no_text_go_there_too() throws Exception {
        EventBus bus = broken();
        byte[] bytes = {(byte) 0xc3, 0x28, 0, (byte) 0xff};
        contract.publishForeign(
                options, TOPIC, new Envelope(CloudEvents.envelope(event("1", 1)).attributes(), bytes));

        eventually(() -> letters(bus).size() == 1);
        assertThat(letters(bus).get(0).envelope().data()).isEqualTo(bytes);
    }

    @Test
    void structured_mode_is_read() throws Exception {
        broken();
        String json = """
                {"specversion":"1.0","id":"0b7b7a1e-3c0b-4d0e-9d3c-5f3c1a2b3c4d","source":"/loan","type":"LoanSubmitted",
                 "subject":"7","time":"2011-10-01T00:38:44.546+02:00","datacontenttype":"application/json",
                 "stream":"loan-7","version":"3","position":12,"actor":"ada","data":{"amount": 1.10}}""";
        publishStructured(options, json);

        eventually(() -> received.size() == 1);
        Message message = received.all().get(0);
        assertThat(message.stream()).isEqualTo(Loans.loan(7));
        assertThat(message.version()).isEqualTo(3);
        assertThat(message.position()).isEqualTo(12);
        assertThat(message.event().payload().json()).isEqualTo("{\"amount\": 1.10}");
        assertThat(message.event().metadata().actor()).contains("ada");
    }

    private void publishStructured(BusOptions to, String json) throws Exception {
        Map<String, String> attributes = Map.of(CloudEvents.CONTENT_TYPE, CloudEvents.STRUCTURED + "; charset=UTF-8");
        contract.publishForeign(to, TOPIC, new Envelope(attributes, bytes(json)));
    }

    @Test
    void structured_messages_of_a_stream_keep_their_order_across_a_retry() throws Exception {
        BusOptions one = options.withPartitions(1);
        EventBus bus = bus(one);
        bus.create(TOPIC, group("billing"));
        for (int number = 1; number <= 3; number++) {
            publishStructured(one, CloudEvents.structured(event("7", number)));
        }
        AtomicInteger calls = new AtomicInteger();

        bus.subscribe(TOPIC, group("billing"), message -> {
            if (message.version() == 1 && calls.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            received.handle(message);
        });

        eventually(() -> received.size() == 3);
        assertThat(received.versions()).containsExactly(1L, 2L, 3L);
    }

    /** So that a later member knows how often it was tried, too. */
    @Test
    void a_structured_message_is_known_by_its_own_id() throws Exception {
        EventBus bus = broken();
        Message message = event("0", 1);
        String json = CloudEvents.structured(message);
        publishStructured(options, json);
        eventually(() -> letters(bus).size() == 1);
        DeadMessage letter = letters(bus).get(0);
        assertThat(letter.id()).isEqualTo(message.id().toString());
        assertThat(text(letter.envelope())).isEqualTo(json);
        assertThat(letter.attempts()).isEqualTo(3);
        broken.set(false);

        assertThat(bus.deadLetters(TOPIC, "billing").replay(message.id().toString()))
                .isTrue();

        eventually(() -> received.size() == 1);
        assertThat(received.all()).containsExactly(message);
    }
}
