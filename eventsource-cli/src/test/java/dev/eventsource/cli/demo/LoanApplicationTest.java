// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LoanApplicationTest {

    private static final StreamId LOAN = StreamId.of("loan", "1");
    private static final Instant NOON = Instant.parse("2020-01-01T12:00:00Z");

    private static EventData activity(String type, int second) {
        return EventData.of(new UUID(1, second), type, NOON.plusSeconds(second), Payload.of("{}"));
    }

    private static LoanApplication after(EventData... activities) {
        LoanApplication application = LoanApplication.NEW;
        for (EventData each : activities) {
            long version = application.activities() + 1;
            application = application.evolve(new RecordedEvent(version, LOAN, version, NOON, each));
        }
        return application;
    }

    @Test
    void the_next_activity_is_recorded() {
        EventData next = activity("A_DECLINED", 2);
        assertThat(after(activity("A_SUBMITTED", 1)).decide(new RecordActivity(LOAN, 2, next)))
                .containsExactly(next);
    }

    @Test
    void what_is_recorded_already_is_not_recorded_again() {
        EventData submitted = activity("A_SUBMITTED", 1);
        assertThat(after(submitted).decide(new RecordActivity(LOAN, 1, submitted)))
                .isEmpty();
    }

    @Test
    void nothing_happens_to_an_application_that_was_never_submitted() {
        assertThatThrownBy(() -> LoanApplication.NEW.decide(new RecordActivity(LOAN, 1, activity("A_DECLINED", 1))))
                .hasMessage("loan-1, activity 1 (A_DECLINED): the application was never submitted");
    }

    @Test
    void no_activity_lies_before_the_last_one() {
        assertThatThrownBy(() -> after(activity("A_SUBMITTED", 5))
                        .decide(new RecordActivity(LOAN, 2, activity("A_DECLINED", 4))))
                .hasMessageContaining("it lies before the last activity");
    }

    @Test
    void no_activity_is_left_out() {
        assertThatThrownBy(() -> after(activity("A_SUBMITTED", 1))
                        .decide(new RecordActivity(LOAN, 3, activity("A_DECLINED", 2))))
                .hasMessageContaining("only 1 activities are recorded before it");
    }
}
