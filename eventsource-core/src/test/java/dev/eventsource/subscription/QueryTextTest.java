// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.StreamId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTextTest {

    static List<EventQuery> queries() {
        EventQuery all = EventQuery.all();
        return List.of(
                all,
                all.ofType("Opened"),
                all.ofType("a', 'b", "It's done", "'", "x' or of type 'y"),
                all.inTenant("").inCategory("loan", "account"),
                all.inStream(
                                StreamId.of("loan", "O'Hara"),
                                StreamId.of("loan", "2").in("acme"))
                        .tagged("customer:1", "all events"),
                all.inCategory("loan")
                        .inTenant("acme", "b")
                        .ofType("A")
                        .tagged("t")
                        .or(all.ofType("B"))
                        .or(all.inStream(StreamId.of("x", "in tenant 'a'"))),
                all.ofType(IntStream.range(0, 1000).mapToObj(i -> "Type'" + i).toArray(String[]::new)));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void what_was_written_is_read_as_the_same_query(EventQuery query) {
        EventQuery read = QueryTextReader.read(QueryText.of(query)).orElseThrow();

        assertThat(read.alternatives()).containsExactlyInAnyOrderElementsOf(query.alternatives());
    }

    @Test
    void another_query_has_another_text() {
        assertThat(QueryText.of(EventQuery.all().ofType("a', 'b")))
                .isNotEqualTo(QueryText.of(EventQuery.all().ofType("a", "b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all the events",
                "all events of type 'A'",
                "of type A",
                "of type 'A",
                "of type 'A' or later",
                "in stream 'nonsense'",
                "tagged 'x' of type 'y'"
            })
    void other_words_are_no_query(String text) {
        assertThat(QueryTextReader.read(text)).isEmpty();
    }
}
