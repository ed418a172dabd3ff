// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.StreamId;
import org.junit.jupiter.api.Test;

class RoutingKeyTest {

    @Test
    void it_is_tenant_category_and_type() {
        assertThat(RoutingKey.of(new StreamId("acme", "loan", "1"), "LoanSubmitted"))
                .isEqualTo("acme.loan.LoanSubmitted");
        assertThat(RoutingKey.of(StreamId.of("loan", "1"), "LoanSubmitted")).isEqualTo("-.loan.LoanSubmitted");
    }

    @Test
    void what_a_word_cannot_have_is_escaped() {
        assertThat(RoutingKey.of(new StreamId("acme.eu", "a_b", "1"), "Größe * # . / %"))
                .isEqualTo("acme%2Eeu.a_b.Gr%C3%B6%C3%9Fe%20%2A%20%23%20%2E%20%2F%20%25");
    }

    @Test
    void it_fits_into_what_amqp_takes_and_stays_different() {
        StreamId stream = new StreamId(".".repeat(64), ".".repeat(64), "1");
        String one = RoutingKey.of(stream, "漢".repeat(200));
        String other = RoutingKey.of(stream, "漢".repeat(199) + "字");

        assertThat(one.length()).isLessThanOrEqualTo(255);
        assertThat(one)
                .matches("([A-Za-z0-9_-]|%[0-9A-F]{2})+~[0-9a-f]{16}(\\..*){2}")
                .isNotEqualTo(other);
        assertThat(one.split("\\.", -1)).hasSize(3);
        assertThat(RoutingKey.of(StreamId.of("loan", "1"), "T".repeat(200))).endsWith("T".repeat(200));
        assertThat(RoutingKey.of(stream, "T".repeat(20))).endsWith("." + "T".repeat(20));
    }
}
