// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BusOptionsTest {

    private static final BusOptions OPTIONS = BusOptions.DEFAULT;

    @Test
    void what_makes_no_sense_is_refused_by_name() {
        assertThatThrownBy(() -> OPTIONS.withPrefix("a b")).hasMessageContaining("BusOptions.prefix");
        assertThatThrownBy(() -> OPTIONS.withPartitions(0)).hasMessageContaining("BusOptions.partitions");
        assertThatThrownBy(() -> OPTIONS.withPartitions(1_025)).hasMessageContaining("BusOptions.partitions");
        assertThatThrownBy(() -> OPTIONS.withInFlight(0)).hasMessageContaining("BusOptions.inFlight");
        assertThatThrownBy(() -> OPTIONS.withMaxMessageBytes(0)).hasMessageContaining("BusOptions.maxMessageBytes");
        assertThatThrownBy(() -> OPTIONS.withTimeout(Duration.ZERO)).hasMessageContaining("BusOptions.timeout");
        assertThatThrownBy(() -> OPTIONS.withDrain(Duration.ofMillis(-1))).hasMessageContaining("BusOptions.drain");
        assertThatThrownBy(() -> OPTIONS.withMember("a\nb")).hasMessageContaining("BusOptions.member");
    }

    @Test
    void a_member_without_a_name_is_called_by_host_and_process() {
        assertThat(OPTIONS.withMember("").member())
                .contains("-" + ProcessHandle.current().pid() + "-")
                .isNotEqualTo(OPTIONS.withMember("").member());
    }

    @Test
    void an_unknown_url_lists_what_is_known_and_a_known_one_names_its_artifact() {
        assertThatThrownBy(() -> EventBuses.open("nats://host"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("amqp:", "kafka:", "memory:", "redis:");
        assertThatThrownBy(() -> EventBuses.open("kafka://user:secret@host"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("eventsource-bus-kafka")
                .hasMessageNotContaining("secret");
    }
}
