// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes in comes back as it was, or is refused at the door. */
abstract class HostileInputContract extends Suite {

    private static final String TEXTS = "dev.eventsource.tck.HostileTexts#UP_TO_200";
    private static final String REFUSED = "dev.eventsource.tck.HostileTexts#refused";

    HostileInputContract(Backend contract) {
        super(contract);
    }

    @ParameterizedTest
    @FieldSource(TEXTS)
    void any_text_is_a_key(String text) {
        StreamId stream = StreamId.of("loan", text);

        assertComesBack(stream, Loans.submitted());

        assertThat(events.append(stream, exactly(1), Loans.some(1)).version()).isEqualTo(2);
        assertThat(log(events, EventQuery.all().inStream(stream), 10)).hasSize(2);
        assertThat(events.append(stream.in("acme"), noStream(), Loans.some(1)).version())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @FieldSource(TEXTS)
    void any_text_is_a_type(String text) {
        events.append(LOAN, any(), List.of(Loans.submitted()));

        assertComesBack(LOAN, Loans.event(text));

        assertThat(log(events, EventQuery.all().ofType(text), 10)).hasSize(1);
    }

    @ParameterizedTest
    @FieldSource(TEXTS)
    void any_text_is_a_tag(String text) {
        events.append(LOAN, any(), List.of(Loans.submitted().withTags("another")));

        assertComesBack(LOAN, Loans.submitted().withTags(Set.of("other", text)));

        assertThat(log(events, EventQuery.all().tagged(text), 10)).hasSize(1);
        assertThat(log(events, EventQuery.all().tagged(text, "other"), 10)).hasSize(1);
    }

    @ParameterizedTest
    @FieldSource(TEXTS)
    void any_text_is_metadata(String text) {
        assertComesBack(
                LOAN,
                Loans.submitted().withMetadata(Metadata.none().withActor(text).with("x".repeat(64), text)));
    }

    @ParameterizedTest
    @FieldSource(TEXTS)
    void any_text_is_part_of_a_payload(String text) {
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");

        assertComesBack(LOAN, Loans.withPayload("{\"" + escaped + "\" : \"" + escaped + "\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "\"\"",
                "0",
                "-0",
                "1.0",
                "1.00",
                "1e2",
                "1E+2",
                "100",
                "0.1000000000000000055511151231257827",
                "123456789012345678901234567890",
                "1e400",
                "[]",
                "{}",
                " { \"b\" : 1 ,\n\t\"a\" : 2 }\r\n",
                "{\"a\":1,\"a\":2}",
                "{\"\":\"\"}",
                "[1, 1.0, 1.00, 1e0]",
                "\"\\u00e9 \\/ \\b\\f\\n\\r\\t \\ud83d\\ude00\"",
                "\"\u00e9 / \u007f\u0085\u2028\ud83d\ude00\""
            })
    void a_payload_comes_back_to_the_byte(String json) {
        EventData event = Loans.withPayload(json);

        assertComesBack(LOAN, event);

        assertThat(events.find(event.id()).orElseThrow().event().payload().json())
                .isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00Z",
                "0001-01-01T00:00:00.000001Z",
                "1582-10-10T12:00:00.5Z",
                "1969-12-31T23:59:59.999999Z",
                "1970-01-01T00:00:00Z",
                "2000-02-29T23:59:59.123456Z",
                "2011-10-01T08:38:44.5461239Z",
                "2038-01-19T03:14:08Z",
                "9999-12-31T23:59:59.999999999Z"
            })
    void times_come_back_in_microseconds(Instant time) {
        EventData event = EventData.of(UUID.randomUUID(), "LoanSubmitted", time, Payload.of("{}"));

        assertComesBack(LOAN, event);

        assertThat(events.find(event.id()).orElseThrow().event().occurredAt())
                .isEqualTo(time.truncatedTo(ChronoUnit.MICROS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "80000000-0000-0000-8000-000000000000",
                "7fffffff-ffff-ffff-7fff-ffffffffffff",
                "00000000-0000-0000-0000-000000000001",
                "00220022-2727-5c5c-0000-00000a0d0000"
            })
    void every_uuid_is_an_id(UUID id) {
        assertComesBack(LOAN, Loans.event("LoanSubmitted", id));
        assertThat(events.find(new UUID(id.getLeastSignificantBits() + 1, id.getMostSignificantBits())))
                .isEmpty();
    }

    @Test
    void every_field_at_its_limit_at_once() {
        Random random = new Random(1);
        Set<String> tags = new HashSet<>();
        while (tags.size() < EventData.MAX_TAGS) {
            tags.add(HostileTexts.randomText(random, 0x4e00, 0x9fa5, EventData.MAX_TAG_LENGTH));
        }
        Metadata metadata = Metadata.none();
        for (int i = 0; i < 10; i++) {
            metadata = metadata.with("entry" + i, HostileTexts.randomText(random, 0x4e00, 0x9fa5, 2180));
        }
        EventData event = new EventData(
                UUID.randomUUID(),
                HostileTexts.randomText(random, 0x4e00, 0x9fa5, EventData.MAX_TYPE_LENGTH),
                Integer.MAX_VALUE,
                Instant.EPOCH,
                Payload.of("\"" + HostileTexts.randomText(random, 0x4e00, 0x9fa5, 100_000) + "\""),
                metadata,
                tags);
        StreamId stream = new StreamId(
                "T".repeat(64),
                "c".repeat(64),
                HostileTexts.randomText(random, 0x4e00, 0x9fa5, StreamId.MAX_KEY_LENGTH));

        assertComesBack(stream, event);

        assertThat(log(events, EventQuery.all().tagged(tags.toArray(String[]::new)), 10))
                .hasSize(1);
    }

    @Test
    void texts_that_look_alike_are_different() {
        List<String> alike = List.of("a", "A", "a ", " a", "\u00e9", "e\u0301", "e", "\uff41", "a\u200b", "a\ufe0f");
        for (String text : alike) {
            assertThat(events.append(
                                    Loans.loan(text),
                                    noStream(),
                                    List.of(Loans.event(text).withTags(text)))
                            .version())
                    .isEqualTo(1);
        }
        for (String text : alike) {
            assertThat(events.read(Loans.loan(text), 0, 10)).hasSize(1);
            assertThat(log(events, EventQuery.all().ofType(text), 10)).hasSize(1);
            assertThat(log(events, EventQuery.all().tagged(text), 10)).hasSize(1);
        }
    }

    @Test
    void parts_of_names_do_not_run_together() {
        List<StreamId> streams = List.of(
                new StreamId("", "a", "b-c"),
                new StreamId("", "a.b", "c"),
                new StreamId("a", "b", "c"),
                new StreamId("", "a", "b:c"),
                new StreamId("b", "a", "c"),
                new StreamId("", "ab", "c"),
                new StreamId("a.b", "c", "c"));
        streams.forEach(stream -> events.append(stream, noStream(), Loans.some(1)));

        streams.forEach(stream -> assertThat(events.read(stream, 0, 10)).hasSize(1));
    }

    @ParameterizedTest
    @MethodSource(REFUSED)
    void what_cannot_be_stored_everywhere_is_refused_everywhere(String text) {
        assertRefused(() -> events.append(Loans.loan(text), any(), Loans.some(1)));
        assertRefused(() -> events.append(LOAN, any(), List.of(Loans.event(text))));
        assertRefused(() -> events.append(LOAN, any(), List.of(Loans.submitted().withTags(text))));
        assertRefused(() -> Loans.submitted().withMetadata(Metadata.none().withActor(text)));
        assertNothingStored();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{]",
                "nul",
                "01",
                "1.",
                "\"\u0000\"",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"\n\"",
                "1 2"
            })
    void what_is_no_json_is_refused(String text) {
        assertRefused(() -> events.append(LOAN, any(), List.of(Loans.withPayload(text))));
        assertNothingStored();
    }

    private void assertComesBack(StreamId stream, EventData event) {
        long version = events.append(stream, any(), List.of(event)).version();

        RecordedEvent found = events.find(event.id()).orElseThrow();
        assertThat(found.event()).isEqualTo(event);
        assertThat(found.event().tags()).containsExactlyElementsOf(event.tags());
        assertThat(found.stream()).isEqualTo(stream);
        assertThat(found.version()).isEqualTo(version);
        assertThat(events.read(stream, version - 1, 1)).containsExactly(found);
        assertThat(events.readBackwards(stream, version + 1, 1)).containsExactly(found);
        assertThat(log()).contains(found);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatIllegalArgumentException()
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
    }
}
