// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventDataTest {

    private static final UUID ID = new UUID(1, 2);
    private static final Payload PAYLOAD = Payload.of("{}");

    @Test
    void the_time_is_cut_to_microseconds() {
        assertThat(at(Instant.parse("2012-02-29T10:11:12.123456789Z")).occurredAt())
                .isEqualTo(Instant.parse("2012-02-29T10:11:12.123456Z"));
        assertThat(at(Instant.parse("1812-02-29T10:11:12.123456789Z")).occurredAt())
                .isEqualTo(Instant.parse("1812-02-29T10:11:12.123456Z"));
    }

    @Test
    void the_time_lies_in_the_years_1_to_9999() {
        assertThat(at(Instant.parse("0001-01-01T00:00:00Z"))).isNotNull();
        assertThat(at(Instant.parse("9999-12-31T23:59:59.999999999Z")).occurredAt())
                .isEqualTo(Instant.parse("9999-12-31T23:59:59.999999Z"));
        assertThatIllegalArgumentException().isThrownBy(() -> at(Instant.parse("0000-12-31T23:59:59.999999Z")));
        assertThatIllegalArgumentException().isThrownBy(() -> at(Instant.parse("+10000-01-01T00:00:00Z")));
        assertThatIllegalArgumentException().isThrownBy(() -> at(Instant.MAX));
    }

    @Test
    void a_type_has_1_to_200_characters_without_control_characters() {
        assertThat(typed("t".repeat(200)).type()).hasSize(200);
        for (String type : new String[] {"", "t".repeat(201), "a\u0000", "a\nb", "\ud800"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> typed(type)).withMessageContaining("type");
        }
    }

    @Test
    void revisions_start_at_1() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new EventData(ID, "LoanApproved", 0, Instant.EPOCH, PAYLOAD, Metadata.none(), Set.of()))
                .withMessageContaining("0");
    }

    @Test
    void tags_are_sorted_and_kept_apart_from_the_callers_set() {
        Set<String> tags = new java.util.HashSet<>(Set.of("c", "a", "b"));
        EventData event = typed("LoanApproved").withTags(tags);
        tags.add("d");

        assertThat(event.tags()).containsExactly("a", "b", "c").isUnmodifiable();
        assertThat(event.withTags("x", "x").tags()).containsExactly("x");
        assertThat(event.withTags().tags()).isEmpty();
    }

    @Test
    void an_event_has_at_most_64_tags_of_1_to_200_characters() {
        assertThat(typed("LoanApproved").withTags(numbered(64)).tags()).hasSize(64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> typed("LoanApproved").withTags(numbered(65)))
                .withMessageContainingAll("64", "65");
        for (String tag : new String[] {"", "t".repeat(201), "a\u0000", "\udfff"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> typed("LoanApproved").withTags(tag))
                    .withMessageContaining("tag");
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void an_event_without_id_payload_or_metadata_is_refused_at_once() {
        assertThatNullPointerException().isThrownBy(() -> EventData.of(null, "T", Instant.EPOCH, PAYLOAD));
        assertThatNullPointerException().isThrownBy(() -> EventData.of(ID, "T", Instant.EPOCH, null));
        assertThatNullPointerException().isThrownBy(() -> typed("T").withMetadata(null));
    }

    @Test
    void its_text_shows_neither_payload_nor_metadata() {
        EventData event = EventData.of(ID, "LoanApproved", Instant.EPOCH, Payload.of("{\"pin\":4711}"))
                .withMetadata(Metadata.none().withActor("alice"));

        assertThat(event.toString()).contains("LoanApproved").doesNotContain("4711", "alice");
    }

    private static EventData at(Instant time) {
        return EventData.of(ID, "LoanApproved", time, PAYLOAD);
    }

    private static EventData typed(String type) {
        return EventData.of(ID, type, Instant.EPOCH, PAYLOAD);
    }

    private static Set<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "tag" + i).collect(Collectors.toSet());
    }
}
