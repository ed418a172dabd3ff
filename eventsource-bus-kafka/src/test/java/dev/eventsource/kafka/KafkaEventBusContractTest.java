// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.EventBus;
import dev.eventsource.tck.BusFeatures;
import dev.eventsource.tck.EventBusContract;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

class KafkaEventBusContractTest extends EventBusContract {

    @Override
    protected BusFeatures features() {
        return new BusFeatures(true, true);
    }

    @Override
    protected EventBus open(BusOptions options) {
        return TestBroker.bus(options);
    }

    /** A broker tells its clients one address, so they all come through one proxy, and a single one cannot be cut off. */
    @Override
    protected void kill(EventBus bus) {
        ((KafkaEventBus) bus).kill();
    }

    @Override
    protected void publishForeign(BusOptions options, String topic, Envelope envelope) throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(options.prefix() + "--" + topic, envelope.data());
        envelope.attributes()
                .forEach((name, value) -> record.headers()
                        .add(
                                name.equals("datacontenttype") ? "content-type" : "ce_" + name,
                                value.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(TestBroker.direct(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    @Override
    protected void cut() {
        TestBroker.server().proxy().cut();
    }

    @Override
    protected boolean hasBrokerOfItsOwn() {
        return true;
    }

    @Override
    protected void restartBroker() {
        TestBroker.server().kill9();
        TestBroker.server().restart();
    }
}
