// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What tests begin with: events, a clock, ids. */
class EventBuilderTest {

    @Test
    void what_is_not_said_has_a_default() {
        RecordedEvent event = EventBuilder.of("LoanNoted", "{}").recorded();

        assertThat(event.position()).isEqualTo(1);
        assertThat(event.version()).isEqualTo(1);
        assertThat(event.stream()).isEqualTo(StreamId.of("test", "1"));
        assertThat(event.recordedAt()).isEqualTo(EventBuilder.TIME);
        assertThat(event.event().occurredAt()).isEqualTo(EventBuilder.TIME);
        assertThat(event.event().revision()).isEqualTo(1);
        assertThat(event.event().metadata()).isEqualTo(Metadata.none());
        assertThat(event.event().id())
                .isNotEqualTo(EventBuilder.of("LoanNoted", "{}").data().id());
    }

    @Test
    void all_of_it_can_be_said() {
        Instant then = Instant.parse("2020-02-29T00:00:00Z");

        RecordedEvent event = EventBuilder.of(LoanDesk.CODEC, LoanDesk.SUBMITTED)
                .id(SequentialIds.id(5))
                .revision(2)
                .occurredAt(then)
                .by("grace")
                .metadata("channel", "web")
                .tagged("a", "b")
                .inStream("acme:loan-7")
                .atVersion(3)
                .atPosition(9)
                .recorded();

        assertThat(event.event().id()).isEqualTo(SequentialIds.id(5));
        assertThat(event.event().type()).isEqualTo("LoanSubmitted");
        assertThat(event.event().revision()).isEqualTo(2);
        assertThat(event.event().occurredAt()).isEqualTo(then);
        assertThat(event.recordedAt()).isEqualTo(then);
        assertThat(event.event().metadata()).isEqualTo(Metadata.of(Map.of("actor", "grace", "channel", "web")));
        assertThat(event.event().tags()).isEqualTo(Set.of("a", "b"));
        assertThat(event.event().payload())
                .isEqualTo(
                        Payload.of(
                                "{\"applicant\":\"ada\",\"amount\":20000,\"address\":{\"street\":\"Main Street\",\"city\":\"Lagos\"}}"));
        assertThat(event.stream()).isEqualTo(StreamId.of("loan", "7").in("acme"));
        assertThat(event.version()).isEqualTo(3);
        assertThat(event.position()).isEqualTo(9);
    }

    @Test
    void an_event_of_a_class_brings_its_tags() {
        assertThat(EventBuilder.of(LoanDesk.CODEC, LoanDesk.SUBMITTED).data().tags())
                .containsExactly("applicant:ada");
    }

    @Test
    void the_clock_stands_until_it_is_set() {
        SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
        assertThat(clock.instant()).isEqualTo("2026-01-31T12:00:00Z");

        assertThat(clock.forward(Duration.ofHours(13))).isEqualTo("2026-02-01T01:00:00Z");
        assertThat(clock.instant()).isEqualTo("2026-02-01T01:00:00Z");
        clock.set(EventBuilder.TIME);
        assertThat(clock.withZone(ZoneId.of("Africa/Lagos")).instant()).isEqualTo(EventBuilder.TIME);
        assertThat(clock.withZone(ZoneId.of("Africa/Lagos")).getZone()).isEqualTo(ZoneId.of("Africa/Lagos"));
    }

    @Test
    void ids_are_the_same_in_every_run() {
        SequentialIds ids = new SequentialIds();

        assertThat(ids.get())
                .hasToString("00000000-0000-7000-8000-000000000001")
                .isEqualTo(SequentialIds.id(1));
        assertThat(ids.get()).isEqualTo(SequentialIds.id(2));
        assertThat(SequentialIds.id(1).version()).isEqualTo(7);
        assertThat(SequentialIds.id(1).variant()).isEqualTo(2);
    }
}
