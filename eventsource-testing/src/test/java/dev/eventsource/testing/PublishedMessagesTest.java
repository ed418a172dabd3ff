// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PublishedMessagesTest {

    private final PublishedMessages published = new PublishedMessages();

    private static Message message(String type) {
        return Message.of(
                StreamId.of("loan", "1"), EventData.of(UUID.randomUUID(), type, Instant.EPOCH, Payload.of("{}")));
    }

    @Test
    void what_is_published_is_kept_by_topic() {
        Message first = message("LoanSubmitted");
        Message second = message("LoanApproved");
        Message other = message("CustomerMoved");

        published.publish("loans", List.of(first));
        published.publish("customers", List.of(other));
        published.publish("loans", List.of(second));

        assertThat(published.topics()).containsExactly("loans", "customers");
        assertThat(published.on("loans")).containsExactly(first, second);
        assertThat(published.eventsOn("customers")).containsExactly(other.event());
        assertThat(published.on("nothing")).isEmpty();
        published.clear();
        assertThat(published.topics()).isEmpty();
    }

    @Test
    void it_can_fail_for_a_while() {
        published.failNext(2, () -> new BusException("out of reach"));

        for (int call = 0; call < 2; call++) {
            assertThatThrownBy(() -> published.publish("loans", List.of(message("LoanSubmitted"))))
                    .isInstanceOf(BusException.class);
        }
        published.publish("loans", List.of(message("LoanSubmitted")));

        assertThat(published.on("loans")).hasSize(1);
    }
}
