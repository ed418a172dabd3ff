// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {

    @Test
    void well_known_entries_have_names_of_their_own() {
        Metadata metadata = Metadata.none()
                .withCorrelationId("request 1")
                .withCausationId("command 2")
                .withActor("clerk 3")
                .withTraceparent("00-1-2-01")
                .with("branch", "Utrecht");

        assertThat(metadata.correlationId()).contains("request 1");
        assertThat(metadata.causationId()).contains("command 2");
        assertThat(metadata.actor()).contains("clerk 3");
        assertThat(metadata.traceparent()).contains("00-1-2-01");
        assertThat(metadata.get("branch")).contains("Utrecht");
        assertThat(metadata.get("other")).isEmpty();
        assertThat(metadata.entries().keySet())
                .containsExactly("actor", "branch", "causationid", "correlationid", "traceparent");
    }

    @Test
    void an_entry_takes_the_place_of_one_of_the_same_name() {
        assertThat(Metadata.none().withActor("a").withActor("b")).isEqualTo(Metadata.of(Map.of("actor", "b")));
        assertThat(Metadata.none().entries()).isEmpty();
    }

    @Test
    void entries_are_sorted_by_name_whatever_the_order_of_the_map() {
        TreeMap<String, String> backwards = new TreeMap<>(Comparator.reverseOrder());
        backwards.putAll(Map.of("a", "1", "b", "2"));
        Metadata metadata = new Metadata(backwards);
        backwards.clear();

        assertThat(metadata.entries().keySet()).containsExactly("a", "b");
        assertThat(metadata.entries()).isUnmodifiable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Actor", "correlation-id", "a_b", "ä", "a b", "a.b"})
    void names_are_those_of_cloudevents_attributes(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metadata.none().with(name, "x"))
                .withMessageContaining("CloudEvents");
    }

    @Test
    void names_have_at_most_64_characters() {
        assertThat(Metadata.none().with("n".repeat(64), "x").entries()).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> Metadata.none().with("n".repeat(65), "x"));
    }

    @Test
    void a_name_that_an_event_uses_itself_is_refused() {
        for (String name : Metadata.RESERVED) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Metadata.none().with(name, "x"))
                    .withMessageContaining("'" + name + "'");
        }
        assertThat(Metadata.RESERVED).contains("id", "type", "tenant", "tags", "position");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\nb", "\ud800", "\udc00x"})
    void values_are_text_without_control_characters(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metadata.none().with("note", value))
                .withMessageContaining("note");
    }

    @Test
    void names_and_values_have_at_most_64_kilobytes_of_utf_8() {
        assertThat(Metadata.none().with("note", "é".repeat(32 * 1024 - 2)).entries())
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metadata.none().with("note", "é".repeat(32 * 1024 - 2) + "x"))
                .withMessageContainingAll("65537", "65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metadata.none().with("a", "x".repeat(40_000)).with("b", "x".repeat(40_000)));
    }

    @Test
    void neither_its_text_nor_a_refusal_shows_a_value() {
        assertThat(Metadata.none().withActor("alice")).hasToString("Metadata[actor]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metadata.none().withActor("alice".repeat(20_000)))
                .withMessageNotContaining("alice");
    }
}
