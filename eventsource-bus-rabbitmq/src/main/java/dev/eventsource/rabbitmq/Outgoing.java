// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.AMQP;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/** What is to be stored at the broker. */
final class Outgoing {

    private final String exchange;
    private final String key;
    private final AMQP.BasicProperties properties;
    private final byte[] body;

    /** @param exchange "" leads into the queue that is named like the key */
    Outgoing(String exchange, String key, AMQP.BasicProperties properties, byte[] body) {
        this.exchange = exchange;
        this.key = key;
        this.properties = properties;
        this.body = body;
    }

    /** Text for a queue. */
    static Outgoing text(String queue, String id, Map<String, Object> headers, String text) {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .contentType("text/plain")
                .messageId(id)
                .timestamp(Date.from(Instant.now()))
                .headers(headers)
                .build();
        return new Outgoing("", queue, properties, text.getBytes(StandardCharsets.UTF_8));
    }

    String exchange() {
        return exchange;
    }

    String key() {
        return key;
    }

    AMQP.BasicProperties properties() {
        return properties;
    }

    byte[] body() {
        return body;
    }
}
