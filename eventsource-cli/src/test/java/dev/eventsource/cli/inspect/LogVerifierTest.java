// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogVerifierTest {

    private static final Instant NOON = Instant.parse("2020-01-01T12:00:00Z");

    private final List<RecordedEvent> log = new ArrayList<>();

    @BeforeEach
    void aGoodLog() {
        for (int i = 0; i < 5000; i++) {
            add(i + 1, "s" + i % 7, i / 7 + 1, NOON.plusSeconds(i / 10), new UUID(7, i), "{}");
        }
    }

    private void add(long position, String key, long version, Instant recordedAt, UUID id, String json) {
        log.add(new RecordedEvent(
                position,
                StreamId.of("loan", key),
                version,
                recordedAt,
                EventData.of(id, "T", NOON, Payload.stored(json))));
    }

    private Verification verify() {
        Verification inOneGo = new LogVerifier(new ListedLog(log)).run(done -> {});
        Verification inShares = new LogVerifier(new ListedLog(log), 333).run(done -> {});
        assertThat(inShares.wrong()).isEqualTo(inOneGo.wrong());
        assertThat(inShares.streams()).isEqualTo(inOneGo.streams());
        return inOneGo;
    }

    @Test
    void a_good_log_has_no_findings() {
        assertThat(verify()).isEqualTo(new Verification(5000, 7, 0, List.of()));
    }

    @Test
    void an_empty_log_is_a_good_log() {
        log.clear();
        assertThat(verify()).isEqualTo(new Verification(0, 0, 0, List.of()));
    }

    @Test
    void a_hole_in_the_positions_is_found() {
        add(5002, "new", 1, NOON.plusSeconds(999), new UUID(8, 1), "{}");
        assertThat(verify().findings()).contains("position 5002 follows on 5000");
    }

    @Test
    void a_hole_in_the_versions_is_found() {
        add(5001, "new", 2, NOON.plusSeconds(999), new UUID(8, 1), "{}");
        assertThat(verify().findings()).containsExactly("position 5001: version 2 of stream loan-new follows on 0");
    }

    @Test
    void an_id_that_is_there_twice_is_found() {
        add(5001, "new", 1, NOON.plusSeconds(999), new UUID(7, 41), "{}");
        assertThat(verify().findings()).containsExactly("positions 42 and 5001 have the same id " + new UUID(7, 41));
    }

    @Test
    void time_that_goes_back_is_found() {
        add(5001, "new", 1, NOON, new UUID(8, 1), "{}");
        assertThat(verify().findings()).singleElement().asString().contains("position 5001", "before the one");
    }

    @Test
    void a_payload_that_is_no_json_is_found() {
        add(5001, "new", 1, NOON.plusSeconds(999), new UUID(8, 1), "{\"cut");
        assertThat(verify().findings()).singleElement().asString().contains("position 5001", "not valid JSON");
    }

    @Test
    void many_findings_are_counted_and_the_first_are_told() {
        for (int i = 1; i <= 100; i++) {
            add(5000 + i, "new" + i, 2, NOON.plusSeconds(999), new UUID(8, i), "{}");
        }
        assertThat(verify().wrong()).isEqualTo(100);
        assertThat(verify().findings()).hasSize(20);
    }
}
