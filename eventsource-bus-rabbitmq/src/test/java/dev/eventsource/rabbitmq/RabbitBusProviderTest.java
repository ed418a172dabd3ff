// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.ConnectionFactory;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.EventBuses;
import dev.eventsource.bus.Group;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RabbitBusProviderTest {

    @RegisterExtension
    final Rabbit rabbit = new Rabbit();

    @Test
    void a_bus_is_opened_by_url_with_the_type_of_exchange_in_it() {
        try (EventBus bus = EventBuses.open(rabbit.server.url() + "?exchange=fanout", rabbit.options())) {
            bus.create(Rabbit.TOPIC, Group.named("billing"));
        }
        rabbit.bus(ExchangeType.FANOUT).create(Rabbit.TOPIC, Group.named("reporting"));
        assertThatThrownBy(() -> rabbit.bus(ExchangeType.TOPIC).create(Rabbit.TOPIC, Group.named("reporting")))
                .isInstanceOf(BusException.class);
    }

    @Test
    void with_tls_the_certificate_is_looked_at() {
        ConnectionFactory factory = RabbitBusProvider.factory("amqps://ada:s%40cret@broker/v%2Fhost?heartbeat=7");

        assertThat(factory.isSSL()).isTrue();
        assertThat(factory.getPort()).isEqualTo(5671);
        assertThat(factory.getUsername()).isEqualTo("ada");
        assertThat(factory.getPassword()).isEqualTo("s@cret");
        assertThat(factory.getVirtualHost()).isEqualTo("v/host");
        assertThat(factory.getRequestedHeartbeat()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amqp://ada:secret@ho st/",
                "amqp://ada:secret@host/a/b",
                "amqp://ada:secret:x@host",
                "amqp:ada:secret@host"
            })
    void a_url_that_makes_no_sense_is_refused_without_the_password(String url) {
        assertThatThrownBy(() -> EventBuses.open(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("amqp://user:password@host:5672/vhost")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void an_unknown_type_of_exchange_is_refused_with_those_there_are() {
        assertThatThrownBy(() -> EventBuses.open("amqp://ada:secret@host/?exchange=random"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("topic, direct, fanout or headers", "random")
                .hasMessageNotContaining("secret");
    }

    @Test
    void options_are_checked_by_name() {
        assertThatThrownBy(() -> RabbitEventBus.Options.DEFAULT.withMaxUnacknowledged(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Options.maxUnacknowledged");
        assertThatThrownBy(() -> RabbitEventBus.Options.DEFAULT.withMaxUnacknowledged(Duration.ofDays(31)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(RabbitEventBus.Options.DEFAULT
                        .withExchange(ExchangeType.DIRECT)
                        .exchange())
                .isEqualTo(ExchangeType.DIRECT);
    }
}
