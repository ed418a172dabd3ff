// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CloudEventsTest {

    private static final UUID ID = UUID.fromString("0b7b7a1e-3c0b-4d0e-9d3c-5f3c1a2b3c4d");

    private static final Message MESSAGE = new Message(
            StreamId.of("loan", "173688").in("acme"),
            7,
            4711,
            Instant.parse("2012-01-01T00:00:00.000001Z"),
            new EventData(
                    ID,
                    "LoanSubmitted",
                    2,
                    Instant.parse("2011-10-01T08:38:44.546Z"),
                    Payload.of("{\"amount\": 20000}"),
                    Metadata.none().withActor("ada"),
                    Set.of("customer:ada", "a \"b\"")));

    @Test
    void every_attribute_has_its_place() {
        Envelope envelope = CloudEvents.envelope(MESSAGE);

        assertThat(envelope.attributes())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("specversion", "1.0"),
                        Map.entry("id", ID.toString()),
                        Map.entry("source", "/acme/loan"),
                        Map.entry("type", "LoanSubmitted"),
                        Map.entry("subject", "173688"),
                        Map.entry("time", "2011-10-01T08:38:44.546Z"),
                        Map.entry("datacontenttype", "application/json"),
                        Map.entry("revision", "2"),
                        Map.entry("stream", "loan-173688"),
                        Map.entry("tenant", "acme"),
                        Map.entry("tags", "[\"a \\\"b\\\"\",\"customer:ada\"]"),
                        Map.entry("version", "7"),
                        Map.entry("position", "4711"),
                        Map.entry("recordedat", "2012-01-01T00:00:00.000001Z"),
                        Map.entry("actor", "ada")));
        assertThat(new String(envelope.data(), StandardCharsets.UTF_8)).isEqualTo("{\"amount\": 20000}");
        assertThat(CloudEvents.message(envelope)).isEqualTo(MESSAGE);
    }

    @Test
    void what_is_in_no_store_says_nothing_of_a_place_there() {
        Message message = Message.of(StreamId.of("loan", "1"), MESSAGE.event());
        Envelope envelope = CloudEvents.envelope(message);
        assertThat(envelope.attributes()).doesNotContainKeys("version", "position", "tenant");
        assertThat(CloudEvents.message(envelope)).isEqualTo(message);
    }

    @Test
    void what_cannot_be_read_is_described_without_its_content() {
        Map<String, String> structured = Map.of("datacontenttype", "application/cloudevents+json");
        for (Envelope envelope : List.of(
                new Envelope(structured, "{\"secret".getBytes(StandardCharsets.UTF_8)),
                new Envelope(with("time", "secret"), new byte[0]),
                new Envelope(with("revision", "secret"), new byte[0]),
                new Envelope(with("id", "secret"), new byte[0]),
                new Envelope(with("tags", "secret"), "{}".getBytes(StandardCharsets.UTF_8)),
                new Envelope(with("x", "y"), "secret".getBytes(StandardCharsets.UTF_8)))) {
            assertThatThrownBy(() -> CloudEvents.message(envelope))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageStartingWith("No message of ours: ")
                    .hasMessageNotContaining("secret");
            assertThat(envelope.toString()).doesNotContain("secret");
        }
    }

    @Test
    void a_dead_letter_shows_no_content() {
        DeadMessage letter = new DeadMessage(
                "id",
                CloudEvents.envelope(MESSAGE),
                "secret\u0000\ud800" + "x".repeat(2_000),
                3,
                Instant.EPOCH,
                Instant.EPOCH);
        assertThat(letter.toString()).doesNotContain("secret").doesNotContain("20000");
        assertThat(letter.reason()).hasSize(1_000).startsWith("secret  x");
        assertThat(letter.message()).contains(MESSAGE);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> attributes =
                new TreeMap<>(CloudEvents.envelope(MESSAGE).attributes());
        attributes.put(name, value);
        return attributes;
    }
}
