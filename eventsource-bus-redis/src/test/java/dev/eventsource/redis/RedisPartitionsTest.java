// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions.Topology;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Into how many parts a topic is cut does not change, or keys would lose their order. */
class RedisPartitionsTest extends BusCase {

    private void cutAnew(String parts) {
        redis().hset(key(""), Map.of("partitions", Link.bytes(parts)));
    }

    @Test
    void a_topic_that_exists_keeps_its_number_whatever_a_bus_would_create() {
        open().publish(TOPIC, events("1", 3));
        RedisEventBus other = buses().open(Proxied.options(bus.withPartitions(16)));
        List<Message> received = new CopyOnWriteArrayList<>();

        other.subscribe(TOPIC, Group.named("billing").fromBeginning(), received::add);
        other.publish(TOPIC, events("1", 3));

        eventually(() -> received.size() == 6);
        assertThat(redis().hget(key(""), "partitions")).isEqualTo(Link.bytes("4"));
        assertThat(received)
                .extracting(message -> message.event().payload().json())
                .containsExactly(
                        "{\"number\":1}",
                        "{\"number\":2}",
                        "{\"number\":3}",
                        "{\"number\":1}",
                        "{\"number\":2}",
                        "{\"number\":3}");
    }

    @Test
    void a_bus_that_is_to_check_refuses_another_number_with_advice() {
        open().create(TOPIC, Group.named("billing"));
        RedisEventBus other =
                buses().open(Proxied.options(bus.withPartitions(16).withTopology(Topology.CHECK)));

        assertThatThrownBy(() -> other.publish(TOPIC, events("1", 1)))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll(
                        TOPIC, "127.0.0.1:", "4 parts", "16", "BusOptions.partitions", "publish to a new topic");
        assertThatThrownBy(() -> other.subscribe(TOPIC, Group.named("billing"), message -> {}))
                .isInstanceOf(BusException.class)
                .hasMessageContaining("BusOptions.partitions");
    }

    @Test
    void a_number_that_somebody_has_changed_is_noticed_by_who_publishes() {
        RedisEventBus open = open();
        open.publish(TOPIC, events("1", 1));
        cutAnew("8");

        assertThatThrownBy(() -> open.publish(TOPIC, events("1", 1)))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("127.0.0.1:", "has 8 parts now", "had 4", "order", key(""), "to 4 again");
        assertThat(stored()).isEqualTo(1);

        cutAnew("4");
        open.publish(TOPIC, events("1", 1));
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void a_number_that_somebody_has_changed_is_noticed_by_who_comes_later() {
        open().create(TOPIC, Group.named("billing"));
        cutAnew("8");
        RedisEventBus later = open();

        assertThatThrownBy(() -> later.publish(TOPIC, events("1", 1)))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("has 8 parts now", "had 4 when group billing was created", "to 4 again");
        assertThatThrownBy(() -> later.subscribe(TOPIC, Group.named("billing"), message -> {}))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("has 8 parts now", "had 4 when group billing was created", "to 4 again");
        assertThat(stored()).isZero();
    }
}
